#include "compiler/population/diff_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/population/cohort_table.h"

namespace pol::population {
namespace {

using report::Cell;
using report::Chart;
using report::Section;
using report::Table;

class DiffWriter {
 public:
  DiffWriter(const PairTally& tally, const DiffAbout& about)
      : tally_(tally), plan_(*tally.plan), about_(about), enums_(plan_.after().module->enums) {}

  DiffReport write() {
    report::Report& report = out_.report;
    report.command = "diff";
    const ir::Policy &before = plan_.before().module->policy, &after = plan_.after().module->policy;
    report.title = fmt::format("{}/{}: version {} against version {}, {} people", after.kind, after.name,
                               after.version, before.version, report::count(tally_.all.people).text);
    report.about = {
        {"before", about_.before + ", content hash " + plan_.before().policy->content_hash().substr(0, 16)},
        {"after", about_.after + ", content hash " + plan_.after().policy->content_hash().substr(0, 16)},
        {"data", about_.data}};
    if (!about_.feed.empty()) report.about.emplace_back("feed", about_.feed);
    if (!about_.decision_date.empty()) report.about.emplace_back("decision date", about_.decision_date);
    if (!about_.no_losses.empty())
      report.about.emplace_back("expected loss", "not computed: " + about_.no_losses);
    if (tally_.all.people == 0) report.warnings.push_back("the data has no rows");
    if (tally_.skipped)
      report.warnings.push_back(report::count(tally_.skipped).text +
                                " rows were left out: what they are grouped by cannot be read");
    figures();
    gates();
    text();
    swaps();
    drifts();
    alone();
    movements();
    reasons();
    witnesses();
    return std::move(out_);
  }

 private:
  std::string class_name(std::size_t c) const {
    if (c == plan_.undecided()) return "undecided";
    if (c == plan_.refused()) return "refused";
    return plan_.outcomes[c];
  }
  Cell shared(i128 total, std::size_t amount = 0) const {
    return report::amount(total, plan_.amounts[amount].type, enums_);
  }
  Cell change(i128 total, std::size_t amount = 0) const {
    Cell cell = shared(total, amount);
    if (total > 0) cell.text = "+" + cell.text;
    return cell;
  }
  bool has_money() const { return !plan_.amounts.empty() && plan_.amounts[0].type.kind == Kind::money; }
  std::uint64_t people_in(bool before, std::size_t c) const {
    std::uint64_t people = 0;
    for (std::size_t other = 0; other < plan_.classes(); ++other)
      people += (before ? tally_.cell(c, other) : tally_.cell(other, c)).people;
    return people;
  }
  std::uint64_t newly(std::size_t c) const { return people_in(false, c) - tally_.cell(c, c).people; }
  static Cell points(std::uint64_t before, std::uint64_t after, std::uint64_t whole) {
    if (whole == 0) return report::nothing();
    const double change =
        (static_cast<double>(after) - static_cast<double>(before)) / static_cast<double>(whole);
    return {fmt::format("{:+.1f} points", change * 100), fmt::format("{:.6f}", change), change * 100};
  }

  void figures() {
    auto& figures = out_.report.figures;
    const Movement& all = tally_.all;
    figures.push_back({"people", "people", report::count(all.people), ""});
    figures.push_back({"moved", "people moved", report::share(all.moved, all.people),
                       report::count(all.moved).text + " people have another outcome or amount"});
    figures.push_back({"better", "better off", report::share(all.better, all.people),
                       report::count(all.better).text + " people"});
    figures.push_back({"worse", "worse off", report::share(all.worse, all.people),
                       report::count(all.worse).text + " people"});
    figures.push_back({"served", "served", points(all.served_before, all.served_after, all.people),
                       fmt::format("{} before, {} after", report::share(all.served_before, all.people).text,
                                   report::share(all.served_after, all.people).text)});
    if (has_money()) {
      const i128 moved = all.money_after.total - all.money_before.total;
      figures.push_back({"money", plan_.amounts[0].name + " in all", change(moved),
                         shared(all.money_before.total).text + " before, " +
                             shared(all.money_after.total).text + " after"});
    }
    const std::uint64_t was = people_in(true, plan_.undecided()), is = people_in(false, plan_.undecided());
    if (was || is)
      figures.push_back({"undecided", "undecided", points(was, is, all.people),
                         report::count(was).text + " before, " + report::count(is).text + " after"});
    if (plan_.sides[0].losses && plan_.sides[1].losses) {
      Sum before, after;
      for (const SwapCell& cell : tally_.cells) before.merge(cell.loss_before), after.merge(cell.loss_after);
      figures.push_back({"expected_loss", "expected loss",
                         money(after.total, plan_.sides[1].losses->type, enums_),
                         money(before.total, plan_.sides[0].losses->type, enums_).text + " before"});
    }
  }

