// `rows from "path.csv"`: the file's records become rows of the table, so that nothing after this needs to
// know where they stood.
#pragma once
#include "compiler/syntax/ast.h"
#include "runtime/base/diagnostics.h"

namespace pol::sema {

// Appends the records of `csv` (RFC 4180, a header first) to `table`. Node ids are taken from `next_id`.
// False after E0718 with the file's line and column: a header that does not name the columns, a record of
// another number of cells, a cell that is none. Reports at most 20 cells.
bool add_rows(Sources& sources, FileId csv, syntax::Table& table, syntax::NodeId& next_id,
              Diagnostics& diagnostics);

// One cell of `text`, which stands at `at`; by hand where it is of a common form, else by the parser.
std::optional<syntax::Cell> read_cell(Sources& sources, Span at, std::string_view text,
                                      syntax::NodeId& next_id, Diagnostics& diagnostics);
// The same by the parser alone, for tests.
std::optional<syntax::Cell> parse_cell_at(Sources& sources, Span at, std::string_view text,
                                          syntax::NodeId& next_id, Diagnostics& diagnostics);

}  // namespace pol::sema
