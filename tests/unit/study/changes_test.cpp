#include "compiler/study/changes.h"

#include <catch2/catch.hpp>

#include "compiler/syntax/parse.h"

using namespace pol;
using study::Change;

namespace {

const std::string kHead = R"(language 1
policy limit p version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai"
  review by 2027-05-01
  tags demo "1" reasons demo "1"
  gives outcome one of (approve, decline)
end
)";
const std::string kOld = kHead + R"(let room be 40% of cash
knockouts
  K01 decline because R01 when score below 560
  K02 decline because R02 when lenders at least 6  -- a remark
end
decide outcome
  decline when any decline knockout
  approve otherwise
end
)";

struct Two {
  Sources sources;
  Diagnostics diagnostics;
  std::vector<Change> changes;
  std::string before, after;
  Two(const std::string& old_text, const std::string& new_text) : before(old_text), after(new_text) {
    const auto a = syntax::parse(sources, sources.add("a.pol", old_text), diagnostics);
    const auto b = syntax::parse(sources, sources.add("b.pol", new_text), diagnostics);
    REQUIRE_FALSE(diagnostics.has_errors());
    changes = study::changes(*a.file, before, *b.file, after);
  }
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("layout and comments are no changes") {
  CHECK(Two(kOld, replaced(replaced(kOld, "  -- a remark", ""), "let room be", "let   room\n  be"))
            .changes.empty());
}

TEST_CASE("a changed figure is told, and is taken over alone") {
  const Two two(kOld, replaced(replaced(kOld, "560", "580"), "40%", "45%"));
  REQUIRE(two.changes.size() == 2);
  CHECK(two.changes[0].what == "let room");
  CHECK(two.changes[0].words == "40% becomes 45%");
  CHECK(two.changes[1].what == "knockout K01");
  CHECK(two.changes[1].words == "560 becomes 580");
  CHECK(study::with_change(two.before, two.after, two.changes[0]) == replaced(kOld, "40%", "45%"));
  CHECK(study::with_change(two.before, two.after, two.changes[1]) == replaced(kOld, "560", "580"));
}

TEST_CASE("what is new goes where the new text has it, what is gone goes") {
  const std::string with_third =
      replaced(kOld, "  K02", "  K03 decline because R03 when arrears at least 90 days\n  K02");
  const Two two(kOld, with_third);
  REQUIRE(two.changes.size() == 1);
  CHECK(two.changes[0].form == Change::Form::added);
  CHECK(two.changes[0].what == "knockout K03");
  const std::string alone = study::with_change(two.before, two.after, two.changes[0]);
  CHECK(alone.find("K01") < alone.find("K03"));
  CHECK(alone.find("K03") < alone.find("K02"));

  const Two back(with_third, kOld);
  REQUIRE(back.changes.size() == 1);
  CHECK(back.changes[0].form == Change::Form::removed);
  CHECK(study::with_change(back.before, back.after, back.changes[0]).find("K03") == std::string::npos);
}

TEST_CASE("dates and names of the head decide nothing") {
  const Two two(kOld, replaced(replaced(kOld, "2027-05-01", "2027-06-01"), "version 1\n", "version 2\n"));
  REQUIRE(two.changes.size() == 1);
  CHECK(two.changes[0].what == "review by");
  CHECK_FALSE(two.changes[0].decides);
}
