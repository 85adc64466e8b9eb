// Definitions: the enum of bare words, places that keep a scale, arms, tables, functions, brakes.
#include "compiler/sema/types.h"
#include "tests/unit/sema/types_support.h"

using namespace pol;
using namespace pol::test;

namespace {

std::vector<std::string> found(const std::string& items) {
  return check_types(items).found();
}
using Found = std::vector<std::string>;

sema::CellBounds cell(const CheckRun& run, std::size_t row, std::size_t column = 0) {
  for (const syntax::Item& item : run.checked->units[0].file->items)
    if (const auto* table = std::get_if<syntax::Table>(&item)) {
      const sema::Meaning* input = run.checked->meaning(0, table->inputs[column].id);
      return sema::cell_bounds(*run.checked, 0, table->rows[row].cells[column],
                               run.checked->symbols[input->symbol].type);
    }
  return {};
}

}  // namespace

TEST_CASE("a written type holds: coarser values are refused, finer places take them") {
  CHECK(shape(check_types("let a money CNY be 100 CNY"), "a") == "money CNY 2 10000..10000");
  CHECK(shape(check_types("let a decimal 4 be lenders * 0.5"), "a") == "decimal 4 4 0..100000");
  CHECK(shape(check_types("let a money CNY to 1 CNY be 5 CNY"), "a") == "money CNY 0 5..5");
  CHECK(found("let a int be lenders * 0.5") == Found{"E0503 4:14"});
  CHECK(found("let a money CNY be debts * 2.5%") == Found{"E0503 4:20"});
  CHECK(found("let a money USD be debts") == Found{"E0401 4:20"});
  CHECK(found("let a money CNY to 1 bp be debts") == Found{"E0502 4:20"});
  CHECK(found("let a colours be red") == Found{"E0304 4:7"});
  CHECK(found("let a int be lenders * 1000000000000000000") == Found{"E0510 4:14"});
}

TEST_CASE("bare words have the one enum in scope that holds them") {
  CHECK(shape(check_types("let a be red"), "a") == "colour 0 0..0");
  CHECK(shape(check_types("let a be first present of (temper, tense)"), "a") == "mood 0 0..1");
  CHECK(shape(check_types("let a one of (x, y) be x"), "a") == "one of (x, y) 0 0..0");
  CHECK(found("let a be blue") == Found{"E0304 4:10"});
  CHECK(found("let a colour be blue") == Found{"E0402 4:17"});
  CHECK(found("segment s red when verified amber otherwise end\nlet a be red") == Found{"E0404 5:5"});
}

TEST_CASE("two written enums with the same values in the same order are one type") {
  CHECK(found("let a one of (x, y) be x\nlet b one of (x, y) be a").empty());
  CHECK(found("let a one of (x, y) be x\nlet b one of (y, x) be a") == Found{"E0401 5:24"});
}

TEST_CASE("a segment is the enum of its results; decide knows a local's enum") {
  const CheckRun run = check_types(
      "segment s low when lenders below 3 high when score at least 600 low otherwise end\n"
      "let a be s is high");
  CHECK(shape(run, "s") == "one of (low, high) 0 0..1 ?");
  CHECK(shape(run, "a") == "bool 0 0..1 ?");
  CHECK(found("segment s 5 when verified high otherwise end") == Found{"E0401 4:11"});
}

TEST_CASE("arms end in one otherwise") {
  CHECK(found("segment s a when verified b when lenders at least 3 end") == Found{"E0701 4:1"});
  CHECK(found("segment s a otherwise b when verified end") == Found{"E0701 4:23"});
}

TEST_CASE("an arm that an arm above takes whole can never be reached") {
  const auto arms = [](const std::string& first, const std::string& second) {
    return found("segment s a when " + first + "\nb when " + second + "\nc otherwise end");
  };
  const Found hidden{"E0702 5:1"};
  CHECK(arms("lenders at least 3", "lenders at least 5") == hidden);
  CHECK(arms("lenders at least 3", "lenders from 5 to 6 and verified") == hidden);
  CHECK(arms("lenders at least 3 or verified", "verified") == hidden);
  CHECK(arms("paint one of (red, green) and verified", "verified and paint is red") == hidden);
  CHECK(arms("share above 50%", "share at least 50.01%") == hidden);
  CHECK(arms("score is present", "score at least 600") == hidden);
  CHECK(arms("not (lenders below 3)", "lenders is 4") == hidden);
  CHECK(arms("lenders at least 5", "lenders at least 3").empty());
  CHECK(arms("lenders at least 3 and verified", "lenders at least 5").empty());
  CHECK(arms("share above 50%", "share at least 50%").empty());
  // A test with `if present` is no for a missing score, so the second arm can still be reached.
  CHECK(arms("not (score if present below 600)", "score at least 650").size() <= 1);
  CHECK(arms("score if present at least 600", "not (score if present below 600)").empty());
  CHECK(found("segment s a when lenders below 5\nb when lenders at least 5\nc when lenders is 7\nd otherwise "
              "end") == Found{"E0702 6:1"});
}

