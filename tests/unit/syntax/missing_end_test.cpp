// A forgotten `end`: one message, where the next block begins or the file ends, whatever the two blocks are.
#include <catch2/catch.hpp>

#include "syntax_support.h"

namespace pol::syntax {
namespace {

// Each without its `end`, on three lines.
const std::vector<std::string> kBlocks = {
    "segment kind\n  young when months_trading below 24\n  old otherwise\n",
    "decide outcome\n  approve when id_verified\n  decline otherwise\n",
    "tree route\n  if id_verified then instant\n  else staged\n",
    "table share\n  | active_lenders || share |\n  | any || 5% |\n",
    "table share\n  | active_lenders || share |\n  rows from \"share.csv\"\n",
    "scorecard risk start from 400\n  factor active_lenders because S01\n    | any || 10 |\n",
    "define f(a int)\n  let b be a + 1\n  give b\n",
    "knockouts\n  K01 decline because R01 when id_verified is no\n  K02 refer because R02 when score is "
    "missing\n",
    "brakes on limit start from 10 CNY\n  G1 raise to 20 CNY\n  B1 cap 6 CNY when id_verified is no\n",
    "legal on limit\n  L1 cap 24 CNY source \"Notice 9\"\n  L2 cap 30 CNY from 2026-11-05 source \"Notice "
    "10\"\n",
    "shock S1 \"Fire\" ticket \"T-1\"\n  from 2026-11-05 until 2026-12-20\n  when province is SH\n",
    "exception X1 \"Fire\" ticket \"T-1\" from 2026-11-05 until 2026-12-20\n  waives K01\n  when province is "
    "SH\n",
    "experiment E7 \"Shorter\" ticket \"T-1\" from 2026-11-05 until 2026-12-20 split id salt \"E7\"\n"
    "  champion 90% short 10% sets months 6\n  when province is SH\n",
    "cost all_in\n  \"Interest\" apr\n  \"Fee\" fee_rate\n",
    "example \"typical\"\n  given others typical\n  expect outcome approve\n",
};

// What may follow a block and needs no `end` itself.
const std::vector<std::string> kLines = {"let after be 1\n", "undecided gives outcome refer because T98\n",
                                         "prove limit at most 9 CNY\n"};

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE("a forgotten end is told where the next item begins") {
  for (const std::string& open : kBlocks) {
    for (const std::string& next : kBlocks) {
      INFO(open << next);
      CHECK(Run(in_library(open + next + "end\n")).found() == Found{"E0210 6:1"});
    }
    for (const std::string& next : kLines) {
      // Lets belong into a function; what is missing then is only seen at the end of the file.
      INFO(open << next);
      CHECK(Run(in_library(open + next + "let last be 2\n")).found() == Found{"E0210 6:1"});
    }
  }
}

TEST_CASE("a forgotten end of the last block is told at the end of the file") {
  for (const std::string& open : kBlocks) {
    INFO(open);
    const Run run(in_library(open));
    REQUIRE(run.found() == Found{"E0210 6:1"});
    CHECK(run.lines().find("the file ends") != std::string::npos);
  }
}

TEST_CASE("the block that is open is named with its line") {
  for (const std::string& open : kBlocks) {
    INFO(open);
    const std::string word =
        open.substr(0, open.find(' ') < open.find('\n') ? open.find(' ') : open.find('\n'));
    CHECK(Run(in_library(open + "prove a is 1\n")).lines().find("`" + word + "` in line 3 has no `end`") !=
          std::string::npos);
  }
}

TEST_CASE("a forgotten end of the header") {
  for (const std::string& next : kBlocks) {
    INFO(next);
    CHECK(Run("language 1\nlibrary t version 1\n  owner \"T\"\n" + next + "end\n").found() ==
          Found{"E0210 4:1"});
  }
}

}  // namespace pol::syntax
