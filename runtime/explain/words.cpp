#include "runtime/explain/words.h"

#include "runtime/explain/phrases.h"
#include "runtime/value/constant.h"

namespace pol::explain {
namespace {

struct Word {
  std::string_view name, zh;
};

std::string look_up(std::span<const Word> words, std::string_view name) {
  for (const Word& word : words)
    if (word.name == name) return std::string(word.zh);
  return std::string(name);
}

constexpr Word kCurrencies[] = {{"CNY", "元"},   {"USD", "美元"}, {"EUR", "欧元"},
                                {"HKD", "港元"}, {"JPY", "日元"}, {"GBP", "英镑"}};
constexpr Word kKinds[] = {{"limit", "额度"},
                           {"pricing", "定价"},
                           {"onboarding", "准入"},
                           {"collections", "催收"},
                           {"strategy", "策略"}};
struct CauseWord {
  std::string_view name, en, zh;
};
constexpr CauseWord kCauses[] = {{"not_asked", "not asked", "未查询"},
                                 {"no_hit", "no record", "查无记录"},
                                 {"stale", "too old", "已过期"},
                                 {"suppressed", "withheld", "被屏蔽"},
                                 {"error", "error", "出错"}};

// A price has at least two places: 9.00%, 13.45%.
std::string two_places(std::string digits) {
  const auto sign = digits.find('%');
  auto point = digits.find('.');
  if (sign == std::string::npos) return digits;
  if (point == std::string::npos) digits.insert(point = sign, ".");
  while (digits.find('%') - point < 3) digits.insert(digits.find('%'), "0");
  return digits;
}

}  // namespace

std::string amount_words(i128 number, const Type& type, const EnumPool& enums, Language language) {
  std::string plain = format_grouped(number, type, enums);
  if (type.kind == Kind::rate) plain = two_places(std::move(plain));
  const bool has_unit = type.kind == Kind::days || type.kind == Kind::months || type.kind == Kind::money ||
                        type.kind == Kind::rate;
  return language == Language::en || !has_unit ? plain : unit_in_chinese(plain);
}

std::string unit_in_chinese(const std::string& amount) {
  const auto space = amount.find(' ');
  if (space == std::string::npos) return amount;
  std::string digits = amount.substr(0, space), unit = amount.substr(space + 1);
  if (unit.starts_with("bp")) digits += " 个基点", unit.erase(0, unit.find(' ') == std::string::npos ? 2 : 3);
  for (const auto& [period, chinese] : {std::pair("a year", "每年 "), std::pair("a month", "每月 "),
                                        std::pair("a day", "每日 "), std::pair("", "")})
    if (unit == period) return chinese + digits;
  if (unit == "day" || unit == "days") return digits + " 天";
  if (unit == "month" || unit == "months") return digits + " 个月";
  return digits + " " + look_up(kCurrencies, unit);
}

std::string cause_words(CauseMask causes, Language language) {
  const bool zh = language == Language::zh;
  std::string out;
  for (const CauseWord& word : kCauses)
    if (causes & cause_by_name(word.name))
      out += (out.empty() ? "" : zh ? "、" : ", ") + std::string(zh ? word.zh : word.en);
  return out;
}

std::string verb_words(ir::Verb verb, Language language) {
  if (language == Language::en) return std::string(ir::verb_name(verb));
  switch (verb) {
    case ir::Verb::raise_to:
      return "提高至";
    case ir::Verb::lower_to:
      return "降低至";
    case ir::Verb::raise_by:
      return "增加";
    case ir::Verb::lower_by:
      return "减少";
    case ir::Verb::cap:
      return "上限";
    case ir::Verb::floor:
      return "下限";
    case ir::Verb::becomes:
      return "改为";
  }
  __builtin_unreachable();
}

std::string kind_words(std::string_view kind, Language language) {
  return language == Language::en ? std::string(kind) : look_up(kKinds, kind);
}

std::string engine_words(engine::Which which, Language language) {
  switch (which) {
    case engine::Which::interpreter:
      return std::string(phrase(Phrase::engine_interpreter, language));
    case engine::Which::scalar:
      return std::string(phrase(Phrase::engine_native, language));
  }
  __builtin_unreachable();
}

std::string compare_words(Compare compare, Language language) {
  const bool zh = language == Language::zh;
  switch (compare) {
    case Compare::at_least:
      return zh ? "不低于" : "at least";
    case Compare::at_most:
      return zh ? "不高于" : "at most";
    case Compare::above:
      return zh ? "高于" : "above";
    case Compare::below:
      return zh ? "低于" : "below";
    case Compare::is:
      return zh ? "等于" : "is";
    case Compare::is_not:
      return zh ? "不等于" : "is not";
  }
  __builtin_unreachable();
}

}  // namespace pol::explain
