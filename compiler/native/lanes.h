// How many cases a value of the emitted code holds. With one lane a value is a scalar; with N it is a vector
// of N, yes and no are masks of N bits, and memory is read and written N neighbours at a time. The rest of
// the emitter does not know which.
#pragma once
#include "compiler/native/llvm_prelude.h"
#include "runtime/engine/columns.h"

namespace pol::native {

class Lanes {
 public:
  explicit Lanes(unsigned count) : count_(count) {}
  unsigned count() const { return count_; }
  bool many() const { return count_ > 1; }
  llvm::Type* of(llvm::Type* lane) const { return many() ? llvm::FixedVectorType::get(lane, count_) : lane; }
  llvm::Constant* splat(llvm::Constant* lane) const {
    return many() ? llvm::ConstantVector::getSplat(llvm::ElementCount::getFixed(count_), lane) : lane;
  }

 private:
  unsigned count_;
};

// A multiple of 8, so that the presence bits of a group of rows are whole bytes.
unsigned lanes_of(engine::Level level);
// Pins a function to the instructions of a level, whatever this CPU has.
void set_level(llvm::Function& function, engine::Level level);

}  // namespace pol::native
