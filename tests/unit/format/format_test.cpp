#include "compiler/format/format.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "compiler/format/tokens.h"
#include "tests/support/counts.h"
#include "tests/unit/format/random_source.h"

using namespace pol;
using testing::RandomSource;

namespace {

// What parsing gives, without spans: the canonical tokens, head lines sorted away.
std::vector<std::string> tokens_of(const std::string& text, bool sorted_head) {
  Sources sources;
  const FileId file = sources.add("a.pol", text);
  Diagnostics diagnostics;
  syntax::Lexemes lexemes;
  REQUIRE(syntax::lex(sources, file, {}, diagnostics, lexemes));
  std::vector<std::string> words;
  for (const format::Token& token : format::canonical_tokens(sources.text(file), lexemes)) {
    std::istringstream parts(token.text);  // `!=` becomes two words
    if (token.kind == syntax::LexemeKind::text) words.push_back(token.text);
    for (std::string part; token.kind != syntax::LexemeKind::text && parts >> part;) words.push_back(part);
  }
  if (sorted_head) std::sort(words.begin(), std::find(words.begin(), words.end(), "end"));
  return words;
}

std::string formatted(const std::string& text) {
  Sources sources;
  const FileId file = sources.add("a.pol", text);
  Diagnostics diagnostics;
  std::string out;
  const bool understood = format::format_file(sources, file, diagnostics, out);
  INFO(text);
  for (const auto& diagnostic : diagnostics.all()) UNSCOPED_INFO(diagnostic.message);
  REQUIRE(understood);
  return out;
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("every policy of the packs is in canonical form") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(POL_SOURCE_DIR "/policies")) {
    if (entry.path().extension() != ".pol") continue;
    ++files;
    const std::string text = read(entry.path());
    CHECK(formatted(text) == text);
  }
  CHECK(files > 2);
}

TEST_CASE("comments stay where they were") {
  const std::string text =
      "-- of the file\n"
      "language 1\n"
      "library l version 1  -- first\n"
      "  owner \"o\"  -- who\n"
      "  -- which tags\n"
      "  tags t \"1\"\n"
      "end\n"
      "\n"
      "-- a let\n"
      "let a be b\n"
      "\n"
      "segment s\n"
      "  -- an arm\n"
      "  x when a at least 3  -- why\n"
      "  y otherwise\n"
      "  -- at the end of it\n"
      "end\n"
      "\n"
      "-- at the end\n";
  CHECK(formatted(text) == text);
}

TEST_CASE("words, lines and columns") {
  CHECK(formatted("language 1 library l version 1 tags t \"1\" owner \"o\" end let a be 80% *b let\nlonger "
                  "be f(x)>=-3\n"
                  "table t|a|b||c|x|\n|1|at   least 5||f( a )-b|-2|because R1|otherwise||3|4|end") ==
        "language 1\n"
        "library l version 1\n"
        "  owner \"o\"\n"
        "  tags t \"1\"\n"
        "end\n"
        "\n"
        "let a      be 80% of b\n"
        "let longer be f(x) at least -3\n"
        "\n"
        "table t\n"
        "  | a | b          || c        | x  |\n"
        "  | 1 | at least 5 || f(a) - b | -2 | because R1\n"
        "  | otherwise      || 3        | 4  |\n"
        "end\n");
}

TEST_CASE("a share stands only where the percent is the left of its product") {
  const std::string head = "language 1\nlibrary l version 1\n  owner \"o\"\n  tags t \"1\"\nend\n\n";
  CHECK(formatted(head + "let a be b * 80% * c") == head + "let a be b * 80% * c\n");
  CHECK(formatted(head + "let a be -80% * c") == head + "let a be -80% * c\n");
  CHECK(formatted(head + "let a be b - 80% * c") == head + "let a be b - 80% of c\n");
}

TEST_CASE("what does not parse is not touched") {
  Sources sources;
  const FileId file = sources.add("a.pol", "language 1 library l version 1 end let be be");
  Diagnostics diagnostics;
  std::string out;
  CHECK_FALSE(format::format_file(sources, file, diagnostics, out));
  CHECK(diagnostics.errors() > 0);
  CHECK(out.empty());
}

TEST_CASE("random policies: the same tokens and comments, and formatting twice is formatting once") {
  const std::size_t programs = testing::count(1'000);
  for (std::size_t i = 0; i < programs; ++i) {
    RandomSource source(20'261'101 + i);
    const std::vector<std::string> tokens = source.tokens(1 + static_cast<int>(i % 8));
    int comments = 0;
    const std::string plain = source.joined(tokens, false, comments);
    const std::string once = formatted(plain);
    INFO("program " << i << "\n" << plain);
    CHECK(tokens_of(once, true) == tokens_of(plain, true));
    CHECK(formatted(once) == once);
    // But for empty lines the layout does not depend on the lines of the source.
    std::string one_line, dense;
    for (const std::string& token : tokens) one_line += token + " ";
    for (const char c : plain)
      if (c != '\n' || dense.empty() || dense.back() != '\n') dense += c;
    CHECK(formatted(one_line) == formatted(dense));

    const std::string commented = source.joined(tokens, true, comments);
    const std::string kept = formatted(commented);
    CHECK(tokens_of(kept, true) == tokens_of(plain, true));
    CHECK(count(kept, "-- note ") == static_cast<std::size_t>(comments));
    CHECK(formatted(kept) == kept);
  }
  std::cout << "formatted " << programs << " random programs, with and without comments\n";
}
