#include "runtime/value/type.h"

#include <algorithm>

namespace pol {
namespace {

// ISO 4217 by the digits of the minor unit, each list sorted. Metals, test and bookkeeping codes are left
// out: no loan is written in them.
constexpr std::string_view kCurrencies[] = {
    // 0
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    // 1
    "",
    // 2
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHE CHF "
    "CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD "
    "HNL HRK "
    "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU "
    "MUR MVR "
    "MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK "
    "SGD SHP "
    "SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD "
    "XCG YER "
    "ZAR ZMW ZWG ZWL",
    // 3
    "BHD IQD JOD KWD LYD OMR TND",
    // 4
    "CLF UYW"};

int listed_digits(Currency currency) {  // -1 if not listed
  const std::string_view code(currency.code.data(), currency.code.size());
  for (std::size_t digits = 0; digits < std::size(kCurrencies); ++digits)
    for (std::size_t at = 0; at < kCurrencies[digits].size(); at += 4)
      if (kCurrencies[digits].substr(at, 3) == code) return static_cast<int>(digits);
  return -1;
}

std::string scalar_name(const Type& type, const EnumPool* enums) {
  switch (type.kind) {
    case Kind::boolean:
      return "bool";
    case Kind::number:
      return type.scale == 0 ? "int" : "decimal " + std::to_string(type.scale);
    case Kind::percent:
      return "percent";
    case Kind::rate:
      return "rate a " + std::string(period_name(type.period));
    case Kind::money:
      return "money " + type.currency.name();
    case Kind::date:
      return "date";
    case Kind::days:
      return "days";
    case Kind::months:
      return "months";
    case Kind::text:
      return "text";
    case Kind::enumeration:
      break;
  }
  if (!enums || type.enum_id >= enums->size()) return "enum";
  const EnumType& values = (*enums)[type.enum_id];
  if (!values.name.empty()) return values.name;
  std::string name = values.ordered ? "ordered (" : "one of (";
  for (std::size_t i = 0; i < values.values.size(); ++i) name += (i ? ", " : "") + values.values[i];
  return name + ")";
}

}  // namespace

Currency currency(std::string_view code) {
  Currency result;
  if (code.size() != 3 || !std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
    return result;
  std::copy(code.begin(), code.end(), result.code.begin());
  return result;
}

bool known(Currency currency) {
  return listed_digits(currency) >= 0;
}

int minor_digits(Currency currency) {
  const int digits = listed_digits(currency);
  return digits < 0 ? 2 : digits;
}

Interval hull(Interval a, Interval b) {
  return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)};
}

std::string_view period_name(Period period) {
  switch (period) {
    case Period::none:
      return "";
    case Period::year:
      return "year";
    case Period::month:
      return "month";
    case Period::day:
      return "day";
  }
  __builtin_unreachable();
}

int width_bytes(const Interval& range) {
  if (range.lo >= INT32_MIN && range.hi <= INT32_MAX) return 4;
  return fits_i64(range) ? 8 : 16;
}

int EnumType::index_of(std::string_view value) const {
  const auto it = std::find(values.begin(), values.end(), value);
  return it == values.end() ? -1 : static_cast<int>(it - values.begin());
}

std::uint32_t EnumPool::intern(EnumType type) {
  for (std::size_t i = 0; i < enums_.size(); ++i)
    if (enums_[i].ordered == type.ordered && enums_[i].values == type.values)
      return static_cast<std::uint32_t>(i);
  enums_.push_back(std::move(type));
  return static_cast<std::uint32_t>(enums_.size() - 1);
}

std::string type_name(const Type& type, const EnumPool* enums) {
  std::string name = scalar_name(type, enums);
  if (type.count == 0) return name;
  return (type.up_to ? "up to any " : "") + std::to_string(type.count) + " of " + name;
}

}  // namespace pol
