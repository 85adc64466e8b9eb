#include "compiler/native/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "compiler/native/calls.h"

namespace pol::native {
namespace {

// Emitted code counts on rounding to nearest and on no trap; the host may have set something else for this
// thread.
class PlainArithmetic {
 public:
#if defined(__x86_64__)
  PlainArithmetic() : before_(_mm_getcsr()) { _mm_setcsr(0x1f80); }
  ~PlainArithmetic() { _mm_setcsr(before_); }

 private:
  unsigned before_;
#endif
};

Failure wrong(std::string why) {
  return Failure{Exit::input, "columns: " + std::move(why)};
}

// `count` bits from bit `first` on, to whole bytes.
void shift_bits(const std::uint8_t* from, std::uint64_t first, std::size_t count, std::uint8_t* to) {
  from += first / 8;
  const unsigned by = first % 8;
  for (std::size_t i = 0; i * 8 < count; ++i) {
    unsigned bits = from[i] >> by;
    const std::size_t have = 8 - by;
    if (by != 0 && i * 8 + have < count) bits |= static_cast<unsigned>(from[i + 1]) << have;
    to[i] = static_cast<std::uint8_t>(bits);
  }
}

POL_CALLS_COMPILED_CODE void run(ColumnsFunction function, const ColumnView* inputs, void* const* records,
                                 std::size_t rows, std::size_t lanes) {
  for (std::size_t row = 0; row < rows; row += lanes)
    function(inputs, records, static_cast<std::int64_t>(row));
}

constexpr std::size_t kMostLanes = 16;

}  // namespace

struct ColumnDriver::Block {
  std::vector<ColumnView> views;
  std::vector<void*> records;
  std::array<std::uint8_t, kBlock / 8> ones, zeros;
  std::array<std::uint8_t, kBlock> none;                  // no cause
  std::array<std::array<std::uint8_t, kBlock>, 64> fill;  // one cause throughout
  std::array<bool, 64> filled{};
  std::vector<std::array<std::uint8_t, kBlock / 8 + 1>> shifted;  // a bitmap of each input
  std::vector<std::array<std::int64_t, kBlock>> spread;  // a constant of each input, empty if there is none
  std::array<std::int64_t, kBlock> nothing{};            // a column without values
  // The last rows, fewer than there are lanes.
  std::vector<std::array<std::int64_t, kMostLanes>> tail_values;
  std::vector<std::array<std::uint8_t, kMostLanes>> tail_causes;
  std::vector<std::array<std::int64_t, kMostLanes>> tail_records;
  // Where columns go that nobody wants.
  std::array<std::uint64_t, kBlock> unwanted;

