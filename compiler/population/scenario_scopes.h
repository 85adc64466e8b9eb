// The scopes of a scenario: conditions of the language over tags, worked out case by case.
#pragma once
#include "compiler/population/scenario.h"
#include "runtime/catalog/yaml.h"

namespace pol::population {

class ScopeReader {
 public:
  // The condition at `node`, once for each text; empty with E1033 if it is none.
  std::optional<unsigned> add(Sources& sources, const yaml::Node& node, Diagnostics& diagnostics);
  // Checks all of them against the catalogue at `catalogue_path` and fills in `scopes` and `door` of
  // `scenario`. E1033 tells what is wrong.
  void compile(Sources& sources, const std::string& catalogue_path, Scenario& scenario,
               Diagnostics& diagnostics);

 private:
  struct Written {
    std::string text;
    Span span;                           // of the first place where it stands
    std::vector<std::uint32_t> offsets;  // of each byte of `text` in the file; empty: escapes hide them
  };
  static Span place(const Written& written, std::uint32_t begin, std::uint32_t end);
  std::vector<Written> all_;
};

}  // namespace pol::population
