// pol ir FILE: the typed IR of a policy as text.
#include <fmt/format.h>

#include "compiler/cli/policies.h"
#include "compiler/native/native.h"
#include "runtime/ir/text.h"

namespace pol::cli {
namespace {

struct IrOptions {
  std::string file;
  bool llvm = false;
};

Exit run(Context& context, const IrOptions& options) {
  auto compiled = load_policy(context, options.file, EngineChoice::interpreter);
  if (!compiled) return fail(compiled.failure());
  if (!options.llvm) {
    fmt::print("{}", ir::print(compiled->policy->module()));
    return Exit::ok;
  }
  const auto text = native::llvm_text(compiled->policy->module());
  if (!text) return fail(text.failure());
  fmt::print("{}", *text);
  return Exit::ok;
}

}  // namespace

void add_ir(CLI::App& app, Context& context) {
  auto options = std::make_shared<IrOptions>();
  CLI::App* command = app.add_subcommand("ir", "Print the intermediate representation of a policy");
  command->add_option("FILE", options->file, "A policy (.pol)")->required();
  command->add_flag("--llvm", options->llvm, "The LLVM code that is made of it instead");
  command->footer(
      "The text parses back; it is what the engines run and what a content hash is taken of.\n"
      "Example: pol ir policies/sme/limit.pol");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
