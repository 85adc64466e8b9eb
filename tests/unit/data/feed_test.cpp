#include "runtime/data/feed.h"

#include "runtime/data/binding.h"
#include "tests/unit/data/demo.h"

using namespace pol;
using namespace pol::data;
using namespace pol::data::testing;

namespace {

using Lines = std::vector<std::string>;

// What the feed makes of one row, tag by tag: "score 640, turnover missing (no_hit)", or the refusal.
std::string mapped(const std::string& feed_text, const std::vector<std::string>& tags,
                   const std::vector<std::string>& header, const std::vector<std::string>& cells,
                   std::optional<Day> on = Day{20000}) {
  const Feed feed = good_feed(feed_text);
  const ir::Module module = module_reading(tags);
  Diagnostics diagnostics;
  const auto binding = Binding::bind(feed, module, header, diagnostics);
  if (!binding) {
    Sources none;
    return info(diagnostics.all()[0].code).name.data() + (" " + diagnostics.all()[0].message);
  }
  CsvRow row;
  row.line = 2;
  row.cells.assign(cells.begin(), cells.end());
  engine::SentCase sent;
  if (const auto refused = binding->read(row, on, sent)) return refused->code + " " + refused->message;
  std::string text;
  for (std::size_t i = 1; i < module.inputs.size(); ++i) {
    const Type& type = module.types[module.inputs[i].type];
    const engine::SentTag& tag = sent.tags[i];
    text += (i > 1 ? ", " : "") + module.inputs[i].name + " ";
    switch (tag.state) {
      case engine::SentTag::State::absent:
        text += "absent";
        break;
      case engine::SentTag::State::bad:
        text += "error";
        break;
      case engine::SentTag::State::missing:
        text += "missing (" + cause_names(tag.cause) + ")";
        break;
      case engine::SentTag::State::value:
        text += type.kind == Kind::text ? tag.text : format_data(tag.number, type, module.enums);
        break;
    }
    if (tag.as_of) text += " as of " + format_date(*tag.as_of);
  }
  return text;
}

}  // namespace

TEST_CASE("a feed maps columns by name, scale, unit, format and values") {
  const std::string feed =
      "as_of: {column: pulled, format: \"YYYYMMDD\"}\n"
      "missing: {\"\": not_asked, \"NA\": no_hit}\n"
      "tags:\n"
      "  score: {column: fico, missing: {\"-1\": no_hit, \"999\": suppressed}}\n"
      "  turnover: {column: k, scale: 1000, round: half even}\n"
      "  card_use: {column: util, unit: fraction}\n"
      "  verified: {column: idv, values: {Y: yes, N: no}}\n"
      "  industry: {column: naics, first: 2, values: {\"44\": retail, \"72\": catering}, other: error}\n"
      "  opened: {column: since, format: \"DD-Mon-YY\", century: 1950}\n"
      "  county: {constant: Fuyang}\n";
  const Lines tags = {"score", "turnover", "card_use", "verified", "industry", "opened", "county"};
  const Lines header = {"id", "fico", "k", "util", "idv", "naics", "since", "pulled", "unused"};
  CHECK(mapped(feed, tags, header,
               {"C1", "640", "12.345", "0.4", "Y", "722110", "28-Feb-97", "20260101", "x"}) ==
        "score 640 as of 2026-01-01, turnover 12345.00 as of 2026-01-01, card_use 40.00% as of 2026-01-01, "
        "verified yes as of "
        "2026-01-01, industry catering as of 2026-01-01, opened 1997-02-28 as of 2026-01-01, county Fuyang "
        "as of 2026-01-01");
  // Tokens, codes outside the list, a fraction above 1, a year read into the future, an unreadable as-of
  // date.
  CHECK(mapped(feed, tags, header, {"C1", "-1", "NA", "1.5", "1", "0", "28-Feb-49", "yesterday", "x"}) ==
        "score missing (no_hit), turnover missing (no_hit), card_use error, verified error, industry error, "
        "opened error, "
        "county Fuyang");
  // The tag's own tokens replace the feed's.
  CHECK(mapped(feed, {"score", "verified"}, header, {"C1", "", "", "", "", "", "", "", ""}) ==
        "score error, verified missing (not_asked)");
}

