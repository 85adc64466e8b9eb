#include "runtime/engine/backend.h"

namespace pol::engine {

void prepare_record(const ir::Module& module, const ir::RecordLayout& layout, ir::NativeRecord& record) {
  record.outputs.assign(ir::output_slots(module), 0);
  record.output_causes.assign(ir::output_slots(module), cause::present);
  record.words.assign(layout.words, 0);
}

}  // namespace pol::engine
