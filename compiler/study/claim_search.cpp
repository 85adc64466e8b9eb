#include "compiler/study/claim_search.h"

#include <fmt/format.h>

#include <algorithm>

namespace pol::study {

using interp::Slot;
using ir::Op;
using ir::Ref;

namespace {

constexpr std::size_t kMostKept = 300;  // cases that decided something new
constexpr std::size_t kMostWatched = 20'000;
constexpr int kPushes = 5;  // one after the other

constexpr std::uint32_t kPresent = 64;  // above all masks of causes

std::size_t bit_of(std::uint32_t way) {
  return way < kPresent ? way : kPresent + (way - kPresent) % (256 - kPresent);
}

}  // namespace

ClaimSearch::ClaimSearch(const ir::Module& module, const lower::Probe& probe,
                         const analysis::Candidates& candidates, const Possible& possible,
                         const std::vector<Case>& bases, const ProveOptions& options)
    : policy_(module),
      probe_(probe),
      possible_(possible),
      bases_(bases),
      options_(options),
      module_(module),
      candidates_(candidates),
      draws_(options.seed),
      aim_(module_, candidates_, draws_) {
  if (moves()) replace_moved();
  find_relevant();
  watch();
}

// What is moved becomes an input, so that it can take any value while all else of the case is held.
void ClaimSearch::replace_moved() {
  Type type = policy_.type_of(probe_.moved);
  const ir::Inst& inst = policy_.insts[probe_.moved];
  if (inst.op == Op::input && inst.a == 0)  // no date later than claims are made for
    type.range = {candidates_.inputs[0].front().value, candidates_.inputs[0].back().value};
  ir::Input input;
  input.name = "moved value";
  input.type = static_cast<std::uint16_t>(module_.types.size());
  module_.types.push_back(type);
  input.forbid = true;
  module_.insts[probe_.moved] = {Op::input, input.type, static_cast<std::uint32_t>(module_.inputs.size())};
  module_.inputs.push_back(std::move(input));
  std::vector<Slot> slots;
  for (const i128 value : analysis::interesting_values(policy_, type)) slots.push_back({value});
  candidates_.typical.push_back(slots.front());
  candidates_.inputs.push_back(std::move(slots));
}

// `from`, and all that they read.
std::vector<bool> ClaimSearch::reached(std::vector<Ref> from) const {
  std::vector<bool> seen(module_.insts.size());
  while (!from.empty()) {
    const Ref ref = from.back();
    from.pop_back();
    if (ref == ir::kNone || seen[ref]) continue;
    seen[ref] = true;
    ir::operands_of(module_, module_.insts[ref], from);
  }
  return seen;
}

// A line of a large policy reads a small part of it, and only that is evaluated.
void ClaimSearch::find_relevant() {
  std::vector<Ref> from{probe_.condition, probe_.when, probe_.moved};
  depends_ = reached(from);
  for (const ir::Invariant& invariant : module_.invariants) from.push_back(invariant.condition);
  const std::vector<bool> needed = reached(std::move(from));
  std::vector<bool> inputs(module_.inputs.size());
  for (Ref ref = 0; ref < module_.insts.size(); ++ref) {
    if (needed[ref]) evaluated_.push_back(ref);
    if (depends_[ref] && module_.insts[ref].op == Op::input) inputs[module_.insts[ref].a] = true;
  }
  for (std::size_t i = 0; i < policy_.inputs.size(); ++i)
    if (inputs[i]) relevant_.push_back(i);
}

void ClaimSearch::watch() {
  work_a_case_ = evaluated_.size();
  for (const Ref ref : evaluated_) {
    const ir::Inst& inst = module_.insts[ref];
    if (inst.op == Op::table_row)
      work_a_case_ += std::uint64_t{module_.tables[inst.a].rows} * module_.tables[inst.a].columns.size();
    if (!depends_[ref] || watched_.size() >= kMostWatched) continue;
    const Type& type = module_.type_of(ref);
    const bool decides = type.kind == Kind::boolean || type.kind == Kind::enumeration ||
                         inst.op == Op::first_arm || inst.op == Op::first_present ||
                         inst.op == Op::table_row || inst.op == Op::minimum || inst.op == Op::maximum ||
                         ir::absence_of(inst.op) == ir::Absence::divide;
    if (decides && inst.op != Op::constant) watched_.push_back(ref);
  }
  taken_.resize(watched_.size());
}

// True if it is new. Far numbers of arms and rows share a bit: what is kept is chosen, not counted.
bool ClaimSearch::take(std::size_t at, std::uint32_t way) {
  const std::size_t bit = bit_of(way);
  std::uint64_t& word = taken_[at][bit / 64];
  const std::uint64_t mask = std::uint64_t{1} << bit % 64;
  const bool fresh = (word & mask) == 0;
  word |= mask;
  return fresh;
}

// Which way an instruction went. Below kPresent: missing; then its value, or which operand it took.
std::uint32_t ClaimSearch::watched(Ref ref) const {
  const ir::Inst& inst = module_.insts[ref];
  const Slot& slot = slots_[ref];
  if (slot.causes) return slot.causes;
  if (inst.op == Op::minimum || inst.op == Op::maximum) {
    const i128 a = slots_[inst.a].value, b = slots_[inst.b].value;
    return kPresent + (a < b ? 0 : a == b ? 1 : 2);
  }
  if (ir::absence_of(inst.op) == ir::Absence::divide) return kPresent;
  return kPresent + static_cast<std::uint32_t>(slot.value);
}

ClaimSearch::Trace ClaimSearch::trace() const {
  Trace out(watched_.size());
  std::transform(watched_.begin(), watched_.end(), out.begin(), [&](Ref ref) { return watched(ref); });
  return out;
}

void ClaimSearch::evaluate(Case& inputs) {
  possible_.settle(inputs);
  interp::evaluate_these(module_, evaluated_, inputs, slots_);
  ++searched_;
  work_ += work_a_case_;
}

// The door lets in no case that breaks an enforced invariant as it is.
bool ClaimSearch::may_come() const {
  return std::none_of(module_.invariants.begin(), module_.invariants.end(), [&](const auto& invariant) {
    const Slot& answer = slots_[invariant.condition];
    return !answer.causes && answer.value == 0;
  });
}

bool ClaimSearch::refuted() const {
  const Slot& claim = slots_[probe_.condition];
  return yes(probe_.when) && may_come() && !claim.causes && claim.value == 0;
}

std::optional<Refutation> ClaimSearch::run() {
  for (const Case& base : bases_) {
    Case inputs = base;
    if (moves()) inputs.push_back(candidates_.inputs.back().front());
    if (!more() || look(inputs)) return found_;
    corpus_.push_back(inputs);
  }
  const std::vector<Case> first = corpus_;
  if (relevant_.empty() && !moves()) return found_;
  for (const Case& base : first)
    if (around(base)) return found_;
  while (more()) {
    const Case& base = corpus_[draws_.below(corpus_.size())];
    const std::size_t way = draws_.below(8);
    if (way < 3 ? push(base) : way < 5 ? explore(base) : way < 6 ? change(base) : halve(base)) break;
  }
  return found_;
}

bool ClaimSearch::look(Case inputs) {
  evaluate(inputs);
  if (!moves() && refuted()) {
    found_ = Refutation{std::move(inputs), 0, 0};
    return true;
  }
  bool news = false;
  for (std::size_t i = 0; i < watched_.size(); ++i) news = take(i, watched(watched_[i])) || news;
  if (news && corpus_.size() < kMostKept)
    corpus_.push_back(inputs);
  else if (news)
    corpus_[draws_.below(kMostKept)] = inputs;
  return moves() && curve(inputs);
}

bool ClaimSearch::around(const Case& base) {
  for (const std::size_t input : relevant_)
    for (const Slot& slot : candidates_.inputs[input]) {
      if (searched_ >= options_.cases / 4 || !more()) return false;
      Case inputs = base;
      inputs[input] = slot;
      if (look(std::move(inputs))) return true;
    }
  return false;
}

bool ClaimSearch::push(Case inputs) {
  for (int i = 0; i < kPushes && more(); ++i) {
    evaluate(inputs);
    const std::vector<Slot> slots = slots_;
    for (const ir::Invariant& invariant : module_.invariants)
      if (!slots[invariant.condition].causes)
        aim_.push(invariant.condition, analysis::kWishYes, slots, inputs);
    const bool when_first = draws_.coin();
    for (const bool of_when : {when_first, !when_first}) {
      const Ref ref = of_when ? probe_.when : probe_.condition;
      if (ref == ir::kNone || (!of_when && moves())) continue;
      aim_.push(ref, of_when ? analysis::kWishYes : analysis::kWishNo, slots, inputs);
    }
    if (!more()) return false;
    if (look(inputs)) return true;
  }
  return false;
}

bool ClaimSearch::explore(Case inputs) {
  if (watched_.empty()) return change(std::move(inputs));
  std::size_t at = 0;
  analysis::Wish wish;
  for (int i = 0; i < 4; ++i) {  // something that was not taken yet, if it is easily drawn
    at = draws_.below(watched_.size());
    const Type& type = module_.type_of(watched_[at]);
    wish = {};
    if (type.may_be_missing && draws_.below(8) == 0) wish.missing = cause::all;
    const i128 value = draws_.within(type.range);
    wish.range = {value, value};
    const std::size_t bit = bit_of(kPresent + static_cast<std::uint32_t>(value));
    if (wish.missing || (taken_[at][bit / 64] >> bit % 64 & 1) == 0) break;
  }
  for (int i = 0; i < 2 && more(); ++i) {
    evaluate(inputs);
    const std::vector<Slot> slots = slots_;
    aim_.push(watched_[at], wish, slots, inputs);
    if (!more()) return false;
    if (look(inputs)) return true;
  }
  return push(std::move(inputs));
}

bool ClaimSearch::change(Case inputs) {
  if (relevant_.empty()) return look(std::move(inputs));
  const std::size_t changes = 1 + draws_.below(std::min<std::size_t>(relevant_.size(), 6));
  for (std::size_t i = 0; i < changes; ++i) {
    const std::size_t input = relevant_[draws_.below(relevant_.size())];
    inputs[input] = candidates_.inputs[input][draws_.below(candidates_.inputs[input].size())];
  }
  return look(std::move(inputs));
}

bool ClaimSearch::halve(Case inputs) {
  if (relevant_.empty()) return change(std::move(inputs));
  const std::size_t input = relevant_[draws_.below(relevant_.size())];
  const Type& type = module_.types[module_.inputs[input].type];
  const Slot from = inputs[input],
             to = candidates_.inputs[input][draws_.below(candidates_.inputs[input].size())];
  if (type.kind == Kind::text || from.causes || to.causes || from == to) return change(std::move(inputs));
  evaluate(inputs);
  const Trace low = trace();
  inputs[input] = to;
  if (!more()) return false;
  if (look(inputs)) return true;
  if (moves()) evaluate(inputs);  // after a curve the values are those of another case
  const Trace high = trace();
  std::vector<std::size_t> turns;
  for (std::size_t i = 0; i < low.size(); ++i)
    if (low[i] != high[i]) turns.push_back(i);
  if (turns.empty()) return false;
  const std::size_t turn = turns[draws_.below(turns.size())];
  i128 a = from.value, b = to.value;
  while ((a < b ? b - a : a - b) > 1 && more()) {
    const i128 middle = a + (b - a) / 2;
    inputs[input] = {middle};
    if (!moves() && look(inputs)) return true;
    if (moves()) evaluate(inputs);
    (watched(watched_[turn]) == low[turn] ? a : b) = middle;
  }
  for (const i128 edge : {a, b}) {
    if (!more()) return false;
    inputs[input] = {edge};
    if (look(inputs)) return true;
  }
  return push(std::move(inputs));
}

// ---- a moved value: the subject over its values, with everything else of the case held
ClaimSearch::Point ClaimSearch::point(Case& inputs, i128 at) {
  inputs.back() = {at};
  evaluate(inputs);
  const Slot& subject = slots_[probe_.condition];
  return {at, yes(probe_.when) && may_come() && !subject.causes, subject.value, trace()};
}

// Moving the other way turns "falls" into "rises".
bool ClaimSearch::falls(const Point& low, const Point& high) const {
  if (!low.counts || !high.counts) return false;
  const bool may_not_fall = probe_.prove->never_falls == probe_.prove->as_rises;
  return may_not_fall ? high.subject < low.subject : high.subject > low.subject;
}

bool ClaimSearch::curve(const Case& base) {
  Case inputs = base;
  const auto& values = candidates_.inputs.back();
  const Interval& range = module_.types[module_.inputs.back().type].range;
  std::vector<Point> points;
  const auto add = [&](i128 at) {
    if (more() && range.contains(at)) points.push_back(point(inputs, at));
  };
  add(base.back().value);
  for (int i = 0; i < 2; ++i) {
    const std::size_t at = draws_.below(values.size());
    add(values[at].value);
    if (at + 1 < values.size()) add(values[at + 1].value);
  }
  add(draws_.within(range));
  if (search_between(inputs, points)) return true;
  std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.at < b.at; });
  const Point* best = nullptr;  // the one that the next would have to keep up with
  for (const Point& one : points) {
    if (!one.counts) continue;
    if (best && best->at != one.at && falls(*best, one)) {
      found_ = Refutation{inputs, best->at, one.at};
      return true;
    }
    best = &one;
  }
  return false;
}

