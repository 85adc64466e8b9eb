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

std::size_t value_bytes(const engine::ColumnForm& form) {
  return form.one_for_all ? 0 : engine::bytes_of(form.type);  // bytes from one row to the next
}
bool has_bits(const engine::ColumnForm& form) {
  return form.presence == engine::Presence::bitmap && !form.one_for_all;
}

// Where nothing is missing: causes of none, or bits of all.
const void* all_present(const engine::ColumnForm& form) {
  static const std::array<CauseMask, kBlock> causes{};
  static const std::array<Byte, kBlock / 8> bits = [] {
    std::array<Byte, kBlock / 8> all{};
    all.fill(0xff);
    return all;
  }();
  return has_bits(form) ? static_cast<const void*>(bits.data()) : causes.data();
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
    output_causes.resize(out.outputs.size());
    words.resize(out.words.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const engine::ColumnForm& form = code.forms[i];
      values[i] = static_cast<const Byte*>(batch.values[i]) + row * value_bytes(form);
      causes[i] = batch.causes[i]
                      ? static_cast<const Byte*>(batch.causes[i]) + (has_bits(form) ? row / 8 : row)
                      : all_present(form);
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      outputs[i] = out.outputs[i].data() + row;
      output_causes[i] = out.output_causes[i].data() + row;
    }
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = out.words[i].data() + row;
  }

  POL_CALLS_COMPILED_CODE void decide(const ColumnCode& code, std::size_t row) const {
    code.decide(values.data(), causes.data(), outputs.data(), output_causes.data(), words.data(),
                static_cast<std::int64_t>(row));
  }
};

// Room for one set of lanes of every column.
class Padded {
 public:
  Padded(const engine::ColumnBatch& batch, const engine::RecordColumns& out)
      : values_(batch.values.size() * kMostLanes),
        causes_(batch.values.size() * kMostLanes),
        outputs_(out.outputs.size() * kMostLanes),
        output_causes_(out.outputs.size() * kMostLanes),
        words_(out.words.size() * kMostLanes) {}

  // `from`: the columns of a block, of which `rows` from `row` on are left. Rows beyond are like the last
  // one.
  void run(const ColumnCode& code, const Columns& from, std::size_t row, std::size_t rows) {
    Columns own;
    for (std::size_t i = 0; i < from.values.size(); ++i) {
      const engine::ColumnForm& form = code.forms[i];
      const std::size_t bytes = value_bytes(form);
      auto* values = reinterpret_cast<Byte*>(&values_[i * kMostLanes]);
      Byte* causes = &causes_[i * kMostLanes];
      for (std::size_t k = 0; k < code.lanes && !form.one_for_all; ++k) {
        const std::size_t at = row + std::min(k, rows - 1);
        std::memcpy(values + k * bytes, static_cast<const Byte*>(from.values[i]) + at * bytes, bytes);
        const auto* given = static_cast<const Byte*>(from.causes[i]);
        if (has_bits(form))
          causes[k / 8] = static_cast<Byte>(causes[k / 8] | (given[at / 8] >> (at % 8) & 1) << (k % 8));
        else
          causes[k] = given[at];
      }
      own.values.push_back(form.one_for_all ? from.values[i] : values);
      own.causes.push_back(causes);
    }
    for (std::size_t i = 0; i < from.outputs.size(); ++i) {
      own.outputs.push_back(&outputs_[i * kMostLanes]);
      own.output_causes.push_back(&output_causes_[i * kMostLanes]);
    }
    for (std::size_t i = 0; i < from.words.size(); ++i) own.words.push_back(&words_[i * kMostLanes]);
    own.decide(code, 0);
    for (std::size_t i = 0; i < from.outputs.size(); ++i) {
      std::copy_n(own.outputs[i], rows, from.outputs[i] + row);
      std::copy_n(own.output_causes[i], rows, from.output_causes[i] + row);
    }
    for (std::size_t i = 0; i < from.words.size(); ++i) std::copy_n(own.words[i], rows, from.words[i] + row);
  }

 private:
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
        __builtin_prefetch(static_cast<const Byte*>(columns.values[input]) +
                           (row + kAhead) * value_bytes(code.forms[input]));
      columns.decide(code, row);
    }
    if (row < rows) Padded(batch, out).run(code, columns, row, rows - row);
  }
}

}  // namespace pol::native
