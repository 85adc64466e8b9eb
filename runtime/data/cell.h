// How the text of one cell becomes a value of one type: the rules that a feed gives for a column, made ready
// to run.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/value/cause.h"
#include "runtime/value/constant.h"
#include "runtime/value/date.h"
#include "runtime/value/rounding.h"
#include "runtime/value/type.h"

namespace pol::data {

// Made of YYYY YY MM DD Mon and separators. Day and month may have one digit where no digit can follow them.
class DateFormat {
 public:
  // Empty if the text is no format, or says one thing twice, or leaves the day unknown. `century` c reads YY
  // as c .. c + 99 and must be given exactly if the format has YY.
  static std::optional<DateFormat> parse(std::string_view text, std::optional<int> century = std::nullopt);
  static DateFormat iso();
  std::optional<Day> read(std::string_view cell) const;

 private:
  enum class Part : std::uint8_t { separator, year, short_year, month, month_name, day };
  std::vector<std::pair<Part, char>> parts_;
  int century_ = 0;
};

struct NumberFormat {
  char decimal = '.';
  char thousands = 0;     // 0 = none
  bool exponent = false;  // 1e+05, 2.5E3
};

// Sign, digits (in threes where `thousands` is given), fraction; then, where the format lets it, `e` or `E`,
// a sign and one to three digits. No blanks, at most 34 digits before the exponent; leading zeros are fine.
// The value is exact: number * 10^-scale, and an exponent only moves the scale, from -999 to 1033.
std::optional<Decimal> read_decimal(std::string_view cell, const NumberFormat& format = {});

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
};
template <class T>
using TextMap = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

struct CellValue {
  // All but the first two are missing(error) to a policy; a feed check tells them apart.
  enum class Fate : std::uint8_t {
    value,
    missing,
    unmapped,
    unreadable,
    too_fine,
    out_of_range
  } fate = Fate::value;
  i128 number = 0;
  std::string_view text;  // text tags; points into the cell or the rule
  CauseMask cause = 0;    // of a missing one
};

struct CellRule {
  Type type;                                               // its range is checked; text: of code points
  std::vector<std::pair<std::string, CauseMask>> missing;  // tokens
  struct Target {
    i128 number = 0;
    std::string text;
  };
  bool mapped = false;  // `values`, or a type whose values are names
  TextMap<Target> values;
  std::size_t first = 0;              // only the first code points of the cell are looked up; 0 = all
  std::optional<Target> other_value;  // any text that `values` does not name
  CauseMask other_cause = 0;          // likewise; 0 = unmapped
  std::optional<Decimal> factor;      // `scale`
  std::optional<RoundingMode> round;
  int unit_digits = 0;        // percent 2, basis points 4, fraction 0
  bool percent_sign = false;  // the cell may end in "%"
  NumberFormat numbers;
  DateFormat dates = DateFormat::iso();

  CellValue read(std::string_view cell) const;

 private:
  CellValue in_range(i128 number) const;
  CellValue read_number(std::string_view cell) const;
};

}  // namespace pol::data
