// What changed between two compiled policies: every number of a real policy, moved one by one, is told by
// name.
#include "compiler/study/module_changes.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "compiler/study/literals.h"
#include "compiler/study/pipeline.h"

namespace fs = std::filesystem;
using namespace pol;

namespace {

const std::string kRoot = POL_SOURCE_DIR "/policies/sme";

struct One {
  Sources sources;
  Diagnostics diagnostics;
  study::Compiled compiled;
  explicit One(const std::string& path) {
    study::CompileOptions options;
    options.check.roots = {kRoot};
    compiled = study::compile(sources, path, diagnostics, options);
  }
};

struct Folder {
  fs::path path = fs::temp_directory_path() / ("module_changes_" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

}  // namespace

TEST_CASE("every number that decides is told when it changes, and nothing else", "[module_changes]") {
  for (const char* name : {"/limit.pol", "/pricing.pol"}) {
    One base(kRoot + name);
    REQUIRE(base.compiled.policy);
    const study::ModuleSide was{*base.compiled.chain};
    CHECK(study::module_changes(was, was).empty());
    const Folder folder;
    const auto all = study::literals(*base.compiled.checked->units[0].file, base.sources);
    REQUIRE(all.size() > 30);
    std::size_t told = 0, same = 0, wrong = 0, unnamed = 0;
    std::set<std::string> what;
    for (std::size_t i = 0; i < all.size(); i += 2) {
      const study::Literal& literal = all[i];
      const std::string path = folder.path / (std::to_string(i) + ".pol");
      std::ofstream(path) << study::with_literal(literal, literal.value.number + 1, literal.value.type,
                                                 base.sources);
      One moved(path);
      if (!moved.compiled.policy) {  // a table with a gap, a step that does nothing
        ++wrong;
        continue;
      }
      INFO(name << " " << literal.address << " " << literal.text);
      const auto changes = study::module_changes(was, {*moved.compiled.chain});
      const bool differs = base.compiled.policy->content_hash() != moved.compiled.policy->content_hash();
      CHECK(changes.empty() == !differs);
      (differs ? told : same) += 1;
      for (const study::Change& change : changes) {
        // A cap of 50,001 CNY where amounts are rounded to 100 CNY: other code, and nothing that is named.
        if (change.what == "content") {
          ++unnamed;
          continue;
        }
        CHECK(change.words.find("becomes") != std::string::npos);
        what.insert(change.what.substr(0, change.what.find(' ')));
      }
    }
    INFO(name << ": " << told << " told, " << same << " the same, " << wrong << " wrong");
    CHECK(told >= 10);
    CHECK(unnamed <= told / 5);
    CHECK(what.size() >= 2);
  }
}
