// Trees: conditions at the forks, one type for all leaves.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/truth.h"
#include "compiler/sema/typer.h"

namespace pol::sema {

namespace {

// Leaves in the order of the file. `else if` may go on for a thousand forks, so only `yes` sides recurse.
void leaves_of(const syntax::Branch* at, std::vector<const syntax::Branch*>& leaves) {
  for (; at; at = at->no.get()) {
    if (at->leaf) leaves.push_back(at);
    leaves_of(at->yes.get(), leaves);
  }
}

bool never_together(const Truth& a, const Truth& b) {
  return a.form == Truth::Form::fact && b.form == Truth::Form::fact && a.fact.operand == b.fact.operand &&
         intersect(a.fact.values, b.fact.values).empty();
}

}  // namespace

MaybeType Typer::type_tree(SymbolId id, const syntax::Tree& tree) {
  std::vector<const syntax::Branch*> leaves;
  leaves_of(tree.root.get(), leaves);
  bool unknown = false;
  const bool sound = type_forks(tree.root.get(), unknown);
  const std::optional<Place> place = output_place(id);
  std::uint32_t hint = place && place->type.kind == Kind::enumeration ? place->type.enum_id : kNoEnum;
  MaybeType all = type_leaves(leaves, place, hint, tree.name);
  if (sound && recording()) {
    std::vector<Known> known;
    check_forks(tree.root.get(), known);
  }
  if (!all || !sound) return std::nullopt;
  all->may_be_missing |= unknown;
  return all;
}

bool Typer::type_forks(const syntax::Branch* at, bool& unknown) {
  bool sound = true;
  for (; at; at = at->no.get()) {
    if (!at->condition) continue;
    const MaybeType when = condition(*at->condition);
    sound &= when.has_value();
    unknown |= when && when->may_be_missing;
    sound &= type_forks(at->yes.get(), unknown);
  }
  return sound;
}

// Words without a meaning of their own are values of the enum of the other leaves; where all leaves are such
// words, of the one enum in scope that holds them.
MaybeType Typer::type_leaves(const std::vector<const syntax::Branch*>& leaves,
                             const std::optional<Place>& place, std::uint32_t hint,
                             const syntax::Name& name) {
  std::vector<MaybeType> types(leaves.size());
  std::vector<bool> words_only(leaves.size());
  std::vector<syntax::Name> words;
  bool failed = leaves.empty();
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    words_only[i] = only_words(*leaves[i]->leaf, words);
    if (words_only[i]) continue;
    types[i] = infer(*leaves[i]->leaf, hint);
    failed |= !types[i];
    if (types[i] && types[i]->kind == Kind::enumeration && hint == kNoEnum) hint = types[i]->enum_id;
  }
  const bool all_words = std::all_of(words_only.begin(), words_only.end(), [](bool only) { return only; });
  if (hint == kNoEnum && all_words && !place && (hint = enum_holding(words, name)) == kNoEnum)
    return std::nullopt;
  MaybeType all;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const syntax::Expr& leaf = *leaves[i]->leaf;
    if (words_only[i]) types[i] = infer(leaf, hint);
    if (types[i] && place) types[i] = store(*types[i], *place, leaf);
    failed |= !types[i];
    if (failed) continue;
    all = merge(all, *types[i], leaf.span, "`" + text_of(leaf) + "`", "the leaf before it");
    failed |= !all;
  }
  return failed ? std::nullopt : all;
}

// A side of a fork that the forks above leave no case for. `known` holds what they say on this path.
void Typer::check_forks(const syntax::Branch* at, std::vector<Known>& known) {
  const std::size_t size = known.size();
  for (; at && at->condition; at = at->no.get()) {
    const Truth truth = truth_of(checked_, unit_, *at->condition);
    for (const Known& above : known) {
      const bool always = above.yes && implies(above.truth, truth);
      const bool never = above.yes ? never_together(above.truth, truth) : implies(truth, above.truth);
      if (!always && !never) continue;
      const std::string when = text_of(*at->condition);
      const std::uint32_t line = sources_.place(above.condition->span).line;
      report(
          Code::E0702, at->condition->span,
          fmt::format("this branch can never be reached: `{}` is {} here, because `{}` (line {}) is {}", when,
                      always ? "always yes" : "never yes", text_of(*above.condition), line,
                      above.yes ? "yes" : "no"),
          always ? "remove this fork and keep its `then` side" : "remove this fork and keep its `else` side");
      break;
    }
    known.push_back({truth, at->condition.get(), true});
    check_forks(at->yes.get(), known);
    known.back().yes = false;
  }
  known.resize(size);
}

}  // namespace pol::sema
