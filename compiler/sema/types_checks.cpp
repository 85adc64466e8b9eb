// Masks, the undecided clause, examples and prove lines: values and conditions beside the definitions.
#include <fmt/format.h>

#include "compiler/sema/typer.h"

namespace pol::sema {

// The output may also be `constant`, whatever its definition gives.
void Typer::widen(OutputInfo& output, const Constant& constant) {
  if (output.type.kind == Kind::text) return;
  output.type.range = hull(output.type.range, {constant.number, constant.number});
}

void Typer::check_masks() {
  unit_ = 0;
  for (std::size_t i = 0; i < checked_.outputs.size(); ++i) {
    OutputInfo& output = checked_.outputs[i];
    const syntax::Gives& gives = *output.gives;
    if (!gives.mask) continue;
    if (gives.unless) is_condition(*gives.unless);
    if (!output_types_[i]) continue;
    if (output_types_[i]->up_to) {
      // A list of one.
      Place element{*output_types_[i], gives.name.text};
      element.type.count = 0;
      element.type.up_to = false;
      if (const std::optional<Constant> mask = value_in(*gives.mask, element)) widen(output, *mask);
      continue;
    }
    if (const std::optional<Constant> mask = value_in(*gives.mask, {*output_types_[i], gives.name.text}))
      widen(output, *mask);
  }
}

void Typer::check_clauses() {
  unit_ = 0;
  for (const syntax::Item& item : checked_.units[0].file->items) {
    if (const auto* clause = std::get_if<syntax::UndecidedClause>(&item)) {
      for (const syntax::Binding& binding : clause->bindings) {
        for (std::size_t i = 0; i < checked_.outputs.size(); ++i) {
          OutputInfo& output = checked_.outputs[i];
          if (binding.target != syntax::Binding::Target::ref || binding.ref.part || binding.values.empty() ||
              binding.ref.name.text != output.gives->name.text || !output_types_[i])
            continue;
          if (output_types_[i]->up_to) {
            check_list(binding, {*output_types_[i], output.gives->name.text}, &output);
            continue;
          }
          if (binding.list) continue;
          if (const std::optional<Constant> given =
                  value_in(binding.values[0], {*output_types_[i], output.gives->name.text}))
            widen(output, *given);
        }
      }
    } else if (const auto* example = std::get_if<syntax::Example>(&item)) {
      check_example(*example);
    } else if (const auto* prove = std::get_if<syntax::Prove>(&item)) {
      check_prove(*prove);
    }
  }
}

// The values of a list that is given or expected: each of the list's kind, and no more than it has places.
void Typer::check_list(const syntax::Binding& binding, const Place& list, OutputInfo* output) {
  Place element = list;
  element.type.count = 0;
  element.type.up_to = false;
  if (binding.values.size() > list.type.count)
    report(output ? Code::E0401 : Code::E0910, binding.span,
           fmt::format("`{}` has up to any {}, but these are {}", list.name, list.type.count,
                       binding.values.size()));
  for (const syntax::Value& value : binding.values) {
    const std::optional<Constant> constant =
        output ? value_in(value, element) : value_like(value, element.type, element.name);
    if (constant && output) widen(*output, *constant);
  }
}

// Given values are tags at their scale and within their range; expected ones need only be of the right kind.
void Typer::check_example(const syntax::Example& example) {
  for (const auto* bindings : {&example.given, &example.expect}) {
    const bool given = bindings == &example.given;
    for (const syntax::Binding& binding : *bindings) {
      if (binding.target != syntax::Binding::Target::ref) continue;
      const Meaning* meaning = checked_.meaning(0, binding.ref.id);
      if (!meaning || meaning->form != Meaning::Form::symbol) continue;
      const SymbolId id = meaning->symbol;
      const MaybeType type = symbol_type(id);
      if (!type) continue;
      const std::optional<Place> output = output_place(id);
      if (type->up_to && !given) {
        check_list(binding, {output ? output->type : *type, checked_.symbols[id].name}, nullptr);
        continue;
      }
      const bool series = type->count > 0 && !type->up_to;
      if (type->up_to || (binding.list && !(given && series))) continue;
      Place place{output ? output->type : *type, checked_.symbols[id].name};
      place.type.count = 0;
      for (const syntax::Value& value : binding.values) {
        const std::optional<Constant> constant =
            given ? value_in(value, place) : value_like(value, place.type, place.name);
        const SymbolKind kind = checked_.symbols[id].kind;
        if (!given || !constant || (kind != SymbolKind::tag && kind != SymbolKind::needed)) continue;
        if (type->kind != Kind::text && !type->range.contains(constant->number))
          report(Code::E0910, value.span,
                 fmt::format("`{}` is {}, so {} cannot be given", place.name, range_words(*type, enums()),
                             value_words(*constant, enums())));
      }
    }
  }
}

void Typer::check_prove(const syntax::Prove& prove) {
  quiet_truth_ = true;
  switch (prove.form) {
    case syntax::Prove::Form::always:
      is_condition(*prove.condition);
      break;
    case syntax::Prove::Form::monotone:
      for (const syntax::Reference* side : {&prove.subject, &prove.moved}) {
        const MaybeType type = word(*side, kNoEnum);
        if (!type || ir::type_compare(*type, *type, true, &enums())) continue;
        report(Code::E0401, side->span,
               fmt::format("`{}` is {}, which has no order: it neither falls nor rises",
                           shown(sources_, side->span), kind_words(*type, enums())));
      }
      break;
    case syntax::Prove::Form::independent:
      break;
  }
  if (prove.when) is_condition(*prove.when);
  quiet_truth_ = false;
}

}  // namespace pol::sema
