// A diff against a count by hand: every case decided twice, each by itself.
#include "compiler/population/diff.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/native/native.h"
#include "compiler/population/diff_report.h"
#include "compiler/population/generated.h"
#include "compiler/study/pipeline.h"

using namespace pol;
using namespace pol::population;

namespace {

constexpr std::uint64_t kCompared = 3000;

// The limit policy of the pack without its examples, with some words replaced.
std::string limit(const std::vector<std::pair<std::string, std::string>>& words) {
  std::ifstream in(std::string(POL_SOURCE_DIR) + "/policies/sme/limit.pol");
  std::stringstream text;
  text << in.rdbuf();
  std::string all = text.str();
  all.erase(all.find("\nexample") + 1);
  for (const auto& [from, to] : words) {
    const auto at = all.find(from);
    REQUIRE(at != std::string::npos);
    all.replace(at, from.size(), to);
  }
  return all;
}

struct Policies {
  Sources sources;
  Diagnostics diagnostics;
  std::vector<study::Compiled> compiled;
  std::vector<std::unique_ptr<Subject>> subjects;
  Groups groups;

  void add(const std::string& text) {
    study::CompileOptions options;
    options.check.roots = {std::string(POL_SOURCE_DIR) + "/policies/sme"};
    const std::string path = (std::filesystem::temp_directory_path() /
                              ("pol-diff-test-" + std::to_string(compiled.size()) + ".pol"))
                                 .string();
    std::ofstream(path) << text;
    compiled.push_back(study::compile(sources, path, diagnostics, options));
    std::filesystem::remove(path);
    REQUIRE(compiled.back().policy);
    subjects.push_back(std::make_unique<Subject>(*compiled.back().chain));
  }
  std::unique_ptr<data::CaseSource> people(const std::vector<const ir::Module*>& modules) const {
    const catalog::Catalog& catalog = *compiled[0].checked->catalog;
    return generated_source(catalog, modules, {kCompared, *parse_date("2026-11-08"), [&catalog] {
                                                 return std::make_unique<study::People>(catalog, 1, nullptr);
                                               }});
  }
};

}  // namespace

TEST_CASE("swap sets, money and lone changes are those of a count by hand") {
  const std::pair<std::string, std::string> kScore{"if present below 560", "if present below 600"};
  const std::pair<std::string, std::string> kTop{"B5 cap 200,000 CNY", "B5 cap 60,000 CNY"};
  Policies all;
  all.add(limit({}));
  all.add(limit({kScore, kTop}));
  all.add(limit({kScore}));
  all.add(limit({kTop}));
  DiffPlan plan({all.subjects[0].get(), all.subjects[1].get(), all.subjects[2].get(), all.subjects[3].get()});
  plan.groups = &all.groups;
  REQUIRE(plan.outcomes == std::vector<std::string>{"approve", "refer", "decline"});
  REQUIRE(plan.amounts.size() == 1);
  const auto source = all.people(modules_read(plan));
  data::BlockOptions options;
  options.threads = 3;
  const auto tally = diff(*source, plan, options);
  REQUIRE(tally);

  std::uint64_t cells[3][3] = {}, moved = 0, lower = 0, moved_alone[2] = {};
  i128 before = 0, after = 0, lowered_by = 0;
  const auto again = all.people(modules_read(plan));
  const auto reader = again->reader();
  data::CaseBlock block;
  engine::SentCase sent;
  engine::ChainCase decided;
  while (*again->next(block))
    for (std::size_t row = 0; row < block.size; ++row) {
      std::int64_t outcome[4], limit[4];
      for (std::size_t i = 0; i < 4; ++i) {
        REQUIRE_FALSE(reader->read(block, row, i, sent));
        REQUIRE_FALSE(all.compiled[i].chain->decide(engine::Which::interpreter, sent, decided));
        outcome[i] = decided.root().record.outputs[0];
        limit[i] = decided.root().record.outputs[1];
      }
      ++cells[outcome[0]][outcome[1]];
      moved += outcome[0] != outcome[1] || limit[0] != limit[1];
      for (std::size_t i = 0; i < 2; ++i)
        moved_alone[i] += outcome[0] != outcome[i + 2] || limit[0] != limit[i + 2];
      before += limit[0];
      after += limit[1];
      if (outcome[0] == 0 && outcome[1] == 0 && limit[1] < limit[0])
        ++lower, lowered_by += limit[1] - limit[0];
    }
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b) CHECK(tally->cell(a, b).people == cells[a][b]);
  CHECK(moved > 0);
  CHECK(lower > 0);
  CHECK(tally->all.people == kCompared);
  CHECK(tally->all.moved == moved);
  CHECK(tally->all.money_before.total == before);
  CHECK(tally->all.money_after.total == after);
  CHECK(tally->drifts[0].down == lower);
  CHECK(tally->drifts[0].down_by.total == lowered_by);
  CHECK(tally->alone[0].moved == moved_alone[0]);
  CHECK(tally->alone[1].moved == moved_alone[1]);
  // Nobody gains by two changes that only take.
  CHECK(tally->all.better == 0);
  CHECK(tally->helped_by_interaction == 0);
  for (const SwapCell& cell : tally->cells) {
    CHECK(cell.witnesses.size() <= kWitnesses);
    CHECK(std::is_sorted(cell.witnesses.begin(), cell.witnesses.end()));
    for (const Witness& witness : cell.witnesses) CHECK_FALSE(witness.part.empty());
  }
}