// Between two neighbours that were decided differently, to the value where one decision turns.
bool ClaimSearch::search_between(Case& inputs, std::vector<Point>& points) {
  std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.at < b.at; });
  std::vector<std::pair<std::size_t, std::size_t>> turns;  // point, watched instruction
  for (std::size_t i = 0; i + 1 < points.size(); ++i)
    for (std::size_t k = 0; k < watched_.size(); ++k)
      if (points[i].trace[k] != points[i + 1].trace[k] && points[i + 1].at - points[i].at > 1)
        turns.emplace_back(i, k);
  if (turns.empty()) return false;
  const auto [at, turn] = turns[draws_.below(turns.size())];
  Point low = points[at], high = points[at + 1];
  while (high.at - low.at > 1 && more()) {
    Point middle = point(inputs, low.at + (high.at - low.at) / 2);
    (middle.trace[turn] == low.trace[turn] ? low : high) = std::move(middle);
  }
  points.push_back(low);
  points.push_back(high);
  if (!falls(low, high)) return false;
  found_ = Refutation{inputs, low.at, high.at};
  return true;
}

// ---- the witness
bool ClaimSearch::still(const Case& inputs, i128 low, i128 high) {
  Case with = inputs;
  if (!moves()) {
    evaluate(with);
    return refuted();
  }
  const Point a = point(with, low), b = point(with, high);
  return falls(a, b);
}

