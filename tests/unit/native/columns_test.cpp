// Columnar code: the same records as the interpreter, whatever the length of the batch.
#include <cfenv>

#include "runtime/engine/engine.h"
#include "tests/support/column_engines.h"
#include "tests/unit/native/small_policy.h"

namespace pol::testing {
namespace {

std::vector<Case> draw(const ir::Module& module, std::uint64_t seed, std::size_t count) {
  CaseSource source(module, seed);
  std::vector<Case> cases;
  while (cases.size() < count) cases.push_back(source.next());
  return cases;
}

TEST_CASE("columns of random programs, on each level") {
  const auto whole = native::make_backend(), pieces = native::make_backend({10, 7});
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const ir::Module module = random_program(seed);
    ColumnEngines engines(module, seed % 3 ? *whole : *pieces);
    INFO("seed " << seed);
    REQUIRE(engines.error() == "");
    std::string where;
    const std::size_t differ = engines.differences(draw(module, seed, 70), &where);
    INFO(where);
    CHECK(differ == 0);
  }
}

TEST_CASE("batches of every length around a set of lanes, and of none") {
  const auto backend = native::make_backend();
  const ir::Module module = random_program(4);
  ColumnEngines engines(module, *backend);
  REQUIRE(engines.error() == "");
  for (const std::size_t rows : {0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 511, 512, 513, 1025}) {
    INFO(rows << " rows");
    CHECK(engines.differences(draw(module, rows, rows)) == 0);
  }
}

TEST_CASE("columns of which every row is missing, or none") {
  const auto backend = native::make_backend();
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const ir::Module module = random_program(seed);
    ColumnEngines engines(module, *backend);
    REQUIRE(engines.error() == "");
    for (const bool missing : {true, false}) {
      std::vector<Case> cases;
      CaseSource source(module, seed);
      for (int i = 0; i < 40; ++i) {
        const Case drawn = source.next();
        std::vector<GivenValue> values;
        for (std::size_t k = 0; k < module.inputs.size(); ++k) {
          const Type& type = module.types[module.inputs[k].type];
          GivenValue given;
          given.value = static_cast<std::int64_t>(type.range.lo);
          if (type.kind == Kind::text) given.text = "a";
          if (missing && type.may_be_missing) given.causes = cause::no_hit;
          if (!missing && type.kind != Kind::text && !drawn.inputs.causes[k])
            given.value = drawn.inputs.values[k];
          values.push_back(given);
        }
        cases.push_back(make_case(module, values));
      }
      CHECK(engines.differences(cases) == 0);
    }
  }
}

TEST_CASE("a host's floating-point modes change nothing, and stay") {
  const auto backend = native::make_backend();
  const ir::Module module = random_program(9);
  ColumnEngines engines(module, *backend);
  REQUIRE(engines.error() == "");
  const std::vector<Case> cases = draw(module, 9, 100);
  for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
    std::fesetround(mode);
    const std::size_t differ = engines.differences(cases);
    const int after = std::fegetround();
    std::fesetround(FE_TONEAREST);
    CHECK(differ == 0);
    CHECK(after == mode);
  }
}

