// SHA-256 digests that identify what decided and what it decided about (language reference, section 11). The
// content hash covers a canonical encoding of the module: rules, tables, the catalogue entries read, reasons
// and their texts, names and codes that the record shows. Spans, names of lets, tables and segments, and
// titles are not part of it, so comments, layout and local names do not change it.
#pragma once
#include <string>

#include "runtime/engine/case.h"

namespace pol::engine {

std::string content_hash(const ir::Module& module);                          // 64 hex digits
std::string input_hash(const ir::Module& module, const Admitted& admitted);  // names, values and causes
std::string sha256_hex(std::string_view bytes);

}  // namespace pol::engine
