// What a piece of a tree reads, place by place, by the meanings as they stand.
#pragma once
#include <functional>

#include "compiler/sema/checked.h"
#include "compiler/sema/walk.h"

namespace pol::sema {

class Reads : public Visitor {
 public:
  // `found` gets the symbol as it is meant (a step or member as itself) and where it is named.
  using Found = std::function<void(SymbolId, Span)>;
  Reads(const Checked& checked, std::uint32_t unit, Found found)
      : checked_(checked), unit_(unit), found_(std::move(found)) {}

  void expr(const syntax::Expr& expr) override;
  void reference(const syntax::Reference& reference, bool bare) override;
  void value(const syntax::Value& value) override;
  void because(const syntax::Because& because) override;

 private:
  void node(syntax::NodeId id, Span span);

  const Checked& checked_;
  std::uint32_t unit_;
  Found found_;
};

// Walks everything that the definition of `symbol` is made of.
void walk_definition(const Checked& checked, SymbolId symbol, Visitor& visitor);

}  // namespace pol::sema