TEST_CASE("tags that the feed does not list are absent, columns of unread tags may be") {
  const std::string feed = "tags:\n  score: {column: fico}\n  card_use: {column: util}\n";
  CHECK(mapped(feed, {"score", "opened"}, {"id", "fico"}, {"C1", "640"}) == "score 640, opened absent");
  CHECK(mapped(feed, {"card_use"}, {"id", "fico"}, {"C1", "640"}) == "E1021 the data has no column `util`");
  CHECK(mapped(feed, {"score"}, {"id", "fico", "fico"}, {"C1", "1", "2"}) ==
        "E1021 the data has more than one column `fico`");
  CHECK(mapped(feed, {"score"}, {"fico"}, {"1"}) == "E1021 the data has no column `id`");
}

TEST_CASE("as-of dates: needed by fresh_for, own ones come first") {
  CHECK(mapped("tags:\n  turnover: {column: t}\n", {"turnover"}, {"id", "t"}, {"C1", "5"}) ==
        "E1020 `turnover` has `fresh_for`, and the feed does not say as of when its values are true");
  CHECK(mapped("as_of: decision_date\ntags:\n  turnover: {column: t}\n", {"turnover"}, {"id", "t"},
               {"C1", "5"}, parse_date("2026-11-08")) == "turnover 5.00 as of 2026-11-08");
  CHECK(mapped("as_of: decision_date\ntags:\n  turnover: {column: t, as_of: {constant: 2026-10-01}}\n",
               {"turnover"}, {"id", "t"}, {"C1", "5"}) == "turnover 5.00 as of 2026-10-01");
}

TEST_CASE("a file without ids names its cases by their lines") {
  std::string head = kHead;
  head.replace(head.find("case_id: id"), 11, "case_id: {line: L}");
  const ReadFeed feed = read(head + "tags:\n  score: {column: fico}\n");
  REQUIRE(feed.feed);
  const ir::Module module = module_reading({"score"});
  Diagnostics diagnostics;
  const auto binding = Binding::bind(*feed.feed, module, {"fico"}, diagnostics);
  REQUIRE(binding);
  CsvRow row;
  row.line = 17;
  row.cells = {"640"};
  engine::SentCase sent;
  REQUIRE_FALSE(binding->read(row, Day{20000}, sent));
  CHECK(sent.case_id == "L17");
  row.cells = {"640", "641"};
  const auto refused = binding->read(row, Day{20000}, sent);
  REQUIRE(refused);
  CHECK(refused->code == "D01");
  CHECK(refused->case_id == "L17");

  head.replace(head.find("{line: L}"), 9, "{lines: L}");
  CHECK(read(head + "tags:\n  score: {column: fico}\n").complaints.size() ==
        2);  // `line` is lacking, `lines` unknown
}

TEST_CASE("rows that never reach the door") {
  const std::string feed =
      "decision_date: {column: day, format: \"DD.MM.YYYY\"}\ntags:\n  score: {column: fico}\n";
  const Lines header = {"id", "day", "fico"};
  CHECK(mapped(feed, {"score"}, header, {"C1", "08.11.2026", "640"}) == "score 640");
  CHECK(mapped(feed, {"score"}, header, {"C1", "2026-11-08", "640"}) ==
        "D03 the decision date cannot be read");
  CHECK(mapped(feed, {"score"}, header, {"", "08.11.2026", "640"}) == "D04 the case id is empty");
  CHECK(mapped(feed, {"score"}, header, {"C1", "08.11.2026"}) == "D01 2 cells, the header has 3");
  CHECK(mapped(feed, {"score"}, header, {"C1"}) == "D01 1 cell, the header has 3");
}

TEST_CASE("separators of numbers") {
  const std::string feed =
      "format: {kind: csv, delimiter: \";\", decimal: \",\", thousands: \".\"}\n"
      "as_of: decision_date\ntags:\n  turnover: {column: t}\n";
  CHECK(good_feed(feed).delimiter == ';');
  CHECK(mapped(feed, {"turnover"}, {"id", "t"}, {"C1", "12.345,60"}).substr(0, 17) == "turnover 12345.60");
  CHECK(mapped(feed, {"turnover"}, {"id", "t"}, {"C1", "12.34"}).substr(0, 14) == "turnover error");
}