TEST_CASE("an arm of a function is hidden whatever a call hands over, or not at all") {
  const auto arms = [](const std::string& first, const std::string& second) {
    return found("define f(x int, p percent, c colour)\nsegment s a when " + first + "\nb when " + second +
                 "\nd otherwise end\nlet r be s is a\ngive r end");
  };
  const Found hidden{"E0702 6:1"};
  CHECK(arms("x at least 3", "x at least 5") == hidden);
  CHECK(arms("x at least 300", "x from 400 to 500 and p above 5%") == hidden);
  CHECK(arms("p above 50%", "p at least 60%") == hidden);
  CHECK(arms("c is red or c is green", "c is green") == hidden);
  CHECK(arms("x + 1 at least -3", "x + 1 is 5") == hidden);
  CHECK(arms("x at least 5", "x at least 3").empty());
  CHECK(arms("x at least 500", "x below 400").empty());
  CHECK(arms("x at least 500", "x at least 499").empty());
}

TEST_CASE("the leaves of a tree are of one type, their hull at the largest scale") {
  const CheckRun run = check_types(
      "tree a if verified then 5% else if lenders above 3 then 12.5% else 7% end\n"
      "tree b if score above 500 then red else green end\n"
      "tree c if verified then green else paint end\n");
  CHECK(run.found().empty());
  CHECK(shape(run, "a") == "percent 3 50..125");
  CHECK(symbol(run, "b")->type.may_be_missing);
  CHECK(symbol(run, "b")->type.kind == Kind::enumeration);
  CHECK(symbol(run, "c")->type.enum_id == symbol(run, "b")->type.enum_id);
  CHECK(found("tree t\n if verified then 5%\n else 3 end") == Found{"E0401 6:7"});
  CHECK(found("tree t\n if lenders then 5 else 3 end") == Found{"E0401 5:5"});
  CHECK(found("tree t if verified then mauve else ochre end") == Found{"E0404 4:6"});
}

TEST_CASE("E0702: a fork whose answer the forks above have given") {
  const auto tree = [](const std::string& rest) {
    return found("tree t if lenders at least 5 then\n" + rest);
  };
  CHECK(tree("if lenders at least 3 then 1 else 2 else 3 end") == Found{"E0702 5:4"});
  CHECK(tree("if lenders below 4 then 1 else 2 else 3 end") == Found{"E0702 5:4"});
  CHECK(tree("1 else\nif lenders above 6 then 2 else 3 end") == Found{"E0702 6:4"});
  CHECK(tree("if lenders above 6 then 1 else 2 else if lenders above 3 then 3 else 4 end").empty());
}

TEST_CASE("a column is the hull of its rows, at the largest scale") {
  const CheckRun run = check_types(
      "table t | lenders || x | y |\n| 0 to 2 || 5% | red |\n| at least 3 || 12.5% | green | end");
  CHECK(shape(run, "x") == "percent 3 50..125");
  CHECK(shape(run, "y") == "colour 0 0..1");
}

TEST_CASE("cells must suit their column, with constant bounds") {
  const auto row = [](const std::string& input, const std::string& cell) {
    return found("let top be 5\nlet moving be lenders + 1\ntable t | " + input + " || x |\n| " + cell +
                 " || 1 |\nend");
  };
  CHECK(row("lenders", "any").empty());
  CHECK(row("lenders", "0 to top").empty());
  CHECK(row("score", "missing (no_hit), 300 to below 500").empty());
  CHECK(row("temper", "at least calm, missing").empty());
  CHECK(row("county", "\"Suqian\", not (\"A\", \"B\")").empty());
  CHECK(row("lenders", "60%") == Found{"E0401 7:3"});
  CHECK(row("lenders", "0 to moving") == Found{"E0703 7:8"});
  CHECK(row("lenders", "5 to 3") == Found{"E0703 7:3"});
  CHECK(row("paint", "blue") == Found{"E0402 7:3"});
  CHECK(row("paint", "at least red") == Found{"E0401 7:12"});
  CHECK(row("county", "red") == Found{"E0304 7:3"});
  CHECK(row("lenders", "1 | 2") == Found{"E0717 7:1"});
}

