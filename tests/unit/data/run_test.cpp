#include "runtime/data/run.h"

#include <catch2/catch.hpp>

#include "runtime/data/feed_check.h"
#include "runtime/data/seen_ids.h"
#include "tests/unit/data/scratch.h"
#include "tests/unit/ir/sample_module.h"

using namespace pol;
using namespace pol::data;
using pol::data::testing::Scratch;

namespace {

using CellFate = CellValue::Fate;

// The tags that the sample module reads.
constexpr const char* kCatalogue = R"(catalogue: demo
version: "2026.10"
owner: Tests
languages: [en]
tags:
  - {id: score, en: "Score", type: int, range: "300..850", missing: policy, causes: [no_hit, suppressed], fresh_for: 30 days, sensitivity: open, source: {kind: k}}
  - {id: id_verified, en: "Verified", type: bool, missing: forbid, sensitivity: open, source: {kind: k}}
  - {id: ask, en: "Amount", type: money CNY, range: "0..1000000", missing: policy, sensitivity: open, source: {kind: k}}
  - {id: town, en: "Town", type: text, range: "1..10 characters", missing: policy, sensitivity: open, source: {kind: k}}
  - {id: road_closed, en: "Road", type: bool, missing: policy, sensitivity: open, source: {kind: k}}
)";
constexpr const char* kFeed = R"(feed: branch
version: "1"
catalogue: "demo 2026.10"
case_id: id
as_of: decision_date
missing: {"": not_asked, "?": stale, "-1": no_hit}
tags:
  score: {column: fico}
  id_verified: {column: idv, values: {Y: yes, N: no}}
  ask: {column: ask}
  town: {constant: Wuhan}
  road_closed: {constant: no}
report:
  charged_off: {column: status, type: bool, values: {BAD: yes, OK: no}, role: outcome}
)";

struct Setting {
  Scratch scratch;
  Feed feed;
  std::shared_ptr<const engine::LoadedPolicy> policy;
  std::shared_ptr<const engine::Chain> chain;
  RunOptions options;
  Diagnostics diagnostics;

  Setting() {
    Sources sources;
    Diagnostics reading;
    auto catalog = catalog::read_catalog(sources, sources.add("demo.yaml", kCatalogue), reading);
    auto read = catalog ? read_feed(sources, sources.add("feed.yaml", kFeed),
                                    std::make_shared<catalog::Catalog>(std::move(*catalog)), reading)
                        : std::nullopt;
    for (const auto& d : reading.all()) UNSCOPED_INFO(one_line(d, sources));
    REQUIRE(read);
    feed = std::move(*read);
    auto loaded = engine::LoadedPolicy::load(pol::testing::sample_module());
    REQUIRE(loaded);
    policy = std::move(*loaded);
    auto made = engine::Chain::make({policy});
    REQUIRE(made);
    chain = std::move(*made);
    options.out = scratch.path("decisions.csv");
    options.refused = scratch.path("refused.csv");
    options.on = parse_date("2026-11-08");
  }
  Result<RunTotals> run(const std::string& rows) {
    options.data = scratch.put("data.csv", "id,fico,idv,ask,status\n" + rows);
    return run_file(*chain, feed, options, diagnostics);
  }
};

}  // namespace

TEST_CASE("decisions, refused rows and counts of a small file") {
  Setting s;
  const auto totals = s.run(
      "C1,700,Y,4000.00,OK\n"
      "C2,700,N,4000,BAD\n"
      "C3,-1,Y,4000,BAD\n"
      "C4,700,Y,,OK\n"
      "C1,700,Y,4000,OK\n"
      "C5,700,maybe,4000,OK\n"
      "C6,700,Y\n"
      ",700,Y,4000,OK\n"
      "C7,?,Y,4000,OK\n"
      "C8,700,Y,\"4\"000,OK\n"
      "C9,700,Y,\xFF,OK\n"
      "\"C,10\",700,Y,4000,?\n");
  REQUIRE(totals);
  CHECK(s.scratch.get("decisions.csv") ==
        "case_id,status,outcome,limit,reasons,fired,unknown,waived\n"
        "C1,decided,approve,3200.00,R30,0000000000000000,0000000000000000,0000000000000000\n"
        "C2,decided,decline,0.00,R01,0000000000000001,0000000000000000,0000000000000000\n"
        "C3,decided,refer,0.00,R02,0000000000000002,0000000000000000,0000000000000000\n"
        "C4,undecided,,,,0000000000000000,0000000000000000,0000000000000000\n"
        "\"C,10\",decided,approve,3200.00,R30,0000000000000000,0000000000000000,0000000000000000\n");
  CHECK(s.scratch.get("refused.csv") ==
        "line,case_id,code,tag,column,cell,message\n"
        "6,C1,D02,,id,C1,the case id was there before\n"
        "7,C5,I02,id_verified,idv,maybe,id_verified is missing (error) and may not be\n"
        "8,C6,D01,,,,\"3 cells, the header has 5\"\n"
        "9,,D04,,id,,the case id is empty\n"
        "10,C7,I09,score,fico,?,\"score may not be missing because of stale, only of no_hit, suppressed\"\n"
        "11,,D01,,,,text follows a closing quote\n"
        "12,C9,D05,,,,the row is not UTF-8\n");
  CHECK(totals->rows_in == 12);
  CHECK(totals->rows_out == 5);
  CHECK(totals->rows_refused == 7);
  CHECK(totals->undecided == 1);
  CHECK(totals->outcome_names == std::vector<std::string>{"approve", "refer", "decline"});
  CHECK(totals->outcomes == std::vector<std::uint64_t>{2, 1, 1});
  CHECK(totals->knockouts == std::vector<std::uint64_t>{1, 1});
  CHECK(totals->refused_by_code ==
        std::map<std::string, std::uint64_t>{
            {"D01", 2}, {"D02", 1}, {"D04", 1}, {"D05", 1}, {"I02", 1}, {"I09", 1}});
  CHECK(totals->refused_by_tag == std::map<std::string, std::uint64_t>{{"id_verified", 1}, {"score", 1}});
  REQUIRE(totals->observed.size() == 1);
  const Observed& observed = totals->observed[0];
  CHECK(observed.values == std::vector<std::string>{"no", "yes"});
  CHECK(observed.counts == std::vector<std::vector<std::uint64_t>>{{1, 0}, {0, 1}, {0, 1}});
  CHECK(observed.unknown == std::vector<std::uint64_t>{1, 0, 0});
}

