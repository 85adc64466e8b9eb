// Brakes and legal blocks: the order of power inside a block, and that nothing loosens a legal step.
#include "compiler/sema/governance.h"
#include "compiler/sema/order.h"
#include "compiler/sema/reads.h"
#include "runtime/ir/rules.h"

namespace pol::sema {

using namespace syntax;

namespace {

bool is_guarantee(Verb verb) {
  switch (verb) {
    case Verb::raise_to:
    case Verb::lower_to:
    case Verb::raise_by:
    case Verb::lower_by:
      return true;
    case Verb::cap:
    case Verb::floor:
    case Verb::becomes:
      return false;
  }
  return false;
}

void check_brakes(const Governed& g, const Guard& guard) {
  const Step* brake = nullptr;
  for (const auto& step : guard.steps) {
    if (!is_guarantee(step.verb)) {
      if (!brake) brake = &step;
    } else if (brake) {
      g.diagnostics.add(Code::E0820, step.code.span,
                        "the guarantee " + step.code.text + " stands after the brake " + brake->code.text +
                            ", but brakes beat guarantees",
                        "move " + step.code.text + " above " + brake->code.text);
    }
  }
  if (!guard.start)
    g.diagnostics.add(Code::E0824, guard.target.span,
                      "`brakes on " + guard.target.text + "` does not say what it starts from",
                      "add `start from …` before the steps");
}

void check_legal(const Governed& g, const Guard& guard, bool after_brakes) {
  for (const auto& step : guard.steps) {
    if (is_guarantee(step.verb))
      g.diagnostics.add(Code::E0822, step.code.span,
                        "the legal step " + step.code.text + " may only be a `cap`, a `floor` or a `becomes`",
                        "a step that grants something belongs into `brakes on`");
    if (!step.source || step.source->constant.text.find_first_not_of(' ') == std::string::npos)
      g.diagnostics.add(Code::E0823, step.code.span, "the legal step " + step.code.text + " names no source",
                        "add e.g. `source \"Act 12, section 3\"`");
  }
  if (after_brakes && guard.start)
    g.diagnostics.add(Code::E0824, guard.start->span,
                      "`" + guard.target.text + "` has brakes; its legal block goes on from them",
                      "delete this `start from`");
  if (!after_brakes && !guard.start)
    g.diagnostics.add(Code::E0824, guard.target.span,
                      "`legal on " + guard.target.text + "` does not say what it starts from",
                      "add `start from …` before the steps");
}

// Does every value of the type lie on the grain already?
bool on_grain(const Type& type, const Grain& grain) {
  if (type.range.lo == type.range.hi) {
    const auto unit = rescale(grain.unit, grain.scale, std::max<int>(grain.scale, type.scale));
    const auto value = rescale(type.range.lo, type.scale, std::max<int>(grain.scale, type.scale));
    return unit && value && *value % *unit == 0;
  }
  if (type.scale > grain.scale) return false;
  const auto step = power_of_ten(grain.scale - type.scale);
  return step && *step % grain.unit == 0;
}

void check_rounding(const Governed& g, const Guard& guard) {
  if (!guard.rounding) return;
  const RoundingMode mode = guard.rounding->mode;
  for (const auto& step : guard.steps) {
    const bool cap = step.verb == Verb::cap;
    if (!step.amount || (!cap && step.verb != Verb::floor)) continue;
    const auto found = g.checked.types.find({0, step.amount->id});
    if (found == g.checked.types.end() || !found->second.numeric()) continue;
    Type type = found->second;
    const bool never_negative = type.range.lo >= 0;
    const bool tight = cap ? mode == RoundingMode::floor || (mode == RoundingMode::down && never_negative)
                           : mode == RoundingMode::ceiling || (mode == RoundingMode::up && never_negative);
    if (tight || on_grain(type, guard.rounding->grain)) continue;
    Span place = guard.rounding_span;
    const std::string wanted = cap ? "`floor`" + std::string(never_negative ? " (or `down`)" : "")
                                   : "`ceiling`" + std::string(never_negative ? " (or `up`)" : "");
    std::string message = std::string("a legal ") + (cap ? "cap" : "floor") + " must be rounded " + wanted;
    if (type.range.lo == type.range.hi) {
      const ir::Typing rounded = ir::type_round(type, *guard.rounding);
      const auto before = rescale(type.range.lo, type.scale, std::max(type.scale, rounded.type.scale));
      const auto after =
          rescale(rounded.type.range.lo, rounded.type.scale, std::max(type.scale, rounded.type.scale));
      if (rounded && before && after && (cap ? *after > *before : *after < *before))
        message += ": " + std::string(rounding_name(mode)) + " turns " +
                   format_grouped(type.range.lo, type, g.checked.enums) + " into " +
                   format_grouped(rounded.type.range.lo, rounded.type, g.checked.enums) +
                   (cap ? ", above the cap" : ", below the floor");
    }
    g.diagnostics.add(Code::E0825, place, message);
    return;
  }
}

std::string_view event_word(const Symbol& event) {
  return static_cast<const Event*>(event.node)->exception ? "exception" : "shock";
}

// Lapsed rows of a legal block are its history and stay; a lapsed brake is only in the way.
void check_lapsed(const Governed& g, const Guard& guard) {
  const auto& effective = g.file().header.effective;
  for (const auto& step : guard.steps)
    if (step.until && !effective.empty() && *step.until < effective[0].day)
      g.diagnostics.add(
          Code::W0905, step.code.span,
          step.code.text + " ends before the policy takes effect (" + format_date(effective[0].day) + ")",
          "delete it");
}

}  // namespace

void check_guards(const Governed& g) {
  for (const auto& item : g.file().items) {
    const auto* guard = std::get_if<Guard>(&item);
    if (!guard) continue;
    for (const auto& step : guard->steps)
      if (step.from && step.until && *step.until < *step.from)
        g.diagnostics.add(Code::W0903, step.code.span,
                          step.code.text + " is never in force: it ends before it begins");
    if (!guard->legal) {
      check_lapsed(g, *guard);
      check_brakes(g, *guard);
      continue;
    }
    const SymbolId id = g.names.find(0, nullptr, guard->target.text);
    // The brakes may stand in a part that did not parse.
    const bool braked = id != kNoSymbol && g.checked.symbols[id].brakes;
    if (braked || guard->start || g.complete) check_legal(g, *guard, braked);
    check_rounding(g, *guard);
  }
}

namespace {

// An exception, a shock or an experiment that a name reads, directly or not. What policies it needs have to
// say has been found when they were checked (Checked::looseners), so a chain costs its length.
class Looseners {
 public:
  // `experiments`: not for a policy's own legal steps; those are told where they set a name (E0832).
  Looseners(const Checked& checked, bool experiments) : checked_(checked), experiments_(experiments) {}

