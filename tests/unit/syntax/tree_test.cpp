// The tree says what the text says: kinds, operands, spans, literals.
#include <catch2/catch.hpp>
#include <set>

#include "syntax_support.h"

namespace pol::syntax {
namespace {

template <class T>
const T& item(const Run& run, std::size_t i = 0) {
  INFO(run.lines());
  REQUIRE(run.parsed.file != nullptr);
  REQUIRE(run.parsed.complete);
  REQUIRE(std::holds_alternative<T>(run.file().items.at(i)));
  return std::get<T>(run.file().items[i]);
}

// The expression as nested words, e.g. (add a (multiply b c)).
std::string shape(const Run& run, const Expr& e) {
  static const char* const names[] = {
      "literal", "ref",      "code",  "each",    "undecided", "negate", "share",  "multiply", "divide",
      "add",     "subtract", "round", "fold",    "count",     "first",  "taken",  "any",      "call",
      "not",     "and",      "or",    "compare", "within",    "member", "prefix", "includes", "presence"};
  if (e.args.empty() && e.conditions.empty()) return run.slice(e.span);
  std::string result = std::string("(") + names[static_cast<int>(e.kind)];
  for (const ExprPtr& arg : e.args) result += " " + shape(run, *arg);
  return result + ")";
}

std::string shape_of(const std::string& expression) {
  const Run run(in_library("let a be " + expression));
  return shape(run, *item<Let>(run).value);
}

}  // namespace

TEST_CASE("precedence") {
  CHECK(shape_of("b + c * d") == "(add b (multiply c d))");
  CHECK(shape_of("b - c - d") == "(subtract (subtract b c) d)");
  CHECK(shape_of("-b * c") == "(multiply (negate b) c)");
  CHECK(shape_of("7.2% of b * c") == "(multiply (share b) c)");
  CHECK(shape_of("b + c / d rounded half up to 2 places") == "(round (add b (divide c d)))");
  CHECK(shape_of("not b and c") == "(and (not b) c)");
  CHECK(shape_of("b at least c + d and e is f") == "(and (compare b (add c d)) (compare e f))");
  CHECK(shape_of("(b or c) and d") == "(and (or b c) d)");
}

TEST_CASE("spans, operators and brackets") {
  const Run run(
      in_library("let a be -- 客户\n  ((b  at\n least 3)) and d if present is not one of (x, Y1, -3)"));
  const Expr& both = *item<Let>(run).value;
  CHECK(run.slice(both.op) == "and");
  const Expr& left = *both.args[0];
  CHECK(left.brackets == 2);
  CHECK(run.slice(left.span) == "b  at\n least 3");
  CHECK(run.slice(left.op) == "at\n least");
  CHECK(left.compare == Compare::at_least);
  const Expr& right = *both.args[1];
  CHECK(right.kind == ExprKind::member);
  CHECK(right.if_present);
  CHECK(right.negated);
  CHECK(run.slice(right.op) == "is not one of");
  REQUIRE(right.values.size() == 3);
  CHECK(right.values[1].kind == ValueKind::code);
  CHECK(right.values[2].negative);
  CHECK(run.slice(right.values[2].span) == "-3");
  REQUIRE(run.file().comments.size() == 1);
  CHECK(run.file().comments[0].text == "-- 客户");
}

TEST_CASE("tests of every kind") {
  const Run run(
      in_library("let a be b from 1 to 5\nlet c be d starts with \"x\\\"y\"\nlet e be f includes 3\n"
                 "let g be h is not missing (stale, error)\nlet i be j is present\nlet k be l is not m\n"
                 "let n be o >= 3\nlet p be q < 3"));
  CHECK(item<Let>(run, 0).value->args.size() == 3);
  CHECK(item<Let>(run, 1).value->literal.constant.text == "x\"y");
  CHECK(item<Let>(run, 2).value->kind == ExprKind::includes);
  const Expr& missing = *item<Let>(run, 3).value;
  CHECK(missing.presence == Presence::missing_because);
  CHECK(missing.causes == (cause::stale | cause::error | cause::computed_error));
  CHECK(missing.negated);
  CHECK(item<Let>(run, 4).value->presence == Presence::present);
  CHECK(item<Let>(run, 5).value->compare == Compare::is_not);
  CHECK(item<Let>(run, 6).value->compare == Compare::at_least);
  CHECK(item<Let>(run, 7).value->compare == Compare::below);
}

TEST_CASE("operands of every kind") {
  const Run run(in_library(
      "let a be first present of (b, c when d is yes, 0 CNY)\nlet e be sum of last 3 of f\n"
      "let g be average of (h, i) rounded down to 100 CNY\nlet j be count of k where (each above 3)\n"
      "let l be taken by B3\nlet m be any decline knockout\nlet n be o(p, q)\nlet r be tags.score\n"
      "let s be limit.knockouts\nlet t be undecided"));
  const Expr& first = *item<Let>(run, 0).value;
  REQUIRE(first.args.size() == 3);
  REQUIRE(first.conditions.size() == 3);
  CHECK(first.conditions[0] == nullptr);
  CHECK(first.conditions[1] != nullptr);
  CHECK(item<Let>(run, 1).value->series.last == 3);
  const Expr& round = *item<Let>(run, 2).value;
  CHECK(round.rounding == Rounding{RoundingMode::down, {100, 0}});
  CHECK(run.slice(round.grain_span) == "100 CNY");
  CHECK(round.args[0]->fold == Fold::average);
  CHECK(round.args[0]->series.list.size() == 2);
  CHECK(item<Let>(run, 3).value->args[0]->args[0]->kind == ExprKind::each);
  CHECK(item<Let>(run, 4).value->name.text == "B3");
  CHECK(item<Let>(run, 5).value->name.text == "decline");
  CHECK(item<Let>(run, 6).value->args.size() == 2);
  CHECK(item<Let>(run, 7).value->ref.from_tags);
  CHECK(item<Let>(run, 7).value->ref.name.text == "score");
  CHECK(item<Let>(run, 8).value->ref.part->text == "knockouts");
  CHECK(item<Let>(run, 9).value->kind == ExprKind::undecided_word);
}

TEST_CASE("header") {
  const Run run(
      "language 1\npolicy limit line version 3\n  owner \"Risk\" approved by 2 of (cro, cfo)\n"
      "  effective 2026-11-01 zone \"Asia/Shanghai\" review by 2027-05-01 replaces version 2\n"
      "  tags sme \"2026.10\" reasons cn \"14\" use (a, b) from \"x/y.pol\" version 4\n"
      "  needs pricing/p version 1 as q\n  gives outcome one of (approve, refer)\n"
      "  gives limit money CNY to 100 CNY, 0 CNY unless outcome is approve\n  gives r 12 of rate a  "
      "month\nend");
  REQUIRE(run.parsed.file != nullptr);
  const Header& header = run.file().header;
  CHECK(header.kind.text == "limit");
  CHECK(header.version == 3);
  CHECK(header.approved.at(0).roles.size() == 2);
  CHECK(format_date(header.effective.at(0).day) == "2026-11-01");
  CHECK(header.uses.at(0).path.constant.text == "x/y.pol");
  CHECK(header.needs.at(0).alias->text == "q");
  REQUIRE(header.gives.size() == 3);
  CHECK(header.gives[0].type.form == TypeExpr::Form::one_of);
  CHECK(header.gives[1].type.argument == "CNY");
  CHECK(header.gives[1].type.grain == Grain{100, 0});
  CHECK(header.gives[1].mask->literal.constant.type.kind == Kind::money);
  CHECK(header.gives[2].type.count == 12);
  CHECK(header.gives[2].type.element->argument == "a month");
}

TEST_CASE("items of every kind, with dense node ids") {
  const Run run(in_library("segment s\n  a when b because_of is 3\n  5 otherwise\nend\n"));
  CHECK(run.diagnostics.has_errors());  // `because_of` is a name
  const Run all(in_library(
      "segment s\n  a because R1, limit.reasons when b\n  5 otherwise\nend\n"
      "tree t if a then if b then 1 because R1 else 2 else 3 end\n"
      "table u hit rule order\n  | a | b || c | d int |\n  | 1 to below 2, missing (stale) | any || 5% | x + "
      "1 | because R1\n"
      "  | not (1, 2) | at least 3 || 6% | 2 |\n  | otherwise || 7% | 3 |\nend\n"
      "table v\n  | a || w |\n  rows from \"v.csv\"\nend\n"
      "scorecard sc odds 30 to 1 at 600 points, double every 20 points start from 400 reasons 4\n"
      "  factor a because S1\n    | 1 || -5 |\n    | missing || 3 | because S2\nend\n"
      "define f(p int, q money CNY) let x be p segment y a when x is 3 b otherwise end give x + 1 end\n"
      "knockouts\n  K01 decline because R1 when a\nend\n"
      "brakes on m rounded down to 100 CNY start from n\n"
      "  G1 raise to k if present because R1 from 2026-01-01 until 2026-02-01 when a source \"s\"\n  B1 cap "
      "5 CNY until 2026-03-01\nend\n"
      "legal on m\n  L1 floor 3 CNY source \"n\"\nend\n"
      "shock X1 \"t\" ticket \"T\" from 2026-01-01 until 2026-02-01 when a end\n"
      "exception X2 \"t\" ticket \"T\" from 2026-01-01 until 2026-02-01 waives K01, K02 when a end\n"
      "experiment E1 \"t\" ticket \"T\" from 2026-01-01 until 2026-02-01 split id salt \"x\"\n  c 90%\n  d "
      "10% sets m 5, n yes\n  when a end\n"
      "cost total\n  \"one\" a\n  \"two\" b + c\nend\n"
      "undecided gives m 5, n undecided because R1\n"
      "example \"e\" on 2026-01-01 given others typical, s (1, -2), b missing (no_hit), E1 d expect "
      "knockouts (K01), undecided (x) end\n"
      "prove m never falls as n rises when a\nprove m does not read a, sensitive, X1\nprove m at least 3 "
      "when b\n"));
  INFO(all.lines());
  REQUIRE(all.diagnostics.empty());
  CHECK(all.file().items.size() == 18);
  CHECK(item<Choose>(all, 0).arms.at(0).because->is_code == std::vector<bool>{true, false});
  CHECK(item<Tree>(all, 1).root->yes->yes->because.has_value());
  const Table& table = item<Table>(all, 2);
  CHECK(table.hit == std::vector<std::string>{"rule", "order"});
  CHECK(all.slice(table.hit_span) == "rule order");
  CHECK(table.outputs.at(1).type->name.text == "int");
  CHECK(table.rows.at(0).cells.at(0).patterns.at(0).below_upper);
  CHECK(table.rows.at(0).cells.at(1).any);
  CHECK(table.rows.at(1).cells.at(0).patterns.at(0).none_of.size() == 2);
  CHECK(table.rows.at(2).otherwise);
  CHECK(item<Table>(all, 3).rows_from->constant.text == "v.csv");
  CHECK(item<Scorecard>(all, 4).factors.at(0).bands.at(0).points == -5);
  CHECK(item<Scorecard>(all, 4).odds->every == 20);
  CHECK(item<Define>(all, 5).locals.size() == 2);
  const Guard& brakes = item<Guard>(all, 7);
  CHECK(brakes.rounding->grain == Grain{100, 0});
  CHECK(brakes.steps.at(0).if_present);
  CHECK(format_date(*brakes.steps.at(0).until) == "2026-02-01");
  CHECK_FALSE(brakes.steps.at(1).from.has_value());
  CHECK(format_date(*brakes.steps.at(1).until) == "2026-03-01");
  CHECK(item<Guard>(all, 8).legal);
  CHECK(item<Event>(all, 10).waives.size() == 2);
  CHECK(item<Experiment>(all, 11).variants.at(1).sets.size() == 2);
  CHECK(item<Cost>(all, 12).lines.size() == 2);
  CHECK(item<Example>(all, 14).expect.at(0).target == Binding::Target::knockouts);
  CHECK(item<Prove>(all, 15).never_falls);
  CHECK(item<Prove>(all, 15).as_rises);
  CHECK(item<Prove>(all, 16).not_read_code == std::vector<bool>{false, false, true});
  CHECK(item<Prove>(all, 17).when != nullptr);

  std::set<NodeId> ids = {item<Choose>(all, 0).id, table.id, brakes.id, item<Prove>(all, 17).id};
  CHECK(ids.size() == 4);
  CHECK(*ids.rbegin() < all.file().node_count);
}

}  // namespace pol::syntax
