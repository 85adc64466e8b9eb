#include "tests/differential/source_pairs.h"

#include <fmt/format.h>

#include "tests/support/case_text.h"
#include "tests/support/source/grammar_counts.h"
#include "tests/support/source/sent_cases.h"

namespace pol::testing {
namespace {

std::string show(const engine::Chain& chain, const engine::SentCase& sent) {
  std::string text = format_date(sent.decision_date);
  for (std::size_t i = 1; i < sent.tags.size(); ++i) {
    const engine::SentTag& tag = sent.tags[i];
    text += " " + chain.door().inputs[i].name + "=";
    switch (tag.state) {
      case engine::SentTag::State::absent:
        text += "-";
        break;
      case engine::SentTag::State::value:
        text += tag.text.empty() ? to_string(tag.number) : "\"" + tag.text + "\"";
        break;
      case engine::SentTag::State::missing:
        text += fmt::format("missing:{}", tag.cause);
        break;
      case engine::SentTag::State::bad:
        text += "bad";
        break;
    }
    if (tag.as_of) text += "@" + format_date(*tag.as_of);
  }
  return text;
}

// Both engines on one case: the refusal, or what every member of the chain says.
class ChainPair {
 public:
  explicit ChainPair(const engine::Chain& chain) : chain_(chain) {}

  bool agree(const engine::SentCase& sent) {
    const auto refused = chain_.decide(engine::Which::interpreter, sent, interpreted_);
    const auto refused_natively = chain_.decide(engine::Which::scalar, sent, native_);
    admitted = !refused;
    if (refused.has_value() != refused_natively.has_value()) return false;
    if (refused) return refused->code == refused_natively->code && refused->tag == refused_natively->tag;
    undecided = interpreted_.root().record.words[0] & 1;
    for (member = 0; member < chain_.size(); ++member) {
      const engine::MemberCase &a = interpreted_.members[member], &b = native_.members[member];
      if (!(a.record == b.record) || a.undecided != b.undecided || a.outputs != b.outputs ||
          a.output_causes != b.output_causes || a.reasons != b.reasons || a.knockouts != b.knockouts)
        return false;
    }
    return true;
  }
  std::string difference() const {
    if (member >= chain_.size()) return "one engine refuses the case\n";
    return fmt::format("member {}\ninterpreter: {}\nnative:      {}\n", member,
                       testing::show(interpreted_.members[member].record),
                       testing::show(native_.members[member].record));
  }
  bool admitted = false, undecided = false;
  std::size_t member = 0;

 private:
  const engine::Chain& chain_;
  engine::ChainCase interpreted_, native_;
};

}  // namespace

bool source_pairs(std::uint64_t seed, Workshop& workshop, engine::Backend& backend,
                  const PairOptions& options, Counts& counts) {
  SourceProgram program = random_source(seed);
  workshop.search_undecided = seed % 20 == 0;
  if (!workshop.settle(program)) return ++counts.unusable, false;
  const CompiledSource made = workshop.compile(program, &backend);
  ++counts.programs, ++counts.sources;
  if (!made || !made.compiled.native_refused.empty()) {
    const std::lock_guard lock(*options.printing);
    fmt::print("REFUSED source program (seed {}): {}{}\n", seed, made.errors(), made.compiled.native_refused);
    return ++counts.refused, true;
  }
  const engine::Chain& chain = *made.compiled.chain;
  counts.chains += chain.size() > 1;
  for (std::size_t i = 0; i < chain.size(); ++i) counts.count(chain.member(i).module());
  for (const SourceFile& file : program.files) count_constructs(file.text(), counts.constructs);
  for (const auto& [path, text] : program.companions)
    if (path.find(".csv") != std::string::npos &&
        text.substr(0, text.find('\n')).find(",because") != std::string::npos)
      for (const SourceFile& file : program.files)
        counts.constructs["rows with because"] += file.text().find('"' + path + '"') != std::string::npos;
  SentCaseSource cases(chain, seed);
  ChainPair pair(chain);
  for (std::uint64_t decided = 0, tried = 0; decided < options.inputs && tried < 4 * options.inputs;
       ++tried) {
    const engine::SentCase given = cases.next();
    const bool same = pair.agree(given);
    if (!same && ++counts.mismatches <= 3) {
      const std::lock_guard lock(*options.printing);
      fmt::print("MISMATCH source program (seed {}), case {}\n", seed, tried);
      for (const SourceFile& file : program.files) fmt::print("---- {}\n{}", file.path, file.text());
      fmt::print("---- {}\n{}", show(chain, given), pair.difference());
    }
    counts.at_the_door += !pair.admitted;
    counts.pairs += pair.admitted;
    decided += pair.admitted;
    counts.undecided += pair.admitted && pair.undecided;
  }
  return true;
}

}  // namespace pol::testing
