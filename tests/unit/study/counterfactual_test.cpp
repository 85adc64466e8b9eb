// What a person could change: hand-computed cases, and the smallest changes found again by running
// everything.
#include <catch2/catch.hpp>

#include "compiler/study/explain_counterfactual.h"
#include "runtime/engine/case_json.h"
#include "tests/unit/sema/bundle.h"

using namespace pol;
using study::Counterfactual;

namespace {

const char* kCatalogue = R"(catalogue: own
version: "1"
owner: Council
languages: [zh, en]
enums:
  use: [stock, van, holiday, debt]
invariants:
  - {id: I01, text: "Slips are not older than the shop", check: "slips at most trading", enforced: yes}
tags:
  - {id: lenders, zh: 机构, en: "Lenders", type: int, range: "0..50", missing: forbid, sensitivity: personal, typical: '2', actionable: yes}
  - {id: debt, zh: 月供, en: "Debts", type: money CNY, range: "0..100000", missing: forbid, sensitivity: personal, typical: '1,000 CNY', actionable: yes}
  - {id: card, zh: 卡, en: "Card use", type: percent, range: "0%..300%", missing: policy, sensitivity: personal, typical: '10%', actionable: yes}
  - {id: slips, zh: 流水, en: "Slips", type: int, range: "0..36", missing: policy, sensitivity: personal, fresh_for: 30 days, typical: '12', actionable: yes}
  - {id: plan, zh: 用途, en: "Plan", type: enum use, missing: forbid, sensitivity: personal, typical: stock, actionable: yes}
  - {id: promised, zh: 承诺日, en: "Promised", type: date, range: "2026-01-01..2030-12-31", missing: policy, sensitivity: personal, typical: '2026-12-01', actionable: yes}
  - {id: unwell, zh: 患病, en: "Unwell", type: bool, missing: forbid, sensitivity: sensitive, purpose: [limit], typical: 'no', actionable: yes}
  - {id: paid, zh: 已还, en: "Paid", type: 3 of int, range: "0..9", missing: forbid, sensitivity: personal, typical: '5', actionable: yes}
  - {id: trading, zh: 经营, en: "Trading", type: int, range: "0..600", missing: forbid, sensitivity: personal, typical: '24'}
  - {id: cash, zh: 现金, en: "Cash", type: money CNY, range: "0..100000", missing: forbid, sensitivity: personal, typical: '5,000 CNY'}
)";

std::string corner_policy(const std::string& items) {
  return R"(language 1
policy limit corner version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai" review by 2027-05-01
  tags own "1" reasons demo "1"
  gives outcome one of (approve, refer, decline)
  gives limit money CNY, 0 CNY unless outcome is approve
end
)" + items +
         R"(
decide outcome
  decline when any decline knockout
  refer when any refer knockout
  approve otherwise
end
)";
}

// A case of one policy or chain, with all typical values but those that are given as JSON members.
struct Corner {
  test::Bundle bundle;
  Sources sources;
  Diagnostics diagnostics;
  study::Compiled compiled;
  engine::SentCase sent;
  engine::ChainCase decided;

