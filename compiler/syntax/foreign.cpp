#include "compiler/syntax/foreign.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "runtime/value/date.h"
#include "runtime/value/type.h"

namespace pol::syntax {
namespace {

class Run {  // of lexemes that stand without a blank between them
 public:
  Run(const std::vector<Lexeme>& all, std::size_t index) : all_(all), index_(index) {}

  // Null if something stands between, or there is none.
  const Lexeme* at(std::size_t count) const {
    for (std::size_t i = index_; i < index_ + count; ++i)
      if (i + 1 >= all_.size() || all_[i + 1].begin != all_[i].end) return nullptr;
    return &all_[index_ + count];
  }
  bool is(std::size_t count, std::string_view text) const { return at(count) && at(count)->text == text; }

 private:
  const std::vector<Lexeme>& all_;
  std::size_t index_;
};

std::optional<Foreign> date(const Run& run) {
  for (const std::string_view sign : {"/", "-"}) {
    if (!run.is(1, sign) || !run.is(3, sign)) continue;
    const Lexeme *first = run.at(0), *second = run.at(2), *third = run.at(4);
    if (!third || second->kind != LexemeKind::integer || third->kind != LexemeKind::integer)
      return std::nullopt;
    const bool year_first = first->text.size() == 4;
    const std::string_view year = year_first ? first->text : third->text;
    const std::string_view day = year_first ? third->text : first->text;
    if (year.size() != 4 || day.size() > 2 || second->text.size() > 2) return std::nullopt;
    const std::string meant = fmt::format("{}-{:0>2}-{:0>2}", year, second->text, day);
    if (!parse_date(meant)) return std::nullopt;
    return Foreign{
        4,           LexemeKind::date,
        Code::E0200, "a date is written year-month-day",
        meant,       fmt::format("Write `{}`{}", meant, year_first ? "" : ", if the day stood first")};
  }
  return std::nullopt;
}

std::optional<Foreign> decimals(const Run& run) {
  const Lexeme* behind = run.is(1, ",") ? run.at(2) : nullptr;
  if (!behind || (behind->kind != LexemeKind::integer && behind->kind != LexemeKind::money))
    return std::nullopt;
  const bool zero_first =
      behind->text.size() > 1 && behind->text[0] == '0' && behind->text[1] >= '0' && behind->text[1] <= '9';
  if (!zero_first) return std::nullopt;  // `(30,45)` may be two values
  std::string meant;
  for (const char c : run.at(0)->text)
    if (c != '.') meant += c;
  meant += "." + std::string(behind->text);
  return Foreign{2,           behind->kind == LexemeKind::money ? LexemeKind::money : LexemeKind::decimal,
                 Code::E0104, "decimals stand behind a point, not a comma",
                 meant,       fmt::format("Write `{}`", meant)};
}

bool is_currency(const Lexeme& lexeme) {
  return lexeme.kind == LexemeKind::code && lexeme.text.size() == 3 && known(currency(lexeme.text));
}

std::optional<Foreign> shortened(const std::vector<Lexeme>& all, std::size_t index, const Run& run) {
  constexpr std::size_t kMostDigits = 9;
  const std::string_view number = all[index].text;
  const Lexeme* unit = run.at(1);
  if (!unit || unit->kind != LexemeKind::word || all[index].kind != LexemeKind::integer ||
      number.size() > kMostDigits)
    return std::nullopt;
  const std::string_view zeros = unit->text == "k"   ? "000"
                                 : unit->text == "m" ? "000000"
                                 : unit->text == "w" ? "0000"
                                                     : "";
  if (zeros.empty()) return std::nullopt;
  std::string meant = std::string(number) + std::string(zeros);
  const bool money = index + 2 < all.size() && is_currency(all[index + 2]);
  if (money) meant += " " + std::string(all[index + 2].text);
  const std::size_t more = money ? 2 : 1;
  return Foreign{more,        money ? LexemeKind::money : LexemeKind::integer,
                 Code::E0105, "numbers are written out in full",
                 meant,       fmt::format("Write `{}`", meant)};
}

// In Unicode's compatibility form, if that is ASCII.
std::string half_width(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto flags = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &mapped, flags);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (size <= 0) return {};
  std::string plain(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  const bool ascii = std::all_of(plain.begin(), plain.end(), [](char c) { return c >= ' ' && c < 0x7F; });
  return ascii && plain != text ? plain : std::string();
}

}  // namespace

bool is_amount(const Lexeme& lexeme) {
  return lexeme.kind == LexemeKind::integer || lexeme.kind == LexemeKind::decimal ||
         lexeme.kind == LexemeKind::bad_thousands;
}

std::optional<Foreign> foreign_number(const std::vector<Lexeme>& all, std::size_t index) {
  const Run run(all, index);
  if (auto found = date(run)) return found;
  if (auto found = decimals(run)) return found;
  return shortened(all, index, run);
}

std::optional<Foreign> dashed_name(const std::vector<Lexeme>& all, std::size_t index) {
  constexpr std::string_view kNaming[] = {"let", "segment", "decide", "tree", "table", "scorecard", "define"};
  const Run run(all, index);
  if (index == 0 || !run.is(1, "-")) return std::nullopt;
  if (std::find(std::begin(kNaming), std::end(kNaming), all[index - 1].text) == std::end(kNaming))
    return std::nullopt;
  std::string meant(all[index].text);
  std::size_t more = 0;
  for (const Lexeme* part = nullptr;
       run.is(more + 1, "-") && (part = run.at(more + 2)) && part->kind == LexemeKind::word; more += 2)
    meant += "_" + std::string(part->text);
  if (more == 0) return std::nullopt;
  return Foreign{
      more, LexemeKind::word, Code::E0103, "a name has no `-`", meant, fmt::format("Write `{}`", meant)};
}

std::optional<Foreign> currency_before_amount(const std::vector<Lexeme>& all, std::size_t index) {
  if (!is_currency(all[index]) || index + 1 >= all.size() || !is_amount(all[index + 1])) return std::nullopt;
  const std::string meant = std::string(all[index + 1].text) + " " + std::string(all[index].text);
  return Foreign{1,           LexemeKind::money,
                 Code::E0200, "the currency stands behind the amount",
                 meant,       fmt::format("Write `{}`", meant)};
}

std::string foreign_sign_fix(std::string_view text) {
  if (text[0] == '&') return "Write `and`";
  if (text[0] == '!') return "Write `not`, or `!=` for `is not`";
  if (text[0] == '\'') return "Texts stand in `\"`";
  if (text[0] == ';') return "Nothing needs to end a line; delete it";
  if (text[0] == '#') return "A comment begins with `--`";
  if (text[0] == '{' || text[0] == '[') return "Use `(` and `)`";
  if (text[0] == '}' || text[0] == ']') return "Use `(` and `)`, and `end` for blocks";
  if (text[0] == '%') return "Write the percent sign right after a number";
  for (std::string_view quote : {"“", "”", "‘", "’", "「", "」"})
    if (text.starts_with(quote)) return "Texts stand in straight quotes: `\"`";
  if (text.starts_with("，") || text.starts_with("、")) return "Write `,`";
  if (text.starts_with("（") || text.starts_with("）")) return "Write `(` and `)`";
  if (text.starts_with("≥")) return "Write `at least`";
  if (text.starts_with("≤")) return "Write `at most`";
  if (text.starts_with("≠")) return "Write `is not`";
  if (text.starts_with("–") || text.starts_with("—") || text.starts_with("−"))
    return "Write `-`, or `--` for a comment";
  // Full-width letters, digits and signs, as Chinese input methods give them.
  if (const std::string plain = half_width(text); !plain.empty())
    return plain == " "   ? "Write a plain blank"
           : plain == ";" ? "Delete it"
                          : fmt::format("Write `{}`", plain);
  if (static_cast<unsigned char>(text[0]) >= 0x80)
    return "Names are written in `a` to `z`; put other words into a text in `\"` or a comment after `--`";
  return "Delete it";
}

}  // namespace pol::syntax
