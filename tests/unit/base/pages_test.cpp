// Every diagnostic code has a page in the reference, and every page has a code.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "runtime/base/diagnostics.h"

namespace {

namespace fs = std::filesystem;
const fs::path kPages = fs::path(POL_SOURCE_DIR) / "grammar/reference/diagnostics";

std::string page_text(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("every code has a page of four parts under its title") {
  for (const pol::Code code : pol::all_codes()) {
    const auto& known = pol::info(code);
    INFO(known.name);
    const std::string text = page_text(kPages / (std::string(known.name) + ".md"));
    CHECK(text.rfind("# " + std::string(known.name) + ": " + std::string(known.title) + "\n", 0) == 0);
    std::size_t at = 0;
    for (const char* part :
         {"\n## What it means\n", "\n## Why it matters\n", "\n## Wrong\n", "\n## Right\n"}) {
      INFO(part);
      at = text.find(part, at);
      REQUIRE(at != std::string::npos);
    }
  }
}

TEST_CASE("no page is without a code") {
  std::size_t pages = 0;
  for (const auto& entry : fs::directory_iterator(kPages)) {
    if (entry.path().extension() != ".md") continue;
    INFO(entry.path());
    CHECK(pol::code_by_name(entry.path().stem().string()).has_value());
    ++pages;
  }
  CHECK(pages == pol::all_codes().size());
}