  Measured measured(const std::string& name) const {
    const Movement& all = tally_.all;
    const i128 people = static_cast<i128>(all.people);
    if (people == 0) return {0, 0, "there is nobody"};
    if (name == "people_moved") return {static_cast<i128>(all.moved), people, ""};
    if (name == "people_worse") return {static_cast<i128>(all.worse), people, ""};
    if (name == "newly_undecided") return {static_cast<i128>(newly(plan_.undecided())), people, ""};
    if (name == "newly_refused") return {static_cast<i128>(newly(plan_.refused())), people, ""};
    if (name == "newly_declined") {
      const auto declined = std::find(plan_.outcomes.begin(), plan_.outcomes.end(), "decline");
      if (declined == plan_.outcomes.end()) return {0, 0, "no outcome is called `decline`"};
      return {static_cast<i128>(newly(static_cast<std::size_t>(declined - plan_.outcomes.begin()))), people,
              ""};
    }
    if (!has_money()) return {0, 0, "there is no money that both versions give"};
    if (all.money_before.total <= 0) return {0, 0, "no money was given before"};
    const i128 change = all.money_after.total - all.money_before.total;
    return {change < 0 ? -change : change, all.money_before.total, ""};
  }

  void gates() {
    if (about_.gates.empty()) return;
    GateTable table;
    for (const Gate& gate : about_.gates) table.add(gate, measured(gate.of.name), out_.failed_gates);
    out_.report.sections.push_back(std::move(table).section());
  }

  void text() {
    Section section{"text", "What changed in the text", "", {}, {}};
    Table table{"text",
                "",
                {{"what", "where", false}, {"form", "change", false}, {"words", "in words", false}},
                {},
                ""};
    for (const TriedChange& tried : about_.changes) {
      const char* form = tried.change.form == study::Change::Form::added     ? "added"
                         : tried.change.form == study::Change::Form::removed ? "removed"
                                                                             : "changed";
      table.rows.push_back(
          {report::words(tried.change.what), report::words(form), report::words(tried.change.words)});
    }
    if (table.rows.empty())
      section.lead =
          "Nothing in the file itself; libraries, catalogue, reasons or needed policies may differ.";
    section.tables.push_back(std::move(table));
    out_.report.sections.push_back(std::move(section));
  }

