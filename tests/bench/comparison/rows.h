// The rows of the comparison as a service would hold them: one struct a row, and one array a tag. Units as in
// specification.md: money in hundredths, percents in basis points, enums by their place in the list.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

namespace pol::comparison {

enum Optional : std::uint8_t {
#define POL_FIELD(type, tag)
#define POL_OPTIONAL(type, tag) has_##tag,
#include "tests/bench/comparison/fields.def"
  kOptionals
};

struct Row {
#define POL_FIELD(type, tag) type tag;
#include "tests/bench/comparison/fields.def"
  std::uint8_t present;  // bit has_TAG: the optional tag is there; where it is not, its value is 0
  bool has(Optional tag) const { return (present >> tag) & 1; }
};
static_assert(sizeof(Row) == 160);

enum Outcome : std::uint8_t { approve, refer, decline };

struct Answer {
  std::int64_t amount = 0;  // hundredths
  std::int32_t price = 0;   // basis points a year
  std::uint16_t knockouts = 0;
  std::uint8_t outcome = approve;
  bool operator==(const Answer&) const = default;
};

// Memory of one column: aligned to a cache line, whole lines, zero at first. Reading to the end of the last
// line is allowed.
template <class T>
class Column {
 public:
  Column() = default;
  explicit Column(std::size_t size)
      : data_(static_cast<T*>(::operator new(bytes(size), std::align_val_t{64}))) {
    std::memset(data_.get(), 0, bytes(size));
  }
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }

 private:
  struct Free {
    void operator()(T* p) const { ::operator delete(p, std::align_val_t{64}); }
  };
  static std::size_t bytes(std::size_t size) { return (size * sizeof(T) + 127) / 64 * 64; }
  std::unique_ptr<T, Free> data_;
};

// Pointers into columns, at one row. `present` are bitmaps, lowest bit first, as Arrow has them: row 0 of
// this slice is bit 0 of word 0, so slices begin at multiples of 32 rows.
struct Slice {
#define POL_FIELD(type, tag) const type* tag;
#include "tests/bench/comparison/fields.def"
  const std::uint32_t* present[kOptionals];
};
struct AnswerSlice {
  std::int64_t* amount;
  std::int32_t* price;
  std::uint16_t* knockouts;
  std::uint8_t* outcome;
};

struct Columns {
  explicit Columns(std::size_t rows);
  std::size_t rows;
#define POL_FIELD(type, tag) Column<type> tag;
#include "tests/bench/comparison/fields.def"
  Column<std::uint32_t> present[kOptionals];
  Slice slice(std::size_t row) const;  // a multiple of 32
};
struct AnswerColumns {
  explicit AnswerColumns(std::size_t rows) : amount(rows), price(rows), knockouts(rows), outcome(rows) {}
  Column<std::int64_t> amount;
  Column<std::int32_t> price;
  Column<std::uint16_t> knockouts;
  Column<std::uint8_t> outcome;
  AnswerSlice slice(std::size_t row);
  Answer at(std::size_t row) const;
};

// Bytes of one decision in columns: 156 and a bit for each optional tag in, 15 out.
inline constexpr double kBytesIn = 156 + int{kOptionals} / 8.0, kBytesOut = 15;

enum class Missing : std::uint8_t { some, none, all };  // of the optional tags

// Row `number` of a seed, whatever was drawn before.
Row draw(std::uint64_t seed, std::uint64_t number, Missing missing = Missing::some);
void put(const Row& row, std::size_t at, Columns& columns);

}  // namespace pol::comparison
