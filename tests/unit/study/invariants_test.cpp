// Enforced invariants from the catalogue to the door, to the search of prove lines, and to generated people.
#include "compiler/study/invariants.h"

#include <catch2/catch.hpp>

#include "compiler/study/pipeline.h"
#include "compiler/study/prove.h"
#include "tests/unit/sema/bundle.h"

using namespace pol;

namespace {

std::string catalogue(const std::string& check, const std::string& enforced = "yes") {
  return "catalogue: demo\nversion: \"1\"\nowner: Council\nlanguages: [en]\n"
         "invariants:\n  - {id: I01, text: \"Not more slips than months\", check: \"" +
         check + "\", enforced: " + enforced +
         "}\n"
         "tags:\n"
         "  - {id: slips, en: Slips, type: int, range: \"0..100\", missing: policy, sensitivity: open, "
         "typical: "
         "'2', sample: {uniform: \"0..100\"}}\n"
         "  - {id: months, en: Months, type: int, range: \"0..100\", missing: policy, sensitivity: open, "
         "typical: '6', sample: {uniform: \"0..100\", missing: {no_hit: 20%}}}\n"
         "  - {id: other, en: Other, type: int, range: \"0..100\", missing: policy, sensitivity: open, "
         "typical: "
         "'6'}\n";
}

std::string policy(const std::string& items) {
  return R"(language 1
policy strategy t version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai" review by 2027-05-01
  tags demo "1" reasons demo "1"
  gives way one of (a, b, c)
end
decide way
  c when slips is missing or months is missing
)" + items +
         "  b otherwise\nend\n";
}

struct Compiled {
  test::Bundle bundle;
  Sources sources;
  Diagnostics diagnostics;
  study::Compiled compiled;
  Compiled(const std::string& tags, const std::string& text) {
    bundle.write("tags/demo.yaml", tags).write("t.pol", text);
    compiled = study::compile(sources, bundle.path("t.pol"), diagnostics);
  }
  std::string text() const {
    std::string all;
    for (const auto& d : diagnostics.all()) all += one_line(d, sources) + "\n";
    return all;
  }
};

}  // namespace

TEST_CASE("an enforced invariant is asked where a policy reads all its tags") {
  const std::string both = policy("  a when slips above 3 and months above 3\n");
  Compiled one(catalogue("slips at most months"), both);
  INFO(one.text());
  REQUIRE(one.compiled.policy);
  const ir::Module& module = one.compiled.policy->module();
  REQUIRE(module.invariants.size() == 1);
  CHECK(module.invariants[0].id == "I01");
  CHECK(module.invariants[0].tags.size() == 2);

  Compiled off(catalogue("slips at most months", "no"), both);
  REQUIRE(off.compiled.policy);
  CHECK(off.compiled.policy->module().invariants.empty());
  CHECK(off.compiled.policy->content_hash() != one.compiled.policy->content_hash());

  Compiled third(catalogue("slips at most other"), both);
  REQUIRE(third.compiled.policy);
  CHECK(third.compiled.policy->module().invariants.empty());

  Compiled wrong(catalogue("slips at most monts"), both);
  CHECK_FALSE(wrong.compiled.policy);
  CHECK(wrong.text().find("E0304 tags/demo.yaml, invariant I01:3:15") != std::string::npos);
  Compiled kinds(catalogue("slips + months"), both);
  CHECK_FALSE(kinds.compiled.policy);
}

TEST_CASE("a case that breaks it reaches the policy without those values") {
  Compiled one(catalogue("slips at most months"), policy("  a when slips above 3 and months above 3\n"));
  REQUIRE(one.compiled.policy);
  const ir::Module& module = one.compiled.policy->module();
  engine::SentCase sent;
  sent.decision_date = module.policy.effective;
  sent.tags.resize(module.inputs.size());
  const auto way = [&](int slips, int months) {
    for (std::size_t i = 1; i < module.inputs.size(); ++i) {
      sent.tags[i].state = engine::SentTag::State::value;
      sent.tags[i].number = module.inputs[i].name == "slips" ? slips : months;
    }
    engine::ChainCase out;
    REQUIRE_FALSE(one.compiled.chain->decide(engine::Which::interpreter, sent, out));
    return out.root().record.outputs[0];
  };
  CHECK(way(5, 5) == 0);
  CHECK(way(1, 5) == 1);
  CHECK(way(6, 5) == 2);
}

TEST_CASE("the search of prove lines finds no case that the door would not let in") {
  const auto verdict = [](const std::string& check, const std::string& enforced) {
    Compiled one(catalogue(check, enforced),
                 policy("  a when slips above months\n") + "prove way is not a\n");
    REQUIRE(one.compiled.policy);
    study::ProveOptions options;
    options.cases = 3'000;
    return study::run_proves(one.compiled, one.sources, one.diagnostics, options).at(0).verdict;
  };
  CHECK(verdict("slips at most months", "no") == study::Verdict::refuted);
  CHECK(verdict("slips at most months", "yes") == study::Verdict::not_proved);
}

TEST_CASE("people can be asked whether they keep to it") {
  test::Bundle bundle;
  bundle.write("tags/demo.yaml", catalogue("slips at most months"));
  Sources sources;
  Diagnostics diagnostics;
  const auto file = sources.load(bundle.path("tags/demo.yaml"));
  REQUIRE(file);
  const auto catalog = catalog::read_catalog(sources, *file, diagnostics);
  REQUIRE(catalog);
  const auto asked =
      study::Invariants::make(sources, *catalog, bundle.path("tags/demo.yaml"), std::nullopt, diagnostics);
  REQUIRE(asked);
  std::vector<catalog::Drawn> row(3);
  row[0].number = 5, row[1].number = 5;
  CHECK(asked->broken(row).empty());
  row[0].number = 6;
  CHECK(asked->broken(row) == "I01");
  row[1].missing = cause::no_hit;
  CHECK(asked->broken(row).empty());
}
