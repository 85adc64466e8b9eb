// Parts of a policy's text with the values of one case: "turnover * share" and "960,000 CNY * 20%".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "runtime/explain/explanation.h"

namespace pol::explain {

// Comments dropped, white space folded.
std::string fold(std::string_view text);
// A tag's label in a language, its id where there is none.
std::string tag_label(const catalog::Catalog& catalog, const catalog::Tag& tag, Language language);
// What the catalogue's `words` call a name or text of the policy in the language; in Chinese a tag by its
// label; else the name itself. `limit.outcome` part by part.
std::string called(const catalog::Catalog& catalog, std::string_view name, Language language);

class Formulas {
 public:
  explicit Formulas(const Input& input) : in_(input) {}

  const std::string& text(const Words& words) const {
    return in_.language == Language::zh ? words.zh : words.en;
  }
  const std::string& text(const Formula& formula) const { return text(formula.text); }
  // The same with every name replaced by its value; empty if that says nothing new (no name in it, or only
  // one).
  std::string with_values(const Formula& formula) const;
  // "Months trading 60, kind young": the names in an expression, each once, with their values; tags by label.
  std::string values_of(const Formula& formula) const;

  std::string value_of(ir::Ref ref) const;  // for people; "missing (no_hit)" if it is
  std::string value_of(std::int64_t number, const Type& type) const;
  // "(call, letter)"; `length` is the list's number of elements, missing where the list is.
  std::string list_of(const std::vector<ir::Ref>& elements, ir::Ref length) const;
  // Empty if it has no value here. Of a series its `last` values (0: all).
  std::optional<std::string> name_value(std::uint32_t name, std::uint32_t last = 0) const;
  // "Credit score", in the chosen language; a name that is no tag has no label.
  std::string label_of(std::uint32_t name) const;
  std::string tag_label(const catalog::Tag& tag) const {
    return explain::tag_label(in_.catalog, tag, in_.language);
  }
  std::string word(std::string_view name) const {
    return in_.own_names ? std::string(name) : called(in_.catalog, name, in_.language);
  }
  std::string name_of(std::uint32_t name) const;  // "Credit score (score)"
  std::string label_and_id(const catalog::Tag& tag) const;

 private:
  const catalog::Tag* tag_of(std::uint32_t name) const;
  std::optional<std::string> reasons_given(const Name& name) const;  // of a needed policy's reasons

  const Input& in_;
};

}  // namespace pol::explain
