#include "compiler/analysis/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "compiler/analysis/causes.h"
#include "compiler/sema/types.h"
#include "compiler/sema/types_text.h"

namespace pol::analysis {
namespace {

using ir::Op;

// The same keys get the same class.
class RowClasses {
 public:
  void add(std::string key) {
    const auto [at, fresh] = known_.try_emplace(std::move(key), known_.size());
    classes_.push_back(static_cast<std::uint32_t>(at->second));
  }
  std::vector<std::uint32_t> take() { return std::move(classes_); }

 private:
  std::map<std::string, std::size_t> known_;
  std::vector<std::uint32_t> classes_;
};

class Tables {
 public:
  Tables(const sema::Checked& checked, const Sources& sources, lower::Lowered& lowered,
         Diagnostics& diagnostics, const TableLimits& limits)
      : checked_(checked),
        sources_(sources),
        lowered_(lowered),
        module_(lowered.module),
        check_(sources, module_.enums, module_.texts, limits, diagnostics),
        limits_(limits),
        diagnostics_(diagnostics) {}

  // In the order of the instructions: a table that is sure to have a row keeps those after it from being
  // missing. The table of a function may stand in several places; it is sure only if it is in all of them,
  // which shows at the end.
  void run() {
    for (const sema::UnitInfo& unit : checked_.units)
      for (const syntax::Item& item : unit.file->items)
        if (const auto* define = std::get_if<syntax::Define>(&item))
          for (const auto& local : define->locals)
            if (const auto* table = std::get_if<syntax::Table>(&local)) in_functions_.insert(table);
    struct Use {
      std::size_t sites = 0, sure = 0;
    };
    std::map<std::uint32_t, Use> uses;
    for (const lower::TableSite& site : lowered_.tables) ++uses[site.index].sites;
    struct Site {
      ir::Ref last_input;  // the row stands after it, and so does all that reads the row
      const lower::TableSite* table = nullptr;
      const lower::FactorSite* factor = nullptr;
    };
    std::vector<Site> sites;
    for (const lower::TableSite& site : lowered_.tables)
      sites.push_back({*std::max_element(site.inputs.begin(), site.inputs.end()), &site, nullptr});
    for (const lower::FactorSite& site : lowered_.factors) sites.push_back({site.input, nullptr, &site});
    std::stable_sort(sites.begin(), sites.end(),
                     [](const Site& a, const Site& b) { return a.last_input < b.last_input; });
    std::vector<CauseMask> causes;
    for (const Site& site : sites) {
      extend_causes(module_, causes, std::size_t{site.last_input} + 1);
      if (site.factor) {
        module_.tables[site.factor->index].complete = check(*site.factor, causes);
        continue;
      }
      Use& use = uses[site.table->index];
      use.sure += check(*site.table, causes) ? 1 : 0;
      if (use.sites == 1) module_.tables[site.table->index].complete = use.sure == 1;
    }
    for (const auto& [index, use] : uses) module_.tables[index].complete = use.sure == use.sites;
    for (const syntax::Item& item : checked_.units[0].file->items)
      if (const auto* define = std::get_if<syntax::Define>(&item))
        for (const auto& local : define->locals)
          if (const auto* table = std::get_if<syntax::Table>(&local)) check_written(*table);
  }

 private:
  bool check(const lower::FactorSite& site, const std::vector<CauseMask>& causes) {
    const ir::Table& table = module_.tables[site.index];
    const Type& type = module_.type_of(site.input);
    RowSet rows;
    rows.cells = &table.cells;
    rows.ranges = &table.ranges;
    rows.columns.push_back({name_of(site.factor->input),
                            type,
                            {type.range, type.kind == Kind::text, cause_sets(module_, causes, site.input)}});
    return check_.check(rows, places_of(*site.factor)).complete;
  }

