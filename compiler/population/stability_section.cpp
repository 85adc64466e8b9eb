// How far the people are from those of the baseline: the outcomes, amounts and points, and each tag.
#include "compiler/population/stability_section.h"

#include <fmt/format.h>

#include <algorithm>

namespace pol::population {
namespace {

using report::Cell;
using report::Chart;
using report::Section;
using report::Table;

struct Compared {
  Stability stability;
  bool told = true;  // its bins may be shown
};

std::vector<Bin> outcome_bins(const Tally& baseline, const Tally& now) {
  const Subject& subject = *now.plan->subject;
  std::vector<Bin> bins;
  Bin none{"no outcome", baseline.all.people, now.all.people, 0};
  for (std::size_t i = 0; i < subject.outcomes.size(); ++i) {
    bins.push_back({subject.outcomes[i], baseline.all.outcomes[i], now.all.outcomes[i], 0});
    none.baseline -= baseline.all.outcomes[i];
    none.now -= now.all.outcomes[i];
  }
  bins.push_back(std::move(none));
  return bins;
}

std::vector<Compared> results(const Tally& baseline, const Tally& now) {
  const Subject& subject = *now.plan->subject;
  const ir::Module& module = *subject.module;
  std::vector<Compared> all;
  if (!subject.outcomes.empty())
    all.push_back({stability(module.outputs[0].name, outcome_bins(baseline, now))});
  for (std::size_t i = 0; i < module.scorecards.size(); ++i) {
    const ir::Scorecard& card = module.scorecards[i];
    auto bins = number_bins(baseline.scores[i].points, now.scores[i].points, module.type_of(card.points),
                            module.enums);
    bins.push_back({"no points", baseline.scores[i].missing, now.scores[i].missing, 0});
    all.push_back({stability(card.name, std::move(bins))});
  }
  for (std::size_t i = 0; i < subject.amounts.size(); ++i) {
    const Subject::Amount& amount = subject.amounts[i];
    all.push_back({stability(module.outputs[amount.output].name + ", of the served",
                             number_bins(baseline.amounts[i], now.amounts[i], *amount.type, module.enums))});
  }
  return all;
}

std::vector<Compared> tags(const Tally& baseline, const Tally& now) {
  const ir::Module& door = now.plan->subject->chain->door();
  std::vector<Compared> all;
  for (std::size_t i = 1; i < door.inputs.size(); ++i) {
    const ir::Input& input = door.inputs[i];
    if (input.bucket) continue;
    all.push_back(
        {stability(input.name, baseline.values[i], now.values[i], door.types[input.type], door.enums),
         input.sensitivity == "open"});
  }
  std::stable_sort(all.begin(), all.end(), [](const Compared& a, const Compared& b) {
    return a.stability.index > b.stability.index;
  });
  return all;
}

const char* customary(double index) {
  return index < 0.10 ? "stable" : index < 0.25 ? "some shift" : "large shift";
}

Table index_table(const char* id, const char* title, const char* what, const char* index,
                  const std::vector<Compared>& all) {
  Table table{id,
              title,
              {{"name", what, false},
               {"baseline", "baseline"},
               {"now", "now"},
               {"bins", "bins"},
               {"index", index, true, true},
               {"bound", "chance, 95%"},
               {"customary", "0.10, 0.25", false},
               {"beyond_chance", "beyond chance", false}},
              {},
              ""};
  bool corrected = false;
  for (const Compared& one : all) {
    const Stability& s = one.stability;
    std::vector<Cell> row{report::words(s.name), report::count(s.baseline), report::count(s.now)};
    if (s.why_not.empty()) {
      corrected = corrected || s.corrected;
      for (Cell cell : {report::count(s.bins.size()), report::real(s.index, 4), report::real(s.bound, 4),
                        report::words(customary(s.index)), report::words(s.index > s.bound ? "yes" : "no")})
        row.push_back(std::move(cell));
    } else {
      row.resize(table.columns.size() - 2, report::nothing());
      row.push_back(report::words("not computed: " + s.why_not));
      row.push_back(report::nothing());
    }
    table.rows.push_back(std::move(row));
  }
  if (corrected)
    table.note = "Where a bin is empty on one side, half a person is added to every bin on both.";
  return table;
}

void add_bins(Table& table, const Compared& one, bool named, std::uint64_t few) {
  for (const Bin& bin : one.stability.bins) {
    std::vector<Cell> row;
    if (named) row.push_back(report::words(one.stability.name));
    row.push_back(report::words(bin.label));
    for (const auto& [people, whole] :
         {std::pair{bin.baseline, one.stability.baseline}, {bin.now, one.stability.now}}) {
      row.push_back(report::count_or_few(people, few));
      row.push_back(people && people < few ? report::nothing() : report::share(people, whole));
    }
    row.push_back(one.stability.why_not.empty() ? report::real(bin.part, 4) : report::nothing());
    table.rows.push_back(std::move(row));
  }
}

const std::vector<report::Column> kBinColumns = {{"bin", "bin", false},   {"baseline", "baseline"},
                                                 {"was", "share before"}, {"now", "now"},
                                                 {"is", "share now"},     {"part", "part of the index"}};

double largest(const std::vector<Compared>& all) {
  double most = 0;
  for (const Compared& one : all) most = std::max(most, one.stability.index);
  return most;
}

}  // namespace

StabilityFound stability_section(const Tally& baseline, const Tally& now, std::uint64_t few) {
  StabilityFound found;
  Section& section = found.section;
  section = {"stability",
             "Stability",
             "Against the baseline. Chance, 95%: what the index exceeds once in twenty comparisons although "
             "nothing has changed. 0.10 and 0.25 are the customary bounds, whatever the number of people.",
             {},
             {}};
  const std::vector<Compared> given = results(baseline, now), read = tags(baseline, now);
  found.psi = largest(given);
  found.csi = largest(read);
  section.tables.push_back(index_table("psi", "Population stability index", "what", "PSI", given));
  if (!read.empty()) {
    section.tables.push_back(
        index_table("csi", "Characteristic stability index of tags", "tag", "CSI", read));
    section.charts.push_back(
        {Chart::Kind::across, "Characteristic stability index", "csi", "name", {"index"}, "", "", false});
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    Table bins{fmt::format("psi_bins_{}", i + 1), given[i].stability.name, kBinColumns, {}, ""};
    add_bins(bins, given[i], false, few);
    section.charts.push_back({Chart::Kind::bars,
                              given[i].stability.name + ": baseline and now",
                              bins.id,
                              "bin",
                              {"was", "is"},
                              "",
                              "",
                              true});
    section.tables.push_back(std::move(bins));
  }
  Table bins{"csi_bins", "Bins of tags", {{"tag", "tag", false}}, {}, ""};
  bins.columns.insert(bins.columns.end(), kBinColumns.begin(), kBinColumns.end());
  std::size_t kept_back = 0;
  for (const Compared& one : read) {
    if (one.told) add_bins(bins, one, true, few);
    kept_back += !one.told;
  }
  if (kept_back)
    bins.note = fmt::format("The bins of {} tags whose sensitivity is not `open` are not told.", kept_back);
  if (!read.empty()) section.tables.push_back(std::move(bins));
  return found;
}

}  // namespace pol::population
