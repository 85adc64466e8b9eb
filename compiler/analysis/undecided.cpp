#include "compiler/analysis/undecided.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/blame.h"
#include "compiler/analysis/decided.h"
#include "compiler/analysis/flow.h"

namespace pol::analysis {
namespace {

class Undecided {
 public:
  Undecided(const sema::Checked& checked, const Sources& sources, const lower::Lowered& lowered,
            Diagnostics& diagnostics)
      : checked_(checked),
        sources_(sources),
        module_(lowered.module),
        diagnostics_(diagnostics),
        causes_(possible_causes(lowered.module)),
        flow_(lowered.module, causes_),
        blamer_(checked, sources, lowered) {}

  void run() {
    bool needed = false;
    for (const ir::Output& output : module_.outputs) {
      if (!flow_.may_be_missing(output.masked)) continue;
      const ir::Inst& leaf = module_.insts[flow_.path(output.masked).back()];
      const SearchResult search = find_missing(module_, *checked_.catalog, output.masked,
                                               leaf.op == ir::Op::input ? leaf.a : ir::kNone);
      if (search.verdict == SearchResult::Verdict::proved) continue;
      needed = true;
      if (module_.undecided.has_clause) break;
      report(output, search);
    }
    if (needed || !module_.undecided.has_clause) return;
    for (const syntax::Item& item : checked_.units[0].file->items)
      if (const auto* clause = std::get_if<syntax::UndecidedClause>(&item))
        diagnostics_.add(Code::W0904, clause->span,
                         "the undecided clause is never needed: every output is always decided",
                         "Leave it out");
  }

 private:
  // "`first present of (free_cash_month, 0 CNY)`" where zero is a value like others.
  std::string stand_in(const std::vector<ir::Ref>& path) const {
    const ir::Inst& inst = module_.insts[path.back()];
    if (inst.op == ir::Op::input) {
      const Type& type = module_.types[module_.inputs[inst.a].type];
      if ((type.numeric() || type.kind == Kind::days || type.kind == Kind::months) && type.range.contains(0))
        return fmt::format("`first present of ({}, {})`", module_.inputs[inst.a].name,
                           format_grouped(0, type, module_.enums));
    }
    return "`first present of (…, …)` with a value for that case";
  }

  // "`outcome is approve` and " of `0 CNY unless outcome is approve`: only then is the value asked for.
  std::string where_given(const ir::Output& output) const {
    for (const syntax::Gives& give : checked_.units[0].file->header.gives)
      if (give.name.text == output.name && give.unless)
        return "`" + std::string(sources_.slice(give.unless->span)) + "` and ";
    return "";
  }

  // The tag at the end of the path, or what else makes the value missing.
  std::string origin(const std::vector<ir::Ref>& path) const {
    const ir::Inst& inst = module_.insts[path.back()];
    if (inst.op == ir::Op::input) return module_.inputs[inst.a].name;
    if (inst.op == ir::Op::divide) return "a division by zero";
    return "";
  }

  void report(const ir::Output& output, const SearchResult& search) {
    const bool witness = search.verdict == SearchResult::Verdict::witness;
    const std::vector<ir::Ref> path =
        witness ? missing_path(module_, search.slots, output.masked) : flow_.path(output.masked);
    const Blame blame = blamer_.find(output, path);
    if (std::find(reported_.begin(), reported_.end(), blame.span.begin) != reported_.end()) return;
    reported_.push_back(blame.span.begin);

    const std::string from = origin(path);
    // Where the typical case itself has no such tag, the example says so.
    std::string example = search.text;
    if (example == "everything typical" && module_.insts[path.back()].op == ir::Op::input)
      example += " (" + from + " is typically missing)";
    const bool tag = from.find(' ') == std::string::npos;
    std::string message =
        witness
            ? ""
            : fmt::format("could not show that `{}` is always decided, {} cases were tried: ", output.name,
                          format_grouped(search.cases, Type{.kind = Kind::number}, module_.enums));
    std::string fix;
    if (!blame.decision.empty()) {
      message += blame.decision + " cannot be answered if " + blame.operand + " is missing";
      if (!from.empty() && from != blame.operand)
        message += tag ? " (it depends on " + from + ")" : " after " + from;
      if (witness) message += "; `" + output.name + "` is then undecided";
      fix = (tag ? test_fix(blame) : "write " + stand_in(path) + ", or ") + "add an `undecided gives` clause";
    } else {
      message += "`" + output.name + "` is missing" +
                 (from.empty() ? ""
                  : tag        ? " when " + where_given(output) + from + " is missing"
                               : " after " + from);
      fix = "Write " + stand_in(path) + ", or add an `undecided gives` clause";
    }
    diagnostics_.add(Code::E0601, blame.span, message, fix, example);
  }

  std::string test_fix(const Blame& blame) const {
    const syntax::Expr* test = blame.test;
    if (!test || test->if_present || test->args.empty() || test->kind == syntax::ExprKind::presence)
      return "";
    const Span operand = test->args[0]->span;
    if (sources_.slice(operand) != blame.operand) return "";
    const Span rest{operand.file, operand.end, std::max(operand.end, test->span.end)};
    return "Write `" + blame.operand + " if present" + std::string(sources_.slice(rest)) +
           "` and decide the case `when " + blame.operand + " is missing` before, or ";
  }

  const sema::Checked& checked_;
  const Sources& sources_;
  const ir::Module& module_;
  Diagnostics& diagnostics_;
  std::vector<CauseMask> causes_;
  Flow flow_;
  Blamer blamer_;
  std::vector<std::uint32_t> reported_;
};

}  // namespace

void check_undecided(const sema::Checked& checked, const Sources& sources, const lower::Lowered& lowered,
                     Diagnostics& diagnostics) {
  Undecided(checked, sources, lowered, diagnostics).run();
}

}  // namespace pol::analysis
