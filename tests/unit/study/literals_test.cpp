#include "compiler/study/literals.h"

#include <catch2/catch.hpp>

#include "compiler/syntax/parse.h"

using namespace pol;
using namespace pol::study;

namespace {

struct Read {
  Sources sources;
  std::unique_ptr<syntax::File> file;
  std::vector<Literal> all;
  explicit Read(const std::string& items) {
    const FileId id =
        sources.add("p.pol", "language 1\nlibrary t version 7 owner \"T\" tags demo \"1\" end\n" + items);
    Diagnostics diagnostics;
    syntax::Parsed parsed = syntax::parse(sources, id, diagnostics);
    REQUIRE_FALSE(diagnostics.has_errors());
    file = std::move(parsed.file);
    all = literals(*file, sources);
  }
  std::string listed() const {
    std::string text;
    for (const Literal& one : all) text += (text.empty() ? "" : ", ") + one.address + " " + one.text;
    return text;
  }
  std::string found(const std::string& address) const {
    const auto one = find_literal(all, address, sources);
    return one ? (*one)->part + ": " + (*one)->text : one.failure().message;
  }
};

const std::string kItems =
    "knockouts\n  K04 decline because R04 when score below 560\n  K05 decline because R05 when (score below "
    "600 "
    "and months below 90 days)\nend\nlet room be 40% of 10,000 CNY\ntable share hit first\n  | score || "
    "share |\n"
    "  | below 600 || 5% |\n  | any || 6% |\nend\nprove share at most 7%\n";

}  // namespace

TEST_CASE("numbers of a policy have addresses, those of the head and of proofs have none") {
  const Read read(kItems);
  CHECK(read.listed() ==
        "K04 560, K05#1 600, K05#2 90 days, room#1 40%, room#2 10,000 CNY, share#1 600, share#2 5%, share#3 "
        "6%");
}

TEST_CASE("a number is found by its address or its place") {
  const Read read(kItems);
  CHECK(read.found("K04") == "knockout K04: 560");
  CHECK(read.found("share#2") == "table share: 5%");
  CHECK(read.found("4:44") == "knockout K04: 560");
  CHECK(read.found("p.pol:4:46") == "knockout K04: 560");
  CHECK(read.found("share") == "table share: 600");
  CHECK(read.found("K04#1") == "knockout K04: 560");
  CHECK(read.found("share#4") ==
        "--over share#4: which number? share#1 (600 at 10:11), share#2 (5% at 10:18), share#3 (6% at 11:12)");
  CHECK(read.found("4:3") == "--over 4:3: no number stands there; in that line: K04 (560 at 4:44)");
  CHECK(read.found("1:1") == "--over 1:1: no number stands in that line");
  CHECK(read.found("K05#3") == "--over K05#3: which number? K05#1 (600 at 5:45), K05#2 (90 days at 5:66)");
  CHECK(read.found("rooom#1") == "--over rooom#1: no number has this address; did you mean `room#1`?");
}

TEST_CASE("another number takes its place in the text") {
  const Read read(kItems);
  const auto put = [&](const std::string& address, const std::string& value) {
    const auto one = find_literal(read.all, address, read.sources);
    const auto number = parse_literal(value);
    REQUIRE(one);
    REQUIRE(number);
    return with_literal(**one, number->number, number->type, read.sources);
  };
  CHECK(put("K04", "580").find("score below 580\n  K05") != std::string::npos);
  CHECK(put("K05#2", "60 days").find("months below 60 days)") != std::string::npos);
  CHECK_THAT(put("share#2", "8%"), Catch::Matchers::Contains("|| 8.00% |\n  | any || 6%"));
  CHECK(put("room#2", "12,345.67 CNY").find("40% of 12345.67 CNY\n") != std::string::npos);
}
