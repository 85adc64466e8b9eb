// Catalogues: what a good one gives, and what a wrong one is told.
#include <catch2/catch.hpp>

#include "tests/unit/catalog/reading.h"

using namespace pol;
using catalog::Catalog;
using catalog::Tag;
using test::File;

namespace {

const std::string kHead =
    "catalogue: t\nversion: \"1\"\nlanguages: [en]\nenums:\n  stage: [seed, grown]\ntags:\n";

// A catalogue of one tag `x` with the given lines after its label (line 9 on); its diagnostics.
std::string tag_with(const std::string& lines) {
  File file(kHead + "  - id: x\n    en: X\n" + lines);
  catalog::read_catalog(file.sources, file.id, file.diagnostics);
  return file.reported();
}
std::string typed(const std::string& type_range_and_more) {
  return tag_with("    missing: policy\n    sensitivity: open\n    " + type_range_and_more +
                  "\n");  // line 11
}

}  // namespace

TEST_CASE("the packs' catalogues and reasons read without a word") {
  for (const char* path : {"/policies/sme/tags/sme.yaml", "/policies/sba/tags/sba.yaml"}) {
    Sources sources;
    Diagnostics diagnostics;
    const auto file = sources.load(std::string(POL_SOURCE_DIR) + path);
    REQUIRE(file);
    const auto catalog = catalog::read_catalog(sources, *file, diagnostics);
    for (const Diagnostic& d : diagnostics.all()) FAIL_CHECK(one_line(d, sources));
    REQUIRE(catalog);
    CHECK(catalog->tags.size() > 10);
  }
  for (const char* path : {"/policies/sme/reasons/cn_sme.yaml", "/policies/sba/reasons/us_sba.yaml"}) {
    Sources sources;
    Diagnostics diagnostics;
    const auto file = sources.load(std::string(POL_SOURCE_DIR) + path);
    REQUIRE(file);
    const auto reasons = catalog::read_reasons(sources, *file, diagnostics);
    for (const Diagnostic& d : diagnostics.all()) FAIL_CHECK(one_line(d, sources));
    REQUIRE(reasons);
    CHECK(reasons->reasons.size() > 10);
  }
}

TEST_CASE("everything a catalogue can say arrives") {
  File file(R"(catalogue: demo
version: "2026.10"
owner: Tag council
languages: [zh, en]
enums:
  industry: [retail, catering]
  mood: {ordered: [calm, tense], numbers: {calm: 1, tense: 2}}
invariants:
  - {id: I01, text: "Slips not older than the firm", check: "months at most 60", enforced: yes}
tags:
  - id: score
    zh: 信用分
    en: "Credit score"
    type: int
    range: "300..850"
    missing: policy
    causes: [no_hit, suppressed]
    fresh_for: 30 days
    sensitivity: sensitive
    purpose: [limit, price]
    source: {kind: score_model, model: sme-score-7, validated: 2026-06-30}
    typical: '660'
    sample: {normal: {mean: 655, sd: 55}, missing: {no_hit: 8%}, group: {standing: -0.6}}
    actionable: yes
    deprecated: {since: "2026.10", use: mood_now}
  - id: mood_now
    zh: 情绪
    en: Mood
    type: enum mood
    missing: forbid
    sensitivity: monitor_only
    typical: tense
    sample: {choice: [calm, tense]}
    fresh_for: 6 months
)");
  const auto read = catalog::read_catalog(file.sources, file.id, file.diagnostics);
  CHECK(file.reported() == "");
  REQUIRE(read);
  const Catalog& c = *read;
  CHECK(c.name == "demo");
  CHECK(c.version == "2026.10");
  CHECK(c.owner == "Tag council");
  CHECK(c.languages == std::vector<std::string>{"zh", "en"});
  CHECK(c.enums[c.enum_ids.at("mood")].ordered);
  CHECK(c.enum_numbers.at("mood").at("tense") == 2);
  REQUIRE(c.invariants.size() == 1);
  CHECK(c.invariants[0].enforced);
  CHECK(file.sources.slice(c.invariants[0].check_span) == "months at most 60");

  const Tag& score = *c.find("score");
  CHECK(file.sources.slice(score.span) == "score");
  CHECK(score.labels == std::vector<std::string>{"信用分", "Credit score"});
  CHECK(score.type.kind == Kind::number);
  CHECK(score.type.range == Interval{300, 850});
  CHECK(score.type.may_be_missing);
  CHECK_FALSE(score.forbid);
  CHECK(score.causes == (cause::no_hit | cause::suppressed));
  CHECK(score.fresh_days == 30);
  CHECK_FALSE(score.fresh_months);
  CHECK(score.sensitivity == "sensitive");
  CHECK(score.purpose == std::vector<std::string>{"limit", "price"});
  CHECK(score.source_kind == "score_model");
  CHECK(score.source_model == "sme-score-7");
  CHECK(score.source_validated == "2026-06-30");
  CHECK_FALSE(score.typical.missing);
  CHECK(score.typical.number == 660);
  CHECK(score.actionable);
  CHECK(score.deprecated_since == "2026.10");
  CHECK(score.deprecated_use == "mood_now");
  REQUIRE(score.sample);
  CHECK(score.sample->form == catalog::Sample::Form::normal);
  CHECK(score.sample->a == 655);
  CHECK(score.sample->b == 55);
  REQUIRE(score.sample->missing.size() == 1);
  CHECK(score.sample->missing[0].cause == cause::no_hit);
  CHECK(score.sample->missing[0].share == 0.08);
  CHECK(score.sample->group == "standing");
  CHECK(score.sample->correlation == -0.6);

  const Tag& mood = *c.find("mood_now");
  CHECK(mood.forbid);
  CHECK_FALSE(mood.type.may_be_missing);
  CHECK(mood.causes == cause::any_sent);
  CHECK(mood.fresh_months == 6);
  CHECK(mood.typical.number == 1);
  CHECK(mood.type.range == Interval{0, 1});
  CHECK(c.find("moody") == nullptr);
}

