// Case JSON (formats.md): one object becomes a SentCase of one policy. Hostile text is safe: depth and size
// are bounded, nothing is thrown.
#pragma once
#include <functional>
#include <optional>
#include <string_view>
#include <variant>

#include "runtime/engine/case.h"

namespace pol::engine {

struct CaseOptions {
  std::optional<Day> on;  // decision date of a case without `decision_time`
  std::function<bool(std::string_view)>
      in_catalogue;  // is it a tag of the catalogue? Others are I01. Empty: those read
  std::size_t max_bytes = std::size_t{16} << 20;
};

// A case; or a refusal at the door (I01 I03 I04 I05 I09); or a failure: text that is not JSON (with line and
// column, exit 3), no decision date (exit 2).
using ParsedCase = std::variant<SentCase, Refusal, Failure>;
ParsedCase parse_case(const ir::Module& module, std::string_view text, const CaseOptions& options);

}  // namespace pol::engine