void ClaimSearch::minimise(Refutation& found) {
  const std::uint64_t searched = searched_;  // what follows is no search
  for (int round = 0; round < 2; ++round)
    for (std::size_t i = 0; i < policy_.inputs.size(); ++i)
      if (!(found.inputs[i] == candidates_.typical[i])) towards_typical(found, i);
  while (moves() && found.high - found.low > 1) {
    const i128 middle = found.low + (found.high - found.low) / 2;
    if (still(found.inputs, found.low, middle))
      found.high = middle;
    else if (still(found.inputs, middle, found.high))
      found.low = middle;
    else
      break;
  }
  possible_.settle(found.inputs);
  searched_ = searched;
}

// The typical value if the claim stays refuted, else the plainest candidate, for a number the value next to
// one where the claim holds.
void ClaimSearch::towards_typical(Refutation& found, std::size_t input) {
  const auto keeps = [&](const Slot& slot) {
    Case with = found.inputs;
    with[input] = slot;
    if (!still(with, found.low, found.high)) return false;
    found.inputs = std::move(with);
    return true;
  };
  const Slot typical = candidates_.typical[input];
  if (keeps(typical)) return;
  const Type& type = module_.types[module_.inputs[input].type];
  const bool number = type.kind != Kind::text && type.kind != Kind::boolean && type.kind != Kind::enumeration;
  if (!number || typical.causes || found.inputs[input].causes) {
    for (const Slot& slot : candidates_.inputs[input])
      if (slot == found.inputs[input] || (!slot.causes && keeps(slot))) break;
    return;
  }
  i128 holds = typical.value;
  for (;;) {
    const i128 away = found.inputs[input].value - holds;
    if (away >= -1 && away <= 1) return;
    const i128 middle = holds + away / 2;
    if (!keeps({middle})) holds = middle;
  }
}

