// The sample policies and the wrong samples of the design folder beside the repository, where it is present.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "syntax_support.h"

namespace pol::syntax {
namespace {

namespace fs = std::filesystem;

fs::path design() {
  return fs::path(POL_SOURCE_DIR) / ".." / "shared" / "design";
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> policies_below(const fs::path& folder) {
  std::vector<fs::path> result;
  if (!fs::exists(folder)) {
    WARN("skipped, there is no " << folder);
    return result;
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".pol") result.push_back(entry.path());
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace

TEST_CASE("the sample policies parse without a diagnostic") {
  for (const fs::path& path : policies_below(design() / "policies")) {
    const Run run(read(path));
    INFO(path << "\n" << run.lines());
    CHECK(run.diagnostics.empty());
    REQUIRE(run.parsed.file != nullptr);
    CHECK(run.parsed.complete);
    CHECK(run.file().items.size() > 1);
  }
}

TEST_CASE("the wrong samples: syntax reports its own, and only those") {
  for (const fs::path& path : policies_below(design() / "bad")) {
    const std::string text = read(path);
    const std::string wanted = text.substr(3, text.find(' ', 9) - 3);  // -- E0101 4:19 ...
    const std::string code = wanted.substr(0, 5);
    const bool of_syntax = code < "E0200" || code == "E0200" || code == "E0209" || code == "E0210";
    const Run run(text);
    INFO(path << "\n" << run.lines());
    CHECK(run.found() == (of_syntax ? std::vector<std::string>{wanted} : std::vector<std::string>{}));
  }
}

}  // namespace pol::syntax
