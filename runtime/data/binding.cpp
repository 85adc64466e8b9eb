#include "runtime/data/binding.h"

#include <algorithm>

namespace pol::data {
namespace {

using State = engine::SentTag::State;

// The same value in the module's enum, which may list it at another place; -1 if it has no such value.
i128 in_module(i128 number, const Type& from, const EnumPool& from_pool, const Type& to,
               const EnumPool& to_pool) {
  if (to.kind != Kind::enumeration) return number;
  const auto& name = from_pool[from.enum_id].values[static_cast<std::size_t>(number)];
  return to_pool[to.enum_id].index_of(name);
}

std::string count(std::size_t n, const char* what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

struct Columns {
  const std::vector<std::string>& header;
  Diagnostics& diagnostics;

  std::size_t find(const ColumnRef& column) const {
    const auto found = std::find(header.begin(), header.end(), column.name);
    if (found == header.end()) {
      const std::string near = nearest(column.name, header);
      diagnostics.add(Code::E1021, column.span, "the data has no column `" + column.name + "`",
                      near.empty() ? "" : "did you mean `" + near + "`?");
      return 0;
    }
    if (std::find(found + 1, header.end(), column.name) != header.end())
      diagnostics.add(Code::E1021, column.span, "the data has more than one column `" + column.name + "`");
    return static_cast<std::size_t>(found - header.begin());
  }
  std::size_t find(const DateSource& source) const {
    return source.form == DateSource::Form::column ? find(source.column) : 0;
  }
};

}  // namespace

std::optional<Binding> Binding::bind(const Feed& feed, const ir::Module& module,
                                     const std::vector<std::string>& header, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  const Columns columns{header, diagnostics};
  Binding binding;
  binding.feed_ = &feed;
  binding.module_ = &module;
  binding.width_ = header.size();
  if (!feed.line_ids) binding.case_id_ = columns.find(feed.case_id);
  binding.decision_date_ = {&feed.decision_date, columns.find(feed.decision_date)};
  const BoundDate feed_as_of{&feed.as_of, columns.find(feed.as_of)};
  for (std::size_t i = 1; i < module.inputs.size(); ++i) {
    const ir::Input& input = module.inputs[i];
    const auto tag =
        std::find_if(feed.tags.begin(), feed.tags.end(), [&](const auto& t) { return t.tag == input.name; });
    if (tag == feed.tags.end()) continue;  // missing (not_asked)
    const Type& type = module.types[input.type];
    BoundTag bound{i, &*tag, tag->rule, tag->constant};
    if (type.kind != Kind::text) bound.rule.type = type;
    if (tag->column) bound.cell = columns.find(*tag->column);
    const auto translate = [&](CellRule::Target& target) {
      target.number = in_module(target.number, tag->rule.type, feed.enums, type, module.enums);
    };
    if (!tag->column) translate(bound.constant);
    for (auto& [text, target] : bound.rule.values) translate(target);
    if (bound.rule.other_value) translate(*bound.rule.other_value);
    bound.as_of = tag->as_of ? BoundDate{&*tag->as_of, columns.find(*tag->as_of)} : feed_as_of;
    if ((input.fresh_days || input.fresh_months) && bound.as_of.source->form == DateSource::Form::none)
      diagnostics.add(
          Code::E1020, tag->span,
          "`" + tag->tag + "` has `fresh_for`, and the feed does not say as of when its values are true",
          "add `as_of: {column: ..., format: \"YYYY-MM-DD\"}` or `as_of: decision_date`");
    binding.tags_.push_back(std::move(bound));
  }
  for (const ReportColumn& report : feed.report)
    binding.report_.push_back(report.column ? columns.find(*report.column) : kAbsent);
  if (diagnostics.errors() > errors) return std::nullopt;
  return binding;
}

std::optional<Day> Binding::date(const BoundDate& bound, const CsvRow& row, Day decision_date) const {
  switch (bound.source->form) {
    case DateSource::Form::column:
      return bound.source->format.read(row.cells[bound.cell]);
    case DateSource::Form::constant:
      return bound.source->constant;
    case DateSource::Form::decision_date:
      return decision_date;
    case DateSource::Form::none:
      break;
  }
  return std::nullopt;
}

std::string Binding::line_id(const CsvRow& row) const {
  return *feed_->line_ids + std::to_string(row.line);
}

std::string_view Binding::sent_id(const CsvRow& row) const {
  if (row.flaw != CsvRow::Flaw::none || row.cells.size() != width_ || case_id_ == kAbsent) return {};
  return row.cells[case_id_];
}

RefusedRow id_twice(const Feed& feed, const CsvRow& row, const std::string& case_id) {
  return {row.line, case_id, "D02", "", feed.case_id.name, case_id, "the case id was there before"};
}

std::optional<RefusedRow> Binding::read(const CsvRow& row, std::optional<Day> on,
                                        engine::SentCase& sent) const {
  const auto cell = [&](std::size_t i) { return i < row.cells.size() ? row.cells[i] : std::string_view(); };
  const auto refuse = [&](const char* code, std::string message) {
    const std::string id = feed_->line_ids ? line_id(row) : std::string(cell(case_id_));
    return RefusedRow{row.line, id, code, "", "", "", std::move(message)};
  };
  if (row.flaw == CsvRow::Flaw::malformed) return refuse("D01", std::string(row.why));
  if (row.flaw == CsvRow::Flaw::not_utf8) return refuse("D05", "the row is not UTF-8");
  if (row.cells.size() != width_)
    return refuse("D01", count(row.cells.size(), "cell") + ", the header has " + std::to_string(width_));
  if (feed_->line_ids)
    sent.case_id = line_id(row);
  else
    sent.case_id = row.cells[case_id_];
  if (sent.case_id.empty()) {
    RefusedRow refused = refuse("D04", "the case id is empty");
    refused.column = feed_->case_id.name;
    return refused;
  }
  const auto day = decision_date_.source->form == DateSource::Form::none ? on : date(decision_date_, row, 0);
  if (!day) {
    RefusedRow refused = refuse("D03", "the decision date cannot be read");
    refused.column = feed_->decision_date.column.name;
    refused.cell = cell(decision_date_.cell);
    return refused;
  }
  sent.decision_date = *day;
  sent.tags.resize(module_->inputs.size());
  for (const BoundTag& bound : tags_) {
    engine::SentTag& to = sent.tags[bound.input];
    CellValue value{CellValue::Fate::value, bound.constant.number, bound.constant.text, 0};
    if (bound.cell != kAbsent) value = bound.rule.read(row.cells[bound.cell]);
    to.state = value.fate == CellValue::Fate::value     ? State::value
               : value.fate == CellValue::Fate::missing ? State::missing
                                                        : State::bad;
    to.number = value.number;
    to.text = value.text;
    to.cause = value.cause;
    to.as_of = date(bound.as_of, row, *day);
  }
  return std::nullopt;
}

RefusedRow Binding::refused(const CsvRow& row, const engine::SentCase& sent,
                            const engine::Refusal& refusal) const {
  RefusedRow refused{row.line, sent.case_id, refusal.code, refusal.tag, "", "", refusal.message};
  for (const BoundTag& bound : tags_) {
    if (bound.tag->tag != refusal.tag || bound.cell == kAbsent) continue;
    refused.column = bound.tag->column->name;
    refused.cell = row.cells[bound.cell];
  }
  return refused;
}

CellValue Binding::report_value(const CsvRow& row, std::size_t report_column) const {
  const ReportColumn& report = feed_->report[report_column];
  if (report_[report_column] == kAbsent)
    return {CellValue::Fate::value, report.constant.number, report.constant.text, 0};
  return report.rule.read(row.cells[report_[report_column]]);
}

}  // namespace pol::data
