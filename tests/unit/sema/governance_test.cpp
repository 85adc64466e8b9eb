#include <catch2/catch.hpp>

#include "tests/unit/sema/bundle.h"

using namespace pol;
using namespace pol::test;
using Lines = std::vector<std::string>;

namespace {

const std::string kOutcome = "decide outcome approve otherwise end\n";

Lines legal(const std::string& block) {
  return check_limit(brakes() + block + kOutcome).found();
}

}  // namespace

TEST_CASE("a limit policy has brakes on money and decides its outcome") {
  CHECK(check_limit("let limit be 3 CNY\n" + kOutcome).found() == Lines{"E0801 2:1"});
  CHECK(check_limit(brakes() + "let outcome be approve\n").found() == Lines{"E0801 12:5"});
}

TEST_CASE("each value of the knockouts has its arm, the worst first") {
  const std::string knockouts =
      "knockouts\n  K01 decline because R01 when verified is no\n"
      "  K02 refer because R02 when score is missing\nend\n";
  CHECK(check_limit(brakes() + knockouts +
                    "decide outcome decline when any decline knockout approve otherwise end\n")
            .found() == Lines{"E0802 14:7"});
  const auto run = check_limit(brakes() + knockouts + R"(decide outcome
  refer when any refer knockout
  decline when any decline knockout
  approve otherwise
end
)");
  CHECK(run.found() == Lines{"E0803 17:3"});
  CHECK(run.says("where K02 fires (score is missing) and K01 fires (verified is no), the result would be"));
}

TEST_CASE("events end within a year and have a ticket") {
  auto event = [](const std::string& ticket, const std::string& until) {
    return check_limit(brakes() + kOutcome + "shock S1 \"x\" ticket \"" + ticket +
                       "\" from 2026-11-01 until " + until + " when verified end\n")
        .found();
  };
  CHECK(event("T", "2027-11-03") == Lines{"E0810 13:47"});
  CHECK(event("", "2027-11-02") == Lines{"E0811 13:21"});
  CHECK(event("T", "2026-10-01") == Lines{"E0810 13:47"});
  const auto run = check_limit(
      brakes() + kOutcome +
      "exception X1 \"x\" ticket \"T\" from 2026-09-01 until 2026-10-01 waives K9 when verified end\n");
  INFO(run.text());
  CHECK(run.says("W0905"));
  CHECK(run.says("unknown knockout `K9`"));
}

TEST_CASE("legal blocks: verbs, sources and where they start") {
  CHECK(legal("legal on limit L1 raise to 3 CNY source \"x\" end\n") == Lines{"E0822 12:16"});
  CHECK(legal("legal on limit L1 cap 3 CNY end\n") == Lines{"E0823 12:16"});
  CHECK(legal("legal on limit start from 3 CNY L1 cap 3 CNY source \"x\" end\n") == Lines{"E0824 12:27"});
  CHECK(legal("legal on days_between L1 cap 3 source \"x\" end\n") == Lines{"E0824 12:10"});
}

TEST_CASE("a legal step reads no event, not even through a definition") {
  const std::string shock =
      "shock S1 \"x\" ticket \"T\" from 2026-11-01 until 2026-12-01 when verified end\n";
  CHECK(legal(shock + "legal on limit L1 cap 3 CNY when S1 source \"x\" end\n") == Lines{"E0821 13:34"});
  CHECK(legal(shock + "let calm be not S1\nlet quiet be calm\nlegal on limit L1 cap 3 CNY when quiet source "
                      "\"x\" end\n") == Lines{"E0821 15:34"});
}

TEST_CASE("an experiment sets nothing that a legal step reads, also by a member of a scorecard") {
  const auto set = [](const std::string& name, const std::string& reads) {
    return legal(
        "scorecard card odds 30 to 1 at 600 points, double every 20 points start from 500\n"
        "  factor verified because R01\n    | yes || 60 |\n    | no || 0 |\nend\n"
        "let points be card.points\nlet pd be card.pd\nlet other be 1\nlet used be other\n"
        "experiment E7 \"x\" ticket \"T\" from 2026-11-01 until 2027-01-31 split customer_id salt "
        "\"s\"\n"
        "  champion 50%\n  less 50% sets " +
        name + "\n  when verified\nend\nlegal on limit L1 cap 3 CNY when " + reads + " source \"x\" end\n");
  };
  CHECK(set("other 2", "used above 1") == Lines{"E0832 23:17"});
  CHECK(set("card.points 550", "points above 1") == Lines{"E0832 23:17"});
  CHECK(set("card.points 550", "pd above 1%") == Lines{"E0832 23:17"});  // which follows from the points
  CHECK(set("card.pd 5%", "points above 1").empty());
  CHECK(set("other 2", "points above 1").empty());
}

