// Cutting the tokens of a file into items, and a broken item into its lines, so that each is parsed by itself
// and one mistake costs no more than its own line.
#pragma once
#include "compiler/syntax/lexeme.h"

namespace pol::syntax {

// Half open, indices into Lexemes::all.
struct Slice {
  std::size_t begin = 0, end = 0;
  std::size_t size() const { return end - begin; }
};

// Whether a new item starts at token i. Locals of a `define` start like items: cut() knows where they stand.
bool starts_item(const std::vector<Lexeme>& lexemes, std::size_t i);

// The first slice is the preamble (`language 1` and the header), the others are items.
std::vector<Slice> cut(const std::vector<Lexeme>& lexemes);

// Where the lines (knockouts, steps, arms, rows, head lines, ...) of the item `tokens` start, ascending:
// indices into `tokens`. Empty if its kind has none.
std::vector<std::size_t> unit_starts(const std::vector<Lexeme>& tokens);

// A word that ends an operand: a name, a value or a word that is complete by itself.
bool name_like(std::string_view word);

bool has_end(std::string_view item_word);  // whether items that start with it end in `end`

}  // namespace pol::syntax
