// Changes of scenarios against figures worked out by hand.
#include "compiler/population/shocker.h"

#include <catch2/catch.hpp>

#include "runtime/engine/bucket.h"
#include "tests/unit/population/tags_of_a_mill.h"

using namespace pol;
using namespace pol::population;
using test::Mill;
using test::OneCase;

namespace {

// A scenario of shocks (one a line, in braces) over one case.
struct Shocked {
  Mill mill;
  OneCase one{mill};
  std::optional<Scenario> scenario;
  std::unique_ptr<Shocker> shocker;
  engine::SentCase sent;
  std::vector<Reached> reached;

  void make(const std::vector<std::string>& shocks) {
    std::string text = "scenario: dry\ncatalogue: \"mill 3\"\nshocks:\n";
    for (const std::string& shock : shocks) text += "  - {" + shock + "}\n";
    scenario = mill.read(text);
    INFO(mill.reported());
    REQUIRE(scenario);
    one.asked = &scenario->door;
    shocker = std::make_unique<Shocker>(*scenario, mill.door);
    again();
  }
  void again() {
    data::CaseBlock block;
    shocker->begin(one, block, 0, 0, one.sent);
    sent = one.sent;
    reached.assign(scenario->shocks.size(), {});
    shocker->shock(sent, reached);
  }
  const engine::SentTag& at(const std::string& tag) const { return sent.tags[mill.input(tag)]; }
  bool touched() const { return shocker->touched(one.sent, sent); }
};

using State = engine::SentTag::State;

}  // namespace

TEST_CASE("figures are multiplied exactly, rounded half even to the grain, and kept in the range") {
  const auto [tag, before, factor, after, held] =
      GENERATE(table<std::string, std::int64_t, std::string, std::int64_t, bool>({
          {"takings", 10001, "70%", 7001, false},                // 70.007 CNY
          {"takings", 10005, "50%", 5002, false},                // 50.025: to the even cent
          {"takings", 10015, "50%", 5008, false},                // 50.075
          {"takings", -10005, "50%", -5002, false},              // away from neither side
          {"takings", -500, "0%", 0, false},                     //
          {"takings", 99999999, "200%", 100000000, true},        // the range ends at 1,000,000 CNY
          {"takings", -100000, "101%", -100000, true},           //
          {"takings", 33333333, "33.333333%", 11111111, false},  // 111,111.10888...
          {"debts", 333, "50%", 166, false},                     // whole yuan: 166.5
          {"debts", 335, "50%", 168, false},                     // 167.5
          {"wheels", 3, "150%", 4, false},                       // 4.5
          {"wheels", 5, "150%", 8, false},                       // 7.5
          {"wheels", 70, "150%", 99, true},                      //
          {"used", 7000, "97.5%", 6825, false},                  // 70% to 68.25%
          {"rate", 1999, "50%", 1000, false},                    // 19.99% to 9.995%
          {"late", 45, "10%", 4, false},                         // 4.5 days
      }));
  Shocked s;
  s.one.put(tag, before);
  s.make({"tags: [" + tag + "], multiply: " + factor});
  CHECK(s.at(tag).number == after);
  CHECK(s.reached[0].at_end == held);
  CHECK(s.reached[0].changed == (before != after));
  CHECK(s.touched() == (before != after));
}

TEST_CASE("what is added is of the tag's own kind") {
  const auto [tag, before, add, after] =
      GENERATE(table<std::string, std::int64_t, std::string, std::int64_t>({
          {"takings", 10000, "-50.01 CNY", 4999},
          {"takings", 10000, "0.01", 10001},
          {"takings", -99999, "-1 CNY", -100000},
          {"wheels", 98, "5", 99},
          {"rate", 500, "1.50% a year", 650},
          {"used", 9900, "2%", 10000},
          {"late", 3, "30 days", 33},
          {"built", *parse_date("2000-01-31"), "1 months", *parse_date("2000-02-29")},
          {"built", *parse_date("2000-01-31"), "-31 days", *parse_date("1999-12-31")},
          {"built", *parse_date("2026-12-01"), "6 months", *parse_date("2026-12-31")},
      }));
  Shocked s;
  s.one.put(tag, before);
  s.make({"tags: [" + tag + "], add: " + add});
  CHECK(s.at(tag).number == after);
}

