// People drawn from a catalogue: repeatable, independent of order, and shaped as the catalogue says. Bounds
// are wide, the seed is fixed: no test here can fail by chance.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "runtime/catalog/sample.h"
#include "tests/unit/catalog/reading.h"

using namespace pol;
using catalog::Catalog;
using catalog::Drawn;
using catalog::Sampler;
using test::File;

namespace {

constexpr int kPeople = 20'000;

const char kCatalogue[] = R"(catalogue: people
version: "1"
languages: [en]
enums:
  stage: [seed, young, grown]
tags:
  - {id: normal, en: X, type: int, range: "300..850", missing: policy, sensitivity: open, sample: {normal: {mean: 655, sd: 55}, missing: {no_hit: 8%, stale: 2%}, group: {standing: 0.8}}}
  - {id: beside, en: X, type: money CNY, range: "0..50000000", missing: policy, sensitivity: open, sample: {lognormal: {median: 400000, spread: 0.5}, group: {standing: 0.8}}}
  - {id: against, en: X, type: percent, range: "0%..100%", missing: policy, sensitivity: open, sample: {beta: {a: 6, b: 2}, group: {standing: -0.8}}}
  - {id: gamma, en: X, type: int, range: "0..600", missing: policy, sensitivity: open, sample: {gamma: {shape: 1.6, scale: 25}}}
  - {id: even, en: X, type: decimal 2, range: "0..100", missing: policy, sensitivity: open, sample: {uniform: "20..30"}}
  - {id: day, en: X, type: date, range: "2020-01-01..2029-12-31", missing: policy, sensitivity: open, sample: {uniform: "2026-01-01..2026-12-31"}}
  - {id: weighted, en: X, type: enum stage, missing: policy, sensitivity: open, sample: {choice: {seed: 20, young: 0, grown: 80}, group: {standing: 0.8}}}
  - {id: flag, en: X, type: bool, missing: forbid, sensitivity: open, sample: {choice: [yes, no]}}
  - {id: county, en: X, type: text, missing: policy, sensitivity: open, sample: {choice: [Fuyang, "Pudong"]}}
  - {id: rate, en: X, type: rate a year, range: "0%..15%", missing: policy, sensitivity: open, sample: {normal: {mean: 4.5, sd: 0.3}}}
  - {id: fixed, en: X, type: rate a year, range: "0%..15%", missing: policy, sensitivity: open, sample: {constant: 3.00% a year}}
  - {id: number, en: X, type: text, range: "1..13 characters", missing: policy, sensitivity: open, sample: {sequence: "C-{00099}x"}}
  - {id: clamped, en: X, type: int, range: "0..10", missing: policy, sensitivity: open, sample: {normal: {mean: 0, sd: 100}}}
  - {id: typical, en: X, type: int, range: "0..10", missing: policy, sensitivity: open, typical: '7'}
  - {id: typical_share, en: X, type: int, range: "0..10", missing: policy, sensitivity: open, typical: '7', sample: {missing: {error: 50%}}}
  - {id: unknown, en: X, type: int, range: "0..10", missing: policy, sensitivity: open, typical: missing}
  - {id: inflow, en: X, type: 3 of int, range: "0..10", missing: policy, sensitivity: open}
)";

struct Population {
  File file{kCatalogue};
  Catalog catalog;
  std::vector<std::vector<Drawn>> rows;
  Population() {
    auto read = catalog::read_catalog(file.sources, file.id, file.diagnostics);
    REQUIRE(file.reported() == "");
    catalog = std::move(*read);
    const Sampler sampler(catalog, 7);
    for (int i = 0; i < kPeople; ++i) rows.push_back(sampler.row(static_cast<std::uint64_t>(i)));
  }
  std::size_t column(std::string_view id) const { return catalog.by_id.find(id)->second; }
  // Present values in the tag's unit.
  std::vector<double> values(std::string_view id) const {
    std::vector<double> out;
    const std::size_t at = column(id);
    for (const auto& row : rows)
      if (!row[at].missing)
        out.push_back(static_cast<double>(row[at].number) / std::pow(10, catalog.tags[at].type.scale));
    return out;
  }
  double mean(std::string_view id) const {
    double sum = 0;
    const std::vector<double> all = values(id);
    for (double value : all) sum += value;
    return sum / static_cast<double>(all.size());
  }
  double median(std::string_view id) const {
    std::vector<double> all = values(id);
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), all.end());
    return all[all.size() / 2];
  }
  double share_missing(std::string_view id, CauseMask cause) const {
    double count = 0;
    for (const auto& row : rows) count += row[column(id)].missing == cause;
    return count / kPeople;
  }
  double correlation(std::string_view one, std::string_view other) const {
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (const auto& row : rows) {
      const Drawn &a = row[column(one)], &b = row[column(other)];
      if (a.missing || b.missing) continue;
      const double u = static_cast<double>(a.number), v = static_cast<double>(b.number);
      ++n, x += u, y += v, xx += u * u, yy += v * v, xy += u * v;
    }
    return (n * xy - x * y) / std::sqrt((n * xx - x * x) * (n * yy - y * y));
  }
};

