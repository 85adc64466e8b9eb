// Tables: shape, cells against their columns, output columns.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/typer.h"

namespace pol::sema {

using syntax::Pattern;
using syntax::ValueKind;

namespace {

// The last word of a policy that uses every fitting row: order, sum, min, max, count; else empty.
std::string_view collects(const syntax::Table& table) {
  const bool all = table.hit.size() == 2 && (table.hit[0] == "rule" || table.hit[0] == "collect");
  return all ? std::string_view(table.hit[1]) : std::string_view();
}

Type scalar(Type type) {
  type.count = 0;
  type.up_to = false;
  return type;
}

}  // namespace

bool Typer::check_hit(const syntax::Table& table) {
  static const std::vector<std::string> kHits = {"unique",      "first",       "any",
                                                 "priority",    "rule order",  "collect sum",
                                                 "collect min", "collect max", "collect count"};
  const std::string hit = join(table.hit, " ");
  if (hit.empty() || std::find(kHits.begin(), kHits.end(), hit) != kHits.end()) return true;
  const std::string near = nearest(hit, kHits);
  report(Code::E0200, table.hit_span, fmt::format("there is no hit policy `{}`", hit),
         near.empty() ? "Write one of " + join(kHits) : "Did you mean `" + near + "`?");
  return false;
}

bool Typer::check_shape(const syntax::Table& table) {
  bool sound = check_hit(table);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const syntax::Row& row = table.rows[i];
    const auto many = [](std::size_t count, const char* what) {
      return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
    };
    const auto wrong = [&](std::string message, std::string fix = {}) {
      report(Code::E0717, row.span, std::move(message), std::move(fix));
      sound = false;
    };
    if (row.otherwise && i + 1 < table.rows.size())
      wrong("the `otherwise` row stands last", "move it to the end");
    if (!row.otherwise && row.cells.size() != table.inputs.size())
      wrong(fmt::format("row {} has {}, but table `{}` has {}", i + 1, many(row.cells.size(), "cell"),
                        table.name.text, many(table.inputs.size(), "input")),
            "give every input one cell; `any` fits everything");
    else if (row.outputs.size() != table.outputs.size())
      wrong(fmt::format("row {} has {}, but table `{}` has {}", i + 1, many(row.outputs.size(), "result"),
                        table.name.text, many(table.outputs.size(), "output column")));
  }
  return sound;
}

// The table's own type is its row number. It may be missing if an input may be, unless each row that asks for
// that input has a missing cell somewhere in the column that covers every cause.
MaybeType Typer::type_table(SymbolId, const syntax::Table& table) {
  bool failed = !check_shape(table);
  bool unknown = false;
  for (std::size_t column = 0; column < table.inputs.size(); ++column) {
    const syntax::Reference& input = table.inputs[column];
    const MaybeType type = word(input, kNoEnum);
    if (!type) {
      failed = true;
      continue;
    }
    CauseMask covered = 0;
    bool asked = false;
    for (const syntax::Row& row : table.rows) {
      if (column >= row.cells.size()) continue;
      const syntax::Cell& cell = row.cells[column];
      if (!check_cell(cell, *type, shown(sources_, input.span))) failed = true;
      if (!cell.any) asked = true;
      for (const Pattern& pattern : cell.patterns)
        if (pattern.form == Pattern::Form::exactly && pattern.value.kind == ValueKind::missing)
          covered |= pattern.value.causes;
    }
    if (type->may_be_missing && asked && covered != cause::all) unknown = true;
  }
  if (failed || !check_priority(table)) return std::nullopt;
  Type row;
  row.kind = Kind::number;
  row.range = {1, std::max<i128>(1, static_cast<i128>(table.rows.size()))};
  row.may_be_missing = unknown;
  return row;
}

bool Typer::check_cell(const syntax::Cell& cell, const Type& column, const std::string& name) {
  bool sound = true;
  for (const Pattern& pattern : cell.patterns) {
    switch (pattern.form) {
      case Pattern::Form::exactly:
        if (pattern.value.kind == ValueKind::missing || pattern.value.kind == ValueKind::stale) break;
        sound &= value_like(pattern.value, column, name).has_value();
        break;
      case Pattern::Form::between: {
        const std::optional<Constant> lo = check_bound(pattern.value, column, name),
                                      hi = check_bound(pattern.upper, column, name);
        sound &= lo && hi;
        if (lo && hi) sound &= check_order(*lo, *hi, pattern);
        break;
      }
      case Pattern::Form::bounded:
        sound &= check_bound(pattern.value, column, name).has_value();
        break;
      case Pattern::Form::none_of:
        for (const syntax::Value& value : pattern.none_of)
          sound &= value_like(value, column, name).has_value();
        break;
    }
  }
  return sound;
}

