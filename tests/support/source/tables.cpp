// Tables of every hit policy.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/value/date.h"
#include "tests/support/source/maker.h"

namespace pol::testing {

// Whatever the input is, exactly one of the cells fits: what `unique` wants, and no gap.
SourceMaker::Parts SourceMaker::parts_of(const Known& input) {
  Parts parts;
  const Sort& sort = input.sort;
  switch (sort.kind) {
    case Kind::boolean:
      parts = {"yes", "no"};
      break;
    case Kind::text:
      parts = {"\"ab\"", "\"客户\", \"x\"", "not (\"ab\", \"客户\", \"x\")"};
      break;
    case Kind::enumeration: {
      std::vector<std::string> values = enums_[sort.set].values;
      if (values.size() > 2 && rng_.percent(25)) {
        parts = {values[0], "not (" + values[0] + ")"};
        break;
      }
      if (enums_[sort.set].ordered && values.size() > 2 && rng_.percent(40)) {
        parts = {"below " + values[2], "at least " + values[2]};
        break;
      }
      while (!values.empty()) {
        std::string cell = values.back();
        values.pop_back();
        if (!values.empty() && rng_.percent(35)) {
          cell += ", " + values.back();
          values.pop_back();
        }
        parts.push_back(cell);
      }
      break;
    }
    case Kind::number:
    case Kind::percent:
    case Kind::rate:
    case Kind::money:
    case Kind::date:
    case Kind::days:
    case Kind::months: {
      const std::int64_t lo = input.tag ? input.tag->lo : 1, hi = input.tag ? input.tag->hi : 100;
      const auto point = [&] {
        return lo + static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(hi - lo) + 1));
      };
      std::int64_t a = point(), b = point();
      if (a > b) std::swap(a, b);
      if (a == b || rng_.percent(25)) {
        if (rng_.percent(50))
          parts = {"below " + at(sort, a), "at least " + at(sort, a)};
        else
          parts = {"at most " + at(sort, a), "above " + at(sort, a)};
      } else if (rng_.percent(40)) {
        parts = {"below " + at(sort, a), cat({at(sort, a), " to ", at(sort, b)}), "> " + at(sort, b)};
      } else if (rng_.percent(50)) {
        parts = {cat({"< ", at(sort, a), ", above ", at(sort, b)}), cat({at(sort, a), " to ", at(sort, b)})};
      } else {
        parts = {"below " + at(sort, a), cat({at(sort, a), " to below ", at(sort, b)}), ">= " + at(sort, b)};
      }
      break;
    }
  }
  if (!input.may_be_missing) return parts;
  if (rng_.percent(40))
    parts[rng_.below(parts.size())] += ", missing";
  else
    parts.push_back("missing");
  return parts;
}

// A cell of a row that stands over others: also missing values of some causes only.
std::string SourceMaker::some_cell(const Known& input) {
  static const std::vector<std::string> kCells{"stale", "missing (no_hit)", "missing (not_asked, suppressed)",
                                               "missing (stale, error)"};
  if (input.may_be_missing && rng_.percent(20)) return rng_.of(kCells);
  return rng_.of(parts_of(input));
}

std::vector<Known> SourceMaker::table_inputs(std::size_t count) {
  std::vector<Known> inputs;
  for (std::size_t i = 0; i < count; ++i) {
    const Known& one = known([&](const Known& k) {
      return (k.tag || k.sort.kind == Kind::enumeration || k.sort.kind == Kind::boolean) &&
             std::none_of(inputs.begin(), inputs.end(),
                          [&](const Known& seen) { return seen.name == k.name; });
    });
    if (!one.name.empty()) inputs.push_back(one);
  }
  return inputs;
}

void SourceMaker::add_split_rows(const std::vector<Known>& inputs, std::size_t column, std::string before,
                                 std::vector<std::string>& rows) {
  if (column == inputs.size()) {
    rows.push_back(before);
    return;
  }
  before += "| ";
  if ((column > 0 && rng_.percent(35)) || rows.size() > 8)
    return add_split_rows(inputs, column + 1, before + "any ", rows);
  for (const std::string& part : parts_of(inputs[column]))
    add_split_rows(inputs, column + 1, cat({before, part, " "}), rows);
}

