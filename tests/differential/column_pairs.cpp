#include "tests/differential/column_pairs.h"

#include <fmt/format.h>

#include "runtime/ir/text.h"
#include "tests/support/case_text.h"
#include "tests/support/column_batch.h"
#include "tests/support/shrink.h"

namespace pol::testing {
namespace {

using Cases = std::vector<Case>;

std::vector<ir::NativeRecord> interpret(const ir::Module& module, const Cases& cases) {
  const ir::RecordLayout layout = ir::record_layout(module);
  std::vector<interp::Slot> slots;
  std::vector<ir::NativeRecord> records(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    interp::evaluate(module, cases[i].slots, slots);
    interp::write_record(module, layout, cases[i].slots, slots, records[i]);
  }
  return records;
}

struct Difference {
  std::size_t row = 0;
  std::string what;  // "" if all is the same
};

Difference compare(const ir::Module& module, const engine::NativePolicy& native, const Cases& cases,
                   const std::vector<ir::NativeRecord>& expected, const Shape& shape) {
  const ir::RecordLayout layout = ir::record_layout(module);
  const BuiltBatch built(module, cases, shape);
  engine::OwnedRecords records(module, layout, shape.rows);
  const StrangeArithmetic strange(shape.seed);
  const Status done = native.decide_columns(built.batch(), records.columns());
  if (!strange.kept()) return {0, "the host's floating-point mode was not put back"};
  if (!done) return {0, done.failure().message};
  ir::NativeRecord record;
  for (std::size_t row = 0; row < shape.rows; ++row) {
    records.read(row, record);
    if (records.refused(row)) return {row, "refused"};
    if (!(record == expected[shape.first + row]))
      return {row, fmt::format("interpreter: {}\ncolumns:     {}", show(expected[shape.first + row]),
                               show(record))};
  }
  return {};
}

std::unique_ptr<engine::NativePolicy> compile(const ir::Module& module, engine::Backend& backend,
                                              engine::Level level, std::string& error) {
  engine::NativeOptions options;
  options.scalar = false;
  options.columns = true;
  options.level = level;
  auto native = backend.compile(module, options);
  if (native) return std::move(*native);
  error = native.failure().message;
  return nullptr;
}

// The smallest module that still differs in this case.
void report(const ir::Module& module, const Case& given, engine::Backend& backend, engine::Level level) {
  const auto differs = [&](const ir::Module& candidate) -> std::optional<std::size_t> {
    std::string error;
    const auto native = compile(candidate, backend, level, error);
    if (!native) return std::nullopt;
    Cases one;
    one.push_back(copy_case(candidate, given));
    const auto expected = interpret(candidate, one);
    const BuiltBatch built(candidate, one, {0, 1, 0});
    engine::OwnedRecords records(candidate, ir::record_layout(candidate), 1);
    if (!native->decide_columns(built.batch(), records.columns())) return std::nullopt;
    ir::NativeRecord record;
    records.read(0, record);
    for (std::size_t i = 0; i < record.outputs.size(); ++i)
      if (record.outputs[i] != expected[0].outputs[i] ||
          record.output_causes[i] != expected[0].output_causes[i])
        return i;
    return std::nullopt;
  };
  if (!differs(module)) return;
  const ir::Module small = shrink(module, differs);
  fmt::print("{}\n", ir::print(small));
}

}  // namespace

void column_pairs(const ir::Module& module, std::uint64_t seed, engine::Backend& backend,
                  const PairOptions& options, Counts& counts) {
  CaseSource source(module, seed + 1);
  Cases cases;
  for (std::uint64_t i = 0; i < std::max<std::uint64_t>(options.inputs, 40); ++i)
    cases.push_back(source.next());
  const auto expected = interpret(module, cases);
  for (const engine::Level level : {engine::Level::portable, engine::Level::avx2, engine::Level::avx512}) {
    if (level > engine::best_level()) continue;
    std::string error;
    const auto native = compile(module, backend, level, error);
    if (!native) {
      const std::lock_guard lock(*options.printing);
      fmt::print("REFUSED as columns, {} (seed {}): {}\n", engine::level_name(level), seed, error);
      ++counts.refused;
      return;
    }
    std::uint64_t number = 0;
    for (const std::size_t rows :
         {cases.size(), std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{9},
          std::size_t{15}, std::size_t{16}, std::size_t{17}}) {
      const std::size_t first = (seed + number * 11) % (cases.size() - rows + 1);
      const Difference difference = compare(module, *native, cases, expected, {first, rows, seed + number++});
      counts.column_rows += rows;
      if (difference.what.empty() || ++counts.mismatches > 3) continue;
      const std::lock_guard lock(*options.printing);
      fmt::print("MISMATCH of columns, {} (seed {}), {} rows from {}, row {}\ninput: {}\n{}\n",
                 engine::level_name(level), seed, rows, first, difference.row,
                 show(module, cases[first + difference.row]), difference.what);
      report(module, cases[first + difference.row], backend, level);
    }
  }
}

}  // namespace pol::testing