  void swaps() {
    Section section{"swaps", "Swap set", "Rows: the outcome before; columns: the outcome after.", {}, {}};
    std::vector<std::size_t> shown;
    for (std::size_t c = 0; c < plan_.classes(); ++c)
      if (c < plan_.outcomes.size() || people_in(true, c) || people_in(false, c)) shown.push_back(c);
    Table matrix{"matrix", "People", {{"before", "before", false}}, {}, ""};
    for (const std::size_t c : shown)
      matrix.columns.push_back({"to_" + class_name(c), class_name(c), true, true});
    matrix.columns.push_back({"all", "all"});
    for (const std::size_t from : shown) {
      std::vector<Cell> row{report::words(class_name(from))};
      for (const std::size_t to : shown) row.push_back(report::count(tally_.cell(from, to).people));
      row.push_back(report::count(people_in(true, from)));
      matrix.rows.push_back(std::move(row));
    }
    std::vector<Cell> sums{report::words("all")};
    for (const std::size_t to : shown) sums.push_back(report::count(people_in(false, to)));
    sums.push_back(report::count(tally_.all.people));
    matrix.rows.push_back(std::move(sums));
    section.tables.push_back(std::move(matrix));

    const bool losses = plan_.sides[0].losses && plan_.sides[1].losses;
    Table cells{"cells",
                "What each swap is worth",
                {{"swap", "from, to", false}, {"people", "people"}, {"share", "share"}},
                {},
                ""};
    for (const SharedAmount& amount : plan_.amounts)
      if (amount.type.kind == Kind::money)
        for (const auto& [id, title] :
             {std::pair{"_before", " before"}, {"_after", " after"}, {"_change", " changed by"}})
          cells.columns.push_back({amount.name + id, amount.name + title});
    if (losses)
      for (const auto& [id, title] :
           {std::pair{"loss_before", "expected loss before"}, {"loss_after", "after"}})
        cells.columns.push_back({id, title});
    for (const std::size_t from : shown)
      for (const std::size_t to : shown) {
        const SwapCell& cell = tally_.cell(from, to);
        if (cell.people == 0) continue;
        std::vector<Cell> row{report::words(from == to ? "still " + class_name(to)
                                                       : class_name(from) + " to " + class_name(to)),
                              report::count(cell.people), report::share(cell.people, tally_.all.people)};
        for (std::size_t i = 0; i < plan_.amounts.size(); ++i) {
          if (plan_.amounts[i].type.kind != Kind::money) continue;
          row.push_back(shared(cell.before[i].total, i));
          row.push_back(shared(cell.after[i].total, i));
          row.push_back(change(cell.after[i].total - cell.before[i].total, i));
        }
        if (losses) {
          row.push_back(money(cell.loss_before.total, plan_.sides[0].losses->type, enums_));
          row.push_back(money(cell.loss_after.total, plan_.sides[1].losses->type, enums_));
        }
        cells.rows.push_back(std::move(row));
      }
    section.tables.push_back(std::move(cells));
    section.charts.push_back(
        {Chart::Kind::across, "People by swap", "cells", "swap", {"people"}, "", "people", false});
    out_.report.sections.push_back(std::move(section));
  }

  void drifts() {
    if (plan_.amounts.empty()) return;
    Section section{"drifts", "Served by both", "", {}, {}};
    Table table{"drifts",
                "",
                {{"output", "output", false},
                 {"same", "same"},
                 {"up", "higher"},
                 {"up_by", "by in all", false},
                 {"down", "lower"},
                 {"down_by", "by in all", false}},
                {},
                ""};
    for (std::size_t i = 0; i < plan_.amounts.size(); ++i) {
      const Drift& drift = tally_.drifts[i];
      const bool adds_up = plan_.amounts[i].type.kind == Kind::money;
      const auto told = [&](const Sum& sum) {
        if (adds_up) return change(sum.total, i);
        Cell mean = report::average(sum.total, sum.count, plan_.amounts[i].type, enums_);
        if (sum.count) mean.text += " on average";
        return mean;
      };
      table.rows.push_back({report::words(plan_.amounts[i].name), report::count(drift.same),
                            report::count(drift.up), told(drift.up_by), report::count(drift.down),
                            told(drift.down_by)});
    }
    section.tables.push_back(std::move(table));
    out_.report.sections.push_back(std::move(section));
  }

  std::vector<Cell> moved(const Movement& movement) const {
    std::vector<Cell> row{report::count(movement.moved), report::share(movement.moved, movement.people),
                          report::count(movement.better), report::count(movement.worse),
                          points(movement.served_before, movement.served_after, movement.people)};
    if (has_money()) row.push_back(change(movement.money_after.total - movement.money_before.total));
    return row;
  }
  std::vector<report::Column> moved_columns() const {
    std::vector<report::Column> columns{{"moved", "people moved"},
                                        {"moved_share", "share", true, true},
                                        {"better", "better"},
                                        {"worse", "worse"},
                                        {"served", "served"}};
    if (has_money()) columns.push_back({"money", plan_.amounts[0].name + " in all"});
    return columns;
  }