// One input, its double and their sum; records of a batch of the given values at the best level.
struct Ranged {
  explicit Ranged(const Type& type) : build(module) {
    module.policy.kind = "limit";
    add("decision_date", kind_type(Kind::date, 20'000, 30'000));
    const ir::Ref x = add("x", type);
    const ir::Ref factor = build.constant(number_type(0, 0), 3'000);
    const ir::Ref product = build.binary(ir::Op::multiply, x, factor);
    const ir::Ref quotient = build.divide(product, build.constant(number_type(0, 0), 7),
                                          build.rounding({RoundingMode::half_even, {1, 0}}), Kind::number);
    ir::Output output;
    output.name = "out";
    output.type = module.insts[quotient].type;
    output.defined = output.masked = output.value = quotient;
    module.outputs = {output};
    const ir::Ref all[] = {quotient};
    module.undecided.undecided = build.over(ir::Op::any_missing, all);
  }
  ir::Ref add(const std::string& name, const Type& type) {
    ir::Input input;
    input.name = name;
    input.forbid = !module.inputs.empty() && !type.may_be_missing;
    input.type = build.type(type);
    module.inputs.push_back(input);
    return build.input(static_cast<std::uint32_t>(module.inputs.size() - 1));
  }
  // "5", "missing:16" or "refused", a value.
  std::vector<std::string> run(const std::vector<std::int64_t>& values) {
    REQUIRE(ir::verify(module).empty());
    const auto backend = native::make_backend();
    ColumnEngines engines(module, *backend);
    REQUIRE(engines.error() == "");
    const std::int64_t date = 20'000;
    engine::ColumnBatch batch{values.size(), std::vector<engine::InputColumn>(2)};
    batch.inputs[0].values = &date;
    batch.inputs[0].constant = true;
    batch.inputs[1].values = values.data();
    engine::OwnedRecords records(module, ir::record_layout(module), values.size());
    REQUIRE(engines.best().decide_columns(batch, records.columns()));
    std::vector<std::string> results;
    ir::NativeRecord record;
    for (std::size_t row = 0; row < values.size(); ++row) {
      records.read(row, record);
      if (records.refused(row))
        results.push_back("refused");
      else if (record.output_causes[0])
        results.push_back("missing:" + std::to_string(record.output_causes[0]));
      else
        results.push_back(std::to_string(record.outputs[0]));
    }
    return results;
  }
  ir::Module module;
  ir::Builder build;
};

using Strings = std::vector<std::string>;

TEST_CASE("the door of columns enforces ranges, and a wider range changes no result inside the old one") {
  const std::vector<std::int64_t> values{-1, 0, 1, 499'999, 500'000, 500'001, INT64_MAX, INT64_MIN, 7, 8, 9};
  Ranged optional(number_type(0, 500'000, 0, true));
  const Strings narrow = optional.run(values);
  CHECK(narrow == Strings{"missing:16", "0", "429", "214285286", "214285714", "missing:16", "missing:16",
                          "missing:16", "3000", "3429", "3857"});
  Ranged needed(number_type(0, 500'000));
  Strings refused = narrow;
  for (std::string& result : refused)
    if (result[0] == 'm') result = "refused";
  CHECK(needed.run(values) == refused);
  // 64 bits, then 128: the lanes get wider, and what was out of range is not.
  Ranged wide(number_type(-1, INT64_C(1) << 50, 0, true)),
      widest(number_type(INT64_MIN, INT64_MAX / 500, 0, true));
  REQUIRE(!fits_i64(widest.module.type_of(widest.module.outputs[0].value).range));
  const Strings in_wide = wide.run(values),
                in_widest = Ranged(number_type(INT64_MIN / 3000, INT64_MAX / 3000, 0, true)).run(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (narrow[i][0] == 'm') continue;
    CHECK(in_wide[i] == narrow[i]);
    CHECK(in_widest[i] == narrow[i]);
  }
  CHECK(in_wide[0] == "-429");
  CHECK(in_wide[5] == "214286143");
  CHECK(in_wide[6] == "missing:16");
}

TEST_CASE("a batch of another shape is refused, and says why") {
  const auto backend = native::make_backend();
  const ir::Module module = random_program(5);
  ColumnEngines engines(module, *backend);
  REQUIRE(engines.error() == "");
  engine::OwnedRecords records(module, ir::record_layout(module), 1);
  engine::ColumnBatch batch{1, std::vector<engine::InputColumn>(module.inputs.size() + 1)};
  CHECK(!engines.best().decide_columns(batch, records.columns()));
  auto scalar = backend->compile(module, {});
  REQUIRE(scalar);
  batch.inputs.pop_back();
  CHECK(!(*scalar)->decide_columns(batch, records.columns()));
}

TEST_CASE("a loaded policy decides columns, or says why it cannot") {
  const auto backend = native::make_backend();
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto policy = engine::LoadedPolicy::load(random_program(seed));
    REQUIRE(policy);
    const ir::Module& module = (*policy)->module();
    const std::vector<Case> cases = draw(module, seed, 20);
    const BuiltBatch built(module, cases, {0, cases.size(), seed});
    engine::OwnedRecords records(module, (*policy)->layout(), cases.size());
    CHECK(!(*policy)->decide_columns(built.batch(), records.columns()));  // no code yet
    REQUIRE((*policy)->compile(*backend, {.scalar = true, .columns = true}));
    const Status done = (*policy)->decide_columns(built.batch(), records.columns());
    REQUIRE(done);
    ir::NativeRecord single = (*policy)->new_record(), row;
    engine::Scratch scratch;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      (*policy)->decide(engine::Which::scalar, cases[i].inputs, single, scratch);
      records.read(i, row);
      CHECK(row == single);
    }
  }
  Ranged text(number_type(0, 9));
  const ir::Ref word = text.add("word", kind_type(Kind::text, 0, 10));
  text.module.outputs[0].type = text.module.insts[word].type;
  text.module.outputs[0].defined = text.module.outputs[0].masked = text.module.outputs[0].value = word;
  auto policy = engine::LoadedPolicy::load(text.module);
  REQUIRE(policy);
  REQUIRE((*policy)->compile(*backend, {.scalar = true, .columns = true}));
  engine::OwnedRecords records(text.module, (*policy)->layout(), 0);
  const Status refused =
      (*policy)->decide_columns({0, std::vector<engine::InputColumn>(3)}, records.columns());
  REQUIRE(!refused);
  CHECK(refused.failure().message == "columns: not supported: an output is a text");
}

}  // namespace
}  // namespace pol::testing