TEST_CASE("types with their default grains, ranges and typical values") {
  struct Row {
    const char *type, *range, *typical, *name;
    int scale;
    const char *lo, *hi, *value;
  };
  const Row rows[] = {
      {"int", "-5..5", "'0'", "int", 0, "-5", "5", "0"},
      {"decimal 3", "0..1.5", "'0.250'", "decimal 3", 3, "0", "1500", "250"},
      {"percent", "-100%..500%", "7.2%", "percent", 4, "-10000", "50000", "720"},
      {"rate a year", "0%..36%", "4.50% a year", "rate a year", 4, "0", "3600", "450"},
      {"rate a month", "0%..3%", "30 bp a month", "rate a month", 4, "0", "300", "30"},
      {"money CNY", "0..50000000", "'400,000 CNY'", "money CNY", 2, "0", "5000000000", "40000000"},
      {"money JPY", "0..50000000", "'400,000 JPY'", "money JPY", 0, "0", "50000000", "400000"},
      {"date", "2020-01-01..2099-12-31", "2026-11-01", "date", 0, "18262", "47481", "20758"},
      {"days", "0..3650", "'30 days'", "days", 0, "0", "3650", "30"},
      {"months", "0..600", "'6 months'", "months", 0, "0", "600", "6"},
      {"money CNY to 1 CNY", "0..100", "'7 CNY'", "money CNY", 0, "0", "100", "7"},
      {"percent to 1%", "0%..100%", "7%", "percent", 2, "0", "100", "7"},
      {"rate a year to 1 bp", "0%..10%", "1 bp a year", "rate a year", 4, "0", "1000", "1"},
      {"int to 2 places", "0..1", "'0.5'", "decimal 2", 2, "0", "100", "50"},
  };
  for (const Row& row : rows) {
    INFO(row.type);
    File file(kHead + "  - {id: x, en: X, type: " + row.type + ", range: \"" + row.range +
              "\", missing: policy, sensitivity: open, typical: " + row.typical + "}\n");
    const auto catalog = catalog::read_catalog(file.sources, file.id, file.diagnostics);
    CHECK(file.reported() == "");
    REQUIRE(catalog->tags.size() == 1);
    const Tag& tag = catalog->tags[0];
    CHECK(type_name(tag.type, nullptr) == row.name);
    CHECK(tag.type.scale == row.scale);
    CHECK(to_string(tag.type.range.lo) == row.lo);
    CHECK(to_string(tag.type.range.hi) == row.hi);
    CHECK(to_string(tag.typical.number) == row.value);
  }
}

