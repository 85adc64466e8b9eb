// The border to native code: compiler/native implements it, the runtime knows only this. A Backend may refuse
// a module (a limit, a missing feature); the interpreter then answers, and says so.
#pragma once
#include <memory>
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
  // Only where `scalar` was asked for.
  virtual void decide(const Inputs& inputs, ir::NativeRecord& record) const = 0;
  // All rows of a batch; only where `columns` was asked for. `out` has been sized. Thread-safe; the caller's
  // floating-point modes do not matter and are left as they were.
  virtual void decide_columns(const ColumnBatch& batch, RecordColumns& out) const = 0;
};

struct NativeOptions {
  std::size_t max_insts = 200'000;
  bool scalar = true, columns = false;  // what is compiled
  std::optional<Level> level;           // of columns; empty: the highest that this processor has
  std::vector<ColumnForm> forms;        // of columns, beside Module::inputs; empty: all of the first form
  // Columnar code takes what a host sent and keeps the door itself: ranges, what may be missing, enforced
  // invariants. What is not a number it cannot check: texts come past the door.
  bool door = false;
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
