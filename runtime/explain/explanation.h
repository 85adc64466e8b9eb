// How one decision came about, in sentences and numbers that an officer can read to the applicant: the result
// and its reasons, the evidence taken, each formula with its values, table rows, the effect of each
// guarantee, brake and legal step, the knockouts that fired and the nearest that did not, and the tags that
// were read. Everything is taken from the interpreter's values of this very case; nothing is recomputed.
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "runtime/catalog/catalog.h"
#include "runtime/engine/chain.h"
#include "runtime/explain/plan.h"

namespace pol::explain {

enum class Language : std::uint8_t { en, zh };

// What the policies of a chain that were told before have said, so that it is not said again.
struct ToldBefore {
  std::map<std::string, std::string> definitions;  // of libraries, with their values -> the policy's kind
  std::set<std::string> missing;                   // tags
};

struct Input {
  const Plan& plan;
  const catalog::Catalog& catalog;
  const engine::LoadedPolicy& policy;
  const engine::SentCase& sent;
  const engine::Admitted& admitted;
  const ir::NativeRecord& record;
  std::span<const interp::Slot> slots;  // all values of this case, by the interpreter
  engine::Which which = engine::Which::interpreter;
  Language language = Language::en;
  ToldBefore* before = nullptr;  // of a chain, in its order; not owned
  bool last = true;              // of a chain: says which engine computed it
  bool own_names = false;        // as the policy spells them: for its author, who looks for them in the file
};

struct Line {
  int depth = 0;  // indentation
  std::string text;
};
struct Section {
  std::string title;
  std::vector<Line> lines;
};
struct Explanation {
  std::string headline;
  std::vector<Section> sections;
};

// Of the members of a chain that were decided, in their order. `plans` beside the members, or
// none. All that is given outlives the result; `decided` has slots.
std::vector<Input> inputs_of(const engine::Chain& chain, std::span<const Plan> plans,
                             const catalog::Catalog& catalog, const engine::ChainCase& decided,
                             engine::Which which, Language language, ToldBefore* before = nullptr);
// Each member needs its plan.
Explanation to_officer(const Input& input);
// What the applicant is told about the whole chain. Needs no plan.
Explanation to_applicant(std::span<const Input> chain);
// What each policy of a chain decided, a line each, in their order; one policy needs no such list.
std::string chain_overview(std::span<const Input> chain);
// "outcome approve, limit 9,600 CNY"
std::string outputs_text(const Input& input);
std::string text_of(const Explanation& explanation);
// The overview and every policy, as `pol explain` prints them.
std::string officer_text(std::span<const Input> chain);

}  // namespace pol::explain
