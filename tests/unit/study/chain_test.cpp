// Policies that feed each other: decided in order, or with results that the host gives (I07).
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/study/examples.h"
#include "compiler/study/pipeline.h"
#include "runtime/engine/case_json.h"
#include "runtime/engine/record.h"
#include "tests/unit/sema/bundle.h"

using namespace pol;

namespace {

const char* kLimit = R"(language 1
policy limit up version 3
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-10-01 zone "Asia/Shanghai" review by 2027-05-01
  tags demo "1" reasons demo "1"
  gives outcome one of (approve, refer, decline)
  gives limit money CNY, 0 CNY unless outcome is approve
end
knockouts
  K01 decline because R01 when not verified
  K02 refer because R02 when score is missing
end
let raw be 20% of takings rounded down to 100 CNY
brakes on limit start from raw B1 cap 50,000 CNY because R20 end
decide outcome
  decline when any decline knockout
  refer when any refer knockout
  approve otherwise
end
)";

const char* kMiddle = R"(language 1
policy strategy middle version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai" review by 2027-05-01
  tags demo "1" reasons demo "1"
  needs limit/up version 3
  gives size one of (small, large, unknown)
end
decide size
  unknown when limit.outcome is not approve
  large when limit.limit at least 30,000 CNY and score above 700
  small otherwise
end
undecided gives size unknown because T98
)";

const char* kRoot = R"(language 1
policy strategy root version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai" review by 2027-05-01
  tags demo "1" reasons demo "1"
  needs strategy/middle version 1 as middle
  needs limit/up version 3
  gives way one of (open, capped, papers, halt, look)
  gives amount money CNY
end
decide way
  halt when limit.knockouts includes K01
  papers when limit.reasons includes R02
  look when middle.status is undecided or middle.size is unknown
  capped when limit.reasons includes R20
  open otherwise
end
let amount be limit.limit
)";

struct Chained {
  test::Bundle bundle;
  Sources sources;
  Diagnostics diagnostics;
  study::Compiled compiled;
  engine::ChainCase out;

  explicit Chained(const char* root = kRoot, const char* middle = kMiddle) {
    bundle.write("up.pol", kLimit).write("middle.pol", middle).write("root.pol", root);
    compiled = study::compile(sources, bundle.path("root.pol"), diagnostics);
    for (const auto& d : diagnostics.all()) UNSCOPED_INFO(one_line(d, sources));
    REQUIRE(compiled.chain);
  }
  std::optional<engine::Refusal> decide(const std::string& tags, const std::string& needs = "{}") {
    engine::CaseOptions options;
    options.on = parse_date("2026-11-08");
    const auto parsed =
        engine::parse_case(compiled.chain->door(),
                           R"({"case_id": "C-1", "tags": )" + tags + R"(, "needs": )" + needs + "}", options);
    if (const auto* refusal = std::get_if<engine::Refusal>(&parsed)) return *refusal;
    REQUIRE(std::holds_alternative<engine::SentCase>(parsed));
    sent = std::get<engine::SentCase>(parsed);
    return compiled.chain->decide(engine::Which::interpreter, sent, out);
  }
  nlohmann::json record(std::size_t i) {
    const engine::MemberCase& member = out.members[i];
    return nlohmann::json::parse(engine::record_json(compiled.chain->member(i), *member.sent, member.admitted,
                                                     member.record, member.scratch.slots,
                                                     engine::Which::interpreter));
  }
  std::string way() { return record(2)["outputs"]["way"]; }
  engine::SentCase sent;
};

std::string tags(const std::string& score, const std::string& takings, bool verified = true) {
  return R"({"score": )" + score + R"(, "takings": ")" + takings + R"(", "verified": )" +
         (verified ? "true" : "false") + "}";
}
const std::string kNoScore = R"({"missing": "no_hit"})";

}  // namespace

