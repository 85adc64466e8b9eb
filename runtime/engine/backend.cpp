#include "runtime/engine/backend.h"

namespace pol::engine {

void prepare_record(const ir::Module& module, const ir::RecordLayout& layout, ir::NativeRecord& record) {
  record.outputs.assign(module.outputs.size(), 0);
  record.output_causes.assign(module.outputs.size(), cause::present);
  record.words.assign(layout.words, 0);
}

}  // namespace pol::engine
