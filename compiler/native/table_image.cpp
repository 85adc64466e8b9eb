#include "compiler/native/table_image.h"

#include <algorithm>
#include <numeric>

namespace pol::native {
namespace {

constexpr std::size_t kMaxListed = std::size_t{4} << 20;  // entries of the pivot's lists
constexpr std::size_t kMaxGrid = std::size_t{1} << 16;
constexpr std::size_t kMaxGridWork = std::size_t{1} << 24;  // rows looked at while filling it

template <class T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool covers(CauseMask cell, CauseMask causes) {
  return cell != 0 && (causes & ~cell) == 0;
}

std::string_view view(const ir::Text& text) {
  return {text.data, static_cast<std::size_t>(text.size)};
}

}  // namespace

TableImage::TableImage(const ir::Module& module, const ir::Table& table)
    : hit_(table.hit),
      rows_(table.rows),
      otherwise_(table.otherwise),
      complete_(table.complete),
      columns_(table.columns.size()) {
  cut_axes(module, table);
  group_causes(table);
  place_rows(module, table);
  choose_pivot();
  fill_grid();
}

std::uint32_t TableImage::Column::class_of(std::int64_t value) const {
  if (!is_text)
    return static_cast<std::uint32_t>(std::upper_bound(cuts.begin(), cuts.end(), value) - cuts.begin());
  const std::string_view text = view(*reinterpret_cast<const ir::Text*>(value));
  const auto at = std::lower_bound(texts.begin(), texts.end(), text);
  return at != texts.end() && *at == text ? static_cast<std::uint32_t>(at - texts.begin()) + 1 : 0;
}

TableImage::Axis TableImage::axis(std::size_t column) const {
  const Column& axis = columns_[column];
  return {axis.is_text, axis.cuts, axis.present, axis.missing, axis.classes()};
}

void TableImage::cut_axes(const ir::Module& module, const ir::Table& table) {
  for (std::size_t i = 0; i < table.cells.size(); ++i) {
    Column& column = columns_[i % columns_.size()];
    column.is_text = module.types[table.columns[i % columns_.size()]].kind == Kind::text;
    const ir::Cell& cell = table.cells[i];
    for (std::uint32_t r = cell.first; r < cell.first + cell.count; ++r) {
      const ir::CellRange& range = table.ranges[r];
      if (column.is_text) {
        column.texts.push_back(module.texts[static_cast<std::size_t>(range.lo)]);
      } else {
        column.cuts.push_back(range.lo);
        if (range.hi != INT64_MAX) column.cuts.push_back(range.hi + 1);
      }
    }
  }
  for (Column& column : columns_) {
    sort_unique(column.cuts);
    sort_unique(column.texts);
    column.present =
        static_cast<std::uint32_t>((column.is_text ? column.texts.size() : column.cuts.size()) + 1);
  }
}

// Two cause sets are of one class if the same missing cells of the column cover them.
void TableImage::group_causes(const ir::Table& table) {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    Column& column = columns_[c];
    std::vector<CauseMask> masks;
    for (std::size_t row = 0; row < rows_; ++row) {
      const ir::Cell& cell = table.cells[row * columns_.size() + c];
      if (!cell.any && cell.missing) masks.push_back(cell.missing);
    }
    sort_unique(masks);
    std::vector<std::vector<bool>> seen;
    for (unsigned set = 1; set < 64; ++set) {
      std::vector<bool> signature;
      for (const CauseMask mask : masks) signature.push_back(covers(mask, static_cast<CauseMask>(set)));
      const auto at = std::find(seen.begin(), seen.end(), signature);
      column.missing[set] = static_cast<std::uint8_t>(at - seen.begin());
      if (at != seen.end()) continue;
      column.sets.push_back(static_cast<CauseMask>(set));
      column.covered.push_back(std::find(signature.begin(), signature.end(), true) != signature.end());
      seen.push_back(std::move(signature));
    }
  }
}

