// Tables: shape, cells against their columns, output columns.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/typer.h"

namespace pol::sema {

using syntax::Pattern;
using syntax::ValueKind;

bool Typer::check_shape(const syntax::Table& table) {
  bool sound = true;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const syntax::Row& row = table.rows[i];
    const auto wrong = [&](std::string message, std::string fix = {}) {
      report(Code::E0717, row.span, std::move(message), std::move(fix));
      sound = false;
    };
    if (row.otherwise && i + 1 < table.rows.size())
      wrong("the `otherwise` row stands last", "move it to the end");
    if (!row.otherwise && row.cells.size() != table.inputs.size())
      wrong(fmt::format("row {} has {} cells, but table `{}` has {} inputs", i + 1, row.cells.size(),
                        table.name.text, table.inputs.size()));
    else if (row.outputs.size() != table.outputs.size())
      wrong(fmt::format("row {} has {} results, but table `{}` has {} output columns", i + 1,
                        row.outputs.size(), table.name.text, table.outputs.size()));
  }
  return sound;
}

// The table's own type is its row number. It may be missing if an input may be, unless each row that asks for
// that input has a missing cell somewhere in the column that covers every cause.
MaybeType Typer::type_table(SymbolId, const syntax::Table& table) {
  if (table.rows_from) return std::nullopt;  // refused by naming as not supported yet
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
  if (failed) return std::nullopt;
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
  MaybeType type = type_outputs(id, table, index);
  if (!row || !type) return std::nullopt;
  type->may_be_missing |= row->may_be_missing;
  return type;
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