TEST_CASE("what is missing stays missing unless it is set") {
  Shocked s;
  s.one["rate"].state = State::missing;
  s.one["rate"].cause = cause::no_hit;
  s.one["used"].state = State::bad;
  s.one.put("takings", 10000);
  s.one["takings"].as_of = s.one.sent.decision_date - 31;  // older than its 30 days
  s.one.put("wheels", 500);                                // out of range
  s.make({"tags: [rate, used, takings, wheels, debts], multiply: 50%", "tags: [rate], missing: not_asked"});
  CHECK(s.at("rate").state == State::missing);
  CHECK(s.at("rate").cause == cause::no_hit);
  CHECK(s.at("used").state == State::bad);
  CHECK(s.at("takings").number == 10000);
  CHECK(s.at("wheels").number == 500);
  CHECK(s.at("debts").state == State::absent);
  CHECK(s.reached[0].stayed_missing);
  CHECK_FALSE(s.reached[0].changed);
  CHECK_FALSE(s.touched());

  Shocked set;
  set.one["rate"].state = State::missing;
  set.one["rate"].cause = cause::no_hit;
  set.make({"tags: [rate], set: 8% a year", "tags: [takings], set: 12", "tags: [place], set: \"Bridge End\"",
            "tags: [trade], set: paper", "tags: [flooded], set: yes", "tags: [inflow], set: 7"});
  CHECK(set.at("rate").number == 800);
  CHECK(set.at("takings").number == 1200);
  CHECK(set.at("takings").as_of == set.one.sent.decision_date);  // fresh
  CHECK(set.at("place").text == "Bridge End");
  CHECK(set.at("trade").number == 2);
  CHECK(set.at("flooded").number == 1);
  for (const char* element : {"inflow[1]", "inflow[2]", "inflow[3]"}) CHECK(set.at(element).number == 700);
  CHECK(set.touched());
}

TEST_CASE("values go missing as they do in life") {
  Shocked s;
  for (const char* tag : {"takings", "rate", "used", "debts"}) s.one.put(tag, 100);
  s.make({"tags: [takings], missing: stale", "tags: [rate], missing: no_hit", "tags: [used], missing: error",
          "tags: [debts], missing: suppressed"});
  const auto causes = [&](const std::string& tag) {
    const ir::Input& input = s.mill.door.inputs[s.mill.input(tag)];
    return engine::door_causes(input, s.mill.door.types[input.type], s.at(tag), s.sent.decision_date);
  };
  CHECK(causes("takings") == cause::stale);
  CHECK(causes("rate") == cause::no_hit);
  CHECK(causes("used") == cause::error);
  CHECK(causes("debts") == cause::suppressed);
  CHECK(s.touched());
}

TEST_CASE("a scope asks about the tags as they came; where it is unknown nothing is touched") {
  Shocked s;
  s.one.put("trade", 0);
  s.one.put("used", 5000);
  s.one.put("secret", 1);
  const std::vector<std::string> shocks = {
      "tags: [used], set: 10%",
      "tags: [used], scope: \"used at least 50%\", add: 1%",  // of the use that came
      "tags: [used], scope: \"rate above 5% a year\", add: 2%",
      "tags: [used], scope: \"trade is oil\", add: 4%",
      "tags: [used], scope: \"rate above 5% a year or trade is flour\", add: 8%",
      "tags: [used], scope: \"wheels above 1\", add: 16%",  // never missing, says the catalogue
      "tags: [used], scope: \"secret is 1\", add: 32%",     // a report may ask what a policy may not
      "tags: [used], scope: \"takings above 1 CNY\", add: 20%"};
  s.one.put("takings", 10000);
  s.one["takings"].as_of = s.one.sent.decision_date - 300;  // too old for a policy
  s.make(shocks);
  CHECK(s.at("used").number == 1000 + 100 + 800 + 3200 + 2000);
  CHECK(s.reached[1].in_scope);
  CHECK(s.reached[2].unknown);
  CHECK_FALSE(s.reached[2].in_scope);
  CHECK_FALSE(s.reached[3].in_scope);
  CHECK_FALSE(s.reached[3].unknown);
  CHECK(s.reached[5].unknown);
  CHECK(s.reached[7].in_scope);
  s.one.put("wheels", 2);
  s.one.put("rate", 501);
  s.again();
  CHECK(s.at("used").number == 1000 + 100 + 200 + 800 + 1600 + 3200 + 2000);
}

