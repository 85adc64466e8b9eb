// The numbers that stand in a policy's text, each with an address by which it can be named and moved.
#pragma once
#include <string>
#include <vector>

#include "compiler/syntax/ast.h"
#include "runtime/base/result.h"
#include "runtime/base/source.h"
#include "runtime/value/constant.h"

namespace pol::study {

struct Literal {
  std::string part;     // "knockout K04"
  std::string address;  // "K04", or "K04#2" where the part has several; "K04" then means its first
  Constant value;
  Span span;
  std::string text;  // as written
};

// Amounts, numbers, percents, rates and durations of the parts that decide, in file order. `file` has been
// parsed from `source`.
std::vector<Literal> literals(const syntax::File& file, const Sources& sources);

// By address, or by place ("26:55", "limit.pol:26:55"). Fails (exit 2) with the addresses there are, or the
// nearest one.
Result<const Literal*> find_literal(const std::vector<Literal>& all, const std::string& address,
                                    const Sources& sources);

// The text of the file with another number in the literal's place.
std::string with_literal(const Literal& literal, i128 number, const Type& type, const Sources& sources);

}  // namespace pol::study
