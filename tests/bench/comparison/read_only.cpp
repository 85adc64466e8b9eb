// The roofline: every byte of the columns of a decision is read, and nothing is done with it.
#include "tests/bench/comparison/variants.h"

namespace pol::comparison::POL_COMPILER {
namespace {

template <class T>
std::uint64_t sum(const T* values, std::size_t count) {
  // Whole words, eight sums, so that loads are the only thing to wait for.
  const auto* words = reinterpret_cast<const std::uint64_t*>(values);
  const std::size_t size = count * sizeof(T) / sizeof(std::uint64_t);
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < size; ++i) total += words[i];
  return total;
}

}  // namespace

std::uint64_t read_only(const Slice& in, std::size_t count) {
  std::uint64_t total = 0;
#define POL_FIELD(type, tag) total += sum(in.tag, count);
#include "tests/bench/comparison/fields.def"
  for (const auto* bits : in.present) total += sum(bits, count / 32);
  return total;
}

}  // namespace pol::comparison::POL_COMPILER
