#include "compiler/population/distribution.h"

#include <catch2/catch.hpp>
#include <random>

using namespace pol::population;

TEST_CASE("sums and quantiles of few values are exact") {
  Distribution d;
  for (const std::int64_t value : {5, 1, 4, 2, 3}) d.add(value);
  d.add(100, 5);
  CHECK(d.count() == 10);
  CHECK(d.sum() == 515);
  CHECK(d.min() == 1);
  CHECK(d.max() == 100);
  CHECK(d.quantile(50, 100) == 5);  // half of the ten are at most 5
  CHECK(d.quantile(51, 100) == 100);
  CHECK(d.quantile(10, 100) == 1);
  CHECK(d.quantile(100, 100) == 100);
  CHECK(Distribution().quantile(50, 100) == 0);
}

TEST_CASE("more values than are kept are told within a thousandth, whatever the order and the parts") {
  std::mt19937_64 random(7);
  std::vector<std::int64_t> values;
  for (int i = 0; i < 200'000; ++i)
    values.push_back(static_cast<std::int64_t>(random() % 2'000'000'000) - 500'000'000);
  Distribution whole, parts[3], merged, backwards;
  for (std::size_t i = 0; i < values.size(); ++i) {
    whole.add(values[i]);
    parts[i * i % 3].add(values[i]);
  }
  for (const int part : {2, 0, 1}) merged.merge(parts[part]);
  for (std::size_t i = values.size(); i-- > 0;) backwards.add(values[i]);
  CHECK_FALSE(whole.exact());
  CHECK(merged.sorted() == whole.sorted());
  CHECK(backwards.sorted() == whole.sorted());
  CHECK(merged.sum() == whole.sum());
  std::sort(values.begin(), values.end());
  for (const std::uint64_t percent : {1, 25, 50, 75, 99}) {
    const std::int64_t exact = values[(values.size() * percent + 99) / 100 - 1];
    CHECK(std::abs(static_cast<double>(whole.quantile(percent, 100) - exact)) <=
          std::abs(static_cast<double>(exact)) / 1000 + 1);
  }
}

TEST_CASE("classes hold every value once, and their edges are round") {
  Distribution d;
  for (std::int64_t value = -37; value <= 95; ++value) d.add(value);
  const auto edges = round_edges(d.min(), d.max(), 16);
  CHECK(edges.front() == -40);
  CHECK(edges[1] - edges[0] == 10);
  CHECK(edges.back() > 95);
  const auto classes = d.classes(edges);
  std::uint64_t people = 0;
  for (const std::uint64_t n : classes) people += n;
  CHECK(people == d.count());
  CHECK(classes[0] == 7);   // -37 to -31
  CHECK(classes[4] == 10);  // 0 to 9
  CHECK(round_edges(3, 3, 16) == std::vector<std::int64_t>{3, 4});
}
