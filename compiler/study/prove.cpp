#include "compiler/study/prove.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/analysis/candidates.h"
#include "compiler/sema/order.h"
#include "compiler/sema/reads.h"
#include "compiler/study/examples.h"

namespace pol::study {

using interp::Slot;
using ir::Ref;

namespace {

// A small counter-based generator: a run repeats on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {  // splitmix64 (Steele, Lea, Flood 2014)
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }

 private:
  std::uint64_t state_;
};

// Two values of what is moved; for claims without a move both are unused.
struct Move {
  i128 low = 0, high = 0;
};

struct Refutation {
  std::vector<Slot> inputs;
  Move move;
};

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

class Search {
 public:
  Search(const ir::Module& module, const lower::Probe& probe, const analysis::Candidates& candidates,
         const std::vector<std::vector<Slot>>& bases, const ProveOptions& options)
      : module_(module),
        probe_(probe),
        candidates_(candidates),
        bases_(bases),
        options_(options),
        random_(options.seed) {
    if (moves()) replace_moved();
    find_relevant();
  }

  std::optional<Refutation> run() {
    for (const auto& base : bases_) {
      if (auto found = try_case(base)) return found;
      for (const std::size_t input : relevant_)
        for (const Slot& slot : candidates_.inputs[input]) {
          if (searched_ >= options_.cases / 2) break;
          std::vector<Slot> inputs = base;
          inputs[input] = slot;
          if (auto found = try_case(inputs)) return found;
        }
    }
    while (searched_ < options_.cases && !relevant_.empty()) {
      std::vector<Slot> inputs = bases_[random_.below(bases_.size())];
      const std::size_t changes = 1 + random_.below(std::min<std::size_t>(relevant_.size(), 6));
      for (std::size_t i = 0; i < changes; ++i) {
        const std::size_t input = relevant_[random_.below(relevant_.size())];
        inputs[input] = candidates_.inputs[input][random_.below(candidates_.inputs[input].size())];
      }
      if (auto found = try_case(inputs)) return found;
    }
    return std::nullopt;
  }

  // Back to typical where the claim stays refuted, then to the refuting value nearest to the lower end of its
  // candidates.
  void minimise(Refutation& found) {
    for (int round = 0; round < 2; ++round)
      for (std::size_t i = 0; i < found.inputs.size(); ++i) {
        if (found.inputs[i] == candidates_.typical[i]) continue;
        if (keeps(found, i, candidates_.typical[i])) continue;
        for (const Slot& slot : candidates_.inputs[i]) {
          if (slot == found.inputs[i]) break;
          if (!slot.causes && keeps(found, i, slot)) break;
        }
      }
  }

  std::string witness(const Refutation& found) {
    std::string out;
    for (std::size_t i = 1; i < found.inputs.size() && i < module_.inputs.size(); ++i)
      if (!(found.inputs[i] == candidates_.typical[i]))
        out += (out.empty() ? "" : ", ") + module_.inputs[i].name + " " +
               show(found.inputs[i], module_.types[module_.inputs[i].type]);
    out += out.empty() ? "everything typical" : ", everything else typical";
    if (found.inputs[0].value != candidates_.typical[0].value)
      out += ", on " + format_date(static_cast<Day>(found.inputs[0].value));
    if (moves()) {
      const Type& type = module_.type_of(probe_.moved);
      const Slot low = subject(found.inputs, found.move.low), high = subject(found.inputs, found.move.high);
      const Type& subject_type = module_.type_of(probe_.condition);
      const std::string moved(compiled_name(probe_.prove->moved)), name(compiled_name(probe_.prove->subject));
      return out + fmt::format(": {} {} gives {} {}, {} {} gives {} {}", moved, show({found.move.low}, type),
                               name, show(low, subject_type), moved, show({found.move.high}, type), name,
                               show(high, subject_type));
    }
    interp::evaluate(module_, found.inputs, slots_);
    std::string values;
    for (const auto& output : module_.outputs)
      if (depends_[output.value])
        values += (values.empty() ? "" : ", ") + output.name + " " +
                  show(slots_[output.value], module_.type_of(output.value));
    return values.empty() ? out : out + ": " + values;
  }

  std::uint64_t searched() const { return searched_; }

 private:
  bool moves() const { return probe_.prove->form == syntax::Prove::Form::monotone; }

  static std::string compiled_name(const syntax::Reference& ref) {
    return ref.name.text + (ref.part ? "." + ref.part->text : "");
  }

  std::string show(const Slot& slot, const Type& type) const {
    if (slot.causes) return "missing (" + cause_names(slot.causes) + ")";
    if (type.kind == Kind::text) return "\"" + std::string(interp::text_of(slot)) + "\"";
    if (type.kind == Kind::boolean) return slot.value ? "yes" : "no";
    return format_grouped(slot.value, type, module_.enums);
  }

