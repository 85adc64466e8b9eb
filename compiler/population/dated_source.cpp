#include "compiler/population/dated_source.h"

#include "compiler/population/shocker.h"

namespace pol::population {
namespace {

class DatedReader : public data::CaseReader {
 public:
  DatedReader(std::unique_ptr<data::CaseReader> reader, Day on) : reader_(std::move(reader)), on_(on) {}

  std::optional<data::RefusedRow> read(const data::CaseBlock& block, std::size_t row, std::size_t module,
                                       engine::SentCase& sent) override {
    if (auto no = reader_->read(block, row, module, sent)) return no;
    move_date(sent, on_);
    return std::nullopt;
  }
  data::RefusedRow refused(const data::CaseBlock& block, std::size_t row, const engine::SentCase& sent,
                           const engine::Refusal& refusal) override {
    return reader_->refused(block, row, sent, refusal);
  }
  data::CellValue report_value(const data::CaseBlock& block, std::size_t row, std::size_t column) override {
    return reader_->report_value(block, row, column);
  }

 private:
  std::unique_ptr<data::CaseReader> reader_;
  Day on_;
};

class DatedSource : public data::CaseSource {
 public:
  DatedSource(std::unique_ptr<data::CaseSource> source, Day on) : source_(std::move(source)), on_(on) {}
  Result<bool> next(data::CaseBlock& block) override { return source_->next(block); }
  std::unique_ptr<data::CaseReader> reader() const override {
    return std::make_unique<DatedReader>(source_->reader(), on_);
  }
  const data::Feed* feed() const override { return source_->feed(); }
  std::uint64_t done() const override { return source_->done(); }
  std::uint64_t total() const override { return source_->total(); }

 private:
  std::unique_ptr<data::CaseSource> source_;
  Day on_;
};

}  // namespace

std::unique_ptr<data::CaseSource> dated_source(std::unique_ptr<data::CaseSource> source, Day on) {
  return std::make_unique<DatedSource>(std::move(source), on);
}

}  // namespace pol::population
