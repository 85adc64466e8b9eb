#include "runtime/engine/slot.h"

#include <fmt/format.h>

#include <algorithm>

namespace pol::engine {
namespace {

std::string title(const Release& release) {
  return fmt::format("{}/{} version {}", release.policy().kind, release.policy().name,
                     release.policy().version);
}

Failure refused(const std::string& message) {
  return {Exit::input, message};
}

auto with_number(std::uint64_t number) {
  return [number](const Release& one) { return one.number == number; };
}

bool same_policy(const Release& a, const Release& b) {
  return a.policy().kind == b.policy().kind && a.policy().name == b.policy().name;
}

bool published(const std::vector<Release>& list, std::uint64_t number) {
  return std::any_of(list.begin(), list.end(), with_number(number));
}

Failure not_published(std::uint64_t number) {
  return refused(fmt::format("version number {} is not published", number));
}

// A bucket that the host does not send: the door computes it.
constexpr std::size_t kComputed = ~std::size_t{0};

// The tags that a version reads, of those that the host sent.
const SentCase& ask(const Release& release, const SentCase& sent, SentCase& own) {
  own.case_id = sent.case_id;
  own.decision_time = sent.decision_time;
  own.decision_date = sent.decision_date;
  own.needs = sent.needs;
  own.tags.resize(release.tags.size());
  for (std::size_t i = 0; i < release.tags.size(); ++i)
    own.tags[i] = release.tags[i] == kComputed ? SentTag{} : sent.tags[release.tags[i]];
  return own;
}

bool undecided(const LoadedPolicy& policy, const ir::NativeRecord& record) {
  const ir::Field* field = policy.layout().find(ir::FieldKind::undecided, 0);
  return field && record.get(*field);
}

// One slot of the records of two policies.
struct Told {
  const LoadedPolicy& policy;
  const MemberCase& by;
  std::size_t slot;
  CauseMask causes() const { return by.record.output_causes[slot]; }
  std::int64_t value() const { return by.record.outputs[slot]; }
  const ir::Module& module() const { return policy.module(); }
  const Type& type() const { return module().type_of(ir::output_slot(module(), slot)); }
  std::string_view text() const { return output_text(module(), by.admitted.inputs, value()); }
  const std::string& member() const {
    return module().enums[type().enum_id].values[static_cast<std::size_t>(value())];
  }
};

// Whether both say the same; empty if they cannot be compared.
std::optional<bool> same(const Told& a, const Told& b) {
  const Type &s = a.type(), &t = b.type();
  if (s.kind != t.kind || s.scale != t.scale || s.period != t.period || s.currency != t.currency)
    return std::nullopt;
  if (a.causes() || b.causes()) return a.causes() == b.causes();
  if (s.kind == Kind::text) return a.text() == b.text();
  if (s.kind == Kind::enumeration) return a.member() == b.member();
  return a.value() == b.value();
}

std::optional<bool> same_output(const LoadedPolicy& a, const MemberCase& x, const LoadedPolicy& b,
                                const MemberCase& y, std::size_t i) {
  const ir::Output &m = a.module().outputs[i], &n = b.module().outputs[i];
  if (m.name != n.name || m.elements.size() != n.elements.size()) return std::nullopt;
  std::optional<bool> all = same({a, x, i}, {b, y, i});
  const std::size_t first = ir::first_element(a.module(), i), other = ir::first_element(b.module(), i);
  for (std::size_t k = 0; k < m.elements.size() && all.value_or(false); ++k)
    all = same({a, x, first + k}, {b, y, other + k});
  return all;
}

enum Count : std::size_t { kDecided, kStatus, kMain, kOutputs, kRefused, kLetIn, kNotAlike };

}  // namespace

ShadowCounts Shadow::counts() const {
  const auto at = [&](Count which) { return counts_[which].load(std::memory_order_relaxed); };
  return {at(kDecided), at(kStatus), at(kMain), at(kOutputs), at(kRefused), at(kLetIn), at(kNotAlike)};
}

void Shadow::compare(const Chain& chain, const MemberCase* decided, const MemberCase* tried) const {
  const auto count = [&](Count which) { counts_[which].fetch_add(1, std::memory_order_relaxed); };
  if (!decided || !tried) {
    if (decided || tried) count(decided ? kRefused : kLetIn);
    return;
  }
  const LoadedPolicy &a = chain.root(), &b = candidate_.chain->root();
  count(kDecided);
  if (undecided(a, decided->record) != undecided(b, tried->record)) count(kStatus);
  const std::size_t outputs = a.module().outputs.size();
  bool alike = outputs == b.module().outputs.size(), differs = false;
  for (std::size_t i = 0; i < outputs && alike; ++i) {
    const auto equal = same_output(a, *decided, b, *tried, i);
    alike = equal.has_value();
    if (equal.value_or(true)) continue;
    differs = true;
    if (i == 0) count(kMain);
  }
  if (differs) count(kOutputs);
  if (!alike) count(kNotAlike);
}

const Release* Snapshot::in_force(Day date) const {
  const Release* found = nullptr;
  for (const Release& one : published_)
    if (one.policy().effective <= date && (!found || one.policy().effective >= found->policy().effective))
      found = &one;
  return found;
}

bool Snapshot::has_native() const {
  return std::all_of(published_.begin(), published_.end(),
                     [](const Release& one) { return one.chain->has_native(); });
}

std::optional<Refusal> Snapshot::decide(Which which, const SentCase& sent, SlotCase& out) const {
  out.release = in_force(sent.decision_date);
  if (!out.release)
    return Refusal{"I06", "", "no published version is in force on " + format_date(sent.decision_date)};
  auto refusal = out.release->chain->decide(which, ask(*out.release, sent, out.asked), out.decided);
  if (shadow_) {
    const Release& candidate = shadow_->candidate();
    const Which able = candidate.chain->has_native() ? which : Which::interpreter;
    const SentCase& asked = ask(candidate, sent, out.shadow_asked);
    const bool no = candidate.chain->decide(able, asked, out.shadow_decided).has_value();
    shadow_->compare(*out.release->chain, refusal ? nullptr : &out.decided.root(),
                     no ? nullptr : &out.shadow_decided.root());
  }
  return refusal;
}

Slot::Slot(Epochs& epochs, ir::Module door)
    : door_(std::move(door)), epochs_(epochs), current_(new Snapshot) {}

Slot::~Slot() {
  epochs_.retire(std::move(last_), [last = current_.load()] { delete last; });
}

Result<Release> Slot::find(std::uint64_t number) const {
  const auto at = std::find_if(loaded_.begin(), loaded_.end(), with_number(number));
  if (at == loaded_.end()) return refused(fmt::format("no version number {} is loaded", number));
  return *at;
}

std::unique_ptr<Snapshot> Slot::next() const {
  return std::make_unique<Snapshot>(*current_.load());
}

void Slot::put(std::unique_ptr<Snapshot> next) {
  ++next->sequence_;
  Epochs::Ticket ticket = Epochs::ticket();  // what can fail comes before the exchange
  const Snapshot* old = current_.exchange(next.release());
  epochs_.retire(std::move(ticket), [old] { delete old; });
}

Result<std::uint64_t> Slot::load(std::shared_ptr<const Chain> chain) {
  Release release{std::move(chain), 0, {}};
  const ir::Module& door = release.chain->door();
  for (const ir::Input& input : door.inputs) {
    const auto sent = std::find_if(door_.inputs.begin(), door_.inputs.end(),
                                   [&](const ir::Input& one) { return one.name == input.name; });
    if (sent == door_.inputs.end() && input.bucket) {
      release.tags.push_back(kComputed);
      continue;
    }
    if (sent == door_.inputs.end())
      return refused(fmt::format("{} reads the tag {}, which is not sent", title(release), input.name));
    if (!same_tag(door, door.types[input.type], door_, door_.types[sent->type]))
      return refused(fmt::format("{} reads the tag {} as another type", title(release), input.name));
    release.tags.push_back(static_cast<std::size_t>(sent - door_.inputs.begin()));
  }
  const std::lock_guard lock(mutex_);
  for (const Release& one : loaded_)
    if (one.content_hash() == release.content_hash()) return one.number;
  if (!loaded_.empty() && !same_policy(loaded_.front(), release))
    return refused(title(release) + " has no place beside " + title(loaded_.front()));
  release.number = next_number_++;
  loaded_.push_back(std::move(release));
  return loaded_.back().number;
}

Status Slot::publish(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  auto release = find(number);
  if (!release) return release.failure();
  auto changed = next();
  if (published(changed->published_, number)) return refused(title(*release) + " is published already");
  changed->published_.push_back(std::move(*release));
  put(std::move(changed));
  return Unit{};
}

Status Slot::withdraw(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  auto changed = next();
  auto& list = changed->published_;
  const auto at = std::find_if(list.begin(), list.end(), with_number(number));
  if (at == list.end()) return not_published(number);
  list.erase(at);
  put(std::move(changed));
  return Unit{};
}

Status Slot::roll_back(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  auto changed = next();
  auto& list = changed->published_;
  const auto at = std::find_if(list.begin(), list.end(), with_number(number));
  if (at == list.end()) return not_published(number);
  list.erase(at + 1, list.end());
  put(std::move(changed));
  return Unit{};
}

Status Slot::unload(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto release = find(number);
  if (!release) return release.failure();
  const Snapshot& now = *current_.load();
  if (published(now.published_, number)) return refused(title(*release) + " is published");
  if (now.shadow_ && now.shadow_->candidate().number == number)
    return refused(title(*release) + " is the shadow");
  loaded_.erase(std::find_if(loaded_.begin(), loaded_.end(), with_number(number)));
  return Unit{};
}

Status Slot::set_shadow(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  auto release = find(number);
  if (!release) return release.failure();
  auto changed = next();
  if (published(changed->published_, number)) return refused(title(*release) + " is published");
  changed->shadow_ = std::make_shared<const Shadow>(std::move(*release));
  put(std::move(changed));
  return Unit{};
}

void Slot::clear_shadow() {
  const std::lock_guard lock(mutex_);
  auto changed = next();
  changed->shadow_ = nullptr;
  put(std::move(changed));
}

std::vector<Release> Slot::loaded() const {
  const std::lock_guard lock(mutex_);
  return loaded_;
}

}  // namespace pol::engine
