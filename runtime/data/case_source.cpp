#include "runtime/data/case_source.h"

namespace pol::data {
namespace {

constexpr std::size_t kRows = 2048;  // of a block, or
constexpr std::size_t kBytes = std::size_t{4} << 20;

class FeedCases : public CaseReader {
 public:
  FeedCases(const Feed& feed, const std::vector<Binding>& bindings) : feed_(feed), bindings_(bindings) {}

  std::optional<RefusedRow> read(const CaseBlock& block, std::size_t row, std::size_t module,
                                 engine::SentCase& sent) override {
    load(block, row);
    if (auto no = bindings_[module].read(row_, on, sent)) return no;
    if (block.rows[row].id_twice) return id_twice(feed_, row_, sent.case_id);
    return std::nullopt;
  }
  RefusedRow refused(const CaseBlock& block, std::size_t row, const engine::SentCase& sent,
                     const engine::Refusal& refusal) override {
    load(block, row);
    return bindings_[0].refused(row_, sent, refusal);
  }
  CellValue report_value(const CaseBlock& block, std::size_t row, std::size_t column) override {
    load(block, row);
    return bindings_[0].report_value(row_, column);
  }

  std::optional<Day> on;

 private:
  void load(const CaseBlock& block, std::size_t row) {
    if (loaded_ == block.first + row + 1 && block_ == &block) return;
    const CaseBlock::Row& from = block.rows[row];
    row_.flaw = from.flaw;
    row_.why = from.why;
    row_.line = from.line;
    row_.cells.clear();
    std::size_t begin = from.first ? block.ends[from.first - 1] : 0;
    for (std::size_t i = from.first; i < from.first + from.count; begin = block.ends[i++])
      row_.cells.push_back(std::string_view(block.bytes).substr(begin, block.ends[i] - begin));
    loaded_ = block.first + row + 1;
    block_ = &block;
  }
  const Feed& feed_;
  const std::vector<Binding>& bindings_;
  CsvRow row_;
  const CaseBlock* block_ = nullptr;
  std::uint64_t loaded_ = 0;  // number of the row in row_, from 1
};

class FeedSource : public CaseSource {
 public:
  FeedSource(const Feed& feed, std::unique_ptr<RowReader> rows, std::vector<Binding> bindings,
             std::optional<Day> on)
      : feed_(feed), rows_(std::move(rows)), bindings_(std::move(bindings)), on_(on) {}

  Result<bool> next(CaseBlock& block) override {
    block.first = taken_;
    block.rows.clear();
    block.bytes.clear();
    block.ends.clear();
    while (block.rows.size() < kRows && block.bytes.size() < kBytes) {
      const auto more = rows_->next(row_);
      if (!more) return more.failure();
      if (!*more) break;
      CaseBlock::Row row{row_.line, row_.flaw, row_.why, false, block.ends.size(), row_.cells.size()};
      const std::string_view id = bindings_[0].sent_id(row_);
      if (!id.empty()) row.id_twice = !seen_.insert(id);
      for (const std::string_view cell : row_.cells) {
        block.bytes += cell;
        block.ends.push_back(block.bytes.size());
      }
      block.rows.push_back(row);
    }
    block.size = block.rows.size();
    taken_ += block.size;
    return block.size > 0;
  }
  std::unique_ptr<CaseReader> reader() const override {
    auto reader = std::make_unique<FeedCases>(feed_, bindings_);
    reader->on = on_;
    return reader;
  }
  const Feed* feed() const override { return &feed_; }
  std::uint64_t done() const override { return rows_->done(); }
  std::uint64_t total() const override { return rows_->total(); }
  std::uint64_t blank_lines() const override { return rows_->blank_lines(); }

 private:
  const Feed& feed_;
  std::unique_ptr<RowReader> rows_;
  std::vector<Binding> bindings_;
  std::optional<Day> on_;
  SeenIds seen_;
  CsvRow row_;
  std::uint64_t taken_ = 0;
};

}  // namespace

std::unique_ptr<CaseSource> feed_source(const Feed& feed, std::unique_ptr<RowReader> rows,
                                        const std::vector<const ir::Module*>& modules, std::optional<Day> on,
                                        Diagnostics& diagnostics) {
  std::vector<Binding> bindings;
  for (const ir::Module* module : modules) {
    auto binding = Binding::bind(feed, *module, rows->header(), diagnostics);
    if (!binding) return nullptr;
    bindings.push_back(std::move(*binding));
  }
  return std::make_unique<FeedSource>(feed, std::move(rows), std::move(bindings), on);
}

}  // namespace pol::data
