#include <catch2/catch.hpp>

#include "tests/unit/sema/bundle.h"

using namespace pol;
using namespace pol::test;
using Lines = std::vector<std::string>;

namespace {

std::string library(const std::string& name, const std::string& lines, const std::string& items = "") {
  return "language 1\nlibrary " + name + " version 1 owner \"T\" tags demo \"1\"\n" + lines + "end\n" + items;
}
std::string use(const std::string& names, const std::string& path, int version = 1) {
  return "use (" + names + ") from \"" + path + "\" version " + std::to_string(version) + "\n";
}

}  // namespace

TEST_CASE("a library's names are used; what is not imported stays private") {
  Bundle bundle;
  bundle.write("shared/a.pol", library("a", "", "let base be 2\nlet twice be base * 2\n"));
  const auto run =
      bundle.check(library("t", use("twice", "shared/a.pol"), "let base be 5\nlet x be twice + base\n"));
  REQUIRE(run.found().empty());
  CHECK(run.checked->units.size() == 2);
  CHECK(run.checked->units[1].root_path == "shared/a.pol");
  CHECK(run.checked->order.size() == 4);
  CHECK(bundle.check(library("t", use("twise", "shared/a.pol"))).found() == Lines{"E0304 3:6"});
  CHECK(bundle.check(library("t", use("twice", "shared/a.pol"), "let twice be 1\n")).found() ==
        Lines{"E0301 5:5"});
}

TEST_CASE("libraries that use each other in a circle") {
  Bundle bundle;
  bundle.write("a.pol", library("a", use("y", "b.pol"), "let x be y\n"));
  bundle.write("b.pol", library("b", use("x", "a.pol"), "let y be x\n"));
  const auto run = bundle.check(library("t", use("x", "a.pol"), "let z be x\n"));
  CHECK(run.found() == Lines{"E0305 b.pol 3:14"});
  CHECK(run.says("a -> b -> a"));
}

TEST_CASE("paths stay below the root") {
  Bundle bundle;
  CHECK(bundle.check(library("t", use("x", "../a.pol"))).found() == Lines{"E0206 3:14"});
  CHECK(bundle.check(library("t", use("x", "/etc/a.pol"))).found() == Lines{"E0206 3:14"});
  CHECK(bundle.check(library("t", use("x", "nowhere.pol"))).found() == Lines{"E0206 3:14"});
}

TEST_CASE("versions of libraries and companion files") {
  Bundle bundle;
  bundle.write("a.pol", library("a", "", "let x be 2\n"));
  CHECK(bundle.check(library("t", use("x", "a.pol", 3))).found() == Lines{"E0207 3:14"});
  CHECK(bundle.check("language 1\nlibrary t version 1 owner \"T\" tags nothing \"1\" end\n").found() ==
        Lines{"E1011 2:36"});
  CHECK(bundle.check("language 1\nlibrary t version 1 owner \"T\" tags demo \"2\" end\n").found() ==
        Lines{"E1011 2:41"});
}

TEST_CASE("a tag may not be called like a word of the language") {
  Bundle bundle;
  bundle.write("tags/odd.yaml", R"(catalogue: odd
version: "1"
owner: T
tags:
  - {id: when, zh: 时, en: "When", type: bool, missing: forbid, sensitivity: open, typical: 'no'}
)");
  CHECK(bundle.check("language 1\nlibrary t version 1 owner \"T\" tags odd \"1\" end\n").found() ==
        Lines{"E1003 2:36"});
}

TEST_CASE("a policy that uses a policy, and a file that is not there") {
  Bundle bundle;
  bundle.write("p.pol", limit_head() + brakes() + "decide outcome approve otherwise end\n");
  CHECK(bundle.check(library("t", use("limit", "p.pol"))).found() == Lines{"E0206 3:18"});
  CheckRun run;
  run.checked = sema::check_file(run.sources, bundle.path("none.pol"), run.diagnostics);
  CHECK_FALSE(run.checked);
  CHECK(run.found() == Lines{"E1011"});
}

TEST_CASE("head lines") {
  Bundle bundle;
  const std::string rest =
      R"(  owner "T" effective 2026-11-01 zone "Asia/Shanghai" tags demo "1" reasons demo "1"
)";
  const std::string items = "end\ndecide outcome approve otherwise end\n";
  auto head = [&](const std::string& kind, const std::string& lines) {
    return bundle.check("language 1\npolicy " + kind + " t version 3\n" + rest + lines + items).found();
  };
  const std::string approved = "approved by 2 of (cro, cfo)\n", review = "review by 2027-05-01\n",
                    gives = "gives outcome one of (approve, decline)\n";
  CHECK(head("strategy", approved + review + gives).empty());
  CHECK(head("stratgy", approved + review + gives) == Lines{"E0201 2:8"});
  CHECK(head("strategy", review + gives) == Lines{"E0202 2:1"});
  CHECK(head("strategy", approved + review).front() == "E0202 2:1");
  CHECK(head("strategy", approved + review + review + gives) == Lines{"E0202 6:1"});
  CHECK(head("strategy", "approved by 3 of (cro, cfo)\n" + review + gives) == Lines{"E0203 4:13"});
  CHECK(head("strategy", "approved by 1 of (cro, cfo)\n" + review + gives) == Lines{"E0203 4:13"});
  CHECK(head("strategy", approved + "review by 2028-05-01\n" + gives) == Lines{"E0204 5:1"});
  CHECK(head("strategy", approved + "review by 2026-11-01\n" + gives) == Lines{"E0204 5:1"});
  CHECK(head("strategy", approved + review + gives + "replaces version 1\n") == Lines{"E0205 7:1"});
}

TEST_CASE("a library has no head lines and items of a policy") {
  CHECK(Bundle().check(library("t", "review by 2027-01-01\n")).found() == Lines{"E0202 3:1"});
  CHECK(check_library("prove score above 3\n").found() == Lines{"E0202 3:1"});
}

TEST_CASE("an experiment has arms of 100%, a champion that sets nothing, a salt and a text to split by") {
  const auto run = check_limit(brakes() + R"(decide outcome approve otherwise end
experiment E7 "x" ticket "T" from 2026-11-01 until 2027-01-31 split score salt "a:b"
  champion 85% sets limit 3 CNY
  short 10% sets limit 4 CNY
  when verified
end
)");
  CHECK(run.found() ==
        Lines{"E0401 13:69", "E0834 13:80", "E0831 14:3", "E0830 14:12", "E0832 14:21", "E0832 15:18"});
}
