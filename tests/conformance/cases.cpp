#include "tests/conformance/cases.h"

#include <fstream>
#include <sstream>

#include "runtime/engine/json_tree.h"

namespace pol::conformance {

using engine::JsonValue;

namespace {

CaseValue value_of(const JsonValue& json) {
  if (json.kind != JsonValue::Kind::object || json.keys.empty()) return {"error", ""};
  const JsonValue& inner = json.items[0];
  CaseValue out{json.keys[0], inner.text};
  for (const JsonValue& item : inner.items) out.items.push_back(value_of(item));
  return out;
}

std::string text_of(const JsonValue& json, std::string_view key) {
  const JsonValue* value = json.find(key);
  return value ? value->text : std::string();
}

}  // namespace

Result<std::vector<FileCase>> read_cases(Dialect dialect, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return input_failure("cannot read " + path);
  const Result<JsonValue> json = engine::parse_json(text.str());
  if (!json) return input_failure(path + ":" + json.failure().message);
  const bool feel = dialect == Dialect::feel;
  std::map<std::string, int> seen;
  std::vector<FileCase> cases;
  for (const JsonValue& item : json->items) {
    FileCase one;
    one.dialect = dialect;
    one.id = feel ? text_of(item, "dir") + "/" + text_of(item, "case") + "/" + text_of(item, "decision")
                  : text_of(item, "file") + "/" + text_of(item, "section") + "/" + text_of(item, "name");
    if (const int count = ++seen[one.id]; count > 1) one.id += "#" + std::to_string(count);
    one.expr = text_of(item, "expr");
    if (const JsonValue* given = item.find(feel ? "inputs" : "bindings"))
      for (std::size_t i = 0; i < given->keys.size(); ++i)
        one.inputs[given->keys[i]] = value_of(given->items[i]);
    const JsonValue* expected = item.find(feel ? "expected" : "value");
    one.expected = expected ? value_of(*expected) : CaseValue{"error", ""};
    cases.push_back(std::move(one));
  }
  return cases;
}

}  // namespace pol::conformance
