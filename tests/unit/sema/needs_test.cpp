// `needs`: finding the other policy, what its names mean, and what may not stand together.
#include <catch2/catch.hpp>

#include "tests/unit/sema/bundle.h"

using namespace pol;
using test::Bundle;

namespace {

std::string upstream(
    const std::string& version = "3", const std::string& head = "",
    const std::string& dates = "effective 2026-10-01 zone \"Asia/Shanghai\" review by 2027-05-01") {
  return "language 1\npolicy limit up version " + version +
         "\n  owner \"Test\" approved by 2 of (cro, cfo)\n  " + dates +
         "\n  tags demo \"1\" reasons demo \"1\"\n" + head +
         R"(  gives outcome one of (approve, refer, decline)
  gives limit money CNY, 0 CNY unless outcome is approve
end
knockouts
  K01 decline because R01 when not verified
  K02 refer because R02 when score is missing
end
let raw be 50,000 CNY
brakes on limit start from raw B1 cap takings end
decide outcome
  decline when any decline knockout
  refer when any refer knockout
  approve otherwise
end
)";
}

// `needs` lines begin in line 6, items follow the `end` of the header.
std::string downstream(const std::string& needs, const std::string& items) {
  return R"(language 1
policy strategy down version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai" review by 2027-05-01
  tags demo "1" reasons demo "1"
)" + needs +
         "\n  gives treatment one of (instant, human)\nend\n" + items;
}

const std::string kNeeds = "  needs limit/up version 3";
const std::string kDecide =
    "decide treatment\n  human when limit.outcome is not approve\n  instant otherwise\nend\n";

test::CheckRun check(const std::string& needs, const std::string& items = kDecide) {
  return Bundle().write("deep/up.limit.pol", upstream()).check(downstream(needs, items));
}

}  // namespace

TEST_CASE("what a needed policy gives is read under its alias", "[needs]") {
  SECTION("an output, the status and the lists") {
    const auto run = check(kNeeds, R"(let free be limit.limit + 1 CNY
decide treatment
  human when limit.outcome one of (refer, decline) or limit.status is undecided
  human when limit.reasons includes R02 or limit.knockouts includes K01 or limit.reasons includes R02
  human when free above 1,000 CNY
  instant otherwise
end
)");
    INFO(run.text());
    REQUIRE(run.found().empty());
    std::vector<std::string> names;
    for (const auto id : run.checked->needed_read) names.push_back(run.checked->symbols[id].name);
    CHECK(std::count(names.begin(), names.end(), "limit.reasons includes R02") == 1);
    const auto& limit = *std::find_if(run.checked->symbols.begin(), run.checked->symbols.end(),
                                      [](const sema::Symbol& s) { return s.name == "limit.limit"; });
    CHECK(!limit.type.may_be_missing);
    CHECK(limit.type.range == Interval{0, 5'000'000});  // the brake, and the mask
  }
  SECTION("under another alias") {
    CHECK(check(kNeeds + " as l", "decide treatment human when l.outcome is refer instant otherwise end")
              .found()
              .empty());
  }
}

TEST_CASE("names that the needed policy does not give", "[needs]") {
  const auto when = [](const std::string& condition) {
    return check(kNeeds, "decide treatment\n  human when " + condition + "\n  instant otherwise\nend\n");
  };
  SECTION("an output") {
    const auto run = when("limit.outcom is refer");
    CHECK(run.found() == std::vector<std::string>{"E0304 10:14"});
    CHECK(run.says("Did you mean `limit.outcome`?"));
  }
  SECTION("a value of its enum") {
    CHECK(when("limit.outcome is denied").found() == std::vector<std::string>{"E0402 10:31"});
  }
  SECTION("a reason") {
    CHECK(when("limit.reasons includes R77").found() == std::vector<std::string>{"E0840 10:37"});
  }
  SECTION("a knockout") {
    CHECK(when("limit.knockouts includes K77").found() == std::vector<std::string>{"E0304 10:39"});
  }
  SECTION("a list is no value") {
    CHECK(when("limit.reasons is missing").found() == std::vector<std::string>{"E0401 10:14"});
  }
  SECTION("`undecided` is a status only") {
    CHECK(when("limit.outcome is undecided").found() == std::vector<std::string>{"E0402 10:31"});
  }
}

