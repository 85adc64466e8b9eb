// decisions.csv (formats.md): the header and one line a decision. The same record gives the same bytes,
// whichever engine wrote it. Decisions by a bundle that is not signed as it must be have one more column,
// `unsigned`, behind all others, with why it was taken all the same ("development"): signed decisions keep
// the columns they always had, and a reader that asks for columns by name finds out.
#pragma once
#include <string>
#include <vector>

#include "runtime/engine/engine.h"

namespace pol::data {

class DecisionLines {
 public:
  explicit DecisionLines(const engine::LoadedPolicy& policy);
  std::string header() const;
  // `reasons`: those shown, as indices into Module::reason_codes. Outputs of an undecided case without a
  // clause are empty.
  void append(std::string& line, std::string_view case_id, const ir::NativeRecord& record,
              const engine::Inputs& inputs, const std::vector<std::uint16_t>& reasons) const;
  bool undecided(const ir::NativeRecord& record) const;
  void count_fired(const ir::NativeRecord& record, std::vector<std::uint64_t>& counts) const;  // by knockout

 private:
  std::string output(std::size_t slot, const Type& type, const ir::NativeRecord& record,
                     const engine::Inputs& inputs) const;
  void append_list(std::string& line, std::size_t output, const ir::NativeRecord& record,
                   const engine::Inputs& inputs) const;
  void append_mask(std::string& line, const ir::NativeRecord& record,
                   const std::vector<const ir::Field*>& bits) const;
  const engine::LoadedPolicy& policy_;
  const ir::Field* undecided_ = nullptr;
  std::vector<const ir::Field*> fired_, unknown_, waived_;  // by knockout; null: the record has no such bit
};

}  // namespace pol::data
