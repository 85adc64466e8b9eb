// Items that decide: events, experiments, knockouts, the main output, guarantees, brakes and legal caps.
#include <fmt/format.h>

#include "runtime/value/date.h"
#include "tests/support/source/maker.h"

namespace pol::testing {
namespace {

constexpr int kFirstDay = 20'758;  // 2026-11-01, as in every header

}  // namespace

// A title, a ticket and dates around the first day of the policy.
std::string SourceMaker::box() {
  const int from = kFirstDay + rng_.between(-20, 60), until = from + rng_.between(0, 120);
  return cat({" \"title ", number(1, 99), "\" ticket \"T-", number(1, 99), "\" from ", format_date(from),
              " until ", format_date(until), "\n"});
}

void SourceMaker::add_events() {
  for (int i = rng_.between(0, 2); i > 0; --i) {
    const std::string name = code('S');
    add(cat({"shock ", name, box(), "  when ", condition(1), "\nend\n"}));
    events_.push_back(name);
  }
  for (int i = rng_.between(0, 2); i > 0; --i) {
    const std::string name = code('X');
    std::string waives;
    if (!knockouts_.empty() && rng_.percent(75)) {
      waives = "  waives " + rng_.of(knockouts_).first;
      if (rng_.percent(30) && knockouts_.size() > 1)
        waives += ", " + (waives == "  waives " + knockouts_[0].first ? knockouts_[1] : knockouts_[0]).first;
      waives += "\n";
    }
    add(cat({"exception ", name, box(), waives, "  when ", condition(1), "\nend\n"}));
    events_.push_back(name);
  }
}

// Each has names of its own to set, which nothing but the policy's own items reads.
void SourceMaker::add_experiments() {
  for (int i = rng_.between(0, 2); i > 0; --i) {
    const std::string name = code('E');
    std::vector<Dial> dials;
    pure_only_ = true;
    const std::string when = condition(1);
    pure_only_ = false;
    for (int d = rng_.between(1, 2); d > 0; --d) {
      dials.push_back({fresh("dial"), some_sort()});
      add(cat({"let ", dials.back().name, " ", type_words(dials.back().sort), " be ",
               literal(dials.back().sort), "\n"}));
    }
    add(experiment(name, when, dials));
    impure_ = true;
    for (const auto& [dial, sort] : dials) define_name(dial, sort);
  }
}

std::string SourceMaker::experiment(const std::string& name, const std::string& when,
                                    const std::vector<Dial>& dials) {
  std::string text = cat({"experiment ", name, box(), "  split ", rng_.percent(60) ? "customer_id" : "nick",
                          " salt \"salt", number(1, 99), "\"\n"});
  const auto value = [&](const Dial& dial) {
    // Points are whole; what a column gives may be of any scale.
    return dial.name.find(".points") != std::string::npos ? number(300, 900) : literal(dial.sort);
  };
  int rest = 100;
  for (int arm = 0, arms = rng_.between(2, 4); arm < arms; ++arm) {
    const int share = arm + 1 == arms ? rest : rng_.between(1, rest - (arms - arm - 1));
    rest -= share;
    text += cat({"    ", fresh("arm"), " ", std::to_string(share), "%"});
    if (arm > 0 && (arm == 1 || rng_.percent(70))) {
      text += cat({" sets ", dials[0].name, " ", value(dials[0])});
      if (dials.size() > 1 && rng_.percent(60)) text += cat({", ", dials[1].name, " ", value(dials[1])});
    }
    text += "\n";
  }
  return cat({text, "  when ", when, "\nend\n"});
}

// Sets what items before it define: points, a pd, columns of a table. Later legal steps may not read them.
void SourceMaker::add_late_experiment() {
  std::vector<Known*> fitting;
  for (Known& one : known_)
    if (!one.tag && (one.name.find('.') != std::string::npos || one.column)) fitting.push_back(&one);
  if (fitting.empty()) return;
  std::vector<Dial> dials;
  for (int i = rng_.between(1, 2); i > 0; --i) {
    Known& one = *rng_.of(fitting);
    if (dials.empty() || dials[0].name != one.name) dials.push_back({one.name, one.sort});
    one.pure = false;
  }
  const std::string when = rng_.percent(50) ? "is_member" : "children above " + number(1, 6);
  add(experiment(code('E'), when, dials));
}

void SourceMaker::plan_knockouts() {
  for (int i = rng_.percent(15) ? 0 : rng_.between(1, 5); i > 0; --i)
    knockouts_.emplace_back(code('K'), rng_.percent(50) ? "decline" : "refer");
}

void SourceMaker::add_knockouts() {
  if (knockouts_.empty()) return;
  std::string text = "knockouts\n", fallback = text;
  for (const auto& [name, value] : knockouts_) {
    const std::string head = cat({"  ", name, " ", value, because(1), " when "});
    text += head + condition(2) + "\n";
    fallback += head + "children above 40\n";
  }
  add(text + "end\n", fallback + "end\n");
}

void SourceMaker::add_main() {
  const auto has = [&](const char* value) {
    for (const auto& knockout : knockouts_)
      if (knockout.second == value) return true;
    return false;
  };
  std::string text = "decide outcome\n";
  for (const char* value : {"decline", "refer"})
    if (has(value)) text += fmt::format("  {0} when any {0} knockout\n", value);
  const std::string plain_arms = text;
  for (int i = rng_.between(0, 3); i > 0; --i)
    text += cat({"  ",
                 rng_.percent(40)   ? "decline"
                 : rng_.percent(70) ? "refer"
                                    : "approve",
                 because(1), " when ", condition(1), "\n"});
  const std::string last = cat({"  approve", because(5), " otherwise\nend\n"});
  add(text + last, plain_arms + last);
  impure_ = true;
  define_name("outcome", {Kind::enumeration, "", 3});
}

std::string SourceMaker::brake_steps(const Sort& sort) {
  static const std::vector<std::string> kGuarantees{"raise to", "lower to", "raise by", "lower by"};
  const bool ordered =
      sort.kind != Kind::boolean && (sort.kind != Kind::enumeration || enums_[sort.set].ordered);
  const bool counts = sort.kind == Kind::number || sort.kind == Kind::percent || sort.kind == Kind::rate ||
                      sort.kind == Kind::money;
  const auto amount = [&] { return ordered && counts ? term(sort, 1) : literal(sort); };
  std::string text;
  const auto step = [&](char letter, const std::string& verb) {
    const std::string name = code(letter);
    text += cat({"  ", name, " ", verb, " ", amount(), rng_.percent(30) ? " if present" : "", because(2),
                 rng_.percent(20) ? " from 2026-11-20" : "", rng_.percent(20) ? " until 2027-01-15" : "",
                 rng_.percent(60) ? " when " + condition(1) : "",
                 rng_.percent(10) ? " source \"desk note\"" : "", "\n"});
    if (counts || sort.kind == Kind::days) codes_made_.emplace_back(name, sort);
  };
  if (ordered && counts)
    for (int i = rng_.between(0, 2); i > 0; --i) step('G', rng_.of(kGuarantees));
  for (int i = rng_.between(1, 3); i > 0; --i)
    step('B', !ordered ? "becomes" : rng_.percent(60) ? "cap" : "floor");
  return text;
}

// Constants that every clause and mask of the maker satisfies: see constant_of.
std::string SourceMaker::legal_steps(const Sort& sort) {
  pure_only_ = true;
  std::string text;
  for (int i = rng_.between(1, 2); i > 0; --i) {
    std::string amount;
    bool cap = rng_.percent(70);
    switch (sort.kind) {
      case Kind::money:
        amount = cap ? cat({number(1, 300), "000 ", sort.unit}) : "0 " + sort.unit;
        if (cap && sort.unit == "CNY" && rng_.percent(25)) amount = "room";
        break;
      case Kind::rate:
        amount = cap ? cat({number(12, 36), "% a ", sort.unit}) : "1% a " + sort.unit;
        break;
      case Kind::percent:
        amount = cap ? number(50, 200) + "%" : "0%";
        break;
      case Kind::number:
        amount = cap ? number(50, 200) : "0";
        break;
      case Kind::boolean:
      case Kind::date:
      case Kind::days:
      case Kind::months:
      case Kind::enumeration:
      case Kind::text:
        amount = literal(sort);
        break;
    }
    const bool ordered =
        sort.kind != Kind::boolean && (sort.kind != Kind::enumeration || enums_[sort.set].ordered);
    text += cat({"  ", code('L'),
                 !ordered ? " becomes "
                 : cap    ? " cap "
                          : " floor ",
                 amount, because(3), rng_.percent(25) ? " from 2020-01-01" : "",
                 rng_.percent(20) ? " until 2026-12-31" : "", rng_.percent(50) ? " when " + condition(1) : "",
                 " source \"rule ", number(1, 20), "\"\n"});
  }
  pure_only_ = false;
  return text;
}

// Brakes, legal caps or both.
void SourceMaker::add_guards(const std::string& target, const Sort& sort, bool brakes, bool legal) {
  const bool counts = sort.kind == Kind::number || sort.kind == Kind::percent || sort.kind == Kind::rate ||
                      sort.kind == Kind::money;
  codes_made_.clear();
  impure_ = false;
  const std::string start = counts                       ? term(sort, 1)
                            : sort.kind == Kind::boolean ? literal(sort)
                                                         : term(sort, 0);
  if (brakes) {
    const std::string head =
        cat({"brakes on ", target, counts ? " " + rounding(sort) : "", "\n  start from "});
    const std::string name = code('B');
    const bool ordered =
        sort.kind != Kind::boolean && (sort.kind != Kind::enumeration || enums_[sort.set].ordered);
    const std::string steps = brake_steps(sort);
    add(cat({head, start, "\n", steps, "end\n"}),
        cat({head, literal(sort), "\n  ", name, ordered ? " cap " : " becomes ", literal(sort), "\nend\n"}));
  }
  if (legal) {
    const std::string head = "legal on " + target;
    const std::string from =
        brakes ? "\n"
               : cat({counts ? " rounded floor to " + grain_of(sort) : "", "\n  start from ", start, "\n"});
    const std::string name = code('L');
    const bool ordered =
        sort.kind != Kind::boolean && (sort.kind != Kind::enumeration || enums_[sort.set].ordered);
    const std::string steps = legal_steps(sort);
    add(cat({head, from, steps, "end\n"}),
        cat({head, brakes ? "\n" : cat({"\n  start from ", literal(sort), "\n"}), "  ", name,
             ordered ? " cap " : " becomes ", constant_of(sort), " source \"rule\"\nend\n"}));
  }
  impure_ = true;
  define_name(target, sort);
  for (const auto& made : codes_made_) steps_of_.push_back(made);
}

std::string SourceMaker::grain_of(const Sort& sort) const {
  switch (sort.kind) {
    case Kind::money:
      return "1 " + sort.unit;
    case Kind::percent:
    case Kind::rate:
      return "1 bp";
    case Kind::number:
    case Kind::boolean:
    case Kind::date:
    case Kind::days:
    case Kind::months:
    case Kind::enumeration:
    case Kind::text:
      break;
  }
  return "2 places";
}

// What masks and clauses give: it lies within every legal step of legal_steps.
std::string SourceMaker::constant_of(const Sort& sort) {
  switch (sort.kind) {
    case Kind::money:
      return "0 " + sort.unit;
    case Kind::rate:
      return "10% a " + sort.unit;
    case Kind::percent:
      return "20%";
    case Kind::number:
      return "3";
    case Kind::boolean:
    case Kind::date:
    case Kind::days:
    case Kind::months:
    case Kind::enumeration:
    case Kind::text:
      break;
  }
  return literal(sort);
}

void SourceMaker::add_output(const Output& output) {
  const auto& [name, sort, brakes, legal, list] = output;
  if (list) return add_collecting_table(name);
  if (brakes || legal) return add_guards(name, sort, brakes, legal);
  switch (rng_.between(0, 3)) {
    case 0:
      return add_tree_of(name, sort);
    case 1:
      if (sort.kind != Kind::boolean) return add_choose_of(name, sort);
      break;
    case 2:
      return add_table(name, sort);
  }
  impure_ = false;
  const std::string value = stored(sort, 2);
  add(cat({"let ", name, " be ", value, "\n"}), cat({"let ", name, " be ", literal(sort), "\n"}));
  define_name(name, sort);
}

}  // namespace pol::testing