TEST_CASE("what a policy needs is decided before it", "[chain]") {
  Chained chain;
  REQUIRE(chain.compiled.chain->size() == 3);
  CHECK(chain.compiled.chain->member(0).module().policy.name == "up");
  CHECK(chain.compiled.chain->member(1).module().policy.name == "middle");
  // The door asks for the tags of all members, each once.
  std::vector<std::string> door;
  for (const auto& input : chain.compiled.chain->door().inputs) door.push_back(input.name);
  std::sort(door.begin(), door.end());
  CHECK(door == std::vector<std::string>{"decision_date", "score", "takings", "verified"});

  REQUIRE(!chain.decide(tags("720", "100000.00")));
  CHECK(chain.way() == "open");
  CHECK(chain.record(2)["outputs"]["amount"] == "20000.00 CNY");
  CHECK(chain.record(2)["tags_read"].empty());
  REQUIRE(!chain.decide(tags("720", "900000.00")));
  CHECK(chain.way() == "capped");  // a reason of the limit that a brake gave
  CHECK(chain.record(2)["outputs"]["amount"] == "50000.00 CNY");
  REQUIRE(!chain.decide(tags("720", "900000.00", false)));
  CHECK(chain.way() == "halt");
  REQUIRE(!chain.decide(tags(kNoScore, "900000.00")));
  CHECK(chain.way() == "papers");
}

TEST_CASE("a needed policy that is undecided still gives its outputs, and the record names it", "[chain]") {
  Chained chain;
  // The score is too high to be one: missing (error) for the limit, which then refers; so take it away only
  // from what the middle policy sees, by giving the limit.
  const auto& limit = chain.compiled.chain->member(0);
  const std::string needs =
      R"({"limit": {"version": 3, "content_hash": ")" + limit.content_hash() +
      R"(", "decision_date": "2026-11-08", "status": "decided", "outputs": )"
      R"({"outcome": "approve", "limit": "40000.00"}, "reasons": [], "knockouts": []}})";
  REQUIRE(!chain.decide(tags(kNoScore, "900000.00"), needs));
  CHECK(!chain.out.members[0].decided);
  CHECK(chain.record(1)["status"] == "undecided");
  CHECK(chain.way() == "look");
  CHECK(chain.record(2)["status"] == "decided");
  CHECK(chain.record(2)["upstream_undecided"] == nlohmann::json{"strategy/middle"});
}

TEST_CASE("a host's result of a needed policy is compared before it is believed", "[chain]") {
  Chained chain;
  const std::string hash = chain.compiled.chain->member(0).content_hash();
  const auto given = [&](const std::string& version, const std::string& content, const std::string& date,
                         const std::string& outputs = R"({"outcome": "approve", "limit": "40000.00"})") {
    const auto refusal =
        chain.decide(tags("720", "900000.00"),
                     R"({"limit": {"version": )" + version + R"(, "content_hash": ")" + content +
                         R"(", "decision_date": ")" + date + R"(", "status": "decided", "outputs": )" +
                         outputs + R"(, "reasons": ["R20"], "knockouts": []}})");
    return refusal ? refusal->code + " " + refusal->message : std::string();
  };
  CHECK(given("3", hash, "2026-11-08") == "");
  CHECK(chain.record(2)["outputs"]["amount"] == "40000.00 CNY");
  CHECK(chain.way() == "capped");
  CHECK(given("2", hash, "2026-11-08") == "I07 the result of `limit` is of another version");
  CHECK(given("3", "ab", "2026-11-08") == "I07 the result of `limit` is of another content hash");
  CHECK(given("3", hash, "2026-11-07") == "I07 the result of `limit` is of another date");
  CHECK(given("3", hash, "2026-11-08", R"({"outcome": "perhaps"})").substr(0, 3) == "I04");
  CHECK(given("3", hash, "2026-11-08", R"({"outcome": "approve"})").substr(0, 3) == "I02");
  CHECK(chain.decide(tags("720", "1.00"), R"({"other": {}})")->code == "I04");
}

TEST_CASE("a chain gives what its members give one after the other", "[chain]") {
  Chained chain;
  for (int takings = 0; takings <= 400'000; takings += 12'345)
    for (const std::string& score : {std::string("600"), std::string("701"), kNoScore})
      for (const bool verified : {true, false}) {
        const std::string all = tags(score, std::to_string(takings) + ".00", verified);
        REQUIRE(!chain.decide(all));
        const auto whole = chain.record(2), limit = chain.record(0), middle = chain.record(1);
        auto host = [&](std::size_t i, const nlohmann::json& record) {
          nlohmann::json outputs = record["outputs"];
          for (auto& value : outputs) {
            const std::string text = value;
            value = text.substr(0, text.find(" CNY"));
          }
          return nlohmann::json{{"version", record["policy"]["version"]},
                                {"content_hash", chain.compiled.chain->member(i).content_hash()},
                                {"decision_date", "2026-11-08"},
                                {"status", record["status"]},
                                {"outputs", outputs},
                                {"reasons", record["reasons_all"]},
                                {"knockouts", record["knockouts"]["fired"]}};
        };
        const nlohmann::json needs{{"limit", host(0, limit)}, {"middle", host(1, middle)}};
        REQUIRE(!chain.decide(all, needs.dump()));
        CHECK(chain.record(2) == whole);
      }
}

