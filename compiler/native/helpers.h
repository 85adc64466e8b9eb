// The functions that emitted code may call besides builtins: this list is the whole of what it can reach. All
// are pure, never throw and read only what they are given.
#pragma once
#include <cstdint>
#include <span>

#include "compiler/native/table_image.h"
#include "runtime/ir/module.h"

namespace pol::native {

// An i128 as emitted code passes it: two registers.
struct Halves {
  std::uint64_t lo, hi;
};

Halves divide_wide(std::uint64_t n_lo, std::uint64_t n_hi, std::uint64_t d_lo, std::uint64_t d_hi,
                   std::int64_t mode);
std::int64_t add_months_to(std::int64_t day, std::int64_t months);
std::int64_t texts_equal(const ir::Text* a, const ir::Text* b);
std::int64_t text_starts_with(const ir::Text* text, const ir::Text* prefix);
std::int64_t in_sorted(const std::int64_t* values, std::int64_t count, std::int64_t value);
// A column's values (texts as pointers) and cause masks -> row number | causes << 32.
std::int64_t find_row(const TableImage* table, const std::int64_t* values, const CauseMask* causes);

// The first of `count` arms that holds, count + 1 if none does: number | causes << 32, where the causes are
// those of an unknown arm that stands before it (its number then says nothing). `places` has an arm's byte in
// `memory` and, above 32 bits, that of its causes; negative where it cannot be missing.
std::int64_t first_of(const std::uint8_t* memory, const std::int64_t* places, std::int64_t count);

struct Helper {
  const char* symbol;
  const void* address;
};
std::span<const Helper> helpers();

}  // namespace pol::native
