#include "compiler/study/module_text.h"

#include <fmt/format.h>

#include <span>
#include <utility>

#include "runtime/builtins/builtins.h"
#include "runtime/engine/digest.h"
#include "runtime/value/constant.h"

namespace pol::study {

using ir::Inst;
using ir::Op;
using ir::Ref;

ModuleText::ModuleText(const ir::Module& module) : module_(module) {
  for (const auto& value : module.values) {
    name(value.value, value.name);
    for (std::size_t i = 0; i < value.elements.size(); ++i)
      name(value.elements[i], fmt::format("{}[{}]", value.name, i + 1));
  }
  for (const auto& choice : module.choices) name(choice.number, "arm of " + choice.name);
  for (const auto& use : module.table_uses) name(use.row, "row of " + module.tables[use.table].name);
  for (const auto& card : module.scorecards) {
    name(card.points, card.name + ".points");
    name(card.pd, card.name + ".pd");
  }
  for (const auto& event : module.events) name(event.active, event.code);
  for (const auto& trial : module.experiments) name(trial.arm, "arm of " + trial.code);
  for (const auto& knockout : module.knockouts) name(knockout.fired, knockout.code);
  for (const auto& step : module.steps) name(step.after, step.target + " after " + step.code);
}

// A let that is only a tag or a constant is no new instruction, and must not rename it everywhere.
void ModuleText::name(Ref ref, std::string called) {
  if (ref == ir::kNone) return;
  const Op op = module_.insts[ref].op;
  if (op == Op::input || op == Op::constant || op == Op::text) return;
  names_.emplace(ref, std::move(called));
}

std::string ModuleText::of(Ref ref) const {
  Told out;
  if (ref != ir::kNone) tell(ref, true, false, out);
  if (out.cut) out.text += " … " + digest(ref).substr(0, 16);
  return std::move(out.text);
}

std::string ModuleText::definition(Ref ref, std::string_view own) const {
  Told out;
  const auto named = names_.find(ref);
  if (ref != ir::kNone) tell(ref, named != names_.end() && named->second != own, false, out);
  if (out.cut) out.text += " … " + digest(ref).substr(0, 16);
  return std::move(out.text);
}

std::string ModuleText::value(i128 number, const Type& type) const {
  if (type.kind == Kind::boolean) return number ? "yes" : "no";
  return format_grouped(number, type, module_.enums);
}

std::string ModuleText::reasons(const ir::Reasons& reasons) const {
  std::string out;
  for (const ir::ReasonRef& reason : reasons) {
    if (!out.empty()) out += ", ";
    switch (reason.form) {
      case ir::ReasonRef::Form::code:
        out += module_.reason_codes[reason.index].code;
        break;
      case ir::ReasonRef::Form::scorecard:
        out += module_.scorecards[reason.index].name + ".reasons";
        break;
      case ir::ReasonRef::Form::needed:
        out += module_.needs[reason.index].alias + ".reasons";
        break;
    }
  }
  return out;
}

void ModuleText::tell(Ref ref, bool by_name, bool nested, Told& out) const {
  if (++out.parts > kMostParts) {
    out.cut = true;
    return;
  }
  if (by_name)
    if (const auto found = names_.find(ref); found != names_.end()) {
      out.text += found->second;
      return;
    }
  const Inst& inst = module_.insts[ref];
  switch (inst.op) {
    case Op::input:
      out.text += module_.inputs[inst.a].name;
      return;
    case Op::constant:
      out.text += value(module_.constants[inst.a], module_.types[inst.type]);
      return;
    case Op::text:
      out.text += "\"" + module_.texts[inst.a] + "\"";
      return;
    case Op::rescale:  // the same value
    case Op::retype:
      return tell(inst.a, true, nested, out);
    default:
      break;
  }
  const bool own = inst.op == Op::minimum || inst.op == Op::maximum;  // they have brackets
  const bool brackets = nested && !own && ir::op_info(inst.op)->a == ir::Operand::value;
  if (brackets) out.text += '(';
  operation(inst, out);
  if (brackets) out.text += ')';
}

void ModuleText::infix(const Inst& inst, const char* word, Told& out) const {
  tell(inst.a, true, true, out);
  out.text += fmt::format(" {} ", word);
  tell(inst.b, true, true, out);
}

void ModuleText::list(std::uint32_t begin, std::uint32_t count, Told& out) const {
  out.text += '(';
  for (std::uint32_t i = 0; i < count && !out.cut; ++i) {
    if (i) out.text += ", ";
    tell(module_.operands[begin + i], true, false, out);
  }
  out.text += ')';
}

void ModuleText::operation(const Inst& inst, Told& out) const {
  const auto after = [&](std::string_view word) {
    tell(inst.a, true, true, out);
    out.text += word;
  };
  const auto before = [&](std::string_view word) {
    out.text += word;
    tell(inst.a, true, true, out);
  };
  const auto either = [&](std::string_view word) {
    out.text += word;
    tell(inst.a, true, false, out);
    out.text += ", ";
    tell(inst.b, true, false, out);
    out.text += ")";
  };
  const auto constant = [&](Ref ref) {
    while (module_.insts[ref].op == Op::rescale) ref = module_.insts[ref].a;
    return module_.insts[ref].op == Op::constant;
  };
  Inst turned = inst;
  std::swap(turned.a, turned.b);
  const auto rounded = [&](std::uint32_t index) {
    const Rounding& rounding = module_.roundings[index];
    out.text += fmt::format(" rounded {} to {}", rounding_name(rounding.mode),
                            grain_name(rounding.grain, module_.types[inst.type]));
  };
  switch (inst.op) {
    case Op::input:
    case Op::constant:
    case Op::text:
    case Op::rescale:
    case Op::retype:
      return;  // told by tell()
    case Op::add:
    case Op::add_months:
      return infix(inst, "+", out);
    case Op::subtract:
      return infix(inst, "-", out);
    case Op::multiply:
      return infix(inst, "*", out);
    case Op::negate:
      return before("-");
    case Op::minimum:
      return either("lowest of (");
    case Op::maximum:
      return either("highest of (");
    case Op::round:
      after("");
      return rounded(inst.b);
    case Op::divide:
      infix(inst, "/", out);
      return rounded(inst.c);
    case Op::equal:
    case Op::text_equal:
      return infix(inst, "is", out);
    case Op::less:  // as authors write it, the constant behind
      return constant(inst.a) ? infix(turned, "above", out) : infix(inst, "below", out);
    case Op::less_equal:
      return constant(inst.a) ? infix(turned, "at least", out) : infix(inst, "at most", out);
    case Op::in_set:
      return after(" one of " + array(inst.b));
    case Op::text_starts:
      return infix(inst, "starts with", out);
    case Op::logical_not:
      return before("not ");
    case Op::logical_and:
      return infix(inst, "and", out);
    case Op::logical_or:
      return infix(inst, "or", out);
    case Op::is_missing:
      return after(" is missing");
    case Op::missing_only:
      return after(" is missing (" + cause_names(static_cast<CauseMask>(inst.b)) + ")");
    case Op::if_present:
      tell(inst.b, true, true, out);
      out.text += " if present: ";
      return tell(inst.a, true, true, out);
    case Op::or_else:
      return infix(inst, "or else", out);
    case Op::only_when:
      return infix(inst, "only when", out);
    case Op::select:
      before("if ");
      out.text += " then ";
      tell(inst.b, true, true, out);
      out.text += " else ";
      return tell(inst.c, true, true, out);
    case Op::first_arm:
      out.text += "first yes of ";
      return list(inst.a, inst.b, out);
    case Op::first_present:
      out.text += "first present of ";
      return list(inst.a, inst.b, out);
    case Op::pick:
      before("by ");
      out.text += " of ";
      return list(inst.b, inst.c, out);
    case Op::lookup:
      before("by ");
      out.text += " of " + array(inst.b);
      return;
    case Op::table_row:
      out.text += "row of " + module_.tables[inst.a].name + " ";
      return list(inst.b, inst.c, out);
    case Op::call: {
      const auto* builtin = builtins::by_id(inst.a);
      out.text += builtin ? std::string(builtin->name) : fmt::format("function {}", inst.a);
      return list(inst.b, inst.c, out);
    }
    case Op::any_missing:
      out.text += "any missing of ";
      return list(inst.a, inst.b, out);
  }
}

std::string ModuleText::array(std::uint32_t index) const {
  const ir::Array& array = module_.arrays[index];
  std::string out = "(";
  for (const std::int64_t one : array.values)
    out += (out.size() > 1 ? ", " : "") + value(one, module_.types[array.type]);
  return out + ")";
}

std::string ModuleText::cell(const ir::Table& table, std::size_t column, const ir::Cell& cell) const {
  if (cell.any) return "any";
  const Type& type = module_.types[table.columns[column]];
  const auto told = [&](std::int64_t number) {
    return type.kind == Kind::text ? "\"" + module_.texts[static_cast<std::size_t>(number)] + "\""
                                   : value(number, type);
  };
  std::string out = cell.except ? "all but" : "";
  for (const ir::CellRange& range : std::span(table.ranges).subspan(cell.first, cell.count)) {
    if (!out.empty()) out += " ";
    const bool from = type.kind == Kind::text || range.lo > type.range.lo;
    const bool to = type.kind == Kind::text || range.hi < type.range.hi;
    if (range.lo == range.hi)
      out += told(range.lo);
    else if (from && to)
      out += told(range.lo) + " to " + told(range.hi);
    else if (from)
      out += "at least " + told(range.lo);
    else if (to)
      out += "at most " + told(range.hi);
    else
      out += "any value";
  }
  if (cell.missing) out += (out.empty() ? "" : " or ") + ("missing (" + cause_names(cell.missing) + ")");
  return out.empty() ? "nothing" : out;
}

std::string ModuleText::rows(const ir::Table& table) const {
  std::string out;
  const std::size_t width = table.columns.size();
  for (std::size_t row = 0; row < table.rows; ++row) {
    out += row ? "; " : "";
    for (std::size_t column = 0; column < width; ++column)
      out += (column ? " | " : "") + cell(table, column, table.cells[row * width + column]);
    if (row < table.rank.size()) out += fmt::format(" rank {}", table.rank[row]);
  }
  return out + (table.otherwise ? "; otherwise" : "");
}

// Of the formula down to what has a name, each instruction once: of the cut ones, so that two that begin
// alike are still told apart.
std::string ModuleText::digest(Ref root) const {
  std::unordered_map<Ref, std::string> known;
  std::vector<Ref> work{root}, operands;
  while (!work.empty()) {
    const Ref ref = work.back();
    if (known.contains(ref)) {
      work.pop_back();
      continue;
    }
    operands.clear();
    const Inst& inst = module_.insts[ref];
    const auto named = ref == root ? names_.end() : names_.find(ref);
    if (named == names_.end()) ir::operands_of(module_, inst, operands);
    const std::size_t before = work.size();
    for (const Ref operand : operands)
      if (!known.contains(operand)) work.push_back(operand);
    if (work.size() > before) continue;
    work.pop_back();
    std::string told;
    if (named != names_.end() || operands.empty()) {
      Told own;
      tell(ref, ref != root, false, own);
      told = own.text;
    } else {
      const ir::OpInfo& info = *ir::op_info(inst.op);
      told = info.name;
      const auto field = [&](ir::Operand what, std::uint32_t number) {
        if (what == ir::Operand::array) told += " " + array(number);
        if (what == ir::Operand::number || what == ir::Operand::builtin) told += fmt::format(" {}", number);
        if (what == ir::Operand::table) told += " " + module_.tables[number].name;
        if (what == ir::Operand::rounding) {
          const Rounding& rounding = module_.roundings[number];
          told += fmt::format(" {} {} {}", rounding_name(rounding.mode), rounding.grain.unit,
                              rounding.grain.scale);
        }
      };
      field(info.a, inst.a);
      if (info.a != ir::Operand::slice) {
        field(info.b, inst.b);
        if (info.b != ir::Operand::slice) field(info.c, inst.c);
      }
      for (const Ref operand : operands) told += "\n" + known[operand];
    }
    known[ref] = engine::sha256_hex(told);
  }
  return known[root];
}

}  // namespace pol::study
