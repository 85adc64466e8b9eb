#include "compiler/study/parts.h"

#include <fmt/format.h>

#include <map>

namespace pol::study {
namespace {

class Parts {
 public:
  explicit Parts(const syntax::File& file) {
    head(file.header);
    for (const syntax::Item& item : file.items) std::visit([&](const auto& one) { add(one); }, item);
  }
  std::vector<TextPart> all;

 private:
  void put(std::string key, const Span& span, std::string group = "", bool decides = true) {
    if (const int same = ++met_[key]; same > 1) key += fmt::format(" ({})", same);
    all.push_back({std::move(key), std::move(group), span.begin, span.end, decides});
  }
  std::map<std::string, int> met_;

  void head(const syntax::Header& header) {
    const auto lines = [&](const char* key, const auto& list, bool decides) {
      for (const auto& line : list) put(key, line.span, "head", decides);
    };
    lines("owner", header.owner, false);
    lines("approved by", header.approved, false);
    lines("effective", header.effective, false);
    lines("review by", header.review, false);
    lines("replaces", header.replaces, false);
    lines("tags", header.tags, false);
    lines("reasons", header.reasons, false);
    for (const auto& use : header.uses) put("use " + use.path.constant.text, use.span, "head");
    for (const auto& needs : header.needs)
      put("needs " + needs.kind.text + "/" + needs.name.text, needs.span, "head");
    for (const auto& gives : header.gives) put("gives " + gives.name.text, gives.span, "head");
  }
  void add(const syntax::Let& let) { put("let " + let.name.text, let.span); }
  void add(const syntax::Choose& choose) {
    put((choose.decide ? "decide " : "segment ") + choose.name.text, choose.span);
  }
  void add(const syntax::Tree& tree) { put("tree " + tree.name.text, tree.span); }
  void add(const syntax::Table& table) { put("table " + table.name.text, table.span); }
  void add(const syntax::Scorecard& card) { put("scorecard " + card.name.text, card.span); }
  void add(const syntax::Define& define) { put("define " + define.name.text, define.span); }
  void add(const syntax::Knockouts& knockouts) {
    for (const syntax::Knockout& one : knockouts.items)
      put("knockout " + one.code.text, one.span, "knockouts");
  }
  void add(const syntax::Guard& guard) {
    const std::string name = (guard.legal ? "legal on " : "brakes on ") + guard.target.text;
    if (guard.steps.empty()) return put(name, guard.span);
    put(name, {guard.span.file, guard.span.begin, guard.steps[0].span.begin}, name);
    for (const syntax::Step& step : guard.steps)
      put("step " + step.code.text + " on " + guard.target.text, step.span, name);
  }
  void add(const syntax::Event& event) {
    put((event.exception ? "exception " : "shock ") + event.box.code.text, event.span);
  }
  void add(const syntax::Experiment& experiment) {
    put("experiment " + experiment.box.code.text, experiment.span);
  }
  void add(const syntax::Cost& cost) { put("cost " + cost.name.text, cost.span); }
  void add(const syntax::UndecidedClause& clause) { put("undecided clause", clause.span); }
  void add(const syntax::Example& example) {
    put("example \"" + example.title.constant.text + "\"", example.span, "", false);
  }
  void add(const syntax::Prove& prove) { put("prove", prove.span, "", false); }
};

}  // namespace

std::vector<TextPart> text_parts(const syntax::File& file) {
  return Parts(file).all;
}

}  // namespace pol::study
