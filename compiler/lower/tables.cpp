// Tables as data: a row number first, then the output columns by it.
#include <algorithm>

#include "compiler/lower/lowerer.h"
#include "compiler/sema/types.h"

namespace pol::lower {

using ir::Op;
using sema::SymbolId;

ir::Ref Lowerer::table(SymbolId id, const syntax::Table& table) {
  const sema::Symbol& symbol = checked_.symbols[id];
  ir::Table data;
  data.name = table.name.text;
  if (!table.hit.empty()) {
    if (table.hit[0] == "first") data.hit = ir::Hit::first;
    if (table.hit[0] == "any") data.hit = ir::Hit::any;
    if (table.hit[0] == "priority") data.hit = ir::Hit::priority;
  }
  std::vector<Ref> inputs;
  for (const syntax::Reference& input : table.inputs) {
    b_.at(input.span);
    inputs.push_back(checked_ref(meaning(input.id), input.span));
    if (inputs.back() == ir::kNone) return ir::kNone;
    data.columns.push_back(b_.type(type(inputs.back())));
  }
  if (!spend(table.span)) return ir::kNone;
  if (uses_all_rows(table)) {
    if (!all_rows(id, table, std::move(data), inputs)) failed_ = true;
    return ir::kNone;
  }

  // A function's table is one table for all calls with inputs of the same types.
  TableSite site;
  site.table = &table;
  const auto [same, is_new] = tables_.try_emplace({&table, data.columns}, 0);
  if (is_new) {
    if (!fill(data, table) || !fill_ranks(data, table)) return ir::kNone;
    same->second = b_.table(std::move(data));
  }
  site.index = same->second;
  b_.at(table.name.span);
  site.row = b_.table_row(site.index, inputs);
  site.inputs = inputs;
  site.columns.assign(table.outputs.size(), ir::kNone);
  if (site.row == ir::kNone) return ir::kNone;
  if (recorded(symbol)) {
    ir::TableUse use;
    use.table = site.index;
    use.row = site.row;
    use.reasons = row_reasons(table);
    table_uses_[id] = static_cast<std::uint32_t>(m_.table_uses.size());
    m_.table_uses.push_back(std::move(use));
  }
  const Ref row = site.row;
  if (sites_.try_emplace(row, out_.tables.size()).second) out_.tables.push_back(std::move(site));
  return row;
}

std::vector<ir::Reasons> Lowerer::row_reasons(const syntax::Table& table) {
  std::vector<ir::Reasons> lists;
  for (const syntax::Row& row : table.rows) lists.push_back(reasons(row.because));
  if (std::all_of(lists.begin(), lists.end(), [](const auto& list) { return list.empty(); })) lists.clear();
  return lists;
}

// `priority`: the row wins whose first output stands earliest in its enum.
bool Lowerer::fill_ranks(ir::Table& data, const syntax::Table& table) {
  if (data.hit != ir::Hit::priority) return true;
  for (const syntax::Row& row : table.rows) {
    if (row.otherwise) continue;
    const syntax::Expr& first = *row.outputs[0];
    const sema::Meaning* meaning =
        checked_.meaning(unit_, first.kind == syntax::ExprKind::ref ? first.ref.id : first.id);
    if (!meaning || meaning->form != sema::Meaning::Form::enum_value) return false;  // E0715 by the checker
    data.rank.push_back(meaning->value);
  }
  return true;
}

bool Lowerer::fill(ir::Table& data, const syntax::Table& table) {
  for (const syntax::Row& row : table.rows) {
    if (row.otherwise) {
      data.otherwise = true;
      continue;
    }
    ++data.rows;
    for (std::size_t i = 0; i < data.columns.size(); ++i) {
      const Type column = m_.types[data.columns[i]];
      if (!fill_cell(data, row.cells[i], column)) return false;
    }
  }
  return true;
}

bool Lowerer::fill_cell(ir::Table& data, const syntax::Cell& cell, const Type& column) {
  const sema::CellBounds bounds = sema::cell_bounds(checked_, unit_, cell, column);
  ir::Cell kept;
  kept.any = bounds.any;
  kept.missing = bounds.missing;
  if (!bounds.any) {
    kept.first = static_cast<std::uint32_t>(data.ranges.size());
    kept.except = bounds.texts_excluded;
    for (const Interval& range : bounds.ranges)
      data.ranges.push_back({static_cast<std::int64_t>(range.lo), static_cast<std::int64_t>(range.hi)});
    std::vector<std::int64_t> texts;
    for (const std::string& text : bounds.texts) texts.push_back(b_.text_index(text));
    std::sort(texts.begin(), texts.end());
    for (const std::int64_t text : texts) data.ranges.push_back({text, text});
    kept.count = static_cast<std::uint32_t>(data.ranges.size()) - kept.first;
    if (kept.count == 0) kept.first = 0;
  }
  data.cells.push_back(kept);
  return true;
}

// Cells outside functions have been typed; in functions only literals are sure to be constant.
std::optional<Constant> Lowerer::constant_cell(const syntax::Expr& cell) const {
  if (!frame_) return sema::constant_of(checked_, unit_, cell);
  if (cell.kind == syntax::ExprKind::literal) return cell.literal.constant;
  return std::nullopt;
}

ir::Ref Lowerer::column(SymbolId id) {
  const sema::Symbol& symbol = checked_.symbols[id];
  const auto& table = *static_cast<const syntax::Table*>(symbol.node);
  if (uses_all_rows(table)) return collected(id);
  const Ref row = this->symbol(symbol.parent);
  if (row == ir::kNone) return row;
  const syntax::Column& declared = table.outputs[symbol.index];
  const sema::OutputInfo* output = output_of(id);
  std::optional<int> place;
  if (output)
    place = output->type.scale;
  else if (declared.type)
    place = symbol.type.scale;

  // Constants of large tables never become instructions.
  std::vector<std::int64_t> constants;
  Type element;
  int scale = place.value_or(0);
  bool all = true;
  for (const syntax::Row& row_ast : table.rows) {
    const std::optional<Constant> constant = constant_cell(*row_ast.outputs[symbol.index]);
    all = all && constant && constant->type.kind != Kind::text;
    if (!all) break;
    element = constant->type;
    if (!place && element.numeric()) scale = std::max<int>(scale, element.scale);
  }
  if (all) {
    for (const syntax::Row& row_ast : table.rows) {
      const Constant constant = *constant_cell(*row_ast.outputs[symbol.index]);
      const std::optional<i128> number =
          rescale(constant.number, constant.type.scale, element.numeric() ? scale : constant.type.scale);
      if (!number || *number < INT64_MIN || *number > INT64_MAX) {
        all = false;
        break;
      }
      constants.push_back(static_cast<std::int64_t>(*number));
    }
  }
  Ref result = ir::kNone;
  if (all) {
    if (element.numeric()) element.scale = static_cast<std::uint8_t>(scale);
    b_.at(declared.name.span);
    result = b_.unary(Op::lookup, row, b_.array(element, std::move(constants)));
  } else {
    std::vector<Ref> values;
    for (const syntax::Row& row_ast : table.rows) {
      Ref cell = expr(*row_ast.outputs[symbol.index]);
      if (place) cell = checked_ref(stored(cell, *place), row_ast.outputs[symbol.index]->span);
      if (cell == ir::kNone) return cell;
      values.push_back(cell);
    }
    align(values);
    b_.at(declared.name.span);
    result = b_.pick(row, values);
  }
  if (const auto site = sites_.find(row); site != sites_.end())
    out_.tables[site->second].columns[symbol.index] = result;
  return result;
}

}  // namespace pol::lower
