#include "compiler/analysis/check_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/types_text.h"

namespace pol::analysis {
namespace {

// So many of a kind are reported for one table; the last says how many more there are.
constexpr std::size_t kGapsReported = 5;
constexpr std::size_t kRowsReported = 10;

// ", and 3 more gaps"; "" if all are shown.
std::string rest_of(std::size_t all, std::size_t shown, std::string_view one, std::string_view many,
                    bool at_least = false) {
  if (all <= shown) return at_least ? fmt::format(", and more {}", many) : "";
  const std::size_t rest = all - shown;
  return fmt::format(", and {}{} more {}", at_least ? "at least " : "", rest, rest == 1 ? one : many);
}

std::string row_list(const std::vector<std::uint32_t>& rows) {
  std::string text = rows.size() == 1 ? "row " : "rows ";
  for (std::size_t i = 0; i < rows.size(); ++i)
    text += (i == 0 ? "" : i + 1 < rows.size() ? ", " : " and ") + std::to_string(rows[i] + 1);
  return text;
}

}  // namespace

HitRule hit_rule(const std::vector<std::string>& hit) {
  if (hit.empty() || hit[0] == "unique") return HitRule::unique;
  if (hit[0] == "first") return HitRule::first;
  if (hit[0] == "any") return HitRule::agreeing;
  if (hit[0] == "priority") return HitRule::one_or_more;
  const bool extreme = hit.size() > 1 && (hit[1] == "min" || hit[1] == "max");
  return hit[0] == "collect" && extreme ? HitRule::one_or_more : HitRule::free;
}

struct RowCheck::Found {
  const RowSet& rows;
  const RowPlaces& places;
  const TableGrid& grid;
  const TableFacts& facts;
  TableWords words;
  std::string name;  // "table share: "
};

TableFacts RowCheck::check(const RowSet& rows, const RowPlaces& places, const RowReports& reports) {
  std::vector<Domain> domains;
  for (const ColumnWords& column : rows.columns) domains.push_back(column.domain);
  const TableGrid grid = cut_table(*rows.cells, *rows.ranges, domains);
  SearchOptions options;
  options.budget = limits_.budget;
  options.ordered = rows.hit == HitRule::first;
  options.may_gap = rows.hit == HitRule::free;
  if (rows.hit == HitRule::unique) options.classes = all_different(grid.fits.rows());
  if (rows.hit == HitRule::agreeing) options.classes = rows.classes;
  TableFacts facts = search_grid(grid, rows.otherwise, options);
  const Found found{
      rows, places, grid, facts, TableWords(grid, rows.columns, enums_, texts_), places.name + ": "};
  if (reports.gaps) report_gaps(found);
  if (reports.overlaps) report_overlaps(found);
  if (!facts.finished) {
    Diagnostic given_up{Code::E0716,
                        places.span,
                        "",
                        "",
                        "part the table, or bind its columns closer, so that fewer rows meet",
                        {},
                        limits_.draft};
    given_up.message =
        fmt::format("{}the search for gaps and overlaps was given up after {} rows looked at{}", found.name,
                    facts.work, limits_.draft ? "; a warning in a draft" : "");
    diagnostics_.add(std::move(given_up));
  }
  if (reports.hidden) report_hidden(found);
  return facts;
}

void RowCheck::report_gaps(const Found& found) {
  const std::vector<Gap>& gaps = found.facts.gaps;
  const std::size_t shown = std::min(gaps.size(), kGapsReported);
  for (std::size_t i = 0; i < shown; ++i) {
    const std::optional<std::string> row = found.words.closing_row(gaps[i], found.places.outputs);
    const std::optional<std::string> wider = found.words.widened_row(gaps[i]);
    std::string fix = row ? "Add `" + *row + "`" : "Add a row for it";
    if (wider) fix += " or widen " + *wider;
    std::string message = found.name + found.words.gap(gaps[i]);
    if (i + 1 == shown) message += rest_of(gaps.size(), shown, "gap", "gaps", found.facts.more_gaps);
    diagnostics_.add(Code::E0711, found.places.span, std::move(message), std::move(fix));
  }
}

void RowCheck::report_overlaps(const Found& found) {
  const std::vector<RowPair>& pairs = found.facts.overlaps;
  const std::size_t shown = std::min(pairs.size(), kRowsReported);
  for (std::size_t i = 0; i < shown; ++i) {
    const RowPair& pair = pairs[i];
    std::string message = fmt::format("{}rows {} and {} both fit {}", found.name, pair.first + 1,
                                      pair.second + 1, found.words.point(pair.at));
    const std::string rest = i + 1 == shown ? rest_of(pairs.size(), shown, "such row", "such rows") : "";
    const Span& span = found.places.rows[pair.second];
    if (found.rows.hit == HitRule::unique) {
      const std::string narrow = found.words.narrowed_row(pair).value_or("Narrow one of them");
      diagnostics_.add(Code::E0712, span, message + rest, narrow + ", or choose another hit policy");
    } else {
      message += " and give different results";
      if (found.places.results)
        message +=
            fmt::format(" ({}, {})", found.places.results(pair.first), found.places.results(pair.second));
      diagnostics_.add(Code::E0714, span, message + rest,
                       "Give both the same results, narrow one of them, or choose another hit policy");
    }
  }
}

void RowCheck::report_hidden(const Found& found) {
  const TableFacts& facts = found.facts;
  std::vector<std::uint32_t> dead;
  for (std::uint32_t row = 0; row < facts.never_fits.size(); ++row) {
    const bool hidden = found.rows.hit == HitRule::first && facts.finished && !facts.reached[row];
    if (hidden || facts.never_fits[row]) dead.push_back(row);
  }
  const std::size_t shown = std::min(dead.size(), kRowsReported);
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string rest = i + 1 == shown ? rest_of(dead.size(), shown, "such row", "such rows") : "";
    if (facts.never_fits[dead[i]]) {
      report_never(found, dead[i], rest);
      continue;
    }
    const std::vector<std::uint32_t> above = hiding_rows(found.grid, dead[i]);
    const std::string who = above.empty() || above.size() > 8 ? "the rows above it take"
                            : above.size() == 1               ? row_list(above) + " takes"
                                                              : row_list(above) + " together take";
    diagnostics_.add(
        Code::E0713, found.places.rows[dead[i]],
        fmt::format("{}row {} never fits: {} every case first{}", found.name, dead[i] + 1, who, rest),
        "Move it up, or leave it out");
  }
  if (found.rows.otherwise && facts.finished && !facts.otherwise_fits)
    diagnostics_.add(Code::W0903, found.places.otherwise,
                     found.name + "the `otherwise` row never fits: the rows above it take every case",
                     "Leave it out");
}

void RowCheck::report_never(const Found& found, std::uint32_t row, const std::string& rest) {
  const std::size_t columns = found.rows.columns.size();
  std::size_t column = 0;
  while (column + 1 < columns && found.grid.fits.cell(row, column).count > 0) ++column;
  const ColumnWords& input = found.rows.columns[column];
  const std::size_t cell = row * columns + column;
  std::string written = "its cell";
  if (cell < found.places.cells.size()) written = "`" + sema::shown(sources_, found.places.cells[cell]) + "`";
  const std::string range = sema::range_words(input.type, enums_);
  std::string why = fmt::format("{} takes nothing that {} can be", written, input.name);
  if ((*found.rows.cells)[cell].count == 0 && (*found.rows.cells)[cell].missing)
    why = fmt::format("{} is never {}", input.name,
                      input.domain.missing.empty() ? "missing" : "missing in that way");
  else if (!range.empty())
    why += " (" + range + ")";
  diagnostics_.add(found.rows.hit == HitRule::first ? Code::E0713 : Code::W0903, found.places.rows[row],
                   fmt::format("{}row {} never fits: {}{}", found.name, row + 1, why, rest),
                   "Leave it out, or correct the cell");
}

}  // namespace pol::analysis