TEST_CASE("what many legal steps read is found once") {
  std::string lets = "let n0 be takings\n", sets, steps;
  for (int i = 1; i <= 300; ++i)
    lets += "let n" + std::to_string(i) + " be n" + std::to_string(i - 1) + " + 0.01 CNY\n";
  for (int i = 0; i < 200; ++i) {
    lets += "let m" + std::to_string(i) + " be 1\n";
    sets += (i ? ", m" : " sets m") + std::to_string(i) + " 2";
    steps += " L" + std::to_string(i) + " cap 3 CNY when n" + std::to_string(300 - i % 100) +
             " above 3 CNY source \"x\"\n";
  }
  CHECK(
      legal(lets +
            "experiment E7 \"x\" ticket \"T\" from 2026-11-01 until 2027-01-31 split customer_id salt \"s\"\n"
            "  champion 50%\n  less 50%" +
            sets + "\n  when verified\nend\nlegal on limit\n" + steps + "end\n")
          .empty());
}

TEST_CASE("rounding never loosens a legal step") {
  auto rounded = [](const std::string& mode, const std::string& step) {
    return legal("legal on limit rounded " + mode + " to 100 CNY L1 " + step + " source \"x\" end\n");
  };
  CHECK(rounded("half up", "cap 30,050 CNY") == Lines{"E0825 12:24"});
  CHECK(rounded("half up", "cap 30,000 CNY").empty());
  CHECK(rounded("down", "cap 30,050 CNY").empty());
  CHECK(rounded("down", "cap takings - 100 CNY").back() == "E0825 12:24");
  CHECK(rounded("floor", "cap takings - 100 CNY").size() <=
        1);  // the mask may break it, the rounding does not
}

TEST_CASE("constants after the law keep to it") {
  auto clause = [](const std::string& step, const std::string& value) {
    return check_limit(brakes() + "legal on limit L1 " + step + " source \"x\" end\n" + kOutcome +
                       "undecided gives outcome refer, limit " + value + " because T98\n")
        .found();
  };
  CHECK(clause("cap 100 CNY", "100 CNY").empty());
  CHECK(clause("cap 100 CNY", "101 CNY") == Lines{"E0826 14:32"});
  CHECK(clause("cap 100 CNY until 2026-10-31", "101 CNY").empty());
  CHECK(clause("cap 100 CNY from 2027-05-01", "101 CNY") == Lines{"E0826 14:32"});
  CHECK(clause("cap takings", "1 CNY") == Lines{"E0826 14:32"});
  CHECK(clause("floor 5 CNY", "7 CNY") == Lines{"E0826 9:26"});  // the mask
}

TEST_CASE("a legal step that asks for what the clause does not give has no say over it") {
  auto clause = [](const std::string& step, const std::string& outcome) {
    return check_limit(brakes() + "legal on limit L1 " + step + " source \"x\" end\n" + kOutcome +
                       "undecided gives outcome " + outcome + ", limit 7 CNY because T98\n")
        .found();
  };
  CHECK(clause("cap 5 CNY when outcome is approve", "refer").empty());
  CHECK(clause("cap 5 CNY when outcome is approve and verified", "refer").empty());
  CHECK(clause("cap 5 CNY when outcome is approve", "approve") == Lines{"E0826 14:34"});
  CHECK(clause("cap 5 CNY when outcome is approve or verified", "refer") == Lines{"E0826 14:32"});
}

TEST_CASE("a mask is asked with `is`, the step with `is not`: they are the same values") {
  auto mask = [](const std::string& when, const std::string& shown) {
    std::string head = limit_head();
    const std::string all =
        "decide outcome decline because R01 when not verified refer because R02 when score is missing\n"
        "approve otherwise end\n";
    const std::string old = "0 CNY unless outcome is approve";
    head.replace(head.find(old), old.size(), "900,000 CNY unless " + shown);
    return Bundle()
        .check(head + brakes() + "legal on limit L1 cap 5 CNY when " + when + " source \"x\" end\n" + all)
        .found();
  };
  CHECK(mask("outcome is not decline", "outcome is approve or outcome is refer").empty());
  CHECK(mask("outcome is not decline and verified", "outcome is refer or verified or outcome is approve")
            .empty());
  CHECK(mask("score from 400 to 700", "score below 500 or score at least 500").empty());
  CHECK(mask("outcome is not decline", "outcome is approve") == Lines{"E0826 9:26"});
  CHECK(mask("outcome is not decline", "outcome is approve or verified") == Lines{"E0826 9:26"});
}

