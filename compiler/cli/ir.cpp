// pol ir FILE: the typed IR of a policy as text; of a file of such text: read, verified and written again.
#include <fmt/format.h>

#include "compiler/cli/policies.h"
#include "compiler/native/native.h"
#include "runtime/ir/text.h"
#include "runtime/ir/verify.h"

namespace pol::cli {
namespace {

struct IrOptions {
  std::string file;
  bool llvm = false;
};

// What an engine would say to it: E1040 if it is no IR text, E1041 if it breaks a rule of modules.
Result<ir::Module> read_ir(Context& context, const std::string& path) {
  const auto file = context.sources.load(path);
  if (!file) return file.failure();
  Diagnostics diagnostics;
  auto module = ir::parse(context.sources, *file, diagnostics);
  if (module)
    for (const std::string& problem : ir::verify(*module))
      diagnostics.add(Code::E1041, {*file, 0, 0}, problem, "make it anew with `pol ir` from the policy");
  if (report(context, diagnostics, Exit::findings) != Exit::ok || !module)
    return Failure{Exit::findings, path + ": is no module that can be run"};
  return std::move(*module);
}

Exit print_ir(const ir::Module& module, bool llvm) {
  if (!llvm) {
    fmt::print("{}", ir::print(module));
    return Exit::ok;
  }
  const auto text = native::llvm_text(module);
  if (!text) return fail(text.failure());
  fmt::print("{}", *text);
  return Exit::ok;
}

Exit run(Context& context, const IrOptions& options) {
  if (options.file.ends_with(".ir")) {
    const auto module = read_ir(context, options.file);
    return module ? print_ir(*module, options.llvm) : fail(module.failure());
  }
  auto compiled = load_policy(context, options.file, EngineChoice::interpreter);
  if (!compiled) return fail(compiled.failure());
  return print_ir(compiled->policy->module(), options.llvm);
}

}  // namespace

void add_ir(CLI::App& app, Context& context) {
  auto options = std::make_shared<IrOptions>();
  CLI::App* command = app.add_subcommand("ir", "Print the intermediate representation of a policy");
  command->add_option("FILE", options->file, "A policy (.pol), or IR text (.ir)")->required();
  command->add_flag("--llvm", options->llvm, "The LLVM code that is made of it instead");
  command->footer(
      "The text parses back; it is what the engines run and what a content hash is taken of. A file of such\n"
      "text (.ir) is read, verified and printed again.\n"
      "Example: pol ir policies/sme/limit.pol");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
