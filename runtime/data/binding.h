// A feed bound to the columns of one file and to the inputs of one policy: row by row it makes the case that
// the engine's door is asked to admit.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "runtime/data/csv.h"
#include "runtime/data/feed.h"
#include "runtime/engine/case.h"

namespace pol::data {

// A row without a decision, as refused.csv tells it.
struct RefusedRow {
  std::uint64_t line = 0;
  std::string case_id, code, tag, column, cell, message;
};

// D02: another row had the id before.
RefusedRow id_twice(const Feed& feed, const CsvRow& row, const std::string& case_id);

class Binding {
 public:
  // Empty if the data lacks a column that the policy needs (E1021) or the feed gives no `as_of` for a tag
  // that needs one (E1020). Columns of tags that the policy does not read may be absent. `feed` and `module`
  // must outlive the binding.
  static std::optional<Binding> bind(const Feed& feed, const ir::Module& module,
                                     const std::vector<std::string>& header, Diagnostics& diagnostics);

  // The id of a row whose cells are sound, as the file has it; "" where the feed takes ids from line numbers.
  std::string_view sent_id(const CsvRow& row) const;
  // Fills `sent`. Empty if the row may go to the door; D01, D03, D04, D05 otherwise. `on` is used if the feed
  // has no decision date.
  std::optional<RefusedRow> read(const CsvRow& row, std::optional<Day> on, engine::SentCase& sent) const;
  // Adds the column and cell that the tag came from to a refusal of the door.
  RefusedRow refused(const CsvRow& row, const engine::SentCase& sent, const engine::Refusal& refusal) const;
  CellValue report_value(const CsvRow& row, std::size_t report_column) const;

 private:
  static constexpr std::size_t kAbsent = ~std::size_t{0};
  struct BoundDate {
    const DateSource* source = nullptr;
    std::size_t cell = kAbsent;
  };
  struct BoundTag {
    std::size_t input = 0;
    const FeedTag* tag = nullptr;
    CellRule rule;  // enum numbers are the module's
    CellRule::Target constant;
    std::size_t cell = kAbsent;
    BoundDate as_of;
  };
  Binding() = default;
  std::string line_id(const CsvRow& row) const;
  std::optional<Day> date(const BoundDate& bound, const CsvRow& row, Day decision_date) const;

  const Feed* feed_ = nullptr;
  const ir::Module* module_ = nullptr;
  std::size_t width_ = 0, case_id_ = kAbsent;
  BoundDate decision_date_;
  std::vector<BoundTag> tags_;
  std::vector<std::size_t> report_;  // cells, beside Feed::report
};

}  // namespace pol::data
