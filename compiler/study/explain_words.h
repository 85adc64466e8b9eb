// Words for what a policy has no names for: units, kinds of policy, engines, verbs of steps, causes of
// missing. Names that stand in the policy (tags, enum values, codes) are never translated.
#pragma once
#include "compiler/study/explain.h"

namespace pol::study {

std::string amount_words(i128 number, const Type& type, const EnumPool& enums, Language language);  // 90 天
std::string unit_in_chinese(const std::string& amount);  // "90 days" is 90 天, "24% a year" 每年 24%
// A piece of a policy, whole tokens, with its words and units in Chinese; names, codes and enum values stay.
// What stands between the tokens becomes one space, or none.
std::string piece_in_chinese(const std::string& text);
std::string cause_words(CauseMask causes, Language language);
std::string verb_words(ir::Verb verb, Language language);
std::string kind_words(std::string_view kind, Language language);
std::string engine_words(engine::Which which, Language language);
std::string compare_words(syntax::Compare compare, Language language);

}  // namespace pol::study
