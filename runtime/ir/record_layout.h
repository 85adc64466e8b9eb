// The fixed native record: what every engine writes for every decision, bit for bit the same. A sequence of
// 64-bit little-endian words; no field crosses a word. Outputs are apart (one i64 each, plus one cause mask
// byte each): the outputs in order, then the elements of those that are lists (a missing element is not in
// its list).
#pragma once
#include <cstdint>
#include <vector>

#include "runtime/ir/module.h"

namespace pol::ir {

enum class FieldKind : std::uint8_t {
  undecided,       // 1 bit
  knockout_fired,  // 1 bit each, from here index = number in Module::knockouts
  knockout_unknown,
  knockout_waived,
  event_active,  // index into events
  bucket,        // index into experiments, here and below; bucket + 1, 0 = missing
  variant,       // number of the arm; 0 = takes no part, or unknown
  step_active,   // index into steps
  step_changed,
  output_masked,  // index into outputs; only outputs with `unless`; 1 = the mask value was taken
  arm,            // index into choices; 0 = not reached
  row,            // index into table_uses; 0 = none
  row_used,       // 1 bit each; number of the row among the `fits` of all table uses
  evidence,       // index into evidence; 0 = none
  tag_missing,    // index into inputs, only those that may be missing
};

struct Field {
  FieldKind kind;
  std::uint32_t index = 0;
  std::uint32_t word = 0;
  std::uint8_t shift = 0, bits = 1;
};

struct RecordLayout {
  std::vector<Field> fields;  // by kind, then index
  std::uint32_t words = 0;
  const Field* find(FieldKind kind, std::uint32_t index) const;  // null if the record has no such field
};
RecordLayout record_layout(const Module& module);

// Where a use's bits of kind row_used begin, and the condition behind one of them.
std::uint32_t first_row_used(const Module& module, std::size_t use);
Ref row_used(const Module& module, std::uint32_t index);

// The outputs of the native record: how many, what is behind each, and where the elements of an output begin.
std::size_t output_slots(const Module& module);
Ref output_slot(const Module& module, std::size_t slot);
std::size_t first_element(const Module& module, std::size_t output);

// One decision as every engine returns it. Missing outputs (status undecided, no clause) have a non-zero
// cause and value 0.
struct NativeRecord {
  std::vector<std::int64_t> outputs;
  std::vector<CauseMask> output_causes;
  std::vector<std::uint64_t> words;
  bool operator==(const NativeRecord&) const = default;
  std::uint64_t get(const Field& field) const {
    return (words[field.word] >> field.shift) & ((std::uint64_t{1} << field.bits) - 1);
  }
};

}  // namespace pol::ir
