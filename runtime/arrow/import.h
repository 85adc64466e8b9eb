// Record batches of a host as a HostBatch: every column is read where it stands. A column is the tag that it
// is named after; `TAG.as_of` (date32) is the tag's as-of date and `TAG.causes` (uint8) says why rows are
// missing.
//
// | tag                     | column                                                                       |
// | ---                     | ---                                                                          |
// | bool                    | bool, or an integer that is 0 or 1                                           |
// | int, days, months       | int8 to int64, uint8 to uint32                                               |
// | number with decimals, money, percent, rate | decimal128; or integers whose field says in its metadata
// `pol:scale` that they count 10^-scale, the tag's own | | date                    | date32 | | enum |
// dictionary of texts, or texts                                                | | text                    |
// utf8, large_utf8                                                             |
//
// Percents and rates are fractions: 7.2% is 0.072. A null is missing because of what the field's metadata
// `pol:missing` says (not_asked, no_hit, stale, suppressed, error), else of ImportOptions::missing.
#pragma once
#include <string>
#include <vector>

#include "runtime/arrow/c_data.h"
#include "runtime/base/result.h"
#include "runtime/engine/host_columns.h"

namespace pol::arrow {

struct ImportOptions {
  CauseMask missing = cause::not_asked;
  std::vector<std::string> passed_over{"case_id"};  // columns that are no tags
};

class Import {
 public:
  // Reads the schema (a struct of columns) and keeps nothing of it. `door`: the tags that there are; must
  // outlive this. Tags without a column are missing (not_asked). Fails (exit 2) with all mistakes, one a
  // line: a column that is no tag, of a type that its tag does not take.
  static Result<Import> make(const ir::Module& door, const ArrowSchema& schema,
                             const ImportOptions& options = {});

  // Beside the door's inputs.
  const std::vector<engine::HostForm>& forms() const { return forms_; }
  // Whether rows have a decision date of their own (a column decision_date).
  bool has_dates() const { return columns_[0].values >= 0; }

  // What a batch of that schema says; `batch` then points into `array`, which must stay, and into `memory`.
  // `date`: of all rows where they have none of their own. Fails for an array that is not of the schema.
  struct Memory {
    std::int64_t date = 0;
    std::vector<std::vector<std::int64_t>> codes;  // beside the inputs
  };
  Status read(const ArrowArray& array, Day date, Memory& memory, engine::HostBatch& batch) const;

 private:
  struct Column {
    std::int64_t values = -1, as_of = -1, causes = -1;  // children of the struct
  };
  Status bind(std::size_t input, const ArrowSchema& schema, CauseMask missing);
  Status read_codes(std::size_t input, const ArrowArray& dictionary, std::vector<std::int64_t>& codes) const;

  const ir::Module* door_ = nullptr;
  std::vector<engine::HostForm> forms_;
  std::vector<Column> columns_;
  std::vector<bool> long_words_;  // of dictionaries
  std::int64_t children_ = 0;
};

}  // namespace pol::arrow