TEST_CASE("mistakes in a feed are told with line and column, all of them") {
  CHECK(read(std::string(kHead) + "tags:\n"
                                  "  scroe: {column: a}\n"
                                  "  score: {colum: a}\n"
                                  "  industry: {column: b, values: {\"1\": retial}}\n"
                                  "  verified: {column: c, exponent: yes}\n"
                                  "  card_use: {column: d, unit: percent}\n"
                                  "  turnover: {column: e, constant: 5}\n"
                                  "  opened: {column: f, format: \"DD-Mon-YY\"}\n"
                                  "  county: {constant: \"Xiangyang-Fancheng\"}\n"
                                  "  inflow: {columns: [m1, m2]}\n")
            .complaints ==
        Lines{"E1020 6:3 the catalogue has no tag `scroe`. Did you mean `score`?",
              "E1020 7:10 tag `score` needs one of `column`, `columns` and `constant`",
              "E1005 7:11 unknown key `colum` of tag `score`. Did you mean `column`?",
              "E1022 8:39 `retial` is not a value of trade. Did you mean `retail`?",
              "E1022 9:35 `exponent` of tag `verified` of type bool means nothing. It is for numbers",
              "E1007 10:31 `unit` of tag `card_use` cannot be `percent`. It is one of: fraction, %, bp",
              "E1020 11:13 tag `turnover` needs one of `column`, `columns` and `constant`, not several",
              "E1022 12:31 years of two digits need `century`. Say `century: 1950` to read 1950 to 2049",
              "E1022 13:22 `Xiangyang-Fancheng` is too short or too long for tag `county`",
              "E1020 14:21 tag `inflow` is a series of 3, but 2 columns are listed. List one column for each "
              "element, "
              "oldest first"});
}

TEST_CASE("mistakes in the head of a feed") {
  CHECK(read("feed: f\ncatalogue: \"demo 2\"\nformat: {kind: parquet, decimal: \";\"}\ndecision_date: "
             "{constant: 2026-02-30}\n"
             "missing: {\"\": unknown}\nroles: {}\n")
            .complaints ==
        Lines{"E1005 1:1 the feed has no `case_id`", "E1005 1:1 the feed has no `tags`",
              "E1005 1:1 the feed has no `version`",
              "E1020 2:12 the feed is for the catalogue `demo 2`, this one is `demo 1`",
              "E1022 3:34 `decimal` cannot be `;`",
              "E1022 4:27 `2026-02-30` is not a date. Write it as 2026-11-01",
              "E1007 5:15 a cause in the feed cannot be `unknown`. It is one of: not_asked, no_hit, stale, "
              "suppressed, error",
              "E1005 6:1 unknown key `roles` of the feed. Its keys are: feed, version, catalogue, format, "
              "case_id, decision_date, as_of, missing, tags, report"});
}

TEST_CASE("report columns have types and roles, and are read like tags") {
  const Feed feed = good_feed(
      "tags:\n  score: {column: fico}\n"
      "report:\n"
      "  charged_off: {column: status, type: bool, values: {CHGOFF: yes, PIF: no}, role: outcome}\n"
      "  drawn: {column: amount, type: money CNY, role: exposure}\n"
      "  lgd_model: {constant: 45%, type: percent, role: lgd}\n"
      "  region: {column: r, type: \"one of (north, south)\", role: group}\n");
  REQUIRE(feed.report.size() == 4);
  CHECK(feed.report[0].role == Role::outcome);
  CHECK(feed.report[0].rule.read("CHGOFF").number == 1);
  CHECK(feed.report[0].rule.read("").fate == CellValue::Fate::unmapped);
  CHECK(feed.report[1].rule.read("1500.5").number == 150050);
  CHECK(feed.report[2].constant.number == 4500);
  CHECK(feed.report[3].rule.read("south").number == 1);

  CHECK(read(std::string(kHead) + "tags: {}\nreport:\n  a: {column: a, type: money, role: exposure}\n"
                                  "  b: {column: b, type: money CNY, role: outcome}\n  c: {column: c}\n")
            .complaints == Lines{"E1022 7:24 `money` is not a type",
                                 "E1022 8:41 role `outcome` needs a bool or an enum, not money CNY",
                                 "E1005 9:6 report column `c` has no `type`"});
}
