// What a policy reads: tags it may not read, tags on their way out, definitions that nothing reads.
#include <algorithm>

#include "compiler/sema/governance.h"
#include "compiler/sema/reads.h"
#include "compiler/sema/symbols.h"

namespace pol::sema {

using namespace syntax;

namespace {

class InputCheck {
 public:
  explicit InputCheck(const Governed& governed) : g_(governed), use_(use_of(governed.kind())) {}

  void run() {
    for (const SymbolId id : g_.checked.order) {
      Reads reads(g_.checked, g_.checked.symbols[id].unit, [&](SymbolId read, Span at) { check(read, at); });
      walk_definition(g_.checked, id, reads);
    }
    Reads reads(g_.checked, 0, [&](SymbolId read, Span at) { check(read, at); });
    for (const auto& gives : g_.file().header.gives) walk(gives, reads);
  }

 private:
  void check(SymbolId id, Span at) {
    if (g_.checked.symbols[id].kind != SymbolKind::tag) return;
    const catalog::Tag& tag = g_.checked.catalog->tags[g_.checked.symbols[id].index];
    const std::string name = "`" + tag.id + "`" + (tag.labels.empty() ? "" : " (" + tag.labels[0] + ")");
    if (tag.sensitivity == "monitor_only")
      g_.diagnostics.add(Code::E0850, at,
                         name + " is monitor_only: it may be counted in reports, never read by a policy",
                         "leave it out");
    if (tag.sensitivity == "sensitive" && !use_.empty() &&
        !std::count(tag.purpose.begin(), tag.purpose.end(), use_))
      g_.diagnostics.add(Code::E0851, at,
                         name + " is sensitive, and `" + use_ + "` is not among its purposes",
                         "leave it out, or have the owner of the catalogue allow it there");
    if (!tag.deprecated_since.empty() && told_.insert(id).second)
      g_.diagnostics.add(Code::W0907, at, name + " is deprecated since " + tag.deprecated_since,
                         tag.deprecated_use.empty() ? "" : "read `" + tag.deprecated_use + "` instead");
  }

  const Governed& g_;
  std::string use_;
  std::set<SymbolId> told_;
};

}  // namespace

void check_inputs(const Governed& g) {
  InputCheck(g).run();
}

void check_unused(const Governed& g) {
  // What a library defines is for those who use it.
  if (g.is_library() || !g.complete) return;
  for (SymbolId id = 0; id < g.checked.symbols.size(); ++id) {
    const Symbol& symbol = g.checked.symbols[id];
    const bool definition =
        symbol.kind == SymbolKind::define ||
        (is_value(symbol.kind) && symbol.kind != SymbolKind::param && symbol.kind != SymbolKind::tag &&
         symbol.kind != SymbolKind::decision_date && symbol.kind != SymbolKind::scorecard_member);
    if (!definition || symbol.unit != 0 || symbol.used || !symbol.node) continue;
    g.diagnostics.add(Code::W0901, symbol.span, "nothing uses `" + symbol.name + "`", "delete it");
  }
}

}  // namespace pol::sema
