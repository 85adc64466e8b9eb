#include "runtime/engine/json_tree.h"

#include <algorithm>
#include <new>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "runtime/base/utf8.h"

namespace pol::engine {
namespace {

using Json = nlohmann::json;

std::string place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return std::to_string(std::count(before.begin(), before.end(), '\n') + 1) + ":" +
         std::to_string(count_code_points(before.substr(line_start)) + 1);
}

// The handler that nlohmann's parser calls; returning false stops it.
class Builder : public nlohmann::json_sax<Json> {
 public:
  Builder(std::string_view source, std::size_t max_depth) : source_(source), max_depth_(max_depth) {}

  bool null() override { return put({}); }
  bool boolean(bool value) override {
    JsonValue json;
    json.kind = JsonValue::Kind::boolean;
    json.yes = value;
    return put(std::move(json));
  }
  bool number_integer(number_integer_t value) override {
    return put_text(JsonValue::Kind::integer, std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return put_text(JsonValue::Kind::integer, std::to_string(value));
  }
  bool number_float(number_float_t, const string_t& written) override {
    return put_text(JsonValue::Kind::fraction, written);
  }
  bool string(string_t& value) override { return put_text(JsonValue::Kind::text, std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(JsonValue::Kind::object); }
  bool start_array(std::size_t) override { return open(JsonValue::Kind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    Level& level = levels_.back();
    if (!level.seen.insert(name).second && level.value.twice.empty()) level.value.twice = name;
    level.value.keys.push_back(std::move(name));
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token, const Json::exception&) override {
    const std::size_t offset = position == 0 ? 0 : position - 1;
    error = place(source_, offset) + ": not JSON" +
            (token.empty() ? "" : " near `" + shortened(repaired_utf8(token), 40) + "`");
    return false;
  }

  JsonValue root;
  std::string error;

 private:
  struct Level {
    JsonValue value;
    std::unordered_set<std::string> seen;
  };

  bool put_text(JsonValue::Kind kind, std::string text) {
    JsonValue json;
    json.kind = kind;
    json.text = std::move(text);
    return put(std::move(json));
  }
  bool put(JsonValue json) {
    if (levels_.empty())
      root = std::move(json);
    else
      levels_.back().value.items.push_back(std::move(json));
    return true;
  }
  bool open(JsonValue::Kind kind) {
    if (levels_.size() >= max_depth_) {
      error = "1:1: nested more than " + std::to_string(max_depth_) + " deep";
      return false;
    }
    levels_.emplace_back();
    levels_.back().value.kind = kind;
    return true;
  }
  bool close() {
    JsonValue json = std::move(levels_.back().value);
    levels_.pop_back();
    return put(std::move(json));
  }

  std::string_view source_;
  std::size_t max_depth_;
  std::vector<Level> levels_;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

Result<JsonValue> parse_json(std::string_view text, std::size_t max_depth) {
  Builder builder(text, max_depth);
  bool read = false;
  try {
    read = Json::sax_parse(text.begin(), text.end(), &builder);
  } catch (const std::bad_alloc&) {
    throw;  // not a fault of the text
  } catch (const std::exception& error) {
    builder.error = std::string("1:1: ") + error.what();
  }
  if (read && builder.error.empty()) return std::move(builder.root);
  return Failure{Exit::input, builder.error.empty() ? "1:1: not JSON" : builder.error};
}

}  // namespace pol::engine
