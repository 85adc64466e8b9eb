// Sections about the policy's own parts: knockouts, steps, reasons, rows and arms, events, and what was
// missing or refused.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/population/simulate_sections.h"

namespace pol::population {

using report::Cell;
using report::Chart;
using report::Section;
using report::Table;

MaybeSection knockout_section(const Tally& tally) {
  const ir::Module& module = *tally.plan->subject->module;
  if (module.knockouts.empty()) return std::nullopt;
  const std::vector<std::string>& outcomes = tally.plan->subject->outcomes;
  Section section{"knockouts",
                  "Knockouts",
                  "In the order of the policy: a person stops at the first that fires. Solo: no other fires.",
                  {},
                  {}};
  Table table{"waterfall",
              "Waterfall",
              {{"code", "knockout", false},
               {"says", "says", false},
               {"stops", "stops here"},
               {"left", "left after it"},
               {"left_share", "share left"},
               {"hits", "fires"},
               {"hit_share", "share"},
               {"solo", "solo"},
               {"unknown", "cannot be told"},
               {"waived", "waived"}},
              {},
              ""};
  std::uint64_t left = tally.all.people;
  table.rows.push_back({report::words("all"), report::words(""), report::count(0), report::count(left),
                        report::share(left, tally.all.people), report::nothing(), report::nothing(),
                        report::nothing(), report::nothing(), report::nothing()});
  for (std::size_t i = 0; i < module.knockouts.size(); ++i) {
    const KnockoutTally& knockout = tally.knockouts[i];
    left -= knockout.first;
    table.rows.push_back(
        {report::words(module.knockouts[i].code),
         report::words(module.knockouts[i].value < outcomes.size() ? outcomes[module.knockouts[i].value]
                                                                   : ""),
         report::count(knockout.first), report::count(left), report::share(left, tally.all.people),
         report::count(knockout.fired), report::share(knockout.fired, tally.all.people),
         report::count(knockout.solo), report::count(knockout.unknown), report::count(knockout.waived)});
  }
  section.tables.push_back(std::move(table));
  section.charts.push_back({Chart::Kind::across,
                            "People left after each knockout",
                            "waterfall",
                            "code",
                            {"left"},
                            "",
                            "people",
                            false});
  section.charts.push_back({Chart::Kind::across,
                            "People stopped, and hit by this alone",
                            "waterfall",
                            "code",
                            {"hits", "solo"},
                            "",
                            "people",
                            false});

  struct Pair {
    std::size_t a, b;
    std::uint64_t people;
  };
  std::vector<Pair> pairs;
  const std::size_t n = module.knockouts.size();
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = a + 1; b < n; ++b)
      if (const std::uint64_t people = tally.together[a * n + b]) pairs.push_back({a, b, people});
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& x, const Pair& y) { return x.people > y.people; });
  Table overlaps{"overlaps",
                 "Overlaps",
                 {{"a", "knockout", false},
                  {"b", "and", false},
                  {"people", "both fire"},
                  {"of_a", "of the first"},
                  {"of_b", "of the second"}},
                 {},
                 ""};
  for (const Pair& pair : pairs)
    overlaps.rows.push_back({report::words(module.knockouts[pair.a].code),
                             report::words(module.knockouts[pair.b].code), report::count(pair.people),
                             report::share(pair.people, tally.knockouts[pair.a].fired),
                             report::share(pair.people, tally.knockouts[pair.b].fired)});
  if (!overlaps.rows.empty()) section.tables.push_back(std::move(overlaps));
  return section;
}

MaybeSection step_section(const Tally& tally) {
  const ir::Module& module = *tally.plan->subject->module;
  if (module.steps.empty()) return std::nullopt;
  Section section{"steps",
                  "Guarantees, brakes and legal caps",
                  "People and amounts are those of the people served; changes to what was withheld in the "
                  "end are counted apart.",
                  {},
                  {}};
  Table table{"steps",
              "",
              {{"code", "step", false},
               {"target", "on", false},
               {"what", "does", false},
               {"active", "in force"},
               {"gave_people", "raised for"},
               {"gave", "raised by"},
               {"took_people", "lowered for"},
               {"took", "lowered by"},
               {"withheld", "withheld later"}},
              {},
              ""};
  for (std::size_t i = 0; i < module.steps.size(); ++i) {
    const ir::Step& step = module.steps[i];
    const StepTally& one = tally.steps[i];
    const Type& type = module.type_of(step.after);
    table.rows.push_back(
        {report::words(step.code), report::words(step.target),
         report::words(std::string(step.legal ? "legal " : "") + std::string(ir::verb_name(step.verb))),
         report::count(one.active), report::count(one.gave.count),
         report::amount(one.gave.total, type, module.enums), report::count(one.took.count),
         report::amount(one.took.total, type, module.enums), report::count(one.unserved.count)});
  }
  section.tables.push_back(std::move(table));
  section.charts.push_back(
      {Chart::Kind::across, "Raised and lowered in all", "steps", "code", {"gave", "took"}, "", "", false});
  return section;
}