TEST_CASE("texts, series, written enums") {
  File file(kHead +
            "  - {id: county, en: X, type: text, range: \"2..6 characters\", missing: policy, sensitivity: "
            "open, typical: '\"阜阳\"'}\n"
            "  - {id: inflow, en: X, type: 24 of money CNY, range: \"0..10\", missing: policy, sensitivity: "
            "open, typical: missing}\n"
            "  - {id: size, en: X, type: \"ordered (small, large)\", missing: policy, sensitivity: open, "
            "typical: large}\n"
            "  - {id: phase, en: X, type: \"one of (seed, grown)\", missing: policy, sensitivity: open}\n");
  const auto catalog = catalog::read_catalog(file.sources, file.id, file.diagnostics);
  CHECK(file.reported() == "");
  const Tag& county = *catalog->find("county");
  CHECK(county.min_characters == 2);
  CHECK(county.type.range == Interval{0, 6});
  CHECK(county.typical.text == "阜阳");
  CHECK(catalog->find("inflow")->type.count == 24);
  CHECK(catalog->find("inflow")->typical.missing);
  CHECK(type_name(catalog->find("size")->type, &catalog->enums) == "ordered (small, large)");
  CHECK(catalog->find("phase")->type.enum_id == catalog->enum_ids.at("stage"));
  CHECK(catalog->find("phase")->typical.missing);
}

TEST_CASE("E1001: YAML outside the subset stops the reading") {
  File file("catalogue: &a t\n");
  CHECK_FALSE(catalog::read_catalog(file.sources, file.id, file.diagnostics));
  CHECK(file.reports("E1001 1:12"));
}

TEST_CASE("E1002: a label in every language") {
  File file(
      "catalogue: nolabel\nversion: \"1\"\ntags:\n  - id: x\n    en: \"No Chinese label\"\n    type: int\n   "
      " range: \"0..9\"\n"
      "    missing: forbid\n    sensitivity: open\n    typical: '1'\n");
  catalog::read_catalog(file.sources, file.id, file.diagnostics);
  CHECK(file.reported() ==
        "E1002 4:9 tag `x` has no Chinese label (`zh`). It needs a label in each of the file's languages "
        "(zh, en)");
}

TEST_CASE("E1003: ids") {
  const std::string rest = ", en: X, type: bool, missing: policy, sensitivity: open}\n";
  File file(kHead + "  - {id: a" + rest + "  - {id: B" + rest + "  - {id: a" + rest + "  - {id: 9a" + rest);
  const auto catalog = catalog::read_catalog(file.sources, file.id, file.diagnostics);
  CHECK(file.reported() ==
        "E1003 8:10 `B` cannot be the id of a tag. An id has small letters, digits and `_`, and does not "
        "begin with a digit\n"
        "E1003 9:10 tag `a` stands twice in the catalogue. Give one of them another id\n"
        "E1003 10:10 `9a` cannot be the id of a tag. An id has small letters, digits and `_`, and does not "
        "begin with a digit");
  CHECK(catalog->tags.size() == 1);  // the rest of a policy can be checked
}

TEST_CASE("E1004: ranges") {
  CHECK(typed("type: int") ==
        "E1004 7:9 tag `x` has no `range`. Write the smallest and the largest value that can be true, e.g. "
        "`range: \"0..100\"`");
  CHECK(typed("type: date").substr(0, 9) == "E1004 7:9");
  CHECK(typed("type: money CNY\n    range: \"0..1.005\"") ==
        "E1004 12:12 wrong range of tag `x`: `1.005` is finer than the grain, 0.01 CNY. E.g. `0..1000000`");
  CHECK(typed("type: int\n    range: \"5..1\"") ==
        "E1004 12:12 wrong range of tag `x`: range `5..1` ends before it begins. E.g. `0..100`");
  CHECK(typed("type: int\n    range: \"0-9\"") ==
        "E1004 12:12 wrong range of tag `x`: range `0-9` is not written `lo..hi`. E.g. `0..100`");
  CHECK(typed("type: percent\n    range: \"0..1\"") ==
        "E1004 12:12 wrong range of tag `x`: `0` is not a percentage like 7.2%. E.g. `0%..100%`");
  CHECK(typed("type: money CNY\n    range: \"0..100000000000000000\"") ==
        "E1004 12:12 wrong range of tag `x`: range `0..100000000000000000` does not fit 64 bits at this "
        "grain. E.g. `0..1000000`");
  CHECK(typed("type: text\n    range: \"1..40\"") ==
        "E1004 12:12 wrong range of tag `x`: the range of a text is written `1..40 characters`. E.g. `1..40 "
        "characters`");
  CHECK(typed("type: bool\n    range: \"0..1\"") ==
        "E1004 12:12 wrong range of tag `x`: bool has no range. Leave it out");
  CHECK(typed("type: date\n    range: \"2026-01-01..2026-02-30\"").find("`2026-02-30` is not a date") !=
        std::string::npos);
}

