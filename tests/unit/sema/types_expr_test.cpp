// Kinds, scales and intervals of expressions (language reference, section 3).
#include "tests/unit/sema/types_support.h"

using namespace pol;
using namespace pol::test;

TEST_CASE("a tag has its catalogue's type and interval") {
  CHECK(shape_of("score") == "int 0 300..850 ?");
  CHECK(shape_of("share") == "percent 4 0..10000");
  CHECK(shape_of("cash") == "money CNY 2 -100000000..500000000 ?");
}

TEST_CASE("literals have the scale of their value without trailing zeros; money its minor unit") {
  CHECK(shape_of("80%") == "percent 1 8..8");
  CHECK(shape_of("65%") == "percent 2 65..65");
  CHECK(shape_of("3.20%") == "percent 3 32..32");
  CHECK(shape_of("0.50") == "decimal 1 1 5..5");
  CHECK(shape_of("1,000 CNY") == "money CNY 2 100000..100000");
}

TEST_CASE("sums take the larger scale, products add the scales") {
  CHECK(shape_of("lenders + 0.5") == "decimal 1 1 5..205");
  CHECK(shape_of("debts - 1 CNY") == "money CNY 2 -100..499999900");
  CHECK(shape_of("debts * 80%") == "money CNY 3 0..4000000000");
  CHECK(shape_of("80% of debts") == "money CNY 3 0..4000000000");
  CHECK(shape_of("2 * share") == "percent 4 0..20000");
  CHECK(shape_of("share * 50%") == "percent 5 0..50000");
  CHECK(shape_of("share * yearly") == "rate a year 8 0..36000000");
  CHECK(shape_of("-cash") == "money CNY 2 -500000000..100000000 ?");
}

TEST_CASE("dates move by days and by months") {
  CHECK(shape_of("2026-01-31 + 1 months") == shape_of("2026-02-28"));
  CHECK(shape_of("2026-01-31 + 1 days") == shape_of("2026-02-01"));
  CHECK(shape_of("late + 30 days") == "days 0 30..2030");
  CHECK(shape_of("days_from(born, 2026-12-31)") == "days 0 0..46385");
}

TEST_CASE("rounding gives the scale of the grain") {
  CHECK(shape_of("debts * 80% rounded down to 1 CNY") == "money CNY 0 0..4000000");
  CHECK(shape_of("debts rounded down to 100 CNY") == "money CNY 0 0..5000000");
  CHECK(shape_of("yearly + 0.035% a year rounded half even to 5 bp") == "rate a year 4 5..3605");
  CHECK(shape_of("lenders * 0.125 rounded up to 1 places") == "decimal 1 1 0..25");
}

TEST_CASE("one division stands directly under its rounding") {
  CHECK(shape_of("(debts / 12) rounded down to 1 CNY") == "money CNY 0 0..416666");
  CHECK(shape_of("debts / 50,000 CNY rounded half up to 2 places") == "decimal 2 2 0..10000");
  CHECK(shape_of("debts / 50,000 CNY rounded half up to 1 bp") == "percent 4 0..1000000");
  CHECK(shape_of("debts / (lenders + 1) rounded down to 1 CNY") == "money CNY 0 0..5000000");
  // The divisor may be 0: the result may be missing by a computed error.
  CHECK(shape_of("debts / lenders rounded down to 1 CNY") == "money CNY 0 0..5000000 ?");
  CHECK(shape_of("average of (debts, 100 CNY, 200 CNY) rounded down to 1 CNY") == "money CNY 0 100..1666766");
}

TEST_CASE("folds of lists") {
  CHECK(shape_of("lowest of (debts, 100 CNY)") == "money CNY 2 0..10000");
  CHECK(shape_of("highest of (0 CNY, cash)") == "money CNY 2 0..500000000 ?");
  CHECK(shape_of("sum of (1, 2.5, lenders)") == "decimal 1 1 35..235");
  CHECK(shape_of("highest of (calm, temper)") == "mood 0 0..1 ?");
}

TEST_CASE("first present of is missing only if each option may be") {
  CHECK(shape_of("first present of (cash, 0 CNY)") == "money CNY 2 -100000000..500000000");
  CHECK(shape_of("first present of (cash, debts when verified)") == "money CNY 2 -100000000..500000000 ?");
}

TEST_CASE("built-in functions") {
  CHECK(shape_of("per_year(monthly)") == "rate a year 4 0..3600");
  CHECK(shape_of("as_percent(yearly) * debts") == "money CNY 6 0..1800000000000");
  CHECK(shape_of("absolute(cash)") == "money CNY 2 0..500000000 ?");
  CHECK(mistake_in("per_year(yearly)") == "E0403 1");
  CHECK(mistake_in("days_from(born)") == "E0403 1");
}

TEST_CASE("conditions are bools, unknown if an operand may be missing") {
  CHECK(shape_of("lenders at least 3") == "bool 0 0..1");
  CHECK(shape_of("score at least 600") == "bool 0 0..1 ?");
  CHECK(shape_of("score if present at least 600") == "bool 0 0..1");
  CHECK(shape_of("score is missing") == "bool 0 0..1");
  CHECK(shape_of("verified and score at least 600") == "bool 0 0..1 ?");
  CHECK(shape_of("county starts with \"Su\"") == "bool 0 0..1");
  CHECK(shape_of("lenders from 2 to 5") == "bool 0 0..1");
}

