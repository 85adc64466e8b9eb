// Terms and conditions. Operands that may bind otherwise than meant stand in brackets.
#include <fmt/format.h>

#include "runtime/value/date.h"
#include "tests/support/source/maker.h"

namespace pol::testing {
namespace {

constexpr Kind kPlain = Kind::number;

}  // namespace

Sort SourceMaker::simple_sort() {
  switch (rng_.between(0, 7)) {
    case 0:
    case 1:
      return {kPlain, "", 0};
    case 2:
      return {Kind::percent, "", 0};
    case 3:
      return {Kind::rate, rng_.percent(60) ? "year" : rng_.percent(50) ? "month" : "day", 0};
    case 4:
      return {Kind::money, rng_.percent(50) ? "USD" : "JPY", 0};
  }
  return {Kind::money, "CNY", 0};
}

Sort SourceMaker::some_sort() {
  switch (rng_.between(0, 9)) {
    case 0:
      return {Kind::boolean, "", 0};
    case 1:
      return {Kind::date, "", 0};
    case 2:
      return {Kind::days, "", 0};
    case 3:
      return {Kind::months, "", 0};
    case 4:
      return {Kind::enumeration, "", rng_.below(enums_.size())};
  }
  return simple_sort();
}

std::string SourceMaker::number(int lo, int hi) {
  return std::to_string(rng_.between(lo, hi));
}

const Known& SourceMaker::known(const std::function<bool(const Known&)>& fits) {
  static const Known kNothing{};
  std::vector<const Known*> fitting;
  for (const Known& one : known_)
    if ((one.pure || !pure_only_) && fits(one)) fitting.push_back(&one);
  if (fitting.empty()) return kNothing;
  const std::size_t late = std::min<std::size_t>(fitting.size(), 3);
  const Known& found =
      *(rng_.percent(35) ? fitting[fitting.size() - 1 - rng_.below(late)] : rng_.of(fitting));
  if (!found.pure) impure_ = true;
  return found;
}

std::string SourceMaker::some_name(const Sort& sort) {
  const Known& found = known([&](const Known& one) { return one.sort == sort; });
  if (found.tag && !in_function_ && rng_.percent(4)) return "tags." + found.name;
  return found.name;
}

std::string SourceMaker::type_words(const Sort& sort) const {
  switch (sort.kind) {
    case Kind::boolean:
      return "bool";
    case kPlain:
      return "decimal 2";
    case Kind::percent:
      return "percent";
    case Kind::rate:
      return "rate a " + sort.unit;
    case Kind::money:
      return "money " + sort.unit;
    case Kind::date:
      return "date";
    case Kind::days:
      return "days";
    case Kind::months:
      return "months";
    case Kind::enumeration: {
      const SourceEnum& one = enums_[sort.set];
      if (!one.name.empty()) return one.name;
      return fmt::format("{} ({})", one.ordered ? "ordered" : "one of", fmt::join(one.values, ", "));
    }
    case Kind::text:
      return "text";
  }
  __builtin_unreachable();
}

std::string SourceMaker::at(const Sort& sort, std::int64_t value) const {
  switch (sort.kind) {
    case kPlain:
      return fmt::format("{}", value);
    case Kind::percent:
      return fmt::format("{}%", value);
    case Kind::rate:
      return fmt::format("{}% a {}", value, sort.unit);
    case Kind::money:
      return fmt::format("{} {}", value, sort.unit);
    case Kind::date:
      return format_date(static_cast<Day>(value));
    case Kind::days:
      return fmt::format("{} days", value);
    case Kind::months:
      return fmt::format("{} months", value);
    case Kind::boolean:
    case Kind::enumeration:
    case Kind::text:
      break;
  }
  return "";
}

// Never negative: where a sign is wanted a term negates.
std::string SourceMaker::literal(const Sort& sort) {
  switch (sort.kind) {
    case Kind::boolean:
      return rng_.percent(50) ? "yes" : "no";
    case kPlain:
      return rng_.percent(60) ? fmt::format("{}", rng_.between(0, rng_.percent(70) ? 20 : 900))
                              : cat({number(0, 30), ".", number(1, 99)});
    case Kind::percent:
      return rng_.percent(40)   ? fmt::format("{} bp", rng_.between(0, 900))
             : rng_.percent(50) ? fmt::format("{}%", rng_.between(0, 250))
                                : cat({number(0, 99), ".", number(1, 9), "%"});
    case Kind::rate:
      return rng_.percent(40) ? fmt::format("{} bp a {}", rng_.between(1, 300), sort.unit)
                              : cat({number(0, 24), ".", number(0, 9), "% a ", sort.unit});
    case Kind::money:
      return sort.unit == "JPY" || rng_.percent(60)
                 ? cat({number(1, 90), rng_.percent(50) ? " " : "000 ", sort.unit})
             : rng_.percent(50) ? cat({number(1, 900), ",", number(100, 999), " ", sort.unit})
                                : cat({number(0, 999), ".", number(10, 99), " ", sort.unit});
    case Kind::date:
      return format_date(
          static_cast<Day>(rng_.percent(50) ? rng_.between(20'600, 21'000) : rng_.between(0, 20'700)));
    case Kind::days:
      return rng_.percent(10) ? "1 day" : fmt::format("{} days", rng_.between(0, 400));
    case Kind::months:
      return rng_.percent(10) ? "1 month" : fmt::format("{} months", rng_.between(0, 40));
    case Kind::enumeration:
      return value_of(sort.set);
    case Kind::text:
      return rng_.percent(50) ? "\"ab\"" : rng_.percent(50) ? "\"客户\"" : "\"a\\\"b\"";
  }
  __builtin_unreachable();
}

std::string SourceMaker::rounding(const Sort& sort) {
  static const std::vector<std::string> kModes{"up", "down", "floor", "ceiling", "half up", "half even"};
  std::string grain;
  switch (sort.kind) {
    case Kind::money:
      grain = fmt::format("{} {}", rng_.percent(50) ? 1 : rng_.percent(50) ? 100 : 25, sort.unit);
      if (sort.unit != "JPY" && rng_.percent(30)) grain = "0.05 " + sort.unit;
      break;
    case Kind::percent:
    case Kind::rate:
      grain = rng_.percent(60)   ? fmt::format("{} bp", rng_.between(1, 5))
              : rng_.percent(50) ? "1%"
                                 : "4 places";
      break;
    case kPlain:
    case Kind::boolean:
    case Kind::date:
    case Kind::days:
    case Kind::months:
    case Kind::enumeration:
    case Kind::text:
      grain = fmt::format("{} places", rng_.between(0, 2));
  }
  return cat({"rounded ", rng_.of(kModes), " to ", grain});
}

// Of a series of the catalogue, whole or its last elements.
std::string SourceMaker::series_fold(const Sort& sort, const std::string& series, int most) {
  static const std::vector<std::string> kFolds{"lowest of", "highest of", "sum of", "average of", "trend of"};
  const std::size_t which = rng_.below(kFolds.size());
  const std::string of =
      cat({kFolds[which], " ", rng_.percent(40) ? "last " + number(2, most) + " of " : "", series});
  return which < 3 ? "(" + of + ")" : cat({"(", of, " ", rounding(sort), ")"});
}

std::string SourceMaker::fold(const Sort& sort, int depth) {
  if (!in_function_ && rng_.percent(30)) {
    if (sort == Sort{Kind::money, "CNY", 0}) return series_fold(sort, "flows", 6);
    if (sort.kind == kPlain && rng_.percent(60)) return series_fold(sort, "marks", 4);
    if (sort.kind == kPlain)
      return cat({"(count of ", rng_.percent(50) ? "marks" : "last 3 of marks", " where (each above ",
                  number(1, 90), "))"});
  }
  static const std::vector<std::string> kFolds{"lowest of", "highest of", "sum of"};
  const bool adds = sort.kind != Kind::date && sort.kind != Kind::months && sort.kind != Kind::enumeration;
  const auto operand = [&] {
    return sort.kind == Kind::enumeration ? some_name(sort) : term(sort, depth - 1);
  };
  std::string list = operand();
  for (int i = rng_.between(1, 3); i > 0; --i) list += ", " + operand();
  const bool average = adds && sort.kind != Kind::days && rng_.percent(20);
  if (average) return cat({"(average of (", list, ") ", rounding(sort), ")"});
  return fmt::format("({} ({}))", kFolds[static_cast<std::size_t>(rng_.between(0, adds ? 2 : 1))], list);
}

std::string SourceMaker::first_present(const Sort& sort, int depth) {
  std::string options;
  for (int i = rng_.between(2, 3); i > 0; --i) {
    if (!options.empty()) options += ", ";
    const bool first = options.empty() && sort.kind == Kind::enumeration;
    options += first ? some_name(sort) : term(sort, depth - 1);
    if (rng_.percent(35)) options += " when " + condition(0);
  }
  return "first present of (" + options + ")";
}

std::string SourceMaker::quotient(const Sort& sort, int depth) {
  if (sort.kind == kPlain || (sort.kind == Kind::percent && rng_.percent(60))) {
    const Sort over = rng_.percent(50) ? simple_sort() : Sort{Kind::money, "CNY", 0};
    return cat({"(", term(over, depth - 1), " / ", term(over, depth - 1), " ", rounding(sort), ")"});
  }
  const Sort by{rng_.percent(60) ? kPlain : Kind::percent, "", 0};
  return cat({"(", term(sort, depth - 1), " / ", term(by, depth - 1), " ", rounding(sort), ")"});
}

std::string SourceMaker::product(const Sort& sort, int depth) {
  if (sort.kind != kPlain && sort.kind != Kind::rate && rng_.percent(40))
    return cat({"(", number(1, 200), "% of ", term(sort, 0), ")"});
  const Sort by{sort.kind == kPlain || rng_.percent(50) ? kPlain : Kind::percent, "", 0};
  const std::string factor = sort.kind == Kind::percent || rng_.percent(70) ? literal(by) : term(by, 0);
  const std::string other = term(sort, depth - 1);
  return rng_.percent(50) ? cat({"(", other, " * ", factor, ")"}) : cat({"(", factor, " * ", other, ")"});
}

std::string SourceMaker::numeric_term(const Sort& sort, int depth) {
  switch (rng_.between(0, 9)) {
    case 0:
    case 1:
      return cat({"(", term(sort, depth - 1), rng_.percent(50) ? " + " : " - ", term(sort, depth - 1), ")"});
    case 2:
    case 3:
      return product(sort, depth);
    case 4:
      return quotient(sort, depth);
    case 5:
      if ((sort.kind == kPlain || sort.kind == Kind::percent) && rng_.percent(30))
        return cat({"(power(", term(sort, 0), ", ", rng_.percent(70) ? number(0, 5) : "few", ") ",
                    rounding(sort), ")"});
      return cat({"(", term(sort, depth - 1), " ", rounding(sort), ")"});
    case 6:
      return "(-" + term(sort, 0) + ")";
    case 7:
      return "absolute(" + term(sort, depth - 1) + ")";
    case 8:
      if (sort.kind == Kind::rate && sort.unit == "year")
        return "per_year(" + term({Kind::rate, "month", 0}, depth - 1) + ")";
      if (sort.kind == Kind::percent)
        return "as_percent(" + term({Kind::rate, rng_.percent(50) ? "year" : "day", 0}, depth - 1) + ")";
      break;
  }
  return fold(sort, depth);
}

std::string SourceMaker::term(const Sort& sort, int depth) {
  if (depth > 0 && rng_.percent(12)) {
    std::vector<const KnownFunction*> fitting;
    for (const KnownFunction& one : functions_)
      if (one.result == sort && (one.series.empty() || !in_function_) &&
          (!one.list || (!in_library_ && !pure_only_)))
        fitting.push_back(&one);
    if (!fitting.empty()) {
      const KnownFunction& function = *rng_.of(fitting);
      std::string arguments = function.series;
      if (function.list) {
        impure_ = true;
        arguments += (arguments.empty() ? "" : ", ") + rng_.of(lists_);
      }
      for (const Sort& parameter : function.parameters)
        arguments += (arguments.empty() ? "" : ", ") + term(parameter, 0);
      return function.name + "(" + arguments + ")";
    }
  }
  if (depth > 0 && !in_library_ && !pure_only_) {
    std::vector<std::string> codes;
    for (const auto& [code, taken] : steps_of_)
      if (taken == sort) codes.push_back(code);
    if (!codes.empty() && rng_.percent(25)) return impure_ = true, "(taken by " + rng_.of(codes) + ")";
  }
  const bool values_only = sort.kind == Kind::enumeration && some_name(sort).empty();
  if (depth > 0 && sort.kind != Kind::text && sort.kind != Kind::boolean && !values_only) {
    if (rng_.percent(8)) return first_present(sort, depth);
    switch (sort.kind) {
      case kPlain:
      case Kind::percent:
      case Kind::rate:
      case Kind::money:
        if (rng_.percent(75)) return numeric_term(sort, depth);
        break;
      case Kind::date:
        if (rng_.percent(60))
          return cat({"(", term(sort, depth - 1), rng_.percent(50) ? " + " : " - ",
                      term({rng_.percent(50) ? Kind::days : Kind::months, "", 0}, 0), ")"});
        if (rng_.percent(30)) return fold(sort, depth);
        break;
      case Kind::days:
        if (rng_.percent(30))
          return cat({"(", term(sort, depth - 1), rng_.percent(50) ? " + " : " - ", term(sort, 0), ")"});
        if (rng_.percent(30)) return fold(sort, depth);
        if (rng_.percent(50))
          return cat(
              {"days_from(", term({Kind::date, "", 0}, depth - 1), ", ", term({Kind::date, "", 0}, 0), ")"});
        break;
      case Kind::months:
        if (rng_.percent(30)) return fold(sort, depth);
        if (rng_.percent(60))
          return cat({"months_from(", term({Kind::date, "", 0}, depth - 1), ", ",
                      term({Kind::date, "", 0}, 0), ")"});
        break;
      case Kind::enumeration:
        if (enums_[sort.set].ordered && rng_.percent(30)) return fold(sort, depth);
        break;
      case Kind::boolean:
      case Kind::text:
        break;
    }
  }
  if (sort.kind == Kind::date && !in_function_ && rng_.percent(15)) return "decision_date";
  const std::string name = rng_.percent(75) ? some_name(sort) : "";
  return name.empty() ? literal(sort) : name;
}

std::string SourceMaker::test(int depth) {
  static const std::vector<std::string> kOrders{"at least", "at most", "above", "below",
                                                ">=",       "<=",      ">",     "<"};
  static const std::vector<std::string> kSame{"is", "is not", "=", "!="};
  static const std::vector<std::string> kCauses{"not_asked", "no_hit", "stale", "suppressed", "error"};
  if (rng_.percent(18)) {
    const Known& one = known([](const Known& k) { return k.may_be_missing; });
    if (!one.name.empty()) switch (rng_.between(0, 4)) {
        case 0:
          return one.name + " is missing";
        case 1:
          return cat({one.name, rng_.percent(40) ? " is not" : " is", " missing (", rng_.of(kCauses), ", ",
                      rng_.of(kCauses), ")"});
        case 2:
          return one.name + (rng_.percent(50) ? " is present" : " is not present");
        case 3:
          return one.name + (rng_.percent(60) ? " is stale" : " is not stale");
        case 4:
          return one.name + " is not missing";
      }
  }
  if (!in_library_ && !pure_only_ && rng_.percent(12)) {
    std::vector<std::string> all;
    for (const std::string& event : events_) all.push_back(event);
    for (const KnownPolicy& policy : policies_) {
      all.push_back(policy.alias + ".status is undecided");
      all.push_back(policy.alias + ".outcome is not approve");
      all.push_back(fmt::format("{}.reasons includes R{}", policy.alias, rng_.between(1, kReasonCodes)));
      if (!policy.knockouts.empty())
        all.push_back(fmt::format("{}.knockouts includes {}", policy.alias, rng_.of(policy.knockouts)));
    }
    for (const std::string& list : lists_)
      all.push_back(fmt::format("{} includes {}", list, rng_.between(0, 5)));
    if (!all.empty()) return impure_ = true, rng_.of(all);
  }
  const Sort sort = rng_.percent(12) ? Sort{Kind::text, "", 0} : some_sort();
  const std::string maybe = rng_.percent(25) ? " if present" : "";
  if (sort.kind == Kind::text) {
    const std::string name = some_name(sort);
    if (name.empty()) return "yes is yes";
    switch (rng_.between(0, 2)) {
      case 0:
        return fmt::format("{}{} starts with {}", name, maybe, rng_.percent(50) ? "\"a\"" : "\"客\"");
      case 1:
        return cat({name, maybe, " ", rng_.of(kSame), " ", literal(sort)});
    }
    return cat({name, maybe, rng_.percent(40) ? " is not" : "", " one of (", literal(sort), ", ",
                literal(sort), ")"});
  }
  // A comparison of constants alone says nothing.
  std::string left = some_name(sort);
  // A value of an enum has no type of its own: one side is a name.
  if (sort.kind == Kind::enumeration && left.empty())
    return (in_function_ ? "12" : "children") + (" above " + number(1, 9));
  if (sort.kind != Kind::enumeration && (left.empty() || (depth > 0 && rng_.percent(40))))
    left = term(sort, std::max(depth, 1));
  if (sort.kind == Kind::boolean)
    return rng_.percent(40) ? left : cat({left, maybe, " ", rng_.of(kSame), " ", literal(sort)});
  const bool ordered = sort.kind != Kind::enumeration || enums_[sort.set].ordered;
  if (ordered && rng_.percent(60)) {
    if (rng_.percent(20)) return cat({left, maybe, " from ", term(sort, 0), " to ", term(sort, 0)});
    return cat({left, maybe, " ", rng_.of(kOrders), " ", term(sort, depth - 1)});
  }
  if (rng_.percent(40)) return cat({left, maybe, " ", rng_.of(kSame), " ", term(sort, depth - 1)});
  std::string values = literal(sort);
  for (int i = rng_.between(1, 3); i > 0; --i) values += ", " + literal(sort);
  const char* not_words[] = {"", "is ", "is not "};
  return fmt::format("{}{} {}one of ({})", left, maybe, not_words[rng_.below(3)], values);
}

std::string SourceMaker::condition(int depth) {
  if (depth <= 0 || rng_.percent(45)) return test(depth);
  if (rng_.percent(20)) return "not (" + condition(depth - 1) + ")";
  const std::string word = rng_.percent(50) ? " and " : " or ";
  std::string all = "(" + condition(depth - 1) + ")";
  for (int i = rng_.between(1, 2); i > 0; --i) all += word + brief("(" + condition(depth - 1) + ")");
  return all;
}

std::string SourceMaker::because(int one_in) {
  if (rng_.below(static_cast<std::uint64_t>(one_in)) != 0) return "";
  std::string text = fmt::format(" because R{}", rng_.between(1, kReasonCodes));
  if (rng_.percent(30)) text += fmt::format(", R{}", rng_.between(1, kReasonCodes));
  if (!scorecards_.empty() && rng_.percent(15)) text += ", " + rng_.of(scorecards_) + ".reasons";
  if (!policies_.empty() && rng_.percent(15)) text += ", " + rng_.of(policies_).alias + ".reasons";
  return text;
}

}  // namespace pol::testing