TEST_CASE("gates") {
  const auto read_gate = [](const std::string& text) { return population::read_gate(text, diff_gates()); };
  CHECK(read_gate("people_moved=5%")->most == 50'000);
  CHECK(read_gate("newly_declined=0.5%")->most == 5'000);
  CHECK(read_gate("people_mooved=5%").failure().message ==
        "--gate: `people_mooved` is no gate; did you mean `people_moved`?");
  CHECK_FALSE(read_gate("people_moved=5"));
  CHECK_FALSE(read_gate("people_moved=-5%"));
  CHECK_FALSE(read_gate("people_moved"));
}

TEST_CASE("a gate holds up to its share, and never where nothing was measured") {
  GateTable table;
  std::vector<std::string> failed;
  const Gate gate{{"people_moved"}, 50'000, "5%"};
  table.add(gate, {5, 100, ""}, failed);
  CHECK(failed.empty());
  table.add(gate, {51, 1'000, ""}, failed);
  table.add(gate, {0, 0, "there is nobody"}, failed);
  CHECK(failed == std::vector<std::string>{"people_moved is 5.100%, the gate is 5%",
                                           "people_moved is not measured: there is nobody, the gate is 5%"});
  CHECK(std::move(table).section().tables[0].rows.size() == 3);
}

TEST_CASE("worse off is: no longer served, less money, a harsher outcome") {
  Policies all;
  all.add(limit({}));
  DiffPlan plan({all.subjects[0].get(), all.subjects[0].get()});
  const auto answer = [](std::size_t outcome, bool served, std::optional<i128> money) {
    Answer one;
    one.outcome = outcome;
    one.served = served;
    one.amounts = {money};
    return one;
  };
  const Answer less = answer(0, true, 500), more = answer(0, true, 600);
  const Answer refer = answer(1, false, std::nullopt), decline = answer(2, false, std::nullopt);
  const Answer undecided = answer(plan.undecided(), false, std::nullopt);
  CHECK(direction(plan, less, more) == 1);
  CHECK(direction(plan, more, less) == -1);
  CHECK(direction(plan, more, more) == 0);
  CHECK(direction(plan, less, answer(1, true, 600)) == -1);  // served both, but a harsher outcome
  CHECK(direction(plan, less, refer) == -1);
  CHECK(direction(plan, decline, less) == 1);
  CHECK(direction(plan, refer, decline) == -1);
  CHECK(direction(plan, decline, refer) == 1);
  CHECK(direction(plan, undecided, decline) == 0);  // nobody knows yet
}
