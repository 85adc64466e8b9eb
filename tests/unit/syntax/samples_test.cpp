// The policies of the repository. Wrong ones are goldens (tests/golden/check).
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "syntax_support.h"

namespace pol::syntax {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> policies_below(const fs::path& folder) {
  std::vector<fs::path> result;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".pol") result.push_back(entry.path());
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace

TEST_CASE("the sample policies parse without a diagnostic") {
  REQUIRE(policies_below(fs::path(POL_SOURCE_DIR) / "policies").size() >= 3);
  for (const fs::path& path : policies_below(fs::path(POL_SOURCE_DIR) / "policies")) {
    const Run run(read(path));
    INFO(path << "\n" << run.lines());
    CHECK(run.diagnostics.empty());
    REQUIRE(run.parsed.file != nullptr);
    CHECK(run.parsed.complete);
    CHECK(run.file().items.size() > 1);
  }
}

}  // namespace pol::syntax
