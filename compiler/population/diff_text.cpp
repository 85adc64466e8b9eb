// What changed in the text, and in what people are told.
#include "compiler/population/diff_sections.h"

namespace pol::population {

using report::Cell;
using report::Section;
using report::Table;

MaybeSection text_section(const DiffAbout& about) {
  Section section{"text", "What changed in the text", "", {}, {}};
  if (about.compiled_only) {
    section.title = "What changed in the compiled policy";
    section.lead =
        "A bundle carries no text: formulas are told as they were compiled; source lines, comments and names "
        "of parts that only a text has are not compared, and no change is run alone.";
  }
  Table table{"text",
              "",
              {{"what", "where", false}, {"form", "change", false}, {"words", "in words", false}},
              {},
              ""};
  for (const TriedChange& tried : about.changes) {
    const char* form = tried.change.form == study::Change::Form::added     ? "added"
                       : tried.change.form == study::Change::Form::removed ? "removed"
                                                                           : "changed";
    table.rows.push_back(
        {report::words(tried.change.what), report::words(form), report::words(tried.change.words)});
  }
  if (table.rows.empty() && about.compiled_only)
    section.lead += " Nothing that decides or is told differs.";
  else if (table.rows.empty())
    section.lead = "Nothing in the file itself; libraries, catalogue, reasons or needed policies may differ.";
  section.tables.push_back(std::move(table));
  return section;
}

namespace {

// What a reason stands for; the new version's words where both have it.
std::string meaning(const DiffView& view, const std::string& code) {
  for (const Subject* side : {&view.plan.after(), &view.plan.before()})
    for (const ir::ReasonText& one : side->module->reason_codes)
      if (one.code == code) return one.internal;
  return "";
}

}  // namespace

MaybeSection told_section(const DiffView& view) {
  if (view.tally.reasons.empty()) return std::nullopt;
  Section section{"reasons", "Reasons", "", {}, {}};
  Table table{"reasons",
              "",
              {{"code", "reason", false},
               {"internal", "meaning", false},
               {"gained", "newly told to"},
               {"lost", "no longer told to"}},
              {},
              ""};
  for (const auto& [code, people] : view.tally.reasons)
    table.rows.push_back({report::words(code), report::words(meaning(view, code)),
                          report::count(people.first), report::count(people.second)});
  section.tables.push_back(std::move(table));
  return section;
}

}  // namespace pol::population
