// comparison_bench [--rows N] [--seed S] [--missing some|none|all] [--check-only] [--benchmark_... flags]
//
// The policy of specification.md by every program that knows it. First all of them decide the same rows, and
// every output of every row must be equal (exit 1 if not); then each is measured, streaming (all rows, from
// memory) and in cache (one block of 2,048 rows again and again). Names are PROGRAM/COMPILER/WHERE;
// items_per_second counts decisions.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>

#include "tests/bench/comparison/duckdb_policy.h"
#include "tests/bench/comparison/pol_policy.h"
#include "tests/bench/comparison/variants.h"

namespace pol::comparison {
namespace {

struct Options {
  std::size_t rows = 1u << 20;
  std::uint64_t seed = 1;
  Missing missing = Missing::some;
  bool check_only = false;
};

// What all contenders decide, and where they leave their answers.
struct Field {
  explicit Field(const Options& options)
      : rows(options.rows), columns(options.rows), answers(options.rows), out(options.rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i] = draw(options.seed, i, options.missing);
      put(rows[i], i, columns);
    }
  }
  std::vector<Row> rows;
  Columns columns;
  std::vector<Answer> answers;
  AnswerColumns out;
};

// One program. `run` decides rows from `first`, at most kBlock; `answer` says what it decided last for one of
// them.
struct Contender {
  std::string name;
  std::function<void(std::size_t first, std::size_t count)> run;
  std::function<Answer(std::size_t row)> answer;  // empty: it decides nothing (roofline)
  std::size_t rows = 0;                           // that it can take; 0: all
};

using RowFunction = void (*)(const Row*, std::size_t, Answer*);
using ColumnFunction = void (*)(const Slice&, std::size_t, const AnswerSlice&);

Contender by_rows(std::string name, Field& field, RowFunction decide) {
  return {std::move(name),
          [&field, decide](std::size_t first, std::size_t count) {
            decide(field.rows.data() + first, count, field.answers.data() + first);
          },
          [&field](std::size_t row) { return field.answers[row]; }};
}

Contender by_columns(std::string name, Field& field, ColumnFunction decide) {
  return {std::move(name),
          [&field, decide](std::size_t first, std::size_t count) {
            decide(field.columns.slice(first), count, field.out.slice(first));
          },
          [&field](std::size_t row) { return field.out.at(row); }};
}

// Cases as `pol` takes them one by one, made beforehand: fewer than there are rows, they are large.
struct PolCases {
  PolCases(const PolPolicy& policy, const std::vector<Row>& rows) : pol(policy) {
    const std::size_t count = std::min<std::size_t>(rows.size(), 1u << 17);
    for (std::size_t i = 0; i < count; ++i) inputs.push_back(pol.inputs(rows[i]));
    answers.resize(count);
    record = pol.policy().new_record();
  }
  const PolPolicy& pol;
  std::vector<engine::Inputs> inputs;
  std::vector<Answer> answers;
  ir::NativeRecord record;
  engine::Scratch scratch;
};

Contender by_pol(std::string name, PolCases& cases, engine::Which which, std::size_t rows) {
  return {std::move(name),
          [&cases, which](std::size_t first, std::size_t count) {
            for (std::size_t i = first; i < first + count; ++i) {
              cases.pol.policy().decide(which, cases.inputs[i], cases.record, cases.scratch);
              benchmark::DoNotOptimize(cases.record.words.data());
              benchmark::ClobberMemory();
            }
          },
          [&cases, which](std::size_t row) {
            cases.pol.policy().decide(which, cases.inputs[row], cases.record, cases.scratch);
            return cases.pol.answer(cases.record);
          },
          std::min(rows, cases.inputs.size())};
}

std::uint64_t g_sink;

// All that is measured by blocks. Columnar native code of `pol` joins here, one contender for each vector
// level: `run` binds to Field::columns as columns() does.
std::vector<Contender> contenders(Field& field, PolCases& cases) {
  std::vector<Contender> all = {
      by_rows("cpp_plain/gxx", field, gxx::plain),
      by_rows("cpp_plain/clang", field, clang::plain),
      by_rows("cpp_branch_free/gxx", field, gxx::branch_free),
      by_rows("cpp_branch_free/clang", field, clang::branch_free),
      by_columns("cpp_columns/gxx", field, gxx::columns),
      by_columns("cpp_columns/clang", field, clang::columns),
      by_pol("pol_interpreter/-", cases, engine::Which::interpreter, 1u << 14),
      by_pol("pol_scalar/llvm", cases, engine::Which::scalar, 1u << 17),
  };
  all.push_back({"read_only/gxx",
                 [&field](std::size_t first, std::size_t count) {
                   g_sink += gxx::read_only(field.columns.slice(first), count);
                 },
                 {}});
  all.push_back({"read_only/clang",
                 [&field](std::size_t first, std::size_t count) {
                   g_sink += clang::read_only(field.columns.slice(first), count);
                 },
                 {}});
  return all;
}

std::string text(const Answer& a) {
  return fmt::format("outcome {} amount {} price {} knockouts {:#x}", a.outcome, a.amount, a.price,
                     a.knockouts);
}

// Prints the first row where somebody differs from the first contender.
bool same(const std::string& name, std::size_t row, const Answer& got, const Answer& want) {
  if (got == want) return true;
  fmt::print(stderr, "row {}: {} says {}, the first program {}\n", row, name, text(got), text(want));
  return false;
}

