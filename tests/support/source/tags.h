// The catalogue and the reasons of the random programs: a tag of every kind, with and without `missing`.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/value/type.h"

namespace pol::testing {

// What a term is, without its scale and range.
struct Sort {
  Kind kind = Kind::boolean;
  std::string unit;     // money: the currency; rate: year, month, day
  std::size_t set = 0;  // enumeration: index into the maker's enums
  bool operator==(const Sort&) const = default;
};

struct SourceEnum {
  std::vector<std::string> values;
  bool ordered = false;
  std::string name;  // of the catalogue; else written where it is used
};
const std::vector<SourceEnum>& catalogue_enums();

struct SourceTag {
  std::string id, type, range;
  Sort sort;
  std::int64_t lo = 0, hi = 0;  // whole units between which thresholds are drawn; dates: days since 1970
  bool forbid = false;
  std::string more;  // further keys
  bool series() const { return type.find(" of ") != std::string::npos; }
};
const std::vector<SourceTag>& source_tags();

std::string catalogue_text();
std::string reasons_text();
inline constexpr int kReasonCodes = 12;  // R1 …

}  // namespace pol::testing
