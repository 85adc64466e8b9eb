// Tables of which every fitting row is used, lists, priority.
#include "tests/unit/lower/lowered.h"

using namespace pol;
using test::library;
using test::LoweredRun;

namespace {

std::string list_of(LoweredRun& run, const std::string& name) {
  run.value(name);
  for (const auto& value : run.module().values) {
    if (value.name != name) continue;
    if (run.slots[value.value].causes) return run.shown(value.value);
    std::string text;
    for (const ir::Ref element : value.elements)
      if (!run.slots[element].causes) text += (text.empty() ? "" : ", ") + run.shown(element);
    return "(" + text + ")";
  }
  return "no such list";
}

std::string fits(LoweredRun& run) {
  run.value("x");
  std::string text;
  for (const ir::Ref fit : run.module().table_uses.at(0).fits)
    text += run.slots[fit].causes ? '?' : run.slots[fit].value ? 'y' : 'n';
  return text;
}

}  // namespace

TEST_CASE("a row fits its inputs as section 4 of the language reference says") {
  LoweredRun run = library(R"(table t hit collect count
  | score | industry_code || x |
  | 300 to below 400, 500 | any || 1 |
  | at least 400 | retail || 1 |
  | missing (no_hit) | not (retail) || 1 |
  | any | catering || 1 |
  | otherwise || 1 |
end
)");
  run.give("industry_code", "retail").give("score", "399");
  CHECK(fits(run) == "ynnnn");
  CHECK(fits(run.give("score", "500")) == "yynnn");
  CHECK(run.value("x") == "2");
  run.missing("score", cause::no_hit);
  CHECK(fits(run) == "nnnny");
  CHECK(run.value("x") == "1");
  CHECK(fits(run.give("industry_code", "catering")) == "nnyyn");
  run.missing("score", cause::stale);  // no missing cell covers it
  CHECK(fits(run) == "?nnyn");         // row 3 asks for another cause, and is always answered
  CHECK(run.value("x") == "missing (stale)");
}

TEST_CASE("a `missing` cell answers every value cell of its column") {
  LoweredRun run = library(
      "table t hit collect sum\n  | score || x |\n  | at least 500 || 10 CNY |\n  | at least 600 || 2.50 CNY "
      "|\n"
      "  | missing || 1 CNY |\nend\n");
  CHECK(run.give("score", "450").value("x") == "0 CNY");  // none fits
  CHECK(run.give("score", "550").value("x") == "10 CNY");
  CHECK(run.give("score", "700").value("x") == "12.50 CNY");
  CHECK(run.missing("score", cause::suppressed).value("x") == "1 CNY");
  CHECK_FALSE(run.module().type_of(run.module().values[0].value).may_be_missing);
  CHECK(run.module().type_of(run.module().values[0].value).range == Interval{0, 1350});
}

TEST_CASE("collect min and max see the rows that fit, and their values only") {
  LoweredRun run = library(
      "let half be takings * 50%\ntable low hit collect min\n  | takings || low |\n  | any || half |\n"
      "  | at least 100 CNY || 60 CNY |\nend\ntable high hit collect max\n  | takings || high |\n"
      "  | any || half |\n  | at least 100 CNY || 60 CNY |\nend\n");
  run.give("takings", "100");
  CHECK(run.value("low") == "50 CNY");
  CHECK(run.value("high") == "60 CNY");
  run.give("takings", "10");
  CHECK(run.value("low") == "5 CNY");
  CHECK(run.value("high") == "5 CNY");
}

TEST_CASE("rule order gives a list in the order of the rows; includes asks it") {
  LoweredRun run = library(R"(table t hit rule order
  | takings || fees |
  | at least 100 CNY || 5 CNY |
  | at least 50 CNY || takings |
  | at least 200 CNY || 5 CNY |
end
let again be fees
let has_five be again includes 5 CNY
let is_there be fees is present
)");
  run.give("takings", "250");
  CHECK(list_of(run, "fees") == "(5 CNY, 250 CNY, 5 CNY)");
  CHECK(list_of(run, "again") == "(5 CNY, 250 CNY, 5 CNY)");
  CHECK(run.value("has_five") == "yes");
  run.give("takings", "60");
  CHECK(list_of(run, "fees") == "(60 CNY)");
  CHECK(run.value("has_five") == "no");
  run.give("takings", "10");
  CHECK(list_of(run, "fees") == "()");
  CHECK(run.value("is_there") == "yes");
}

TEST_CASE("a list is missing if a row is unknown, or a row that fits gives a missing value") {
  LoweredRun run = library(R"(table t hit rule order
  | takings | score || points |
  | at least 100 CNY | any || score |
  | at most 50 CNY | at least 600 || 7 |
end
let seven be points includes 7
let of_score be points includes score
)");
  run.missing("score", cause::no_hit);
  run.give("takings", "60");
  CHECK(list_of(run, "points") == "()");
  CHECK(run.value("seven") == "no");
  CHECK(run.value("of_score") == "missing (no_hit)");
  run.give("takings", "100");
  CHECK(list_of(run, "points") == "missing (no_hit)");
  CHECK(run.value("seven") == "missing (no_hit)");
  run.give("takings", "50");
  CHECK(list_of(run, "points") == "missing (no_hit)");
  run.give("score", "600");
  CHECK(list_of(run, "points") == "(7)");
  CHECK(run.value("of_score") == "no");
}

