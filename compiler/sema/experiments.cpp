// What an experiment may be: its arms, its salt, and what it must not touch.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "compiler/sema/governance.h"
#include "compiler/sema/order.h"
#include "compiler/sema/reads.h"
#include "runtime/value/constant.h"

namespace pol::sema {

using namespace syntax;

namespace {

void check_shares(const Governed& g, const Experiment& item) {
  constexpr int kPlaces = 4;  // of a fraction: percents have at most two decimals
  i128 sum = 0;
  for (const auto& variant : item.variants) {
    const Constant& share = variant.share.constant;
    const auto hundredths = rescale(share.number, share.type.scale, kPlaces);
    if (!hundredths) {
      g.diagnostics.add(Code::E0830, variant.share.span, "the share of an arm has at most two decimals");
      return;
    }
    sum += *hundredths;
  }
  if (item.variants.empty()) return;
  const Literal& champion = item.variants[0].share;
  if (item.variants.size() > 10'000)  // as many as there are buckets
    g.diagnostics.add(Code::E0110, item.span, "an experiment has at most 10,000 arms");
  if (champion.constant.number == 0)
    g.diagnostics.add(Code::E0830, champion.span,
                      "the champion has 0%: there would be nothing to compare the other arms with",
                      "give it a share, or make another arm the champion");
  if (sum == 10'000) return;
  const auto own = rescale(champion.constant.number, champion.constant.type.scale, kPlaces);
  const i128 wanted = *own + 10'000 - sum;
  Type percent{.kind = Kind::percent, .scale = kPlaces};
  g.diagnostics.add(
      Code::E0830, champion.span,
      "the arms of " + item.box.code.text + " add up to " + format_grouped(sum, percent, {}) + ", not 100%",
      wanted > 0 ? "give the champion " + format_grouped(wanted, percent, {}) + "?" : "");
}

void check_arms(const Governed& g, const Experiment& item) {
  std::set<std::string> names;
  for (const auto& variant : item.variants) {
    if (!names.insert(variant.name.text).second)
      g.diagnostics.add(Code::E0302, variant.name.span,
                        item.box.code.text + " has two arms `" + variant.name.text + "`", "rename one");
    std::set<SymbolId> set;
    for (const auto& binding : variant.sets) {
      const Meaning* meaning = g.checked.meaning(0, binding.ref.id);
      if (meaning && meaning->symbol != kNoSymbol && !set.insert(meaning->symbol).second)
        g.diagnostics.add(Code::E0832, binding.span,
                          "the arm `" + variant.name.text + "` sets `" +
                              g.checked.symbols[meaning->symbol].name + "` twice");
    }
  }
  if (!item.variants.empty() && !item.variants[0].sets.empty())
    g.diagnostics.add(Code::E0831, item.variants[0].name.span,
                      "the first arm of " + item.box.code.text + " is the champion and sets nothing",
                      "put an arm that sets nothing before it");
}

void check_split(const Governed& g, const Experiment& item) {
  const Meaning* meaning = g.checked.meaning(0, item.split.id);
  if (meaning && meaning->form == Meaning::Form::symbol) {
    const Symbol& tag = g.checked.symbols[meaning->symbol];
    if (tag.kind != SymbolKind::tag || tag.type.kind != Kind::text || tag.type.count > 0)
      g.diagnostics.add(Code::E0401, item.split.span,
                        item.box.code.text + " splits by a tag of type text, and `" + tag.name + "` is none",
                        "split by the tag that identifies the customer");
  }
  if (item.salt.constant.text.find(':') != std::string::npos)
    g.diagnostics.add(Code::E0834, item.salt.span, "a salt may not hold a colon",
                      "write e.g. `-` in its place, before the experiment begins");
}

// What legal steps read, directly or not: the first step that does, by what it reads. Each name is walked
// once, however many steps read it.
class LegalReaders {
 public:
  explicit LegalReaders(const Checked& checked) : checked_(checked) {
    for (const auto& item : checked.units[0].file->items) {
      const auto* guard = std::get_if<Guard>(&item);
      if (!guard || !guard->legal) continue;
      for (const auto& step : guard->steps) {
        Reads reads(checked, 0, [&](SymbolId read, Span) { open_.push_back(read); });
        walk(step, reads);
        follow(step);
      }
    }
  }
  const Step* of(SymbolId id) const {
    const auto found = readers_.find(id);
    return found == readers_.end() ? nullptr : found->second;
  }

 private:
  void follow(const Step& step) {
    while (!open_.empty()) {
      const SymbolId id = open_.back();
      open_.pop_back();
      if (!readers_.emplace(id, &step).second) continue;
      const Symbol& symbol = checked_.symbols[id];
      for (const SymbolId read : dependencies(checked_, id)) open_.push_back(read);
      // To `dependencies` a member of a scorecard is the card; an arm sets the one or the other.
      Reads members(checked_, symbol.unit, [&](SymbolId read, Span) { open_.push_back(read); });
      walk_definition(checked_, id, members);
      if (symbol.kind == SymbolKind::scorecard_member && symbol.name.ends_with(".pd"))
        add_points(symbol.parent);
    }
  }
  // The probability follows from the points. Members are declared behind their card.
  void add_points(SymbolId card) {
    for (SymbolId id = card + 1; id < checked_.symbols.size() && checked_.symbols[id].parent == card; ++id)
      if (checked_.symbols[id].name.ends_with(".points")) open_.push_back(id);
  }

  const Checked& checked_;
  std::vector<SymbolId> open_;
  std::unordered_map<SymbolId, const Step*> readers_;
};

std::string first_name_of(const Governed& g, const Guard* guard) {
  if (!guard || !guard->start || guard->start->kind != ExprKind::ref) return "";
  return std::string(g.sources.slice(guard->start->span));
}

void check_settable(const Governed& g, SymbolId id, const Binding& binding, const LegalReaders& readers) {
  const Symbol& symbol = g.checked.symbols[id];
  const auto refuse = [&](const std::string& why, std::string fix = {}) {
    const std::string name(g.sources.slice(binding.ref.span));
    g.diagnostics.add(Code::E0832, binding.ref.span, "an experiment may not set `" + name + "`: " + why,
                      std::move(fix));
  };
  if (!g.checked.outputs.empty() && g.checked.outputs[0].definition == id)
    return refuse("it is the main output", "set a name that it reads");
  switch (symbol.kind) {
    case SymbolKind::guarded: {
      const std::string start = first_name_of(g, symbol.brakes ? symbol.brakes : symbol.legal);
      return refuse(symbol.brakes ? "it has brakes" : "it has legal steps",
                    start.empty() ? "set a name that its `start from` reads"
                                  : "set `" + start + "`, which its `start from` reads");
    }
    case SymbolKind::cost:
      return refuse("it is a cost, the sum of its lines", "set a name that one of its lines reads");
    case SymbolKind::tag:
    case SymbolKind::decision_date:
    case SymbolKind::needed:
      return refuse("it is an input", "set a name that is computed from it");
    case SymbolKind::event:
      return refuse("it is a " +
                    std::string(static_cast<const Event*>(symbol.node)->exception ? "exception" : "shock"));
    case SymbolKind::scorecard_member:
      if (symbol.name == "reasons" || symbol.name.ends_with(".reasons"))
        return refuse("it is a list of reasons");
      break;
    case SymbolKind::let:
    case SymbolKind::segment:
    case SymbolKind::decide:
    case SymbolKind::tree:
    case SymbolKind::column:
    case SymbolKind::table:
    case SymbolKind::scorecard:
    case SymbolKind::define:
    case SymbolKind::param:
    case SymbolKind::knockout:
    case SymbolKind::step:
    case SymbolKind::experiment:
      break;
  }
  if (const Step* step = readers.of(id))
    return refuse("the legal step " + step->code.text + " reads it", "nothing may loosen a legal step");
  const Value* value = binding.values.size() == 1 && !binding.list ? &binding.values[0] : nullptr;
  const bool constant = value && (value->kind == ValueKind::literal || value->kind == ValueKind::ref ||
                                  value->kind == ValueKind::code);
  if (!constant)
    g.diagnostics.add(Code::E0832, binding.span, "an arm sets `" + symbol.name + "` to one constant");
}

}  // namespace

void check_experiments(const Governed& g) {
  if (g.checked.experiments.empty()) return;
  const LegalReaders readers(g.checked);
  for (const SymbolId id : g.checked.experiments) {
    const auto& item = *static_cast<const Experiment*>(g.checked.symbols[id].node);
    check_box(g, item.box, "an experiment");
    check_shares(g, item);
    check_arms(g, item);
    check_split(g, item);
    for (const auto& variant : item.variants)
      for (const auto& binding : variant.sets) {
        const Meaning* meaning = g.checked.meaning(0, binding.ref.id);
        if (binding.target != Binding::Target::ref)
          g.diagnostics.add(Code::E0832, binding.span, "an arm sets names, not codes");
        else if (meaning && meaning->form == Meaning::Form::symbol)
          check_settable(g, meaning->symbol, binding, readers);
      }
  }
}

}  // namespace pol::sema
