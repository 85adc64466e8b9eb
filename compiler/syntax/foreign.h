// What people write who come from other tools: dates with slashes, a comma before decimals, `CNY 3,000`,
// full-width signs. Told with what they mean here.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "compiler/syntax/lexeme.h"
#include "runtime/base/diagnostics.h"

namespace pol::syntax {

// One lexeme is meant by this one and `more` behind it.
struct Foreign {
  std::size_t more = 0;  // at least 1
  LexemeKind kind = LexemeKind::word;
  Code code = Code::E0200;
  std::string message, meant, fix;
};

// 2026/11/05, 2026-1-5, 05-11-2026; 3.000,00 CNY; 3k CNY. all[index] is an integer or a decimal.
std::optional<Foreign> foreign_number(const std::vector<Lexeme>& all, std::size_t index);
// `let by-turnover`; elsewhere it is a subtraction. all[index] is a word.
std::optional<Foreign> dashed_name(const std::vector<Lexeme>& all, std::size_t index);
// `CNY 3,000`. all[index] is a code.
std::optional<Foreign> currency_before_amount(const std::vector<Lexeme>& all, std::size_t index);
bool is_amount(const Lexeme& lexeme);  // a number that lacks only its currency

// What to do about a sign that means nothing here.
std::string foreign_sign_fix(std::string_view text);

}  // namespace pol::syntax