namespace {

// Takes over what the limit says, between and after reasons of its own.
const char* kTaking = R"(language 1
policy strategy root version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai" review by 2027-05-01
  tags demo "1" reasons demo "1"
  needs limit/up version 3
  needs strategy/middle version 1 as middle
  gives way one of (open, halt, look)
end
decide way
  halt because T98, limit.reasons when limit.outcome is not approve
  look because middle.reasons when middle.status is undecided
  open because limit.reasons, R01 otherwise
end
example "As the limit says"
  given limit.outcome approve, middle.size small, limit.reasons (R02, R20)
  expect way open, reasons (R02, R20, R01)
end
example "Nothing is said"
  given limit.outcome refer, middle.size small
  expect way halt, reasons (T98)
end
)";

}  // namespace

TEST_CASE("a because takes over the whole list of a needed policy", "[chain]") {
  Chained chain(kTaking);
  using Codes = nlohmann::json;
  const auto reasons = [&] { return chain.record(2)["reasons_all"]; };
  REQUIRE(!chain.decide(tags("720", "900000.00")));
  CHECK(reasons() == Codes{"R20", "R01"});
  REQUIRE(!chain.decide(tags("720", "100000.00")));
  CHECK(reasons() == Codes{"R01"});
  REQUIRE(!chain.decide(tags(kNoScore, "900000.00", false)));
  CHECK(reasons() == Codes{"T98", "R01"});  // K01 alone: the limit declines
  REQUIRE(!chain.decide(tags(kNoScore, "900000.00")));
  CHECK(reasons() == Codes{"T98", "R02"});

  SECTION("in the words of the other policy, and part of the content hash") {
    const ir::Module& module = chain.compiled.policy->module();
    std::vector<std::string> codes;
    for (const auto& reason : module.reason_codes) codes.push_back(reason.code);
    std::sort(codes.begin(), codes.end());
    CHECK(codes == std::vector<std::string>{"R01", "R02", "R20", "T98"});
  }
  SECTION("given by the host") {
    const std::string head = R"({"limit": {"version": 3, "content_hash": ")" +
                             chain.compiled.chain->member(0).content_hash() +
                             R"(", "decision_date": "2026-11-08", "status": "decided", "outputs": )"
                             R"({"outcome": "approve", "limit": "1.00"}, "knockouts": [], "reasons": )";
    REQUIRE(!chain.decide(tags("720", "900000.00"), head + R"(["R02", "R20"]}})"));
    CHECK(reasons() == Codes{"R02", "R20", "R01"});
    const auto refusal = chain.decide(tags("720", "900000.00"), head + R"(["R77"]}})");
    REQUIRE(refusal);
    CHECK(refusal->code == "I04");
  }
  SECTION("examples give it") {
    const auto run = study::run_examples(chain.compiled, chain.sources, chain.diagnostics);
    for (const auto& d : chain.diagnostics.all()) UNSCOPED_INFO(one_line(d, chain.sources));
    CHECK(run.passed == 2);
  }
  SECTION("not without its texts") {
    ir::Module module = chain.compiled.policy->module();
    module.reason_codes.pop_back();
    for (auto& choice : module.choices)
      for (auto& arm : choice.reasons) {
        std::erase_if(arm, [](const ir::ReasonRef& r) { return r.form == ir::ReasonRef::Form::code; });
      }
    auto policy = engine::LoadedPolicy::load(module);
    REQUIRE(policy);
    const auto& whole = *chain.compiled.chain;
    std::vector<std::shared_ptr<const engine::LoadedPolicy>> members{chain.compiled.needs[0]->policy,
                                                                     chain.compiled.needs[1]->policy};
    REQUIRE(whole.size() == 3);
    members.push_back(std::shared_ptr<const engine::LoadedPolicy>(std::move(*policy)));
    const auto made = engine::Chain::make(members);
    REQUIRE_FALSE(made);
    CHECK(made.failure().message.find("it has no text for") != std::string::npos);
  }
}