void TableImage::place_rows(const ir::Module& module, const ir::Table& table) {
  order_.resize(rows_);
  std::iota(order_.begin(), order_.end(), 0u);
  if (hit_ == ir::Hit::priority)
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return table.rank[a] < table.rank[b]; });
  for (const std::uint32_t row : order_) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const ir::Cell& cell = table.cells[row * columns_.size() + c];
      Cell placed{cell.any, cell.missing, static_cast<std::uint32_t>(ranges_.size()), cell.count};
      for (std::uint32_t r = cell.first; r < cell.first + cell.count; ++r) {
        const ir::CellRange& range = table.ranges[r];
        if (columns_[c].is_text) {
          const std::string& text = module.texts[static_cast<std::size_t>(range.lo)];
          const ir::Text reference{text.data(), text.size()};
          const std::uint32_t cls = columns_[c].class_of(reinterpret_cast<std::int64_t>(&reference));
          ranges_.push_back({cls, cls});
        } else {
          ranges_.push_back({columns_[c].class_of(range.lo), columns_[c].class_of(range.hi)});
        }
      }
      if (cell.except) {
        std::vector<bool> out(columns_[c].present);
        for (std::size_t r = placed.first; r < ranges_.size(); ++r) out[ranges_[r].first] = true;
        ranges_.resize(placed.first);
        for (std::uint32_t cls = 0; cls < columns_[c].present; ++cls)
          if (!out[cls]) ranges_.push_back({cls, cls});
        placed.count = static_cast<std::uint32_t>(ranges_.size()) - placed.first;
      }
      cells_.push_back(placed);
    }
  }
}

TableImage::Fit TableImage::fit(std::uint32_t place, std::size_t column, std::uint32_t cls) const {
  const Cell& cell = cells_[place * columns_.size() + column];
  if (cell.any) return Fit::yes;
  const Column& axis = columns_[column];
  if (cls >= axis.present) {
    const std::uint32_t set = cls - axis.present;
    if (covers(cell.missing, axis.sets[set])) return Fit::yes;
    if (cell.count == 0) return Fit::no;  // only `missing` patterns: always answered
    return axis.covered[set] ? Fit::no : Fit::unknown;
  }
  for (std::uint32_t r = cell.first; r < cell.first + cell.count; ++r)
    if (ranges_[r].first <= cls && cls <= ranges_[r].last) return Fit::yes;
  return Fit::no;
}

// The column whose classes leave the fewest rows each; none if its lists would take too much memory.
void TableImage::choose_pivot() {
  std::size_t listed = 0;
  double best = static_cast<double>(rows_);
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::size_t total = 0;
    for (std::uint32_t place = 0; place < rows_; ++place) {
      const Cell& cell = cells_[place * columns_.size() + c];
      if (cell.any) total += columns_[c].present;
      for (std::uint32_t r = cell.first; r < cell.first + cell.count && !cell.any; ++r)
        total += ranges_[r].last - ranges_[r].first + 1;
      for (std::uint32_t cls = columns_[c].present; cls < columns_[c].classes(); ++cls)
        total += fit(place, c, cls) != Fit::no;
    }
    const double average = static_cast<double>(total) / columns_[c].classes();
    if (total > kMaxListed || average >= best) continue;
    best = average;
    listed = total;
    pivot_ = c;
  }
  if (pivot_ == kMaxColumns) {
    list_begin_ = {0, rows_};
    list_.resize(rows_);
    std::iota(list_.begin(), list_.end(), 0u);
    return;
  }
  // Count, then place: the lists stay in place order.
  const Column& axis = columns_[pivot_];
  const auto each = [&](auto&& visit) {
    for (std::uint32_t place = 0; place < rows_; ++place) {
      const Cell& cell = cells_[place * columns_.size() + pivot_];
      if (cell.any)
        for (std::uint32_t cls = 0; cls < axis.present; ++cls) visit(place, cls);
      for (std::uint32_t r = cell.first; r < cell.first + cell.count && !cell.any; ++r)
        for (std::uint32_t cls = ranges_[r].first; cls <= ranges_[r].last; ++cls) visit(place, cls);
      for (std::uint32_t cls = axis.present; cls < axis.classes(); ++cls)
        if (fit(place, pivot_, cls) != Fit::no) visit(place, cls);
    }
  };
  list_begin_.assign(axis.classes() + 1, 0);
  each([&](std::uint32_t, std::uint32_t cls) { ++list_begin_[cls + 1]; });
  std::partial_sum(list_begin_.begin(), list_begin_.end(), list_begin_.begin());
  list_.resize(listed);
  std::vector<std::uint32_t> next(list_begin_.begin(), list_begin_.end() - 1);
  each([&](std::uint32_t place, std::uint32_t cls) { list_[next[cls]++] = place; });
}

