// pol help [WORD]: the page of a diagnostic or of the language, from grammar/reference, or what a builtin
// function does; without a word, the list of all three.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "compiler/cli/commands.h"
#include "runtime/builtins/builtins.h"

namespace pol::cli {
namespace {

// The files below grammar/reference, embedded by the build: "diagnostics/E0711.md" and its text.
struct HelpPage {
  std::string_view path, text;
};
constexpr HelpPage kHelpPages[] = {
#include "pages.inc"
};

constexpr std::string_view kTopics = "language/";

std::string_view page_of(const std::string& path) {
  for (const HelpPage& page : kHelpPages)
    if (path == page.path) return page.text;
  return {};
}

// The topics of the language: "tables" for language/tables.md.
std::vector<std::string> topics() {
  std::vector<std::string> names;
  for (const HelpPage& page : kHelpPages)
    if (page.path.rfind(kTopics, 0) == 0)
      names.emplace_back(page.path.substr(kTopics.size(), page.path.size() - kTopics.size() - 3));
  return names;
}

// A page for a terminal: the lines of an example are indented instead of fenced.
void print_page(std::string_view page) {
  std::istringstream lines{std::string(page)};
  bool example = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("```", 0) == 0)
      example = !example;
    else
      fmt::print("{}{}\n", example && !line.empty() ? "    " : "", line);
  }
}

std::string first_line(std::string_view page) {
  return std::string(page.substr(2, page.find('\n') - 2));  // behind "# "
}

void print_list() {
  fmt::print("The language (`pol help TOPIC`):\n");
  for (const auto& topic : topics())
    fmt::print("  {:<12}  {}\n", topic, first_line(page_of(fmt::format("{}{}.md", kTopics, topic))));
  fmt::print("\nBuiltin functions (`pol help NAME`):\n");
  for (const auto& builtin : builtins::all()) fmt::print("  {}\n", builtin.signature);
  fmt::print("\nDiagnostics (`pol help CODE`: what it means, why it matters, how to repair it):\n");
  for (const Code code : all_codes()) fmt::print("  {}  {}\n", info(code).name, info(code).title);
}

Exit explain(const std::string& word) {
  std::string code = word;  // `e0711` is as good as `E0711`
  std::transform(code.begin(), code.end(), code.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (code_by_name(code)) {
    const std::string_view page = page_of(fmt::format("diagnostics/{}.md", code));
    // A test sees to it that every code has its page.
    if (page.empty()) return fail({Exit::internal, "the page of " + code + " was not built in"});
    print_page(page);
    return Exit::ok;
  }
  if (const auto* builtin = builtins::find(word)) {
    fmt::print("{}\n\n{}.\nFor example: {}\n", builtin->signature, builtin->doc, builtin->example);
    return Exit::ok;
  }
  if (const std::string_view page = page_of(fmt::format("{}{}.md", kTopics, word)); !page.empty()) {
    print_page(page);
    return Exit::ok;
  }
  std::vector<std::string> codes, names = topics();
  for (const Code each : all_codes()) codes.emplace_back(info(each).name);
  for (const auto& builtin : builtins::all()) names.emplace_back(builtin.name);
  std::string near = nearest(word, names);
  if (near.empty()) near = nearest(code, codes);
  return fail({Exit::usage,
               fmt::format("there is no code, function or topic `{}`{}", word,
                           near.empty() ? "; `pol help` lists them" : "; did you mean `" + near + "`?")});
}

}  // namespace

void add_help(CLI::App& app, Context& context) {
  auto word = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("help", "What a diagnostic code, a function or a word of the language means");
  command->add_option("WORD", *word, "A code (E0711), a builtin function (days_from) or a topic (tables)");
  command->footer("Without a word it lists them all.\nExample: pol help E0711");
  command->callback([&context, word] {
    context.action = [word] {
      if (!word->empty()) return explain(*word);
      print_list();
      return Exit::ok;
    };
  });
}

}  // namespace pol::cli
