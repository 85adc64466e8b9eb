// pol check FILES...: every diagnostic of the front end, and a short summary of each file that passes.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include "compiler/cli/baseline.h"
#include "compiler/cli/policies.h"
#include "compiler/cli/render.h"
#include "compiler/cli/sarif.h"
#include "compiler/cli/terminal.h"
#include "compiler/sema/needs.h"
#include "compiler/study/examples.h"
#include "compiler/study/prove.h"
#include "runtime/base/output_file.h"
#include "runtime/ir/verify.h"

namespace pol::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  std::string format = "text", baseline;
  bool json = false, strict = false, summary = true, write_baseline = false, draft = false;
  std::uint64_t cases = study::ProveOptions{}.cases, table_work = analysis::TableLimits{}.budget;
};

struct Checked {
  study::Compiled compiled;
  study::ExamplesRun examples;
  std::vector<study::ProveResult> proves;
  bool passed = false;
};

Checked check_one(Context& context, const std::string& file, const CheckOptions& options,
                  Diagnostics& diagnostics) {
  Checked out;
  const std::size_t before = diagnostics.errors();
  study::CompileOptions compile = compile_options(context, nullptr);
  compile.analyse.tables.budget = static_cast<std::size_t>(options.table_work);
  compile.analyse.tables.draft = options.draft;
  out.compiled = study::compile(context.sources, file, diagnostics, compile);
  if (out.compiled.policy) {
    out.examples = study::run_examples(out.compiled, context.sources, diagnostics);
    study::ProveOptions prove;
    prove.cases = options.cases;
    out.proves = study::run_proves(out.compiled, context.sources, diagnostics, prove);
  }
  out.passed = diagnostics.errors() == before && out.compiled.checked != nullptr;
  return out;
}

std::string inputs_text(const ir::Module& module) {
  std::size_t tags = 0, optional = 0, needed = 0;
  for (std::size_t i = 1; i < module.inputs.size(); ++i) {
    if (module.inputs[i].bucket || !module.inputs[i].heads_tag()) continue;
    if (module.inputs[i].needed) {
      ++needed;
      continue;
    }
    ++tags;
    optional += module.inputs[i].forbid ? 0 : 1;
  }
  std::string text = fmt::format("{} ({} may be missing)", counted(tags, "tag"), optional);
  if (needed) text += fmt::format(", {} from needed policies", counted(needed, "value"));
  return text;
}

void print_policy(const Checked& checked) {
  const ir::Module& module = checked.compiled.policy->module();
  const ir::Policy& policy = module.policy;
  fmt::print("{}: {} policy {} version {}, no errors\n", checked.compiled.path, policy.kind, policy.name,
             policy.version);
  fmt::print("  inputs      {}\n", inputs_text(module));
  std::string outputs;
  for (const sema::OutputInfo& output : checked.compiled.checked->outputs)
    outputs +=
        (outputs.empty() ? "" : ", ") + output.gives->name.text + " " + type_name(output.type, &module.enums);
  fmt::print("  outputs     {}\n", outputs);
  std::size_t rows = 0;
  for (const auto& table : module.tables) rows += table.rows + (table.otherwise ? 1 : 0);
  fmt::print("  rules       {}, {} ({}), {}, {}\n", counted(module.knockouts.size(), "knockout"),
             counted(module.tables.size(), "table"), counted(rows, "row"),
             counted(module.steps.size(), "step"), counted(module.events.size(), "event"));
  fmt::print("  examples    {} of {} pass\n", checked.examples.passed, checked.examples.results.size());
  std::size_t proved = 0, open = 0;
  std::uint64_t searched =
      0;  // for each line, as E0921 says; a line that only reads constants needs one case
  for (const auto& result : checked.proves) {
    proved += result.verdict == study::Verdict::proved ? 1 : 0;
    open += result.verdict == study::Verdict::not_proved ? 1 : 0;
    searched = std::max(searched, result.searched);
  }
  if (!checked.proves.empty())
    fmt::print("  prove lines {} proved, {} not proved and not refuted{}\n", proved, open,
               open ? " in " + grouped(searched) + " cases" + (open > 1 ? " each" : "") : "");
  fmt::print("  cost bound  {} units over {} instructions\n", grouped(ir::cost_bound(module)),
             grouped(module.insts.size()));
}

