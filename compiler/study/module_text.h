// Formulas of a compiled policy as text: close to what an author writes, from the IR alone. For comparing
// policies of which only a bundle is there: the same instructions give the same text.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/ir/module.h"

namespace pol::study {

// Refers to the module, which outlives it.
class ModuleText {
 public:
  explicit ModuleText(const ir::Module& module);

  // "score below 560": what has a name of its own (tags, lets, tables, shocks) stands as that name. "" for
  // kNone. A text of more than kMostParts parts ends in `…` and a digest of the whole formula.
  std::string of(ir::Ref ref) const;
  // The same for the definition of `own`, as this class calls it: its own name is not taken for its formula,
  // that of another is.
  std::string definition(ir::Ref ref, std::string_view own) const;
  std::string value(i128 number, const Type& type) const;  // "560", "100 CNY", "yes", "retail"
  std::string reasons(const ir::Reasons& reasons) const;   // "R04, behaviour.reasons"
  std::string rows(const ir::Table& table) const;          // "retail | 560 to 659 | any; ..."

  static constexpr std::size_t kMostParts = 400;

 private:
  struct Told {
    std::string text;
    std::size_t parts = 0;
    bool cut = false;
  };
  void name(ir::Ref ref, std::string called);
  void tell(ir::Ref ref, bool by_name, bool nested, Told& out) const;
  void operation(const ir::Inst& inst, Told& out) const;
  void infix(const ir::Inst& inst, const char* word, Told& out) const;
  void list(std::uint32_t begin, std::uint32_t count, Told& out) const;
  std::string array(std::uint32_t index) const;
  std::string cell(const ir::Table& table, std::size_t column, const ir::Cell& cell) const;
  std::string digest(ir::Ref ref) const;

  const ir::Module& module_;
  std::unordered_map<ir::Ref, std::string> names_;
};

}  // namespace pol::study
