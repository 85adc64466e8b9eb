#include "runtime/data/run.h"

#include <algorithm>
#include <chrono>

#include "runtime/base/output_file.h"
#include "runtime/base/utf8.h"
#include "runtime/data/binding.h"
#include "runtime/data/decision_line.h"
#include "runtime/data/seen_ids.h"
#include "runtime/engine/record.h"

namespace pol::data {
namespace {

constexpr std::uint64_t kRowsBetweenProgress = 4096;
constexpr std::size_t kCellShown = 1000;  // code points of a refused cell

std::string refused_line(const RefusedRow& row) {
  std::string line = std::to_string(row.line);
  for (const std::string* cell : {&row.case_id, &row.code, &row.tag, &row.column, &row.cell, &row.message}) {
    line += ',';
    append_cell(line, shortened(repaired_utf8(*cell), kCellShown));
  }
  return line + "\n";
}

std::vector<std::string> value_names(const Type& type, const EnumPool& enums) {
  if (type.kind == Kind::boolean) return {"no", "yes"};
  if (type.kind == Kind::enumeration) return enums[type.enum_id].values;
  return {};
}

std::vector<Observed> prepare_observed(const Feed& feed, std::size_t outcomes) {
  std::vector<Observed> all;
  for (const ReportColumn& report : feed.report) {
    if (report.role != Role::outcome) continue;
    Observed observed{
        report.name, value_names(report.rule.type, feed.enums), {}, std::vector<std::uint64_t>(outcomes)};
    observed.counts.assign(outcomes, std::vector<std::uint64_t>(observed.values.size()));
    all.push_back(std::move(observed));
  }
  return all;
}

class Run {
 public:
  Run(const engine::Chain& chain, const Feed& feed, const RunOptions& options, const Binding& binding)
      : chain_(chain),
        policy_(chain.root()),
        feed_(feed),
        options_(options),
        binding_(binding),
        lines_(chain.root()) {
    const ir::Module& module = policy_.module();
    totals.outcome_names = value_names(module.type_of(module.outputs[0].value), module.enums);
    totals.outcomes.resize(totals.outcome_names.size());
    totals.reasons.resize(module.reason_codes.size());
    totals.knockouts.resize(module.knockouts.size());
    totals.observed = prepare_observed(feed, totals.outcomes.size());
  }

  void row(const CsvRow& row, OutputFile& out, OutputFile& refused) {
    ++totals.rows_in;
    if (auto no = decide(row)) {
      ++totals.rows_refused;
      ++totals.refused_by_code[no->code];
      if (!no->tag.empty()) ++totals.refused_by_tag[no->tag];
      refused.write(refused_line(*no));
      return;
    }
    const auto reasons = shown_reasons();
    line_.clear();
    lines_.append(line_, sent_.case_id, record(), case_.root().admitted.inputs, reasons);
    out.write(line_);
    ++totals.rows_out;
    count(row, reasons);
  }

  const DecisionLines& lines() const { return lines_; }
  RunTotals totals;

 private:
  std::optional<RefusedRow> decide(const CsvRow& row) {
    if (auto no = binding_.read(row, options_.on, sent_)) return no;
    if (!seen_.insert(sent_.case_id))
      return RefusedRow{row.line,
                        sent_.case_id,
                        "D02",
                        "",
                        feed_.case_id.name,
                        sent_.case_id,
                        "the case id was there before"};
    if (const auto no = chain_.decide(options_.engine, sent_, case_))
      return binding_.refused(row, sent_, *no);
    return std::nullopt;
  }

  const ir::NativeRecord& record() const { return case_.root().record; }

  std::vector<std::uint16_t> shown_reasons() {
    if (engine::reasons_need_amounts(policy_, record())) chain_.fill_slots(chain_.size() - 1, case_.root());
    std::span<const interp::Slot> slots;
    if (case_.root().has_slots) slots = case_.root().scratch.slots;
    return engine::reasons_shown(policy_, engine::reasons_all(policy_, *case_.root().sent, record(), slots));
  }

  void count(const CsvRow& row, const std::vector<std::uint16_t>& reasons) {
    totals.undecided += lines_.undecided(record());
    for (const auto reason : reasons) ++totals.reasons[reason];
    lines_.count_fired(record(), totals.knockouts);
    if (record().output_causes[0] != cause::present || totals.outcomes.empty()) return;
    const auto outcome = static_cast<std::size_t>(record().outputs[0]);
    ++totals.outcomes[outcome];
    std::size_t next = 0;
    for (std::size_t i = 0; i < feed_.report.size() && next < totals.observed.size(); ++i) {
      Observed& observed = totals.observed[next];
      if (feed_.report[i].name != observed.column) continue;
      const CellValue value = binding_.report_value(row, i);
      if (value.fate == CellValue::Fate::value)
        ++observed.counts[outcome][static_cast<std::size_t>(value.number)];
      else
        ++observed.unknown[outcome];
      ++next;
    }
  }

  const engine::Chain& chain_;
  const engine::LoadedPolicy& policy_;
  const Feed& feed_;
  const RunOptions& options_;
  const Binding& binding_;
  DecisionLines lines_;
  SeenIds seen_;
  engine::SentCase sent_;
  engine::ChainCase case_;
  std::string line_;
};

}  // namespace

Result<RunTotals> run_file(const engine::Chain& chain, const Feed& feed, const RunOptions& options,
                           Diagnostics& diagnostics) {
  const auto start = std::chrono::steady_clock::now();
  if (feed.decision_date.form == DateSource::Form::none && !options.on)
    return Failure{Exit::usage, "no decision date: the feed has no `decision_date`, so --on DATE is needed"};
  auto reader = CsvReader::open(options.data, feed.delimiter);
  if (!reader) return reader.failure();
  const auto binding = Binding::bind(feed, chain.door(), reader->header(), diagnostics);
  if (!binding) return Failure{Exit::input, options.data + ": does not fit the feed `" + feed.name + "`"};
  auto out = OutputFile::create(options.out);
  if (!out) return out.failure();
  auto refused = OutputFile::create(options.refused);
  if (!refused) return refused.failure();

  Run run(chain, feed, options, *binding);
  out->write(run.lines().header());
  refused->write("line,case_id,code,tag,column,cell,message\n");
  CsvRow row;
  for (;;) {
    const auto more = reader->next(row);
    if (!more) return more.failure();
    if (!*more) break;
    run.row(row, *out, *refused);
    if (options.progress && run.totals.rows_in % kRowsBetweenProgress == 0)
      options.progress(run.totals.rows_in, reader->bytes_read(), reader->bytes_total());
    if (out->failed() || refused->failed()) break;  // sync says why
  }
  RunTotals& totals = run.totals;
  totals.blank_lines = reader->blank_lines();
  if (!out->failed() && !refused->failed() && totals.rows_in != totals.rows_out + totals.rows_refused)
    return Failure{Exit::internal, "rows were lost: " + std::to_string(totals.rows_in) + " in, " +
                                       std::to_string(totals.rows_out) + " decided, " +
                                       std::to_string(totals.rows_refused) + " refused"};
  // Both are safe on disk before either gets its name. Decisions last: whoever finds them may rely on the
  // refused rows being there.
  for (OutputFile* file : {&*out, &*refused})
    if (const Status status = file->sync(); !status) return status.failure();
  for (OutputFile* file : {&*refused, &*out})
    if (const Status status = file->commit(); !status) return status.failure();
  totals.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return std::move(totals);
}

}  // namespace pol::data