void SourceMaker::add_table(const std::string& given, const Sort& given_sort) {
  static const std::vector<std::string> kHits{"",           "",         " hit unique",  " hit first",
                                              " hit first", " hit any", " hit priority"};
  const std::string hit = rng_.of(kHits);
  impure_ = false;
  const std::vector<Known> inputs = table_inputs(static_cast<std::size_t>(rng_.between(1, 3)));
  std::vector<std::pair<std::string, Sort>> columns;
  const bool ranked = hit == " hit priority";
  if (ranked) columns.emplace_back(fresh("c"), Sort{Kind::enumeration, "", rng_.below(enums_.size())});
  if (!given.empty()) columns.emplace_back(given, given_sort);
  for (int i = rng_.between(1, 2); i > 0; --i) {
    columns.emplace_back(fresh("c"), some_sort());
  }
  std::vector<std::string> rows;
  add_split_rows(inputs, 0, "", rows);
  const bool from_file = !in_library_ && rng_.percent(12) && hit != " hit any";
  const bool otherwise = !from_file && rng_.percent(30);
  std::string head;
  for (const Known& input : inputs) head += cat({"| ", input.name, " "});
  head += "|";
  std::string names, fallback;
  for (const auto& [name, sort] : columns) {
    const bool typed = name != given && (sort.kind == Kind::enumeration || rng_.percent(15));
    head += cat({"| ", name, " ", typed ? type_words(sort) : "", " "});
    names += "," + name;
    fallback += plain(name, sort);
  }
  // Rows over others: reached where the others are not, or they hide some, and then the checker says so.
  if ((hit == " hit first" || ranked) && inputs.size() > 1)
    for (int i = rng_.between(0, 2); i > 0; --i) {
      std::string row;
      const std::size_t open = rng_.percent(20) ? rng_.below(inputs.size()) : inputs.size();
      for (std::size_t c = 0; c < inputs.size(); ++c)
        row += cat({"| ", c == open ? "any" : some_cell(inputs[c]), " "});
      const std::size_t place = rng_.below(rows.size() + 1);
      rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(place), row);
    }
  if (otherwise) rows.back() = "| otherwise ";
  const std::string same = hit == " hit any" ? literal(columns[0].second) : "";
  const auto results = [&](bool constant) {
    std::string text;
    for (const auto& column : columns) {
      std::string value = literal(column.second);
      const bool ranks = ranked && text.empty();  // ranks are constants
      if (!constant && !ranks && column.second.kind != Kind::boolean && rng_.percent(25))
        value = stored(column.second, 1);
      text += cat({text.empty() ? "" : " | ", value});
    }
    return text;
  };
  if (from_file) {
    const std::string path = fresh("rows") + ".csv";
    std::string csv;
    for (const Known& input : inputs) csv += cat({csv.empty() ? "" : ",", input.name});
    const bool because = rng_.percent(50);
    csv += names + (because ? ",because\n" : "\n");
    for (const std::string& row : rows) {
      std::string line;
      for (std::size_t from = 2; from < row.size();) {
        const std::size_t end = std::min(row.find("| ", from), row.size());
        std::string cell = row.substr(from, end - from - 1), quoted;
        for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
        line += cat({line.empty() ? "" : ",", "\"", quoted, "\""});
        from = end + 2;
      }
      for (const auto& column : columns) {
        std::string quoted;
        for (const char c : literal(column.second))
          quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
        line += cat({",\"", quoted, "\""});
      }
      if (because) line += rng_.percent(50) ? ",R" + number(1, 6) : ",R" + number(7, kReasonCodes) + " R2";
      csv += line + "\n";
    }
    program_.companions[path] = csv;
    add(cat({"table ", fresh("t"), hit, "\n  ", head, "|\n  rows from \"", path, "\"\nend\n"}), fallback);
  } else {
    std::string text = cat({"table ", fresh("t"), hit, "\n  ", head, "|\n"});
    const std::string shared = results(true);
    for (const std::string& row : rows) {
      // `any`: rows that overlap give the same.
      text += cat({"  ", row, "|| ", same.empty() ? results(false) : shared, " |",
                   in_library_ ? "" : because(4), "\n"});
      if (!same.empty() && rng_.percent(30)) text += cat({"  ", row, "|| ", shared, " |\n"});
    }
    add(text + "end\n", fallback);
  }
  for (const auto& [name, sort] : columns) {
    define_name(name, sort);
    known_.back().column = name != given;
  }
}

void SourceMaker::add_collecting_table(const std::string& given) {
  static const std::vector<std::string> kHits{"rule order", "collect sum", "collect min", "collect max",
                                              "collect count"};
  std::string hit = given.empty() ? rng_.of(kHits) : kHits[0];
  impure_ = false;
  const std::vector<Known> inputs = table_inputs(static_cast<std::size_t>(rng_.between(1, 2)));
  Sort sort = hit == "rule order" || hit == "collect count" ? Sort{Kind::number, "", 0} : simple_sort();
  const std::string name = given.empty() ? fresh("list") : given;
  std::string text = cat({"table ", fresh("t"), " hit ", hit, "\n  "});
  for (const Known& input : inputs) text += cat({"| ", input.name, " "});
  text += cat({"|| ", name, " |\n"});
  const int rows = rng_.between(2, 5);
  for (int i = 0; i < rows; ++i) {
    for (const Known& input : inputs)
      text += cat({"  | ", i == 0 || rng_.percent(25) ? "any" : some_cell(input), " "});
    text += cat({"|| ", sort.kind == Kind::number && hit == "rule order" ? number(0, 9) : literal(sort), " |",
                 in_library_ ? "" : because(4), "\n"});
  }
  if (rng_.percent(25))
    text += cat({"  | otherwise || ", sort.kind == Kind::number ? number(0, 9) : literal(sort), " |\n"});
  text += "end\n";
  if (hit == "rule order") {
    add(text);
    if (!in_library_) lists_.push_back(name);
    return;
  }
  if (hit == "collect count") sort = {Kind::number, "", 0};
  add(text, plain(name, sort));
  define_name(name, sort);
}

}  // namespace pol::testing