bool check(const std::vector<Contender>& all, Field& field) {
  std::vector<Answer> expected(field.rows.size());
  std::array<std::size_t, 3> outcomes{};
  for (const Contender& c : all) {
    if (!c.answer) continue;
    const std::size_t rows = c.rows ? c.rows : field.rows.size();
    const bool first = &c == &all.front();
    for (std::size_t begin = 0; begin < rows; begin += kBlock) {
      const std::size_t count = std::min(kBlock, rows - begin);
      c.run(begin, count);
      for (std::size_t i = begin; i < begin + count; ++i) {
        if (first) expected[i] = c.answer(i), ++outcomes[expected[i].outcome];
        if (!same(c.name, i, c.answer(i), expected[i])) return false;
      }
    }
    fmt::print(stderr, "checked {:<22} {:>9} rows, every output equal\n", c.name, rows);
  }
  field.answers = expected;
  fmt::print(stderr, "outcomes: {} approved, {} referred, {} declined\n", outcomes[approve], outcomes[refer],
             outcomes[decline]);
  return true;
}

// All rows, block by block; or the first block again and again.
void measure(benchmark::State& state, const Contender& c, std::size_t rows, bool cached) {
  for (auto _ : state) {
    for (std::size_t first = 0; first < rows; first += kBlock)
      c.run(cached ? 0 : first, std::min(kBlock, rows - first));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
}

// Each call on its own, between two readings of the clock, which cost some 20 ns of each figure.
void single_calls(benchmark::State& state, PolCases& cases, engine::Which which) {
  using Clock = std::chrono::steady_clock;
  std::vector<std::int64_t> ns;
  std::size_t i = 0;
  for (auto _ : state) {
    const auto before = Clock::now();
    cases.pol.policy().decide(which, cases.inputs[i], cases.record, cases.scratch);
    benchmark::DoNotOptimize(cases.record.words.data());
    ns.push_back((Clock::now() - before).count());
    i = i + 1 == cases.inputs.size() ? 0 : i + 1;
  }
  const auto at = [&](double share) {
    const auto place = ns.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(ns.size() - 1));
    std::nth_element(ns.begin(), place, ns.end());
    return static_cast<double>(*place);
  };
  state.counters["p50_ns"] = at(0.50);
  state.counters["p99_ns"] = at(0.99);
  state.SetItemsProcessed(state.iterations());
}

Result<std::unique_ptr<DuckDbPolicy>> duckdb(const std::string& folder, const Field& field) {
  auto db = DuckDbPolicy::load(folder + "/comparison.sql", field.rows);
  if (!db) return db.failure();
  if (const Status done = db->decide(); !done) return done.failure();
  const auto answers = db->answers();
  if (!answers) return answers.failure();
  if (answers->size() != field.rows.size()) return Failure{Exit::findings, "DuckDB lost rows"};
  for (std::size_t i = 0; i < answers->size(); ++i)
    if (!same("duckdb", i, (*answers)[i], field.answers[i])) return Failure{Exit::findings, "DuckDB differs"};
  fmt::print(stderr, "checked {:<22} {:>9} rows, every output equal\n", "duckdb " + db->version(),
             field.rows.size());
  return std::make_unique<DuckDbPolicy>(std::move(*db));
}

// The CSV reporter wants the same counters everywhere; 0 where there are no single calls.
void add(const std::string& name, const std::function<void(benchmark::State&)>& run) {
  benchmark::RegisterBenchmark(name.c_str(), [run](benchmark::State& state) {
    state.counters["p50_ns"] = state.counters["p99_ns"] = 0;
    run(state);
  });
}

bool read(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const std::string value = i + 1 < argc ? argv[i + 1] : "";
    if (word == "--check-only")
      options.check_only = true;
    else if (word == "--rows" && !value.empty())
      options.rows = std::stoul(value), ++i;
    else if (word == "--seed" && !value.empty())
      options.seed = std::stoull(value), ++i;
    else if (word == "--missing" && (value == "some" || value == "none" || value == "all"))
      options.missing = value == "some" ? Missing::some : value == "none" ? Missing::none : Missing::all, ++i;
    else
      return false;
  }
  return options.rows > 0;
}

int run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  Options options;
  if (!read(argc, argv, options))
    return fmt::print(
               stderr,
               "usage: comparison_bench [--rows N] [--seed S] [--missing some|none|all] [--check-only]\n"),
           2;
  const std::string folder = POL_COMPARISON_DIR;
  const auto pol = PolPolicy::load(folder + "/comparison.pol");
  if (!pol) return fmt::print(stderr, "{}\n", pol.failure().message), 3;
  Field field(options);
  PolCases cases(**pol, field.rows);
  const std::vector<Contender> all = contenders(field, cases);
  if (!check(all, field)) return 1;
  const auto duck = duckdb(folder, field);
  if (!duck && duck.failure().exit == Exit::findings) return 1;
  if (!duck) fmt::print(stderr, "duckdb: not measured: {}\n", duck.failure().message);
  if (options.check_only) return 0;

  for (const Contender& c : all) {
    const std::size_t rows = c.rows ? c.rows : field.rows.size();
    add(c.name + "/stream", [&c, rows](benchmark::State& state) { measure(state, c, rows, false); });
    add(c.name + "/cached",
        [&c, rows](benchmark::State& state) { measure(state, c, std::min(rows, kBlock * 64), true); });
  }
  for (const engine::Which which : {engine::Which::interpreter, engine::Which::scalar})
    add(fmt::format("single_calls/{}/-", engine::engine_name(which)),
        [&cases, which](benchmark::State& state) { single_calls(state, cases, which); });
  if (duck)
    add("duckdb_sql/-/stream", [&](benchmark::State& state) {
      for (auto _ : state)
        if (!(*duck)->decide()) state.SkipWithError("DuckDB failed");
      state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(field.rows.size()));
    });
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace pol::comparison

int main(int argc, char** argv) {
  return pol::comparison::run(argc, argv);
}
