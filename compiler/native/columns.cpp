#include "compiler/native/columns.h"

#include <algorithm>
#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "compiler/native/calls.h"

namespace pol::native {
namespace {

constexpr std::size_t kBlock = 512;  // rows
constexpr std::size_t kAhead = 64;   // rows that are fetched before they are needed
constexpr std::size_t kMostLanes = 64;

// Divisions of lanes are exact in every rounding mode, but a host may have exceptions unmasked.
class PlainFloatingPoint {
 public:
#if defined(__x86_64__)
  PlainFloatingPoint() : before_(_mm_getcsr()) { _mm_setcsr(0x1f80); }
  ~PlainFloatingPoint() { _mm_setcsr(before_); }

 private:
  unsigned before_;
#endif
};

using Byte = unsigned char;

bool has_bitmap(const engine::ColumnForm& form) {
  return form.presence == engine::Presence::bitmap && !form.one_for_all;
}
// Where the code reads rows one after the other, in whole sets of lanes.
bool is_dense(const engine::ColumnForm& form) {
  return engine::stride_of(form) == engine::bytes_of(form.type);
}

// Of a column that is not there, nothing.
const Byte* later(const void* column, std::size_t bytes) {
  return column ? static_cast<const Byte*>(column) + bytes : nullptr;
}

// Where nothing is missing: causes of none, or bits of all.
const void* all_present(const engine::ColumnForm& form) {
  static const std::array<Byte, kBlock> causes{};
  static const std::array<Byte, kBlock> bits = [] {
    std::array<Byte, kBlock> all{};
    all.fill(0xff);
    return all;
  }();
  return form.presence == engine::Presence::causes ? causes.data() : bits.data();
}

// The columns from some row on, as the code takes them.
struct Columns {
  std::vector<const void*> values, causes;
  std::vector<std::int64_t*> outputs;
  std::vector<CauseMask*> output_causes;
  std::vector<std::uint64_t*> words;

  // `row`: a multiple of 8.
  void at(const ColumnCode& code, const engine::ColumnBatch& batch, engine::RecordColumns& out,
          std::size_t row) {
    values.resize(batch.values.size());
    causes.resize(batch.values.size());
    outputs.resize(out.outputs.size());
    output_causes.resize(out.outputs.size() + code.door);
    words.resize(out.words.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const engine::ColumnForm& form = code.forms[i];
      values[i] = later(batch.values[i], row * engine::stride_of(form));
      causes[i] = batch.causes[i] ? static_cast<const Byte*>(batch.causes[i]) +
                                        (has_bitmap(form) ? row / 8 : row * engine::presence_stride_of(form))
                                  : all_present(form);
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      outputs[i] = out.outputs[i].data() + batch.first + row;
      output_causes[i] = out.output_causes[i].data() + batch.first + row;
    }
    if (code.door) output_causes.back() = out.refused.data() + batch.first + row;
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = out.words[i].data() + batch.first + row;
  }

  POL_CALLS_COMPILED_CODE void decide(const ColumnCode& code, std::size_t row, std::size_t last) const {
    code.decide(values.data(), causes.data(), outputs.data(), output_causes.data(), words.data(),
                static_cast<std::int64_t>(row), static_cast<std::int64_t>(last));
  }
};

// Room for one set of lanes of every column.
class Padded {
 public:
  Padded(const engine::ColumnBatch& batch, const engine::RecordColumns& out)
      : values_(batch.values.size() * kMostLanes),
        causes_(batch.values.size() * kMostLanes),
        outputs_(out.outputs.size() * kMostLanes),
        output_causes_((out.outputs.size() + 1) * kMostLanes),
        words_(out.words.size() * kMostLanes) {}

