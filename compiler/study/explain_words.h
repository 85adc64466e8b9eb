// Words for what a policy has no names for: units, kinds of policy, engines, verbs of steps, causes of
// missing. Codes are never translated; names are where the catalogue says how.
#pragma once
#include <functional>

#include "compiler/study/explain.h"

namespace pol::study {

std::string amount_words(i128 number, const Type& type, const EnumPool& enums, Language language);  // 90 天
std::string unit_in_chinese(const std::string& amount);  // "90 days" is 90 天, "24% a year" 每年 24%
// What a name of the policy is called.
using Called = std::function<std::string(std::string_view)>;
// A piece of a policy, whole tokens, with its words and units in Chinese and its names as they are called;
// codes stay. What stands between the tokens becomes one space, or none.
std::string piece_in_chinese(const std::string& text, const Called& called);
// The piece with its names as they are called, all else as it stands.
std::string piece_renamed(const std::string& text, const Called& called);
std::string cause_words(CauseMask causes, Language language);
std::string verb_words(ir::Verb verb, Language language);
std::string kind_words(std::string_view kind, Language language);
std::string engine_words(engine::Which which, Language language);
std::string compare_words(syntax::Compare compare, Language language);

}  // namespace pol::study
