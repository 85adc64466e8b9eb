#include "compiler/analysis/tables.h"

#include <fmt/format.h>

#include <map>

#include "compiler/analysis/causes.h"
#include "compiler/analysis/table_search.h"
#include "runtime/value/constant.h"

namespace pol::analysis {
namespace {

using ir::Op;

class Tables {
 public:
  Tables(const Sources& sources, lower::Lowered& lowered, Diagnostics& diagnostics, std::size_t budget)
      : sources_(sources),
        lowered_(lowered),
        module_(lowered.module),
        diagnostics_(diagnostics),
        budget_(budget) {}

  // In the order of the instructions: a table that is sure to have a row keeps those after it from being
  // missing. The table of a function may stand in several places; it is sure only if it is in all of them,
  // which shows at the end.
  void run() {
    struct Use {
      std::size_t sites = 0, sure = 0;
    };
    std::map<std::uint32_t, Use> uses;
    for (const lower::TableSite& site : lowered_.tables) ++uses[site.index].sites;
    std::vector<CauseMask> causes;
    for (const lower::TableSite& site : lowered_.tables) {
      extend_causes(module_, causes, site.row);
      Use& use = uses[site.index];
      use.sure += check(site, causes) ? 1 : 0;
      if (use.sites == 1) module_.tables[site.index].complete = use.sure == 1;
    }
    for (const auto& [index, use] : uses) module_.tables[index].complete = use.sure == use.sites;
  }

 private:
  bool check(const lower::TableSite& site, const std::vector<CauseMask>& causes) {
    const ir::Table& table = module_.tables[site.index];
    const ir::Inst& row = module_.insts[site.row];
    std::vector<Domain> domains;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const ir::Ref input = module_.operands[row.b + i];
      const Type& type = module_.type_of(input);
      domains.push_back({type.range, type.kind == Kind::text, cause_sets(module_, causes, input)});
    }
    SearchOptions options;
    options.budget = budget_;
    if (table.hit == ir::Hit::unique) options.clash = [](std::uint32_t, std::uint32_t) { return true; };
    if (table.hit == ir::Hit::any)
      options.clash = [&](std::uint32_t a, std::uint32_t b) { return differ(site, a, b); };
    const TableFacts facts = search_table(table, domains, options);
    report(site, table, facts);
    return facts.complete;
  }

  // Two rows give different values in some column. Equal constants and equal expressions are the same
  // instruction.
  bool differ(const lower::TableSite& site, std::uint32_t a, std::uint32_t b) const {
    for (const ir::Ref column : site.columns) {
      if (column == ir::kNone) continue;
      const ir::Inst& inst = module_.insts[column];
      if (inst.op == Op::lookup) {
        const auto& values = module_.arrays[inst.b].values;
        if (values[a] != values[b]) return true;
      } else if (inst.op == Op::pick) {
        if (module_.operands[inst.b + a] != module_.operands[inst.b + b]) return true;
      }
    }
    return false;
  }

  const syntax::Row& row_of(const syntax::Table& table, std::uint32_t number) const {
    for (const syntax::Row& row : table.rows)
      if (!row.otherwise && number-- == 0) return row;
    return table.rows.back();
  }

  std::string value_text(const ir::Table& table, std::size_t column, const Witness& witness) const {
    if (witness.causes) return "missing (" + cause_names(witness.causes) + ")";
    const Type& type = module_.types[table.columns[column]];
    if (type.kind != Kind::text) return format_grouped(witness.value, type, module_.enums);
    return witness.value < 0 ? "any other text"
                             : "\"" + module_.texts[static_cast<std::size_t>(witness.value)] + "\"";
  }

  static std::string column_name(const syntax::Reference& reference) {
    return reference.name.text + (reference.part ? "." + reference.part->text : "");
  }

  std::string point_text(const lower::TableSite& site, const Point& at) const {
    std::string text;
    for (std::size_t i = 0; i < at.size(); ++i)
      text += (i ? ", " : "") + column_name(site.table->inputs[i]) + " " +
              value_text(module_.tables[site.index], i, at[i]);
    return text;
  }