  const std::string& of(SymbolId id) {
    const auto [at, fresh] = known_.try_emplace(id);
    if (!fresh) return at->second;
    std::string found;
    for (const auto& component : components(checked_, {id}))
      for (const SymbolId member : component)
        if (found.empty()) found = own(member);
    return known_[id] = found;
  }

 private:
  std::string own(SymbolId member) const {
    const Symbol& symbol = checked_.symbols[member];
    if (symbol.kind == SymbolKind::event) return std::string(event_word(symbol)) + " " + symbol.name;
    if (const auto setting = checked_.settings.find(member);
        experiments_ && setting != checked_.settings.end())
      return "experiment " + checked_.symbols[setting->second.front().experiment].name;
    if (symbol.kind != SymbolKind::needed) return "";
    const NeededPart& part = checked_.needed_parts[symbol.index];
    const auto& policy = checked_.needs[part.needs].policy;
    if (!policy) return "";
    const auto found = policy->looseners.find(part.form == NeededPart::Form::output ? part.name : "");
    return found == policy->looseners.end() ? "" : found->second;
  }

  const Checked& checked_;
  bool experiments_;
  std::unordered_map<SymbolId, std::string> known_;
};

}  // namespace

std::map<std::string, std::string> looseners_of(const Checked& policy) {
  std::map<std::string, std::string> all;
  Looseners looseners(policy, true);
  const auto add = [&](const std::string& part, SymbolId root) {
    if (root == kNoSymbol) return;
    const std::string& found = looseners.of(root);
    if (!found.empty()) all.emplace(part, found);
  };
  for (const SymbolId knockout : policy.knockouts) add("", knockout);
  // An output with its mask; a status or a list is made of all of the policy.
  for (const OutputInfo& output : policy.outputs) {
    if (!output.gives) continue;
    std::vector<SymbolId> roots{output.definition};
    Reads mask(policy, 0, [&](SymbolId id, Span) { roots.push_back(id); });
    if (output.gives->unless) walk(*output.gives->unless, mask);
    for (const SymbolId root : roots) add(output.gives->name.text, root), add("", root);
  }
  return all;
}

void check_powers(const Governed& g) {
  Looseners looseners(g.checked, false);
  for (const auto& item : g.file().items) {
    const auto* guard = std::get_if<Guard>(&item);
    if (!guard || !guard->legal) continue;
    for (const auto& step : guard->steps) {
      bool told = false;
      Reads reads(g.checked, 0, [&](SymbolId read, Span span) {
        const std::string& loosener = looseners.of(read);
        if (loosener.empty() || told) return;
        told = true;
        const Symbol& symbol = g.checked.symbols[read];
        g.diagnostics.add(Code::E0821, span,
                          "the legal step " + step.code.text + " reads the " + loosener +
                              (symbol.kind == SymbolKind::event ? "" : " through `" + symbol.name + "`"),
                          "nothing may loosen a legal step");
      });
      walk(step, reads);
    }
  }
}

}  // namespace pol::sema
