// How each op gets operands that are likely to suit it; what the typing rules refuse is dropped. At most one
// argument of a call draws: arguments are evaluated in the compiler's order, and a seed means the same
// program everywhere.
#include <algorithm>

#include "runtime/builtins/builtins.h"
#include "tests/support/program_maker.h"

namespace pol::testing {

using ir::Op;
using ir::Ref;

Ref ProgramMaker::make(Op op) {
  const auto any = [](const Type&) { return true; };
  const auto optional = [](const Type& type) { return type.may_be_missing; };
  switch (op) {
    case Op::input:
    case Op::constant:
    case Op::text:
      return ir::kNone;  // come along as operands
    case Op::rescale: {
      const Ref a = numeric();
      return build_.unary(op, a, static_cast<std::uint32_t>(rng_.between(1, 9)));
    }
    case Op::add:
    case Op::subtract:
      return rng_.percent(20) ? make_add() : make_pair(op);
    case Op::multiply:
      return make_multiply();
    case Op::negate:
      return build_.unary(op, rng_.percent(20) ? whole_width() : numeric());
    case Op::minimum:
    case Op::maximum:
    case Op::less:
    case Op::less_equal:
    case Op::equal:
      return make_pair(op);
    case Op::round: {
      const Ref a = numeric();
      return build_.unary(op, a, build_.rounding(rounding_for(type(a))));
    }
    case Op::divide:
      return make_divide();
    case Op::add_months: {
      const Ref date = some([](const Type& type) { return type.kind == Kind::date; });
      return build_.binary(op, date, like(scalar_of(Kind::months)));
    }
    case Op::retype:
      return make_retype();
    case Op::in_set:
      return make_in_set();
    case Op::text_equal:
    case Op::text_starts: {
      const Ref a = like(scalar_of(Kind::text));
      return build_.binary(op, a, like(scalar_of(Kind::text)));
    }
    case Op::logical_not:
      return build_.unary(op, condition());
    case Op::logical_and:
    case Op::logical_or: {
      const Ref a = condition();
      return build_.binary(op, a, condition());
    }
    case Op::is_missing:
      return build_.unary(op, some(optional));
    case Op::missing_only: {
      const Ref a = some(optional);
      return build_.unary(op, a, static_cast<std::uint32_t>(rng_.between(0, cause::all)));
    }
    case Op::if_present: {
      const Ref a = some(optional);
      return build_.binary(op, a, condition());
    }
    case Op::or_else: {
      const Ref a = some(optional);
      return a == ir::kNone ? a : build_.binary(op, a, alike(a));
    }
    case Op::only_when: {
      const Ref a = some(any);
      return build_.binary(op, a, condition());
    }
    case Op::select: {
      const Ref a = some(any), when = condition();
      return build_.select(when, a, alike(a));
    }
    case Op::first_arm:
      return build_.over(op, conditions(rng_.percent(10) ? 50 : 6));
    case Op::first_present:
    case Op::any_missing:
      return build_.over(op, several(type(some(any)), 5));
    case Op::pick: {
      std::int64_t highest = 0;
      const Ref number = counting(highest);
      std::vector<Ref> options;
      const Type unit = type(some(any));
      while (static_cast<std::int64_t>(options.size()) < highest) options.push_back(like(unit));
      return build_.pick(number, options);
    }
    case Op::lookup:
      return make_lookup();
    case Op::table_row:
      return make_table_row();
    case Op::call:
      return make_call();
  }
  return ir::kNone;
}

Ref ProgramMaker::make_pair(Op op) {
  const bool wants_number = op == Op::add || op == Op::subtract;
  Ref a = wants_number ? numeric() : some([](const Type& type) { return type.kind != Kind::text; });
  if (op != Op::equal && (type(a).kind == Kind::boolean || type(a).kind == Kind::enumeration) &&
      rng_.percent(60))
    a = numeric();
  return build_.binary(op, a, alike(a));
}

Ref ProgramMaker::make_add() {
  const Ref a = some([](const Type& type) { return type.kind == Kind::date || type.kind == Kind::days; });
  const Op op = rng_.percent(50) ? Op::add : Op::subtract;
  return build_.binary(op, a, like(scalar_of(Kind::days)));
}

Ref ProgramMaker::make_multiply() {
  const Ref factor =
      some([](const Type& type) { return type.kind == Kind::number || type.kind == Kind::percent; });
  const Ref other = some([](const Type& type) {
    return type.numeric() || type.kind == Kind::days || type.kind == Kind::months;
  });
  return rng_.percent(50) ? build_.binary(Op::multiply, factor, other)
                          : build_.binary(Op::multiply, other, factor);
}

// A number that may be anything that 64 bits hold: INT64_MIN, which has no counterpart, among it.
Ref ProgramMaker::whole_width() {
  const Ref found = some([](const Type& type) {
    return type.numeric() && type.range.lo == INT64_MIN && type.range.hi >= INT64_MAX - 1;
  });
  return found == ir::kNone ? numeric() : found;
}

Ref ProgramMaker::make_divide() {
  if (rng_.percent(10)) {
    const Ref a = whole_width();
    static const std::vector<i128> kSmall{-3, -2, -1, 1, 2, 3, 10, 1'000'000'007};
    const Ref b = build_.constant(type(a), rng_.of(kSmall));
    Type fine;
    fine.scale = 6;
    return build_.divide(a, b, build_.rounding(rounding_for(fine)), Kind::number);
  }
  const Ref a = numeric();
  const Ref by_factor =
      some([](const Type& type) { return type.kind == Kind::number || type.kind == Kind::percent; });
  const bool same = type(a).kind == Kind::number || by_factor == ir::kNone || rng_.percent(50);
  const Ref b = same ? alike(a) : by_factor;
  if (b == ir::kNone) return b;
  const Kind wanted = same ? (rng_.percent(50) ? Kind::number : Kind::percent) : type(a).kind;
  Type fine;
  fine.scale = 6;
  return build_.divide(a, b, build_.rounding(rounding_for(fine)), wanted);
}

Ref ProgramMaker::make_retype() {
  if (rng_.percent(30)) {
    const Ref a = numeric();
    const Interval range = hull(type(a).range, random_range());
    return build_.widen(a, range);
  }
  const Ref rate = some([](const Type& type) { return type.kind == Kind::rate || type.kind == Kind::days; });
  if (rate == ir::kNone) return rate;
  const bool days = type(rate).kind == Kind::days;
  return build_.retype(rate, scalar_of(days ? Kind::number : rng_.percent(50) ? Kind::percent : Kind::rate));
}

// Members side by side, about as many as a word has bits: what may be a mask of bits, and what just may not.
std::vector<std::int64_t> ProgramMaker::dense_members(const Type& of) {
  const int span = rng_.between(61, 65);
  i128 lowest = of.kind == Kind::enumeration
                    ? rng_.between(0, static_cast<int>(module_.enums[of.enum_id].values.size()) - 1 - span)
                    : point_of(of);
  lowest = std::clamp<i128>(lowest, INT64_MIN, INT64_MAX - span);
  std::vector<std::int64_t> values{static_cast<std::int64_t>(lowest),
                                   static_cast<std::int64_t>(lowest + span)};
  for (i128 value = lowest + 1; value < lowest + span; ++value)
    if (rng_.percent(50)) values.push_back(static_cast<std::int64_t>(value));
  return values;
}

// A value of more than 64 bits, and members that its low 64 bits alone would be mistaken for.
Ref ProgramMaker::make_wrapped_set() {
  const Ref half = whole_width(), value = build_.binary(Op::add, half, half);
  if (value == ir::kNone) return value;
  std::vector<std::int64_t> values{-2, 0};
  for (int more = rng_.percent(50) ? 10 : 1; more > 0; --more) values.push_back(rng_.between(-1'000, 1'000));
  return build_.unary(Op::in_set, value, build_.array(type(value), std::move(values)));
}

Ref ProgramMaker::make_in_set() {
  if (rng_.percent(8)) return make_wrapped_set();
  const Ref a = some([](const Type& type) { return type.kind != Kind::text; });
  const bool many = type(a).kind != Kind::boolean &&
                    (type(a).kind != Kind::enumeration || module_.enums[type(a).enum_id].values.size() > 70);
  if (many && rng_.percent(20))
    return build_.unary(Op::in_set, a, build_.array(type(a), dense_members(type(a))));
  std::vector<std::int64_t> values;
  const int count = rng_.percent(20) ? rng_.between(9, 40) : rng_.between(1, 7);
  for (int i = 0; i < count; ++i) {
    const i128 value = point_of(type(a));
    if (value >= INT64_MIN && value <= INT64_MAX) values.push_back(static_cast<std::int64_t>(value));
  }
  return values.empty() ? ir::kNone : build_.unary(Op::in_set, a, build_.array(type(a), std::move(values)));
}

Ref ProgramMaker::make_lookup() {
  std::int64_t highest = 0;
  const Ref number = counting(highest);
  Type element = random_type();
  if (element.kind == Kind::text) element = scalar_of(Kind::number);
  std::vector<std::int64_t> values;
  for (std::int64_t i = 0; i < highest; ++i) {
    const i128 value = point_of(element);
    values.push_back(value >= INT64_MIN && value <= INT64_MAX ? static_cast<std::int64_t>(value) : i);
  }
  return build_.unary(Op::lookup, number, build_.array(element, std::move(values)));
}

Ref ProgramMaker::make_call() {
  const auto& builtin = rng_.of(builtins::all());
  for (int attempt = 0; attempt < 30; ++attempt) {
    std::vector<Ref> arguments;
    for (int i = 0; i < builtin.parameters; ++i)
      arguments.push_back(
          some([](const Type& type) { return type.kind != Kind::text && fits_i64(type.range); }));
    if (const Ref made = build_.call(builtin.id, arguments); made != ir::kNone) return made;
  }
  return ir::kNone;
}

Ref ProgramMaker::make_table_row() {
  std::vector<Ref> inputs;
  const int columns = rng_.between(1, 4);
  for (int i = 0; i < columns; ++i) inputs.push_back(some([](const Type&) { return true; }));
  const std::uint32_t table = build_.table(random_table(inputs));
  const Ref row = build_.table_row(table, inputs);
  if (row != ir::kNone) rows_[table].push_back(row);
  return row;
}

ir::Table ProgramMaker::random_table(std::span<const Ref> inputs) {
  ir::Table table;
  table.name = "t";
  table.hit = static_cast<ir::Hit>(rng_.between(0, 3));
  table.rows = static_cast<std::uint32_t>(rng_.percent(10) ? rng_.between(20, 200) : rng_.between(1, 9));
  table.otherwise = rng_.percent(40);
  table.complete = rng_.percent(25);
  std::vector<Type> columns;
  for (const Ref input : inputs) {
    Type column = type(input);
    if (!fits_i64(column.range)) column.range = {0, 100};
    columns.push_back(column);
    table.columns.push_back(build_.type(column));
  }
  for (std::uint32_t row = 0; row < table.rows; ++row) {
    for (const Type& column : columns) random_cell(table, column);
    if (table.hit == ir::Hit::priority) table.rank.push_back(static_cast<std::uint32_t>(rng_.between(0, 4)));
  }
  return table;
}

void ProgramMaker::random_cell(ir::Table& table, const Type& column) {
  ir::Cell cell;
  cell.first = static_cast<std::uint32_t>(table.ranges.size());
  if (rng_.percent(25)) {
    cell.any = true;
    cell.missing = cause::all;
    table.cells.push_back(cell);
    return;
  }
  if (rng_.percent(25))
    cell.missing = static_cast<CauseMask>(rng_.percent(40) ? int{cause::all} : rng_.between(0, 63));
  std::vector<std::int64_t> ends;
  for (int i = rng_.percent(cell.missing ? 50 : 4) ? 0 : rng_.between(1, 3); i > 0; --i) {
    const i128 lo = point_of(column);
    const i128 hi = rng_.percent(40) ? lo : point_of(column);
    for (const i128 end : {std::min(lo, hi), std::max(lo, hi)})
      ends.push_back(static_cast<std::int64_t>(std::clamp<i128>(end, INT64_MIN + 1, INT64_MAX - 1)));
  }
  if (column.kind == Kind::text) {
    cell.count = ends.empty() ? 0 : 1;
    const auto text = static_cast<std::int64_t>(module_.insts[constant_of(column)].a);
    if (cell.count) table.ranges.push_back({text, text});
    cell.except = cell.count && rng_.percent(40);
  } else {
    std::sort(ends.begin(), ends.end());
    for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
      if (cell.count && table.ranges.back().hi >= ends[i]) continue;
      table.ranges.push_back({ends[i], ends[i + 1]});
      ++cell.count;
    }
  }
  if (cell.count == 0) cell.first = 0;
  table.cells.push_back(cell);
}

}  // namespace pol::testing