  explicit Corner(const std::string& items, const std::string& after = "") {
    bundle.write("tags/own.yaml", kCatalogue).write("corner.pol", corner_policy(items));
    if (!after.empty()) bundle.write("after.pol", after);
    compiled = study::compile(sources, bundle.path(after.empty() ? "corner.pol" : "after.pol"), diagnostics);
    for (const auto& d : diagnostics.all()) UNSCOPED_INFO(one_line(d, sources));
    REQUIRE(compiled.chain);
  }
  study::Counterfactuals find(const std::string& tags, std::size_t most_runs = 20'000) {
    engine::CaseOptions options;
    options.on = parse_date("2026-11-08");
    options.in_catalogue = [](std::string_view) { return true; };
    auto parsed =
        engine::parse_case(compiled.chain->door(), R"({"case_id": "C-1", "tags": {)" + tags + "}}", options);
    REQUIRE(std::holds_alternative<engine::SentCase>(parsed));
    sent = std::get<engine::SentCase>(parsed);
    REQUIRE(!compiled.chain->decide(engine::Which::interpreter, sent, decided));
    return study::find_counterfactuals({compiled, sent, decided, engine::Which::interpreter, most_runs});
  }
  std::string shown(std::size_t tag, const engine::SentTag& value) const {
    const ir::Module& door = compiled.chain->door();
    return format_data(value.number, door.types[door.inputs[tag].type], door.enums);
  }
  // "outcome lenders 6: approve 8000.00"
  std::vector<std::string> told(const study::Counterfactuals& found) const {
    std::vector<std::string> lines;
    for (const Counterfactual& one : found.changes) {
      const char* forms[] = {"outcome", "raise", "best"};
      std::string line = std::string(forms[static_cast<int>(one.form)]) + " " +
                         compiled.chain->door().inputs[one.tag].name + " " + shown(one.tag, one.needed);
      if (one.until) line += ".." + shown(one.tag, *one.until);
      for (const auto& also : one.also) line += "|" + shown(one.tag, also);
      REQUIRE(one.ran);
      const ir::Module& module = compiled.chain->root().module();
      const ir::NativeRecord& record = one.ran->decided.root().record;
      line += ":";
      for (std::size_t i = 0; i < module.outputs.size(); ++i)
        line += " " + format_data(record.outputs[i], module.type_of(module.outputs[i].value), module.enums);
      lines.push_back(line);
    }
    return lines;
  }
  // What a policy of its own gives with every value from 0 to `most` of a tag.
  std::vector<study::Standing> with_all(const std::string& tag, int most) const {
    const ir::Module& door = compiled.chain->door();
    std::size_t at = 1;
    while (door.inputs[at].name != tag) ++at;
    engine::SentCase other = sent;
    other.tags[at].state = engine::SentTag::State::value;
    engine::ChainCase out;
    const study::Standings rule(compiled.chain->root());
    std::vector<study::Standing> all;
    for (int value = 0; value <= most; ++value) {
      other.tags[at].number = value;
      if (compiled.chain->decide(engine::Which::interpreter, other, out)) break;
      all.push_back(rule.of(out.root().record));
    }
    return all;
  }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a knockout at a number: the first that is let through", "[counterfactual]") {
  Corner corner(
      "knockouts\n  K01 decline because R01 when lenders above 6\n"
      "  K02 refer because R02 when lenders at least 5\nend\n"
      "brakes on limit start from 8,000 CNY B1 cap 9,000 CNY because R20 end");
  // Of two kinder outcomes each is told with its own smallest change.
  const auto found = corner.find(R"("lenders": 9)");
  CHECK(corner.told(found) == Lines{"outcome lenders 6: refer 0.00", "outcome lenders 4: approve 8000.00"});
  REQUIRE(found.tried.size() == 1);
  CHECK(found.tried[0].every_value);
  CHECK(found.tried[0].runs == 50);  // all but today's
  CHECK(found.runs == 50);
  // |9 - 6| / 9
  REQUIRE(found.changes[0].step);
  CHECK(found.changes[0].step->parts == 3);
  CHECK(found.changes[0].step->whole == 9);
  // Approved at the cap: nothing more to be had.
  CHECK(corner.told(corner.find(R"("lenders": 2)")).empty());
}

TEST_CASE("an amount in steps: the smallest change that raises it, and the most", "[counterfactual]") {
  // 2 * (5,000 - debt), in hundreds, up to 7,000: with 2,020 it is 5,900; 2,000 gives 6,000; 1,500 gives
  // 7,000.
  Corner corner(
      "let room be lowest of (2 * cash - 2 * debt, 7,000 CNY) rounded down to 100 CNY\n"
      "brakes on limit start from room B1 cap 50,000 CNY because R20 end");
  CHECK(corner.told(corner.find(R"("debt": "2020.00", "cash": "5000.00")")) ==
        Lines{"raise debt 2000.00: approve 6000.00", "best debt 1500.00: approve 7000.00"});
  // At the ceiling already.
  CHECK(corner.told(corner.find(R"("debt": "1200.00", "cash": "5000.00")")).empty());
}

TEST_CASE("an amount that grows with every cent: only the most is told", "[counterfactual]") {
  Corner corner(
      "let room be lowest of (cash - debt, 4,000 CNY)\n"
      "brakes on limit start from room B1 cap 50,000 CNY because R20 end");
  CHECK(corner.told(corner.find(R"("debt": "2020.00", "cash": "5000.00")")) ==
        Lines{"best debt 1000.00: approve 4000.00"});
}

TEST_CASE("both ways out of a band, the nearer first", "[counterfactual]") {
  Corner corner(
      "knockouts\n  K01 refer because R01 when card if present from 40% to 60%\nend\n"
      "brakes on limit start from 8,000 CNY B1 cap 9,000 CNY because R20 end");
  CHECK(corner.told(corner.find(R"("card": "45%")")) ==
        Lines{"outcome card 39.99%: approve 8000.00", "outcome card 60.01%: approve 8000.00"});
}

