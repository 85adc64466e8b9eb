// Names that emitted code may use, and what they stand for in this process.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "compiler/native/table_image.h"
#include "runtime/ir/module.h"

namespace pol::native {

inline constexpr const char* kEntry = "decide";  // what an object gives

struct Symbol {
  std::string name;
  const void* address;
};

std::string table_symbol(std::size_t table);
std::string grid_rows_symbol(std::size_t table);  // of TableImage, read by columnar code
std::string grid_reasons_symbol(std::size_t table);
std::string builtin_symbol(std::string_view name);
// Everything that code of this module could ever name: helpers, builtins, its tables and
// their grids.
std::vector<Symbol> reachable(const ir::Module& module,
                              const std::vector<std::unique_ptr<TableImage>>& tables);

}  // namespace pol::native