TEST_CASE("E1005: keys that are unknown or lacking") {
  CHECK(tag_with("    type: bool\n    misssing: policy\n    sensitivity: open\n") ==
        "E1005 7:5 tag `x` has no `missing`\nE1005 10:5 unknown key `misssing` of tag `x`. Did you mean "
        "`missing`?");
  CHECK(typed("type: bool\n    source: {model: m}") == "E1005 12:13 `source` of tag `x` has no `kind`");
  File file("catalogue: t\ntag: []\n");
  catalog::read_catalog(file.sources, file.id, file.diagnostics);
  CHECK(file.reported() ==
        "E1005 1:1 the catalogue has no `tags`\nE1005 1:1 the catalogue has no `version`\n"
        "E1005 2:1 unknown key `tag` of the catalogue. Did you mean `tags`?");
}

TEST_CASE("E1006: enums") {
  File file(
      "catalogue: t\nversion: \"1\"\nenums:\n  a: [x, Y, x, mIxed]\n  B: [x]\n  c: []\n  d: {ordered: [u, "
      "v], numbers: {u: 1, v: 1, later: 2}}\n"
      "  e: {values: [u, v], numbers: {u: 1}}\n  f: {numbers: {}}\ntags: []\n");
  catalog::read_catalog(file.sources, file.id, file.diagnostics);
  CHECK(file.reported() ==
        "E1006 4:13 value `x` stands twice in enum `a`. Remove one of the two\n"
        "E1006 4:16 `mIxed` cannot be a value of an enum. A value is written in small or in capital letters, "
        "with digits and `_`\n"
        "E1006 5:3 `B` cannot be the name of an enum. A name has small letters, digits and `_`, and does not "
        "begin with a digit\n"
        "E1006 6:6 enum `c` has no values. Write at least one\n"
        "E1006 7:43 number 1 stands for `u` and for `v`. A number is given once and never used again\n"
        "E1006 7:46 `later` is not a value of enum `d`\n"
        "E1006 8:32 value `v` of enum `e` has no number. Number all values or none\n"
        "E1006 9:3 enum `f` has no values. Write `[a, b]`, `{ordered: [a, b]}` with the lowest first, or "
        "`{values: [a, b]}`");
}

TEST_CASE("E1007: values that do not fit") {
  CHECK(typed("type: monney CNY") == "E1007 11:11 `monney CNY` is not a type. Did you mean `money CNY`?");
  CHECK(typed("type: enum stages") ==
        "E1007 11:11 there is no enum `stages` in this catalogue. Did you mean `enum stage`?");
  CHECK(typed("type: money XXX") == "E1007 11:11 `XXX` is not a currency of ISO 4217");
  CHECK(typed("type: up to any 3 of int").substr(0, 60) ==
        "E1007 11:11 a tag cannot be an `up to any` list; write `N of");
  CHECK(typed("type: 400 of int") == "E1007 11:11 a series has 1 to 366 elements");
  CHECK(typed("type: money CNY to 5 CNY") ==
        "E1007 11:11 grain `5 CNY` of a tag must be one of 1, 0.1, 0.01 and so on");
  CHECK(typed("type: int to 1%") == "E1007 11:11 grain `1%` does not suit int");
  CHECK(typed("type: int\n    range: \"0..9\"\n    typical: '12'") ==
        "E1007 13:14 wrong `typical` of tag `x`: `12` is outside 0 to 9");
  CHECK(typed("type: enum stage\n    typical: grwon") ==
        "E1007 12:14 wrong `typical` of tag `x`: `grwon` is not a value of stage. Did you mean `grown`?");
  CHECK(typed("type: text\n    range: \"1..3 characters\"\n    typical: '\"abcd\"'") ==
        "E1007 13:14 wrong `typical` of tag `x`: `\"abcd\"` has 4 characters, not 1 to 3");
  CHECK(typed("type: bool\n    fresh_for: 30") ==
        "E1007 12:16 `fresh_for` of tag `x` must be a duration, here is `30`. Write e.g. `30 days` or `6 "
        "months`");
  CHECK(typed("type: bool\n    causes: [no_hit, nohit]") ==
        "E1007 12:22 `causes` of tag `x` cannot be `nohit`. Did you mean `no_hit`?");
  CHECK(typed("type: bool\n    purpose: [decline]").substr(0, 61) ==
        "E1007 12:15 `purpose` of tag `x` cannot be `decline`. It is o");
  CHECK(typed("type: bool\n    source: {kind: k, validated: 2026-02-30}").substr(0, 12) == "E1007 12:34 ");
  CHECK(typed("type: bool\n    deprecated: {since: \"1\", use: another}") ==
        "E1007 12:35 there is no tag `another` to use instead");
  CHECK(tag_with("    type: bool\n    missing: forbid\n    sensitivity: opne\n    typical: missing\n") ==
        "E1007 11:18 `sensitivity` of tag `x` cannot be `opne`. Did you mean `open`?\n"
        "E1007 12:14 tag `x` may not be missing, so `missing` cannot be typical. Write a value of its type");
}

