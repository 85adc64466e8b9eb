// Trees: one choice between two sides for every fork, once for the leaf's number and once for its value, so
// that an unknown condition matters only where the case comes to it.
#include "compiler/lower/lowerer.h"

namespace pol::lower {

using sema::SymbolId;

struct Lowerer::Grown {
  struct Node {
    Ref condition = ir::kNone;  // kNone: a leaf
    Span span;
    std::size_t yes = 0, no = 0;  // nodes; a leaf: yes is its position
  };
  std::vector<Node> nodes;  // both sides of a fork stand after it
  std::vector<Ref> leaves;
  std::vector<const syntax::Branch*> written;  // beside leaves
};

ir::Ref Lowerer::tree(SymbolId id, const syntax::Tree& tree) {
  const sema::Symbol& symbol = checked_.symbols[id];
  Grown grown;
  grow(*tree.root, grown);
  if (failed_) return ir::kNone;
  const sema::OutputInfo* output = output_of(id);
  ir::Choice choice;
  choice.form = ir::Choice::Form::tree;
  choice.name = symbol.name;
  std::vector<Ref> numbers;
  for (std::size_t i = 0; i < grown.leaves.size(); ++i) {
    Ref& leaf = grown.leaves[i];
    const Span at = grown.written[i]->leaf->span;
    b_.at(at);
    if (output) leaf = stored(leaf, output->type.scale);
    if (checked_ref(leaf, at) == ir::kNone) return ir::kNone;
    Type number;
    number.kind = Kind::number;
    numbers.push_back(b_.constant(number, static_cast<i128>(i) + 1));
    choice.reasons.push_back(reasons(grown.written[i]->because));
  }
  align(grown.leaves);
  b_.at(symbol.span);
  choice.number = checked_ref(joined(grown, 0, numbers), symbol.span);
  const Ref result = checked_ref(joined(grown, 0, grown.leaves), symbol.span);
  if (choice.number == ir::kNone || result == ir::kNone) return ir::kNone;
  if (recorded(symbol)) {
    choices_[id] = static_cast<std::uint32_t>(m_.choices.size());
    m_.choices.push_back(std::move(choice));
  }
  return result;
}

// Appends the branch with all below it. `else if` may go on for a thousand forks: only `then` sides recurse.
std::size_t Lowerer::grow(const syntax::Branch& root, Grown& grown) {
  const std::size_t first = grown.nodes.size();
  for (const syntax::Branch* at = &root; at && !failed_; at = at->no.get()) {
    const std::size_t here = grown.nodes.size();
    grown.nodes.push_back({ir::kNone, at->span, 0, 0});
    const syntax::Expr& written = at->condition ? *at->condition : *at->leaf;
    const Ref ref = checked_ref(expr(written), written.span);
    if (ref == ir::kNone) break;
    if (!at->condition) {
      grown.nodes[here].yes = grown.leaves.size();
      grown.leaves.push_back(ref);
      grown.written.push_back(at);
      break;
    }
    grown.nodes[here].condition = ref;
    const std::size_t yes = grow(*at->yes, grown);
    grown.nodes[here].yes = yes;
    grown.nodes[here].no = grown.nodes.size();
  }
  return first;
}

ir::Ref Lowerer::joined(const Grown& grown, std::size_t at, const std::vector<Ref>& leaves) {
  std::vector<Ref> values(grown.nodes.size(), ir::kNone);
  for (std::size_t i = grown.nodes.size(); i-- > at;) {
    const Grown::Node& node = grown.nodes[i];
    if (node.condition == ir::kNone) {
      values[i] = leaves[node.yes];
      continue;
    }
    if (values[node.yes] == ir::kNone || values[node.no] == ir::kNone) return ir::kNone;
    b_.at(node.span);
    values[i] = b_.select(node.condition, values[node.yes], values[node.no]);
  }
  return values[at];
}

}  // namespace pol::lower
