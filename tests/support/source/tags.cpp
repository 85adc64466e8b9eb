#include "tests/support/source/tags.h"

#include <fmt/format.h>

namespace pol::testing {
namespace {

Sort number() {
  return {Kind::number, "", 0};
}

}  // namespace

const std::vector<SourceEnum>& catalogue_enums() {
  static const std::vector<SourceEnum> all{
      {{"north", "south", "east", "west"}, false, "region"},
      {{"low", "mid", "high", "top"}, true, "grade"},
      {{"APP", "WEB", "shop"}, false, "channel"},
  };
  return all;
}

const std::vector<SourceTag>& source_tags() {
  static const Sort kPercent{Kind::percent, "", 0}, kDate{Kind::date, "", 0}, kDays{Kind::days, "", 0},
      kMonths{Kind::months, "", 0}, kText{Kind::text, "", 0}, kBool{Kind::boolean, "", 0},
      kCny{Kind::money, "CNY", 0}, kUsd{Kind::money, "USD", 0}, kJpy{Kind::money, "JPY", 0};
  static const auto rate = [](const char* period) { return Sort{Kind::rate, period, 0}; };
  static const auto of_enum = [](std::size_t set) { return Sort{Kind::enumeration, "", set}; };
  static const std::vector<SourceTag> all{
      {"customer_id", "text", "1..40 characters", kText, 0, 0, true, ""},
      {"nick", "text", "1..8 characters", kText, 0, 0, false, ""},
      {"is_member", "bool", "", kBool, 0, 0, true, ""},
      {"is_rural", "bool", "", kBool, 0, 0, false, "fresh_for: 2 months"},
      {"children", "int", "0..50", number(), 1, 12, true, ""},
      {"score", "int", "300..850", number(), 320, 830, false, "fresh_for: 30 days"},
      {"drift", "int", "-1000..1000", number(), -50, 50, false, ""},
      {"wide_count", "int", "-9000000000000000..9000000000000000", number(), -100000, 100000, false, ""},
      {"widest", "int", "-9223372036854775808..9223372036854775807", number(), -3, 3, false, ""},
      {"few", "int", "0..9", number(), 1, 8, false, "causes: [no_hit, stale]"},
      {"weight", "decimal 2", "0..100", number(), 1, 99, false, ""},
      {"balance", "decimal 4", "-50..50", number(), -40, 40, true, ""},
      {"use_ratio", "percent", "0%..300%", kPercent, 1, 250, false, ""},
      {"trust", "percent", "0%..100%", kPercent, 1, 99, true, "fresh_for: 400 days"},
      {"trend", "percent", "-100%..500%", kPercent, -90, 90, false, ""},
      {"fund_rate", "rate a year", "0%..36%", rate("year"), 1, 30, false, ""},
      {"month_rate", "rate a month", "0%..3%", rate("month"), 1, 2, true, ""},
      {"day_rate", "rate a day", "0%..1%", rate("day"), 0, 1, false, ""},
      {"income", "money CNY", "0..50000000", kCny, 1000, 900000, false, ""},
      {"free_cash", "money CNY", "-1000000..5000000", kCny, -5000, 90000, true, ""},
      {"room", "money CNY", "0..100000000000", kCny, 1000, 90000000, true, ""},
      {"abroad", "money USD", "0..1000000", kUsd, 100, 90000, false, ""},
      {"yen", "money JPY", "0..1000000000", kJpy, 100, 90000, false, ""},
      {"flows", "6 of money CNY", "0..10000000", kCny, 1000, 90000, false, "fresh_for: 45 days"},
      {"marks", "4 of int", "-20..100", number(), 1, 90, false, ""},
      {"born_on", "date", "1950-01-01..2026-12-31", kDate, 0, 19000, false, ""},
      {"since", "date", "2000-01-01..2027-12-31", kDate, 12000, 20700, true, ""},
      {"arrears", "days", "0..3650", kDays, 1, 400, false, "fresh_for: 90 days"},
      {"shift", "days", "-400..400", kDays, -90, 90, true, ""},
      {"trading", "months", "0..600", kMonths, 1, 120, false, ""},
      {"offset", "months", "-36..36", kMonths, -12, 12, true, ""},
      {"where_from", "enum region", "", of_enum(0), 0, 0, true, ""},
      {"level", "enum grade", "", of_enum(1), 0, 0, false, ""},
      {"came_by", "enum channel", "", of_enum(2), 0, 0, false, ""},
  };
  return all;
}

std::string catalogue_text() {
  std::string text = "catalogue: gen\nversion: \"1\"\nowner: Council\nlanguages: [zh, en]\nenums:\n";
  for (const SourceEnum& one : catalogue_enums())
    text += fmt::format("  {}: {}[{}]{}\n", one.name, one.ordered ? "{ordered: " : "",
                        fmt::join(one.values, ", "), one.ordered ? "}" : "");
  text +=
      "invariants:\n"
      "  - {id: I01, text: \"Few weigh little\", check: \"few at most weight\", enforced: yes}\n"
      "  - {id: I02, text: \"Abroad is spread\", check: \"abroad below 900000 USD or level is not low\", "
      "enforced: yes}\n"
      "  - {id: I03, text: \"Known by word\", check: \"trend at most 400%\", enforced: no}\n";
  text += "tags:\n";
  for (const SourceTag& tag : source_tags()) {
    text += fmt::format("  - id: {0}\n    zh: 标签\n    en: \"Tag {0}\"\n    type: {1}\n", tag.id, tag.type);
    if (!tag.range.empty()) text += fmt::format("    range: \"{}\"\n", tag.range);
    text += fmt::format("    missing: {}\n    sensitivity: open\n", tag.forbid ? "forbid" : "policy");
    if (!tag.more.empty()) text += "    " + tag.more + "\n";
  }
  return text;
}

std::string reasons_text() {
  std::string text = "reasons: gen\nversion: \"1\"\nlanguages: [zh, en]\nmost_shown: 3\ncodes:\n";
  for (int i = 1; i <= kReasonCodes; ++i)
    text += fmt::format(
        "  - {{code: R{0}, internal: \"Reason {0}\", zh: 理由, en: \"Reason {0}.\", used_for: [decline, "
        "refer, limit, "
        "price, strategy, care]}}\n",
        i);
  return text;
}

}  // namespace pol::testing
