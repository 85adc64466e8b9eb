#include "compiler/study/prove.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

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
// Through all definitions, and through those of the policies that are needed.
class Independence {
 public:
  explicit Independence(const syntax::Prove& prove) : prove_(prove) {}

  // What of the names in the line the subject reads, or "".
  std::string reads(const sema::Checked& checked) {
    const auto* meaning = checked.meaning(0, prove_.subject.id);
    if (!meaning || meaning->form != sema::Meaning::Form::symbol) return "";
    root_ = &checked;
    return reads(checked, meaning->symbol);
  }

  static bool has_clause(const sema::Checked& checked) {
    const auto& items = checked.units[0].file->items;
    return std::any_of(items.begin(), items.end(), [](const syntax::Item& item) {
      return std::holds_alternative<syntax::UndecidedClause>(item);
    });
  }

 private:
  // An undecided clause replaces every output when any is missing: then each one reads what all of them read
  // that may be missing. kNoSymbol: the policy as a whole, its status and its lists.
  std::string reads(const sema::Checked& checked, sema::SymbolId subject) {
    if (!seen_.insert({&checked, subject}).second) return "";
    const bool whole = subject == sema::kNoSymbol;
    const auto is_subject = [&](const auto& output) { return whole || output.definition == subject; };
    const bool all = whole || (has_clause(checked) &&
                               std::any_of(checked.outputs.begin(), checked.outputs.end(), is_subject));
    std::vector<sema::SymbolId> work;
    if (!whole) work.push_back(subject);
    if (whole) work.insert(work.end(), checked.knockouts.begin(), checked.knockouts.end());
    for (const auto& output : checked.outputs) {
      if (all && output.definition != sema::kNoSymbol &&
          (whole || output.definition == subject || decides_alone(checked, output)))
        work.push_back(output.definition);
      if (!(all || is_subject(output)) || !output.gives || !output.gives->unless) continue;
      sema::Reads mask(checked, 0, [&](sema::SymbolId id, Span) { work.push_back(id); });
      sema::walk(*output.gives->unless, mask);
    }
    std::vector<bool> seen(checked.symbols.size());
    while (!work.empty()) {
      const sema::SymbolId id = work.back();
      work.pop_back();
      if (seen[id]) continue;
      seen[id] = true;
      const sema::Symbol& symbol = checked.symbols[id];
      if (const std::string name = named(checked, symbol); !name.empty()) return name;
      if (symbol.kind == sema::SymbolKind::needed)
        if (const std::string name = reads_needed(checked, checked.needed_parts[symbol.index]); !name.empty())
          return name + ", through `" + symbol.name + "`";
      for (const sema::SymbolId next : sema::dependencies(checked, id)) work.push_back(next);
    }
    return "";
  }

  // May this output be missing where no other is? Only then can it be what makes the case undecided.
  static bool decides_alone(const sema::Checked& checked, const sema::OutputInfo& output) {
    const sema::Symbol& symbol = checked.symbols[output.definition];
    if (output.gives && output.gives->unless) return true;
    if (!symbol.type.may_be_missing) return false;
    const auto settings = checked.settings.find(output.definition);
    if (symbol.kind != sema::SymbolKind::column || settings == checked.settings.end()) return true;
    // A column of constants whose table has a row for every case is missing only where an experiment that
    // sets it cannot be told, and that is where something in the experiment's condition is missing.
    if (checked.symbols[symbol.parent].type.may_be_missing) return true;
    std::set<sema::SymbolId> experiments;
    for (const sema::Setting& setting : settings->second) experiments.insert(setting.experiment);
    for (const sema::SymbolId read : sema::dependencies(checked, output.definition))
      if (read != symbol.parent && !experiments.count(read)) return true;
    for (const sema::SymbolId experiment : experiments)
      for (const sema::SymbolId read : sema::dependencies(checked, experiment))
        if (checked.symbols[read].type.may_be_missing && !is_plain_output(checked, read)) return true;
    return false;
  }

  // An output that is missing exactly where its definition is.
  static bool is_plain_output(const sema::Checked& checked, sema::SymbolId id) {
    return std::any_of(checked.outputs.begin(), checked.outputs.end(), [&](const auto& output) {
      return output.definition == id && !(output.gives && output.gives->unless);
    });
  }

  std::string reads_needed(const sema::Checked& checked, const sema::NeededPart& part) {
    const auto& policy = checked.needs[part.needs].policy;
    if (!policy) return "";
    if (part.form == sema::NeededPart::Form::output)
      for (const auto& output : policy->outputs)
        if (output.gives && output.gives->name.text == part.name && output.definition != sema::kNoSymbol)
          return reads(*policy, output.definition);
    return reads(*policy, sema::kNoSymbol);
  }

  // The line names events and experiments of its own policy, and tags of the one catalogue.
  std::string named(const sema::Checked& checked, const sema::Symbol& symbol) const {
    for (const auto& reference : prove_.not_read) {
      const std::string& word = reference.name.text;
      if (symbol.kind == sema::SymbolKind::tag) {
        const catalog::Tag& tag = checked.catalog->tags[symbol.index];
        if (tag.id == word) return "`" + tag.id + "`";
        if (tag.sensitivity == word) return "`" + tag.id + "`, which is " + word;
      } else if (symbol.name == word && &checked == root_ &&
                 (symbol.kind == sema::SymbolKind::event || symbol.kind == sema::SymbolKind::experiment)) {
        return "`" + word + "`";
      }
    }
    return "";
  }

  const syntax::Prove& prove_;
  const sema::Checked* root_ = nullptr;
  std::set<std::pair<const sema::Checked*, sema::SymbolId>> seen_;
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
      const std::string read = Independence(*probe.prove).reads(*compiled.checked);
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