  const std::uint8_t* causes(CauseMask mask) {
    std::array<std::uint8_t, kBlock>& bytes = fill[mask & 63];
    if (!filled[mask & 63]) bytes.fill(mask & 63);
    filled[mask & 63] = true;
    return bytes.data();
  }
};

ColumnDriver::ColumnDriver(const ir::Module& module, ColumnsFunction function, unsigned lanes)
    : function_(function),
      lanes_(lanes),
      outputs_(ir::output_slots(module)),
      words_(ir::record_layout(module).words),
      inputs_(module.inputs.size()) {}

Status ColumnDriver::check(const engine::ColumnBatch& batch, const engine::RecordColumns& records) const {
  if (batch.inputs.size() != inputs_)
    return wrong(fmt::format("{} inputs, the policy has {}", batch.inputs.size(), inputs_));
  if (records.outputs.size() != outputs_ || records.output_causes.size() != outputs_)
    return wrong(fmt::format("{} outputs, the policy has {}", records.outputs.size(), outputs_));
  if (records.words.size() != words_)
    return wrong(fmt::format("{} words of the record, the policy has {}", records.words.size(), words_));
  for (std::size_t i = 0; i < batch.inputs.size(); ++i) {
    if (reinterpret_cast<std::uintptr_t>(batch.inputs[i].values) % sizeof(std::int64_t))
      return wrong(fmt::format("input {} is not aligned to 8 bytes", i));
    const engine::InputColumn& column = batch.inputs[i];
    if (column.cause == 0 && (!column.values || (column.present && !column.causes)))
      return wrong(fmt::format("input {} is missing without a cause", i));
  }
  return Unit{};
}

// The views of rows first .. first + rows, at most a block of them; a tail is copied so that whole vectors
// can be read.
void ColumnDriver::view(const engine::ColumnBatch& batch, std::size_t first, std::size_t rows,
                        Block& block) const {
  const bool tail = rows < lanes_;
  for (std::size_t i = 0; i < inputs_; ++i) {
    const engine::InputColumn& column = batch.inputs[i];
    ColumnView& view = block.views[i];
    const std::uint8_t* present = block.ones.data();
    const CauseMask* causes = block.none.data();
    if (!column.values) {
      view = {block.nothing.data(), block.zeros.data(), block.causes(column.cause)};
      continue;
    }
    if (column.present) {
      const std::uint64_t bit = column.first_bit + first;
      if (bit % 8 == 0 && !tail) {
        present = column.present + bit / 8;
      } else {
        shift_bits(column.present, bit, rows, block.shifted[i].data());
        present = block.shifted[i].data();
      }
      causes = column.causes ? column.causes + first : block.causes(column.cause);
    } else if (column.causes) {
      present = block.zeros.data();
      causes = column.causes + first;
    }
    const std::int64_t* values = block.spread[i].data();
    if (!column.constant) {
      values = column.values + first;
      if (tail) {
        std::copy_n(values, rows, block.tail_values[i].begin());
        values = block.tail_values[i].data();
      }
    }
    if (tail && column.causes) {
      std::copy_n(causes, rows, block.tail_causes[i].begin());
      causes = block.tail_causes[i].data();
    }
    view = {values, present, causes};
  }
}

void ColumnDriver::tail(const engine::RecordColumns& records, std::size_t first, std::size_t rows,
                        Block& block) const {
  for (std::size_t i = 0; i < block.records.size(); ++i) block.records[i] = block.tail_records[i].data();
  run(function_, block.views.data(), block.records.data(), rows, lanes_);
  const auto copy = [&](void* to, std::size_t number, std::size_t width) {
    if (to)
      std::memcpy(static_cast<char*>(to) + first * width, block.tail_records[number].data(), rows * width);
  };
  for (std::size_t i = 0; i < outputs_; ++i) {
    copy(records.outputs[i], 2 * i, sizeof(std::int64_t));
    copy(records.output_causes[i], 2 * i + 1, 1);
  }
  for (std::size_t i = 0; i < words_; ++i) copy(records.words[i], 2 * outputs_ + i, sizeof(std::uint64_t));
  copy(records.refused, 2 * outputs_ + words_, 1);
}

Status ColumnDriver::decide(const engine::ColumnBatch& batch, const engine::RecordColumns& records) const {
  if (auto fine = check(batch, records); !fine) return fine;
  const PlainArithmetic plain;
  const auto memory = std::make_unique<Block>();
  Block& block = *memory;
  block.views.resize(inputs_);
  block.records.resize(2 * outputs_ + words_ + 1);
  block.ones.fill(0xff);
  block.zeros.fill(0);
  block.none.fill(0);
  block.shifted.resize(inputs_);
  block.spread.resize(inputs_);
  for (std::size_t i = 0; i < inputs_; ++i)
    if (batch.inputs[i].constant && batch.inputs[i].values) block.spread[i].fill(*batch.inputs[i].values);
  block.tail_values.resize(inputs_);
  block.tail_causes.resize(inputs_);
  block.tail_records.resize(block.records.size());

  std::size_t first = 0;
  while (batch.rows - first >= lanes_) {
    const std::size_t rows = std::min(kBlock, (batch.rows - first) / lanes_ * lanes_);
    view(batch, first, rows, block);
    const auto at = [&](auto* column) -> void* { return column ? column + first : nullptr; };
    for (std::size_t i = 0; i < outputs_; ++i) {
      block.records[2 * i] = at(records.outputs[i]);
      block.records[2 * i + 1] = at(records.output_causes[i]);
    }
    for (std::size_t i = 0; i < words_; ++i) block.records[2 * outputs_ + i] = at(records.words[i]);
    block.records.back() = at(records.refused);
    for (void*& record : block.records)
      if (!record) record = block.unwanted.data();
    run(function_, block.views.data(), block.records.data(), rows, lanes_);
    first += rows;
  }
  if (first < batch.rows) {
    view(batch, first, batch.rows - first, block);
    tail(records, first, batch.rows - first, block);
  }
  return Unit{};
}

}  // namespace pol::native