std::string ClaimSearch::show(const Slot& slot, const Type& type) const {
  return analysis::shown_value(slot, type, policy_.enums);
}

std::string ClaimSearch::witness(const Refutation& found) {
  std::string out;
  for (std::size_t i = 1; i < policy_.inputs.size(); ++i)
    if (!(found.inputs[i] == candidates_.typical[i]))
      out += (out.empty() ? "" : ", ") + analysis::shown_input(policy_, i, found.inputs[i]);
  out += out.empty() ? "everything typical" : ", everything else typical";
  if (found.inputs[0].value != candidates_.typical[0].value)
    out += ", on " + format_date(static_cast<Day>(found.inputs[0].value));
  Case inputs = found.inputs;
  if (moves()) {
    const auto name = [](const syntax::Reference& ref) {
      return ref.name.text + (ref.part ? "." + ref.part->text : "");
    };
    const std::string moved = name(probe_.prove->moved), subject = name(probe_.prove->subject);
    std::string ends;
    for (const i128 at : {found.low, found.high}) {
      point(inputs, at);
      ends += fmt::format("{}{} {} gives {} {}", ends.empty() ? "" : ", ", moved,
                          show({at}, policy_.type_of(probe_.moved)), subject,
                          show(slots_[probe_.condition], policy_.type_of(probe_.condition)));
    }
    return out + ": " + ends;
  }
  evaluate(inputs);
  std::string values;
  for (const auto& output : policy_.outputs)
    if (depends_[output.value])
      values += (values.empty() ? "" : ", ") + output.name + " " +
                show(slots_[output.value], policy_.type_of(output.value));
  return values.empty() ? out : out + ": " + values;
}

}  // namespace pol::study
