#include "runtime/engine/bound.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "runtime/engine/bucket.h"

namespace pol::engine {
namespace {

constexpr std::size_t kBlock = 512;  // rows; stays in cache
using Byte = unsigned char;

// What columnar code cannot tell: texts of the record are numbers of inputs, and it does not know those that
// an invariant has taken away.
bool takes_texts_away(const LoadedPolicy& policy) {
  const ir::Module& module = policy.module();
  const auto is_text = [&](std::uint32_t tag) {
    return module.types[module.inputs[tag].type].kind == Kind::text;
  };
  return !policy.text_outputs().empty() &&
         std::any_of(module.invariants.begin(), module.invariants.end(), [&](const ir::Invariant& one) {
           return std::any_of(one.tags.begin(), one.tags.end(), is_text);
         });
}

// One block of the columns that code does not read where they stand.
class Block {
 public:
  Block(const ir::Module& module, const std::vector<HostForm>& forms, const std::vector<bool>& direct)
      : module_(module), forms_(forms), direct_(direct), own_(module.inputs.size()) {
    for (std::size_t i = 0; i < own_.size(); ++i) {
      if (direct[i]) continue;
      own_[i].values.resize(kBlock);
      own_[i].causes.resize(kBlock);
      if (type(i).kind != Kind::text) continue;
      own_[i].bytes.resize(kBlock);
      own_[i].texts.resize(kBlock);
    }
    columns_.values.resize(own_.size());
    columns_.causes.resize(own_.size());
  }

  // The rows of `batch` from `begin` on.
  const ColumnBatch& at(const HostBatch& batch, std::size_t begin, std::size_t rows) {
    columns_.rows = rows;
    columns_.first = begin;
    for (std::size_t i = 0; i < own_.size(); ++i) {
      if (direct_[i])
        take(i, batch.columns[i], begin, rows);
      else
        fill(i, batch, begin, rows);
    }
    return columns_;
  }

  // As LoadedPolicy::decide does for one case.
  void number_texts(const LoadedPolicy& policy, RecordColumns& out) {
    Inputs inputs;
    inputs.values.resize(own_.size());
    inputs.causes.assign(own_.size(), cause::error);
    for (std::size_t row = 0; row < columns_.rows && !policy.text_outputs().empty(); ++row) {
      for (std::size_t i = 0; i < own_.size(); ++i) {
        if (type(i).kind != Kind::text) continue;
        inputs.values[i] = own_[i].values[row];
        inputs.causes[i] = own_[i].causes[row];
      }
      const std::size_t at = columns_.first + row;
      for (const std::size_t output : policy.text_outputs()) {
        if (out.output_causes[output][at] || out.refused[at]) continue;
        const auto& text = *reinterpret_cast<const ir::Text*>(out.outputs[output][at]);
        out.outputs[output][at] =
            policy.text_number({text.data, static_cast<std::size_t>(text.size)}, inputs);
      }
    }
  }

 private:
  struct Own {
    std::vector<std::int64_t> values;
    std::vector<CauseMask> causes;
    std::vector<std::string> bytes;
    std::vector<ir::Text> texts;
    std::array<Byte, kBlock / 8> bits{};
  };
  const Type& type(std::size_t i) const { return module_.types[module_.inputs[i].type]; }

  void take(std::size_t i, const HostColumn& column, std::size_t begin, std::size_t rows) {
    const ColumnForm& form = forms_[i].column;
    const std::size_t at = column.offset + begin;
    columns_.values[i] = columns_.causes[i] = nullptr;
    if (!column.values) return;  // absent
    columns_.values[i] = static_cast<const Byte*>(column.values) + at * stride_of(form);
    if (!column.presence || form.one_for_all) return;
    const auto* presence = static_cast<const Byte*>(column.presence);
    columns_.causes[i] = form.presence != Presence::bitmap ? presence + at * presence_stride_of(form)
                         : at % 8 == 0                     ? presence + at / 8
                                                           : shifted(i, presence, at, rows);
  }
  // Bits that begin within a byte, as those of a slice do.
  const Byte* shifted(std::size_t i, const Byte* presence, std::size_t at, std::size_t rows) {
    auto& bits = own_[i].bits;
    const std::size_t last = (at + rows - 1) / 8;  // the last byte that the host has
    for (std::size_t k = 0; k * 8 < rows; ++k) {
      const std::size_t byte = at / 8 + k;
      const unsigned both = presence[byte] | (byte < last ? unsigned{presence[byte + 1]} << 8 : 0u);
      bits[k] = static_cast<Byte>(both >> (at % 8));
    }
    return bits.data();
  }

  // Past the door but for invariants, which the code asks.
  void fill(std::size_t i, const HostBatch& batch, std::size_t begin, std::size_t rows) {
    Own& own = own_[i];
    columns_.values[i] = own.values.data();
    columns_.causes[i] = own.causes.data();
    const ir::Input& input = module_.inputs[i];
    for (std::size_t row = 0; row < rows; ++row) {
      if (input.bucket) {
        const Own& id = own_[input.bucket->tag];
        own.causes[row] = id.causes[row];
        if (!own.causes[row]) own.values[row] = experiment_bucket(input.bucket->salt, id.bytes[row]);
        continue;
      }
      const Day date = static_cast<Day>(read_number(forms_[0].column, batch.columns[0], begin + row));
      read_cell(forms_[i], batch.columns[i], begin + row, type(i), tag_);
      if (!forms_[i].has_as_of) tag_.as_of = date;
      own.causes[row] = tag_.state == SentTag::State::missing && (tag_.cause & ~input.causes)
                            ? kRefusedRow
                            : door_causes(input, type(i), tag_, date);
      own.values[row] = own.causes[row] ? 0 : static_cast<std::int64_t>(tag_.number);
      if (type(i).kind != Kind::text) continue;
      own.bytes[row] = tag_.text;
      own.texts[row] = {own.bytes[row].data(), own.bytes[row].size()};
      own.values[row] = reinterpret_cast<std::int64_t>(&own.texts[row]);
    }
  }