  bool check(const lower::TableSite& site, const std::vector<CauseMask>& causes) {
    const ir::Table& table = module_.tables[site.index];
    RowSet rows;
    rows.hit = hit_rule(site.table->hit);
    rows.otherwise = table.otherwise;
    rows.cells = &table.cells;
    rows.ranges = &table.ranges;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const ir::Ref input = site.inputs[i];
      const Type& type = module_.type_of(input);
      rows.columns.push_back({name_of(site.table->inputs[i]),
                              type,
                              {type.range, type.kind == Kind::text, cause_sets(module_, causes, input)}});
    }
    if (rows.hit == HitRule::agreeing) rows.classes = classes_at(site, table.rows);
    RowReports reports;
    if (in_functions_.contains(site.table)) {
      // Each call may show the same mistake; the first that does is enough.
      reports.hidden = false;
      reports.gaps = !gaps_in_.contains(site.table);
      reports.overlaps = !overlaps_in_.contains(site.table);
    }
    const TableFacts facts = check_.check(rows, places_of(sources_, *site.table), reports);
    if (!facts.gaps.empty()) gaps_in_.insert(site.table);
    if (!facts.overlaps.empty()) overlaps_in_.insert(site.table);
    called_.insert(site.table);
    return facts.complete;
  }

  // Rows with the same results. Equal constants and equal expressions are the same instruction.
  std::vector<std::uint32_t> classes_at(const lower::TableSite& site, std::uint32_t rows) const {
    RowClasses classes;
    for (std::uint32_t row = 0; row < rows; ++row) {
      std::string key;
      for (std::size_t c = 0; c < site.columns.size(); ++c) {
        const ir::Ref column = site.columns[c];
        const Op op = column == ir::kNone ? Op::input : module_.insts[column].op;
        if (op == Op::lookup)
          key += fmt::format("{} ", module_.arrays[module_.insts[column].b].values[row]);
        else if (op == Op::pick)
          key += fmt::format("{} ", module_.operands[module_.insts[column].b + row]);
        else
          key += result_words(*site.table->rows[row].outputs[c]) + "\n";
      }
      classes.add(std::move(key));
    }
    return classes.take();
  }

  // Literals by their value, all else as it is written.
  std::string result_words(const syntax::Expr& output) const {
    if (output.kind == syntax::ExprKind::literal && output.literal.constant.type.kind != Kind::text) {
      return value_words(output.literal.constant);
    }
    return std::string(sources_.slice(output.span));
  }

  // Equal for equal values, whatever their scale.
  static std::string value_words(const Constant& constant) {
    std::string digits = to_string(constant.number);
    int scale = constant.type.scale;
    while (scale > 0 && digits.size() > 1 && digits.back() == '0') {
      digits.pop_back();
      --scale;
    }
    return fmt::format("={} {}", digits, scale);
  }

  // ---- a function's table as it is written, whatever its calls hand over

  void check_written(const syntax::Table& table) {
    if (table.rows_from) return;
    RowSet rows;
    rows.hit = hit_rule(table.hit);
    std::vector<ir::Cell> cells;
    std::vector<ir::CellRange> ranges;
    std::vector<std::string> texts;
    for (const syntax::Reference& input : table.inputs) {
      const sema::Meaning* meaning = checked_.meaning(0, input.id);
      if (!meaning || meaning->form != sema::Meaning::Form::symbol) return;
      Type type = checked_.symbols[meaning->symbol].type;
      if (type.count > 0) return;
      // Whatever the calls hand over: intervals of locals are those of one call.
      if (type.kind != Kind::boolean && type.kind != Kind::enumeration) type.range = {INT64_MIN, INT64_MAX};
      Domain domain{type.range, type.kind == Kind::text, {}};
      for (unsigned set = 1; set <= cause::all; ++set) domain.missing.push_back(static_cast<CauseMask>(set));
      rows.columns.push_back({name_of(input), type, std::move(domain)});
    }
    for (const syntax::Row& row : table.rows) {
      if (row.otherwise) {
        rows.otherwise = true;
        continue;
      }
      if (row.cells.size() != rows.columns.size()) return;
      for (std::size_t c = 0; c < row.cells.size(); ++c)
        if (!add_cell(row.cells[c], rows.columns[c].type, cells, ranges, texts)) return;
    }
    rows.cells = &cells;
    rows.ranges = &ranges;
    RowCheck check(sources_, checked_.enums, texts, limits_, diagnostics_);
    check.check(rows, places_of(sources_, table), {false, false, true});
    if (called_.contains(&table)) return;  // each call has been looked at for overlaps
    if (rows.hit == HitRule::agreeing) {
      RowClasses classes;
      for (const syntax::Row& row : table.rows) {
        std::string key;
        for (const syntax::ExprPtr& output : row.outputs) key += result_words(*output) + "\n";
        if (!row.otherwise) classes.add(std::move(key));
      }
      rows.classes = classes.take();
    }
    for (ColumnWords& column : rows.columns) column.domain.missing.clear();  // a call may never send one
    check.check(rows, places_of(sources_, table), {false, true, false});
  }

