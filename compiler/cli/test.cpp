// pol test FILES...: the example blocks, on the interpreter and on native code.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "compiler/cli/backend.h"
#include "compiler/cli/bundles.h"
#include "compiler/cli/render.h"
#include "compiler/cli/terminal.h"
#include "compiler/study/examples.h"

namespace pol::cli {
namespace {

struct TestOptions {
  std::vector<std::string> files;
  TrustOptions trust;
  bool json = false, verbose = false;
};

struct Tested {
  Exit exit = Exit::ok;
  std::size_t passed = 0, total = 0;
  std::string text;
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
};

// Loading one replays every example on both engines, and one that is decided otherwise is refused.
void test_bundle(Context& context, const TestOptions& options, const std::string& file, Tested& tested) {
  const auto loaded = load_bundle(context, file, options.trust, EngineChoice::native);
  if (!loaded) {
    tested.exit = worse(tested.exit, fail(loaded.failure()));
    return;
  }
  std::string names;
  std::size_t examples = 0;
  for (const bundle::Member& member : loaded->bundle.members)
    for (const bundle::Golden& golden : member.goldens) {
      ++examples;
      if (options.verbose)
        names += fmt::format("  pass {} ({}/{})\n", golden.title, member.module.policy.kind,
                             member.module.policy.name);
      tested.json.push_back({{"file", file}, {"example", golden.title}, {"passed", true}, {"native", true}});
    }
  tested.passed += examples;
  tested.total += examples;
  tested.text +=
      fmt::format("{}: {} of {} examples pass on interpreter and native code\n", file, examples, examples) +
      names;
}

Exit run(Context& context, const TestOptions& options) {
  std::vector<std::string> sources, bundles;
  for (const std::string& file : options.files) (names_bundle(file) ? bundles : sources).push_back(file);
  if (const Status fits = bundles_for_trust(options.files, options.trust); !fits) return fail(fits.failure());
  const auto files = policy_files(sources);
  if (!files) return fail(files.failure());
  Tested tested;
  for (const std::string& file : bundles) test_bundle(context, options, file, tested);
  const auto backend = command_backend(context);
  Diagnostics diagnostics;
  auto& [exit, passed, total, text, json] = tested;
  for (const auto& file : *files) {
    if (!Sources().load(file)) exit = worse(exit, Exit::input);
    const std::size_t before = diagnostics.errors();
    const study::Compiled compiled =
        study::compile(context.sources, file, diagnostics, compile_options(context, backend.get()));
    if (diagnostics.errors() > before) {
      text += fmt::format("{}: has errors, its examples were not run\n", file);
      continue;
    }
    if (compiled.library()) {
      text += fmt::format("{}: a library, no examples of its own\n", file);
      continue;
    }
    const study::ExamplesRun ran = study::run_examples(compiled, context.sources, diagnostics);
    passed += ran.passed;
    total += ran.results.size();
    const std::string engines = ran.native ? "interpreter and native code" : "the interpreter only";
    text += fmt::format("{}: {} of {} examples pass on {}\n", file, ran.passed, ran.results.size(), engines);
    if (!ran.native) {
      text += fmt::format("  no native code: {}\n", compiled.native_refused);
      exit = worse(exit, Exit::internal);
    }
    for (const auto& result : ran.results) {
      if (options.verbose || !result.passed)
        text += fmt::format("  {} {}\n", result.passed ? "pass" : "FAIL", result.title);
      json.push_back(
          {{"file", file}, {"example", result.title}, {"passed", result.passed}, {"native", ran.native}});
    }
  }
  if (!context.needed->unreadable.empty()) exit = worse(exit, Exit::input);
  diagnostics.sort(context.sources);
  if (diagnostics.has_errors()) exit = worse(exit, Exit::findings);
  if (options.json) {
    auto out = nlohmann::ordered_json::parse(diagnostics_json(diagnostics, context.sources));
    out["examples"] = std::move(json);
    fmt::print("{}\n", out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return exit;
  }
  Diagnostics errors;  // warnings are for `pol check`
  for (const auto& diagnostic : diagnostics.all())
    if (diagnostic.severity() == Severity::error) errors.add(diagnostic);
  report(context, errors, Exit::findings);
  fmt::print("{}", text);
  if (files->size() + bundles.size() > 1) fmt::print("{} of {} examples pass\n", passed, total);
  return exit;
}

}  // namespace

void add_test(CLI::App& app, Context& context) {
  auto options = std::make_shared<TestOptions>();
  CLI::App* command = app.add_subcommand("test", "Run the examples of policies on both engines");
  command->add_option("FILES", options->files, "Policies (.pol), folders of them, or bundles (.polb)")
      ->required();
  add_trust_options(*command, options->trust);
  command->add_flag("--json", options->json, "Results and diagnostics as one JSON object");
  command->add_flag("-v,--verbose", options->verbose, "Name the examples that pass, too");
  command->footer(
      "A failure prints what was expected, what came out, and the first step that differs.\n"
      "Example: pol test policies/sme policies/sba");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