MaybeSection reason_section(const Tally& tally) {
  const ir::Module& module = *tally.plan->subject->module;
  if (module.reason_codes.empty()) return std::nullopt;
  Section section{"reasons", "Reasons told", "", {}, {}};
  Table table{
      "reasons",
      "",
      {{"code", "reason", false}, {"internal", "meaning", false}, {"people", "people"}, {"share", "share"}},
      {},
      ""};
  std::vector<std::size_t> order(module.reason_codes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return tally.reasons[a] > tally.reasons[b]; });
  for (const std::size_t i : order)
    table.rows.push_back({report::words(module.reason_codes[i].code),
                          report::words(module.reason_codes[i].internal), report::count(tally.reasons[i]),
                          report::share(tally.reasons[i], tally.all.people)});
  section.tables.push_back(std::move(table));
  section.charts.push_back({Chart::Kind::across,
                            "People who are told each reason",
                            "reasons",
                            "code",
                            {"people"},
                            "",
                            "people",
                            false});
  return section;
}

MaybeSection row_section(const Tally& tally) {
  const ir::Module& module = *tally.plan->subject->module;
  Section section{"rows", "Rows and arms", "", {}, {}};
  Table table{"rows",
              "",
              {{"name", "name", false},
               {"kind", "kind", false},
               {"row", "row"},
               {"people", "people"},
               {"share", "share"}},
              {},
              ""};
  std::uint64_t dead = 0;
  const auto add = [&](const std::string& name, const char* kind, std::string row, std::uint64_t people) {
    dead += people == 0;
    Cell number = report::words(row);
    table.rows.push_back({report::words(name), report::words(kind), std::move(number), report::count(people),
                          report::share(people, tally.all.people)});
  };
  for (std::size_t i = 0; i < module.table_uses.size(); ++i) {
    const ir::Table& one = module.tables[module.table_uses[i].table];
    for (std::size_t row = 1; row < tally.rows[i].size(); ++row)
      add(one.name, "table",
          one.otherwise && row == tally.rows[i].size() - 1 ? "otherwise" : std::to_string(row),
          tally.rows[i][row]);
  }
  for (std::size_t i = 0; i < module.choices.size(); ++i) {
    const ir::Choice& choice = module.choices[i];
    const char* kind = choice.form == ir::Choice::Form::segment  ? "segment"
                       : choice.form == ir::Choice::Form::decide ? "decide"
                                                                 : "tree";
    for (std::size_t arm = 1; arm < tally.choices[i].arms.size(); ++arm)
      add(choice.name, kind, tally.plan->subject->arm_names[i][arm - 1], tally.choices[i].arms[arm]);
  }
  if (table.rows.empty()) return std::nullopt;
  section.lead = dead ? fmt::format("{} of {} rows and arms were used by nobody in this population.", dead,
                                    table.rows.size())
                      : "Every row and arm was used by somebody.";
  section.tables.push_back(std::move(table));
  return section;
}

MaybeSection event_section(const Tally& tally) {
  const ir::Module& module = *tally.plan->subject->module;
  if (module.events.empty() && module.experiments.empty()) return std::nullopt;
  Section section{"events", "Shocks, exceptions and experiments", "", {}, {}};
  Table events{"events",
               "Shocks and exceptions",
               {{"code", "code", false},
                {"title", "title", false},
                {"until", "until", false},
                {"people", "people"},
                {"share", "share"}},
               {},
               ""};
  for (std::size_t i = 0; i < module.events.size(); ++i)
    events.rows.push_back({report::words(module.events[i].code), report::words(module.events[i].title),
                           report::words(format_date(module.events[i].until)), report::count(tally.events[i]),
                           report::share(tally.events[i], tally.all.people)});
  if (!events.rows.empty()) section.tables.push_back(std::move(events));
  Table trials{"experiments",
               "Experiments",
               {{"code", "code", false},
                {"title", "title", false},
                {"arm", "arm", false},
                {"people", "people"},
                {"share", "share"}},
               {},
               ""};
  for (std::size_t i = 0; i < module.experiments.size(); ++i)
    for (std::size_t arm = 0; arm < tally.experiments[i].size(); ++arm)
      trials.rows.push_back({report::words(module.experiments[i].code),
                             report::words(module.experiments[i].title),
                             report::words(arm ? module.experiments[i].arms[arm - 1].name : "takes no part"),
                             report::count(tally.experiments[i][arm]),
                             report::share(tally.experiments[i][arm], tally.all.people)});
  if (!trials.rows.empty()) section.tables.push_back(std::move(trials));
  return section;
}

