// Untrusted JSON as a small tree that keeps what a decision needs to be strict about: the text of numbers,
// and keys that stand twice.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"

namespace pol::engine {

struct JsonValue {
  enum class Kind : std::uint8_t { null, boolean, integer, fraction, text, list, object } kind = Kind::null;
  bool yes = false;               // boolean
  std::string text;               // text; integer, fraction: as written
  std::vector<std::string> keys;  // object
  std::vector<JsonValue> items;   // list; object: beside keys
  std::string twice;              // object: a key that stood twice, "" if none
  const JsonValue* find(std::string_view key) const;
};

// Fails with "LINE:COLUMN: what is wrong" if the text is no JSON or nests deeper than `max_depth`.
Result<JsonValue> parse_json(std::string_view text, std::size_t max_depth = 16);

}  // namespace pol::engine