const Population& people() {
  static const Population population;
  return population;
}

}  // namespace

TEST_CASE("distributions have the shape that is written") {
  const Population& p = people();
  CHECK(p.mean("normal") == Approx(655).margin(3));
  CHECK(p.median("beside") == Approx(400'000).epsilon(0.03));
  CHECK(p.mean("against") == Approx(0.75).margin(0.01));
  CHECK(p.mean("gamma") == Approx(40).margin(1.5));
  CHECK(p.mean("even") == Approx(25).margin(0.15));
  CHECK(p.mean("rate") == Approx(0.045).margin(0.0005));
  CHECK(p.mean("weighted") == Approx(1.6).margin(0.03));  // 80% of index 2
  CHECK(p.mean("flag") == Approx(0.5).margin(0.02));
  CHECK(p.mean("clamped") == Approx(5).margin(0.5));
  CHECK(p.mean("fixed") == Approx(0.03));
  CHECK(p.mean("typical") == 7);
  CHECK(p.mean("typical_share") == 7);
}

TEST_CASE("ids count up with the person, whatever the seed") {
  const Population& p = people();
  const std::size_t at = p.column("number");
  CHECK(p.rows[1][at].text == "C-00099x");
  CHECK(p.rows[2][at].text == "C-00100x");
  CHECK(p.rows[19'999][at].text == "C-20097x");
  const Sampler other(p.catalog, 8);
  CHECK(other.draw(2, at).text == "C-00100x");
  CHECK(other.draw(123'456, at).text == "C-123554x");
}

TEST_CASE("missing shares are those that are written, and independent of the value") {
  const Population& p = people();
  CHECK(p.share_missing("normal", cause::no_hit) == Approx(0.08).margin(0.01));
  CHECK(p.share_missing("normal", cause::stale) == Approx(0.02).margin(0.005));
  CHECK(p.share_missing("typical_share", cause::error) == Approx(0.5).margin(0.02));
  CHECK(p.share_missing("unknown", cause::not_asked) == 1);
  CHECK(p.share_missing("inflow", cause::not_asked) == 1);
  CHECK(p.share_missing("beside", cause::present) == 1);
}

TEST_CASE("tags of one group move together, others do not") {
  const Population& p = people();
  CHECK(p.correlation("normal", "beside") > 0.4);
  CHECK(p.correlation("normal", "against") < -0.4);
  CHECK(p.correlation("normal", "weighted") > 0.25);
  CHECK(std::abs(p.correlation("normal", "gamma")) < 0.03);
  CHECK(std::abs(p.correlation("even", "gamma")) < 0.03);
}

TEST_CASE("values lie on the grain and in the range") {
  const Population& p = people();
  for (const auto& row : p.rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Type& type = p.catalog.tags[i].type;
      if (row[i].missing || type.kind == Kind::text) continue;
      REQUIRE(type.range.contains(row[i].number));
    }
  const std::vector<double> days = p.values("day");
  CHECK(*std::min_element(days.begin(), days.end()) == *parse_date("2026-01-01"));
  CHECK(*std::max_element(days.begin(), days.end()) == *parse_date("2026-12-31"));
  CHECK((p.rows[0][p.column("county")].text == "Fuyang" || p.rows[0][p.column("county")].text == "Pudong"));
  for (const auto& row : p.rows) REQUIRE(row[p.column("weighted")].number != 1);  // weight 0
}

TEST_CASE("a draw depends on seed, person and tag only") {
  const Population& p = people();
  const Sampler again(p.catalog, 7), other(p.catalog, 8);
  int same = 0;
  for (std::uint64_t person : {19'999u, 3u, 500u, 3u}) {
    const std::vector<Drawn> row = again.row(person);
    for (std::size_t i = 0; i < row.size(); ++i) {
      CHECK(row[i].number == p.rows[person][i].number);
      CHECK(row[i].missing == p.rows[person][i].missing);
      CHECK(row[i].text == p.rows[person][i].text);
    }
    same += other.draw(person, p.column("beside")).number == row[p.column("beside")].number;
  }
  CHECK(same == 0);

  // The same tag in another catalogue, at another place.
  File file(
      "catalogue: other\nversion: \"1\"\nlanguages: [en]\ntags:\n"
      "  - {id: even, en: X, type: decimal 2, range: \"0..100\", missing: policy, sensitivity: open, sample: "
      "{uniform: \"20..30\"}}\n");
  const auto small = catalog::read_catalog(file.sources, file.id, file.diagnostics);
  const Sampler alone(*small, 7);
  for (std::uint64_t person = 0; person < 100; ++person)
    CHECK(alone.draw(person, 0).number == p.rows[person][p.column("even")].number);
}