TEST_CASE("a file of a header only gives two files of a header only") {
  Setting s;
  const auto totals = s.run("");
  REQUIRE(totals);
  CHECK(totals->rows_in == 0);
  CHECK(s.scratch.get("decisions.csv") == "case_id,status,outcome,limit,reasons,fired,unknown,waived\n");
  CHECK(s.scratch.get("refused.csv") == "line,case_id,code,tag,column,cell,message\n");
}

TEST_CASE("what fails leaves nothing behind") {
  Setting s;
  SECTION("no decision date") {
    s.options.on.reset();
    const auto totals = s.run("C1,700,Y,4000,OK\n");
    REQUIRE(!totals);
    CHECK(totals.failure().exit == Exit::usage);
  }
  SECTION("columns that the feed names are not there") {
    s.options.data = s.scratch.put("data.csv", "id,ficco,idv,ask,status\n");
    const auto totals = run_file(*s.chain, s.feed, s.options, s.diagnostics);
    REQUIRE(!totals);
    CHECK(totals.failure().exit == Exit::input);
    REQUIRE(s.diagnostics.all().size() == 1);
    CHECK(s.diagnostics.all()[0].message == "the data has no column `fico`");
    CHECK(s.diagnostics.all()[0].fix == "Did you mean `ficco`?");
  }
  SECTION("a full disk") {
    s.options.out = "/dev/full";
    const auto totals = s.run("C1,700,Y,4000,OK\n");
    REQUIRE(!totals);
    CHECK(totals.failure().exit == Exit::internal);
  }
  SECTION("a folder that is not there") {
    s.options.refused = s.scratch.path("none/refused.csv");
    CHECK(!s.run("C1,700,Y,4000,OK\n"));
  }
  CHECK_FALSE(s.scratch.has("decisions.csv"));
  CHECK_FALSE(s.scratch.has("decisions.csv.part"));
  CHECK_FALSE(s.scratch.has("refused.csv"));
  CHECK_FALSE(s.scratch.has("refused.csv.part"));
}

TEST_CASE("a row before the policy takes effect is refused") {
  Setting s;
  s.options.on = parse_date("2026-10-31");
  const auto totals = s.run("C1,700,Y,4000,OK\n");
  REQUIRE(totals);
  CHECK(totals->refused_by_code == std::map<std::string, std::uint64_t>{{"I06", 1}});
}

TEST_CASE("feed check tells what maps and what does not, column by column") {
  Setting s;
  const std::string data = s.scratch.put("data.csv",
                                         "id,fico,idv,ask,status,spare\n"
                                         "C1,700,Y,4000.00,OK,\n"
                                         "C2,200,N,1e+05,BAD,\n"
                                         "C3,-1,y,1e+05,BAD,\n"
                                         "C4,700,y,0.001,,\n"
                                         "C4,650,Y,,OK,\n"
                                         "C5,650\n");
  const auto check = check_feed(s.feed, data, s.diagnostics);
  REQUIRE(check);
  CHECK(check->rows == 6);
  CHECK(check->refused == std::map<std::string, std::uint64_t>{{"D01", 1}, {"D02", 1}});
  CHECK(check->constants == std::vector<std::string>{"town", "road_closed"});
  CHECK(check->unused_columns == std::vector<std::string>{"spare"});
  CHECK(check->unlisted_tags.empty());
  REQUIRE(check->columns.size() == 4);
  const ColumnCheck &score = check->columns[0], &verified = check->columns[1], &ask = check->columns[2];
  CHECK(score.count(CellFate::value) == 3);
  CHECK(score.count(CellFate::out_of_range) == 1);
  CHECK(score.causes == std::map<std::string, std::uint64_t>{{"no_hit", 1}});
  CHECK((score.lowest == 650 && score.highest == 700));
  CHECK(verified.count(CellFate::unmapped) == 2);
  CHECK(verified.texts == std::vector<std::pair<std::string, std::uint64_t>>{{"y", 2}});
  CHECK(ask.count(CellFate::unreadable) == 2);
  CHECK(ask.count(CellFate::too_fine) == 1);
  CHECK(check->columns[3].report);
}

TEST_CASE("case ids are remembered, all of them") {
  SeenIds seen;
  for (int i = 0; i < 100000; ++i) REQUIRE(seen.insert("C-" + std::to_string(i)));
  for (int i = 0; i < 100000; i += 97) REQUIRE_FALSE(seen.insert("C-" + std::to_string(i)));
  CHECK(seen.size() == 100000);
}
