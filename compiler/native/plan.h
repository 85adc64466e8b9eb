// What to emit and where: the instructions that outputs and record need, cut into chunks, and a place in
// scratch memory for every value that a later chunk reads.
#pragma once
#include <cstdint>
#include <vector>

#include "compiler/native/native.h"
#include "runtime/ir/module.h"
#include "runtime/ir/record_layout.h"

namespace pol::native {

struct Place {
  std::uint32_t value = 0, causes = 0;  // offsets in scratch memory
};

struct Chunk {
  std::vector<ir::Ref> insts;
  std::vector<std::uint32_t> outputs, words;  // slots of the record, written at the end of the chunk
};

struct Plan {
  std::vector<Chunk> chunks;
  std::vector<std::uint32_t> chunk_of;  // by instruction
  std::vector<std::uint8_t> crosses;    // by instruction: read by a later chunk
  std::vector<Place> places;            // by instruction, where it crosses
  std::vector<std::uint8_t> scanned;    // by instruction: a first_arm whose arms all have places
  std::uint32_t scratch_bytes = 0;
  std::size_t live_insts = 0;
};

Plan make_plan(const ir::Module& module, const ir::RecordLayout& layout, const BackendOptions& options);

// Calls `visit` with each instruction that `inst` reads.
template <class Visit>
void each_operand(const ir::Module& module, const ir::Inst& inst, Visit&& visit) {
  const ir::OpInfo& info = *ir::op_info(inst.op);
  const auto one = [&](ir::Operand kind, std::uint32_t field, std::uint32_t next) {
    if (kind == ir::Operand::value) visit(field);
    if (kind == ir::Operand::slice)
      for (std::uint32_t i = 0; i < next; ++i) visit(module.operands[field + i]);
  };
  one(info.a, inst.a, inst.b);
  if (info.a != ir::Operand::slice) one(info.b, inst.b, inst.c);
  if (info.b != ir::Operand::slice) one(info.c, inst.c, 0);
}

// Made anew in every chunk that reads it: a constant, an input, a comparison of two such that cannot be
// missing.
bool rematerialised(const ir::Module& module, ir::Ref ref);

// The instruction that a field of the record shows, or kNone (tag_missing).
ir::Ref shown_by(const ir::Module& module, const ir::Field& field);

}  // namespace pol::native