  std::string closing_row(const lower::TableSite& site, const Point& at) const {
    std::string row = "|";
    for (std::size_t i = 0; i < at.size(); ++i)
      row += " " + value_text(module_.tables[site.index], i, at[i]) + " |";
    return row + "| … |";
  }

  std::string outputs_text(const syntax::Row& row) const {
    std::string text;
    for (const syntax::ExprPtr& output : row.outputs)
      text += (text.empty() ? "" : " | ") + std::string(sources_.slice(output->span));
    return text;
  }

  // The row that alone takes every value of row `number`, or kNone.
  std::uint32_t hiding_row(const ir::Table& table, std::uint32_t number) const {
    const std::size_t columns = table.columns.size();
    const auto inside = [&](const ir::Cell& inner, const ir::Cell& outer) {
      if (outer.any) return true;
      if (inner.any || (inner.missing & ~outer.missing) != 0) return false;
      for (std::uint32_t i = 0; i < inner.count; ++i) {
        const ir::CellRange& range = table.ranges[inner.first + i];
        bool held = false;
        for (std::uint32_t k = 0; k < outer.count && !held; ++k) {
          const ir::CellRange& around = table.ranges[outer.first + k];
          held = around.lo <= range.lo && range.hi <= around.hi;
        }
        if (!held) return false;
      }
      return true;
    };
    for (std::uint32_t above = 0; above < number; ++above) {
      bool hides = true;
      for (std::size_t c = 0; c < columns && hides; ++c)
        hides = inside(table.cells[number * columns + c], table.cells[above * columns + c]);
      if (hides) return above;
    }
    return ir::kNone;
  }

  void report(const lower::TableSite& site, const ir::Table& table, const TableFacts& facts) {
    const syntax::Table& node = *site.table;
    const std::string name = "table " + table.name + ": ";
    if (facts.gap)
      diagnostics_.add(Code::E0711, node.span, name + "no row for " + point_text(site, *facts.gap),
                       "Widen a row, or add `" + closing_row(site, *facts.gap) + "`");
    for (const RowPair& pair : facts.overlaps) {
      const syntax::Row &first = row_of(node, pair.first), &second = row_of(node, pair.second);
      const std::string both = fmt::format("rows {} and {} both fit {}", pair.first + 1, pair.second + 1,
                                           point_text(site, pair.at));
      if (table.hit == ir::Hit::unique)
        diagnostics_.add(Code::E0712, second.span, name + both,
                         "Narrow one of them, or choose another hit policy");
      else
        diagnostics_.add(Code::E0714, second.span,
                         fmt::format("{} and give different results ({}, {})", name + both,
                                     outputs_text(first), outputs_text(second)));
    }
    if (!facts.finished)
      diagnostics_.add(Code::E0716, node.span,
                       fmt::format("{}the search for gaps and overlaps was given up after {} rows looked at",
                                   name, budget_),
                       "Part the table, or bind its columns closer, so that fewer rows meet");
    if (table.hit != ir::Hit::first || !facts.finished) return;
    for (std::uint32_t row = 0; row < table.rows; ++row) {
      if (facts.reached[row]) continue;
      const std::uint32_t above = hiding_row(table, row);
      diagnostics_.add(
          Code::E0713, row_of(node, row).span,
          fmt::format("{}row {} never fits: {} every case first", name, row + 1,
                      above == ir::kNone ? "the rows above it take" : fmt::format("row {} takes", above + 1)),
          "Move it up, or leave it out");
    }
  }

  const Sources& sources_;
  lower::Lowered& lowered_;
  ir::Module& module_;
  Diagnostics& diagnostics_;
  std::size_t budget_;
};

}  // namespace

void check_tables(const Sources& sources, lower::Lowered& lowered, Diagnostics& diagnostics,
                  std::size_t budget) {
  Tables(sources, lowered, diagnostics, budget).run();
}

}  // namespace pol::analysis
