#include "runtime/engine/clock.h"
#include "runtime/engine/digest.h"
#include "runtime/engine/release.h"
#include "tests/unit/engine/sample_policy.h"

#include <fstream>

using namespace pol;
using namespace pol::testing;
using Json = nlohmann::ordered_json;

TEST_CASE("the record has all fields in the documented order, on one line") {
  SamplePolicy sample;
  const std::string text = sample.text();
  CHECK(text.find('\n') == std::string::npos);
  CHECK(text.starts_with(R"({"case_id": "C-1", "decision_time": "2026-11-08T09:30:00+08:00", )"));
  std::vector<std::string> keys;
  const Json json = Json::parse(text);
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{
                    "case_id",     "decision_time", "decision_date",  "tzdata",     "policy",
                    "language",    "release",       "content_hash",   "unsigned",   "input_hash",
                    "snapshot",    "status",        "main",           "outputs",    "knockouts",
                    "reasons",     "reasons_all",   "values",         "arms",       "leaves",
                    "paths",       "rows",          "evidence",       "scorecards", "events_active",
                    "experiments", "steps",         "cost_lines",     "undecided",  "upstream_undecided",
                    "tags_read",   "tags_missing",  "review_overdue", "engine"});
}

TEST_CASE("an approval: amounts with their unit, rows, arms, steps") {
  SamplePolicy sample;
  const Json json = sample.json();
  CHECK(json["status"] == "decided");
  CHECK(json["main"] == "approve");
  CHECK(json["outputs"] == Json::parse(R"({"outcome": "approve", "limit": "3200.00 CNY"})"));
  CHECK(json["values"]["raw_limit"] == "3200.00 CNY");
  CHECK(json["arms"]["outcome"] == 4);
  CHECK(json["rows"]["share"] == Json::parse("[2]"));
  CHECK(json["steps"].size() == 3);
  CHECK(json["steps"][0]["code"] == "B1");
  CHECK(json["steps"][0]["active"] == true);
  CHECK(json["steps"][0]["amount"] == "500000.00 CNY");
  CHECK(json["steps"][1]["active"] == false);
  CHECK(json["steps"][1]["amount"].is_null());
  CHECK(json["steps"][1]["after"] == "3200.00 CNY");
  CHECK(json["tags_read"].size() == 5);
  CHECK(json["tags_missing"].empty());
  CHECK(json["undecided"].empty());
  CHECK(json["review_overdue"] == false);
  CHECK(json["engine"] == "interpreter");
  CHECK(json["policy"] == Json::parse(R"({"kind": "limit", "name": "sample", "version": 3})"));
}

TEST_CASE("an undecided case names where its causes come from") {
  SamplePolicy sample;
  sample.missing(kAsk, cause::no_hit);
  const Json json = sample.json();
  CHECK(json["status"] == "undecided");
  CHECK(json["main"].is_null());
  CHECK(json["outputs"]["limit"].is_null());
  CHECK(json["undecided"] == Json::parse(R"([{"origin": "ask", "cause": "no_hit"}])"));
  CHECK(json["tags_missing"] == Json::parse(R"([{"origin": "ask", "cause": "no_hit"}])"));
  CHECK(json["values"]["raw_limit"].is_null());
}

TEST_CASE("an unknown shock is told apart from one that does not act") {
  SamplePolicy sample;
  sample.missing(kRoadClosed, cause::not_asked);
  const Json json = sample.json();
  CHECK(json["events_active"].empty());
  CHECK(json["steps"][1]["active"].is_null());
  CHECK(json["steps"][1]["after"].is_null());
  CHECK(json["steps"][0]["after"] == "3200.00 CNY");  // earlier steps stay
  CHECK(json["undecided"][0]["origin"] == "road_closed");
}

TEST_CASE("a computed error names the definition in which it arose") {
  ir::Module m = sample_module();
  ir::Builder build(m);
  const ir::Ref score = build.input(kScore);
  const ir::Ref zero = build.binary(ir::Op::subtract, score, score);
  const ir::Ref ratio = build.divide(score, zero, build.rounding({RoundingMode::down, {1, 0}}), Kind::number);
  m.values.push_back({"ratio", ratio});
  SamplePolicy sample;
  sample.policy = std::move(*engine::LoadedPolicy::load(std::move(m)));
  sample.record = sample.policy->new_record();
  sample.decide();
  const auto from = engine::origins(*sample.policy, sample.admitted, sample.scratch.slots, ratio);
  CHECK(from == std::vector<engine::Origin>{{"ratio", cause::computed_error}});
}

