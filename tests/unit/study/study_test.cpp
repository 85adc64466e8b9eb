// The packs, and what explanations measure. Wrong policies are goldens (tests/golden/check).
#include <catch2/catch.hpp>
#include <filesystem>

#include "compiler/study/examples.h"
#include "compiler/study/prove.h"
#include "runtime/explain/nearest.h"
#include "tests/unit/sema/bundle.h"

namespace fs = std::filesystem;
using namespace pol;

namespace {

struct Studied {
  Sources sources;
  Diagnostics diagnostics;
  study::Compiled compiled;
  study::ExamplesRun examples;
  std::vector<study::ProveResult> proves;

  Studied(const std::string& path, const std::vector<std::string>& roots = {}) {
    study::CompileOptions options;
    options.check.roots = roots;
    compiled = study::compile(sources, path, diagnostics, options);
    if (!compiled.policy) return;
    examples = study::run_examples(compiled, sources, diagnostics);
    study::ProveOptions prove;
    prove.cases = 2'000;
    proves = study::run_proves(compiled, sources, diagnostics, prove);
  }
  std::string text() const {
    std::string all;
    for (const auto& d : diagnostics.all()) all += one_line(d, sources) + "\n";
    return all;
  }
};

}  // namespace

TEST_CASE("the packs are clean and all their examples pass") {
  for (const char* path :
       {"policies/sme/limit.pol", "policies/sme/pricing.pol", "policies/sme/strategy.pol",
        "policies/sme/collections.pol", "policies/sme/earlier/limit_v7.pol", "policies/sba/limit.pol",
        "policies/german/limit.pol", "policies/taiwan/limit.pol", "policies/taiwan/pricing.pol"}) {
    const Studied run((fs::path(POL_SOURCE_DIR) / path).string());
    INFO(path << "\n" << run.text());
    CHECK_FALSE(run.diagnostics.has_errors());
    CHECK(run.examples.results.size() >= 6);
    CHECK(run.examples.passed == run.examples.results.size());
    for (const auto& result : run.proves) CHECK(result.verdict != study::Verdict::refuted);
  }
}

TEST_CASE("a prove line may ask for a tag that the policy does not read") {
  test::Bundle bundle;
  bundle.write("p.pol", R"(language 1
policy strategy p version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai"
  review by 2027-05-01
  tags demo "1"
  reasons demo "1"
  gives outcome one of (approve, refer)
end
decide outcome
  refer when takings below 1,000 CNY
  approve otherwise
end
prove outcome is not refer when score if present above 600
prove outcome is approve when takings at least 1,000 CNY and industry_code is retail
)");
  const Studied run(bundle.path("p.pol"));
  INFO(run.text());
  REQUIRE(run.compiled.policy);
  CHECK(run.compiled.policy->module().inputs.size() == 2);  // the date and what the policy itself reads
  REQUIRE(run.proves.size() == 2);
  CHECK(run.proves[0].verdict == study::Verdict::refuted);
  CHECK(run.proves[1].verdict == study::Verdict::not_proved);
}

TEST_CASE("an example may expect the points and the probability of a card, and is told what they are") {
  test::Bundle bundle;
  bundle.write("p.pol", R"(language 1
policy strategy p version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai"
  review by 2027-05-01
  tags demo "1"
  reasons demo "1"
  gives outcome one of (approve, refer)
end
scorecard card odds 30 to 1 at 600 points, double every 20 points start from 580
  factor score because R01
    | at least 600 || 20 |
    | below 600 || 0 |
    | missing || 5 |
end
decide outcome
  refer when card.pd above 5%
  approve otherwise
end
example "right" given others typical, score 640 expect card.points 600, card.pd 3.2258%, outcome approve end
example "wrong" given others typical, score 500 expect card.points 600, card.pd 3.2258%, outcome approve end
)");
  const Studied run(bundle.path("p.pol"));
  INFO(run.text());
  REQUIRE(run.examples.results.size() == 2);
  CHECK(run.examples.passed == 1);
  CHECK(run.text().find("card.points is 580, expected 600") != std::string::npos);
  CHECK(run.text().find("card.pd is 6.25%, expected 3.2258%") != std::string::npos);
}

TEST_CASE("how near a value is to a limit is measured against the larger of the two, exactly") {
  using explain::relative_distance;
  const auto nearer = [](i128 value_a, i128 limit_a, i128 value_b, i128 limit_b) {
    return relative_distance(value_a, limit_a) < relative_distance(value_b, limit_b);
  };
  CHECK(nearer(701, 560, 0, 90));   // 141 of 701 against 90 of 90
  CHECK(nearer(99, 100, 9, 10));    // one is one, of a hundred or of ten
  CHECK(nearer(5, 5, 99, 100));     // at the limit
  CHECK_FALSE(nearer(0, 0, 5, 5));  // both at it: neither is nearer, the file's order decides
  CHECK_FALSE(nearer(90, 100, 9, 10));
  CHECK_FALSE(nearer(9, 10, 90, 100));
  CHECK(nearer(1, 100, -1, 100));  // on the other side of zero is farther
  CHECK(nearer(-100, -99, -10, -9));
  // Neighbouring fractions that no double tells apart, with terms too large to multiply.
  const i128 large = kInt127Max;
  CHECK(nearer(large - 1, large, large - 3, large - 1));
  CHECK(nearer(large - 1, large, large - 2, large - 1));
  CHECK_FALSE(nearer(large - 2, large - 1, large - 1, large));
}