TEST_CASE("a share is the same people each time, about as many as it says, and a larger one has them all") {
  Shocked s;
  s.one.put("wheels", 1);
  s.make({"tags: [wheels], share: 20%, add: 1", "tags: [wheels], share: 50%, add: 10",
          "tags: [wheels], share: 0%, add: 20"});
  int few = 0, many = 0;
  for (int i = 0; i < 5000; ++i) {
    s.one.sent.case_id = "C-" + std::to_string(i);
    s.again();
    const int bucket = engine::experiment_bucket("dry", s.one.sent.case_id);
    const std::int64_t wanted = 1 + (bucket < 2000 ? 1 : 0) + (bucket < 5000 ? 10 : 0);
    REQUIRE(s.at("wheels").number == wanted);
    few += s.reached[0].picked;
    many += s.reached[1].picked;
  }
  CHECK(std::abs(few - 1000) < 120);  // 4 standard deviations of a binomial
  CHECK(std::abs(many - 2500) < 142);
}

TEST_CASE("a moved date leaves values as old as they are") {
  Mill mill;
  OneCase one(mill);
  one.put("takings", 100);
  one["takings"].as_of = *parse_date("2026-11-01");
  one.sent.decision_time = "2026-11-08T09:30:00+08:00";
  move_date(one.sent, *parse_date("2027-05-08"));
  CHECK(format_date(one.sent.decision_date) == "2027-05-08");
  CHECK(format_date(*one["takings"].as_of) == "2027-05-01");
  CHECK(one.sent.decision_time.empty());
  CHECK_FALSE(one["rate"].as_of.has_value());
}

TEST_CASE("trends go on from where the period before left off") {
  Mill mill;
  const auto scenario = mill.read(
      "scenario: dry\ncatalogue: \"mill 3\"\nshocks:\n  - {tags: [takings], multiply: 50%}\n"
      "trends:\n  periods: 3\n  every: 1 months\n  changes:\n"
      "    - {tags: [takings], multiply: 90%}\n    - {tags: [wheels], add: 1}\n");
  REQUIRE(scenario);
  OneCase one(mill);
  one.put("takings", 10000);
  one.put("wheels", 97);
  one.asked = &scenario->door;
  Shocker shocker(*scenario, mill.door);
  shocker.begin(one, {}, 0, 0, one.sent);
  engine::SentCase sent = one.sent;
  std::vector<Reached> shocked(1), trended(2);
  const std::size_t takings = mill.input("takings"), wheels = mill.input("wheels");
  shocker.shock(sent, shocked);
  CHECK(sent.tags[takings].number == 5000);
  CHECK(sent.tags[wheels].number == 97);
  std::vector<std::int64_t> seen;
  for (int period = 1; period <= 3; ++period) {
    shocker.trend(sent, trended);
    seen.push_back(static_cast<std::int64_t>(sent.tags[takings].number));
    seen.push_back(static_cast<std::int64_t>(sent.tags[wheels].number));
  }
  CHECK(seen == std::vector<std::int64_t>{4500, 98, 4050, 99, 3645, 99});
  CHECK(trended[1].at_end);
  CHECK_FALSE(trended[0].at_end);
}
