// Tables of which every fitting row is used (`rule order`, `collect ...`), as conditions, one a row; and
// lists, which `rule order` makes: one value for each row, in the list where its row fits.
#include <algorithm>

#include "compiler/lower/lowerer.h"
#include "compiler/sema/types.h"

namespace pol::lower {

using ir::Op;
using sema::SymbolId;
using sema::SymbolKind;

bool uses_all_rows(const syntax::Table& table) {
  return !table.hit.empty() && (table.hit[0] == "rule" || table.hit[0] == "collect");
}

ir::Ref Lowerer::known(Ref value) {
  if (value == ir::kNone || !type(value).may_be_missing) return yes(true);
  return b_.binary(type(value).kind == Kind::text ? Op::text_equal : Op::equal, value, value);
}

// The present values of a cell; unknown if the input is missing.
ir::Ref Lowerer::in_cell(const ir::Table& data, const ir::Cell& cell, Ref input) {
  const Type column = type(input);
  const auto ranges = std::span(data.ranges).subspan(cell.first, cell.count);
  Ref test = ir::kNone;
  const auto add = [&](Ref one) { test = test == ir::kNone ? one : any_of(test, one); };
  if (column.kind == Kind::text) {
    for (const ir::CellRange& range : ranges)
      add(b_.binary(Op::text_equal, input, b_.text(m_.texts[static_cast<std::size_t>(range.lo)])));
    if (!cell.except) return test;
    return test == ir::kNone ? known(input) : negated(test);
  }
  const bool counted = column.kind == Kind::boolean || column.kind == Kind::enumeration;
  std::vector<std::int64_t> points;
  for (const ir::CellRange& range : ranges) {
    if (range.lo <= column.range.lo && column.range.hi <= range.hi) return known(input);
    if (counted || range.lo == range.hi) {
      for (std::int64_t value = range.lo; value <= range.hi; ++value) points.push_back(value);
      continue;
    }
    Ref inside = ir::kNone;
    if (range.lo > column.range.lo) inside = b_.binary(Op::less_equal, b_.constant(column, range.lo), input);
    if (range.hi < column.range.hi) {
      const Ref below = b_.binary(Op::less_equal, input, b_.constant(column, range.hi));
      inside = inside == ir::kNone ? below : all_of(inside, below);
    }
    add(inside);
  }
  if (points.size() == 1 && column.kind == Kind::boolean)
    add(points[0] ? input : negated(input));
  else if (points.size() == 1)
    add(b_.binary(Op::equal, input, b_.constant(column, points[0])));
  else if (!points.empty())
    add(b_.unary(Op::in_set, input, b_.array(column, std::move(points))));
  return test;
}

// Whether row `row`, whose cell is not `any`, fits its input in `column` (section 4 of the language
// reference: a missing input fits a missing cell that covers it, does not fit a value cell if a missing cell
// of the column covers it, and leaves a value cell unknown else).
ir::Ref Lowerer::fits_cell(const ir::Table& data, std::uint32_t row, std::size_t column, Ref input) {
  const std::size_t columns = data.columns.size();
  const ir::Cell& cell = data.cells[row * columns + column];
  const auto missing = [&](CauseMask causes) {
    return causes == cause::all ? b_.unary(Op::is_missing, input) : b_.unary(Op::missing_only, input, causes);
  };
  Ref test = in_cell(data, cell, input);
  const bool answered = test == ir::kNone;  // only `missing` patterns, or no value at all
  if (answered) test = yes(false);
  if (!type(input).may_be_missing) return test;
  if (!answered) {
    std::vector<CauseMask> covered;
    for (std::uint32_t other = 0; other < data.rows; ++other) {
      const ir::Cell& own = data.cells[other * columns + column];
      if (!own.any && own.missing) covered.push_back(own.missing);
    }
    std::sort(covered.begin(), covered.end());
    covered.erase(std::unique(covered.begin(), covered.end()), covered.end());
    if (!covered.empty() && covered.back() == cause::all) {
      test = b_.binary(Op::or_else, test, yes(false));
    } else if (!covered.empty()) {
      Ref any = missing(covered[0]);
      for (std::size_t i = 1; i < covered.size(); ++i) any = any_of(any, missing(covered[i]));
      test = b_.select(any, yes(false), test);
    }
  }
  return cell.missing ? any_of(missing(cell.missing), test) : test;
}

std::vector<ir::Ref> Lowerer::row_fits(const ir::Table& data, const syntax::Table& table,
                                       std::span<const Ref> inputs) {
  std::vector<Ref> fits;
  Ref some = ir::kNone;
  for (std::uint32_t row = 0; row < data.rows; ++row) {
    const Span span = table.rows[row].span;
    b_.at(span);
    Ref fit = ir::kNone;
    for (std::size_t column = 0; column < inputs.size(); ++column) {
      if (!spend(span)) return {};
      if (data.cells[row * inputs.size() + column].any) continue;
      const Ref cell = checked_ref(fits_cell(data, row, column, inputs[column]), span);
      if (cell == ir::kNone) return {};
      fit = fit == ir::kNone ? cell : all_of(fit, cell);
    }
    if (fit == ir::kNone) fit = yes(true);
    some = some == ir::kNone ? fit : any_of(some, fit);
    fits.push_back(fit);
  }
  b_.at(table.rows.back().span);
  if (data.otherwise) fits.push_back(some == ir::kNone ? yes(true) : negated(some));
  return fits;
}

bool Lowerer::all_rows(SymbolId id, const syntax::Table& table, ir::Table data, std::span<const Ref> inputs) {
  const sema::Symbol& symbol = checked_.symbols[id];
  data.hit = ir::Hit::all;
  if (!fill(data, table)) return false;
  const std::vector<Ref> fits = row_fits(data, table, inputs);
  if (failed_ || fits.empty()) return false;
  TableSite site;
  site.table = &table;
  site.inputs.assign(inputs.begin(), inputs.end());
  site.columns.assign(table.outputs.size(), ir::kNone);
  site.index = b_.table(std::move(data));
  if (recorded(symbol)) {
    ir::TableUse use;
    use.table = site.index;
    use.fits = fits;
    use.reasons = row_reasons(table);
    table_uses_[id] = static_cast<std::uint32_t>(m_.table_uses.size());
    m_.table_uses.push_back(std::move(use));
  }
  out_.tables.push_back(std::move(site));
  (frame_ ? frame_->fits : fits_)[id] = fits;
  return true;
}

const std::vector<ir::Ref>* Lowerer::fits_of(SymbolId id) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto& known = frame_ && checked_.symbols[id].parent != sema::kNoSymbol ? frame_->fits : fits_;
    if (const auto found = known.find(id); found != known.end()) return &found->second;
    if (failed_ || !frame_) return nullptr;
    table(id, *static_cast<const syntax::Table*>(checked_.symbols[id].node));
  }
  return nullptr;
}

