#include "compiler/population/diff_view.h"

#include <fmt/format.h>

namespace pol::population {

using report::Cell;

std::string DiffView::class_name(std::size_t c) const {
  if (c == plan.undecided()) return "undecided";
  if (c == plan.refused()) return "refused";
  return plan.outcomes[c];
}

Cell DiffView::shared(i128 total, std::size_t amount) const {
  return report::amount(total, plan.amounts[amount].type, enums);
}

Cell DiffView::change(i128 total, std::size_t amount) const {
  Cell cell = shared(total, amount);
  if (total > 0) cell.text = "+" + cell.text;
  return cell;
}

bool DiffView::has_money() const {
  return !plan.amounts.empty() && plan.amounts[0].type.kind == Kind::money;
}

bool DiffView::has_losses() const {
  return plan.sides[0].losses && plan.sides[1].losses;
}

std::uint64_t DiffView::people_in(bool before, std::size_t c) const {
  std::uint64_t people = 0;
  for (std::size_t other = 0; other < plan.classes(); ++other)
    people += (before ? tally.cell(c, other) : tally.cell(other, c)).people;
  return people;
}

std::uint64_t DiffView::newly(std::size_t c) const {
  return people_in(false, c) - tally.cell(c, c).people;
}

std::vector<Cell> DiffView::moved(const Movement& movement) const {
  std::vector<Cell> row{report::count(movement.moved), report::share(movement.moved, movement.people),
                        report::count(movement.better), report::count(movement.worse),
                        points(movement.served_before, movement.served_after, movement.people)};
  if (has_money()) row.push_back(change(movement.money_after.total - movement.money_before.total));
  return row;
}

std::vector<report::Column> DiffView::moved_columns() const {
  std::vector<report::Column> columns{{"moved", "people moved"},
                                      {"moved_share", "share", true, true},
                                      {"better", "better"},
                                      {"worse", "worse"},
                                      {"served", "served"}};
  if (has_money()) columns.push_back({"money", plan.amounts[0].name + " in all"});
  return columns;
}

Cell points(i128 change, std::uint64_t whole) {
  if (whole == 0) return report::nothing();
  const double share = static_cast<double>(change) / static_cast<double>(whole);
  return {fmt::format("{:+.1f} points", share * 100), fmt::format("{:.6f}", share), share * 100};
}

Cell points(std::uint64_t before, std::uint64_t after, std::uint64_t whole) {
  return points(static_cast<i128>(after) - static_cast<i128>(before), whole);
}

}  // namespace pol::population
