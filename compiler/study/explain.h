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

#include "compiler/lower/lower.h"
#include "compiler/sema/checked.h"
#include "runtime/engine/engine.h"
#include "runtime/engine/record.h"

namespace pol::engine {
struct ChainCase;
}

namespace pol::study {

struct Compiled;

enum class Language : std::uint8_t { en, zh };

// What the policies of a chain that were told before have said, so that it is not said again.
struct ToldBefore {
  std::map<std::string, std::string> definitions;  // of libraries, with their values -> the policy's kind
  std::set<std::string> missing;                   // tags
};

struct ExplainInput {
  const Sources& sources;
  const sema::Checked& checked;
  const lower::Lowered& lowered;  // definitions and inputs; its module may have been moved into `policy`
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

struct ExplainedLine {
  int depth = 0;  // indentation
  std::string text;
};
struct ExplainedSection {
  std::string title;
  std::vector<ExplainedLine> lines;
};
struct Explanation {
  std::string headline;
  std::vector<ExplainedSection> sections;
};

// Of the members of a chain that were decided, in their order. All that is given outlives the result;
// `decided` has slots.
std::vector<ExplainInput> explain_inputs(const Sources& sources, const Compiled& compiled,
                                         const engine::ChainCase& decided, engine::Which which,
                                         Language language, ToldBefore* before = nullptr);
Explanation explain(const ExplainInput& input);
// What the applicant is told about the whole chain.
Explanation explain_to_applicant(std::span<const ExplainInput> chain);
// What each policy of a chain decided, a line each, in their order; one policy needs no such list.
std::string chain_overview(std::span<const ExplainInput> chain);
// "outcome approve, limit 9,600 CNY"
std::string outputs_text(const ExplainInput& input);
std::string explanation_text(const Explanation& explanation);
// {"headline": ..., "sections": [{"title": ..., "lines": [{"depth": 0, "text": ...}]}]}, one line.
std::string explanation_json(const Explanation& explanation);

}  // namespace pol::study