TEST_CASE("a policy that cannot be needed is told at its line", "[needs]") {
  const auto one = [](const std::string& needs, const std::string& up) {
    return Bundle().write("up.limit.pol", up).check(downstream(needs, kDecide));
  };
  SECTION("it is not there") {
    const auto run = one("  needs limit/other version 3", upstream());
    CHECK(run.found() == std::vector<std::string>{"E0206 6:3"});
  }
  SECTION("only another version is there") {
    const auto run = one(kNeeds, upstream("4"));
    CHECK(run.found() == std::vector<std::string>{"E0206 6:3"});
    CHECK(run.says("version 4"));
  }
  SECTION("two files of one version") {
    const auto run =
        Bundle().write("a.pol", upstream()).write("b.pol", upstream()).check(downstream(kNeeds, kDecide));
    CHECK(run.found() == std::vector<std::string>{"E0212 6:3"});
  }
  SECTION("it takes effect later") {
    const auto run =
        one(kNeeds, upstream("3", "", "effective 2026-12-01 zone \"Asia/Shanghai\" review by 2027-05-01"));
    CHECK(run.found() == std::vector<std::string>{"E0213 6:3"});
  }
  SECTION("its review comes before this policy takes effect") {
    const auto run =
        one(kNeeds, upstream("3", "", "effective 2026-04-01 zone \"Asia/Shanghai\" review by 2026-10-31"));
    CHECK(run.found() == std::vector<std::string>{"E0214 6:3"});
  }
  SECTION("it stands in another zone") {
    const auto run =
        one(kNeeds, upstream("3", "", "effective 2026-10-01 zone \"Europe/Berlin\" review by 2027-05-01"));
    CHECK(run.found() == std::vector<std::string>{"E0208 6:3"});
  }
  SECTION("it has an error of its own, told with its code and place") {
    const auto run = one(kNeeds, upstream() + "let wrong be nothing_there\n");
    CHECK(run.found() == std::vector<std::string>{"E0304 6:3"});
    CHECK(run.says("up.limit.pol:20"));
  }
  SECTION("the error of a chain is told where it begins") {
    std::string middle = downstream(kNeeds, kDecide);
    middle.replace(middle.find("strategy down"), 13, "strategy middle");
    const auto run = Bundle()
                         .write("up.limit.pol", upstream() + "let wrong be nothing_there\n")
                         .write("m.pol", middle)
                         .check(downstream("  needs strategy/middle version 1",
                                           "decide treatment instant otherwise end\n"));
    CHECK(run.found() == std::vector<std::string>{"E0304 6:3"});
    CHECK(run.says("`strategy` has an error: "));
    CHECK(run.says("up.limit.pol:20 unknown name `nothing_there`"));
    CHECK_FALSE(run.says("m.pol"));
  }
  SECTION("a file that cannot be read may be the one") {
    Bundle bundle;
    bundle.write("x", "");
    std::filesystem::create_symlink("nowhere.pol", bundle.path("up.limit.pol"));
    const auto run = bundle.check(downstream(kNeeds, kDecide));
    CHECK(run.found() == std::vector<std::string>{"E1011 6:3"});
    CHECK(run.says("up.limit.pol cannot be read: No such file or directory"));
  }
  SECTION("policies in a circle") {
    const auto run = one(kNeeds, upstream("3", "  needs strategy/down version 1\n"));
    CHECK(run.found() == std::vector<std::string>{"E0305 6:3"});
    CHECK(run.says("strategy/down -> limit/up -> strategy/down"));
  }
  SECTION("one alias for two") {
    const auto run = one(kNeeds + "\n" + kNeeds, upstream());
    CHECK(run.found() == std::vector<std::string>{"E0301 7:3"});
  }
  SECTION("two versions of one policy, one of them further away") {
    Bundle bundle;
    std::string middle = downstream("  needs limit/up version 4", kDecide);
    middle.replace(middle.find("strategy down"), 13, "strategy middle");
    const auto run = bundle.write("a.pol", upstream("3"))
                         .write("b.pol", upstream("4"))
                         .write("m.pol", middle)
                         .check(downstream(kNeeds + "\n  needs strategy/middle version 1", kDecide));
    CHECK(run.found() == std::vector<std::string>{"E0211 7:3"});
  }
}

TEST_CASE("examples say what the needed policies gave", "[needs]") {
  const auto given = [](const std::string& what) {
    return check(kNeeds, kDecide + "example \"e\"\n  given " + what + "\n  expect treatment instant\nend\n");
  };
  CHECK(given("limit.outcome approve").found().empty());
  CHECK(given("limit.outcome approve, limit.status undecided, limit.reasons (R02), limit.knockouts (K01)")
            .found()
            .empty());
  CHECK(given("others typical").found() == std::vector<std::string>{"E0910 13:9"});
  CHECK(given("limit.outcome missing").found() == std::vector<std::string>{"E0910 14:23"});
  CHECK(given("limit.outcome approve, limit.limit 60,000 CNY").found() ==
        std::vector<std::string>{"E0910 14:44"});
  CHECK(given("limit.outcome approve, limit.knockouts (K77)").found() ==
        std::vector<std::string>{"E0910 14:49"});
}

