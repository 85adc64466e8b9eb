// Any bytes as a policy and as a condition. Beyond not crashing: what is reported lies in the text, a tree
// without errors is complete, and reading is repeatable.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "compiler/syntax/parse.h"

namespace {

using namespace pol;

void require(bool fact) {
  if (!fact) std::abort();
}

void check_places(const Sources& sources, const Diagnostics& diagnostics) {
  for (const Diagnostic& d : diagnostics.all()) {
    require(d.span.file != kNoFile && d.span.begin <= d.span.end);
    require(d.span.end <= sources.text(d.span.file).size());
    require(!d.message.empty());
    require(sources.place(d.span).line > 0);
  }
}

bool inside(const Span& inner, std::size_t size) {
  return inner.begin < inner.end && inner.end <= size;
}

void check_expr(const syntax::Expr& e, const syntax::File* file, std::size_t size) {
  require(inside(e.span, size) && inside(e.op, size));
  require(file == nullptr || e.id < file->node_count);
  for (const auto& arg : e.args) check_expr(*arg, file, size);
  for (const auto& condition : e.conditions)
    if (condition != nullptr) check_expr(*condition, file, size);
  for (const auto& element : e.series.list) check_expr(*element, file, size);
}

void check_file(const syntax::File& file, std::size_t size) {
  for (const syntax::Item& item : file.items)
    std::visit([&](const auto& one) { require(inside(one.span, size) && one.id < file.node_count); }, item);
  for (const syntax::Item& item : file.items) {
    if (const auto* let = std::get_if<syntax::Let>(&item)) check_expr(*let->value, &file, size);
    if (const auto* knockouts = std::get_if<syntax::Knockouts>(&item))
      for (const auto& knockout : knockouts->items) check_expr(*knockout.when, &file, size);
    if (const auto* guard = std::get_if<syntax::Guard>(&item))
      for (const auto& step : guard->steps) check_expr(*step.amount, &file, size);
  }
}

void check_policy(const std::string& text) {
  Sources sources;
  const FileId file = sources.add("fuzz.pol", text);
  Diagnostics first, second;
  const syntax::Parsed parsed = syntax::parse(sources, file, first);
  check_places(sources, first);
  require(parsed.complete == !first.has_errors());
  require(parsed.file != nullptr || first.has_errors());
  if (parsed.file != nullptr) check_file(*parsed.file, text.size());
  const syntax::Parsed again = syntax::parse(sources, file, second);
  require(second.errors() == first.errors());
  require((again.file == nullptr) == (parsed.file == nullptr));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_policy(text);
  // The header is hard to guess: most inputs are tried as items too.
  check_policy("language 1\nlibrary t version 1 owner \"T\" tags s \"1\" end\n" + text);
  Sources sources;
  Diagnostics diagnostics;
  const FileId file = sources.add("condition", text);
  const syntax::ExprPtr condition = syntax::parse_condition(sources, file, diagnostics);
  check_places(sources, diagnostics);
  require((condition == nullptr) == diagnostics.has_errors());
  if (condition != nullptr) check_expr(*condition, nullptr, size);
  return 0;
}