TEST_CASE("the content hash of a policy covers what it needs", "[chain]") {
  Chained one, other;
  CHECK(one.compiled.policy->content_hash() == other.compiled.policy->content_hash());
  std::string limit = kLimit;
  limit.replace(limit.find("50,000"), 6, "60,000");
  other.bundle.write("up.pol", limit);
  const auto changed = study::compile(other.sources, other.bundle.path("root.pol"), other.diagnostics);
  REQUIRE(changed.policy);
  CHECK(changed.policy->content_hash() != one.compiled.policy->content_hash());
  CHECK(changed.lowered->module.insts == one.compiled.lowered->module.insts);
}

namespace {

const char* kNaming = R"(language 1
policy strategy middle version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai" review by 2027-05-01
  tags demo "1" reasons demo "1"
  gives size one of (small, large)
  gives note text
  gives code text, "none" unless size is large
end
decide size large when takings above 100 CNY small otherwise end
let note be first present of (customer_id, "a stranger")
let code be "L-1"
)";

const char* kReading = R"(language 1
policy strategy root version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai" review by 2027-05-01
  tags demo "1" reasons demo "1"
  needs strategy/middle version 1 as middle
  gives way one of (open, shut)
  gives word text
end
decide way
  open when middle.note starts with "C-" and middle.code is "L-1"
  shut otherwise
end
let word be middle.note
)";

}  // namespace

TEST_CASE("a text is given, needed and shown as the text it is", "[chain]") {
  Chained chain(kReading, kNaming);
  const auto decide = [&](const std::string& customer, const std::string& takings) {
    REQUIRE(!chain.decide(R"({"customer_id": )" + customer + R"(, "takings": ")" + takings + R"("})"));
    const auto first = chain.record(0)["outputs"], last = chain.record(1)["outputs"];
    return std::vector<std::string>{first["note"], first["code"], last["way"], last["word"]};
  };
  using Words = std::vector<std::string>;
  CHECK(decide("\"C-7\"", "200.00") == Words{"C-7", "L-1", "open", "C-7"});
  CHECK(decide("\"L-1\"", "200.00") == Words{"L-1", "L-1", "shut", "L-1"});
  CHECK(decide("\"C-8\"", "2.00") == Words{"C-8", "none", "shut", "C-8"});
  CHECK(decide(kNoScore, "200.00") == Words{"a stranger", "L-1", "shut", "a stranger"});

  const std::string needs =
      R"({"middle": {"version": 1, "content_hash": ")" + chain.compiled.chain->member(0).content_hash() +
      R"(", "decision_date": "2026-11-08", "status": "decided", "outputs": )"
      R"({"size": "large", "note": "C-客户", "code": "L-1"}, "reasons": [], "knockouts": []}})";
  REQUIRE(!chain.decide(R"({})", needs));
  CHECK(chain.record(1)["outputs"]["way"] == "open");
  CHECK(chain.record(1)["outputs"]["word"] == "C-客户");
}

TEST_CASE("a chain of hundreds of policies is compiled without recursion, each once a run", "[chain]") {
  constexpr std::size_t kLength = 200;
  const auto text = [](std::size_t i) {
    const std::string before = "p" + std::to_string(i - 1);
    return "language 1\npolicy strategy p" + std::to_string(i) +
           " version 1\n  owner \"Test\" approved by 2 of (cro, cfo)\n"
           "  effective 2026-11-01 zone \"Asia/Shanghai\" review by 2027-05-01\n"
           "  tags demo \"1\" reasons demo \"1\"\n" +
           (i ? "  needs strategy/" + before + " version 1 as up\n" : "") +
           "  gives way one of (left, right)\nend\ndecide way left because " +
           (i ? "up.reasons when up.way is left" : "R01 when verified") + " right otherwise end\n";
  };
  test::Bundle bundle;
  for (std::size_t i = 0; i < kLength; ++i) bundle.write("p" + std::to_string(i) + ".pol", text(i));
  Sources sources;
  Diagnostics diagnostics;
  study::CompileOptions options;
  options.check.needed = std::make_shared<sema::NeededCache>();
  options.members = std::make_shared<study::MemberCache>();
  const auto compiled = [&](std::size_t i) {
    return study::compile(sources, bundle.path("p" + std::to_string(i) + ".pol"), diagnostics, options);
  };
  const study::Compiled top = compiled(kLength - 1), below = compiled(kLength - 2);
  REQUIRE(top.chain);
  REQUIRE(below.chain);
  CHECK_FALSE(diagnostics.has_errors());
  CHECK(top.chain->size() == kLength);
  CHECK(below.chain->size() == kLength - 1);
  CHECK(options.members->entries.size() == kLength - 1);  // all but the top, once
  CHECK(top.needs.front() == below.needs.front());
}
