// pol fmt FILES...: the canonical form of policy files.
#include <fmt/format.h>

#include <iostream>
#include <iterator>

#include "compiler/cli/policies.h"
#include "compiler/cli/render.h"
#include "compiler/format/diff.h"
#include "compiler/format/format.h"
#include "runtime/base/output_file.h"

namespace pol::cli {
namespace {

struct FmtOptions {
  std::vector<std::string> files;
  bool check = false, diff = false;
};

Result<FileId> load_text(Context& context, const std::string& path) {
  if (path != "-") return context.sources.load(path);
  std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  return context.sources.add("standard input", std::move(text));
}

// Exit::findings if the file was not in canonical form and only looked at.
Exit format_one(Context& context, const std::string& path, const FmtOptions& options) {
  const auto file = load_text(context, path);
  if (!file) return fail(file.failure());
  Diagnostics diagnostics;
  std::string formatted;
  const bool understood = format::format_file(context.sources, *file, diagnostics, formatted);
  if (!understood) return report(context, diagnostics, Exit::findings);
  const std::string& text = context.sources.text(*file);
  if (options.diff) fmt::print("{}", format::unified_diff(text, formatted, context.sources.path(*file)));
  if (options.check && !options.diff && text != formatted)
    fmt::print("{}: not in canonical form\n", context.sources.path(*file));
  if (options.check || options.diff) return text == formatted ? Exit::ok : Exit::findings;
  if (path == "-") {
    fmt::print("{}", formatted);
    return Exit::ok;
  }
  if (text == formatted) return Exit::ok;
  const Status status = write_file(path, formatted);
  if (!status) return fail(status.failure());
  fmt::print("{}: formatted\n", path);
  return Exit::ok;
}

Exit run(Context& context, const FmtOptions& options) {
  const auto files = policy_files(options.files);
  if (!files) return fail(files.failure());
  Exit exit = Exit::ok;
  for (const std::string& path : *files) exit = worse(exit, format_one(context, path, options));
  return exit;
}

}  // namespace

void add_fmt(CLI::App& app, Context& context) {
  auto options = std::make_shared<FmtOptions>();
  CLI::App* command = app.add_subcommand("fmt", "Put policy files into canonical form");
  command
      ->add_option("FILES", options->files,
                   "Policies and libraries (.pol), or folders of them; - reads standard input and prints")
      ->required();
  command->add_flag("--check", options->check, "Write nothing; exit 1 if a file is not in canonical form");
  command->add_flag("--diff", options->diff, "Write nothing; print what would change, exit 1 if anything");
  command->footer(
      "Comments stay where they were; a file that does not parse is not touched.\n"
      "Example: pol fmt --check policies/sme");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