  const ir::Module& module_;
  const std::vector<HostForm>& forms_;
  const std::vector<bool>& direct_;
  std::vector<Own> own_;
  ColumnBatch columns_;
  SentTag tag_;
};

}  // namespace

Status BoundPolicy::check(std::size_t i) const {
  const ir::Input& input = policy_->module().inputs[i];
  const Type& type = policy_->module().types[input.type];
  const HostForm& form = forms_[i];
  const auto refuse = [&](std::string_view what) {
    return Failure{Exit::usage, fmt::format("{} cannot be bound: {}", input.name, what)};
  };
  const bool text = type.kind == Kind::text;
  switch (form.type) {
    case HostType::absent:
      return i == 0 ? Status(refuse("every row needs a decision date")) : Unit{};
    case HostType::number:
      if (text) return refuse("it is a text, the column has numbers");
      break;
    case HostType::bits:
      if (type.kind != Kind::boolean) return refuse("the column has bits, the tag is no bool");
      break;
    case HostType::decimal128:
      if (!type.numeric()) return refuse("the column has decimals, the tag has none");
      break;
    case HostType::codes:
      if (type.kind != Kind::enumeration) return refuse("the column has codes, the tag is no enum");
      break;
    case HostType::text_fixed:
    case HostType::text_pointers:
      if (form.column.stride == 0) return refuse("texts need a stride");
      [[fallthrough]];
    case HostType::text_offsets:
    case HostType::text_long_offsets:
      if (!text && (type.kind != Kind::enumeration || form.values.empty()))
        return refuse("the column has texts");
      break;
  }
  if (i == 0 && (form.type != HostType::number || form.has_as_of ||
                 (!form.column.one_for_all && form.column.presence != Presence::always)))
    return refuse("a decision date is a number that is always there");
  return Unit{};
}

Result<std::unique_ptr<BoundPolicy>> BoundPolicy::bind(std::shared_ptr<const LoadedPolicy> policy,
                                                       std::vector<HostForm> forms, Backend* backend,
                                                       const NativeOptions& options) {
  auto bound = std::unique_ptr<BoundPolicy>(new BoundPolicy);
  bound->policy_ = std::move(policy);
  bound->forms_ = std::move(forms);
  const ir::Module& module = bound->policy_->module();
  if (bound->forms_.size() != module.inputs.size())
    return Failure{Exit::internal, "not as many columns as inputs"};
  for (std::size_t i = 0; i < module.inputs.size(); ++i)
    if (!module.inputs[i].bucket)
      if (const Status status = bound->check(i); !status) return status.failure();
  if (!backend)
    bound->why_not_ = "there is no native code";
  else if (takes_texts_away(*bound->policy_))
    bound->why_not_ = "an invariant takes away a text, and the policy gives texts";
  else
    bound->compile(*backend, options);
  return bound;
}

void BoundPolicy::compile(Backend& backend, NativeOptions options) {
  const ir::Module& module = policy_->module();
  options.scalar = false;
  options.columns = options.door = true;
  options.forms.assign(module.inputs.size(), {});
  in_place_ = true;
  for (std::size_t i = 0; i < module.inputs.size(); ++i) {
    const HostForm& form = forms_[i];
    const bool absent = form.type == HostType::absent && !module.inputs[i].bucket &&
                        module.types[module.inputs[i].type].kind != Kind::text;
    // A strided bitmap has no form of its own: `bit` is one.
    direct_.push_back(absent || (is_direct(form) && !module.inputs[i].bucket));
    if (absent)
      options.forms[i].presence = Presence::never;
    else if (direct_[i])
      options.forms[i] = form.column;
    else
      options.forms[i].admitted = true;
    in_place_ = in_place_ && direct_[i] && options.forms[i].presence != Presence::bitmap;
  }
  auto compiled = backend.compile(module, options);
  if (compiled)
    native_ = std::move(*compiled);
  else
    why_not_ = compiled.failure().message;
}

void BoundPolicy::decide(const HostBatch& batch, RecordColumns& out) const {
  out.resize(policy_->module(), policy_->layout(), batch.rows);
  if (!native_) return decide_rows(batch, out);
  Block block(policy_->module(), forms_, direct_);
  const std::size_t step = in_place_ ? std::max<std::size_t>(batch.rows, 1) : kBlock;
  for (std::size_t begin = 0; begin < batch.rows; begin += step) {
    native_->decide_columns(block.at(batch, begin, std::min(step, batch.rows - begin)), out);
    block.number_texts(*policy_, out);
  }
}

std::optional<Refusal> BoundPolicy::refusal(const HostBatch& batch, std::size_t row) const {
  SentCase sent;
  Admitted admitted;
  read_case(policy_->module(), forms_, batch, row, sent);
  return admit(policy_->module(), sent, admitted);
}

void BoundPolicy::decide_rows(const HostBatch& batch, RecordColumns& out) const {
  const Which which = policy_->has_native() ? Which::scalar : Which::interpreter;
  SentCase sent;
  Admitted admitted;
  Scratch scratch;
  ir::NativeRecord record = policy_->new_record();
  for (std::size_t row = 0; row < batch.rows; ++row) {
    read_case(policy_->module(), forms_, batch, row, sent);
    out.refused[row] = admit(policy_->module(), sent, admitted).has_value();
    if (out.refused[row]) continue;
    policy_->decide(which, admitted.inputs, record, scratch);
    out.put(row, record);
  }
}

}  // namespace pol::engine
