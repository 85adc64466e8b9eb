#include "compiler/population/scenario_scopes.h"

#include <algorithm>
#include <filesystem>

#include "compiler/lower/lower.h"
#include "compiler/sema/reads.h"
#include "compiler/syntax/parse.h"

namespace pol::population {
namespace {

// Where each byte of a scalar stands in the file, if its quotes escape nothing but quotes and backslashes.
std::vector<std::uint32_t> offsets_of(const Sources& sources, const yaml::Node& node) {
  const Span inner = node.inner();
  const std::string_view raw = sources.slice(inner);
  const char quote = node.quoted ? sources.slice(node.span)[0] : '\0';
  std::vector<std::uint32_t> offsets;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    offsets.push_back(inner.begin + static_cast<std::uint32_t>(i));
    const bool escaped = (quote == '"' && raw[i] == '\\') || (quote == '\'' && raw[i] == '\'');
    if (escaped) ++i;
    if (i >= raw.size() || offsets.size() > node.text.size() || raw[i] != node.text[offsets.size() - 1])
      return {};
  }
  if (offsets.size() != node.text.size()) return {};
  return offsets;
}

}  // namespace

Span ScopeReader::place(const Written& written, std::uint32_t begin, std::uint32_t end) {
  if (written.offsets.empty()) return written.span;
  const auto last = static_cast<std::uint32_t>(written.offsets.size() - 1);
  end = std::min(std::max(end, begin + 1), last + 1);
  begin = std::min(begin, last);
  return {written.span.file, written.offsets[begin], written.offsets[end - 1] + 1};
}

std::optional<unsigned> ScopeReader::add(Sources& sources, const yaml::Node& node, Diagnostics& diagnostics) {
  const auto text = yaml::read_text(&node, "`scope`", diagnostics);
  if (!text) return std::nullopt;
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&](const Written& other) { return other.text == *text; });
  if (found != all_.end()) return static_cast<unsigned>(found - all_.begin());
  Written written{*text, node.span, offsets_of(sources, node)};
  Diagnostics wrong;
  syntax::parse_condition(sources, sources.add("scope", *text), wrong);
  for (const Diagnostic& one : wrong.all()) {
    std::string message = one.message;
    if (const auto at = message.find("end of the file"); at != std::string::npos)
      message.replace(at, 15, "end of the scope");
    diagnostics.add(Code::E1033, place(written, one.span.begin, one.span.end),
                    "`scope` is no condition: " + message, one.fix, one.example);
  }
  if (wrong.has_errors()) return std::nullopt;
  all_.push_back(std::move(written));
  return static_cast<unsigned>(all_.size() - 1);
}

// A library with a definition for each scope knows nothing but tags, and is named, typed and lowered as
// anything else.
void ScopeReader::compile(Sources& sources, const std::string& catalogue_path, Scenario& scenario,
                          Diagnostics& diagnostics) {
  if (all_.empty()) return;
  const catalog::Catalog& catalog = *scenario.catalog;
  std::string name = "scope_";
  const auto taken = [&](const catalog::Tag& tag) { return tag.id.compare(0, name.size(), name) == 0; };
  while (std::any_of(catalog.tags.begin(), catalog.tags.end(), taken)) name += "_";
  std::string text = "language 1 library scopes version 1 owner \"Scenario\" tags " + catalog.name + " \"" +
                     catalog.version + "\" end\n";
  std::vector<std::uint32_t> begins;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    text += "let " + name + std::to_string(i) + " bool be\n";
    begins.push_back(static_cast<std::uint32_t>(text.size()));
    text += all_[i].text + "\n";
  }
  namespace fs = std::filesystem;
  const FileId file = sources.add(scenario.path, std::move(text));
  sema::CheckOptions options;
  options.roots = {(fs::path(catalogue_path).parent_path() / "..").lexically_normal().string()};
  Diagnostics found;
  const auto checked = sema::check_library(sources, file, catalogue_path, found, options);
  const auto scope_at = [&](std::uint32_t offset) {
    const auto next = std::upper_bound(begins.begin(), begins.end(), offset);
    return static_cast<std::size_t>(next - begins.begin()) - (next == begins.begin() ? 0 : 1);
  };
  const auto tell = [&](Span span, const std::string& message, const std::string& fix) {
    const std::size_t i = scope_at(span.begin);
    const std::uint32_t from = span.begin < begins[i] ? 0 : span.begin - begins[i];
    diagnostics.add(Code::E1033, place(all_[i], from, from + (span.end - span.begin)), message, fix);
  };
  const std::size_t before = diagnostics.errors();
  for (const Diagnostic& one : found.all()) {
    // Whom a report counts apart is no decision: it may ask for what a policy may not.
    if (one.code == Code::E0850 || one.code == Code::E0851 || one.severity() == Severity::warning) continue;
    tell(one.span.file == file ? one.span : Span{file, begins[0], begins[0] + 1}, one.message, one.fix);
  }
  if (diagnostics.errors() > before) return;
  if (!checked) return tell({file, begins[0], begins[0] + 1}, "`scope` cannot be read", "");
  std::vector<std::vector<sema::SymbolId>> read(all_.size());  // tags, beside all_
  for (const sema::Symbol& symbol : checked->symbols) {
    if (symbol.kind != sema::SymbolKind::let || symbol.unit != 0) continue;
    sema::Reads reads(*checked, 0, [&](sema::SymbolId id, Span span) {
      if (checked->symbols[id].kind == sema::SymbolKind::decision_date)
        tell(span, "`decision_date` is no tag; a scope asks about tags", "");
      if (checked->symbols[id].kind == sema::SymbolKind::tag) read[scope_at(span.begin)].push_back(id);
    });
    sema::walk(*static_cast<const syntax::Let*>(symbol.node)->value, reads);
  }
  if (diagnostics.errors() > before) return;
  Diagnostics lowering;
  const auto lowered = lower::lower(*checked, lowering);
  if (!lowered) {
    const std::string why = lowering.empty() ? "" : ": " + lowering.all()[0].message;
    return tell({file, begins[0], begins[0] + 1}, "the scopes are too large together" + why, "");
  }
  for (std::size_t i = 0; i < all_.size(); ++i) {
    Scope scope{all_[i].text, ir::kNone, {}};
    for (const sema::SymbolId id : read[i])
      for (std::uint32_t input = 1; input < lowered->module.inputs.size(); ++input)
        if (lowered->module.inputs[input].forbid &&
            lowered->module.inputs[input].tag() == checked->symbols[id].name)
          scope.never_missing.push_back(input);
    scenario.scopes.push_back(std::move(scope));
  }
  for (const auto& [id, ref] : lowered->definitions)
    if (checked->symbols[id].kind == sema::SymbolKind::let && checked->symbols[id].unit == 0)
      scenario.scopes[std::stoul(checked->symbols[id].name.substr(name.size()))].condition = ref;
  scenario.door = lowered->module;
  scenario.door.invariants.clear();
  for (ir::Input& input : scenario.door.inputs) {
    input.forbid = false;
    input.causes = cause::any_sent;
    input.fresh_days = input.fresh_months = std::nullopt;
  }
}

}  // namespace pol::population