TEST_CASE("priority: the fitting row whose first output stands earliest in its enum") {
  LoweredRun run = library(R"(let other one of (hard, firm, soft) be soft
table t hit priority
  | score || stage one of (hard, firm, soft) | tone |
  | at least 500 || soft | 1 |
  | at least 600 || hard | 2 |
  | at least 550 || firm | 3 |
  | otherwise || other | 4 |
end
)");
  CHECK(run.module().tables[0].rank == std::vector<std::uint32_t>{2, 0, 1});
  CHECK(run.give("score", "700").value("stage") == "hard");
  CHECK(run.value("tone") == "2");
  CHECK(run.give("score", "560").value("stage") == "firm");
  CHECK(run.give("score", "510").value("tone") == "1");
  CHECK(run.give("score", "400").value("tone") == "4");
  CHECK(run.missing("score", cause::stale).value("stage") == "missing (stale)");
}

TEST_CASE("a function may hold such a table, once for each call") {
  LoweredRun run = library(R"(define fee(amount money CNY)
  table t hit collect sum
    | amount || part |
    | at least 10 CNY || 1 CNY |
    | at least 20 CNY || amount |
  end
  give part
end
let both be fee(takings) + fee(15 CNY)
)");
  CHECK(run.give("takings", "30").value("both") == "32 CNY");
  CHECK(run.give("takings", "5").value("both") == "1 CNY");
}

TEST_CASE("a masked list is a list of the mask alone") {
  LoweredRun run(test::limit_head().replace(test::limit_head().find("end\n"), 0,
                                            "  gives notes up to any 2 of one of (call, write, visit), call "
                                            "unless outcome is approve\n") +
                 test::brakes() + R"(decide outcome
  refer because R02 when takings below 10 CNY
  approve otherwise
end
table t hit rule order
  | takings || notes |
  | at least 20 CNY || write |
  | at least 5 CNY || visit |
end
)");
  const auto shown = [&] {
    std::string text;
    for (const ir::Ref element : run.module().outputs[2].elements)
      if (const std::string one = run.shown(element); one.rfind("missing", 0) != 0)
        text += (text.empty() ? "" : ", ") + one;
    return text;
  };
  run.give("takings", "30");
  CHECK(run.value("notes!") == "2");
  CHECK(shown() == "write, visit");
  run.give("takings", "15");
  CHECK(run.value("notes!") == "1");
  CHECK(shown() == "visit");
  run.give("takings", "7");
  CHECK(run.value("notes!") == "1");
  CHECK(shown() == "call");
  run.give("takings", "1");
  CHECK(run.value("notes!") == "1");
  CHECK(shown() == "call");
}

namespace {

// `notes` holds 1 from a score of 500 and 2 from one of 600, and is missing with the score; `more` has a
// third place.
constexpr const char* kLists = R"(table t hit rule order
  | score || notes |
  | at least 500 || 1 |
  | at least 600 || 2 |
end
table u hit rule order
  | score || more |
  | at least 500 || 1 |
  | at least 600 || 2 |
  | at least 700 || 3 |
end
)";

}  // namespace

TEST_CASE("a function takes a list as a parameter") {
  LoweredRun run = library(std::string(kLists) + R"(define has(list up to any 3 of int, wanted int)
  let answer be list includes wanted
  give answer
end
let one be has(notes, 1)
let two be has(notes, 2)
let three be has(more, 3)
)");
  run.give("score", "550");
  CHECK(run.value("one") == "yes");
  CHECK(run.value("two") == "no");
  CHECK(run.value("three") == "no");
  run.give("score", "700");
  CHECK(run.value("two") == "yes");
  CHECK(run.value("three") == "yes");
  run.give("score", "400");
  CHECK(run.value("one") == "no");
  run.missing("score", cause::no_hit);
  CHECK(run.value("one") == "missing (no_hit)");
}

TEST_CASE("in a function a list can have another name, be asked whether it is there, and be handed on") {
  LoweredRun run = library(std::string(kLists) + R"(define inner(mine up to any 2 of int)
  let answer be mine includes 2
  give answer
end
define outer(list up to any 2 of int, months 4 of money CNY)
  let same be list
  decide answer
    0 when same is missing
    1 when inner(same) and lowest of months at least 0 CNY
    2 otherwise
  end
  give answer
end
let x be outer(notes, inflow)
)");
  for (int i = 1; i <= 4; ++i) run.give("inflow[" + std::to_string(i) + "]", "100");
  CHECK(run.give("score", "650").value("x") == "1");
  CHECK(run.give("score", "550").value("x") == "2");
  CHECK(run.missing("score", cause::stale).value("x") == "0");
  run.give("score", "650").missing("inflow[2]", cause::no_hit);
  CHECK(run.value("x") == "missing (no_hit)");
}

TEST_CASE("a list that a function's own table makes is handed on, once for each call") {
  LoweredRun run = library(R"(define has_large(list up to any 2 of money CNY)
  let answer be list includes 20 CNY
  give answer
end
define large(amount money CNY)
  table t hit rule order
    | amount || sizes |
    | any || 10 CNY |
    | at least 20 CNY || 20 CNY |
  end
  give has_large(sizes)
end
let a be large(takings)
let b be large(25 CNY)
)");
  run.give("takings", "5");
  CHECK(run.value("a") == "no");
  CHECK(run.value("b") == "yes");
  CHECK(run.give("takings", "20").value("a") == "yes");
}