void TableImage::fill_grid() {
  std::size_t size = 1;
  for (const Column& column : columns_) {
    size *= column.classes();
    if (size > kMaxGrid) return;
  }
  const std::size_t average = list_.size() / (list_begin_.size() - 1) + 1;
  if (size * average > kMaxGridWork) return;
  grid_rows_.reserve(size);
  grid_reasons_.reserve(size);
  std::array<std::uint32_t, kMaxColumns> classes{};
  for (std::size_t i = 0; i < size; ++i) {
    std::size_t rest = i;
    for (std::size_t c = columns_.size(); c-- > 0; rest /= columns_[c].classes())
      classes[c] = static_cast<std::uint32_t>(rest % columns_[c].classes());
    const Answer answer = search(classes.data());
    grid_rows_.push_back(answer.row);
    grid_reasons_.push_back(answer.columns | std::uint32_t{answer.own} << 16);
  }
}

TableImage::Answer TableImage::search(const std::uint32_t* classes) const {
  const std::size_t list = pivot_ == kMaxColumns ? 0 : classes[pivot_];
  const bool ordered = hit_ == ir::Hit::first || hit_ == ir::Hit::priority;
  std::uint16_t unknown = 0;
  for (std::uint32_t i = list_begin_[list]; i < list_begin_[list + 1]; ++i) {
    std::uint16_t here = 0;
    std::size_t c = 0;
    for (; c < columns_.size(); ++c) {
      const Fit f = fit(list_[i], c, classes[c]);
      if (f == Fit::no) break;
      if (f == Fit::unknown) here |= static_cast<std::uint16_t>(1u << c);
    }
    if (c < columns_.size()) continue;
    if (here == 0) {
      if (ordered && unknown) break;
      return {order_[list_[i]] + 1, 0, 0};
    }
    unknown |= here;
  }
  if (unknown && (ordered || !complete_)) return {0, unknown, 0};
  if (otherwise_ || complete_) return {rows_ + (otherwise_ ? 1 : 0), 0, 0};
  return {0, 0, cause::computed_error};
}

TableImage::Found TableImage::find(const std::int64_t* values, const CauseMask* causes) const {
  std::array<std::uint32_t, kMaxColumns> classes;
  std::size_t index = 0;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const Column& column = columns_[c];
    classes[c] = causes[c] ? column.present + column.missing[causes[c] & 63] : column.class_of(values[c]);
    index = index * column.classes() + classes[c];
  }
  Answer answer;
  if (grid_rows_.empty())
    answer = search(classes.data());
  else
    answer = {grid_rows_[index], static_cast<std::uint16_t>(grid_reasons_[index]),
              static_cast<CauseMask>(grid_reasons_[index] >> 16)};
  Found found{answer.row, answer.own};
  for (std::size_t c = 0; c < columns_.size(); ++c)
    if (answer.columns >> c & 1) found.causes |= causes[c];
  return found;
}

}  // namespace pol::native
