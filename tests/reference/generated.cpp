#include "tests/reference/generated.h"

#include <fmt/format.h>

#include <cctype>

#include "runtime/base/diagnostics.h"
#include "runtime/builtins/builtins.h"

namespace pol::reference {

namespace {

// What the codes that begin with these letters are about.
std::string_view group_title(std::string_view group) {
  if (group == "E01") return "The text itself";
  if (group == "E02") return "The file, its head and the files around it";
  if (group == "E03") return "Names";
  if (group == "E04") return "Kinds of values";
  if (group == "E05") return "Scale and rounding";
  if (group == "E06") return "Missing values";
  if (group == "E07") return "Arms, tables, scorecards";
  if (group == "E08") return "Governance";
  if (group == "E09") return "Examples and proofs";
  if (group == "E10") return "Companion files";
  if (group == "E12") return "Bundles";
  if (group == "W09") return "Warnings";
  return "Others";
}

}  // namespace

std::string diagnostics_page() {
  std::string page =
      "# Every message of the checker\n\n"
      "This page is written from the table of diagnostics (`reference --update`). A code never changes its "
      "meaning. "
      "`pol help E0711`\nprints the page of a code, `pol help` this list.\n";
  std::string group;
  for (const Code code : all_codes()) {
    const auto& known = info(code);
    const std::string name(known.name);
    if (const std::string now = name.substr(0, 3); now != group) {
      group = now;
      page += fmt::format("\n## {}: {}\n\n", group, group_title(group));
    }
    page += fmt::format("- [{0}](diagnostics/{0}.md) {1}{2}\n", name, known.title,
                        name[0] == 'E' && known.severity == Severity::warning ? " (a warning)" : "");
  }
  return page;
}

std::string builtins_page() {
  std::string page =
      "# Builtin functions\n\n"
      "This page is written from the table of builtin functions (`reference --update`). Each is called like "
      "a function of\n"
      "your own, `name(argument, argument)`. If an argument is missing, the result is missing for the same "
      "cause.\n"
      "`pol help days_from` prints what a function does.\n";
  for (const auto& builtin : builtins::all()) {
    const std::string example(builtin.example);
    const auto is = example.find(" is ");
    std::string doc(builtin.doc);
    doc[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(doc[0])));
    page += fmt::format(
        "\n## {0}\n\n`{1}`\n\n{2}.\n\n```pol limit\nlet result be {3}\nexample \"{0}\"\n"
        "  given others typical\n  expect result {4}\nend\n```\n",
        builtin.name, builtin.signature, doc, example.substr(0, is), example.substr(is + 4));
  }
  return page;
}

}  // namespace pol::reference
