#include "runtime/engine/case_json.h"

#include <algorithm>
#include <map>

#include "runtime/base/utf8.h"
#include "runtime/engine/clock.h"
#include "runtime/engine/json_tree.h"
#include "runtime/value/constant.h"

namespace pol::engine {
namespace {

using State = SentTag::State;

std::string quoted(std::string_view name) {
  return "`" + shortened(repaired_utf8(name), 60) + "`";
}

std::string value_form(const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return "true or false";
    case Kind::number:
      return type.scale == 0 ? "an integer" : "a decimal in a string";
    case Kind::days:
    case Kind::months:
      return "an integer";
    case Kind::percent:
    case Kind::rate:
      return "a string as in \"7.2%\"";
    case Kind::money:
      return "an amount in a string, as in \"14000.00\"";
    case Kind::date:
      return "a date in a string, as in \"2026-11-08\"";
    case Kind::enumeration:
    case Kind::text:
      return "a string";
  }
  __builtin_unreachable();
}

class CaseReader {
 public:
  CaseReader(const ir::Module& module, const CaseOptions& options) : m_(module), options_(options) {
    for (std::size_t i = 1; i < module.inputs.size(); ++i)
      if (!module.inputs[i].bucket)
        inputs_.emplace(module.inputs[i].tag(), i);  // a series: its first element
  }

  ParsedCase read(const JsonValue& json) {
    case_.tags.resize(m_.inputs.size());
    if (json.kind != JsonValue::Kind::object) return refused("I04", "", "a case is a JSON object");
    if (!json.twice.empty()) return refused("I03", "", quoted(json.twice) + " is sent twice");
    static constexpr std::string_view kKeys[] = {"case_id", "decision_time", "catalogue", "tags", "needs"};
    for (const std::string& key : json.keys)
      if (std::find(std::begin(kKeys), std::end(kKeys), key) == std::end(kKeys))
        return refused("I04", "", quoted(key) + " is not a field of a case");
    if (auto no = head(json)) return *no;
    if (auto no = when(json)) return std::move(*no);
    const JsonValue* tags = json.find("tags");
    if (!tags || tags->kind != JsonValue::Kind::object)
      return refused("I04", "", "`tags` is missing, or is not an object");
    if (!tags->twice.empty()) return refused("I03", tags->twice, quoted(tags->twice) + " is sent twice");
    for (std::size_t i = 0; i < tags->keys.size(); ++i)
      if (auto no = tag(tags->keys[i], tags->items[i])) return *no;
    return std::move(case_);
  }

 private:
  static Refusal refused(std::string code, std::string_view tag, std::string message) {
    return {std::move(code), repaired_utf8(tag), std::move(message)};
  }
  static Refusal shape(std::string_view tag, std::string message) {
    return refused("I04", tag, quoted(tag) + " " + std::move(message));
  }

  std::optional<Refusal> head(const JsonValue& json) {
    const JsonValue* id = json.find("case_id");
    if (!id || id->kind != JsonValue::Kind::text || id->text.empty())
      return refused("I04", "", "`case_id` is missing, or is not a string");
    case_.case_id = id->text;
    if (const JsonValue* catalogue = json.find("catalogue")) {
      const std::string wanted = m_.policy.catalogue + " " + m_.policy.catalogue_version;
      if (catalogue->kind != JsonValue::Kind::text || catalogue->text != wanted)
        return refused("I05", "", "the case names another catalogue than " + quoted(wanted));
    }
    const JsonValue* needs = json.find("needs");
    if (!needs) return std::nullopt;
    if (needs->kind != JsonValue::Kind::object) return refused("I04", "", "`needs` is not an object");
    if (!needs->twice.empty()) return refused("I03", "", quoted(needs->twice) + " is sent twice");
    for (std::size_t i = 0; i < needs->keys.size(); ++i) {
      GivenNeed given;
      given.alias = needs->keys[i];
      if (std::none_of(m_.needs.begin(), m_.needs.end(),
                       [&](const ir::NeededPolicy& needed) { return needed.alias == given.alias; }))
        return refused("I04", "", quoted(given.alias) + " is not a policy that this one needs");
      if (const std::string wrong = read_need(needs->items[i], given); !wrong.empty())
        return refused("I04", "", "the result of " + quoted(given.alias) + " " + wrong);
      case_.needs.push_back(std::move(given));
    }
    return std::nullopt;
  }

