#include "compiler/study/prove.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/order.h"
#include "compiler/sema/reads.h"
#include "compiler/study/claim_search.h"
#include "compiler/study/examples.h"

namespace pol::study {

using interp::Slot;

namespace {

std::string words(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  return out;
}

// ---- does not read
class Independence {
 public:
  Independence(const Compiled& compiled) : checked_(*compiled.checked) {}

  bool has_clause() const {
    const auto& items = checked_.units[0].file->items;
    return std::any_of(items.begin(), items.end(), [](const syntax::Item& item) {
      return std::holds_alternative<syntax::UndecidedClause>(item);
    });
  }

  // What of `named` the subject reads, or "".
  std::string reads(const syntax::Prove& prove) {
    const auto* meaning = checked_.meaning(0, prove.subject.id);
    if (!meaning || meaning->form != sema::Meaning::Form::symbol) return "";
    std::vector<sema::SymbolId> work{meaning->symbol};
    // An undecided clause replaces every output when any is missing: then each one reads what all of them
    // read.
    const auto is_subject = [&](const auto& output) { return output.definition == meaning->symbol; };
    const bool clause =
        has_clause() && std::any_of(checked_.outputs.begin(), checked_.outputs.end(), is_subject);
    for (const auto& output : checked_.outputs)
      if (clause && output.definition != sema::kNoSymbol) work.push_back(output.definition);
    for (const auto& output : checked_.outputs)
      if ((clause || is_subject(output)) && output.gives && output.gives->unless) {
        sema::Reads mask(checked_, 0, [&](sema::SymbolId id, Span) { work.push_back(id); });
        sema::walk(*output.gives->unless, mask);
      }
    std::vector<bool> seen(checked_.symbols.size());
    while (!work.empty()) {
      const sema::SymbolId id = work.back();
      work.pop_back();
      if (seen[id]) continue;
      seen[id] = true;
      if (const std::string name = named(prove, checked_.symbols[id]); !name.empty()) return name;
      for (const sema::SymbolId next : sema::dependencies(checked_, id)) work.push_back(next);
    }
    return "";
  }

 private:
  std::string named(const syntax::Prove& prove, const sema::Symbol& symbol) const {
    for (const auto& reference : prove.not_read) {
      const std::string& word = reference.name.text;
      if (symbol.kind == sema::SymbolKind::tag) {
        const catalog::Tag& tag = checked_.catalog->tags[symbol.index];
        if (tag.id == word) return "`" + tag.id + "`";
        if (tag.sensitivity == word) return "`" + tag.id + "`, which is " + word;
      } else if (symbol.name == word &&
                 (symbol.kind == sema::SymbolKind::event || symbol.kind == sema::SymbolKind::experiment)) {
        return "`" + word + "`";
      }
    }
    return "";
  }

  const sema::Checked& checked_;
};

std::vector<Case> base_cases(const Compiled& compiled, const ir::Module& module,
                             const analysis::Candidates& candidates) {
  std::vector<Case> bases{candidates.typical};
  engine::Admitted admitted;
  for (const auto& item : compiled.checked->units[0].file->items) {
    const auto* example = std::get_if<syntax::Example>(&item);
    if (!example || bases.size() > 50) continue;
    if (engine::admit(compiled.policy->module(), example_case(compiled, *example), admitted)) continue;
    Case slots = candidates.typical;
    const auto& decided = compiled.policy->module().inputs;  // a prove line may read further tags
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if (module.types[module.inputs[i].type].kind == Kind::text)
        continue;  // texts of `admitted` do not outlive it
      for (std::size_t k = 0; k < decided.size(); ++k)
        if (decided[k].name == module.inputs[i].name)
          slots[i] = {admitted.inputs.values[k], admitted.inputs.causes[k]};
    }
    bases.push_back(std::move(slots));
  }
  return bases;
}

}  // namespace

std::vector<ProveResult> run_proves(const Compiled& compiled, const Sources& sources,
                                    Diagnostics& diagnostics, const ProveOptions& options) {
  std::vector<ProveResult> results;
  if (!compiled.policy) return results;
  lower::LowerOptions lower_options;
  lower_options.probes = true;
  const auto probed = lower::lower(*compiled.checked, diagnostics, lower_options);
  if (!probed || probed->probes.empty()) return results;
  const ir::Module& module = probed->module;
  const analysis::Candidates candidates = analysis::find_candidates(
      module, *compiled.checked->catalog, module.policy.effective, module.policy.review_by);
  const auto bases = base_cases(compiled, module, candidates);
  const Possible possible(compiled, module);

  for (const lower::Probe& probe : probed->probes) {
    ProveResult result{probe.prove->span, words(sources.slice(probe.prove->span)), Verdict::not_proved, 0,
                       ""};
    if (probe.prove->form == syntax::Prove::Form::independent) {
      const std::string read = Independence(compiled).reads(*probe.prove);
      result.verdict = read.empty() ? Verdict::proved : Verdict::refuted;
      if (!read.empty()) {
        result.witness = fmt::format("`{}` reads {}", probe.prove->subject.name.text, read);
        diagnostics.add(Code::E0920, probe.prove->span, "refuted: " + result.witness);
      }
    } else {
      ClaimSearch search(module, probe, candidates, possible, bases, options);
      auto found = search.run();
      if (found) {
        search.minimise(*found);
        result.verdict = Verdict::refuted;
        result.witness = search.witness(*found);
        diagnostics.add(Code::E0920, probe.prove->span, "refuted by search", "", result.witness);
      } else {
        diagnostics.add(Code::E0921, probe.prove->span,
                        fmt::format("not proved: no counterexample in {} cases searched", search.searched()));
      }
      result.searched = search.searched();
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace pol::study
