// What was decided as a record batch that its receiver owns and releases (Arrow C data interface).
//
// Columns: `status` (dictionary: decided, undecided, refused); a column for each output, named after it, null where
// it is missing or the row is refused: bool, int64, decimal128 of the output's scale (percents and rates are
// fractions), date32, dictionary of texts for an enum, utf8, and list of these; `reasons` (list of utf8, the shown
// codes) if asked for; `refusal` (utf8: code and message, null where the row is not refused).
#pragma once
#include "runtime/arrow/c_data.h"
#include "runtime/engine/bound_chain.h"

namespace pol::arrow {

struct ExportOptions {
  bool reasons = false;  // costs one more decision a row
};

// `out`: of `bound`, for `batch`. Both structs are written, or neither (an exception is thrown: std::bad_alloc).
void export_decisions(const engine::BoundChain& bound, const engine::HostBatch& batch,
                      const engine::RecordColumns& out, const ExportOptions& options, ArrowSchema& schema,
                      ArrowArray& array);

}  // namespace pol::arrow
