#include "runtime/data/run.h"

#include <algorithm>
#include <chrono>

#include "runtime/base/output_file.h"
#include "runtime/base/utf8.h"
#include "runtime/data/blocks.h"
#include "runtime/data/decision_line.h"
#include "runtime/data/rows.h"
#include "runtime/engine/record.h"

namespace pol::data {
namespace {

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

// The decisions of one member of the chain: their lines and their counts.
class MemberLines {
 public:
  MemberLines(const engine::Chain& chain, std::size_t member)
      : chain_(chain), member_(member), policy_(chain.member(member)), lines_(policy_) {}

  PolicyTotals totals() const {
    const ir::Module& module = policy_.module();
    PolicyTotals none;
    none.outcome_names = value_names(module.type_of(module.outputs[0].value), module.enums);
    none.outcomes.resize(none.outcome_names.size());
    none.reasons.resize(module.reason_codes.size());
    none.knockouts.resize(module.knockouts.size());
    return none;
  }
  std::string header() const { return lines_.header(); }

  // Appends its line to `out`.
  void write(engine::ChainCase& all, std::string& out, PolicyTotals& totals) {
    engine::MemberCase& one = all.members[member_];
    if (engine::reasons_need_amounts(policy_, one.record)) chain_.fill_slots(member_, one);
    std::span<const interp::Slot> slots;
    if (one.has_slots) slots = one.scratch.slots;
    const auto reasons =
        engine::reasons_shown(policy_, engine::reasons_all(policy_, *one.sent, one.record, slots));
    lines_.append(out, one.sent->case_id, one.record, one.admitted.inputs, reasons);
    totals.undecided += lines_.undecided(one.record);
    for (const auto reason : reasons) ++totals.reasons[reason];
    lines_.count_fired(one.record, totals.knockouts);
    if (one.record.output_causes[0] == cause::present && !totals.outcomes.empty())
      ++totals.outcomes[static_cast<std::size_t>(one.record.outputs[0])];
  }

 private:
  const engine::Chain& chain_;
  std::size_t member_;
  const engine::LoadedPolicy& policy_;
  DecisionLines lines_;
};

struct Outputs {
  OutputFile decisions, refused;
  std::vector<OutputFile> needs;  // beside RunOptions::needs_out
  bool failed() const {
    return decisions.failed() || refused.failed() ||
           std::any_of(needs.begin(), needs.end(), [](const OutputFile& file) { return file.failed(); });
  }
};

void add(std::vector<std::uint64_t>& to, const std::vector<std::uint64_t>& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}

void add(PolicyTotals& to, const PolicyTotals& from) {
  to.undecided += from.undecided;
  add(to.outcomes, from.outcomes);
  add(to.reasons, from.reasons);
  add(to.knockouts, from.knockouts);
}

void add(RunTotals& to, const RunTotals& from) {
  add(static_cast<PolicyTotals&>(to), static_cast<const PolicyTotals&>(from));
  to.rows_in += from.rows_in;
  to.rows_out += from.rows_out;
  to.rows_refused += from.rows_refused;
  for (const auto& [code, rows] : from.refused_by_code) to.refused_by_code[code] += rows;
  for (const auto& [tag, rows] : from.refused_by_tag) to.refused_by_tag[tag] += rows;
  for (std::size_t i = 0; i < to.observed.size(); ++i) {
    for (std::size_t k = 0; k < to.observed[i].counts.size(); ++k)
      add(to.observed[i].counts[k], from.observed[i].counts[k]);
    add(to.observed[i].unknown, from.observed[i].unknown);
  }
  for (std::size_t i = 0; i < to.needs.size(); ++i) add(to.needs[i], from.needs[i]);
}

// A thread's share of a run: lines wait until it is the turn of their block.
class Decider : public BlockWorker {
 public:
  Decider(const engine::Chain& chain, const Feed& feed, const RunOptions& options, const CaseSource& source,
          Outputs& out)
      : chain_(chain),
        feed_(feed),
        options_(options),
        reader_(source.reader()),
        out_(out),
        root_(chain, chain.size() - 1),
        needs_lines_(options.needs_out.size()) {
    static_cast<PolicyTotals&>(totals) = root_.totals();
    totals.observed = prepare_observed(feed, totals.outcomes.size());
    for (std::size_t i = 0; i < options.needs_out.size(); ++i) {
      needs_.emplace_back(chain, i);
      totals.needs.push_back(needs_[i].totals());
    }
  }

  void headers() const {
    out_.decisions.write(root_.header());
    out_.refused.write("line,case_id,code,tag,column,cell,message\n");
    for (std::size_t i = 0; i < needs_.size(); ++i) out_.needs[i].write(needs_[i].header());
  }

