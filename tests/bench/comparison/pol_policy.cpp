#include "tests/bench/comparison/pol_policy.h"

#include <algorithm>
#include <type_traits>

#include "compiler/native/native.h"

namespace pol::comparison {
namespace {

template <class T>
engine::Physical physical() {
  if constexpr (std::is_same_v<T, bool>) return engine::Physical::u8;
  constexpr bool is_signed = std::is_signed_v<T>;
  switch (sizeof(T)) {
    case 1:
      return is_signed ? engine::Physical::i8 : engine::Physical::u8;
    case 2:
      return is_signed ? engine::Physical::i16 : engine::Physical::u16;
    case 4:
      return is_signed ? engine::Physical::i32 : engine::Physical::u32;
    default:
      return engine::Physical::i64;
  }
}

}  // namespace

Result<std::unique_ptr<PolPolicy>> PolPolicy::load(const std::string& path) {
  auto out = std::make_unique<PolPolicy>();
  const auto backend = native::make_backend();
  Sources sources;
  Diagnostics diagnostics;
  study::CompileOptions options;
  options.backend = backend.get();
  out->compiled_ = study::compile(sources, path, diagnostics, options);
  std::string errors;
  for (const Diagnostic& d : diagnostics.all())
    if (d.severity() == Severity::error) errors += one_line(d, sources) + "\n";
  if (!errors.empty()) return Failure{Exit::findings, errors};
  if (!out->compiled_.policy) return Failure{Exit::input, path + ": cannot be loaded"};
  if (!out->policy().has_native()) return Failure{Exit::internal, out->compiled_.native_refused};

  const ir::Module& module = out->policy().module();
  const char* names[] = {
#define POL_FIELD(type, tag) #tag,
#include "tests/bench/comparison/fields.def"
  };
  const char* optional[] = {
#define POL_FIELD(type, tag)
#define POL_OPTIONAL(type, tag) #tag,
#include "tests/bench/comparison/fields.def"
  };
  for (const std::string name : names) {
    const auto input = std::find_if(module.inputs.begin(), module.inputs.end(),
                                    [&](const ir::Input& i) { return i.name == name; });
    if (input == module.inputs.end()) return Failure{Exit::input, path + ": does not read " + name};
    out->input_of_.push_back(static_cast<std::size_t>(input - module.inputs.begin()));
    const auto* bit = std::find(std::begin(optional), std::end(optional), name);
    out->optional_of_.push_back(bit == std::end(optional) ? -1 : static_cast<int>(bit - optional));
  }
  out->date_ = module.policy.effective;
  for (std::uint32_t i = 0; i < module.knockouts.size(); ++i)
    out->fired_.push_back(out->policy().layout().find(ir::FieldKind::knockout_fired, i));
  return out;
}

engine::Inputs PolPolicy::inputs(const Row& row) const {
  const ir::Module& module = policy().module();
  engine::Inputs in;
  in.values.assign(module.inputs.size(), 0);
  in.causes.assign(module.inputs.size(), cause::present);
  in.values[0] = module.policy.effective;
  const std::int64_t values[] = {
#define POL_FIELD(type, tag) row.tag,
#include "tests/bench/comparison/fields.def"
  };
  for (std::size_t i = 0; i < input_of_.size(); ++i) {
    in.values[input_of_[i]] = values[i];
    if (optional_of_[i] >= 0 && !row.has(static_cast<Optional>(optional_of_[i])))
      in.causes[input_of_[i]] = cause::not_asked;
  }
  return in;
}

Result<std::unique_ptr<engine::NativePolicy>> PolPolicy::compile_columns(engine::Level level) const {
  const ir::Module& module = policy().module();
  engine::NativeOptions options;
  options.scalar = false;
  options.columns = true;
  options.level = level;
  options.forms.resize(module.inputs.size());
  options.forms[0].one_for_all = true;
  const engine::Physical types[] = {
#define POL_FIELD(type, tag) physical<type>(),
#include "tests/bench/comparison/fields.def"
  };
  for (std::size_t i = 0; i < input_of_.size(); ++i)
    options.forms[input_of_[i]] = {types[i],
                                   optional_of_[i] < 0 ? engine::Presence::always : engine::Presence::bitmap,
                                   cause::not_asked, false};
  return native::make_backend()->compile(module, options);
}

void PolPolicy::bind(const Slice& slice, std::size_t rows, engine::ColumnBatch& batch) const {
  const std::size_t inputs = policy().module().inputs.size();
  batch.rows = rows;
  batch.values.assign(inputs, &date_);
  batch.causes.assign(inputs, nullptr);
  const void* values[] = {
#define POL_FIELD(type, tag) slice.tag,
#include "tests/bench/comparison/fields.def"
  };
  for (std::size_t i = 0; i < input_of_.size(); ++i) {
    batch.values[input_of_[i]] = values[i];
    if (optional_of_[i] >= 0)
      batch.causes[input_of_[i]] = slice.present[static_cast<std::size_t>(optional_of_[i])];
  }
}

Answer PolPolicy::answer(const engine::RecordColumns& records, std::size_t row) const {
  ir::NativeRecord record = policy().new_record();
  records.row(row, record);
  return answer(record);
}

Answer PolPolicy::answer(const ir::NativeRecord& record) const {
  Answer out;
  out.outcome = static_cast<std::uint8_t>(record.outputs[0]);
  out.amount = record.outputs[1];
  out.price = static_cast<std::int32_t>(record.outputs[2]);
  for (std::size_t i = 0; i < fired_.size(); ++i)
    out.knockouts = static_cast<std::uint16_t>(out.knockouts | record.get(*fired_[i]) << i);
  return out;
}

}  // namespace pol::comparison
