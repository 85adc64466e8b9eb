// The commands of `pol`. Adding one: a file NAME.cpp that defines `void add_NAME(CLI::App&, Context&)`, and a
// row of commands.def. add_NAME registers the subcommand with its options, an example in its footer, and a
// callback that sets Context::action; nothing runs before the whole command line has been understood.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/base/diagnostics.h"
#include "runtime/base/result.h"
#include "runtime/base/source.h"

namespace pol::sema {
struct NeededCache;
}
namespace pol::study {
struct MemberCache;
}

namespace pol::cli {

struct Context {
  std::vector<std::string> roots;  // --root, in order
  std::string color = "auto";      // --color
  bool isolate = false;            // --isolate
  Sources sources;                 // of everything that diagnostics of this run point into
  std::function<Exit()> action;
  std::shared_ptr<sema::NeededCache> needed;    // policies that others need are checked once a run
  std::shared_ptr<study::MemberCache> members;  // and compiled once; a command has one backend
};

#define POL_COMMAND(name) void add_##name(CLI::App& app, Context& context);
#include "compiler/cli/commands.def"
#undef POL_COMMAND

// Prints "pol: message" to standard error and hands back its exit code.
Exit fail(const Failure& failure);
// Prints diagnostics to standard error (render.h). `on_error` is the exit code if one of them is an error.
Exit report(Context& context, Diagnostics& diagnostics, Exit on_error);
// If several apply: internal, usage, input, findings.
Exit worse(Exit a, Exit b);

}  // namespace pol::cli
