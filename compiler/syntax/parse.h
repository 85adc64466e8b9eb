// Text to tree. Never throws, never crashes on hostile input: the text is scanned for forbidden characters,
// sizes and depths before ANTLR sees it (language reference, section 1).
#pragma once
#include <memory>

#include "compiler/syntax/ast.h"
#include "runtime/base/diagnostics.h"

namespace pol::syntax {

struct ParseOptions {
  std::size_t max_bytes = std::size_t{32} << 20;
  std::size_t max_tokens = 8'000'000;
  std::size_t max_nesting = 64;
  std::size_t max_else_ifs = 1'000;
  std::size_t max_operators = 1'000;  // of one item, arm, step, knockout, fork, line or cell
  std::size_t max_rows = 200'000;     // of a table
  std::size_t max_columns = 16;
  std::size_t max_knockouts = 512;
  std::size_t recover_bytes = 1 << 20;  // larger inputs get only their first syntax error
};

// After mistakes the tree holds what could still be read, so that the checker reports its mistakes too, in
// one go. Then `complete` is false and `lost` has what the unread parts would have defined (names, codes):
// the checker says nothing about a use of those, nor what only follows from the gap (something missing,
// unused or undefined), and nobody lowers or runs the tree. An incomplete header says so in Header::complete.
struct Parsed {
  std::unique_ptr<File> file;  // null if not even the header could be read
  bool complete = true;        // false iff parse() reported an error
  std::vector<std::string> lost;
};

Parsed parse(const Sources& sources, FileId file, Diagnostics& diagnostics, const ParseOptions& options = {});

// One condition alone, for `check:` of invariants and `scope:` of scenarios. Null with diagnostics if it is
// wrong. Node ids start at 0.
ExprPtr parse_condition(const Sources& sources, FileId file, Diagnostics& diagnostics,
                        const ParseOptions& options = {});

// One cell of a table alone (`18 to below 35, missing`): the whole text of `file`. Empty with diagnostics if
// it is wrong. Node ids start at `first_id`, which becomes the next free one.
std::optional<Cell> parse_cell(const Sources& sources, FileId file, NodeId& first_id,
                               Diagnostics& diagnostics, const ParseOptions& options = {});

// The reserved words of the language (quoted words of the grammar less those that may be names), for E1003.
bool is_reserved(std::string_view word);

}  // namespace pol::syntax