TEST_CASE("cells in the units of their column") {
  const CheckRun run = check_types(
      "table t | share || x |\n| above 10% || 1 |\n| 10.005% to below 20.001% || 2 |\n| 5%, not (10%) || 3 "
      "|\nend");
  REQUIRE(run.found().empty());
  CHECK(cell(run, 0).ranges == std::vector<Interval>{{1001, 10000}});
  // Bounds off the grid of basis points move inward.
  CHECK(cell(run, 1).ranges == std::vector<Interval>{{1001, 2000}});
  CHECK(cell(run, 2).ranges == std::vector<Interval>{{0, 999}, {1001, 10000}});

  const CheckRun texts = check_types(
      "table t | county | score || x |\n| not (\"A\", \"B\"), \"A\" | missing (no_hit), stale, 400 || 1 "
      "|\nend");
  REQUIRE(texts.found().empty());
  CHECK(cell(texts, 0).texts_excluded);
  CHECK(cell(texts, 0).texts == std::vector<std::string>{"B"});
  CHECK(cell(texts, 0, 1).missing == (cause::no_hit | cause::stale));
  CHECK(cell(texts, 0, 1).ranges == std::vector<Interval>{{400, 400}});
}

TEST_CASE("a table is never missing where missing cells cover its inputs") {
  CHECK(shape(check_types("table t | score || x |\n| missing || 1 |\n| 300 to 850 || 2 | end"), "x") ==
        "int 0 1..2");
  CHECK(shape(check_types("table t | score || x |\n| 300 to 850 || 2 | end"), "x") == "int 0 2..2 ?");
}

TEST_CASE("functions are checked once and typed at each call") {
  const std::string room =
      "define room(cash_in money CNY, months int)\n  let half be 50% of cash_in\n  give highest of (0 CNY, "
      "months * half)\nend\n";
  CHECK(shape(check_types(room + "let a be room(debts, 6)"), "a") == "money CNY 3 0..15000000000");
  CHECK(shape(check_types(room + "let a be room(cash, lenders)"), "a") == "money CNY 3 0..50000000000 ?");
  CHECK(found(room + "let a be room(debts)") == Found{"E0403 8:10"});
  CHECK(found(room + "let a be room(dollars, 6)") == Found{"E0403 8:15"});
  CHECK(found(room + "let a be room(debts, 0.5)") == Found{"E0403 8:22"});
  CHECK(found("define f(x int) give x + 5% end\nlet a be f(1)") == Found{"E0401 4:24"});
}

TEST_CASE("a list is handed to a function by its name, and may be shorter than the parameter says") {
  const std::string lists =
      "table t hit rule order\n  | lenders || two |\n  | any || 1 |\n  | at least 3 || 2 |\nend\n";
  const auto calls = [&](const std::string& type, const std::string& argument) {
    return found(lists + "define f(x " + type + ") let y be x is present give y end\nlet a be f(" + argument +
                 ")");
  };
  CHECK(calls("up to any 2 of int", "two").empty());
  CHECK(calls("up to any 7 of int", "two").empty());
  CHECK(calls("up to any 1 of int", "two") == Found{"E0403 10:12"});
  CHECK(calls("up to any 2 of percent", "two") == Found{"E0403 10:12"});
  CHECK(calls("2 of int", "two") == Found{"E0403 10:12"});
  CHECK(calls("up to any 2 of int", "lenders") == Found{"E0403 10:12"});
  CHECK(calls("up to any 2 of int", "3") == Found{"E0403 10:12"});
  CHECK(calls("int", "two") == Found{"E0401 10:12"});
  CHECK(
      check_types(lists + "define f(x up to any 1 of int) let y be x includes 1 give y end\nlet a be f(two)")
          .says("`f` takes a list (`up to any 1 of int`) as `x`, but `two` is a list (`up to any 2 of int`). "
                "Let `x` take `up to any 2 of ...`"));
  CHECK(found("define f(x up to any 2 of int) give x + 1 end") == Found{"E0401 4:37"});
  CHECK(found("define f(x up to any 2 of int) let y be x includes 3% give y end") == Found{"E0401 4:52"});
}

