// Items that compute: lets, segments, decides, trees, scorecards, functions, costs; and items that check.
#include <fmt/format.h>

#include "tests/support/source/maker.h"

namespace pol::testing {

std::string SourceMaker::fresh(const char* stem) {
  return fmt::format("{}{}", stem, ++count_);
}

std::string SourceMaker::code(char letter) {
  return fmt::format("{}{}", letter, ++count_);
}

void SourceMaker::add(const std::string& text, const std::string& fallback) {
  program_.files.back().pieces.push_back({text, fallback});
}

void SourceMaker::define_name(const std::string& name, const Sort& sort, bool may_be_missing) {
  known_.push_back({name, sort, nullptr, may_be_missing, !impure_});
}

std::string SourceMaker::plain(const std::string& name, const Sort& sort) {
  return cat({"let ", name, " ", type_words(sort), " be ", literal(sort), "\n"});
}

std::string SourceMaker::stored(const Sort& sort, int depth) {
  switch (sort.kind) {
    case Kind::number:
    case Kind::percent:
    case Kind::rate:
    case Kind::money:
      return cat({term(sort, depth), " ", rounding(sort)});
    case Kind::boolean:
      return condition(depth);
    case Kind::date:
    case Kind::days:
    case Kind::months:
    case Kind::enumeration:
    case Kind::text:
      break;
  }
  return term(sort, depth);
}

void SourceMaker::add_let() {
  const Sort sort = some_sort();
  const std::string name = fresh("v");
  impure_ = false;
  std::string value;
  const bool scaled = sort.kind == Kind::number || sort.kind == Kind::percent || sort.kind == Kind::rate ||
                      sort.kind == Kind::money;
  const bool typed = rng_.percent(15) || sort.kind == Kind::enumeration;
  if (sort.kind != Kind::boolean && rng_.percent(20)) {
    value = first_present(sort, 1);
    if (scaled && (typed || rng_.percent(50))) value += " " + rounding(sort);
  } else if (sort.kind == Kind::boolean) {
    value = condition(2);
  } else {
    value = typed ? stored(sort, 2) : term(sort, 2);
  }
  add(cat({"let ", name, typed ? " " + type_words(sort) : "", " be ", value, "\n"}), plain(name, sort));
  define_name(name, sort);
}

void SourceMaker::add_segment() {
  const std::string name = fresh("seg");
  SourceEnum made;
  for (int i = rng_.between(2, 4); i > 0; --i)
    made.values.push_back(rng_.percent(80) ? fresh("kind_") : code('V'));
  impure_ = false;
  std::string text = "segment " + name + "\n";
  for (std::size_t i = 0; i + 1 < made.values.size(); ++i)
    text += cat({"  ", made.values[i], " when ", condition(1), "\n"});
  text += "  " + made.values.back() + " otherwise\nend\n";
  enums_.push_back(made);
  const Sort sort{Kind::enumeration, "", enums_.size() - 1};
  add(text, plain(name, sort));
  define_name(name, sort);
}

// Results are names and unsigned literals.
std::string SourceMaker::arms(const Sort& sort, bool reasons) {
  const auto result = [&] {
    const std::string name = rng_.percent(50) ? some_name(sort) : "";
    return name.empty() ? literal(sort) : name;
  };
  std::string text;
  for (int i = rng_.between(1, 3); i > 0; --i)
    text += cat({"  ", result(), reasons ? because(2) : "", " when ", condition(1), "\n"});
  return text + cat({"  ", result(), reasons ? because(3) : "", " otherwise\n"});
}

void SourceMaker::add_choose_of(const std::string& name, const Sort& sort) {
  impure_ = false;
  const std::string made = arms(sort, !in_library_);
  add(cat({"decide ", name, "\n", made, "end\n"}), plain(name, sort));
  define_name(name, sort);
}

void SourceMaker::add_choose() {
  Sort sort = some_sort();
  while (sort.kind == Kind::boolean) sort = some_sort();
  add_choose_of(fresh("d"), sort);
}

std::string SourceMaker::branch(const Sort& sort, int depth) {
  if (depth == 0 || rng_.percent(25)) {
    std::string leaf = sort.kind == Kind::boolean ? literal(sort) : term(sort, 1);
    if (sort.kind == Kind::number || sort.kind == Kind::percent || sort.kind == Kind::rate ||
        sort.kind == Kind::money)
      leaf = cat({"(", leaf, " ", rounding(sort), ")"});
    return leaf + (in_library_ || in_function_ ? "" : because(3));
  }
  return cat({"if ", condition(1), " then ", branch(sort, depth - 1), "\n  else ", branch(sort, depth - 1)});
}

void SourceMaker::add_tree_of(const std::string& name, const Sort& sort) {
  impure_ = false;
  const std::string leaves =
      cat({"if ", condition(1), " then\n  ", branch(sort, 2), "\n  else ", branch(sort, 2)});
  add(cat({"tree ", name, "\n  ", leaves, "\nend\n"}), plain(name, sort));
  define_name(name, sort);
}

void SourceMaker::add_tree() {
  const Sort sort = some_sort();
  add_tree_of(fresh("tree_"), sort);
}

void SourceMaker::add_scorecard() {
  const std::string name = fresh("card");
  const bool odds = rng_.percent(70);
  std::string text = "scorecard " + name;
  if (odds)
    text += cat({" odds ", number(10, 50), " to 1 at ", number(500, 650), " points, double every ",
                 number(15, 40), " points"});
  text +=
      cat({"\n  start from ", number(400, 600), rng_.percent(50) ? " reasons " + number(1, 5) : "", "\n"});
  impure_ = false;
  for (const Known& input : table_inputs(static_cast<std::size_t>(rng_.between(1, 4)))) {
    if (input.sort.kind == Kind::text) continue;
    text += cat({"  factor ", input.name, in_library_ ? "" : " because R" + number(1, kReasonCodes), "\n"});
    for (const std::string& part : parts_of(input))
      text += cat({"    | ", part, " || ", rng_.percent(40) ? "-" : "", number(0, 60), " |",
                   in_library_ || rng_.percent(70) ? "" : " because R" + number(1, kReasonCodes), "\n"});
  }
  add(text + "end\n");
  define_name(name + ".points", {Kind::number, "", 0});
  if (odds) define_name(name + ".pd", {Kind::percent, "", 0});
  if (!in_library_) scorecards_.push_back(name);
}

// A function sees its parameters, its own lets and other functions.
void SourceMaker::add_function() {
  KnownFunction function;
  function.name = fresh("fn");
  function.result = some_sort();
  const std::vector<Known> outside = known_;
  known_.clear();
  in_function_ = true;
  const bool library = in_library_;
  in_library_ = true;
  std::string parameters;
  std::string of_series;
  if (rng_.percent(25)) {
    const bool money = rng_.percent(50);
    function.series = money ? "flows" : "marks";
    if (rng_.percent(70)) function.result = money ? Sort{Kind::money, "CNY", 0} : Sort{Kind::number, "", 0};
    const std::string name = fresh("p");
    parameters = name + (money ? " 6 of money CNY" : " 4 of int");
    of_series = cat(
        {"  let ", fresh("in"), " be ",
         series_fold(money ? Sort{Kind::money, "CNY", 0} : Sort{Kind::number, "", 0}, name, money ? 6 : 4),
         "\n"});
    define_name(of_series.substr(6, of_series.find(" be ") - 6),
                money ? Sort{Kind::money, "CNY", 0} : Sort{Kind::number, "", 0});
  }
  std::string of_list;
  if (!library && !lists_.empty() && rng_.percent(60)) {
    function.list = true;
    const std::string list = fresh("p"), name = fresh("in");
    parameters += cat({parameters.empty() ? "" : ", ", list, " up to any 6 of int"});
    of_list = cat({"  let ", name, " be (", list, " includes ", number(0, 9), " and ", list,
                   rng_.percent(50) ? " is present" : " is not missing (no_hit)", ")\n"});
    define_name(name, {Kind::boolean, "", 0});
  }
  for (int i = rng_.between(1, 3); i > 0; --i) {
    const Sort sort = i == 1 && rng_.percent(60) ? function.result : some_sort();
    const std::string name = fresh("p");
    function.parameters.push_back(sort);
    parameters += cat({parameters.empty() ? "" : ", ", name, " ", type_words(sort)});
    define_name(name, sort);
  }
  std::string locals = of_series + of_list;
  if (rng_.percent(50)) {
    const Sort sort = simple_sort();
    const std::string name = fresh("in");
    locals += cat({"  let ", name, " be ", term(sort, 1), "\n"});
    define_name(name, sort);
  }
  if (rng_.percent(35)) {
    const Sort sort = simple_sort();
    const std::string name = fresh("in");
    locals += cat({"  decide ", name, " ", arms(sort, false), "  end\n"});
    define_name(name, sort);
  }
  if (rng_.percent(25)) {
    const Sort sort = simple_sort();
    const std::string name = fresh("in");
    locals += cat({"  tree ", name, " ", branch(sort, 2), " end\n"});
    define_name(name, sort);
  }
  if (rng_.percent(30)) {
    const Known& input = known([](const Known& one) { return one.sort.kind == Kind::number; });
    if (!input.name.empty()) {
      const Sort sort = simple_sort();
      const std::string name = fresh("in");
      const std::string cut = number(1, 40);
      locals += cat({"  table ", fresh("t"), "\n    | ", input.name, " || ", name, " |\n    | below ", cut,
                     " || ", literal(sort), " |\n    | at least ", cut, " || ", literal(sort),
                     " |\n    | missing || ", literal(sort), " |\n  end\n"});
      define_name(name, sort);
    }
  }
  const std::string give = term(function.result, 2);
  known_ = outside;
  in_function_ = false;
  in_library_ = library;
  const std::string head = cat({"define ", function.name, "(", parameters, ")\n"});
  add(cat({head, locals, "  give ", give, "\nend\n"}),
      cat({head, "  give ", literal(function.result), "\nend\n"}));
  functions_.push_back(function);
  if (!function.list) return;
  const std::string name = fresh("v");  // rarely called otherwise
  impure_ = false;
  const std::string call = call_of(function);
  add(cat({"let ", name, " be ", call, "\n"}), plain(name, function.result));
  define_name(name, function.result);
}

void SourceMaker::add_cost() {
  const Sort sort = simple_sort();
  const std::string name = fresh("cost");
  impure_ = false;
  std::string text = "cost " + name + "\n";
  for (int i = rng_.between(1, 3); i > 0; --i)
    text += cat({"  \"line ", number(1, 9), "\" ", term(sort, 1), "\n"});
  add(text + "end\n", cat({"cost ", name, "\n  \"line\" ", literal(sort), "\nend\n"}));
  define_name(name, sort);
}

// They are checked and never run here; what they expect is of the right type and need not come true.
void SourceMaker::add_checks() {
  const std::string given =
      cat({"children ", number(0, 9), ", score missing (no_hit), level missing, income ", number(1, 9),
           "000 CNY, drift -", number(1, 9), ", use_ratio missing (stale)"});
  add(cat({"example \"one case\"", rng_.percent(50) ? " on 2026-11-08" : "", "\n  given ", given,
           ", others typical\n  expect status undecided, reasons ", rng_.percent(60) ? "(R1, R2)" : "()",
           ", outcome approve", knockouts_.empty() ? "" : ", knockouts (" + knockouts_[0].first + ")",
           ", undecided (score)\nend\n"}));
  if (!outputs_.empty() && rng_.percent(60))
    add(cat({"prove outcome is not refer", rng_.percent(50) ? " when children above 3" : "", "\n"}));
  if (rng_.percent(40)) add("prove outcome does not read nick, monitor_only\n");
  for (const Output& output : outputs_)
    if (output.sort.kind == Kind::money && !output.list && rng_.percent(40))
      add(cat({"prove ", output.name, rng_.percent(50) ? " never falls" : " never rises", " as ",
               rng_.percent(50) ? "score" : "income", rng_.percent(50) ? " rises" : " falls",
               rng_.percent(50) ? " when is_member" : "", "\n"}));
}

}  // namespace pol::testing
