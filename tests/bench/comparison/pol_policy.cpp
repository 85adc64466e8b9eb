#include "tests/bench/comparison/pol_policy.h"

#include <algorithm>

#include "compiler/native/native.h"

namespace pol::comparison {

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