TEST_CASE("the smallest changes are those of the whole grid", "[counterfactual]") {
  // Neither limit is a number of the policy: the share is compared, not the tag.
  Corner corner(
      "let part be first present of (card, 0%) * 0.37 rounded half up to 4 places\n"
      "knockouts\n  K01 decline because R01 when part at least 80%\n"
      "  K02 refer because R02 when part at least 50%\nend\n"
      "let room be 9,000 CNY * (100% - part) rounded down to 1,000 CNY\n"
      "brakes on limit start from room B1 cap 50,000 CNY because R20 end");
  corner.find("");
  const std::vector<study::Standing> all = corner.with_all("card", 30'000);
  REQUIRE(all.size() == 30'001);
  for (const std::size_t today : {29'500, 21'700, 14'000, 9'000, 1'000}) {
    CAPTURE(today);
    const auto found = corner.find("\"card\": \"" + format_decimal(today, 2) + "%\"");
    REQUIRE(found.tried.size() == 1);
    CHECK(!found.tried[0].every_value);
    CHECK(found.tried[0].runs < 700);
    // All values, outwards: each outcome that is kinder than all before, then the raise and the most.
    std::vector<std::pair<std::string, std::size_t>> expected, told;
    for (const bool up : {false, true}) {
      study::Standing best = all[today];
      std::optional<std::size_t> raise, most;
      for (std::size_t away = 1; up ? today + away < all.size() : away <= today; ++away) {
        const std::size_t value = up ? today + away : today - away;
        if (study::outcome_direction(best, all[value]) > 0) {
          expected.emplace_back("outcome", value);
          most.reset();
        } else if (study::direction(best, all[value], false) > 0) {
          if (all[today].served && !raise) raise = value;
          most = value;
        } else {
          continue;
        }
        best = all[value];
      }
      if (raise) expected.emplace_back("raise", *raise);
      if (most && most != raise) expected.emplace_back("best", *most);
    }
    for (const Counterfactual& one : found.changes) {
      const char* forms[] = {"outcome", "raise", "best"};
      told.emplace_back(forms[static_cast<int>(one.form)], static_cast<std::size_t>(one.needed.number));
    }
    CHECK(told == expected);
    CHECK(!told.empty());
  }
}

TEST_CASE("a tag that is missing: known, and in which stretch", "[counterfactual]") {
  Corner corner(
      "knockouts\n  K01 refer because R01 when slips is missing or slips if present below 6\n"
      "  K02 decline because R01 when trading below 1\nend\n"
      "let room be 1,000 CNY * first present of (slips, 0)\n"
      "brakes on limit start from lowest of (room, 20,000 CNY) B1 cap 50,000 CNY because R20 "
      "end\n");
  const Lines expected = {"outcome slips 6..24: approve 6000.00", "best slips 20..24: approve 20000.00"};
  // Slips cannot be older than the shop (24 months): 25 breaks the invariant at the door.
  CHECK(corner.told(corner.find(R"("slips": {"missing": "no_hit"}, "trading": 24)")) == expected);
  CHECK(corner.told(corner.find(R"("trading": 24)")) == expected);
  // Too old is missing as well; the same value, asked again, is tried too.
  CHECK(corner.told(corner.find(R"("slips": {"value": 8, "as_of": "2026-01-01"}, "trading": 24)")) ==
        expected);
  // With a value the change is counted from it.
  CHECK(corner.told(corner.find(R"("slips": {"value": 4, "as_of": "2026-11-01"}, "trading": 24)")) ==
        Lines{"outcome slips 6: approve 6000.00", "best slips 20: approve 20000.00"});
}

TEST_CASE("values without an order: all that do", "[counterfactual]") {
  Corner corner(
      "knockouts\n  K01 decline because R01 when plan is holiday\n  K02 refer because R02 when plan is "
      "debt\nend\n"
      "brakes on limit start from 8,000 CNY B1 cap 9,000 CNY because R20 end");
  CHECK(corner.told(corner.find(R"("plan": "holiday")")) == Lines{"outcome plan stock|van: approve 8000.00"});
}

TEST_CASE("a date: to the day", "[counterfactual]") {
  Corner corner(
      "knockouts\n  K01 refer because R01 when promised if present above 2026-12-15\nend\n"
      "brakes on limit start from 8,000 CNY B1 cap 9,000 CNY because R20 end");
  const auto found = corner.find(R"("promised": "2027-01-04")");
  CHECK(corner.told(found) == Lines{"outcome promised 2026-12-15: approve 8000.00"});
  REQUIRE(found.changes[0].step);
  CHECK(found.changes[0].step->parts == 20);  // days of a year
  CHECK(found.changes[0].step->whole == 365);
}

TEST_CASE("what nobody can change is not tried, a series is told", "[counterfactual]") {
  Corner corner(
      "knockouts\n  K01 decline because R01 when trading below 6\n  K02 refer because R02 when sum of "
      "paid below 4\nend\n"
      "brakes on limit start from 8,000 CNY B1 cap 9,000 CNY because R20 end");
  const auto found = corner.find(R"("trading": 3, "paid": [1, 1, 1])");
  CHECK(found.changes.empty());
  CHECK(found.tried.empty());
  CHECK(found.not_tried.size() == 1);
  CHECK(found.runs == 0);
}

TEST_CASE("the runs are shared, and it is told where they did not do", "[counterfactual]") {
  Corner corner(
      "knockouts\n  K01 decline because R01 when lenders above 6\n  K02 refer because R02 when card if "
      "present above 40%\nend\n"
      "brakes on limit start from 8,000 CNY B1 cap 9,000 CNY because R20 end");
  const auto found = corner.find(R"("lenders": 20, "card": "10%")", 20);
  REQUIRE(found.tried.size() == 2);
  CHECK(found.runs == 20);
  for (const auto& tried : found.tried) {
    CHECK(tried.runs == 10);
    CHECK(tried.limited);
    CHECK(!tried.every_value);
  }
  // The nearest were run first: 10 to 30 lenders do not do.
  CHECK(found.changes.empty());
}

TEST_CASE("what one policy of a chain gives must not make another harsher", "[counterfactual]") {
  // More than 7,000 CNY are paid in stages, which is harsher: the most is what is still paid at once.
  Corner corner(
      "let room be 2 * cash - 2 * debt rounded down to 100 CNY\n"
      "brakes on limit start from room B1 cap 50,000 CNY because R20 end",
      R"(language 1
policy strategy after version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai" review by 2027-05-01
  tags own "1" reasons demo "1"
  needs limit/corner version 1
  gives way one of (at_once, staged)
end
decide way
  staged when limit.limit above 7,000 CNY or lenders above 3
  at_once otherwise
end
)");
  CHECK(corner.told(corner.find(R"("debt": "2020.00", "cash": "5000.00", "lenders": 1)")) ==
        Lines{"raise debt 2000.00: at_once", "best debt 1500.00: at_once"});
  // The tags of every policy of the chain are tried.
  CHECK(corner.told(corner.find(R"("debt": "2020.00", "cash": "5000.00", "lenders": 5)"))[0] ==
        "outcome lenders 3: at_once");
}

TEST_CASE("an applicant hears nothing of sensitive tags and no codes", "[counterfactual]") {
  Corner corner(
      "knockouts\n  K01 refer because R02 when unwell\n  K02 decline because R01 when lenders above 6\nend\n"
      "brakes on limit start from 8,000 CNY B1 cap 9,000 CNY because R20 end");
  const auto said = [&](const std::string& tags) {
    const auto found = corner.find(tags);
    const study::CounterfactualInput input{corner.compiled, corner.sent, corner.decided};
    const study::CounterfactualStory story{input, found};
    Lines lines;
    for (const auto& line : study::changes_for_applicant(story).lines) lines.push_back(line.text);
    CHECK(explain::text_of(study::tell_changes(story)).find("Unwell (unwell)") != std::string::npos);
    return lines;
  };
  CHECK(said(R"("unwell": true, "lenders": 2)") ==
        Lines{"We know of no single change by you that would give a better result."});
  CHECK(said(R"("unwell": false, "lenders": 9)") ==
        Lines{"Lenders: 6 instead of 9", "outcome approve (now decline), limit 8,000 CNY",
              "Worked out by the rules for 2026-11-08, with everything else as it is. It is not a promise."});
}

TEST_CASE("served, then the outcome, then the amount", "[counterfactual]") {
  using study::Standing;
  const Standing less{true, 0, 500}, more{true, 0, 600}, hold{true, 1, 900};
  const Standing refer{false, 1, std::nullopt}, decline{false, 2, std::nullopt}, undecided{};
  CHECK(study::direction(less, more, false) == 1);
  CHECK(study::direction(less, more, true) == -1);  // a price
  CHECK(study::direction(more, hold, false) == -1);
  CHECK(study::outcome_direction(less, more) == 0);
  CHECK(study::direction(decline, refer, false) == 1);
  CHECK(study::direction(refer, less, false) == 1);
  CHECK(study::direction(undecided, decline, false) == 0);
  CHECK(study::direction(undecided, less, false) == 1);
}