  // What is wrong with it; empty if it is read. All of its fields must be there.
  static std::string read_need(const JsonValue& json, GivenNeed& given) {
    static constexpr std::string_view kKeys[] = {"version", "content_hash", "decision_date", "status",
                                                 "outputs", "reasons",      "knockouts"};
    if (json.kind != JsonValue::Kind::object) return "is not an object";
    if (!json.twice.empty()) return "has " + quoted(json.twice) + " twice";
    for (const std::string& key : json.keys)
      if (std::find(std::begin(kKeys), std::end(kKeys), key) == std::end(kKeys))
        return "has " + quoted(key) + ", which is no field of it";
    const auto text = [&](std::string_view key) {
      const JsonValue* found = json.find(key);
      return found && found->kind == JsonValue::Kind::text ? found->text : std::string();
    };
    const JsonValue* version = json.find("version");
    if (!version || version->kind != JsonValue::Kind::integer || version->text.size() > 18)
      return "lacks `version`, an integer";
    given.version = std::stoll(version->text);
    given.content_hash = text("content_hash");
    if (given.content_hash.empty()) return "lacks `content_hash`, a string";
    const auto day = parse_date(text("decision_date"));
    if (!day) return "lacks `decision_date`, a date in a string";
    given.decision_date = *day;
    const std::string status = text("status");
    if (status != "decided" && status != "undecided") return "lacks `status`: decided or undecided";
    given.undecided = status == "undecided";
    const JsonValue* outputs = json.find("outputs");
    if (!outputs || outputs->kind != JsonValue::Kind::object || !outputs->twice.empty())
      return "lacks `outputs`, an object";
    for (std::size_t i = 0; i < outputs->keys.size(); ++i) {
      const JsonValue& value = outputs->items[i];
      if (value.kind == JsonValue::Kind::boolean)
        given.outputs.emplace_back(outputs->keys[i], value.yes ? "yes" : "no");
      else if (value.kind == JsonValue::Kind::text || value.kind == JsonValue::Kind::integer)
        given.outputs.emplace_back(outputs->keys[i], value.text);
      else
        return "has an output that is no value: " + quoted(outputs->keys[i]);
    }
    return codes(json, "reasons", given.reasons) && codes(json, "knockouts", given.knockouts)
               ? ""
               : "lacks `reasons` or `knockouts`, lists of codes";
  }

  static bool codes(const JsonValue& json, std::string_view key, std::vector<std::string>& out) {
    const JsonValue* list = json.find(key);
    if (!list || list->kind != JsonValue::Kind::list) return false;
    for (const JsonValue& code : list->items) {
      if (code.kind != JsonValue::Kind::text) return false;
      out.push_back(code.text);
    }
    return true;
  }

  std::optional<ParsedCase> when(const JsonValue& json) {
    const JsonValue* time = json.find("decision_time");
    if (!time) {
      if (!options_.on)
        return ParsedCase(Failure{
            Exit::usage, "no decision date: the case has no `decision_time`, so --on DATE is needed"});
      case_.decision_date = *options_.on;
      return std::nullopt;
    }
    if (time->kind != JsonValue::Kind::text)
      return ParsedCase(refused("I04", "", "`decision_time` is not a string"));
    const Result<Day> day = decision_day(time->text, m_.policy.zone);
    if (!day) return ParsedCase(Failure{Exit::input, "decision_time: " + day.failure().message});
    case_.decision_time = time->text;
    case_.decision_date = *day;
    return std::nullopt;
  }

  std::optional<Refusal> tag(const std::string& name, const JsonValue& json) {
    const auto found = inputs_.find(name);
    if (found == inputs_.end()) {
      if (options_.in_catalogue && options_.in_catalogue(name))
        return std::nullopt;  // not read by this policy
      return refused("I01", name, quoted(name) + " is not a tag of the catalogue");
    }
    const ir::Input& input = m_.inputs[found->second];
    return input.element ? series(found->second, *input.element, json)
                         : one(input, json, case_.tags[found->second]);
  }