TEST_CASE("what is too wide only for a call's arguments is reported at the call") {
  const std::string power = "define wide(x int) give x * x * x * x * x * x * x * x end\n";
  CHECK(found(power + "let a be wide(10)").empty());
  const CheckRun run = check_types(power + "let a be wide(lenders * 1000000)");
  CHECK(run.found() == Found{"E0510 5:10"});
  REQUIRE(!run.diagnostics.empty());
  CHECK(run.diagnostics.all().front().notes.size() == 1);
}

TEST_CASE("chains of functions that call each other twice are typed quickly") {
  std::string items = "define f0(x int) give lowest of (x, 9) end\n";
  for (int i = 1; i < 60; ++i) {
    const std::string below = "f" + std::to_string(i - 1);
    items +=
        "define f" + std::to_string(i) + "(x int) give lowest of (" + below + "(x), " + below + "(x)) end\n";
  }
  CHECK(shape(check_types(items + "let a be f59(lenders)"), "a") == "int 0 0..9");
}

TEST_CASE("brakes and legal steps narrow the interval") {
  const CheckRun run = check_limit(
      "let raw be takings * 10% rounded down to 100 CNY\n"
      "brakes on limit rounded down to 100 CNY start from raw\n"
      "  G1 raise to 3,000 CNY when verified\n  B1 cap 20% of takings because R20\n"
      "  B2 cap 50,000 CNY because R20 when not verified\n  B3 cap 200,000 CNY because R20\nend\n"
      "decide outcome approve otherwise end\n");
  CHECK(run.found().empty());
  CHECK(shape(run, "raw") == "money CNY 0 0..500000");
  CHECK(shape(run, "limit") == "money CNY 2 0..20000000");
}

TEST_CASE("steps must suit what they change") {
  const auto step = [](const std::string& text) {
    return check_limit("brakes on limit start from 10,000 CNY\n" + text +
                       "\nend\ndecide outcome approve otherwise end\n")
        .found();
  };
  CHECK(step("B1 cap 5%") == Found{"E0401 12:8"});
  CHECK(step("B1 becomes 5 CNY") == Found{"E0401 12:1"});
  CHECK(step("B1 cap 2.5% of takings") == Found{"E0503 12:8"});
  CHECK(step("G1 raise by 10 USD") == Found{"E0401 12:13"});
}

TEST_CASE("masks, clauses and given values are values of their place") {
  const std::string rest =
      "brakes on limit start from 10,000 CNY B5 cap 200,000 CNY end\ndecide outcome approve otherwise end\n";
  CHECK(check_limit(rest + "undecided gives outcome maybe, limit 0 CNY because T98").found() ==
        Found{"E0402 13:25"});
  CHECK(check_limit(rest + "undecided gives outcome refer, limit 0 because T98").found() ==
        Found{"E0401 13:38"});
  CHECK(
      check_limit(rest + "example \"x\" given takings 0.005 CNY expect outcome approve end").found().size() ==
      1);
  CHECK(check_limit(rest + "example \"x\" given takings 9,000,000 CNY expect outcome approve end").found() ==
        Found{"E0910 13:27"});
  CHECK(check_limit(rest +
                    "example \"x\" given industry_code mining, others typical expect outcome approve end")
            .found() == Found{"E0402 13:33"});
}

TEST_CASE("prove lines may well be always true; knockouts need a main output") {
  const std::string rest =
      "brakes on limit start from 10,000 CNY B5 cap 200,000 CNY end\ndecide outcome approve otherwise end\n";
  const CheckRun run =
      check_limit(rest + "prove limit at most 200,000 CNY\nprove limit never falls as score rises");
  CHECK(run.found().empty());
  CHECK(!run.says("`limit at most 200,000 CNY` is always true"));
  CHECK(check_limit(rest + "prove limit at most 5%").found() == Found{"E0401 13:13"});
  CHECK(check_limit(rest + "prove verified never falls as score rises").found() == Found{"E0401 13:7"});
  CHECK(found("let a be any decline knockout") == Found{"E0402 4:14"});
}

TEST_CASE("no step acts on a text") {
  const auto text = test::check_limit(test::brakes() +
                                      "decide outcome approve otherwise end\n"
                                      "legal on note start from \"a\" L1 becomes \"b\" source \"x\" end\n"
                                      "let used be note is \"a\"\n");
  CHECK(text.found() == std::vector<std::string>{"E0401 13:30"});
  CHECK(text.says("no step can act on a text"));
}