std::optional<Constant> Typer::check_bound(const syntax::Value& value, const Type& column,
                                           const std::string& name) {
  const bool enumeration = column.kind == Kind::enumeration;
  if (column.kind == Kind::boolean || column.kind == Kind::text ||
      (enumeration && !enums()[column.enum_id].ordered)) {
    report(Code::E0401, value.span,
           fmt::format("`{}` is {}, which has no order", name, kind_words(column, enums())),
           enumeration ? "list the values, e.g. `a, b`, or declare them `ordered (...)`" : "");
    return std::nullopt;
  }
  return value_like(value, column, name);
}

bool Typer::check_order(const Constant& lo, const Constant& hi, const Pattern& pattern) {
  const int scale = std::max(lo.type.scale, hi.type.scale);
  const std::optional<i128> a = rescale(lo.number, lo.type.scale, scale),
                            b = rescale(hi.number, hi.type.scale, scale);
  if (!a || !b || (pattern.below_upper ? *a < *b : *a <= *b)) return true;
  report(Code::E0703, pattern.span,
         fmt::format("`{}` holds no value: its lower end is not below its upper end",
                     shown(sources_, pattern.span)),
         "swap the two");
  return false;
}

MaybeType Typer::type_column(SymbolId id) {
  const Symbol& symbol = checked_.symbols[id];
  const auto& table = *static_cast<const syntax::Table*>(checked_.symbols[symbol.parent].node);
  const std::size_t index = symbol.index;
  const MaybeType row = symbol_type(symbol.parent);
  MaybeType type =
      collects(table).empty() ? type_outputs(id, table, index) : type_collected(id, table, index);
  if (!row || !type) return std::nullopt;
  type->may_be_missing |= row->may_be_missing;
  return type;
}

// `priority` reads its order off an enum, so the first results must be values of one, as they stand.
bool Typer::check_priority(const syntax::Table& table) {
  if (table.hit.empty() || table.hit[0] != "priority" || table.outputs.empty()) return true;
  SymbolId column = kNoSymbol;
  for (SymbolId id = 0; id < checked_.symbols.size(); ++id) {
    const Symbol& symbol = checked_.symbols[id];
    if (symbol.kind == SymbolKind::column && symbol.node == &table && symbol.index == 0) column = id;
  }
  const MaybeType type = column == kNoSymbol ? std::nullopt : type_outputs(column, table, 0);
  if (!type) return false;
  const std::string fix = "Let the first output be an enum whose values stand in the order of their priority";
  if (type->kind != Kind::enumeration) {
    report(Code::E0715, table.hit_span,
           fmt::format("`hit priority` ranks rows by the first output, but `{}` is {}",
                       table.outputs[0].name.text, kind_words(*type, enums())),
           fix);
    return false;
  }
  for (const syntax::Row& row : table.rows) {
    if (row.otherwise || row.outputs.empty()) continue;
    const syntax::Expr& cell = *row.outputs[0];
    const Meaning* meaning =
        checked_.meaning(unit_, cell.kind == syntax::ExprKind::ref ? cell.ref.id : cell.id);
    if (meaning && meaning->form == Meaning::Form::enum_value) continue;
    report(Code::E0715, cell.span,
           fmt::format("`{}` is computed, so this row has no fixed priority", text_of(cell)),
           "Write one of the values of the enum");
    return false;
  }
  return true;
}

MaybeType Typer::type_list(const syntax::Column& column, const syntax::Table& table, const Type& element) {
  if (table.rows.size() > 366) {
    report(Code::E0110, column.name.span,
           fmt::format("a list has at most 366 places, but `{}` has {} rows", table.name.text,
                       table.rows.size()),
           "Split the table");
    return std::nullopt;
  }
  Type list = element;
  list.count = static_cast<std::uint16_t>(table.rows.size());
  list.up_to = true;
  return list;
}

// The exact interval of any choice of rows.
MaybeType Typer::type_sum(const syntax::Column& column, const std::vector<Type>& rows) {
  MaybeType sum;
  for (Type row : rows) {
    row.range = hull(row.range, {0, 0});
    const ir::Typing next = sum ? ir::type_add(*sum, row) : ir::type_add(row, [&] {
      Type none = row;
      none.range = {0, 0};
      return none;
    }());
    if (!next && next.issue == ir::Issue::too_wide) {
      too_wide(column.name.span, &row, nullptr, next, false);
      return std::nullopt;
    }
    if (!next) {
      report(Code::E0401, column.name.span,
             fmt::format("`collect sum` adds numbers, but `{}` is {}", column.name.text,
                         kind_words(row, enums())),
             "Use `rule order` for a list of the results, or `collect count` for how many there are");
      return std::nullopt;
    }
    sum = next.type;
  }
  return sum;
}

