// Texts made to crash or stall a recursive parser: each gets few diagnostics, quickly.
#include <catch2/catch.hpp>
#include <ctime>

#include "syntax_support.h"

namespace pol::syntax {
namespace {

std::string times(std::size_t count, const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

// Milliseconds of processor time would be near a second in an optimised build; sanitizers and debug builds
// get more.
constexpr double kMostSeconds = 8;

Run quick(const std::string& text) {
  const std::clock_t start = std::clock();
  Run run(text);
  CHECK(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC < kMostSeconds);
  CHECK(run.diagnostics.errors() <= 410);  // words, characters and syntax each have their own bound
  return run;
}

}  // namespace

TEST_CASE("depth is refused before the parser recurses") {
  for (const char* nested : {"(", "not ", "- ", "5% of ", "if x then ", "3 of ", "Not "}) {
    INFO(nested);
    const Run run = quick(in_library("let a be " + times(50'000, nested) + "x"));
    CHECK(run.diagnostics.has_errors());
    CHECK(run.parsed.file == nullptr);
  }
  const Run closed = quick(in_library("let a be " + times(50'000, "(") + "1" + times(50'000, ")")));
  CHECK(closed.found() == std::vector<std::string>{"E0110 3:74"});
}

TEST_CASE("64 levels are allowed, 65 are not") {
  CHECK(Run(in_library("let a be " + times(64, "(") + "1" + times(64, ")"))).diagnostics.empty());
  CHECK(Run(in_library("let a be " + times(65, "(") + "1" + times(65, ")"))).diagnostics.errors() == 1);
  CHECK(Run(in_library("let a be " + times(32, "not (") + "x" + times(32, ")"))).diagnostics.empty());
  CHECK(Run(in_library("let a be " + times(33, "not (") + "x" + times(33, ")"))).diagnostics.errors() == 1);
  CHECK(Run(in_library("let a be (not x) and (not y) and " + times(60, "(not z) and ") + "w"))
            .diagnostics.empty());
  const std::string forks = "tree t " + times(64, "if a then ") + "x " + times(64, "else y ") + "end";
  CHECK(Run(in_library(forks)).diagnostics.empty());
  CHECK(Run(in_library("tree t " + times(65, "if a then ") + "x " + times(65, "else y ") + "end"))
            .diagnostics.errors() == 1);
}

TEST_CASE("operators and else-ifs are counted") {
  CHECK(Run(in_library("let a be x" + times(1'000, " and x"))).diagnostics.empty());
  CHECK(quick(in_library("let a be x" + times(1'001, " and x"))).found() ==
        std::vector<std::string>{"E0110 3:6012"});
  CHECK(quick(in_library("let a be x" + times(100'000, " and x"))).diagnostics.errors() == 1);
  CHECK(Run(in_library("tree t " + times(1'000, "if a then b else ") + "if a then b else c end"))
            .diagnostics.empty());
  CHECK(quick(in_library("tree t " + times(50'000, "if a then b else ") + "c end")).diagnostics.errors() ==
        1);
}

TEST_CASE("limits of size are options") {
  ParseOptions options;
  options.max_bytes = 50;
  CHECK(Run(in_library("let a be 1"), options).diagnostics.errors() == 1);
  options = {};
  options.max_tokens = 12;
  CHECK(Run(in_library("let a be 1"), options).diagnostics.errors() == 1);
  options = {};
  options.max_rows = 2;
  const std::string table = "table t\n| a || b |\n| 1 || 2 |\n| 2 || 3 |\n";
  CHECK(Run(in_library(table + "end"), options).diagnostics.empty());
  CHECK(Run(in_library(table + "| 3 || 4 |\nend"), options).found() == std::vector<std::string>{"E0110 7:5"});
}

TEST_CASE("texts that are no policy at all") {
  CHECK(quick("").found() == std::vector<std::string>{"E0200 1:1"});
  CHECK(quick("-- only a comment\n").found() == std::vector<std::string>{"E0200 2:1"});
  CHECK(quick(std::string(1'000'000, '\0')).diagnostics.errors() == 20);
  CHECK(quick(in_library("let a be \"" + std::string(1'000'000, 'x') + "\"")).diagnostics.empty());
  CHECK(quick(in_library("let a be \"" + times(500'000, "\\\""))).found() ==
        std::vector<std::string>{"E0200 3:10"});
  CHECK(quick(times(100'000, "& ;")).parsed.file == nullptr);
  CHECK(quick(in_library(times(20'000, "let a be\n"))).parsed.file == nullptr);
  CHECK(quick(in_library("table t\n| a || b |\n" + times(10'000, "| 1 | 2 |\n") + "end"))
            .diagnostics.has_errors());
}

TEST_CASE("every prefix of a policy is read without a crash") {
  const std::string text = in_library(
      "knockouts\n  K01 decline because R01 when score below 560\nend\n"
      "table t hit first\n  | a || b |\n  | 1 to below 2 || 5% | because R1\nend\n"
      "define f(x int) segment q a when x is 3 b otherwise end give first present of (x, 3 when y) end\n"
      "example \"客\" given others typical, s (1, 2) expect outcome approve end\n");
  for (std::size_t size = 0; size < text.size(); size += 3) {
    const Run run(text.substr(0, size));
    if (run.parsed.file == nullptr) CHECK(run.diagnostics.has_errors());
    CHECK(run.parsed.complete == !run.diagnostics.has_errors());
  }
}

}  // namespace pol::syntax
