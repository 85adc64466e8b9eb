// pol bench FILE --data DATA --feed FEED: how fast a policy is on this machine, with these people.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/cli/bench_speed.h"
#include "compiler/cli/population_options.h"
#include "compiler/cli/terminal.h"
#include "compiler/native/native.h"

namespace pol::cli {
namespace {

struct BenchOptions : PopulationOptions {
  std::string file;
  std::uint64_t rows = 20'000;
  double seconds = 1;
  bool as_json = false;
};

// Milliseconds: the first time in this process, and the median of five more.
struct Latency {
  double first = 0, again = 0;
};

struct Line {
  engine::Which engine;
  bool whole = false;  // with the door; else the engine alone
  Speed speed;
};

struct Measured {
  Latency load, native;        // text to interpreter; machine code on top of it
  std::string native_refused;  // why there is none, else empty
  std::vector<Line> lines;
};

constexpr int kAgain = 5;

// All members of the chain.
Status compile_members(const study::Compiled& compiled) {
  const auto backend = native::make_backend();
  for (std::size_t i = 0; i < compiled.chain->size(); ++i)
    if (const Status done = compiled.member(i).policy->compile(*backend); !done) return done;
  return Unit{};
}

double load_again(const Context& context, const std::string& path) {
  std::vector<double> times;
  for (int i = 0; i < kAgain; ++i)
    times.push_back(milliseconds([&] {
      Sources sources;
      Diagnostics diagnostics;
      study::CompileOptions options;
      options.check.roots = context.roots;
      (void)study::compile(sources, path, diagnostics, options);
    }));
  return median(times);
}

Measured measure(const Context& context, const BenchOptions& options, const study::Compiled& compiled,
                 BenchCases& cases, Measured out) {
  out.load.again = load_again(context, options.file);
  const engine::Chain& chain = *compiled.chain;
  std::vector<engine::Which> engines = {engine::Which::interpreter};
  if (out.native_refused.empty()) {
    std::vector<double> times;
    for (int i = 0; i < kAgain; ++i) times.push_back(milliseconds([&] { (void)compile_members(compiled); }));
    out.native.again = median(times);
    engines.push_back(engine::Which::scalar);
  }
  for (const bool whole : {false, true})
    for (const engine::Which which : engines)
      out.lines.push_back({which, whole,
                           whole ? decision_speed(chain, which, cases, options.seconds)
                                 : engine_speed(chain, which, cases, options.seconds)});
  return out;
}

std::string title(const engine::Chain& chain) {
  const ir::Policy& policy = chain.root().module().policy;
  std::string text = fmt::format("{} policy {} version {}", policy.kind, policy.name, policy.version);
  if (chain.size() > 1) text += fmt::format(", with {} that it needs", counted(chain.size() - 1, "policy"));
  return text;
}

std::string text_of(const Measured& measured, const engine::Chain& chain, const BenchCases& cases,
                    const std::string& people) {
  std::string out = fmt::format("{}\n{} of {}", title(chain), counted(cases.sent.size(), "case"), people);
  if (cases.refused) out += fmt::format("; {} refused", counted(cases.refused, "row"));
  if (cases.undecided) out += fmt::format("; {} undecided", grouped(cases.undecided));
  out += "\n\n                                decisions/s  ns/decision      p50 ns      p99 ns\n";
  for (const Line& line : measured.lines)
    out += fmt::format("  {:<28} {:>12} {:>12.0f} {:>11.0f} {:>11.0f}\n",
                       fmt::format("{}, {}", line.engine == engine::Which::scalar ? "native" : "interpreter",
                                   line.whole ? "with the door" : "engine alone"),
                       grouped(static_cast<std::uint64_t>(1e9 / line.speed.ns)), line.speed.ns,
                       line.speed.p50, line.speed.p99);
  out += fmt::format(
      "\n                                   first ms   again ms\n"
      "  {:<32} {:>8.1f} {:>10.1f}\n",
      "text to first interpreter", measured.load.first, measured.load.again);
  if (measured.native_refused.empty())
    out += fmt::format("  {:<32} {:>8.1f} {:>10.1f}\n\nThe engines agree on every case, bit for bit.\n",
                       "then native code", measured.native.first, measured.native.again);
  else
    out += fmt::format("\nNo native code: {}\n", measured.native_refused);
  return out + "One thread, wall-clock time; another run on a busy machine gives other figures.\n";
}

nlohmann::ordered_json json_of(const Measured& measured, const engine::Chain& chain, const BenchCases& cases,
                               const std::string& people) {
  const ir::Policy& policy = chain.root().module().policy;
  nlohmann::ordered_json out;
  out["schema"] = 1;
  out["policy"] = {{"kind", policy.kind}, {"name", policy.name}, {"version", policy.version}};
  out["members"] = chain.size();
  out["people"] = people;
  out["cases"] = cases.sent.size();
  out["refused"] = cases.refused;
  out["undecided"] = cases.undecided;
  for (const Line& line : measured.lines)
    out["speed"].push_back({{"engine", engine::engine_name(line.engine)},
                            {"part", line.whole ? "decision" : "engine"},
                            {"decisions_per_second", 1e9 / line.speed.ns},
                            {"ns_per_decision", line.speed.ns},
                            {"p50_ns", line.speed.p50},
                            {"p99_ns", line.speed.p99},
                            {"passes", line.speed.passes}});
  out["load_ms"] = {{"first", measured.load.first}, {"again", measured.load.again}};
  if (measured.native_refused.empty())
    out["native_ms"] = {{"first", measured.native.first}, {"again", measured.native.again}};
  else
    out["native_refused"] = measured.native_refused;
  return out;
}

Exit run(Context& context, const BenchOptions& options) {
  Measured measured;
  std::optional<Result<study::Compiled>> compiled;
  measured.load.first =
      milliseconds([&] { compiled = load_policy(context, options.file, EngineChoice::interpreter); });
  if (!*compiled) return fail(compiled->failure());
  const study::Compiled& policy = **compiled;
  const engine::Chain& chain = *policy.chain;
  std::optional<Status> native;
  measured.native.first = milliseconds([&] { native = compile_members(policy); });
  if (!*native) measured.native_refused = native->failure().message;

  const auto population = open_population(context, options, deciding(policy), {&chain.door()});
  if (!population) return fail(population.failure());
  auto cases = bench_cases(chain, *population->source, options.rows);
  if (!cases) return fail(cases.failure());
  if (cases->sent.empty())
    return fail({Exit::input, fmt::format("{}: no row can be decided, {} refused", population->described,
                                          counted(cases->refused, "row"))});
  if (measured.native_refused.empty())
    if (const auto row = engines_differ(chain, *cases))
      return fail({Exit::internal, fmt::format("case {}: native code differs from the interpreter; this is a "
                                               "mistake in pol, please report it",
                                               cases->sent[*row].case_id)});
  measured = measure(context, options, policy, *cases, std::move(measured));
  if (options.as_json)
    fmt::print("{}\n", json_of(measured, chain, *cases, population->described).dump(2));
  else
    fmt::print("{}", text_of(measured, chain, *cases, population->described));
  return Exit::ok;
}

}  // namespace

void add_bench(CLI::App& app, Context& context) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App* command = app.add_subcommand("bench", "How fast a policy decides, and how soon it is ready");
  command->add_option("FILE", options->file, "A policy (.pol)")->required();
  auto* data = command
                   ->add_option("--data", options->data,
                                "The people: rows (CSV; - is standard input). With DuckDB's shared library "
                                "also .parquet, .json, .jsonl and .ndjson")
                   ->type_name("DATA");
  auto* sql =
      command->add_option("--sql", options->sql, "In place of a file: what a SELECT gives (needs DuckDB)")
          ->type_name("SELECT")
          ->excludes(data);
  command->add_option("--feed", options->feed, "How the columns become tags (YAML)")->type_name("FEED");
  command
      ->add_option("--sample", options->sample, "In place of data: so many people drawn from the catalogue")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
      ->type_name("N")
      ->excludes(data)
      ->excludes(sql);
  command->add_option("--seed", options->seed, "Of the drawn people")->type_name("S")->capture_default_str();
  add_on_option(*command, options->on);
  command
      ->add_option("--rows", options->rows,
                   "Only the first N cases that can be decided; they are held in memory")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000'000}))
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--seconds", options->seconds, "How long each engine is measured")
      ->check(CLI::Range(0.0, 3600.0))
      ->type_name("S")
      ->capture_default_str();
  command->add_flag("--json", options->as_json, "The figures as one JSON object on standard output");
  command->footer(
      "\"engine alone\" is a case that has passed the door, to its native record; \"with the door\" is what "
      "a\n"
      "service pays: ranges and freshness are checked, and all policies of the chain decide.\n"
      "Example: pol bench policies/sme/limit.pol --sample 20000 --on 2026-11-08");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
