// Parts of a policy's text with the values of one case: "turnover * share" and "960,000 CNY * 20%".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "compiler/study/explain.h"

namespace pol::study {

class Formulas {
 public:
  explicit Formulas(const ExplainInput& input) : in_(input) {}

  std::string text(const Span& span) const;  // comments dropped, white space folded, words in the language
  std::string text(const syntax::Expr& expr) const { return text(expr.span); }
  // The same with every name replaced by its value; empty if that says nothing new (no name in it, or only
  // one).
  std::string with_values(const syntax::Expr& expr, std::uint32_t unit) const;
  // "Months trading 60, kind young": the names in an expression, each once, with their values; tags by label.
  std::string values_of(const syntax::Expr& expr, std::uint32_t unit) const;

  std::string value_of(ir::Ref ref) const;  // for people; "missing (no_hit)" if it is
  std::string value_of(std::int64_t number, const Type& type) const;
  // "(call, letter)"; `length` is the list's number of elements, missing where the list is.
  std::string list_of(const std::vector<ir::Ref>& elements, ir::Ref length) const;
  // Empty if it has no value here. Of a series its `last` values (0: all).
  std::optional<std::string> symbol_value(sema::SymbolId symbol, std::uint32_t last = 0) const;
  // "Credit score", in the chosen language; a name that is no tag has no label.
  std::string label_of(sema::SymbolId symbol) const;
  std::string tag_label(const catalog::Tag& tag) const;
  // What the catalogue's `words` call a name or text of the policy in the chosen language; in Chinese a tag
  // by its label; else the name itself. `limit.outcome` part by part.
  std::string word(std::string_view name) const;
  // "Credit score (score)"
  std::string name_of(sema::SymbolId symbol) const;
  std::string label_and_id(const catalog::Tag& tag) const;

 private:
  std::string piece(const Span& span) const;
  std::optional<std::string> reasons_given(sema::SymbolId symbol) const;  // of a needed policy's reasons
  struct Place {
    Span span;
    sema::SymbolId symbol;
    std::uint32_t last = 0;  // `last N of` a series
  };
  void collect(const syntax::Expr& expr, std::uint32_t unit, std::vector<Place>& places) const;
  void add(const syntax::Reference& reference, std::uint32_t unit, std::vector<Place>& places) const;

  const ExplainInput& in_;
};

}  // namespace pol::study