  void alone() {
    const auto decides = [](const TriedChange& tried) { return tried.change.decides; };
    // One change alone is all of it.
    if (std::count_if(about_.changes.begin(), about_.changes.end(), decides) < 2) return;
    Section section{"alone",
                    "Each change alone",
                    "The old policy with one change of the new one, over the same people.",
                    {},
                    {}};
    Table table{"alone", "", {{"what", "change", false}}, {}, ""};
    for (report::Column& column : moved_columns()) table.columns.push_back(std::move(column));
    i128 people = 0, better = 0, worse = 0, served = 0, money_moved = 0;
    bool all_tried = true;
    for (const TriedChange& tried : about_.changes) {
      if (!tried.change.decides) continue;
      std::vector<Cell> row{report::words(tried.change.what)};
      if (!tried.side) {
        all_tried = false;
        row.resize(table.columns.size(), report::nothing());
        row[0] = report::words(tried.change.what + " (not run alone: " + tried.why_not + ")");
      } else {
        const Movement& one = tally_.alone[*tried.side];
        for (Cell& cell : moved(one)) row.push_back(std::move(cell));
        people += one.moved;
        better += one.better;
        worse += one.worse;
        served += static_cast<i128>(one.served_after) - static_cast<i128>(one.served_before);
        money_moved += one.money_after.total - one.money_before.total;
      }
      table.rows.push_back(std::move(row));
    }
    if (table.rows.empty()) return;
    std::vector<Cell> together{report::words("all together")};
    for (Cell& cell : moved(tally_.all)) together.push_back(std::move(cell));
    table.rows.push_back(std::move(together));
    if (all_tried) {
      std::vector<Cell> rest{report::words("interaction: together less the sum")};
      rest.resize(table.columns.size(), report::nothing());
      const auto beyond = [](std::uint64_t whole, i128 sum) {
        const i128 more = static_cast<i128>(whole) - sum;
        return report::signed_count(static_cast<std::int64_t>(more));
      };
      rest[1] = beyond(tally_.all.moved, people);
      rest[3] = beyond(tally_.all.better, better);
      rest[4] = beyond(tally_.all.worse, worse);
      const i128 more =
          static_cast<i128>(tally_.all.served_after) - static_cast<i128>(tally_.all.served_before) - served;
      const double share =
          tally_.all.people ? static_cast<double>(more) / static_cast<double>(tally_.all.people) : 0;
      rest[5] = {fmt::format("{:+.1f} points", share * 100), fmt::format("{:.6f}", share), share * 100};
      if (has_money())
        rest[6] = change(tally_.all.money_after.total - tally_.all.money_before.total - money_moved);
      table.rows.push_back(std::move(rest));
    }
    if (tally_.hurt_by_interaction || tally_.helped_by_interaction)
      table.note = fmt::format(
          "Surprises: {} people are worse off although no change alone is worse for them, {} are better off "
          "although none alone is better.",
          report::count(tally_.hurt_by_interaction).text, report::count(tally_.helped_by_interaction).text);
    section.tables.push_back(std::move(table));
    section.charts.push_back({Chart::Kind::across,
                              "People moved by each change alone",
                              "alone",
                              "what",
                              {"better", "worse"},
                              "",
                              "people",
                              false});
    out_.report.sections.push_back(std::move(section));
  }

  struct Named {
    std::vector<Cell> keys;
    const Movement* movement;
  };
  Table movement_table(const std::string& id, const std::string& title, std::vector<report::Column> keys,
                       std::vector<Named> rows) const {
    // The most affected first; those who are alike keep their order.
    std::stable_sort(rows.begin(), rows.end(), [](const Named& a, const Named& b) {
      return static_cast<i128>(a.movement->moved) * static_cast<i128>(b.movement->people) >
             static_cast<i128>(b.movement->moved) * static_cast<i128>(a.movement->people);
    });
    Table table{id, title, std::move(keys), {}, ""};
    table.columns.push_back({"people", "people"});
    for (report::Column& column : moved_columns()) table.columns.push_back(std::move(column));
    for (Named& one : rows) {
      std::vector<Cell> row = std::move(one.keys);
      const bool small = one.movement->people < about_.few;
      row.push_back(report::count_or_few(one.movement->people, about_.few));
      for (Cell& cell : moved(*one.movement)) row.push_back(small ? report::nothing() : std::move(cell));
      table.rows.push_back(std::move(row));
    }
    return table;
  }