TEST_CASE("E1008: samples") {
  const auto number = [](const std::string& sample) {
    return typed("{}\n" == sample ? "" : "type: int\n    range: \"0..9\"\n    sample: " + sample);
  };
  const std::string at = "E1008 13:";
  CHECK(number("{normal: {mean: 5}}") == at + "22 `normal` in `sample` of tag `x` has no `sd`");
  CHECK(number("{normal: {mean: 5, sd: -1}}").find("`sd` in `sample` of tag `x` must not be below 0") !=
        std::string::npos);
  CHECK(number("{normal: {mean: 5%, sd: 1}}")
            .find("`mean` in `sample` of tag `x` must be a number in the tag's unit, here is `5%`") !=
        std::string::npos);
  CHECK(
      number("{lognormal: {median: 0, spread: 1}}").find("`median` in `sample` of tag `x` must be above 0") !=
      std::string::npos);
  CHECK(number("{gamma: {shape: 0, scale: 1}}").find("`shape`") != std::string::npos);
  CHECK(number("{normal: {mean: 5, sd: 1}, uniform: \"1..2\"}")
            .find("has two distributions, `uniform` and `normal`") != std::string::npos);
  CHECK(number("{uniform: \"3..2\"}").find("`uniform` in `sample` of tag `x` is written `lo..hi`") !=
        std::string::npos);
  CHECK(number("{choice: {1: 2, 12: 1}}").find("`12` is outside 0 to 9") != std::string::npos);
  CHECK(number("{choice: {1: 0}}").find("has no value with a weight above 0") != std::string::npos);
  CHECK(number("{choice: {1: -1}}").find("the weight of `1` must be a number, not below 0") !=
        std::string::npos);
  CHECK(number("{constant: 3, missing: {no_hit: 60%, stale: 41%}}").find("are more than 100%") !=
        std::string::npos);
  CHECK(number("{constant: 3, missing: {nohit: 6%}}").find("`nohit` is not a cause") != std::string::npos);
  CHECK(number("{constant: 3, missing: {no_hit: 0.06}}").find("must be a percentage like 8%") !=
        std::string::npos);
  CHECK(number("{constant: 3, group: {g: 1.2}}").find("must be from -1 to 1") != std::string::npos);
  CHECK(number("{constant: 3, group: {g: 0.1, h: 0.1}}").find("with one name") != std::string::npos);
  CHECK(number("{sequence: \"{1}\"}").find("`sequence` is for texts, tag `x` is int") != std::string::npos);
  for (const char* form : {"5", "C-00001", "C-{}", "C-{1a}", "C-}1{", "{1}{2}", "{1234567890}"}) {
    INFO(form);
    CHECK(typed("type: text\n    range: \"1..20 characters\"\n    sample: {sequence: \"" + std::string(form) +
                "\"}")
              .find("`sequence` in `sample` of tag `x` is written with the first number in braces") !=
          std::string::npos);
  }
  CHECK(typed("type: text\n    range: \"1..11 characters\"\n    sample: {sequence: \"C-{00001}\"}")
            .find("makes ids of 12 characters, which is outside the range of the tag") != std::string::npos);
  CHECK(number("{normall: {mean: 5, sd: 1}}").find("unknown key `normall`") != std::string::npos);
  CHECK(typed("type: bool\n    sample: {normal: {mean: 5, sd: 1}}")
            .find("`normal` is for numbers, tag `x` is bool") != std::string::npos);
  CHECK(typed("type: 3 of int\n    range: \"0..9\"\n    sample: {constant: 12}").find("12") !=
        std::string::npos);
  CHECK(typed("type: int\n    range: \"0..9\"\n    causes: [no_hit]\n    sample: {constant: 1, missing: "
              "{not_asked: 5%}}")
            .find("`causes` of tag `x` does not allow `not_asked`") != std::string::npos);
}

