// A catalogue with one tag of each kind, and what typing says about a few lines that use it.
#pragma once
#include <catch2/catch.hpp>

#include "tests/unit/sema/bundle.h"

namespace pol::test {

// `items` begin in line 4 of a library.
inline CheckRun check_types(const std::string& items) {
  Bundle bundle;
  bundle.write("tags/kinds.yaml", R"(catalogue: kinds
version: "1"
owner: Council
languages: [en]
enums:
  colour: [red, green]
  mood: {ordered: [calm, tense]}
tags:
  - {id: score, en: "Score", type: int, range: "300..850", missing: policy, sensitivity: open}
  - {id: lenders, en: "Lenders", type: int, range: "0..20", missing: forbid, sensitivity: open}
  - {id: ratio, en: "Ratio", type: decimal 2, range: "0..9", missing: forbid, sensitivity: open}
  - {id: share, en: "Share", type: percent, range: "0%..100%", missing: forbid, sensitivity: open}
  - {id: yearly, en: "Yearly", type: rate a year, range: "0%..36%", missing: forbid, sensitivity: open}
  - {id: monthly, en: "Monthly", type: rate a month, range: "0%..3%", missing: forbid, sensitivity: open}
  - {id: cash, en: "Cash", type: money CNY, range: "-1000000..5000000", missing: policy, sensitivity: open}
  - {id: debts, en: "Debts", type: money CNY, range: "0..5000000", missing: forbid, sensitivity: open}
  - {id: dollars, en: "Dollars", type: money USD, range: "0..1000", missing: forbid, sensitivity: open}
  - {id: born, en: "Born", type: date, range: "1900-01-01..2026-12-31", missing: forbid, sensitivity: open}
  - {id: late, en: "Late", type: days, range: "0..2000", missing: forbid, sensitivity: open}
  - {id: term, en: "Term", type: months, range: "1..36", missing: forbid, sensitivity: open}
  - {id: paint, en: "Paint", type: enum colour, missing: forbid, sensitivity: open}
  - {id: temper, en: "Temper", type: enum mood, missing: policy, sensitivity: open}
  - {id: county, en: "County", type: text, range: "1..60 characters", missing: forbid, sensitivity: open}
  - {id: verified, en: "Verified", type: bool, missing: forbid, sensitivity: open}
)");
  return bundle.check("language 1\nlibrary t version 1 owner \"Test\" tags kinds \"1\" end\n-- items\n" +
                      items);
}

inline const sema::Symbol* symbol(const CheckRun& run, const std::string& name) {
  if (!run.checked) return nullptr;
  for (const sema::Symbol& s : run.checked->symbols)
    if (s.name == name && s.kind != sema::SymbolKind::table) return &s;
  return nullptr;
}

// "money CNY 2 0..500" of a definition: type, scale, interval in units of the scale; a `?` if it may be
// missing.
inline std::string shape(const CheckRun& run, const std::string& name) {
  const sema::Symbol* found = symbol(run, name);
  if (!found) return "no such symbol";
  if (run.diagnostics.has_errors()) return run.text();
  const Type& type = found->type;
  return type_name(type, &run.checked->enums) + " " + std::to_string(type.scale) + " " +
         to_string(type.range.lo) + ".." + to_string(type.range.hi) + (type.may_be_missing ? " ?" : "");
}

// The shape of `let a be EXPR`.
inline std::string shape_of(const std::string& expr) {
  return shape(check_types("let a be " + expr), "a");
}

// The first error or warning of `let a be EXPR`, at columns that count from the expression's first character.
inline std::string mistake_in(const std::string& expr) {
  const CheckRun run = check_types("let a be " + expr);
  for (const Diagnostic& d : run.diagnostics.all()) {
    if (d.code == Code::W0901) continue;
    return std::string(info(d.code).name) + " " + std::to_string(run.sources.place(d.span).column - 9);
  }
  return "none";
}

}  // namespace pol::test