// One column of such a table: the results of its rows and what becomes of them.
ir::Ref Lowerer::collected(SymbolId id) {
  const sema::Symbol& symbol = checked_.symbols[id];
  const auto& table = *static_cast<const syntax::Table*>(symbol.node);
  const std::vector<Ref>* rows = fits_of(symbol.parent);
  if (!rows) return ir::kNone;
  const std::vector<Ref> fits = *rows;  // a copy: lowering the cells may add tables
  const std::string& way = table.hit.back();
  const syntax::Column& declared = table.outputs[symbol.index];
  if (way == "count") {
    b_.at(declared.name.span);
    return count(fits, {});
  }
  const sema::OutputInfo* output = output_of(id);
  std::vector<Ref> values;
  for (const syntax::Row& row : table.rows) {
    const syntax::Expr& cell = *row.outputs[symbol.index];
    Ref value = expr(cell);
    if (output || declared.type)
      value = checked_ref(stored(value, output ? output->type.scale : symbol.type.scale), cell.span);
    if (value == ir::kNone) return value;
    values.push_back(value);
  }
  align(values);
  b_.at(declared.name.span);
  if (way == "order") {
    List list;
    list.fits = fits;
    list.values = values;
    return keep_list(id, std::move(list));
  }
  // What a row that does not fit adds: nothing to a sum, and nothing beyond the others to a lowest or
  // highest. Some row fits where those are asked for, or the search for gaps refuses the table.
  Interval all = type(values[0]).range;
  for (const Ref value : values) all = hull(all, type(value).range);
  const i128 nothing = way == "sum" ? i128{0} : way == "min" ? all.hi : all.lo;
  const Op op = way == "sum" ? Op::add : way == "min" ? Op::minimum : Op::maximum;
  Ref result = ir::kNone;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (!spend(declared.name.span)) return ir::kNone;
    const Ref one = b_.select(fits[row], values[row], b_.constant(type(values[row]), nothing));
    result = result == ir::kNone ? one : b_.binary(op, result, one);
    if (result == ir::kNone) return result;
  }
  return result;
}

