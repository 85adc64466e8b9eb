// The border to native code: compiler/native implements it, the runtime knows only this. A Backend may refuse
// a module (a limit, a missing feature); the interpreter then answers, and says so.
#pragma once
#include <memory>
#include <optional>
#include <span>

#include "runtime/base/result.h"
#include "runtime/engine/columns.h"
#include "runtime/ir/module.h"
#include "runtime/ir/record_layout.h"

namespace pol::engine {

// One case as it came through the door: a value and a cause mask for each of Module::inputs (0 where missing;
// a text is a `const ir::Text*` cast to i64).
struct Inputs {
  std::vector<std::int64_t> values;
  std::vector<CauseMask> causes;
};

class NativePolicy {
 public:
  virtual ~NativePolicy() = default;
  // Thread-safe; allocates nothing. The record has been sized by the caller (prepare_record).
  virtual void decide(const Inputs& inputs, ir::NativeRecord& record) const = 0;
  // All rows of a batch, in order; thread-safe. Fails if the policy was compiled without columns, or if the
  // batch does not have the shape of the policy; then nothing is written.
  virtual Status decide_columns(const ColumnBatch& batch, const RecordColumns& records) const = 0;
};

// What is made; each costs time to compile. decide() needs `scalar`, decide_columns() needs `columns`.
struct NativeOptions {
  std::size_t max_insts = 200'000;
  bool scalar = true, columns = false;
  std::optional<Level>
      level{};  // of columnar code; empty: the best of this CPU. A level that it lacks is refused
};

class Backend {
 public:
  virtual ~Backend() = default;
  // `module` has passed verify(). The result keeps what it needs; it does not refer to `module` afterwards.
  virtual Result<std::unique_ptr<NativePolicy>> compile(const ir::Module& module,
                                                        const NativeOptions& options) = 0;
};

void prepare_record(const ir::Module& module, const ir::RecordLayout& layout, ir::NativeRecord& record);

}  // namespace pol::engine
