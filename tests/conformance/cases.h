// The case files of ../shared/conformance, as they are.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "tests/conformance/expr.h"

namespace pol::conformance {

// A value as a case writes it: `kind` is decimal, int64, double, boolean, bool, string, date, null, error, or
// what the translator does not know (context, list, duration ...).
struct CaseValue {
  std::string kind;
  std::string text;                   // as written; "" for values that are not scalar
  std::vector<CaseValue> items = {};  // list
};

struct FileCase {
  std::string id;  // FEEL "dir/case/decision", CEL "file/section/name"; "#2" behind the second of one name
  Dialect dialect = Dialect::feel;
  std::string expr;
  std::map<std::string, CaseValue> inputs;
  CaseValue expected;
};

Result<std::vector<FileCase>> read_cases(Dialect dialect, const std::string& path);

}  // namespace pol::conformance
