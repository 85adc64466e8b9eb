// Where the cases of a population come from, a block at a time, for runs on several threads: blocks are taken
// by one thread at a time and in order, and turned into cases by any number of them.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/data/binding.h"
#include "runtime/data/rows.h"
#include "runtime/data/seen_ids.h"

namespace pol::data {

// Some neighbouring cases of a source. Memory is reused from block to block.
struct CaseBlock {
  struct Row {
    std::uint64_t line = 0;
    CsvRow::Flaw flaw = CsvRow::Flaw::none;
    std::string_view why;
    bool id_twice = false;
    std::size_t first = 0, count = 0;  // slice of ends
  };
  std::uint64_t first = 0;  // number of its first case among all of the source, from 0
  std::size_t size = 0;
  std::vector<Row> rows;          // of rows of texts
  std::string bytes;              // the cells, one behind the other
  std::vector<std::size_t> ends;  // where each cell ends in bytes; the one before it is where it begins
};

// Turns what stands in blocks into cases; every thread has its own.
class CaseReader {
 public:
  virtual ~CaseReader() = default;
  // Fills `sent` for one of the modules that the source was made for. Empty if the case may go to the door.
  virtual std::optional<RefusedRow> read(const CaseBlock& block, std::size_t row, std::size_t module,
                                         engine::SentCase& sent) = 0;
  // As the door refused it.
  virtual RefusedRow refused(const CaseBlock& block, std::size_t row, const engine::SentCase& sent,
                             const engine::Refusal& refusal) = 0;
  // A report column of the feed; sources without a feed have none. Text points into the block.
  virtual CellValue report_value(const CaseBlock& block, std::size_t row, std::size_t column) = 0;
};

class CaseSource {
 public:
  virtual ~CaseSource() = default;
  // False at the end. By one thread at a time.
  virtual Result<bool> next(CaseBlock& block) = 0;
  virtual std::unique_ptr<CaseReader> reader() const = 0;
  virtual const Feed* feed() const = 0;  // null: generated people
  virtual std::uint64_t done() const = 0;
  virtual std::uint64_t total() const = 0;                 // 0 = not known
  virtual std::uint64_t blank_lines() const { return 0; }  // left out so far
};

// The rows of `rows` as a feed reads them, for each of `modules` (doors of chains; they, and the feed, must
// outlive the source). `on` is used if the feed has no decision date. Null where the data lacks a column;
// diagnostics tell.
std::unique_ptr<CaseSource> feed_source(const Feed& feed, std::unique_ptr<RowReader> rows,
                                        const std::vector<const ir::Module*>& modules, std::optional<Day> on,
                                        Diagnostics& diagnostics);

}  // namespace pol::data