TEST_CASE("the content hash follows the rules, not their names or places") {
  const ir::Module module = sample_module();
  const std::string hash = engine::content_hash(module);
  CHECK(hash.size() == 64);
  const auto changed = [&](auto change) {
    ir::Module copy = module;
    change(copy);
    return engine::content_hash(copy) != hash;
  };
  using M = ir::Module;
  CHECK_FALSE(changed([](M& m) { m.spans.assign(m.insts.size(), {1, 2, 3}); }));
  CHECK_FALSE(changed([](M& m) { m.values[0].name = "part"; }));
  CHECK_FALSE(changed([](M& m) { m.tables[0].name = "t"; }));
  CHECK_FALSE(changed([](M& m) { m.choices[0].name = "c"; }));
  CHECK_FALSE(changed([](M& m) { m.enums.intern({"more", {"x", "y"}, false}); }));
  CHECK_FALSE(changed([](M& m) { m.policy.catalogue_version = "2026.11"; }));
  CHECK(changed([](M& m) { m.constants[0] += 1; }));
  CHECK(changed([](M& m) { m.tables[0].ranges[0].hi -= 1; }));
  CHECK(changed([](M& m) { m.inputs[1].fresh_days = 31; }));
  CHECK(changed([](M& m) { m.reason_codes[0].texts[1] += "!"; }));
  CHECK(changed([](M& m) { m.knockouts[0].code = "K9"; }));
  CHECK(changed([](M& m) { m.steps[0].amount = m.steps[2].amount; }));
  CHECK(changed([](M& m) { m.policy.version = 4; }));
}

TEST_CASE("the input hash follows values and causes") {
  SamplePolicy sample;
  const auto hash = [&] {
    REQUIRE_FALSE(sample.admit());
    return engine::input_hash(sample.policy->module(), sample.admitted);
  };
  const std::string first = hash();
  CHECK(hash() == first);
  sample.value(kTown, 0).text = "Suqian";
  const std::string town = hash();
  CHECK(town != first);
  sample.missing(kScore, cause::no_hit);
  CHECK(hash() != town);
}

TEST_CASE("SHA-256 as the world knows it") {
  CHECK(engine::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a decision time becomes the date in the policy's zone") {
  const auto day = [](const char* time, const char* zone) {
    const auto read = engine::decision_day(time, zone);
    return read ? format_date(*read) : read.failure().message;
  };
  CHECK(day("2026-11-08T09:30:00+08:00", "Asia/Shanghai") == "2026-11-08");
  CHECK(day("2026-11-08T00:30:00+08:00", "America/New_York") == "2026-11-07");
  CHECK(day("2026-11-07T23:30:00.5Z", "Asia/Shanghai") == "2026-11-08");
  CHECK(day("2026-07-01T03:59:59Z", "America/New_York") == "2026-06-30");  // summer time: four hours
  CHECK(day("2026-07-01T04:00:00Z", "America/New_York") == "2026-07-01");
  CHECK(day("2026-11-08T09:30:00+08:00", "Asia/Nowhere") == "there is no time zone `Asia/Nowhere`");
  for (const char* wrong :
       {"", "2026-11-08", "2026-11-08T09:30:00", "2026-02-30T09:30:00Z", "2026-11-08T24:00:00Z",
        "2026-11-08T09:30:00+08", "2026-11-08T09:30:00Zx", "2026-11-08T09:3a:00Z"})
    CHECK(day(wrong, "Asia/Shanghai").find("is no time with an offset") != std::string::npos);
}

TEST_CASE("records name the release that CMake builds") {
  std::ifstream file(std::string(POL_SOURCE_DIR) + "/CMakeLists.txt");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  CHECK(text.find("project(pol VERSION " + std::string(engine::kRelease)) != std::string::npos);
}
