// tests/golden/ir/*.ir: IR text with cases as comments, `; case VALUES -> RECORD`
// (tests/support/case_text.h). Both engines must give the record. Bugs that the differential test found stay
// here, and every op is named by one of them. POL_UPDATE=1 rewrites the records with what the interpreter
// says; git diff is the review.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "runtime/ir/text.h"
#include "tests/support/both_engines.h"
#include "tests/support/case_text.h"

namespace pol::testing {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

long lines_of_ir(const std::string& text) {
  std::istringstream in(text);
  long lines = 0;
  for (std::string line; std::getline(in, line);) lines += line[0] != ';';
  return lines;
}

ir::Module parse(const fs::path& path, const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  auto module = ir::parse(sources, sources.add(path.filename().string(), text), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) FAIL(one_line(diagnostic, sources));
  REQUIRE(module);
  return std::move(*module);
}

// Runs the cases of one golden; returns its text with the records as they are.
std::string run(const std::string& text, const ir::Module& module, engine::Backend& backend) {
  BothEngines engines(module, backend);
  REQUIRE(engines.error() == "");
  std::istringstream in(text);
  std::string out;
  for (std::string line; std::getline(in, line); out += line + "\n") {
    if (line.rfind("; case ", 0) != 0) continue;
    const std::string values = line.substr(7, line.find(" -> ") - 7);
    const Case given = read_case(module, values);
    CAPTURE(values);
    const bool agree = engines.agree(given);
    CHECK(show(engines.native_record) == show(engines.interpreted_record));
    CHECK(agree);
    line = "; case " + values + " -> " + show(engines.interpreted_record);
  }
  return out;
}

TEST_CASE("IR goldens: both engines give the record that is written down") {
  const bool update = std::getenv("POL_UPDATE") != nullptr;
  const auto whole = native::make_backend(), pieces = native::make_backend({3, 2});
  std::set<ir::Op> named;
  for (const auto& entry : fs::directory_iterator(POL_SOURCE_DIR "/tests/golden/ir")) {
    if (entry.path().extension() != ".ir") continue;
    CAPTURE(entry.path().filename().string());
    const std::string text = read(entry.path());
    const ir::Module module = parse(entry.path(), text);
    for (const ir::Inst& inst : module.insts) named.insert(inst.op);
    CHECK(lines_of_ir(text) <= 40);  // or nobody reads it
    for (engine::Backend* backend : {whole.get(), pieces.get()}) {
      const std::string actual = run(text, module, *backend);
      if (update)
        std::ofstream(entry.path()) << actual;
      else
        CHECK(actual == text);
    }
  }
  for (const ir::OpInfo& info : ir::all_ops()) {
    CAPTURE(info.name);
    CHECK(named.count(info.op) == 1);
  }
}

}  // namespace
}  // namespace pol::testing
