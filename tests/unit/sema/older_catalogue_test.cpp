// A file written for an older version of the catalogue: good as long as what it reads is unchanged.
#include "compiler/sema/older_catalogue.h"

#include <catch2/catch.hpp>

#include "tests/unit/sema/bundle.h"

using namespace pol;
using test::Bundle;
using Lines = std::vector<std::string>;

namespace {

// Version 9 had a narrower score, no tag `town`, two trades and another text for the takings.
std::string catalogue(const std::string& version, const std::string& score, const std::string& trades,
                      const std::string& more = "") {
  return "catalogue: shop\nversion: \"" + version +
         "\"\nowner: Council\nlanguages: [en]\nenums:\n  trade: " + trades +
         "\n  colour: " + (more.empty() ? "[red]" : "[red, blue]") +
         "\ntags:\n  - {id: score, en: \"Score\", type: int, range: \"" + score +
         "\", missing: policy, sensitivity: personal, typical: '600'}\n  - {id: takings, en: \"Takings of " +
         version +
         "\", type: money CNY, range: \"0..5000000\", missing: forbid, sensitivity: open, typical: '300,000 "
         "CNY'}\n  - {id: what, en: \"Trade\", type: enum trade, missing: forbid, sensitivity: open, "
         "typical: "
         "retail}\n" +
         more;
}
const std::string kTown =
    "  - {id: town, en: \"Town\", type: bool, missing: forbid, sensitivity: open, typical: 'yes'}\n";

Lines trade_library(const std::string& items, const std::string& version = "9", bool kept = true) {
  Bundle bundle;
  bundle.write("tags/shop.yaml", catalogue("10", "300..900", "[retail, catering, transport]", kTown));
  if (kept) bundle.write("tags/shop-9.yaml", catalogue("9", "300..850", "[retail, catering]"));
  return bundle
      .check("language 1\nlibrary t version 1 owner \"T\" tags shop \"" + version + "\" end\n" + items)
      .found();
}

}  // namespace

TEST_CASE("versions are ordered by their numbers") {
  using sema::compare_versions;
  CHECK(compare_versions("2026.9", "2026.10") < 0);
  CHECK(compare_versions("2026.10", "2026.9") > 0);
  CHECK(compare_versions("2026.10", "2026.10") == 0);
  CHECK(compare_versions("2026", "2026.1") < 0);
  CHECK(compare_versions("14", "14b") < 0);
  CHECK(compare_versions("1.02", "1.2") == 0);
  CHECK(compare_versions("99999999999999999999", "100000000000000000000") < 0);
}

TEST_CASE("an older version is good for what has not changed since") {
  CHECK(trade_library("let big be takings above 1,000 CNY\n").empty());
  CHECK(trade_library("let good be score above 600\n") == Lines{"E0208 2:41"});
  CHECK(trade_library("let shop be what is retail\n") == Lines{"E0208 2:41"});
  CHECK(trade_library("let here be town\n") == Lines{"E0208 2:41"});
  CHECK(trade_library("define is_big(x money CNY) give x above 1,000 CNY end\n").empty());
  CHECK(trade_library("define is_good(x int) give x above 600 end\nlet good be is_good(score)\n") ==
        Lines{"E0208 2:41"});
}

TEST_CASE("the older file must be there, and be older") {
  CHECK(trade_library("let big be takings above 1,000 CNY\n", "9", false) == Lines{"E1011 2:41"});
  CHECK(trade_library("let big be takings above 1,000 CNY\n", "8") == Lines{"E1011 2:41"});
  CHECK(trade_library("let big be takings above 1,000 CNY\n", "11") == Lines{"E1011 2:41"});
  CHECK(trade_library("let big be takings above 1,000 CNY\n", "10").empty());
}

TEST_CASE("a library may be older than the policy that uses it") {
  const auto run = [](const std::string& items) {
    Bundle bundle;
    bundle.write("tags/shop.yaml", catalogue("10", "300..900", "[retail, catering, transport]", kTown));
    bundle.write("tags/shop-9.yaml", catalogue("9", "300..850", "[retail, catering]"));
    bundle.write("old.pol", "language 1\nlibrary old version 1 owner \"T\" tags shop \"9\" end\n" + items);
    return bundle.check(
        "language 1\nlibrary t version 1 owner \"T\" tags shop \"10\" use (good) from \"old.pol\" version 1 "
        "end\nlet fine be score above 700 and good\n");
  };
  CHECK(run("let good be takings above 1,000 CNY\n").found().empty());
  const auto changed = run("let good be score above 600\n");
  CHECK(changed.found() == Lines{"E0208 old.pol 2:43"});
  CHECK(changed.says("since then the tag `score` has another range"));
}

TEST_CASE("an enforced invariant that changed counts where its tags are read") {
  const auto with = [](const std::string& version, const std::string& check, const char* enforced) {
    return catalogue(version, "300..850", "[retail]") +
           "invariants:\n  - {id: I01, text: \"Takings\", check: \"" + check + "\", enforced: " + enforced +
           "}\n";
  };
  const auto run = [&](const std::string& is, const char* is_enforced, const char* was_enforced,
                       const std::string& items) {
    Bundle bundle;
    bundle.write("tags/shop.yaml", with("10", is, is_enforced));
    bundle.write("tags/shop-9.yaml", with("9", "takings above 10 CNY", was_enforced));
    return bundle.check("language 1\nlibrary t version 1 owner \"T\" tags shop \"9\" end\n" + items);
  };
  const std::string reads = "let big be takings above 1,000 CNY\n", other = "let good be score above 600\n";
  const auto changed = run("takings above 20 CNY", "yes", "yes", reads);
  CHECK(changed.found() == Lines{"E0208 2:41"});
  CHECK(changed.says("since then the enforced invariant `I01` has another condition"));
  CHECK(run("takings above 10 CNY", "yes", "no", reads).says("the enforced invariant `I01` is new"));
  CHECK(run("takings above 10 CNY", "no", "yes", reads)
            .says("the enforced invariant `I01` is no longer enforced"));
  CHECK(run("takings above 10 CNY", "yes", "yes", reads).found().empty());
  CHECK(run("takings above 20 CNY", "no", "no", reads).found().empty());
  CHECK(run("takings above 20 CNY", "yes", "yes", other).found().empty());
}