void print_library(const Checked& checked) {
  const auto& header = checked.compiled.checked->units[0].file->header;
  fmt::print("{}: library {} version {}, no errors\n", checked.compiled.path, header.name.text,
             header.version);
}

nlohmann::ordered_json summary_json(const Checked& checked) {
  nlohmann::ordered_json out;
  out["file"] = checked.compiled.path;
  out["passed"] = checked.passed;
  if (!checked.compiled.policy) return out;
  const ir::Module& module = checked.compiled.policy->module();
  out["policy"] = {
      {"kind", module.policy.kind}, {"name", module.policy.name}, {"version", module.policy.version}};
  out["content_hash"] = checked.compiled.policy->content_hash();
  out["inputs"] = nlohmann::ordered_json::array();
  for (std::size_t i = 1; i < module.inputs.size(); ++i)
    if (!module.inputs[i].bucket && module.inputs[i].heads_tag())
      out["inputs"].push_back(module.inputs[i].tag());
  out["outputs"] = nlohmann::ordered_json::array();
  for (const sema::OutputInfo& output : checked.compiled.checked->outputs)
    out["outputs"].push_back(
        {{"name", output.gives->name.text}, {"type", type_name(output.type, &module.enums)}});
  out["knockouts"] = module.knockouts.size();
  out["tables"] = module.tables.size();
  out["steps"] = module.steps.size();
  out["examples"] = {{"passed", checked.examples.passed}, {"total", checked.examples.results.size()}};
  out["prove"] = nlohmann::ordered_json::array();
  for (const auto& result : checked.proves) {
    const char* verdict = result.verdict == study::Verdict::proved    ? "proved"
                          : result.verdict == study::Verdict::refuted ? "refuted"
                                                                      : "not proved";
    out["prove"].push_back({{"line", result.text},
                            {"verdict", verdict},
                            {"searched", result.searched},
                            {"witness", result.witness}});
  }
  out["cost_bound"] = ir::cost_bound(module);
  out["instructions"] = module.insts.size();
  return out;
}

// Files that were not checked to their end, each with the needed policy in whose file the error stands.
using Unchecked = std::map<std::string, std::string>;

// An error that is reported where it stands is not told once more by each policy that needs it.
Unchecked take_passed_on(const Context& context, Diagnostics& diagnostics) {
  // A file that is both checked and needed was read twice, and perhaps by two names (`./a.pol`,
  // `../x/a.pol`).
  const auto place = [&](const Diagnostic& error) {
    std::error_code unknown;
    return std::tuple(std::filesystem::weakly_canonical(context.sources.path(error.span.file), unknown),
                      error.span.begin, error.code);
  };
  const auto reported = [&](const Diagnostic& error) {
    return std::any_of(diagnostics.all().begin(), diagnostics.all().end(), [&](const Diagnostic& one) {
      return one.span.file != kNoFile && place(one) == place(error);
    });
  };
  std::map<std::string, std::string> unchecked;
  Diagnostics kept;
  for (const Diagnostic& one : diagnostics.all()) {
    const Diagnostic first = sema::where_it_begins(*context.needed, one);
    if (first.span == one.span || first.span.file == kNoFile || !reported(first))
      kept.add(one);
    else
      unchecked.emplace(context.sources.path(one.span.file), context.sources.path(first.span.file));
  }
  diagnostics = std::move(kept);
  return unchecked;
}

