// Parsing a text in one line, and its diagnostics as `CODE line:column`.
#pragma once
#include <string>
#include <vector>

#include "compiler/syntax/parse.h"

namespace pol::syntax {

struct Run {
  Sources sources;
  Diagnostics diagnostics;
  Parsed parsed;

  explicit Run(std::string text, const ParseOptions& options = {}) {
    const FileId file = sources.add("test.pol", std::move(text));
    parsed = parse(sources, file, diagnostics, options);
    diagnostics.sort(sources);
  }
  std::vector<std::string> found() const {
    std::vector<std::string> result;
    for (const Diagnostic& d : diagnostics.all()) {
      const Place place = sources.place(d.span);
      result.push_back(std::string(info(d.code).name) + " " + std::to_string(place.line) + ":" +
                       std::to_string(place.column));
    }
    return result;
  }
  std::string lines() const {
    std::string result;
    for (const Diagnostic& d : diagnostics.all()) result += one_line(d, sources) + "\n";
    return result;
  }
  std::string slice(const Span& span) const { return std::string(sources.slice(span)); }
  const File& file() const { return *parsed.file; }
};

inline std::string in_library(const std::string& items) {
  return "language 1\nlibrary t version 1 owner \"Test\" tags sme \"2026.10\" end\n" + items;
}

}  // namespace pol::syntax
