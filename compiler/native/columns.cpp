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

const std::array<CauseMask, kBlock>& nothing_missing() {
  static const std::array<CauseMask, kBlock> none{};
  return none;
}

// The columns from some row on, as the code takes them.
struct Columns {
  std::vector<const std::int64_t*> values;
  std::vector<const CauseMask*> causes;
  std::vector<std::int64_t*> outputs;
  std::vector<CauseMask*> output_causes;
  std::vector<std::uint64_t*> words;

  void at(const engine::ColumnBatch& batch, engine::RecordColumns& out, std::size_t row) {
    values.resize(batch.values.size());
    causes.resize(batch.values.size());
    outputs.resize(out.outputs.size());
    output_causes.resize(out.outputs.size());
    words.resize(out.words.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = batch.values[i] + row;
      causes[i] = batch.causes[i] ? batch.causes[i] + row : nothing_missing().data();
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      outputs[i] = out.outputs[i].data() + row;
      output_causes[i] = out.output_causes[i].data() + row;
    }
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = out.words[i].data() + row;
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
  POL_CALLS_COMPILED_CODE void run(DecideLanes decide, unsigned lanes, const Columns& from, std::size_t row,
                                   std::size_t rows) {
    Columns own;
    for (std::size_t i = 0; i < from.values.size(); ++i) {
      std::int64_t* values = &values_[i * kMostLanes];
      CauseMask* causes = &causes_[i * kMostLanes];
      for (std::size_t k = 0; k < lanes; ++k) {
        const std::size_t at = row + std::min(k, rows - 1);
        values[k] = from.values[i][at];
        causes[k] = from.causes[i][at];
      }
      own.values.push_back(values);
      own.causes.push_back(causes);
    }
    for (std::size_t i = 0; i < from.outputs.size(); ++i) {
      own.outputs.push_back(&outputs_[i * kMostLanes]);
      own.output_causes.push_back(&output_causes_[i * kMostLanes]);
    }
    for (std::size_t i = 0; i < from.words.size(); ++i) own.words.push_back(&words_[i * kMostLanes]);
    decide(own.values.data(), own.causes.data(), own.outputs.data(), own.output_causes.data(),
           own.words.data(), 0);
    for (std::size_t i = 0; i < from.outputs.size(); ++i) {
      std::copy_n(own.outputs[i], rows, from.outputs[i] + row);
      std::copy_n(own.output_causes[i], rows, from.output_causes[i] + row);
    }
    for (std::size_t i = 0; i < from.words.size(); ++i) std::copy_n(own.words[i], rows, from.words[i] + row);
  }

 private:
  std::vector<std::int64_t> values_;
  std::vector<CauseMask> causes_;
  std::vector<std::int64_t> outputs_;
  std::vector<CauseMask> output_causes_;
  std::vector<std::uint64_t> words_;
};

}  // namespace

unsigned lanes_of(engine::Level level) {
  switch (level) {
    case engine::Level::portable:
      return 4;
    case engine::Level::avx2:
      return 8;
    case engine::Level::avx512:
      return 16;
  }
  __builtin_unreachable();
}

POL_CALLS_COMPILED_CODE void run_columns(DecideLanes decide, unsigned lanes,
                                         const std::vector<std::uint32_t>& reads,
                                         const engine::ColumnBatch& batch, engine::RecordColumns& out) {
  const PlainFloatingPoint plain;
  Columns columns;
  for (std::size_t begin = 0; begin < batch.rows; begin += kBlock) {
    const std::size_t rows = std::min(kBlock, batch.rows - begin);
    columns.at(batch, out, begin);
    std::size_t row = 0;
    for (; row + lanes <= rows; row += lanes) {
      for (const std::uint32_t input : reads)
        __builtin_prefetch(columns.values[input] + row + kAhead);  // an address beyond the column is harmless
      decide(columns.values.data(), columns.causes.data(), columns.outputs.data(),
             columns.output_causes.data(), columns.words.data(), static_cast<std::int64_t>(row));
    }
    if (row < rows) Padded(batch, out).run(decide, lanes, columns, row, rows - row);
  }
}

}  // namespace pol::native
