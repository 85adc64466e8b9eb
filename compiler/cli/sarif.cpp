#include "compiler/cli/sarif.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "runtime/engine/release.h"

namespace pol::cli {
namespace {

using Json = nlohmann::ordered_json;

const char* level(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

// A relative path stays relative (to the folder that `pol` ran in); bytes that a URI may not hold are
// escaped.
std::string uri(const std::string& path) {
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || c == '/' || c == '.' || c == '-' || c == '_' ||
                       c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

Json location(const Span& span, const Sources& sources) {
  Json json;
  auto& physical = json["physicalLocation"];
  physical["artifactLocation"]["uri"] = uri(sources.path(span.file));
  const Place from = sources.place(span), to = sources.place(span.file, span.end);
  if (from.line > 0)
    physical["region"] = {{"startLine", from.line},
                          {"startColumn", from.column},
                          {"endLine", to.line},
                          {"endColumn", to.column}};
  return json;
}

Json result(const Diagnostic& diagnostic, const Sources& sources, bool accepted) {
  Json json;
  json["ruleId"] = info(diagnostic.code).name;
  json["ruleIndex"] = static_cast<std::size_t>(diagnostic.code);
  json["level"] = level(diagnostic.severity());
  std::string text = diagnostic.message;
  if (!diagnostic.example.empty()) text += ". For example: " + diagnostic.example;
  if (!diagnostic.fix.empty()) text += ". " + diagnostic.fix;
  json["message"]["text"] = text;
  json["locations"] = Json::array();
  if (diagnostic.span.file != kNoFile) json["locations"].push_back(location(diagnostic.span, sources));
  for (const Note& note : diagnostic.notes) {
    if (note.span.file == kNoFile) continue;
    Json related = location(note.span, sources);
    related["message"]["text"] = note.text;
    json["relatedLocations"].push_back(std::move(related));
  }
  if (accepted) json["suppressions"] = Json::array({{{"kind", "external"}}});
  return json;
}

}  // namespace

std::string sarif(const Diagnostics& diagnostics, const Diagnostics& accepted, const Sources& sources,
                  Exit exit) {
  Json driver;
  driver["name"] = "pol";
  driver["version"] = engine::kRelease;
  driver["rules"] = Json::array();
  for (const Code code : all_codes())
    driver["rules"].push_back({{"id", info(code).name},
                               {"shortDescription", {{"text", info(code).title}}},
                               {"help", {{"text", fmt::format("pol help {}", info(code).name)}}},
                               {"defaultConfiguration", {{"level", level(info(code).severity)}}}});
  Json run;
  run["tool"]["driver"] = std::move(driver);
  run["invocations"] = Json::array({{{"executionSuccessful", exit == Exit::ok || exit == Exit::findings},
                                     {"exitCode", static_cast<int>(exit)}}});
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = Json::array();
  for (const Diagnostic& diagnostic : diagnostics.all())
    run["results"].push_back(result(diagnostic, sources, false));
  for (const Diagnostic& diagnostic : accepted.all())
    run["results"].push_back(result(diagnostic, sources, true));
  Json root;
  root["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  root["version"] = "2.1.0";
  root["runs"] = Json::array({std::move(run)});
  return root.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace pol::cli
