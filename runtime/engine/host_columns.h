// A host's own memory: how it has each tag, in columns, in an array of structs or in wide vectors of slots,
// and how a cell of it is read as the tag that was sent. The host owns all memory; nothing outside of the
// rows that it names is read.
#pragma once
#include <cstddef>
#include <vector>

#include "runtime/engine/case.h"
#include "runtime/engine/columns.h"

namespace pol::engine {

enum class HostType : std::uint8_t {
  absent,             // the host does not have the tag: missing (not_asked)
  number,             // ColumnForm::type
  bits,               // of bools: a bit for each row, lowest bit first
  decimal128,         // 16 bytes, little-endian, two's complement; the host's scale is `scale`
  codes,              // ColumnForm::type: a place in HostColumn::codes, for enums
  text_offsets,       // int32 offsets, one more than rows, into HostColumn::bytes (Arrow's utf8)
  text_long_offsets,  // likewise int64 (Arrow's large_utf8)
  text_fixed,         // `width` bytes, to the first 0 if there is one
  text_pointers,      // a struct of a pointer and a size_t (pol_text)
};

// The shape of one input's column, the same for all batches. `column` says where its values stand and how its
// presence is told: stride, presence, absent, sentinel; for offsets and bits the stride counts nothing.
struct HostForm {
  HostType type = HostType::absent;
  ColumnForm column;
  std::uint32_t width = 0;         // text_fixed
  int scale = 0;                   // decimal128
  bool has_as_of = false;          // HostColumn::as_of has a day for each row; else as of the decision date
  std::uint32_t as_of_stride = 4;  // bytes
};

inline constexpr std::int64_t kNoCode = -1;  // a code that stands for no value of the tag: missing (error)

// One input's memory in one batch.
struct HostColumn {
  const void* values = nullptr;
  const void* presence = nullptr;  // as ColumnForm says; null: every row has a value
  std::size_t offset = 0;       // rows of `values` and of `presence` before the batch's first (sliced arrays)
  const char* bytes = nullptr;  // texts
  const void* as_of = nullptr;  // int32 days since 1970-01-01
  const std::vector<std::int64_t>* codes = nullptr;  // code to value, or kNoCode
};

struct HostBatch {
  std::size_t rows = 0;
  std::vector<HostColumn> columns;  // beside the inputs; [0], the decision date, as any other
};

// What the host sent in one cell. `type`: of the input. `tag` keeps its memory.
void read_cell(const HostForm& form, const HostColumn& column, std::size_t row, const Type& type,
               SentTag& tag);

// The number behind a cell of type number or codes, and whether the row has one.
std::int64_t read_number(const ColumnForm& form, const HostColumn& column, std::size_t row);
bool is_there(const ColumnForm& form, const HostColumn& column, std::size_t row, CauseMask& causes);

// Whether columnar code reads such a column where it stands.
bool is_direct(const HostForm& form);

}  // namespace pol::engine
