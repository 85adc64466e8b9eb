// Static types. A numeric value is an integer m and a static scale s: value = m * 10^-s. A percent is stored
// as its fraction (7.2% = 0.072). Every type carries the interval [lo, hi] of m (language reference, section
// 3).
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/value/int128.h"

namespace pol {

enum class Kind : std::uint8_t {
  boolean,      // 0 no, 1 yes
  number,       // int and decimal
  percent,      // a fraction
  rate,         // a fraction per period
  money,        // of a currency
  date,         // days since 1970-01-01
  days,         // a duration
  months,       // a duration
  enumeration,  // index into the enum's values
  text,         // a reference; no interval
};

enum class Period : std::uint8_t { none, year, month, day };

// ISO 4217, three capitals; all zero = none.
struct Currency {
  std::array<char, 3> code{};
  bool operator==(const Currency&) const = default;
  std::string name() const { return code[0] ? std::string(code.data(), 3) : std::string(); }
};
Currency currency(std::string_view code);  // all zero unless three capitals
bool known(Currency currency);             // in ISO 4217
int minor_digits(Currency currency);       // CNY 2, JPY 0, KWD 3; 2 for an unknown one

struct Interval {
  i128 lo = 0, hi = 0;  // both ends in; lo <= hi
  bool operator==(const Interval&) const = default;
  bool contains(i128 m) const { return lo <= m && m <= hi; }
};
Interval hull(Interval a, Interval b);

inline constexpr std::uint32_t kNoEnum = ~std::uint32_t{0};

inline constexpr int kMostElements = 366;  // of a series

struct Type {
  Kind kind = Kind::boolean;
  std::uint8_t scale = 0;           // number, percent, rate, money
  Period period = Period::none;     // rate
  Currency currency{};              // money
  std::uint32_t enum_id = kNoEnum;  // enumeration: index into the EnumPool that goes with it
  std::uint16_t count = 0;          // 0 = a scalar; N = a series of N elements of this kind
  bool up_to = false;               // a list of at most `count` elements
  bool may_be_missing = false;      // only then a value carries a cause mask
  Interval range{};                 // of m; boolean 0..1, enumeration 0..n-1, text ignored
  bool operator==(const Type&) const = default;
  bool numeric() const {
    return kind == Kind::number || kind == Kind::percent || kind == Kind::rate || kind == Kind::money;
  }
};

std::string_view period_name(Period period);  // "year"

// 4, 8 or 16 bytes: the narrowest of i32, i64, i128 that holds the interval.
int width_bytes(const Interval& range);
inline bool fits_i64(const Interval& r) {
  return r.lo >= INT64_MIN && r.hi <= INT64_MAX;
}

// An enum is its list of values: two with the same values in the same order are one type, whatever they are
// called.
struct EnumType {
  std::string name;  // of the catalogue, or "" if written in a policy
  std::vector<std::string> values;
  bool ordered = false;                        // lowest first
  int index_of(std::string_view value) const;  // -1 if absent
};

class EnumPool {
 public:
  std::uint32_t intern(EnumType type);  // finds an equal one first
  const EnumType& operator[](std::uint32_t id) const { return enums_[id]; }
  std::size_t size() const { return enums_.size(); }
  const std::vector<EnumType>& all() const { return enums_; }

 private:
  std::vector<EnumType> enums_;
};

// As an author writes it: "money CNY", "rate a year", "one of (a, b)"; `enums` may be null for other kinds.
std::string type_name(const Type& type, const EnumPool* enums);

}  // namespace pol
