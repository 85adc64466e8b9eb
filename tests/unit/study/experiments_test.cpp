// Experiments that set one name: told apart within a budget, and never silently.
#include <catch2/catch.hpp>

#include "compiler/study/pipeline.h"
#include "tests/unit/sema/bundle.h"

using namespace pol;

namespace {

std::string trial_of(int number, const std::string& when) {
  return "experiment E" + std::to_string(number) +
         " \"x\" ticket \"T\" from 2026-11-03 until 2026-11-30 split customer_id salt \"s" +
         std::to_string(number) + "\"\n  plain 50%\n  more 50% sets wish " + std::to_string(number) +
         " CNY\n  when " + when + "\nend\n";
}

std::vector<std::string> compiled(const std::string& trials) {
  test::Bundle bundle;
  bundle.write("p.pol", test::limit_head() + "let wish be 10,000 CNY\nlet part be 20% of takings\n" + trials +
                            "brakes on limit start from wish B5 cap 200,000 CNY end\n"
                            "decide outcome approve otherwise end\n"
                            "undecided gives outcome approve, limit 0 CNY because T98\n");
  Sources sources;
  Diagnostics diagnostics;
  study::compile(sources, bundle.path("p.pol"), diagnostics);
  std::vector<std::string> errors;
  for (const auto& d : diagnostics.all())
    if (info(d.code).severity == Severity::error) errors.push_back(one_line(d, sources));
  return errors;
}

}  // namespace

TEST_CASE("forty experiments on one name are compared within a budget, which is told", "[experiments]") {
  // Never two at once, but no test says so by itself.
  std::string trials;
  for (int i = 0; i < 40; ++i)
    trials += trial_of(i, "part + " + std::to_string(i) + " CNY is 1,234.56 CNY and verified");
  const auto errors = compiled(trials);
  REQUIRE(errors.size() == 21);
  for (std::size_t i = 0; i + 1 < errors.size(); ++i) CHECK(errors[i].substr(0, 5) == "E0833");
  std::size_t gave_up = 0;
  for (const auto& error : errors) gave_up += error.find("gave up after 20 pairs") != std::string::npos;
  CHECK(gave_up == 1);
}

TEST_CASE("forty experiments that one test keeps apart are fine", "[experiments]") {
  std::string trials;
  for (int i = 0; i < 40; ++i)
    trials += trial_of(i, "takings from " + std::to_string(i) + " CNY to " + std::to_string(i) + ".99 CNY");
  const auto errors = compiled(trials);
  CHECK(errors == std::vector<std::string>{});
}

TEST_CASE("a pair that meets is told with a case, once for all names it sets", "[experiments]") {
  const auto errors = compiled(trial_of(1, "verified") + trial_of(2, "takings above 4,000,000 CNY"));
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].find("E1 and E2 both set `wish` for some cases. For example: takings ") !=
        std::string::npos);
}
