// One function a typing rule of ops.def, over instructions; the arithmetic is in type_rules.cpp.
#include "runtime/ir/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/builtins/builtins.h"

namespace pol::ir {
namespace {

Typing ok(Type type) {
  return {type, {}, Issue::none};
}
Typing bad(std::string error) {
  return {{}, std::move(error), Issue::shape};
}

Type counting_type(i128 lo, i128 hi, bool may_be_missing) {
  Type type;
  type.kind = Kind::number;
  type.range = {lo, hi};
  type.may_be_missing = may_be_missing;
  return type;
}

bool boolean(const Type& type) {
  return type.kind == Kind::boolean && type.count == 0;
}

// An instruction with its operands' types at hand.
struct Site {
  const Module& module;
  const Inst& inst;

  const Type& declared() const { return module.types[inst.type]; }
  const Type& a() const { return module.type_of(inst.a); }
  const Type& b() const { return module.type_of(inst.b); }
  const Type& c() const { return module.type_of(inst.c); }
  // The slice stands in (a, b) or in (b, c).
  std::span<const Ref> first_slice() const { return slice(inst.a, inst.b); }
  std::span<const Ref> later_slice() const { return slice(inst.b, inst.c); }
  std::span<const Ref> slice(std::uint32_t begin, std::uint32_t count) const {
    return std::span<const Ref>(module.operands).subspan(begin, count);
  }
  bool one_scale() const { return a().scale == b().scale; }
  Typing scales() const { return bad(fmt::format("operands have scales {} and {}", a().scale, b().scale)); }
};

Typing rule_input(const Site& s) {
  const Type& type = s.module.types[s.module.inputs[s.inst.a].type];
  return type == s.declared() ? ok(type) : bad("is not of the input's type");
}

Typing rule_declared(const Site& s) {
  const Type& type = s.declared();
  if (type.may_be_missing || type.count != 0) return bad("a constant is never missing and no series");
  const bool text = s.inst.op == Op::text;
  if (text != (type.kind == Kind::text)) return bad("a constant of another kind");
  if (!text && !type.range.contains(s.module.constants[s.inst.a]))
    return bad("a constant outside its type's interval");
  return ok(type);
}

Typing rule_rescale(const Site& s) {
  if (s.inst.b > kMaxScale) return bad("rescales by too many places");
  return type_rescale(s.a(), s.a().scale + static_cast<int>(s.inst.b));
}

Typing rule_add(const Site& s) {
  return s.one_scale() ? type_add(s.a(), s.b()) : s.scales();
}
Typing rule_subtract(const Site& s) {
  return s.one_scale() ? type_subtract(s.a(), s.b()) : s.scales();
}
Typing rule_multiply(const Site& s) {
  return type_multiply(s.a(), s.b());
}
Typing rule_negate(const Site& s) {
  return type_negate(s.a());
}
Typing rule_minimum(const Site& s) {
  return s.one_scale() ? type_min_max(s.a(), s.b(), false, &s.module.enums) : s.scales();
}
Typing rule_maximum(const Site& s) {
  return s.one_scale() ? type_min_max(s.a(), s.b(), true, &s.module.enums) : s.scales();
}
Typing rule_add_months(const Site& s) {
  return type_add_months(s.a(), s.b());
}

Typing rule_round(const Site& s) {
  const Rounding& rounding = s.module.roundings[s.inst.b];
  if (s.a().scale < rounding.grain.scale) return bad("is rounded to a grain finer than its scale");
  return type_round(s.a(), rounding);
}

Typing rule_divide(const Site& s) {
  return type_divide(s.a(), s.b(), s.module.roundings[s.inst.c], s.declared().kind);
}

Typing rule_retype(const Site& s) {
  const Type &from = s.a(), &to = s.declared();
  const auto counts = [](const Type& type) {
    return type.kind == Kind::days || type.kind == Kind::months ||
           (type.kind == Kind::number && type.scale == 0);
  };
  const bool same = from.kind == to.kind && from.currency == to.currency && from.enum_id == to.enum_id;
  const bool loses_period = from.kind == Kind::rate && to.kind == Kind::percent;
  if (from.count != 0 || to.count != 0 || !(same || loses_period || (counts(from) && counts(to))))
    return bad("one kind cannot become the other");
  if (from.scale != to.scale) return bad("a change of kind keeps the scale");
  if (from.may_be_missing && !to.may_be_missing) return bad("a change of kind keeps `missing`");
  if (from.kind != Kind::text && !(to.range.contains(from.range.lo) && to.range.contains(from.range.hi)))
    return bad("a change of kind does not narrow the interval");
  return ok(to);
}

Typing rule_compare(const Site& s) {
  if (s.a().kind == Kind::text) return bad("texts have tests of their own");
  return s.one_scale() ? type_compare(s.a(), s.b(), s.inst.op != Op::equal, &s.module.enums) : s.scales();
}

Typing rule_in_set(const Site& s) {
  const Type& element = s.module.types[s.module.arrays[s.inst.b].type];
  if (s.a().kind == Kind::text || s.a().scale != element.scale) return bad("the set is of another type");
  return type_compare(s.a(), element, false, &s.module.enums);
}

Typing rule_text_test(const Site& s) {
  if (s.a().kind != Kind::text || s.b().kind != Kind::text) return bad("is no text");
  return type_compare(s.a(), s.b(), false, nullptr);
}

Typing rule_logical(const Site& s) {
  return boolean(s.a()) ? ok(boolean_type(s.a().may_be_missing)) : bad("is no condition");
}

Typing rule_kleene(const Site& s) {
  if (!boolean(s.a()) || !boolean(s.b())) return bad("is no condition");
  return ok(boolean_type(s.a().may_be_missing || s.b().may_be_missing));
}

Typing rule_presence(const Site& s) {
  if (s.inst.op == Op::missing_only && s.inst.b > cause::all) return bad("there is no such cause");
  return ok(boolean_type(false));
}

Typing rule_if_present(const Site& s) {
  // Not only b's: a computed error of a makes the test unknown.
  return boolean(s.b()) ? ok(boolean_type(s.a().may_be_missing || s.b().may_be_missing))
                        : bad("is no condition");
}

Typing rule_or_else(const Site& s) {
  if (!s.one_scale()) return s.scales();
  Typing typing = type_hull(s.a(), s.b());
  typing.type.may_be_missing = s.a().may_be_missing && s.b().may_be_missing;
  return typing;
}

Typing rule_only_when(const Site& s) {
  if (!boolean(s.b())) return bad("is no condition");
  Type type = s.a();
  type.may_be_missing = true;
  return ok(type);
}

Typing rule_select(const Site& s) {
  if (!boolean(s.a())) return bad("is no condition");
  if (s.b().scale != s.c().scale) return bad("branches have different scales");
  Typing typing = type_hull(s.b(), s.c());
  typing.type.may_be_missing |= s.a().may_be_missing;
  return typing;
}

Typing rule_first_arm(const Site& s) {
  bool missing = false;
  for (const Ref arm : s.first_slice()) {
    if (!boolean(s.module.type_of(arm))) return bad("is no condition");
    missing |= s.module.type_of(arm).may_be_missing;
  }
  return ok(counting_type(1, i128{s.inst.b} + 1, missing));
}

Typing rule_first_present(const Site& s) {
  i128 number = 0;
  for (const Ref option : s.first_slice()) {
    ++number;
    if (!s.module.type_of(option).may_be_missing) return ok(counting_type(1, number, false));
  }
  return ok(counting_type(0, number, false));
}

// The number that picks from `count` things, counted from 1.
std::string pick_error(const Type& number, std::size_t count) {
  if (number.kind != Kind::number || number.count != 0 || number.scale != 0) return "picks by no number";
  if (number.range.lo < 1 || number.range.hi > static_cast<i128>(count))
    return fmt::format("picks {} to {} of {}", to_string(number.range.lo), to_string(number.range.hi), count);
  return {};
}

Typing rule_pick(const Site& s) {
  const std::span<const Ref> options = s.later_slice();
  if (std::string error = pick_error(s.a(), options.size()); !error.empty()) return bad(std::move(error));
  Type type = s.module.type_of(options[0]);
  for (const Ref option : options.subspan(1)) {
    if (s.module.type_of(option).scale != type.scale) return bad("options have different scales");
    const Typing both = type_hull(type, s.module.type_of(option));
    if (!both) return both;
    type = both.type;
  }
  type.may_be_missing |= s.a().may_be_missing;
  return ok(type);
}

Typing rule_lookup(const Site& s) {
  const Array& array = s.module.arrays[s.inst.b];
  if (std::string error = pick_error(s.a(), array.values.size()); !error.empty())
    return bad(std::move(error));
  Type type = s.module.types[array.type];
  type.may_be_missing = s.a().may_be_missing;
  return ok(type);
}

// A row is sure to be found if the compiler has proved it, and then only an unknown row above can hide it.
bool row_may_be_missing(const Table& table, bool input_may_be_missing) {
  if (!table.complete) return input_may_be_missing || !table.otherwise;
  return input_may_be_missing && (table.hit == Hit::first || table.hit == Hit::priority);
}

Typing rule_table_row(const Site& s) {
  const Table& table = s.module.tables[s.inst.a];
  const std::span<const Ref> inputs = s.later_slice();
  if (inputs.size() != table.columns.size()) return bad("gives the table another number of inputs");
  if (table.hit == Hit::all) return bad("looks up a table of which every fitting row is used");
  bool missing = false;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Type &input = s.module.type_of(inputs[i]), &column = s.module.types[table.columns[i]];
    if (input.scale != column.scale) return bad("a table input of another scale");
    if (!type_compare(input, column, false, &s.module.enums)) return bad("a table input of another kind");
    missing |= input.may_be_missing;
  }
  return ok(
      counting_type(1, i128{table.rows} + (table.otherwise ? 1 : 0), row_may_be_missing(table, missing)));
}

Typing rule_call(const Site& s) {
  const builtins::Builtin* builtin = builtins::by_id(s.inst.a);
  const std::span<const Ref> arguments = s.later_slice();
  if (!builtin || arguments.size() != static_cast<std::size_t>(builtin->parameters))
    return bad("calls no builtin with so many arguments");
  std::vector<Type> types;
  bool missing = false;
  for (const Ref argument : arguments) {
    const Type& type = s.module.type_of(argument);
    if (type.kind == Kind::text || type.count != 0 || !fits_i64(type.range))
      return bad("an argument does not fit 64 bits");
    missing |= type.may_be_missing;
    types.push_back(type);
  }
  std::string error;
  std::optional<Type> result = builtin->typing(types, error);
  if (!result) return bad(std::move(error));
  result->may_be_missing |= missing;
  return ok(*result);
}

Typing rule_any_missing(const Site&) {
  return ok(boolean_type(false));
}

}  // namespace

