#include "compiler/native/symbol.h"

#include <fmt/format.h>

#include "compiler/native/helpers.h"
#include "runtime/builtins/builtins.h"

namespace pol::native {

std::string table_symbol(std::size_t table) {
  return fmt::format("pol_table_{}", table);
}

std::string grid_rows_symbol(std::size_t table) {
  return fmt::format("pol_rows_{}", table);
}

std::string grid_reasons_symbol(std::size_t table) {
  return fmt::format("pol_reasons_{}", table);
}

std::string builtin_symbol(std::string_view name) {
  return fmt::format("pol_builtin_{}", name);
}

std::vector<Symbol> reachable(const ir::Module& module,
                              const std::vector<std::unique_ptr<TableImage>>& tables) {
  std::vector<Symbol> symbols;
  for (const Helper& helper : helpers()) symbols.push_back({helper.symbol, helper.address});
  for (const auto& builtin : builtins::all())
    symbols.push_back({builtin_symbol(builtin.name), builtin.address});
  for (std::size_t i = 0; i < module.tables.size(); ++i)
    if (tables[i]) {
      symbols.push_back({table_symbol(i), tables[i].get()});
      if (tables[i]->grid_rows().empty()) continue;
      symbols.push_back({grid_rows_symbol(i), tables[i]->grid_rows().data()});
      symbols.push_back({grid_reasons_symbol(i), tables[i]->grid_reasons().data()});
    }
  return symbols;
}

}  // namespace pol::native
