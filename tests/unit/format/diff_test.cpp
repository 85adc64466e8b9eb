#include "compiler/format/diff.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/rng.h"

using namespace pol;
using format::unified_diff;

namespace {

// What patch(1) does with a unified difference.
std::string patched(const std::string& before, const std::string& diff) {
  std::vector<std::string> lines, changes;
  const auto split = [](const std::string& text, std::vector<std::string>& out) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
      out.push_back(text.substr(at, end - at));
      at = end;
    }
  };
  split(before, lines);
  split(diff, changes);
  std::string out;
  std::size_t next = 0;
  for (std::size_t i = 2; i < changes.size(); ++i) {
    const std::string& change = changes[i];
    if (change[0] == '@') {
      const std::size_t from = std::stoul(change.substr(change.find('-') + 1)) - 1;
      REQUIRE(from >= next);
      while (next < from) out += lines[next++];
    } else if (change[0] == '+') {
      out += change.substr(1);
    } else {
      REQUIRE(lines.at(next) == change.substr(1));
      if (change[0] == ' ') out += lines[next];
      ++next;
    }
  }
  while (next < lines.size()) out += lines[next++];
  return out;
}

}  // namespace

TEST_CASE("equal texts have no difference") {
  CHECK(unified_diff("a\nb\n", "a\nb\n", "f").empty());
}

TEST_CASE("one line changed, with its context") {
  CHECK(unified_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n", "f") ==
        "--- f\n+++ f (formatted)\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST_CASE("a difference applied to the first text gives the second") {
  testing::Rng rng(7);
  for (int round = 0; round < 3'000; ++round) {
    std::string a, b;
    for (std::size_t i = 0, n = rng.below(30); i < n; ++i)
      a += std::string(1, static_cast<char>('a' + rng.below(4))) + "\n";
    for (std::size_t i = 0, n = rng.below(30); i < n; ++i)
      b += std::string(1, static_cast<char>('a' + rng.below(4))) + "\n";
    if (a == b) continue;
    INFO(a << "---\n" << b);
    CHECK(patched(a, unified_diff(a, b, "f")) == b);
  }
}