// A column of `rule order` or `collect`: what its rows give together.
MaybeType Typer::type_collected(SymbolId id, const syntax::Table& table, std::size_t index) {
  const std::string_view way = collects(table);
  const syntax::Column& column = table.outputs[index];
  const std::optional<Place> output = output_place(id);
  std::optional<Place> written;
  if (column.type) {
    const std::optional<Type> type = written_type(checked_, *column.type, diagnostics_);
    if (!type) return std::nullopt;
    written = Place{*type, column.name.text};
  }
  for (const std::optional<Place>& place : {written, output}) {
    if (!place || (place->type.count > 0 && place->type.up_to) == (way == "order")) continue;
    report(Code::E0401, column.name.span,
           way == "order"
               ? fmt::format("`rule order` makes `{}` a list, not a single value", column.name.text)
               : fmt::format("`collect {}` makes `{}` a single value, not a list", way, column.name.text),
           way == "order" ? fmt::format("Write `{} up to any {} of ...`", column.name.text, table.rows.size())
                          : "");
    return std::nullopt;
  }
  std::vector<Place> places;  // of each cell; a count says nothing about them
  if (way != "count")
    for (const std::optional<Place>& place : {written, output})
      if (place) places.push_back({scalar(place->type), place->name});
  std::uint32_t hint = kNoEnum;
  for (const Place& place : places)
    if (hint == kNoEnum && place.type.kind == Kind::enumeration) hint = place.type.enum_id;
  std::vector<syntax::Name> words;
  for (const syntax::Row& row : table.rows)
    if (hint == kNoEnum && index < row.outputs.size()) only_words(*row.outputs[index], words);
  if (!words.empty() && (hint = enum_holding(words, column.name)) == kNoEnum) return std::nullopt;

  MaybeType all;
  std::vector<Type> rows;
  bool failed = false;
  for (const syntax::Row& row : table.rows) {
    if (index >= row.outputs.size()) continue;
    const syntax::Expr& cell = *row.outputs[index];
    MaybeType type = infer(cell, hint);
    for (const Place& place : places)
      if (type) type = store(*type, place, cell);
    if (type && !failed)
      all = merge(all, *type, cell.span, "`" + text_of(cell) + "`",
                  "`" + column.name.text + "` in the rows above");
    if (!type || !all) {
      failed = true;
      continue;
    }
    rows.push_back(*type);
  }
  if (failed) return std::nullopt;
  MaybeType result = all;
  if (way == "order" && all) result = type_list(column, table, *all);
  if (way == "sum") result = type_sum(column, rows);
  if (way == "count") {
    result = Type{};
    result->kind = Kind::number;
    result->range = {0, static_cast<i128>(table.rows.size())};
  }
  const bool extreme = way == "min" || way == "max";
  if (extreme && all && !ir::type_min_max(*all, *all, way == "max", &enums())) {
    report(Code::E0401, column.name.span,
           fmt::format("`collect {}` needs an order, but `{}` is {}", way, column.name.text,
                       kind_words(*all, enums())),
           all->kind == Kind::enumeration ? "Declare its values `ordered (...)`" : "");
    return std::nullopt;
  }
  for (const std::optional<Place>& place : {written, output})
    if (result && place) result = store_at(*result, *place, column.name.span, true, false);
  return result;
}

MaybeType Typer::type_outputs(SymbolId id, const syntax::Table& table, std::size_t index) {
  const syntax::Column& column = table.outputs[index];
  const std::optional<Place> output = output_place(id);
  std::optional<Place> written;
  if (column.type) {
    const std::optional<Type> type = written_type(checked_, *column.type, diagnostics_);
    if (!type) return std::nullopt;
    written = Place{*type, column.name.text};
  }
  std::uint32_t hint = kNoEnum;
  for (const std::optional<Place>& place : {written, output})
    if (place && hint == kNoEnum && place->type.kind == Kind::enumeration) hint = place->type.enum_id;
  if (!written && !output) {
    std::vector<syntax::Name> words;
    for (const syntax::Row& row : table.rows)
      if (index < row.outputs.size()) only_words(*row.outputs[index], words);
    if (!words.empty() && (hint = enum_holding(words, column.name)) == kNoEnum) return std::nullopt;
  }
  MaybeType all;
  bool failed = false;
  for (const syntax::Row& row : table.rows) {
    if (index >= row.outputs.size()) continue;
    const syntax::Expr& expr = *row.outputs[index];
    MaybeType type = infer(expr, hint);
    if (type && written) type = store(*type, *written, expr);
    if (type && output) type = store(*type, *output, expr);
    if (!type || failed) {
      failed = true;
      continue;
    }
    all = merge(all, *type, expr.span, "`" + text_of(expr) + "`",
                "`" + column.name.text + "` in the rows above");
    if (!all) failed = true;
  }
  return failed ? std::nullopt : all;
}

}  // namespace pol::sema