  bool add_cell(const syntax::Cell& cell, const Type& type, std::vector<ir::Cell>& cells,
                std::vector<ir::CellRange>& ranges, std::vector<std::string>& texts) const {
    const sema::CellBounds bounds = sema::cell_bounds(checked_, 0, cell, type);
    ir::Cell kept;
    kept.any = bounds.any;
    kept.missing = bounds.missing;
    kept.first = static_cast<std::uint32_t>(ranges.size());
    if (!bounds.any) {
      kept.except = bounds.texts_excluded;
      for (const Interval& range : bounds.ranges)
        ranges.push_back({static_cast<std::int64_t>(range.lo), static_cast<std::int64_t>(range.hi)});
      std::vector<std::int64_t> named;
      for (const std::string& text : bounds.texts) {
        const auto at = std::find(texts.begin(), texts.end(), text);
        named.push_back(at - texts.begin());
        if (at == texts.end()) texts.push_back(text);
      }
      std::sort(named.begin(), named.end());
      for (const std::int64_t index : named) ranges.push_back({index, index});
    }
    kept.count = static_cast<std::uint32_t>(ranges.size()) - kept.first;
    cells.push_back(kept);
    return true;
  }

  const sema::Checked& checked_;
  const Sources& sources_;
  lower::Lowered& lowered_;
  ir::Module& module_;
  RowCheck check_;
  TableLimits limits_;
  Diagnostics& diagnostics_;
  std::set<const syntax::Table*> in_functions_, gaps_in_, overlaps_in_, called_;
};

}  // namespace

std::string name_of(const syntax::Reference& reference) {
  return reference.name.text + (reference.part ? "." + reference.part->text : "");
}

RowPlaces places_of(const Sources& sources, const syntax::Table& table) {
  RowPlaces places;
  places.name = "table " + table.name.text;
  places.span = table.span;
  places.outputs = table.outputs.size();
  for (const syntax::Row& row : table.rows) {
    if (row.otherwise) {
      places.otherwise = row.span;
      continue;
    }
    places.rows.push_back(row.span);
    for (const syntax::Cell& cell : row.cells) places.cells.push_back(cell.span);
  }
  places.results = [&sources, &table](std::uint32_t row) {
    std::string text;
    for (const syntax::ExprPtr& output : table.rows[row].outputs)
      text += (text.empty() ? "" : " | ") + sema::shown(sources, output->span);
    return text;
  };
  return places;
}

RowPlaces places_of(const syntax::Factor& factor) {
  RowPlaces places;
  places.name = "factor " + name_of(factor.input);
  places.span = factor.span;
  for (const syntax::Factor::Band& band : factor.bands) {
    places.rows.push_back(band.span);
    places.cells.push_back(band.cell.span);
  }
  places.results = [&factor](std::uint32_t row) { return std::to_string(factor.bands[row].points); };
  return places;
}

void check_tables(const sema::Checked& checked, const Sources& sources, lower::Lowered& lowered,
                  Diagnostics& diagnostics, const TableLimits& limits) {
  Tables(checked, sources, lowered, diagnostics, limits).run();
}

}  // namespace pol::analysis
