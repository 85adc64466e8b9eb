#include "compiler/sema/header.h"

#include <set>

namespace pol::sema {

using namespace syntax;

namespace {

struct KindRow {
  PolicyKind kind;
  std::string_view name, use;
};
constexpr KindRow kKinds[] = {
    {PolicyKind::limit, "limit", "limit"},
    {PolicyKind::pricing, "pricing", "price"},
    {PolicyKind::strategy, "strategy", "strategy"},
    {PolicyKind::collections, "collections", "care"},
};

const std::set<std::string> kPlainTypes = {"bool",  "int",  "decimal", "percent", "rate",
                                           "money", "date", "days",    "months",  "text"};

class HeaderCheck {
 public:
  HeaderCheck(const File& file, Diagnostics& diagnostics)
      : file_(file), header_(file.header), diagnostics_(diagnostics) {}

  void run() {
    if (file_.language != 1)
      diagnostics_.add(Code::E0290, file_.language_span,
                       "not supported yet: language " + std::to_string(file_.language), "write `language 1`");
    once(header_.owner, "owner");
    once(header_.approved, "approved by");
    once(header_.effective, "effective");
    once(header_.review, "review by");
    once(header_.replaces, "replaces");
    once(header_.tags, "tags");
    once(header_.reasons, "reasons");
    need(header_.owner, "has no `owner`", "add e.g. `owner \"SME credit risk\"`");
    need(header_.tags, "names no catalogue", "add e.g. `tags sme \"2026.10\"`");
    if (header_.library)
      check_library();
    else
      check_policy();
  }

 private:
  Span start() const { return header_.span; }

  template <class Line>
  void once(const std::vector<Line>& lines, const std::string& what) {
    for (std::size_t i = 1; i < lines.size(); ++i)
      diagnostics_.add(Code::E0202, lines[i].span, "the head line `" + what + "` may stand once");
  }

  template <class Line>
  void need(const std::vector<Line>& lines, const std::string& lack, const std::string& fix) {
    if (!lines.empty() || !header_.complete) return;
    diagnostics_.add(Code::E0202, start(),
                     std::string(header_.library ? "the library " : "the policy ") + lack, fix);
  }

  template <class Line>
  void refuse(const std::vector<Line>& lines, const std::string& what) {
    for (const auto& line : lines)
      diagnostics_.add(Code::E0202, line.span,
                       "the head line `" + what + "` belongs in a policy, not in a library");
  }

  void check_library() {
    refuse(header_.approved, "approved by");
    refuse(header_.effective, "effective");
    refuse(header_.review, "review by");
    refuse(header_.replaces, "replaces");
    refuse(header_.reasons, "reasons");
    refuse(header_.needs, "needs");
    refuse(header_.gives, "gives");
    for (const auto& item : file_.items) std::visit([&](const auto& i) { check_item(i); }, item);
  }

  void check_item(const Let&) {}
  void check_item(const Choose&) {}
  void check_item(const Tree&) {}
  void check_item(const Table&) {}
  void check_item(const Scorecard&) {}
  void check_item(const Define&) {}
  void check_item(const Knockouts& item) { not_here(item.span, "knockouts"); }
  void check_item(const Guard& item) { not_here(item.span, item.legal ? "legal" : "brakes"); }
  void check_item(const Event& item) { not_here(item.span, item.exception ? "exception" : "shock"); }
  void check_item(const Experiment& item) { not_here(item.span, "experiment"); }
  void check_item(const Cost& item) { not_here(item.span, "cost"); }
  void check_item(const UndecidedClause& item) { not_here(item.span, "undecided"); }
  void check_item(const Example& item) { not_here(item.span, "example"); }
  void check_item(const Prove& item) { not_here(item.span, "prove"); }

  void not_here(Span span, const std::string& what) {
    diagnostics_.add(Code::E0202, span,
                     "`" + what + "` belongs in a policy: a library holds definitions only");
  }

