// The packs, the design's wrong files that need more than the front end, and what a run of one file gives.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "compiler/study/examples.h"
#include "compiler/study/prove.h"
#include "tests/unit/sema/bundle.h"

namespace fs = std::filesystem;
using namespace pol;

namespace {

struct Studied {
  Sources sources;
  Diagnostics diagnostics;
  study::Compiled compiled;
  study::ExamplesRun examples;
  std::vector<study::ProveResult> proves;

  Studied(const std::string& path, const std::vector<std::string>& roots = {}) {
    study::CompileOptions options;
    options.check.roots = roots;
    compiled = study::compile(sources, path, diagnostics, options);
    if (!compiled.policy) return;
    examples = study::run_examples(compiled, sources, diagnostics);
    study::ProveOptions prove;
    prove.cases = 2'000;
    proves = study::run_proves(compiled, sources, diagnostics, prove);
  }
  std::string text() const {
    std::string all;
    for (const auto& d : diagnostics.all()) all += one_line(d, sources) + "\n";
    return all;
  }
  std::string first_error() const {
    for (const auto& d : diagnostics.all()) {
      if (info(d.code).severity == Severity::warning) continue;
      const Place place = sources.place(d.span);
      return std::string(info(d.code).name) + " " + std::to_string(place.line) + ":" +
             std::to_string(place.column);
    }
    return "none";
  }
};

}  // namespace

TEST_CASE("the packs are clean and all their examples pass") {
  for (const char* path : {"policies/sme/limit.pol", "policies/sba/limit.pol"}) {
    const Studied run((fs::path(POL_SOURCE_DIR) / path).string());
    INFO(path << "\n" << run.text());
    CHECK_FALSE(run.diagnostics.has_errors());
    CHECK(run.examples.results.size() >= 6);
    CHECK(run.examples.passed == run.examples.results.size());
    for (const auto& result : run.proves) CHECK(result.verdict != study::Verdict::refuted);
  }
}

TEST_CASE("wrong policies of the design: undecided cases, tables, examples, prove lines") {
  const fs::path folder = fs::path(POL_SOURCE_DIR).parent_path() / "shared/design/bad";
  if (!fs::is_directory(folder)) {
    std::cerr << "SKIPPED: " << folder << " is not there\n";
    return;
  }
  for (const char* number : {"25", "26", "30", "32", "33", "34", "45", "46"}) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().filename().string().rfind(std::string(number) + "_", 0) != 0) continue;
      std::string dashes, code, place;
      std::ifstream(entry.path()) >> dashes >> code >> place;
      const Studied run(entry.path().string(),
                        {(folder.parent_path() / "policies").string(), folder.string()});
      INFO(entry.path().filename() << "\n" << run.text());
      CHECK(run.first_error() == code + " " + place);
    }
  }
}