MaybeSection undecided_section(const Tally& tally) {
  if (tally.all.undecided == 0) return std::nullopt;
  Section section{"undecided",
                  "Undecided",
                  "What was missing where a case could not be decided; a case may lack several.",
                  {},
                  {}};
  Table table{"undecided",
              "",
              {{"origin", "missing", false},
               {"cause", "cause", false},
               {"people", "people"},
               {"share", "share of the undecided"}},
              {},
              ""};
  for (const auto& [origin, people] : tally.undecided_by)
    table.rows.push_back({report::words(origin.first), report::words(cause_names(origin.second)),
                          report::count(people), report::share(people, tally.all.undecided)});
  std::stable_sort(table.rows.begin(), table.rows.end(),
                   [](const auto& a, const auto& b) { return a[2].plot > b[2].plot; });
  section.tables.push_back(std::move(table));
  return section;
}

MaybeSection tag_section(const Tally& tally) {
  const auto& inputs = tally.plan->subject->chain->door().inputs;
  Section section{"tags", "Tags", "How often a tag that was read had no value, and why.", {}, {}};
  Table table{"tags",
              "",
              {{"tag", "tag", false},
               {"asked", "read"},
               {"missing", "missing"},
               {"missing_share", "share", true, true},
               {"not_asked", "not asked"},
               {"no_hit", "no hit"},
               {"stale", "stale"},
               {"suppressed", "suppressed"},
               {"out_of_range", "out of range"},
               {"unreadable", "unreadable"},
               {"other_error", "other error"}},
              {},
              ""};
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    const TagTally& tag = tally.tags[i];
    const std::uint64_t missing = tag.not_asked + tag.no_hit + tag.stale + tag.suppressed + tag.out_of_range +
                                  tag.unreadable + tag.other_error;
    table.rows.push_back({report::words(inputs[i].name), report::count(tag.asked), report::count(missing),
                          report::share(missing, tag.asked), report::count(tag.not_asked),
                          report::count(tag.no_hit), report::count(tag.stale), report::count(tag.suppressed),
                          report::count(tag.out_of_range), report::count(tag.unreadable),
                          report::count(tag.other_error)});
  }
  if (table.rows.empty()) return std::nullopt;
  section.tables.push_back(std::move(table));
  return section;
}

MaybeSection refused_section(const Tally& tally) {
  if (tally.refused == 0) return std::nullopt;
  Section section{"refused", "Refused rows", "", {}, {}};
  Table why{"refused_by",
            "By cause",
            {{"code", "code", false}, {"tag", "tag", false}, {"rows", "rows"}, {"share", "share"}},
            {},
            ""};
  const std::uint64_t all = tally.refused + tally.all.people;
  for (const auto& [code, rows] : tally.refused_by_code)
    why.rows.push_back(
        {report::words(code), report::words(""), report::count(rows), report::share(rows, all)});
  for (const auto& [tag, rows] : tally.refused_by_tag)
    why.rows.push_back(
        {report::words(""), report::words(tag), report::count(rows), report::share(rows, all)});
  section.tables.push_back(std::move(why));
  Table rows{"refused_rows",
             "The first rows",
             {{"line", "line"},
              {"case_id", "case", false},
              {"code", "code", false},
              {"tag", "tag", false},
              {"column", "column", false},
              {"message", "why", false}},
             {},
             ""};
  for (const data::RefusedRow& row : tally.refused_rows)
    rows.rows.push_back({report::count(row.line), report::words(row.case_id), report::words(row.code),
                         report::words(row.tag), report::words(row.column), report::words(row.message)});
  if (tally.refused > tally.refused_rows.size()) rows.note = "`pol run` writes all of them, with the cells.";
  section.tables.push_back(std::move(rows));
  return section;
}

}  // namespace pol::population
