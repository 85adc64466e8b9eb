#include "compiler/study/invariants.h"

#include <algorithm>

namespace pol::study {

std::unique_ptr<Invariants> Invariants::make(Sources& sources, const catalog::Catalog& catalog,
                                             const std::string& path, std::optional<Day> on,
                                             Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.errors();
  std::unique_ptr<Invariants> out(new Invariants());
  out->checked_ = sema::check_catalogue(sources, catalog, path, diagnostics);
  if (!out->checked_ || diagnostics.errors() > before) return nullptr;
  lower::LowerOptions options;
  options.all_tags = true;
  out->lowered_ = lower::lower(*out->checked_, diagnostics, options);
  if (!out->lowered_) return nullptr;
  const ir::Module& module = out->lowered_->module;
  out->inputs_.resize(module.inputs.size());
  out->inputs_[0] = on ? interp::Slot{*on} : interp::Slot{0, cause::not_asked};
  std::vector<std::size_t> first{0};  // of each tag its first place in a row of drawn values
  for (const catalog::Tag& tag : catalog.tags)
    first.push_back(first.back() + std::max<std::size_t>(1, tag.type.count));
  for (std::size_t i = 1; i < module.inputs.size(); ++i) {
    const ir::Input& input = module.inputs[i];
    out->tags_.push_back(first[catalog.by_id.at(input.tag())] +
                         (input.element ? input.element->number - 1u : 0u));
  }
  return out;
}

std::string Invariants::broken(const std::vector<catalog::Drawn>& row) {
  const ir::Module& module = lowered_->module;
  for (std::size_t i = 0; i < tags_.size(); ++i) {
    const catalog::Drawn& drawn = row[tags_[i]];
    if (drawn.missing)
      inputs_[i + 1] = {0, drawn.missing};
    else if (module.types[module.inputs[i + 1].type].kind == Kind::text)
      inputs_[i + 1] = interp::text_slot(drawn.text);
    else
      inputs_[i + 1] = {drawn.number};
  }
  interp::evaluate(module, inputs_, slots_);
  for (const ir::Invariant& invariant : module.invariants)
    if (const interp::Slot& answer = slots_[invariant.condition]; !answer.causes && answer.value == 0)
      return invariant.id;
  return "";
}

}  // namespace pol::study