  void movements() {
    Section section{"movements", "Who is affected", "The most affected first.", {}, {}};
    for (std::size_t i = 0; i < tally_.segments.size(); ++i) {
      std::vector<Named> rows;
      for (std::size_t arm = 0; arm < tally_.segments[i].size(); ++arm)
        if (tally_.segments[i][arm].people)
          rows.push_back({{report::words(arm ? plan_.before().arm_names[i][arm - 1] : "not reached")},
                          &tally_.segments[i][arm]});
      if (rows.empty()) continue;
      const std::string& name = plan_.before().module->choices[i].name;
      section.tables.push_back(
          movement_table("segment_" + name, "by segment " + name, {{"arm", name, false}}, std::move(rows)));
    }
    for (std::size_t i = 0; i < tally_.groups.size(); ++i) {
      const GroupBy& by = plan_.groups->by[i];
      std::vector<report::Column> keys;
      for (const GroupBy::Part& part : by.parts) {
        const std::string& tag = plan_.groups->module.inputs[part.input].name;
        keys.push_back({tag, tag, false});
      }
      std::vector<Named> rows;
      for (const auto& [key, movement] : tally_.groups[i]) {
        std::vector<Cell> cells;
        for (std::size_t k = 0; k < by.parts.size(); ++k)
          cells.push_back(report::words(group_label(*plan_.groups, by.parts[k], key[k])));
        rows.push_back({std::move(cells), &movement});
      }
      section.tables.push_back(
          movement_table(fmt::format("by_{}", i + 1), "by " + by.text, std::move(keys), std::move(rows)));
      if (by.parts.size() == 1)
        section.charts.push_back({Chart::Kind::across,
                                  "Share moved by " + by.text,
                                  section.tables.back().id,
                                  section.tables.back().columns[0].id,
                                  {"moved_share"},
                                  "",
                                  "",
                                  true});
    }
    if (!section.tables.empty()) out_.report.sections.push_back(std::move(section));
  }

  void reasons() {
    if (tally_.reasons.empty()) return;
    Section section{"reasons", "Reasons", "", {}, {}};
    Table table{"reasons",
                "",
                {{"code", "reason", false}, {"gained", "newly told to"}, {"lost", "no longer told to"}},
                {},
                ""};
    for (const auto& [code, people] : tally_.reasons)
      table.rows.push_back({report::words(code), report::count(people.first), report::count(people.second)});
    section.tables.push_back(std::move(table));
    out_.report.sections.push_back(std::move(section));
  }

  static void put(Table& table, const std::string& swap, const std::vector<Witness>& witnesses) {
    for (const Witness& one : witnesses)
      table.rows.push_back({report::words(swap), report::words(one.case_id), report::words(one.before),
                            report::words(one.after), report::words(one.part)});
  }
  void witnesses() {
    Table table{"witnesses",
                "",
                {{"swap", "from, to", false},
                 {"case_id", "case", false},
                 {"before", "before", false},
                 {"after", "after", false},
                 {"part", "they part at", false}},
                {},
                ""};
    for (std::size_t from = 0; from < plan_.classes(); ++from)
      for (std::size_t to = 0; to < plan_.classes(); ++to)
        put(table, from == to ? "still " + class_name(to) : class_name(from) + " to " + class_name(to),
            tally_.cell(from, to).witnesses);
    put(table, "worse by interaction only", tally_.surprises);
    if (table.rows.empty()) return;
    out_.report.sections.push_back(
        {"witnesses",
         "Witnesses",
         "Real cases of each swap for whom something changed, those with the fewest known tags "
         "first; values are told where they rest on open tags only.",
         {std::move(table)},
         {}});
  }

  const PairTally& tally_;
  const DiffPlan& plan_;
  const DiffAbout& about_;
  const EnumPool& enums_;
  DiffReport out_;
};

}  // namespace

const std::vector<GateName>& diff_gates() {
  static const std::vector<GateName> gates{{"people_moved"},    {"people_worse"},  {"newly_declined"},
                                           {"newly_undecided"}, {"newly_refused"}, {"money_change"}};
  return gates;
}

DiffReport diff_report(const PairTally& tally, const DiffAbout& about) {
  return DiffWriter(tally, about).write();
}

}  // namespace pol::population