Typing type_of(const Module& module, const Inst& inst) {
  const Site site{module, inst};
  switch (inst.op) {
#define POL_OP(number, name, a, b, c, rule, absence, cost, doc) \
  case Op::name:                                                \
    return rule_##rule(site);
#include "runtime/ir/ops.def"
#undef POL_OP
  }
  return bad("is no op");
}

std::string check_type(const Type& type, const EnumPool& enums) {
  if (type.kind > Kind::text) return "an unknown kind";
  if (type.count != 0 || type.up_to) return "series are not supported yet";
  if (type.scale > kMaxScale) return fmt::format("{} decimal places, {} is the most", type.scale, kMaxScale);
  if (type.scale != 0 && !type.numeric()) return "decimal places of a kind that has none";
  if (type.period > Period::day || (type.period != Period::none) != (type.kind == Kind::rate))
    return "a period that does not suit the kind";
  if (type.kind == Kind::money ? type.currency != currency(type.currency.name()) || !type.currency.code[0]
                               : type.currency != Currency{})
    return "a currency that does not suit the kind";
  if (type.kind == Kind::enumeration ? type.enum_id >= enums.size() : type.enum_id != kNoEnum)
    return "an enum that does not suit the kind";
  const Interval& range = type.range;
  if (range.lo > range.hi || range.lo < -kInt127Max || range.hi > kInt127Max)
    return "an interval that is none, or wider than 127 bits";
  const auto within = [&](i128 lo, i128 hi) { return lo <= range.lo && range.hi <= hi; };
  if (type.kind == Kind::boolean && !within(0, 1)) return "a bool beyond yes and no";
  if (type.kind == Kind::date && !within(-kMaxDate, kMaxDate)) return "a date too far away";
  if (type.kind == Kind::enumeration && !within(0, static_cast<i128>(enums[type.enum_id].values.size()) - 1))
    return "an enum beyond its values";
  return {};
}

}  // namespace pol::ir
