// A decision table prepared for look-up. Each column's axis is cut into classes of values that every row
// treats alike (classes of cause sets follow those of present values); a small table becomes a dense grid
// over the classes, a large one lists, for each class of its most selective column, the rows that may fit.
// Built in time linear in the table.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/ir/module.h"

namespace pol::native {

class TableImage {
 public:
  TableImage(const ir::Module& module, const ir::Table& table);

  struct Found {
    std::uint32_t row = 0;  // from 1; 0 when missing
    CauseMask causes = 0;
  };
  // One value (texts: a `const ir::Text*`) and cause mask a column; the value of a missing input is not read.
  Found find(const std::int64_t* values, const CauseMask* causes) const;

  // For code that does the same without a call. An axis counts the cuts that are not above a value, or takes
  // the class `present + missing[causes]`; the classes of all axes, the last one fastest, index the grid.
  struct Axis {
    bool is_text;
    std::span<const std::int64_t> cuts;
    std::uint32_t present;
    std::span<const std::uint8_t> missing;  // 64; all 0 if there is one class
    std::uint32_t classes;
  };
  Axis axis(std::size_t column) const;
  // Empty if there is no grid. `reasons`: columns whose causes a missing result takes over | own causes
  // << 16.
  std::span<const std::uint32_t> grid_rows() const { return grid_rows_; }
  std::span<const std::uint32_t> grid_reasons() const { return grid_reasons_; }

 private:
  static constexpr std::size_t kMaxColumns = 16;
  struct Column {
    bool is_text = false;
    std::vector<std::int64_t> cuts;          // class of a value: how many cuts are not above it
    std::vector<std::string> texts;          // sorted; class: 1 + index, 0 for any other text
    std::uint32_t present = 1;               // number of classes of present values
    std::array<std::uint8_t, 64> missing{};  // cause set -> class, counted from `present`
    std::vector<CauseMask> sets;             // one cause set of each missing class
    std::vector<bool> covered;               // by a missing cell of some row
    std::uint32_t classes() const { return present + static_cast<std::uint32_t>(sets.size()); }
    std::uint32_t class_of(std::int64_t value) const;
  };
  struct ClassRange {
    std::uint32_t first, last;
  };
  struct Cell {
    bool any = false;
    CauseMask missing = 0;
    std::uint32_t first = 0, count = 0;  // slice of ranges_
  };
  struct Answer {
    std::uint32_t row = 0;
    std::uint16_t columns = 0;  // those whose causes a missing result takes over
    CauseMask own = 0;          // causes of its own: no row at all
  };
  enum class Fit : std::uint8_t { no, unknown, yes };

  void cut_axes(const ir::Module& module, const ir::Table& table);
  void group_causes(const ir::Table& table);
  void place_rows(const ir::Module& module, const ir::Table& table);
  void choose_pivot();
  void fill_grid();
  Fit fit(std::uint32_t place, std::size_t column, std::uint32_t cls) const;
  Answer search(const std::uint32_t* classes) const;

  ir::Hit hit_;
  std::uint32_t rows_;
  bool otherwise_, complete_;
  std::vector<Column> columns_;
  std::vector<std::uint32_t> order_;  // place -> row number; places go by rank, then row
  std::vector<Cell> cells_;           // by place, row-major
  std::vector<ClassRange> ranges_;
  std::size_t pivot_ = kMaxColumns;  // kMaxColumns: none, one list of all rows
  std::vector<std::uint32_t> list_begin_, list_;
  std::vector<std::uint32_t> grid_rows_, grid_reasons_;
};

}  // namespace pol::native