  // A list, oldest first, whose elements are sent as other tags are; or one cause or `as_of` for all of it.
  std::optional<Refusal> series(std::size_t first, const ir::Element& element, const JsonValue& json) {
    const std::string& name = element.series;
    const JsonValue* list = &json;
    std::optional<Day> as_of;
    if (json.kind == JsonValue::Kind::object) {
      if (auto no = parts(name, json, as_of)) return no;
      list = json.find("value");
    }
    if (list && (list->kind != JsonValue::Kind::list || list->items.size() != element.count))
      return shape(
          name,
          "is a series, sent as a list of " + std::to_string(element.count) + " values, oldest first" +
              (list->kind == JsonValue::Kind::list ? "; this list has " + std::to_string(list->items.size())
                                                   : ""));
    for (std::size_t k = 0; k < element.count; ++k) {
      const ir::Input& input = m_.inputs[first + k];
      SentTag& tag = case_.tags[first + k];
      tag.as_of = as_of;
      if (auto no = list ? one(input, list->items[k], tag) : missing_value(input, *json.find("missing"), tag))
        return no;
    }
    return std::nullopt;
  }

  std::optional<Refusal> one(const ir::Input& input, const JsonValue& json, SentTag& tag) {
    if (json.kind != JsonValue::Kind::object) return value(input, json, tag);
    if (auto no = parts(input.name, json, tag.as_of)) return no;
    const JsonValue* sent = json.find("value");
    return sent ? value(input, *sent, tag) : missing_value(input, *json.find("missing"), tag);
  }

  // {"value": ...} or {"missing": ...}, either with "as_of".
  static std::optional<Refusal> parts(const std::string& name, const JsonValue& json,
                                      std::optional<Day>& as_of) {
    if (!json.twice.empty())
      return refused("I03", name, quoted(name) + " has " + quoted(json.twice) + " twice");
    for (const std::string& key : json.keys)
      if (key != "value" && key != "as_of" && key != "missing")
        return shape(name, "has " + quoted(key) + " beside `value`, `as_of` and `missing`");
    const JsonValue *sent = json.find("value"), *missing = json.find("missing");
    if ((sent == nullptr) == (missing == nullptr)) return shape(name, "needs one of `value` and `missing`");
    if (const JsonValue* given = json.find("as_of")) {
      as_of = given->kind == JsonValue::Kind::text ? parse_date(given->text) : std::nullopt;
      if (!as_of) return shape(name, "has an `as_of` that is no date, as in \"2026-11-08\"");
    }
    return std::nullopt;
  }

  std::optional<Refusal> missing_value(const ir::Input& input, const JsonValue& json, SentTag& tag) {
    if (json.kind != JsonValue::Kind::text) return shape(input.name, "has a `missing` that names no cause");
    tag.state = State::missing;
    tag.cause = cause_by_name(json.text) & cause::any_sent;
    if (tag.cause == 0) return refused("I09", input.name, quoted(json.text) + " is not a cause");
    return std::nullopt;
  }

  // The wrong shape refuses the case; a value of the right shape that cannot be used is missing (error).
  std::optional<Refusal> value(const ir::Input& input, const JsonValue& json, SentTag& tag) {
    const Type& type = m_.types[input.type];
    const bool counts = type.kind == Kind::days || type.kind == Kind::months ||
                        (type.kind == Kind::number && type.scale == 0);
    const bool fits = type.kind == Kind::boolean ? json.kind == JsonValue::Kind::boolean
                                                 : json.kind == JsonValue::Kind::text ||
                                                       (counts && json.kind == JsonValue::Kind::integer);
    if (!fits) return shape(input.name, "is sent as " + value_form(type));
    tag.state = State::value;
    if (type.kind == Kind::boolean) {
      tag.number = json.yes;
    } else if (type.kind == Kind::text) {
      tag.text = json.text;
    } else if (const Result<i128> number = parse_data_value(json.text, type, m_.enums)) {
      tag.number = *number;
    } else {
      tag.state = State::bad;
    }
    return std::nullopt;
  }

  const ir::Module& m_;
  const CaseOptions& options_;
  std::map<std::string, std::size_t, std::less<>> inputs_;
  SentCase case_;
};

}  // namespace

ParsedCase parse_case(const ir::Module& module, std::string_view text, const CaseOptions& options) {
  if (text.size() > options.max_bytes)
    return Failure{Exit::input, "1:1: larger than " + std::to_string(options.max_bytes) + " bytes"};
  Result<JsonValue> json = parse_json(text);
  if (!json) return json.failure();
  return CaseReader(module, options).read(*json);
}

}  // namespace pol::engine
