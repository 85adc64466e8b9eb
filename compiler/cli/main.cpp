// The command line of pol: global options, the table of commands, and the documented exit codes.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <new>

#include "compiler/cli/commands.h"
#include "compiler/cli/render.h"
#include "compiler/cli/terminal.h"
#include "compiler/study/pipeline.h"
#include "runtime/base/output_file.h"

namespace pol::cli {

Exit fail(const Failure& failure) {
  fmt::print(stderr, "pol: {}\n", failure.message);
  return failure.exit;
}

Exit report(Context& context, Diagnostics& diagnostics, Exit on_error) {
  diagnostics.sort(context.sources);
  fmt::print(stderr, "{}", render(diagnostics, context.sources, colors_wanted(context.color)));
  return diagnostics.has_errors() ? on_error : Exit::ok;
}

Exit worse(Exit a, Exit b) {
  for (const Exit exit : {Exit::internal, Exit::usage, Exit::input, Exit::findings})
    if (a == exit || b == exit) return exit;
  return Exit::ok;
}

namespace {

constexpr const char* kVersion = "pol 0.1.0 (language 1)";
constexpr const char* kFooter =
    "Exit codes: 0 done, 1 findings in a policy or its companions, 2 usage, 3 input that cannot be used,\n"
    "4 disk full, no permission, out of memory or an internal error.\n"
    "Example: pol run policies/sba/limit.pol --data loans.csv --feed policies/sba/feed.yaml --out "
    "decisions.csv";

// Leaves no half-written output, then ends as the signal would have ended the program (130 for Ctrl-C in a
// shell).
void interrupted(int signal_number) {
  remove_unfinished();
  ::signal(signal_number, SIG_DFL);
  ::raise(signal_number);
}

void handle_interrupts() {
  struct sigaction action{};
  action.sa_handler = interrupted;
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXCPU, SIGXFSZ}) {
    struct sigaction before{};
    // What a parent chose to ignore (nohup) stays ignored.
    if (::sigaction(signal_number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    ::sigaction(signal_number, &action, nullptr);
  }
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

// The command that the words name as far as they go: `pol feed check --dta` is about `feed check`.
const CLI::App* innermost(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? &app : innermost(*chosen.back());
}

std::string suggestion(const CLI::App& app, const std::vector<std::string>& rest) {
  const CLI::App* command = innermost(app);
  for (const std::string& word : rest) {
    std::vector<std::string> names;
    if (word.rfind('-', 0) == 0) {
      names = option_names(*command);
      for (std::string& name : option_names(app)) names.push_back(std::move(name));
    } else {
      for (const CLI::App* sub : command->get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(sub->get_name());
    }
    const std::string near = nearest(word.substr(0, word.find('=')), names);
    if (!near.empty() && near != word) return "; did you mean `" + near + "`?";
  }
  return "";
}

std::string path_of(const CLI::App& app) {
  const CLI::App* command = innermost(app);
  std::string path = command->get_name();
  for (const CLI::App* up = command->get_parent(); up; up = up->get_parent())
    path = up->get_name() + " " + path;
  return path;
}

Exit usage(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  std::vector<std::string> rest = app.remaining(true);
  std::string message = error.what();
  if (message == "A subcommand is required") message = "which command?";
  const CLI::App* command = innermost(app);
  const bool asks_command = !command->get_subcommands([](const CLI::App*) { return true; }).empty();
  if (!rest.empty()) {
    message = (rest[0].rfind('-', 0) == 0 ? "unknown option `"
               : asks_command             ? "unknown command `"
                                          : "unexpected argument `") +
              rest[0] + "`";
  } else if (asks_command && argc > 1) {
    rest.assign(argv + 1, argv + argc);
  }
  fmt::print(stderr, "pol: {}{}\nSee `{} --help`.\n", message, suggestion(app, rest), path_of(app));
  return Exit::usage;
}

int run(int argc, char** argv) {
  Context context;
  context.needed = std::make_shared<sema::NeededCache>();
  context.members = std::make_shared<study::MemberCache>();
  CLI::App app{"pol: credit policies that are checked, explained and run exactly", "pol"};
  app.footer(kFooter);
  app.set_version_flag("--version", kVersion);
  app.add_option("--root", context.roots,
                 "Folder with tags/, reasons/ and libraries; may be repeated, first hit wins. Default: the "
                 "nearest folder above the file that has tags/")
      ->allow_extra_args(false)
      ->type_name("DIR");
  app.add_option("--color", context.color, "Colours: auto (on a terminal), always, never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  app.add_flag(
      "--isolate", context.isolate,
      "Make native code in a child process that can reach nothing; fails where the system cannot do that");
  app.require_subcommand(1);
  app.fallthrough();
#define POL_COMMAND(name) add_##name(app, context);
#include "compiler/cli/commands.def"
#undef POL_COMMAND
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return static_cast<int>(usage(app, error, argc, argv));
  }
  Exit exit = context.action();
  if (std::fflush(stdout) != 0 || std::ferror(stdout))
    exit = worse(exit, fail({Exit::internal, "standard output cannot be written"}));
  return static_cast<int>(exit);
}

}  // namespace
}  // namespace pol::cli

int main(int argc, char** argv) {
  pol::cli::handle_interrupts();
  try {
    return pol::cli::run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("pol: out of memory\n", stderr);
  } catch (const std::system_error& error) {  // standard output on a full disk
    std::fprintf(stderr, "pol: %s\n", error.what());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pol: internal error: %s\n", error.what());
  }
  pol::remove_unfinished();
  return static_cast<int>(pol::Exit::internal);
}
