#include "runtime/engine/case_json.h"

#include "tests/unit/engine/sample_policy.h"

using namespace pol;
using namespace pol::testing;
using engine::SentTag;

namespace {

engine::ParsedCase parse(const std::string& text, std::optional<Day> on = std::nullopt) {
  engine::CaseOptions options;
  options.on = on;
  options.in_catalogue = [](std::string_view name) { return name == "unread_tag"; };
  return engine::parse_case(sample_module(), text, options);
}

std::string with_tags(const std::string& tags) {
  return R"({"case_id": "C-1", "decision_time": "2026-11-08T09:30:00+08:00", "tags": {)" + tags + "}}";
}

// "I04 message" or the failure's message.
std::string refusal(const std::string& text) {
  const auto parsed = parse(text);
  if (const auto* refused = std::get_if<engine::Refusal>(&parsed))
    return refused->code + " " + refused->message;
  if (const auto* failure = std::get_if<Failure>(&parsed)) return failure->message;
  return "";
}

engine::SentCase good(const std::string& text) {
  auto parsed = parse(text);
  INFO(refusal(text));
  REQUIRE(std::holds_alternative<engine::SentCase>(parsed));
  return std::get<engine::SentCase>(parsed);
}

}  // namespace

TEST_CASE("values, missing causes and dates of a case") {
  const engine::SentCase sent = good(with_tags(
      R"("score": {"value": 640, "as_of": "2026-11-02"}, "id_verified": true, "ask": "14000.00", "town": "苏州",
         "road_closed": {"missing": "suppressed"}, "unread_tag": 1.5)"));
  CHECK(sent.case_id == "C-1");
  CHECK(format_date(sent.decision_date) == "2026-11-08");
  CHECK(sent.tags[kScore].number == 640);
  CHECK(sent.tags[kScore].as_of == parse_date("2026-11-02"));
  CHECK(sent.tags[kIdVerified].number == 1);
  CHECK(sent.tags[kAsk].number == 1'400'000);
  CHECK(sent.tags[kTown].text == "苏州");
  CHECK(sent.tags[kRoadClosed].state == SentTag::State::missing);
  CHECK(sent.tags[kRoadClosed].cause == cause::suppressed);
}

TEST_CASE("a value that cannot be used is an error of the tag, not of the request") {
  CHECK(good(with_tags(R"("ask": "14000.001")")).tags[kAsk].state == SentTag::State::bad);
  CHECK(good(with_tags(R"("ask": "lots")")).tags[kAsk].state == SentTag::State::bad);
  CHECK(good(with_tags(R"("score": "640")")).tags[kScore].number == 640);
}

TEST_CASE("refusals by code") {
  CHECK(refusal(with_tags(R"("scoer": 640)")) == "I01 `scoer` is not a tag of the catalogue");
  CHECK(refusal(with_tags(R"("decision_date": "2026-11-08")")).substr(0, 3) == "I01");
  CHECK(refusal(with_tags(R"("score": 640, "score": 700)")) == "I03 `score` is sent twice");
  CHECK(refusal(with_tags(R"("score": {"value": 1, "value": 2})")) == "I03 `score` has `value` twice");
  CHECK(refusal(with_tags(R"("score": 6.4e2)")) == "I04 `score` is sent as an integer");
  CHECK(refusal(with_tags(R"("ask": 14000.00)")) ==
        "I04 `ask` is sent as an amount in a string, as in \"14000.00\"");
  CHECK(refusal(with_tags(R"("ask": 14000)")).substr(0, 3) == "I04");
  CHECK(refusal(with_tags(R"("id_verified": "yes")")) == "I04 `id_verified` is sent as true or false");
  CHECK(refusal(with_tags(R"("score": null)")).substr(0, 3) == "I04");
  CHECK(refusal(with_tags(R"("score": [1])")).substr(0, 3) == "I04");
  CHECK(refusal(with_tags(R"("score": {})")) == "I04 `score` needs one of `value` and `missing`");
  CHECK(refusal(with_tags(R"("score": {"value": 1, "asof": 2})")).substr(0, 3) == "I04");
  CHECK(refusal(with_tags(R"("score": {"value": 1, "as_of": "soon"})")).find("no date") != std::string::npos);
  CHECK(refusal(with_tags(R"("score": {"missing": "lost"})")) == "I09 `lost` is not a cause");
  CHECK(
      refusal(
          R"({"case_id": "C", "catalogue": "demo 2025.1", "decision_time": "2026-11-08T09:30:00Z", "tags": {}})") ==
      "I05 the case names another catalogue than `demo 2026.10`");
  CHECK(refusal(R"([])") == "I04 a case is a JSON object");
  CHECK(refusal(R"({"case_id": "C", "case_id": "D"})") == "I03 `case_id` is sent twice");
  CHECK(refusal(R"({"case_id": ""})").substr(0, 3) == "I04");
  CHECK(refusal(R"({"case_id": "C", "tag": {}})") == "I04 `tag` is not a field of a case");
  CHECK(refusal(R"({"case_id": "C", "decision_time": "2026-11-08T09:30:00Z"})").find("`tags`") !=
        std::string::npos);
}

TEST_CASE("the decision date: the case's time, else --on, else a usage error") {
  const std::string text = R"({"case_id": "C", "tags": {}})";
  CHECK(std::get<Failure>(parse(text)).exit == Exit::usage);
  const auto on = parse(text, parse_date("2026-12-01"));
  CHECK(std::get<engine::SentCase>(on).decision_date == *parse_date("2026-12-01"));
  CHECK(refusal(R"({"case_id": "C", "decision_time": "yesterday", "tags": {}})")
            .find("no time with an offset") != std::string::npos);
}

TEST_CASE("text that is not JSON is told with its place") {
  CHECK(refusal("").substr(0, 13) == "1:1: not JSON");
  CHECK(refusal("{\n  \"case_id\": oops}").substr(0, 2) == "2:");
  CHECK(refusal("{\"a\": NaN}").find("not JSON") != std::string::npos);
  CHECK(refusal("\xff\xfe").find("not JSON") != std::string::npos);
  CHECK(refusal(std::string(100'000, '[')).find("nested more than 16 deep") != std::string::npos);
}
