#include "compiler/study/explain_words.h"

#include "compiler/study/explain_phrases.h"
#include "runtime/value/constant.h"

namespace pol::study {
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
constexpr Word kCauses[] = {{"not_asked", "未查询"},
                            {"no_hit", "查无记录"},
                            {"stale", "已过期"},
                            {"suppressed", "被屏蔽"},
                            {"error", "出错"}};

}  // namespace

std::string amount_words(i128 number, const Type& type, const EnumPool& enums, Language language) {
  const std::string plain = format_grouped(number, type, enums);
  const auto space = plain.find(' ');
  if (language == Language::en || space == std::string::npos) return plain;
  const std::string digits = plain.substr(0, space), unit = plain.substr(space + 1);
  switch (type.kind) {
    case Kind::days:
      return digits + " 天";
    case Kind::months:
      return digits + " 个月";
    case Kind::money:
      return digits + " " + look_up(kCurrencies, unit);
    case Kind::rate:
      switch (type.period) {
        case Period::year:
          return "每年 " + digits;
        case Period::month:
          return "每月 " + digits;
        case Period::day:
          return "每日 " + digits;
        case Period::none:
          return plain;
      }
      return plain;
    case Kind::boolean:
    case Kind::number:
    case Kind::percent:
    case Kind::date:
    case Kind::enumeration:
    case Kind::text:
      return plain;
  }
  return plain;
}

std::string cause_words(CauseMask causes, Language language) {
  if (language == Language::en) return cause_names(causes);
  std::string out;
  for (const Word& word : kCauses)
    if (causes & cause_by_name(word.name)) out += (out.empty() ? "" : "、") + std::string(word.zh);
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

std::string compare_words(syntax::Compare compare, Language language) {
  const bool zh = language == Language::zh;
  switch (compare) {
    case syntax::Compare::at_least:
      return zh ? "不低于" : "at least";
    case syntax::Compare::at_most:
      return zh ? "不高于" : "at most";
    case syntax::Compare::above:
      return zh ? "高于" : "above";
    case syntax::Compare::below:
      return zh ? "低于" : "below";
    case syntax::Compare::is:
      return zh ? "等于" : "is";
    case syntax::Compare::is_not:
      return zh ? "不等于" : "is not";
  }
  __builtin_unreachable();
}

}  // namespace pol::study
