// Words for what a policy has no names for: units, kinds of policy, engines, verbs of steps, causes of
// missing. Codes are never translated; names are where the catalogue says how.
#pragma once
#include "runtime/explain/explanation.h"

namespace pol::explain {

std::string amount_words(i128 number, const Type& type, const EnumPool& enums, Language language);  // 90 天
std::string unit_in_chinese(const std::string& amount);  // "90 days" is 90 天, "24% a year" 每年 24%
std::string cause_words(CauseMask causes, Language language);
std::string verb_words(ir::Verb verb, Language language);
std::string kind_words(std::string_view kind, Language language);
std::string engine_words(engine::Which which, Language language);
std::string compare_words(Compare compare, Language language);

}  // namespace pol::explain
