// Cases as a batch of columns, in whatever form a host may hold them.
#pragma once
#include <memory>
#include <vector>

#include "runtime/engine/columns.h"
#include "tests/support/random_program.h"

namespace pol::testing {

struct Shape {
  std::size_t first = 0, rows = 0;  // of the cases
  std::uint64_t seed = 0;           // draws the form of each column
};

// Memory is exactly as long as promised, so that a sanitizer sees a read beyond it; slots of missing values
// hold garbage.
class BuiltBatch {
 public:
  BuiltBatch(const ir::Module& module, const std::vector<Case>& cases, const Shape& shape);
  const engine::ColumnBatch& batch() const { return batch_; }

 private:
  void fill(const ir::Module& module, const std::vector<Case>& cases, const Shape& shape, std::size_t input,
            Rng& rng);
  template <class T>
  T* memory(std::size_t count) {
    auto bytes = std::shared_ptr<T[]>(new T[count]());
    owned_.push_back(bytes);
    return bytes.get();
  }
  engine::ColumnBatch batch_;
  std::vector<std::shared_ptr<void>> owned_;
};

// Sets a rounding mode that columnar code does not expect, flushes denormals, and puts all back.
class StrangeArithmetic {
 public:
  explicit StrangeArithmetic(std::uint64_t seed);
  ~StrangeArithmetic();
  StrangeArithmetic(const StrangeArithmetic&) = delete;
  StrangeArithmetic& operator=(const StrangeArithmetic&) = delete;
  bool kept() const;  // still as this set it

 private:
  unsigned before_, set_;
};

// The same values for a module with the same inputs.
Case copy_case(const ir::Module& module, const Case& given);

}  // namespace pol::testing