  void check_policy() {
    if (policy_kind(header_) == PolicyKind::unknown && !header_.kind.text.empty()) {
      const std::string near = nearest(header_.kind.text, {"limit", "pricing", "strategy", "collections"});
      diagnostics_.add(
          Code::E0201, header_.kind.span,
          "`" + header_.kind.text + "` is not a kind of policy (limit, pricing, strategy, collections)",
          near.empty() ? "" : "did you mean `" + near + "`?");
    }
    need(header_.approved, "does not say who approves it", "add e.g. `approved by 2 of (cro, head_risk)`");
    need(header_.effective, "has no `effective` date",
         "add e.g. `effective 2026-11-01 zone \"Asia/Shanghai\"`");
    need(header_.review, "has no `review by` date",
         "add e.g. `review by " +
             (header_.effective.empty() ? std::string("2027-05-01")
                                        : format_date(add_months(header_.effective[0].day, 6))) +
             "`");
    need(header_.reasons, "names no reason file", "add e.g. `reasons cn_sme \"14\"`");
    need(header_.gives, "gives no output", "add e.g. `gives outcome one of (approve, refer, decline)`");
    check_approval();
    check_dates();
    check_main_output();
  }

  void check_approval() {
    if (header_.approved.empty()) return;
    const auto& line = header_.approved[0];
    std::set<std::string> roles;
    for (const auto& role : line.roles)
      if (!roles.insert(role.text).second)
        diagnostics_.add(Code::E0203, role.span, "the role `" + role.text + "` is named twice");
    if (line.count < 2)
      diagnostics_.add(Code::E0203, line.count_span, "a policy is approved by at least 2 roles");
    else if (static_cast<std::size_t>(line.count) > roles.size())
      diagnostics_.add(
          Code::E0203, line.count_span,
          std::to_string(line.count) + " approvals are wanted of " + std::to_string(roles.size()) + " roles",
          "name more roles, or write `approved by " + std::to_string(roles.size()) + " of`");
  }

  void check_dates() {
    if (!header_.effective.empty() && !header_.review.empty()) {
      const Day from = header_.effective[0].day, until = header_.review[0].day;
      if (until <= from)
        diagnostics_.add(Code::E0204, header_.review[0].span,
                         "the review must come after the policy takes effect (" + format_date(from) + ")");
      else if (until - from > 366)
        diagnostics_.add(
            Code::E0204, header_.review[0].span,
            "a policy is reviewed within 366 days; this one would run for " + std::to_string(until - from),
            "write `review by " + format_date(from + 366) + "` or earlier");
    }
    if (!header_.replaces.empty() && header_.replaces[0].version != header_.version - 1)
      diagnostics_.add(Code::E0205, header_.replaces[0].span,
                       "version " + std::to_string(header_.version) + " cannot replace version " +
                           std::to_string(header_.replaces[0].version),
                       "a version replaces the one before it");
  }

  void check_main_output() {
    if (header_.gives.empty()) return;
    const Gives& main = header_.gives[0];
    const TypeExpr& type = main.type;
    const bool written = type.form == TypeExpr::Form::one_of || type.form == TypeExpr::Form::ordered;
    const bool named = type.form == TypeExpr::Form::plain && !kPlainTypes.count(type.name.text);
    if (!written && !named)
      diagnostics_.add(
          Code::E0202, type.span,
          "the first output says what is decided and must be an enum; `" + main.name.text + "` is none",
          "put e.g. `gives outcome one of (approve, refer, decline)` first");
  }

  const File& file_;
  const Header& header_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_header(const File& file, Diagnostics& diagnostics) {
  HeaderCheck(file, diagnostics).run();
}

PolicyKind policy_kind(const Header& header) {
  for (const auto& row : kKinds)
    if (header.kind.text == row.name) return row.kind;
  return PolicyKind::unknown;
}

std::string_view use_of(PolicyKind kind) {
  for (const auto& row : kKinds)
    if (kind == row.kind) return row.use;
  return {};
}

}  // namespace pol::sema
