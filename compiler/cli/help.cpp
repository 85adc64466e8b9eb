// pol help [CODE]: the page of a diagnostic, from grammar/reference/diagnostics, or the list of all codes.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/cli/commands.h"

namespace pol::cli {
namespace {

// The files of grammar/reference, embedded by the build: "diagnostics/E0711.md" and its text.
struct HelpPage {
  const char *path, *text;
};
constexpr HelpPage kHelpPages[] = {
#include "pages.inc"
};

std::string_view page_of(std::string_view code) {
  const std::string path = fmt::format("diagnostics/{}.md", code);
  for (const HelpPage& page : kHelpPages)
    if (path == page.path) return page.text;
  return {};
}

Exit list_codes() {
  for (const Code code : all_codes()) fmt::print("{}  {}\n", info(code).name, info(code).title);
  fmt::print("\n`pol help CODE` prints what a code means, why it matters, and how to repair it.\n");
  return Exit::ok;
}

// `e0711` is as good as `E0711`.
Exit print_page(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (!code_by_name(word)) {
    std::vector<std::string> names;
    for (const Code code : all_codes()) names.emplace_back(info(code).name);
    const std::string near = nearest(word, names);
    return fail({Exit::usage,
                 fmt::format("there is no code `{}`{}", word,
                             near.empty() ? "; `pol help` lists them" : "; did you mean `" + near + "`?")});
  }
  const std::string_view page = page_of(word);
  // A test sees to it that every code has its page.
  if (page.empty()) return fail({Exit::internal, "the page of " + word + " was not built in"});
  fmt::print("{}", page);
  return Exit::ok;
}

}  // namespace

void add_help(CLI::App& app, Context& context) {
  auto word = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("help", "What a diagnostic code means, and how to repair it");
  command->add_option("CODE", *word, "The code, e.g. E0711; without it all codes are listed");
  command->footer("Example: pol help E0711");
  command->callback([&context, word] {
    context.action = [word] { return word->empty() ? list_codes() : print_page(*word); };
  });
}

}  // namespace pol::cli
