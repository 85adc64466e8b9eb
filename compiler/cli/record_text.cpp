#include "compiler/cli/record_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace pol::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string joined(const Json& list);

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array() && !value.empty() && value[0].is_string()) return "(" + joined(value) + ")";
  return value.is_null() ? "missing" : value.dump();
}

std::string joined(const Json& list) {
  std::string all;
  for (const Json& item : list) all += (all.empty() ? "" : ", ") + text_of(item);
  return all;
}

std::string origins(const Json& list) {
  std::string all;
  for (const Json& item : list)
    all += fmt::format("{}{} ({})", all.empty() ? "" : ", ", text_of(item["origin"]), text_of(item["cause"]));
  return all;
}

void line(std::string& out, std::string_view name, const std::string& value) {
  if (!value.empty()) out += fmt::format("  {:<18} {}\n", name, value);
}

void pairs(std::string& out, const char* title, const Json& object) {
  if (object.empty()) return;
  out += fmt::format("{}\n", title);
  for (const auto& [name, value] : object.items()) line(out, name, text_of(value));
}

// "cap, 120000.00 CNY -> 72000.00 CNY (amount 72000.00 CNY)"
std::string step_text(const engine::LoadedPolicy& policy, const Json& step) {
  const auto& steps = policy.module().steps;
  const auto found = std::find_if(steps.begin(), steps.end(),
                                  [&](const auto& s) { return s.code == text_of(step["code"]); });
  const std::string verb =
      found == steps.end() ? "" : found->target + " " + std::string(ir::verb_name(found->verb));
  if (step["active"].is_null()) return verb + ": unknown";
  if (!step["active"].get<bool>()) return verb + ": not active";
  std::string text = fmt::format("{} {}", verb, text_of(step["amount"]));
  if (step["before"] == step["after"]) return text + ": changes nothing";
  return fmt::format("{}: {} -> {}", text, text_of(step["before"]), text_of(step["after"]));
}

}  // namespace

std::string record_text(const engine::LoadedPolicy& policy, const std::string& json) {
  const Json record = Json::parse(json, nullptr, false);
  if (record.is_discarded()) return json + "\n";
  const Json& by = record["policy"];
  std::string out = fmt::format("{}: {}, {} (by {}/{} version {}, on {})\n", text_of(record["case_id"]),
                                text_of(record["status"]), text_of(record["main"]), text_of(by["kind"]),
                                text_of(by["name"]), by["version"].dump(), text_of(record["decision_date"]));
  for (const auto& [name, value] : record["outputs"].items()) line(out, name, text_of(value));
  for (const Json& code : record["reasons"]) {
    std::string text;
    for (const auto& reason : policy.module().reason_codes)
      if (reason.code == text_of(code)) text = reason.internal;
    line(out, "reason " + text_of(code), text);
  }
  line(out, "undecided from", origins(record["undecided"]));
  for (const char* list : {"fired", "unknown", "waived"})
    line(out, std::string("knockouts ") + list, joined(record["knockouts"][list]));
  line(out, "events active", joined(record["events_active"]));
  pairs(out, "values", record["values"]);
  pairs(out, "arms", record["arms"]);
  pairs(out, "rows", record["rows"]);
  pairs(out, "evidence (number of the option taken)", record["evidence"]);
  if (!record["steps"].empty()) out += "steps\n";
  for (const Json& step : record["steps"]) line(out, text_of(step["code"]), step_text(policy, step));
  out += "tags\n";
  line(out, "read", std::to_string(record["tags_read"].size()));
  line(out, "missing", origins(record["tags_missing"]));
  if (!record["unsigned"].is_null())
    out += "decided by a bundle that is not signed as it must be (" + text_of(record["unsigned"]) + ")\n";
  if (record["review_overdue"].get<bool>()) out += "the policy is past its review date\n";
  return out;
}

}  // namespace pol::cli