TEST_CASE("the undecided clause gives every output once") {
  auto clause = [](const std::string& values) {
    return check_limit(brakes() + kOutcome + "undecided gives " + values + " because T98\n").found();
  };
  CHECK(clause("outcome refer, limit 0 CNY").empty());
  CHECK(clause("outcome refer") == Lines{"E0602 13:1"});
  CHECK(clause("outcome refer, limit 0 CNY, limit 0 CNY") == Lines{"E0602 13:45"});
}

TEST_CASE("reasons are known, suit their use, and stand on every arm but the last") {
  auto decide = [](const std::string& arm) {
    return check_limit(brakes() + "decide outcome\n  " + arm + "\n  approve otherwise\nend\n");
  };
  CHECK(decide("refer when score is missing").found() == Lines{"E0841 13:3"});
  CHECK(decide("refer because R02 when score is missing").found().empty());
  const auto unknown = decide("refer because R03 when score is missing");
  CHECK(unknown.found() == Lines{"E0840 13:17"});
  CHECK(unknown.says("Did you mean `R0"));
  const auto other = check_limit(brakes() + R"(knockouts K01 decline because R02 when verified is no end
decide outcome decline when any decline knockout approve otherwise end
)");
  CHECK(other.found().empty());
  CHECK(other.says("W0908"));
}

TEST_CASE("tags that a policy may not read, or not much longer") {
  auto reading = [](const std::string& tag) {
    return check_limit(brakes() + "decide outcome refer because R02 when " + tag +
                       " is missing approve otherwise end\n");
  };
  CHECK(reading("village").found() == Lines{"E0850 12:39"});
  CHECK(reading("illness").found() == Lines{"E0851 12:39"});
  CHECK(reading("old_score").found().empty());
  CHECK(reading("old_score").says("W0907"));
}

TEST_CASE("a definition that nothing uses") {
  const auto run = check_limit(brakes() + kOutcome + "let idle be 3\n");
  CHECK(run.found().empty());
  CHECK(run.says("nothing uses `idle`"));
}

TEST_CASE("a name may not be spelled like its own value") {
  CHECK(check_library("segment kind\n  kind when verified\n  other otherwise\nend\n").found() ==
        Lines{"E0307 3:9"});
}

TEST_CASE("examples give tags and expect results") {
  auto example = [](const std::string& body) {
    return check_limit(brakes() + kOutcome + "let room be takings\nexample \"x\" " + body + " end\n").found();
  };
  CHECK(example("given takings 3 CNY, others typical expect outcome approve, limit 10,000 CNY").empty());
  CHECK(
      example("given score missing (no_hit), others typical expect outcome approve, reasons (R01)").empty());
  CHECK(example("given room 3 CNY, others typical expect outcome approve") == Lines{"E0910 14:19"});
  CHECK(example("given others typical expect takings 3 CNY") == Lines{"E0910 14:41"});
  CHECK(example("given takings missing, others typical expect outcome approve") == Lines{"E0910 14:27"});
  CHECK(example("given score 660 expect outcome approve") == Lines{"E0910 14:9"});
  CHECK(example("given others typical expect knockouts (K77)") == Lines{"E0910 14:52"});
  CHECK(example("given others typical expect reasons (R77)") == Lines{"E0840 14:50"});
  CHECK(example("given others typical expect status fine") == Lines{"E0910 14:41"});
  CHECK(example("on 2026-01-01 given others typical expect outcome approve") == Lines{"E0910 14:9"});
  CHECK(example("given scor 660, others typical expect outcome approve") == Lines{"E0304 14:19"});
}

TEST_CASE("an outcome without an example is a warning") {
  const auto run =
      check_limit(brakes() + kOutcome + "example \"x\" given others typical expect outcome approve end\n");
  CHECK(run.says("no example expects outcome `refer`, `decline`"));
}

TEST_CASE("what only an example expects is used") {
  const std::string items = brakes() + kOutcome + "let doubled be 2 * takings\n";
  const auto with = [&](const std::string& example) {
    Lines lines;
    for (const std::string& line : check_limit(items + example).found(true))
      if (line.starts_with("W0901")) lines.push_back(line);
    return lines;
  };
  CHECK(with("") == Lines{"W0901 13:5"});
  CHECK(with("example \"e\" given others typical expect doubled 600,000 CNY end\n").empty());
}
