// Columnar code: the same records as the interpreter, whatever the length of the batch.
#include <cfenv>

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

}  // namespace
}  // namespace pol::testing
