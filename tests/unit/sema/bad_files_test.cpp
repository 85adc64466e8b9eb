// The design's collection of wrong policies: each begins with the diagnostic it must get first.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "compiler/sema/checked.h"

namespace {

namespace fs = std::filesystem;
using namespace pol;

// Names, heads and governance.
const std::vector<std::string> kNames = {"09", "11", "12", "13", "14", "27", "35", "36", "37",
                                         "38", "39", "40", "41", "43", "44", "47", "50", "51"};
// Types, scales and arms.
const std::vector<std::string> kTypes = {"15", "16", "17", "18", "19", "20", "21",
                                         "22", "23", "24", "28", "29", "49"};

fs::path file_of(const fs::path& folder, const std::string& number) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().rfind(number + "_", 0) == 0) return entry.path();
  return {};
}

// "E0304 4:10" of the first line.
std::string wanted(const fs::path& file) {
  std::ifstream in(file);
  std::string dashes, code, place;
  in >> dashes >> code >> place;
  return code + " " + place;
}

std::string first_error(const fs::path& file, const fs::path& folder, std::string& all) {
  Sources sources;
  Diagnostics diagnostics;
  sema::CheckOptions options;
  options.roots = {(folder.parent_path() / "policies").string(), folder.string()};
  const auto checked = sema::check_file(sources, file.string(), diagnostics, options);
  std::string first;
  for (const auto& d : diagnostics.all()) {
    all += one_line(d, sources) + "\n";
    if (!first.empty() || info(d.code).severity == Severity::warning) continue;
    first = std::string(info(d.code).name);
    if (d.span.file == kNoFile) continue;
    const Place place = sources.place(d.span);
    first += " " + std::to_string(place.line) + ":" + std::to_string(place.column);
  }
  return first;
}

void check_all(const std::vector<std::string>& numbers) {
  const fs::path folder = fs::path(POL_SOURCE_DIR).parent_path() / "shared/design/bad";
  if (!fs::is_directory(folder)) {
    std::cerr << "SKIPPED: " << folder << " is not there; the collection of wrong policies was not checked\n";
    return;
  }
  for (const auto& number : numbers) {
    const fs::path file = file_of(folder, number);
    INFO(file.string());
    REQUIRE(!file.empty());
    std::string all;
    const std::string first = first_error(file, folder, all);
    INFO(all);
    CHECK(first == wanted(file));
  }
}

}  // namespace

TEST_CASE("wrong policies: names, heads and governance") {
  check_all(kNames);
}

TEST_CASE("wrong policies: types, scales and arms") {
  check_all(kTypes);
}
