// Cells and the search on modules of their own, against trying every case.
#include <catch2/catch.hpp>

#include "compiler/analysis/cells.h"
#include "compiler/analysis/flow.h"
#include "tests/support/random_program.h"
#include "tests/unit/analysis/analysed.h"

using namespace pol;
using pol::test::policy_of;

namespace {

const std::string kClauseRest =
    "brakes on limit start from 10,000 CNY B5 cap 200,000 CNY end\ndecide outcome decline when any decline "
    "knockout "
    "approve otherwise end\nundecided gives outcome refer, limit 0 CNY because T98\n";

struct CellCount {
  bool exact;
  std::size_t inputs;
  std::uint64_t combinations;
  std::size_t of_first;
};

CellCount cells_of(const std::string& condition) {
  const auto run = policy_of("knockouts K01 decline because R01 when " + condition + " end\n" + kClauseRest);
  INFO(run.run.text());
  REQUIRE(run.lowered);
  const auto cells = analysis::find_cells(run.lowered->module, run.lowered->module.outputs[0].masked);
  return {cells.exact, cells.inputs.size(), cells.combinations(),
          cells.slots.empty() ? 0 : cells.slots[0].size()};
}

// The same program with tables that promise nothing.
ir::Module without_promises(ir::Module module) {
  for (ir::Table& table : module.tables) table.complete = false;
  return module;
}

}  // namespace

TEST_CASE("an input that only has to be present has one present value") {
  const auto found = cells_of("score below 560");
  // The outcome is missing if the score is: 1 value, 1 group of causes (nothing tells them apart), but the
  // knockout itself decides nothing further.
  CHECK(found.exact);
  CHECK(found.inputs == 1);
  CHECK(found.of_first >= 2);
  CHECK(found.of_first <= 4);
}

TEST_CASE("thresholds cut a range into cells, whole numbers written finer included") {
  const auto found = cells_of("takings at least 4,000.5 CNY and score below 560");
  CHECK(found.exact);
  CHECK(found.inputs == 2);
}

TEST_CASE("causes that a test tells apart are cells of their own") {
  const auto together = cells_of("score below 560 and score is missing");
  const auto apart = cells_of("score below 560 and score is missing (no_hit)");
  CHECK(apart.combinations > together.combinations);
}

TEST_CASE("numbers compared with each other, or computed with, are not exact") {
  CHECK_FALSE(cells_of("takings * 2 above 5,000 CNY and score below 560").exact);
  CHECK(
      cells_of("score * 2 below 560").exact);  // only whether it is there decides whether the case is decided
}

TEST_CASE("a slice gives the same value as the whole") {
  const auto run =
      policy_of("knockouts K01 decline because R01 when score if present below 560 and verified end\n" +
                kClauseRest.substr(0, kClauseRest.find("undecided")));
  INFO(run.run.text());
  REQUIRE(run.lowered);
  const ir::Module& module = run.lowered->module;
  std::vector<interp::Slot> whole, part;
  for (const auto& output : module.outputs) {
    const ir::Module slice = analysis::slice_of(module, output.value);
    CHECK(slice.insts.size() <= module.insts.size());
    for (const std::int64_t score : {300, 559, 560, 850})
      for (const bool missing : {false, true}) {
        std::vector<interp::Slot> inputs(module.inputs.size());
        for (std::size_t i = 0; i < inputs.size(); ++i)
          inputs[i].value =
              module.inputs[i].name == "score" ? score : module.types[module.inputs[i].type].range.hi;
        for (std::size_t i = 0; i < inputs.size(); ++i)
          if (missing && module.inputs[i].name == "score") inputs[i] = {0, cause::no_hit};
        interp::evaluate(module, inputs, whole);
        interp::evaluate(slice, inputs, part);
        CHECK(part.back() == whole[output.value]);
      }
  }
}

// The promise of `exact`: if none of the combinations leaves a value missing, no case does.
TEST_CASE("on random programs no case is missing where no cell is, or where flow shows presence") {
  std::size_t proved = 0, found = 0, shown = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    testing::ProgramOptions options;
    options.ops = 25;
    const ir::Module module = testing::random_program(seed, options);
    // A table that says it is complete is believed. Random ones say so at random: only cases of which it is
    // true count.
    const ir::Module doubting = without_promises(module);
    std::vector<interp::Slot> slots, doubted;
    const auto counts = [&](const testing::Case& one) {
      // The door gives an input one cause; engines are tried with several.
      if (std::any_of(one.slots.begin(), one.slots.end(),
                      [](const interp::Slot& slot) { return (slot.causes & (slot.causes - 1)) != 0; }))
        return false;
      interp::evaluate(module, one.slots, slots);
      interp::evaluate(doubting, one.slots, doubted);
      return slots == doubted;
    };
    std::vector<testing::Case> cases;
    testing::CaseSource source(module, seed);
    for (int drawn = 0; cases.size() < 60 && drawn < 2'000; ++drawn)
      if (testing::Case one = source.next(); counts(one)) cases.push_back(std::move(one));
    if (cases.empty()) continue;
    std::vector<bool> missing(module.insts.size());
    for (const auto& one : cases) {
      interp::evaluate(module, one.slots, slots);
      for (ir::Ref ref = 0; ref < slots.size(); ++ref) missing[ref] = missing[ref] || slots[ref].causes != 0;
    }
    const auto causes = analysis::possible_causes(module);
    analysis::Flow flow(module, causes);
    for (ir::Ref ref = 0; ref < module.insts.size(); ++ref) {
      if (!module.type_of(ref).may_be_missing) continue;
      INFO("seed " << seed << ", instruction " << ref);
      if (!flow.may_be_missing(ref)) {
        ++shown;
        CHECK_FALSE(missing[ref]);
      }
      const auto cells = analysis::find_cells(module, ref);
      if (!cells.exact || cells.combinations() > 400) continue;
      const ir::Module slice = analysis::slice_of(module, ref);
      std::vector<interp::Slot> inputs = cases[0].slots;
      bool any = false;
      for (std::uint64_t at = 0; at < cells.combinations() && !any; ++at) {
        std::uint64_t rest = at;
        for (std::size_t i = 0; i < cells.inputs.size(); ++i) {
          inputs[cells.inputs[i]] = cells.slots[i][rest % cells.slots[i].size()];
          rest /= cells.slots[i].size();
        }
        interp::evaluate(slice, inputs, slots);
        any = slots.back().causes != 0;
      }
      ++(any ? found : proved);
      if (!any) CHECK_FALSE(missing[ref]);
    }
  }
  CHECK(shown > 100);
  CHECK(proved > 100);
  CHECK(found > 1'000);
}
