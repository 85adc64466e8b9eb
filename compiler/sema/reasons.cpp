// Reasons: every code is known, used for what its file says, and no arm that turns a person away is without
// one.
#include <algorithm>

#include "compiler/sema/governance.h"
#include "compiler/sema/walk.h"

namespace pol::sema {

using namespace syntax;

namespace {

struct KnownReasons : Visitor {
  explicit KnownReasons(const Governed& governed) : g(governed) {}
  void because(const Because& because) override {
    for (std::size_t i = 0; i < because.reasons.size(); ++i)
      if (because.is_code[i]) check(because.reasons[i].name);
  }
  void check(const Name& code) const {
    if (code.text.empty() || g.checked.reasons->find(code.text)) return;
    std::vector<std::string> codes;
    for (const auto& reason : g.checked.reasons->reasons) codes.push_back(reason.code);
    const std::string near = nearest(code.text, codes);
    const catalog::Reason* nearby = near.empty() ? nullptr : g.checked.reasons->find(near);
    g.diagnostics.add(Code::E0840, code.span,
                      "the reason file `" + g.checked.reasons->name + "` has no reason `" + code.text + "`",
                      nearby ? "did you mean `" + near + "` (" + nearby->internal + ")?" : "");
  }
  const Governed& g;
};

void check_use(const Governed& g, const Because& because, std::string_view use, const std::string& what) {
  for (std::size_t i = 0; i < because.reasons.size(); ++i) {
    if (!because.is_code[i]) continue;
    const catalog::Reason* reason = g.checked.reasons->find(because.reasons[i].name.text);
    if (!reason || std::count(reason->used_for.begin(), reason->used_for.end(), use)) continue;
    g.diagnostics.add(Code::W0908, because.reasons[i].span,
                      "the reason `" + reason->code + "` is not meant for " + what,
                      "add `" + std::string(use) + "` to its `used_for`, or take another reason");
  }
}

void check_arms(const Governed& g) {
  const Choose* decide = main_decide(g);
  const bool wanted = g.kind() == PolicyKind::limit || g.kind() == PolicyKind::pricing;
  if (!decide || !wanted) return;
  for (const auto& arm : decide->arms) {
    if (!arm.when || arm.because) continue;
    const std::string& value =
        arm.result.kind == ValueKind::code ? arm.result.code.text : arm.result.ref.name.text;
    if (arm.when->kind == ExprKind::any_knockout && arm.when->name.text == value) continue;
    g.diagnostics.add(Code::E0841, arm.span, "the arm `" + value + "` carries no reason",
                      "add `because R..`");
  }
}

}  // namespace

void check_reasons(const Governed& g) {
  check_arms(g);
  if (!g.checked.reasons) return;
  KnownReasons known(g);
  for (const auto& unit : g.checked.units)
    for (const auto& item : unit.file->items) walk_item(item, known);
  const std::string use(use_of(g.kind()));
  for (const auto& item : g.file().items) {
    if (const auto* block = std::get_if<Knockouts>(&item))
      for (const auto& knockout : block->items)
        if (knockout.value.text == "decline" || knockout.value.text == "refer")
          check_use(g, knockout.because, knockout.value.text, "a " + knockout.value.text + " knockout");
    if (const auto* guard = std::get_if<Guard>(&item); guard && !use.empty())
      for (const auto& step : guard->steps)
        if (step.because)
          check_use(g, *step.because, use, "a step of a " + g.file().header.kind.text + " policy");
  }
}

}  // namespace pol::sema
