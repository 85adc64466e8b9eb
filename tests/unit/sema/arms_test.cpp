#include "compiler/sema/arms.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace pol;
using sema::ArmsAbove;
using sema::Truth;

namespace {

constexpr const char* kOperands[] = {"a", "b", "c"};
constexpr int kMissing = 4;  // values are 0 to 3

Truth fact(const std::string& operand, std::vector<Interval> values) {
  Truth truth;
  truth.fact.operand = operand;
  truth.fact.range = {0, operand.starts_with("presence") ? 1 : 3};
  truth.fact.values = std::move(values);
  return truth;
}

Truth random_truth(std::mt19937& random, int depth) {
  const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
  if (depth == 0 || below(3) == 0) {
    const std::string operand = kOperands[below(3)];
    if (below(6) == 0) return fact("presence " + operand, {Interval{0, 0}});
    const int lo = below(4);
    if (below(4) == 0) return fact(operand, sema::unite({{0, lo / 2}, {lo, 3}}));
    return fact(operand, {Interval{lo, lo + below(static_cast<unsigned>(4 - lo))}});
  }
  Truth truth;
  truth.form = below(2) ? Truth::Form::all : Truth::Form::any;
  for (int i = 0; i < 2 + below(2); ++i) truth.parts.push_back(random_truth(random, depth - 1));
  return truth;
}

bool holds(const Truth& truth, const int (&values)[3]) {
  const auto part = [&](const Truth& one) { return holds(one, values); };
  if (truth.form == Truth::Form::all) return std::all_of(truth.parts.begin(), truth.parts.end(), part);
  if (truth.form == Truth::Form::any) return std::any_of(truth.parts.begin(), truth.parts.end(), part);
  const bool presence = truth.fact.operand.starts_with("presence");
  const int value = values[truth.fact.operand.back() - 'a'];
  if (presence) return value != kMissing;
  return value != kMissing && std::any_of(truth.fact.values.begin(), truth.fact.values.end(),
                                          [&](const Interval& one) { return one.contains(value); });
}

}  // namespace

TEST_CASE("an arm is hidden by the first one above that says as much, or by all that test the same") {
  std::mt19937 random(11);
  std::size_t alone = 0, together = 0, open = 0;
  for (int round = 0; round < 3'000; ++round) {
    ArmsAbove above;
    std::vector<Truth> arms;
    for (int i = 0; i < 7; ++i) {
      const Truth arm = random_truth(random, static_cast<int>(random() % 3));
      const auto first =
          std::find_if(arms.begin(), arms.end(), [&](const Truth& t) { return implies(arm, t); });
      const auto hidden = above.add(arm);
      INFO("round " << round << ", arm " << i);
      // Contradictions are hidden by anything; which arm is named does not matter then.
      bool possible = false, left = false;
      for (int code = 0; code < 125; ++code) {
        const int values[3] = {code % 5, code / 5 % 5, code / 25};
        if (!holds(arm, values)) continue;
        possible = true;
        left =
            left || std::none_of(arms.begin(), arms.end(), [&](const Truth& t) { return holds(t, values); });
      }
      if (hidden) CHECK_FALSE(left);
      if (possible && first != arms.end()) {
        REQUIRE(hidden);
        REQUIRE(hidden->by);
        CHECK(*hidden->by == static_cast<std::size_t>(first - arms.begin()));
      }
      ++(!hidden ? open : hidden->by ? alone : together);
      arms.push_back(arm);
    }
  }
  CHECK(alone > 1'000);
  CHECK(together > 20);
  CHECK(open > 1'000);
}

TEST_CASE("thousands of arms are looked at in no time") {
  ArmsAbove above;
  std::size_t hidden = 0;
  for (int i = 0; i < 20'000; ++i) {
    Truth arm;
    arm.form = Truth::Form::all;
    arm.parts = {fact("a", {Interval{i, i}}), fact("b", {Interval{i % 7, 9}})};
    hidden += above.add(i % 2 ? std::move(arm) : fact("a", {Interval{i, i}})) ? 1 : 0;
  }
  CHECK(hidden == 0);
  CHECK(above.add(fact("a", {Interval{4, 4}}))->by == 4u);
}
