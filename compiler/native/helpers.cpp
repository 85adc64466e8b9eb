#include "compiler/native/helpers.h"

#include <algorithm>
#include <cstring>

#include "runtime/value/date.h"

namespace pol::native {
namespace {

i128 join(std::uint64_t lo, std::uint64_t hi) {
  return static_cast<i128>(u128{hi} << 64 | lo);
}

}  // namespace

Halves divide_wide(std::uint64_t n_lo, std::uint64_t n_hi, std::uint64_t d_lo, std::uint64_t d_hi,
                   std::int64_t mode) {
  const i128 q = divide_rounded(join(n_lo, n_hi), join(d_lo, d_hi), static_cast<RoundingMode>(mode));
  return {static_cast<std::uint64_t>(q), static_cast<std::uint64_t>(static_cast<u128>(q) >> 64)};
}

std::int64_t add_months_to(std::int64_t day, std::int64_t months) {
  return add_months(static_cast<Day>(day), months);
}

std::int64_t texts_equal(const ir::Text* a, const ir::Text* b) {
  return a->size == b->size && (a->size == 0 || std::memcmp(a->data, b->data, a->size) == 0);
}

std::int64_t text_starts_with(const ir::Text* text, const ir::Text* prefix) {
  return text->size >= prefix->size &&
         (prefix->size == 0 || std::memcmp(text->data, prefix->data, prefix->size) == 0);
}

std::int64_t in_sorted(const std::int64_t* values, std::int64_t count, std::int64_t value) {
  return std::binary_search(values, values + count, value);
}

std::int64_t find_row(const TableImage* table, const std::int64_t* values, const CauseMask* causes) {
  const auto found = table->find(values, causes);
  return static_cast<std::int64_t>(std::uint64_t{found.row} | std::uint64_t{found.causes} << 32);
}

std::int64_t first_of(const std::uint8_t* memory, const std::int64_t* places, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t place = places[i];
    if (place >= 0 && memory[place >> 32]) return std::int64_t{memory[place >> 32]} << 32 | 1;
    if (memory[place & 0xffffffff]) return i + 1;
  }
  return count + 1;
}

std::span<const Helper> helpers() {
  static const Helper list[] = {
      {"pol_divide_wide", reinterpret_cast<const void*>(&divide_wide)},
      {"pol_add_months", reinterpret_cast<const void*>(&add_months_to)},
      {"pol_texts_equal", reinterpret_cast<const void*>(&texts_equal)},
      {"pol_text_starts", reinterpret_cast<const void*>(&text_starts_with)},
      {"pol_in_sorted", reinterpret_cast<const void*>(&in_sorted)},
      {"pol_first_of", reinterpret_cast<const void*>(&first_of)},
      {"pol_find_row", reinterpret_cast<const void*>(&find_row)},
  };
  return list;
}

}  // namespace pol::native