  // What is moved becomes an input of its own, so that it can take any value while all else of the case is
  // held.
  void replace_moved() {
    moved_module_ = module_;
    ir::Input input;
    input.name = "moved value";
    input.type = module_.insts[probe_.moved].type;
    moved_module_.insts[probe_.moved] = {ir::Op::input, input.type,
                                         static_cast<std::uint32_t>(module_.inputs.size())};
    moved_module_.inputs.push_back(std::move(input));
    moved_values_ = analysis::interesting_values(module_, module_.type_of(probe_.moved));
  }

  void find_relevant() {
    depends_.assign(module_.insts.size(), false);
    std::vector<Ref> work, next;
    for (const Ref ref : {probe_.condition, probe_.when, probe_.moved})
      if (ref != ir::kNone) work.push_back(ref);
    std::vector<bool> inputs(module_.inputs.size());
    while (!work.empty()) {
      const Ref ref = work.back();
      work.pop_back();
      if (depends_[ref]) continue;
      depends_[ref] = true;
      if (module_.insts[ref].op == ir::Op::input) inputs[module_.insts[ref].a] = true;
      next.clear();
      ir::operands_of(module_, module_.insts[ref], next);
      work.insert(work.end(), next.begin(), next.end());
    }
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (inputs[i]) relevant_.push_back(i);
  }

  // The door lets in no other case.
  bool may_come() const {
    return std::none_of(module_.invariants.begin(), module_.invariants.end(), [&](const auto& invariant) {
      const Slot& answer = slots_[invariant.condition];
      return !answer.causes && answer.value == 0;
    });
  }

  bool yes(Ref ref) const { return ref == ir::kNone || (!slots_[ref].causes && slots_[ref].value != 0); }

  Slot subject(const std::vector<Slot>& inputs, i128 value) {
    std::vector<Slot> with = inputs;
    with.push_back({value});
    interp::evaluate(moved_module_, with, slots_);
    holds_ = yes(probe_.when) && may_come();
    return slots_[probe_.condition];
  }

  bool refutes(const std::vector<Slot>& inputs, const Move& move) {
    ++searched_;
    if (!moves()) {
      interp::evaluate(module_, inputs, slots_);
      return yes(probe_.when) && may_come() && !slots_[probe_.condition].causes &&
             slots_[probe_.condition].value == 0;
    }
    const Slot low = subject(inputs, move.low);
    if (!holds_ || low.causes) return false;
    const Slot high = subject(inputs, move.high);
    if (!holds_ || high.causes) return false;
    // Moving the other way turns "falls" into "rises".
    const bool may_not_fall = probe_.prove->never_falls == probe_.prove->as_rises;
    return may_not_fall ? high.value < low.value : high.value > low.value;
  }

  std::optional<Refutation> try_case(const std::vector<Slot>& inputs) {
    if (!moves()) {
      if (refutes(inputs, {})) return Refutation{inputs, {}};
      return std::nullopt;
    }
    // Neighbouring values of what is moved first: a fall, if there is one, shows between two of them; then a
    // wide step.
    const std::size_t n = moved_values_.size();
    if (n < 2) return std::nullopt;
    for (int i = 0; i < 4; ++i) {
      const std::size_t at = random_.below(n - 1);
      const std::size_t to = i < 2 ? at + 1 : at + 1 + random_.below(n - 1 - at);
      const Move move{moved_values_[at], moved_values_[to]};
      if (refutes(inputs, move)) return Refutation{inputs, move};
    }
    return std::nullopt;
  }

  bool keeps(Refutation& found, std::size_t input, const Slot& slot) {
    const Slot before = found.inputs[input];
    found.inputs[input] = slot;
    if (refutes(found.inputs, found.move)) return true;
    found.inputs[input] = before;
    return false;
  }

  const ir::Module& module_;
  const lower::Probe& probe_;
  const analysis::Candidates& candidates_;
  const std::vector<std::vector<Slot>>& bases_;
  const ProveOptions& options_;
  Random random_;
  ir::Module moved_module_;
  std::vector<i128> moved_values_;
  std::vector<bool> depends_;
  std::vector<std::size_t> relevant_;
  std::vector<Slot> slots_;
  bool holds_ = true;
  std::uint64_t searched_ = 0;
};

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
  // An undecided clause replaces every output when any is missing: then each one reads what all of them read.
  // kNoSymbol: the policy as a whole, its status and its lists.
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
      if (all && output.definition != sema::kNoSymbol) work.push_back(output.definition);
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

std::vector<std::vector<Slot>> base_cases(const Compiled& compiled, const ir::Module& module,
                                          const analysis::Candidates& candidates) {
  std::vector<std::vector<Slot>> bases{candidates.typical};
  engine::Admitted admitted;
  for (const auto& item : compiled.checked->units[0].file->items) {
    const auto* example = std::get_if<syntax::Example>(&item);
    if (!example || bases.size() > 50) continue;
    if (engine::admit(compiled.policy->module(), example_case(compiled, *example), admitted)) continue;
    std::vector<Slot> slots = candidates.typical;
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
      Search search(module, probe, candidates, bases, options);
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