// How many rows fit; missing if that is unknown, or a value of a row that fits is missing.
ir::Ref Lowerer::count(std::span<const Ref> fits, std::span<const Ref> values) {
  Type number;
  number.kind = Kind::number;
  const Ref none = b_.constant(number, 0), one = b_.constant(number, 1);
  Ref sum = none;
  for (std::size_t row = 0; row < fits.size(); ++row) {
    Ref here = one;
    if (!values.empty() && type(values[row]).may_be_missing) here = b_.select(known(values[row]), one, one);
    const Ref fit = b_.select(fits[row], here, none);
    sum = row == 0 ? fit : b_.binary(Op::add, sum, fit);
  }
  return sum;
}

ir::Ref Lowerer::keep_list(SymbolId id, List list) {
  list.length = count(list.fits, list.values);
  list.elements.clear();
  for (std::size_t i = 0; i < list.values.size(); ++i)
    list.elements.push_back(b_.binary(Op::only_when, list.values[i], list.fits[i]));
  if (list.length == ir::kNone || std::count(list.elements.begin(), list.elements.end(), ir::kNone) > 0)
    return ir::kNone;
  const Ref length = list.length;
  if (!frame_) out_.lists[id] = list.elements;
  (frame_ ? frame_->lists : lists_)[id] = std::move(list);
  return length;
}

// The list that a name means; null if it means something else.
const Lowerer::List* Lowerer::list_of(SymbolId id) {
  if (!checked_.symbols[id].type.up_to) return nullptr;
  if (after_masks_)
    if (const auto masked = masked_lists_.find(id); masked != masked_lists_.end()) return &masked->second;
  if (frame_) {
    if (!frame_->lists.contains(id) && !lists_.contains(id)) local(id);
    if (const auto found = frame_->lists.find(id); found != frame_->lists.end()) return &found->second;
  }
  const auto found = lists_.find(id);
  return found == lists_.end() ? nullptr : &found->second;
}

const Lowerer::List* Lowerer::list_of(const syntax::Expr& expr) {
  const sema::Meaning* meaning =
      expr.kind == syntax::ExprKind::ref ? checked_.meaning(unit_, expr.ref.id) : nullptr;
  return meaning && meaning->form == sema::Meaning::Form::symbol ? list_of(meaning->symbol) : nullptr;
}

// Missing like any comparison if the list or the value is.
ir::Ref Lowerer::includes(const syntax::Expr& expr) {
  const List* found = list_of(*expr.args[0]);
  if (!found) return ir::kNone;
  const List list = *found;
  const Ref wanted = this->expr(*expr.args[1]);
  if (wanted == ir::kNone) return wanted;
  b_.at(expr.span);
  Ref any = yes(false);
  for (std::size_t i = 0; i < list.elements.size(); ++i) {
    if (!spend(expr.span)) return ir::kNone;
    const Ref here = negated(b_.unary(Op::is_missing, list.elements[i]));
    const Ref same = all_of(here, compare(syntax::Compare::is, list.elements[i], wanted));
    any = i == 0 ? same : any_of(any, same);
  }
  for (const Ref part : {list.length, wanted})
    if (any != ir::kNone && type(part).may_be_missing) any = b_.select(known(part), any, any);
  return any;
}

// An output that is a list, under the constants of an undecided clause.
bool Lowerer::list_output(ir::Output& output, SymbolId definition) {
  const List* list = list_of(definition);
  if (!list) return false;
  output.elements = list->elements;
  return true;
}

// Under a mask: where its condition is no, a list of the mask's value alone.
void Lowerer::mask_list(ir::Output& output, const syntax::Value& value, int scale) {
  const Ref hidden = negated(output.shown_when);
  for (Ref& element : output.elements) element = b_.binary(Op::only_when, element, output.shown_when);
  const Ref constant = checked_ref(stored(this->value(value), scale), value.span);
  if (constant == ir::kNone) return;
  output.elements.push_back(b_.binary(Op::only_when, constant, hidden));
  Type number;
  number.kind = Kind::number;
  output.masked = b_.select(output.shown_when, output.defined, b_.constant(number, 1));
  checked_ref(output.masked, value.span);
}

void Lowerer::clause_list(ir::Output& output, const syntax::Binding& binding, int scale) {
  b_.at(binding.span);
  const Ref undecided = m_.undecided.undecided, decided = negated(undecided);
  for (Ref& element : output.elements) element = b_.binary(Op::only_when, element, decided);
  for (const syntax::Value& value : binding.values) {
    const Ref constant = checked_ref(stored(this->value(value), scale), value.span);
    if (constant == ir::kNone) return;
    output.elements.push_back(b_.binary(Op::only_when, constant, undecided));
  }
  Type number;
  number.kind = Kind::number;
  const Ref length = b_.constant(number, static_cast<i128>(binding.values.size()));
  output.value = b_.select(undecided, length, b_.binary(Op::or_else, output.masked, length));
  checked_ref(output.value, binding.span);
}

}  // namespace pol::lower