  void add(const CaseBlock& block) override {
    lines_.clear();
    refused_.clear();
    for (std::string& lines : needs_lines_) lines.clear();
    for (std::size_t row = 0; row < block.size; ++row) add(block, row);
  }
  bool put_out() override {
    out_.decisions.write(lines_);
    out_.refused.write(refused_);
    for (std::size_t i = 0; i < needs_lines_.size(); ++i) out_.needs[i].write(needs_lines_[i]);
    return !out_.failed();  // sync says why
  }

  RunTotals totals;

 private:
  void add(const CaseBlock& block, std::size_t row) {
    ++totals.rows_in;
    if (auto no = decide(block, row)) {
      ++totals.rows_refused;
      ++totals.refused_by_code[no->code];
      if (!no->tag.empty()) ++totals.refused_by_tag[no->tag];
      refused_ += refused_line(*no);
      return;
    }
    for (std::size_t i = 0; i < needs_.size(); ++i)
      if (case_.members[i].decided) needs_[i].write(case_, needs_lines_[i], totals.needs[i]);
    root_.write(case_, lines_, totals);
    ++totals.rows_out;
    observe(block, row);
  }

  std::optional<RefusedRow> decide(const CaseBlock& block, std::size_t row) {
    if (auto no = reader_->read(block, row, 0, sent_)) return no;
    if (const auto no = chain_.decide(options_.engine, sent_, case_))
      return reader_->refused(block, row, sent_, *no);
    return std::nullopt;
  }

  void observe(const CaseBlock& block, std::size_t row) {
    const ir::NativeRecord& record = case_.root().record;
    if (record.output_causes[0] != cause::present || totals.outcomes.empty()) return;
    const auto outcome = static_cast<std::size_t>(record.outputs[0]);
    std::size_t next = 0;
    for (std::size_t i = 0; i < feed_.report.size() && next < totals.observed.size(); ++i) {
      Observed& observed = totals.observed[next];
      if (feed_.report[i].name != observed.column) continue;
      const CellValue value = reader_->report_value(block, row, i);
      if (value.fate == CellValue::Fate::value)
        ++observed.counts[outcome][static_cast<std::size_t>(value.number)];
      else
        ++observed.unknown[outcome];
      ++next;
    }
  }

  const engine::Chain& chain_;
  const Feed& feed_;
  const RunOptions& options_;
  std::unique_ptr<CaseReader> reader_;
  Outputs& out_;
  MemberLines root_;
  std::vector<MemberLines> needs_;
  engine::SentCase sent_;
  engine::ChainCase case_;
  std::string lines_, refused_;  // of the block
  std::vector<std::string> needs_lines_;
};

}  // namespace

Result<RunTotals> run_file(const engine::Chain& chain, const Feed& feed, const RunOptions& options,
                           Diagnostics& diagnostics) {
  const auto start = std::chrono::steady_clock::now();
  if (feed.decision_date.form == DateSource::Form::none && !options.on)
    return Failure{Exit::usage, "no decision date: the feed has no `decision_date`, so --on DATE is needed"};
  auto reader = open_rows(options.data, feed);
  if (!reader) return reader.failure();
  const auto source = feed_source(feed, std::move(*reader), {&chain.door()}, options.on, diagnostics);
  if (!source) return Failure{Exit::input, options.data + ": does not fit the feed `" + feed.name + "`"};
  auto out = OutputFile::create(options.out);
  if (!out) return out.failure();
  auto refused = OutputFile::create(options.refused);
  if (!refused) return refused.failure();
  Outputs files{std::move(*out), std::move(*refused), {}};
  for (const std::string& path : options.needs_out) {
    auto file = OutputFile::create(path);
    if (!file) return file.failure();
    files.needs.push_back(std::move(*file));
  }

  const auto make = [&] { return std::make_unique<Decider>(chain, feed, options, *source, files); };
  const auto whole = make();
  whole->headers();
  const auto workers = run_blocks(*source, {options.threads, options.progress}, make);
  if (!workers) return workers.failure();
  RunTotals& totals = whole->totals;
  for (const auto& worker : *workers) add(totals, static_cast<const Decider&>(*worker).totals);
  totals.blank_lines = source->blank_lines();
  if (!files.failed() && totals.rows_in != totals.rows_out + totals.rows_refused)
    return Failure{Exit::internal, "rows were lost: " + std::to_string(totals.rows_in) + " in, " +
                                       std::to_string(totals.rows_out) + " decided, " +
                                       std::to_string(totals.rows_refused) + " refused"};
  // All are safe on disk before any gets its name. Decisions last: whoever finds them may rely on the other
  // files being there.
  std::vector<OutputFile*> all{&files.refused};
  for (OutputFile& file : files.needs) all.push_back(&file);
  all.push_back(&files.decisions);
  for (OutputFile* file : all)
    if (const Status status = file->sync(); !status) return status.failure();
  for (OutputFile* file : all)
    if (const Status status = file->commit(); !status) return status.failure();
  totals.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return std::move(totals);
}

}  // namespace pol::data