TEST_CASE("a because takes lists of reasons over, and nothing else", "[needs]") {
  const auto because = [](const std::string& list, const std::string& items = "") {
    return check(kNeeds, items + "decide treatment\n  human because " + list +
                             " when limit.outcome is not approve\n  instant otherwise\nend\n");
  };
  CHECK(because("limit.reasons, R01").found().empty());
  CHECK(because("limit.outcome").found() == std::vector<std::string>{"E0840 10:17"});
  CHECK(because("limit.knockouts").found() == std::vector<std::string>{"E0840 10:17"});
  CHECK(because("limit.resons").found() == std::vector<std::string>{"E0304 10:17"});
  CHECK(because("nobody.reasons").found() == std::vector<std::string>{"E0304 10:17"});
  const std::string card =
      "scorecard card start from 500\n  factor verified because R01\n"
      "    | yes || 10 |\n    | no || 0 |\n";
  CHECK(because("card.reasons", card + "end\n").found().empty());
  CHECK(because("card.points", card + "end\n").found() == std::vector<std::string>{"E0840 15:17"});
  CHECK(because("R01",
                "scorecard card start from 500\n  factor verified because limit.reasons\n"
                "    | yes || 10 |\n    | no || 0 |\nend\n")
            .found() == std::vector<std::string>{"E0840 10:27"});
}

TEST_CASE("a reason has one text in a decision", "[needs]") {
  const auto run = [](const std::string& text) {
    std::string up = upstream();
    up.replace(up.find("reasons demo"), 12, "reasons more");
    return Bundle()
        .write(
            "reasons/more.yaml",
            "reasons: more\nversion: \"1\"\nlanguages: [en, zh]\nmost_shown: 4\ncodes:\n"
            "  - {code: R01, internal: \"Not verified\", zh: 未核验, en: \"" +
                text +
                "\", used_for: [decline]}\n"
                "  - {code: R02, internal: \"No score\", zh: 无分, en: \"No score.\", used_for: [refer]}\n")
        .write("up.limit.pol", up)
        .check(downstream(kNeeds,
                          "decide treatment\n  human because limit.reasons when limit.outcome is refer\n"
                          "  instant otherwise\nend\n"));
  };
  const auto same = run("Not verified.");
  INFO(same.text());
  CHECK(same.found().empty());
  const auto other = run("We do not know you.");
  CHECK(other.found() == std::vector<std::string>{"E0840 10:17"});
  CHECK(other.says("R01, which the reason file `more` words otherwise than `demo`"));
}

namespace {

// A policy of a chain that lists the reasons of the one before it in two arms.
std::string link_of(int number, const std::string& needs) {
  return "language 1\npolicy strategy p" + std::to_string(number) +
         " version 1\n  owner \"Test\" approved by 2 of (cro, cfo)\n"
         "  effective 2026-11-01 zone \"Asia/Shanghai\" review by 2027-05-01\n"
         "  tags demo \"1\" reasons demo \"1\"\n" +
         (needs.empty() ? "" : "  needs strategy/" + needs + " version 1 as up\n") +
         "  gives way one of (left, right)\nend\n" +
         (needs.empty()
              ? "decide way left because R01 when verified right otherwise end\n"
              : "decide way\n  left because up.reasons when up.way is left\n"
                "  left because up.reasons when score if present below 400\n  right otherwise\nend\n");
}

}  // namespace

TEST_CASE("a chain of hundreds of policies is checked, each once", "[needs]") {
  Bundle bundle;
  constexpr int kLength = 300;
  for (int i = 0; i < kLength; ++i)
    bundle.write("p" + std::to_string(i) + ".pol", link_of(i, i ? "p" + std::to_string(i - 1) : ""));
  const auto run = bundle.check(link_of(kLength, "p" + std::to_string(kLength - 1)));
  INFO(run.text());
  CHECK(run.found().empty());
  REQUIRE(run.checked);
  REQUIRE(run.checked->listed.size() == 1);
  CHECK(run.checked->listed[0].reason->code == "R01");
}

TEST_CASE("a circle is told with its whole way, a mistake far down at every needs line", "[needs]") {
  Bundle bundle;
  bundle.write("a.pol", link_of(1, "p2")).write("b.pol", link_of(2, "p3")).write("c.pol", link_of(3, "p0"));
  const auto circle = bundle.check(link_of(0, "p1"));
  INFO(circle.text());
  CHECK(circle.says("strategy/p0 -> strategy/p1 -> strategy/p2 -> strategy/p3 -> strategy/p0"));
  bundle.write("c.pol", link_of(3, "") + "let wrong be takings * takings\n");
  const auto far = bundle.check(link_of(0, "p1"));
  INFO(far.text());
  REQUIRE(!far.found().empty());
  CHECK(far.found()[0].substr(0, 5) == "E0401");
}
