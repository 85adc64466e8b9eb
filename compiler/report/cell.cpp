#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "compiler/report/report.h"
#include "runtime/value/constant.h"
#include "runtime/value/rounding.h"

namespace pol::report {
namespace {

std::string with_commas(std::string digits) {
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

double approximate(i128 number, int scale) {
  return static_cast<double>(number) / std::pow(10.0, scale);
}

// Percents and rates are drawn as people read them.
double plotted(i128 number, const Type& type) {
  const bool hundredths = type.kind == Kind::percent || type.kind == Kind::rate;
  return approximate(number, type.scale) * (hundredths ? 100 : 1);
}

}  // namespace

Cell words(std::string_view text) {
  return {std::string(text), nlohmann::json(std::string(text)).dump(), std::nullopt};
}

Cell nothing() {
  return {"-", "null", std::nullopt};
}

Cell count(std::uint64_t n) {
  return {with_commas(std::to_string(n)), std::to_string(n), static_cast<double>(n)};
}

Cell signed_count(std::int64_t n) {
  const std::uint64_t size = n < 0 ? ~static_cast<std::uint64_t>(n) + 1 : static_cast<std::uint64_t>(n);
  return {(n < 0   ? "-"
           : n > 0 ? "+"
                   : "") +
              with_commas(std::to_string(size)),
          std::to_string(n), static_cast<double>(n)};
}

Cell share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return nothing();
  const i128 millionths =
      (static_cast<i128>(part) * 2'000'000 + static_cast<i128>(whole)) / (2 * static_cast<i128>(whole));
  const double value = static_cast<double>(part) / static_cast<double>(whole);
  // A few of many are not nobody, and nearly all are not all.
  std::string text = fmt::format("{:.1f}%", value * 100);
  if (part > 0 && text == "0.0%") text = "<0.1%";
  if (part < whole && text == "100.0%") text = ">99.9%";
  return {text, format_decimal(millionths, 6), value * 100};
}

Cell amount(i128 number, const Type& type, const EnumPool& enums) {
  const std::string data = format_data(number, type, enums);
  const bool plain =
      type.kind == Kind::days || type.kind == Kind::months || (type.kind == Kind::number && type.scale == 0);
  return {format_grouped(number, type, enums), plain ? data : nlohmann::json(data).dump(),
          plotted(number, type)};
}

Cell average(i128 sum, std::uint64_t count, const Type& type, const EnumPool& enums) {
  if (count == 0) return nothing();
  // Two more places than the values have, so that an average of whole yuan is no whole yuan by rounding.
  Type finer = type;
  const bool plain = type.kind == Kind::days || type.kind == Kind::months;
  if (plain) finer.kind = Kind::number;
  const int places = type.numeric() && type.kind == Kind::money ? 0 : 2;
  finer.scale = static_cast<std::uint8_t>(type.scale + places);
  i128 factor = 1;
  for (int i = 0; i < places; ++i) factor *= 10;
  return amount(divide_rounded(sum * factor, static_cast<i128>(count), RoundingMode::half_even), finer,
                enums);
}

Cell real(double value, int digits) {
  if (!std::isfinite(value)) return nothing();
  const std::string text = fmt::format("{:.{}f}", value, digits);
  return {text, text, value};
}

Cell count_or_few(std::uint64_t n, std::uint64_t least) {
  if (n == 0 || n >= least) return count(n);
  return {fmt::format("<{}", least), "null", std::nullopt};
}

}  // namespace pol::report
