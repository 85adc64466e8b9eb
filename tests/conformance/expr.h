// Scalar expressions of FEEL and CEL as one small tree. What is only another spelling is gone after parsing:
// `x in (2..4)` is `x > 2 and x < 4`, `a ? b : c` is `if`, `&&` is `and`.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/value/constant.h"

namespace pol::conformance {

enum class Dialect { feel, cel };

struct Expr {
  enum class Form {
    number,   // text: plain decimal, "-0.5"; `whole` if written as an integer
    text,     // text: the characters, escapes read
    boolean,  // text: "true", "false"
    date,     // text: "2018-12-02"
    null,
    name,  // text: as written; FEEL names may hold spaces
    call,  // text: function; a method is ".name" with its object as first argument, `x.year` too
    op,    // text: + - * / % ** neg and or not = != < <= > >= if between
  } form = Form::null;
  std::string text;
  bool whole = false;
  std::vector<Expr> args = {};
};

// The message of a failure is the reason why the expression cannot be translated (reasons.h). `names` are the
// variables that the case binds: FEEL needs them to know where a name with spaces ends.
Result<Expr> parse_expression(Dialect dialect, std::string_view text, const std::vector<std::string>& names);

// "1.23e+4" as an exact decimal; fails where it has more digits than pol can hold.
Result<Decimal> exact_number(std::string_view text);

// Reads the escapes of a string literal that begins at `at` (quotes and raw prefix included) and moves `at`
// behind it.
Result<std::string> string_literal(Dialect dialect, std::string_view text, std::size_t& at);

}  // namespace pol::conformance