Exit run(Context& context, const CheckOptions& options) {
  const auto files = policy_files(options.files);
  if (!files) return fail(files.failure());
  // A baseline that is no baseline is told at once, and not after minutes of checking.
  if (!options.baseline.empty() && !options.write_baseline)
    if (const auto early = Baseline::read(options.baseline); !early) return fail(early.failure());
  Diagnostics diagnostics;
  std::vector<Checked> all;
  std::set<std::string> seen;
  for (const auto& file : *files) {
    std::error_code error;  // a file that is named twice, or named and in a folder, is checked once
    const bool again = !seen.insert(std::filesystem::weakly_canonical(file, error).string()).second;
    if (!again) all.push_back(check_one(context, file, options, diagnostics));
  }
  diagnostics.sort(context.sources);
  const Unchecked unchecked = take_passed_on(context, diagnostics);
  Diagnostics accepted;
  Baseline::Left left;
  if (options.write_baseline) {
    const Status written =
        write_file(options.baseline, Baseline::text(options.baseline, diagnostics, context.sources));
    if (!written) return fail(written.failure());
  }
  if (!options.baseline.empty()) {
    Result<Baseline> baseline = Baseline::read(options.baseline);
    if (!baseline) return fail(baseline.failure());
    baseline->apply(diagnostics, accepted, context.sources);
    left = baseline->left(context.sources);
  }
  Exit exit =
      diagnostics.has_errors() || (options.strict && diagnostics.warnings() > 0) ? Exit::findings : Exit::ok;
  // A file that cannot even be read is an input that cannot be used, not a finding in a policy.
  for (const auto& file : *files)
    if (!Sources().load(file)) exit = worse(exit, Exit::input);
  if (!context.needed->unreadable.empty()) exit = worse(exit, Exit::input);
  if (options.format == "sarif") {
    fmt::print("{}", sarif(diagnostics, accepted, context.sources, exit));
    return exit;
  }
  if (options.json || options.format == "json") {
    auto out = nlohmann::ordered_json::parse(diagnostics_json(diagnostics, context.sources));
    out["files"] = nlohmann::ordered_json::array();
    for (const auto& checked : all) {
      out["files"].push_back(summary_json(checked));
      if (const auto at = unchecked.find(checked.compiled.path); at != unchecked.end())
        out["files"].back()["not_checked_because_of"] = at->second;
    }
    if (!options.baseline.empty())
      out["baseline"] = {
          {"accepted", accepted.warnings()}, {"gone", left.gone}, {"no_such_files", left.files}};
    fmt::print("{}\n", out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return exit;
  }
  report(context, diagnostics, Exit::findings);
  for (const auto& [file, broken] : unchecked)
    fmt::print(stderr, "{}: not checked to the end, because it needs what has errors: {}\n", file, broken);
  if (accepted.warnings() > 0)
    fmt::print(stderr, "{} accepted by {}\n", counted(accepted.warnings(), "warning"), options.baseline);
  if (!left.gone.empty())
    fmt::print(stderr, "{} of {} no longer {}: {}; write it anew with --write-baseline\n",
               counted(left.gone.size(), "line"), options.baseline,
               left.gone.size() == 1 ? "occurs" : "occur",
               left.gone.front() + (left.gone.size() > 1 ? ", ..." : ""));
  for (const std::string& file : left.files)
    fmt::print(stderr, "{} names {}, which does not exist (renamed?)\n", options.baseline, file);
  for (const auto& checked : all) {
    if (!checked.passed || !options.summary) continue;
    if (checked.compiled.policy)
      print_policy(checked);
    else
      print_library(checked);
  }
  return exit;
}

}  // namespace

void add_check(CLI::App& app, Context& context) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "Check policies and libraries");
  command->add_option("FILES", options->files, "Policies and libraries (.pol), or folders of them")
      ->required();
  command->add_option("--format", options->format, "How findings are printed")
      ->check(CLI::IsMember({"text", "json", "sarif"}))
      ->capture_default_str();
  command->add_flag("--json", options->json, "The same as --format json");
  CLI::Option* baseline = command->add_option("--baseline", options->baseline,
                                              "A file of warnings that are accepted: they are not reported");
  command
      ->add_flag("--write-baseline", options->write_baseline, "Write all warnings of this run to that file")
      ->needs(baseline);
  command->add_flag("--strict", options->strict, "Warnings count as findings (exit 1)");
  command->add_flag(
      "--draft", options->draft,
      "For policies that are still being written: a search of a table that was given up (E0716) "
      "is a warning");
  command->add_option("--cases", options->cases, "Cases that are searched for each `prove` line")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
      ->capture_default_str();
  command
      ->add_option(
          "--table-work", options->table_work,
          "Rows looked at in the search for gaps and overlaps of one table before it is given up (E0716)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}))
      ->capture_default_str();
  command->footer(
      "Prints every diagnostic with its source line, runs the examples, searches counterexamples of the "
      "prove\n"
      "lines, and sums up each file that passes.\nExample: pol check policies/sme/limit.pol "
      "policies/sba/limit.pol");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