TEST_CASE("invariants and languages") {
  File file(
      "catalogue: t\nversion: \"1\"\nlanguages: [en, en, English]\ninvariants:\n  - {id: I01, text: t, "
      "check: c}\n  - {id: I01, text: t, check: c}\n"
      "  - {id: i, text: t, check: c}\n  - {id: I02, text: t, enforced: perhaps}\ntags: []\n");
  catalog::read_catalog(file.sources, file.id, file.diagnostics);
  CHECK(file.reports("E1007 3:17 `en` cannot be a language here"));
  CHECK(file.reports("E1007 3:21 `English` cannot be a language here"));
  CHECK(file.reports("E1003 6:10 `I01` stands twice among the invariants"));
  CHECK(file.reports("E1003 7:10 `i` cannot be the id of an invariant"));
  CHECK(file.reports("E1005 8:5 an invariant has no `check`"));
  CHECK(file.reports("E1007 8:34 `enforced` of an invariant cannot be `perhaps`"));
}

TEST_CASE("reasons: everything arrives") {
  File file(R"(reasons: demo
version: "14"
languages: [zh, en]
most_shown: 4
codes:
  - {code: R04, internal: "Score below 560", zh: 信用记录评分不足, en: "Not yet.", used_for: [decline, limit]}
)");
  const auto read = catalog::read_reasons(file.sources, file.id, file.diagnostics);
  CHECK(file.reported() == "");
  REQUIRE(read);
  CHECK(read->name == "demo");
  CHECK(read->most_shown == 4);
  const catalog::Reason* reason = read->find("R04");
  REQUIRE(reason);
  CHECK(reason->internal == "Score below 560");
  CHECK(reason->texts == std::vector<std::string>{"信用记录评分不足", "Not yet."});
  CHECK(reason->used_for == std::vector<std::string>{"decline", "limit"});
  CHECK(read->find("R05") == nullptr);
}

TEST_CASE("E1010 and its neighbours: reasons that lack something") {
  File file(R"(reasons: demo
version: "14"
most_shown: 0
codes:
  - {code: R01, internal: "a", zh: 甲, used_for: [decline]}
  - {code: R02, zh: 甲, en: a, used_for: [reject]}
  - {code: R02, internal: a, zh: 甲, en: "", used_for: []}
  - {code: r3, internal: a, zh: 甲, en: a}
)");
  catalog::read_reasons(file.sources, file.id, file.diagnostics);
  CHECK(file.reported() ==
        "E1007 3:13 `most_shown` must be a whole number from 1 to 1000, here is `0`\n"
        "E1010 5:12 reason `R01` has no English text (`en`). It needs a text in each of the file's languages "
        "(zh, en)\n"
        "E1010 6:5 reason `R02` has no `internal`\n"
        "E1007 6:42 `used_for` of reason `R02` cannot be `reject`. It is one of: decline, refer, limit, "
        "price, strategy, care\n"
        "E1003 7:12 reason `R02` stands twice. Give one of them another code\n"
        "E1010 7:41 reason `R02` has no English text (`en`). It needs a text in each of the file's languages "
        "(zh, en)\n"
        "E1007 7:55 `used_for` of reason `R02` is empty. Name at least one use\n"
        "E1005 8:5 reason `r3` has no `used_for`\n"
        "E1003 8:12 `r3` cannot be the code of a reason. A code has capital letters, digits and `_`, and "
        "begins with a letter");
}