  // `from`: the columns of a block, of which `rows` from `row` on are left. Rows beyond are like the last
  // one.
  void run(const ColumnCode& code, const Columns& from, std::size_t row, std::size_t rows) {
    Columns own;
    for (std::size_t i = 0; i < from.values.size(); ++i) {
      own.values.push_back(values(code, i, from.values[i], row, rows));
      own.causes.push_back(causes(code, i, from.causes[i], row, rows));
    }
    for (std::size_t i = 0; i < from.outputs.size(); ++i) own.outputs.push_back(&outputs_[i * kMostLanes]);
    for (std::size_t i = 0; i < from.output_causes.size(); ++i)
      own.output_causes.push_back(&output_causes_[i * kMostLanes]);
    for (std::size_t i = 0; i < from.words.size(); ++i) own.words.push_back(&words_[i * kMostLanes]);
    own.decide(code, 0, rows - 1);
    for (std::size_t i = 0; i < from.outputs.size(); ++i)
      std::copy_n(own.outputs[i], rows, from.outputs[i] + row);
    for (std::size_t i = 0; i < from.output_causes.size(); ++i)
      std::copy_n(own.output_causes[i], rows, from.output_causes[i] + row);
    for (std::size_t i = 0; i < from.words.size(); ++i) std::copy_n(own.words[i], rows, from.words[i] + row);
  }

 private:
  // Strided columns are read where they are: the code stops at their last row.
  const void* values(const ColumnCode& code, std::size_t column, const void* given, std::size_t row,
                     std::size_t rows) {
    const engine::ColumnForm& form = code.forms[column];
    const Byte* from = later(given, row * engine::stride_of(form));
    if (!from || !is_dense(form)) return from;
    const std::size_t bytes = engine::bytes_of(form.type);
    auto* to = reinterpret_cast<Byte*>(&values_[column * kMostLanes]);
    for (std::size_t k = 0; k < code.lanes; ++k)
      std::memcpy(to + k * bytes, from + std::min(k, rows - 1) * bytes, bytes);
    return to;
  }
  const void* causes(const ColumnCode& code, std::size_t column, const void* given, std::size_t row,
                     std::size_t rows) {
    const engine::ColumnForm& form = code.forms[column];
    const std::size_t stride = engine::presence_stride_of(form);
    const auto* from = static_cast<const Byte*>(given);
    if (stride > 1) return from + row * stride;
    Byte* to = &causes_[column * kMostLanes];
    for (std::size_t k = 0; k < code.lanes; ++k) {
      const std::size_t at = row + std::min(k, rows - 1);
      if (has_bitmap(form))
        to[k / 8] = static_cast<Byte>(to[k / 8] | (from[at / 8] >> (at % 8) & 1) << (k % 8));
      else if (stride == 1)
        to[k] = from[at];
    }
    return to;
  }

  std::vector<std::int64_t> values_;
  std::vector<Byte> causes_;
  std::vector<std::int64_t> outputs_;
  std::vector<CauseMask> output_causes_;
  std::vector<std::uint64_t> words_;
};

}  // namespace

unsigned lanes_of(engine::Level level) {
  switch (level) {
    case engine::Level::portable:
    case engine::Level::avx2:
      return 8;
    case engine::Level::avx512:
      return 16;
  }
  __builtin_unreachable();
}

void run_columns(const ColumnCode& code, const engine::ColumnBatch& batch, engine::RecordColumns& out) {
  const PlainFloatingPoint plain;
  Columns columns;
  for (std::size_t begin = 0; begin < batch.rows; begin += kBlock) {
    const std::size_t rows = std::min(kBlock, batch.rows - begin);
    columns.at(code, batch, out, begin);
    std::size_t row = 0;
    for (; row + code.lanes <= rows; row += code.lanes) {
      // An address beyond the column is harmless.
      for (const std::uint32_t input : code.reads)
        __builtin_prefetch(
            later(columns.values[input], (row + kAhead) * engine::stride_of(code.forms[input])));
      columns.decide(code, row, rows - 1);
    }
    if (row < rows) Padded(batch, out).run(code, columns, row, rows - row);
  }
}

}  // namespace pol::native
