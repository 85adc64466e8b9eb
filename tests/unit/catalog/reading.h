// Helpers of the tests of companion files.
#pragma once
#include <string>

#include "runtime/catalog/catalog.h"
#include "runtime/catalog/yaml.h"

namespace pol::test {

// A file in memory and what its reading reported, one line a diagnostic: "E1001 2:5 message. fix".
struct File {
  Sources sources;
  FileId id;
  Diagnostics diagnostics;
  explicit File(std::string text) : id(sources.add("", std::move(text))) {}

  std::string reported() {
    diagnostics.sort(sources);
    std::string lines;
    for (const Diagnostic& d : diagnostics.all()) {
      const Place place = sources.place(d.span);
      lines += (lines.empty() ? "" : "\n") + std::string(info(d.code).name) + " " +
               std::to_string(place.line) + ":" + std::to_string(place.column) + " " + d.message +
               (d.fix.empty() ? "" : ". " + d.fix);
    }
    return lines;
  }
  bool reports(const std::string& start) {
    return ("\n" + reported()).find("\n" + start) != std::string::npos;
  }
};

}  // namespace pol::test