TEST_CASE("kinds that do not go together: E0401 at the operator") {
  CHECK(mistake_in("score at least 60%") == "E0401 7");
  CHECK(mistake_in("debts + dollars") == "E0401 7");
  CHECK(mistake_in("debts + 5") == "E0401 7");
  CHECK(mistake_in("debts * debts") == "E0401 7");
  CHECK(mistake_in("debts * yearly") == "E0401 7");
  CHECK(mistake_in("paint at least red") == "E0401 7");
  CHECK(mistake_in("verified + 1") == "E0401 10");
  CHECK(mistake_in("county is red") == "E0304 11");
  CHECK(mistake_in("score and verified") == "E0401 1");
  CHECK(mistake_in("first present of (cash, 5)") == "E0401 25");
  CHECK(mistake_in("born - born") == "E0401 6");
}

TEST_CASE("a mistake says what to write instead") {
  CHECK(check_types("let a be score at least 60%").says("Write `at least 600`?"));
  CHECK(check_types("let a be debts at least 2000").says("Write `at least 2000 CNY`?"));
  CHECK(check_types("let a be debts * yearly").says("Write `debts * as_percent(yearly)`"));
  CHECK(check_types("let a be yearly above 2% a month").says("Write `per_year(2% a month)` (24% a year)"));
  CHECK(check_types("let a be paint is \"red\"").says("Write `is red`?"));
  CHECK(check_types("let a be paint is rad").says("Did you mean `red`?"));
  CHECK(check_types("let a be born - born").says("Write `days_from(born, born)`"));
}

TEST_CASE("periods, durations and dates have their own codes") {
  CHECK(mistake_in("yearly above 2% a month") == "E0412 8");
  CHECK(mistake_in("yearly + monthly") == "E0412 8");
  CHECK(mistake_in("late at least 3 months") == "E0413 6");
  CHECK(mistake_in("late + term") == "E0413 6");
  CHECK(mistake_in("born + 30") == "E0414 6");
  CHECK(mistake_in("born above 30") == "E0414 6");
}

TEST_CASE("divisions and grains that do not fit") {
  CHECK(mistake_in("debts / cash") == "E0501 7");
  CHECK(mistake_in("debts / 12 * 5 rounded down to 1 CNY") == "E0501 7");
  CHECK(mistake_in("1 CNY + debts / 12 rounded down to 1 CNY") == "E0501 15");
  CHECK(mistake_in("average of (lenders, 3)") == "E0501 1");
  CHECK(mistake_in("debts * 40% rounded down to 1 bp") == "E0502 29");
  CHECK(mistake_in("debts rounded down to 1 USD") == "E0502 23");
  CHECK(mistake_in("debts / debts rounded down to 1 CNY") == "E0502 31");
  CHECK(check_types("let a be debts / 12 * 5 rounded down to 1 CNY")
            .says("Write `debts * 5 / 12 rounded down to 1 CNY`"));
}

TEST_CASE("what exact arithmetic does not hold is E0510") {
  CHECK(mistake_in("share * 0.1234567890123 * 0.1234567890123 * 0.1234567890123") == "E0510 43");
  CHECK(mistake_in("debts * 1000000000000000 * 1000000000000000") == "E0510 26");
}

TEST_CASE("warnings for what changes nothing") {
  CHECK(mistake_in("lenders rounded down to 2 places") == "W0902 9");
  CHECK(mistake_in("debts rounded down to 0.01 CNY") == "W0902 7");
  CHECK(mistake_in("debts rounded down to 0.50 CNY") == "none");
  CHECK(mistake_in("score at least 300") == "W0903 1");
  CHECK(mistake_in("score above 850") == "W0903 1");
  CHECK(mistake_in("lenders is missing") == "W0903 1");
  CHECK(mistake_in("paint one of (red, green)") == "W0903 1");
  CHECK(mistake_in("lowest of (score)") == "W0909 11");
}

TEST_CASE("deep nesting is typed once a node") {
  std::string expr = "lenders";
  for (int i = 0; i < 60; ++i) expr = "highest of (" + expr + ", 1)";
  CHECK(shape_of(expr) == "int 0 1..20");
}

TEST_CASE("a division that can only be by 0 has its own error") {
  CHECK(check_library("let a be (takings / 0 rounded down to 1 CNY)\n").found() ==
        std::vector<std::string>{"E0504 3:21"});
  CHECK(check_library("let none be 0\nlet a be (takings / none rounded down to 1 CNY)\n").found() ==
        std::vector<std::string>{"E0504 4:21"});
  CHECK(check_library("let a be (takings / 0 CNY rounded down to 2 places)\n").found() ==
        std::vector<std::string>{"E0504 3:21"});
  CHECK(check_library("let a be (takings / old_score rounded down to 1 CNY)\n").found().empty());
}
