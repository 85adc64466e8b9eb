// Random .pol programs: texts that go through the whole front end, of every construct of the grammar. They
// depend on the seed alone.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pol::testing {

// One item of a file. What the checker refuses is replaced by `fallback`, or dropped where there is none:
// the maker knows the grammar and the types, but not every rule of the checker.
struct SourcePiece {
  std::string text;      // ends in a line end
  std::string fallback;  // the same names in a simpler form
};

struct SourceFile {
  std::string path;  // below the root
  std::string head;
  std::vector<SourcePiece> pieces;
  std::string clause;        // `undecided gives …`; empty for libraries
  bool with_clause = false;  // it is written only where it is asked for (E0601), or from the start
  std::string text() const;
  // The piece that holds a line of text(), from 1; -1: the head, or the clause.
  int piece_at(std::size_t line) const;
};

struct SourceProgram {
  std::map<std::string, std::string> companions;  // path below the root -> text: tags, reasons, rows
  std::vector<SourceFile> files;                  // each after what it uses or needs; the last one is decided
  const SourceFile& root() const { return files.back(); }
};

SourceProgram random_source(std::uint64_t seed);

}  // namespace pol::testing
