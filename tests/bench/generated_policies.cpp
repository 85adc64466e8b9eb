#include "tests/bench/generated_policies.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <fstream>
#include <random>

namespace pol::bench {
namespace {

constexpr const char* kTags = R"(catalogue: bench
version: "1"
owner: Benchmarks
languages: [en]
enums:
  kind: [sole, partnership, company, other]
tags:
  - {id: score, en: "Score", type: int, range: "300..850", missing: forbid, sensitivity: open, typical: '660'}
  - {id: months_trading, en: "Months", type: int, range: "0..600", missing: forbid, sensitivity: open, typical: '40'}
  - {id: lenders, en: "Lenders", type: int, range: "0..50", missing: forbid, sensitivity: open, typical: '2'}
  - {id: term, en: "Term", type: int, range: "1..60", missing: forbid, sensitivity: open, typical: '12'}
  - {id: card_use, en: "Card use", type: percent, range: "0%..100%", missing: forbid, sensitivity: open, typical: '40%'}
  - {id: turnover, en: "Turnover", type: money CNY, range: "0..50000000", missing: forbid, sensitivity: open, typical: '600,000 CNY'}
  - {id: debt, en: "Debt", type: money CNY, range: "0..50000000", missing: forbid, sensitivity: open, typical: '60,000 CNY'}
  - {id: inflow, en: "Inflow", type: money CNY, range: "0..50000000", missing: policy, sensitivity: open, typical: '500,000 CNY'}
  - {id: kind, en: "Kind", type: enum kind, missing: forbid, sensitivity: open, typical: sole}
)";
constexpr const char* kReasons = R"(reasons: bench
version: "1"
languages: [en]
most_shown: 4
codes:
  - {code: R01, internal: "Rule", en: "A rule.", used_for: [decline, refer, limit]}
)";
constexpr const char* kHead = R"(language 1
policy limit bench version 1
  owner "Benchmarks"
  approved by 2 of (author, reviewer)
  effective 2026-11-01 zone "Asia/Shanghai"
  review by 2027-05-01
  tags bench "1"
  reasons bench "1"
  gives outcome one of (approve, refer, decline)
  gives amount money CNY
end

)";

std::string yuan(std::int64_t n) {
  std::string digits = std::to_string(n);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits + " CNY";
}

std::string brakes(const std::string& from) {
  return "brakes on amount rounded down to 100 CNY\n  start from " + from +
         "\n  B1 cap 300,000 CNY because R01\nend\n";
}

// Boxes over score, turnover (thousands of yuan), months_trading; both ends in.
struct Side {
  int lo, hi;
};
using Box = std::array<Side, 3>;
constexpr Box kWhole = {{{300, 850}, {0, 49'999}, {0, 600}}};

std::vector<Box> parted(std::size_t rows) {
  std::mt19937_64 random(1);
  std::vector<Box> boxes = {kWhole};
  while (boxes.size() < rows) {
    Box& box = boxes[random() % boxes.size()];
    const std::size_t axis = random() % 3;
    const int size = box[axis].hi - box[axis].lo;
    if (size == 0) continue;
    Box upper = box;
    box[axis].hi = box[axis].lo + static_cast<int>(random() % static_cast<unsigned>(size));
    upper[axis].lo = box[axis].hi + 1;
    boxes.push_back(upper);
  }
  return boxes;
}

std::vector<Box> gridded(std::size_t rows) {
  const int cuts = std::max(1, static_cast<int>(std::lround(std::cbrt(static_cast<double>(rows)))));
  const auto side = [&](std::size_t axis, int i) {
    const int lo = kWhole[axis].lo, size = kWhole[axis].hi - lo + 1;
    return Side{lo + static_cast<int>(std::int64_t{size} * i / cuts),
                lo + static_cast<int>(std::int64_t{size} * (i + 1) / cuts) - 1};
  };
  std::vector<Box> boxes;
  for (int a = 0; a < cuts; ++a)
    for (int b = 0; b < cuts; ++b)
      for (int c = 0; c < cuts; ++c) boxes.push_back({side(0, a), side(1, b), side(2, c)});
  return boxes;
}

}  // namespace

PolicyFolder::PolicyFolder(const std::string& policy_text) {
  std::string name = (std::filesystem::temp_directory_path() / "pol_bench_XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  folder_ = name;
  std::filesystem::create_directories(folder_ / "tags");
  std::filesystem::create_directories(folder_ / "reasons");
  std::ofstream(folder_ / "tags/bench.yaml") << kTags;
  std::ofstream(folder_ / "reasons/bench.yaml") << kReasons;
  std::ofstream(folder_ / "bench.pol") << policy_text;
}

PolicyFolder::~PolicyFolder() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

std::string rules_policy(std::size_t rules) {
  std::mt19937_64 random(1);
  const auto pick = [&](int lo, int hi) {
    return lo + static_cast<int>(random() % static_cast<unsigned>(hi - lo + 1));
  };
  std::string text = std::string(kHead) + brakes("turnover") + "decide outcome\n";
  constexpr const char* kKinds[] = {"sole", "partnership", "company", "other"};
  for (std::size_t i = 0; i < rules; ++i) {
    // No two arms have both numbers in common, so that none hides a later one.
    std::string tests = fmt::format("score is {} and months_trading is {}", 300 + i % 551, i * 7 % 601);
    switch (i % 4 ? -1 : pick(0, 3)) {
      case -1:
        break;
      case 0:
        tests += " and debt above " + yuan(pick(1, 40'000) * 1000);
        break;
      case 1:
        tests += fmt::format(" and (lenders above {} or turnover below {})", pick(0, 48),
                             yuan(pick(1, 40'000) * 1000));
        break;
      case 2:
        tests += fmt::format(" and card_use at least {}% and kind is {}", pick(1, 99), kKinds[pick(0, 3)]);
        break;
      default:
        tests += fmt::format(" and term at most {}", pick(1, 59));
    }
    text += fmt::format("  {} because R01 when {}\n", pick(0, 1) ? "refer" : "decline", tests);
  }
  return text + "  approve otherwise\nend\n";
}

std::string table_policy(std::size_t rows, bool grid) {
  std::string text = std::string(kHead) + "table terms\n  | score | turnover | months_trading || share |\n";
  std::size_t row = 0;
  for (const Box& box : grid ? gridded(rows) : parted(rows)) {
    const bool last = box[1].hi == kWhole[1].hi;
    text += fmt::format("  | {} to {} | {} to {}{} | {} to {} || {}.{}% |\n", box[0].lo, box[0].hi,
                        yuan(std::int64_t{box[1].lo} * 1000), last ? "" : "below ",
                        yuan((std::int64_t{box[1].hi} + 1) * 1000), box[2].lo, box[2].hi, row % 20, row % 10);
    ++row;
  }
  return text + "end\n\nlet raw be turnover * share rounded down to 100 CNY\n" + brakes("raw") +
         "decide outcome\n  refer because R01 when amount below 3,000 CNY\n  approve otherwise\nend\n";
}

const std::vector<OpClass>& op_classes() {
  static const std::vector<OpClass> all = {
      {"add", "an exact sum of money"},
      {"multiply", "money times a percent, scales add up"},
      {"round", "money times a percent, rounded half even to 0.01"},
      {"round_wide", "the same in 128 bits: two more percents with four places"},
      {"divide", "money by a tag, rounded half up to 0.01"},
      {"divide_constant", "money by 7, rounded half up to 0.01"},
      {"lowest", "the lower of two amounts"},
      {"choose", "a tree with one test"},
      {"first_present", "an optional tag, or a constant"},
      {"compare", "a test of a tag, joined with `or`"},
      {"table_60", "a table of 60 rows over one column"},
  };
  return all;
}

std::string op_policy(const std::string& name, std::size_t count) {
  std::string text = std::string(kHead), sum = "0 CNY";
  std::string any = "score below 310";
  for (std::size_t i = 0; i < count; ++i) {
    const std::string money = i % 2 ? "debt" : "turnover";
    const auto x = [&](const std::string& expression) {
      text += fmt::format("let x{} be {}\n", i, expression);
      text += i ? fmt::format("let t{} be t{} + x{}\n", i, i - 1, i) : "let t0 be x0\n";
    };
    if (name == "add") x(money);
    if (name == "multiply") x(fmt::format("{} * {}%", money, i % 89 + 1));
    if (name == "round") x(fmt::format("({} * {}% rounded half even to 0.01 CNY)", money, i % 89 + 1));
    if (name == "round_wide")
      x(fmt::format("({} * {}.01% * card_use * card_use rounded half even to 0.01 CNY)", money, i % 89 + 1));
    if (name == "divide") x(fmt::format("({} / (term + {}) rounded half up to 0.01 CNY)", money, i));
    if (name == "divide_constant") x(fmt::format("({} / {} rounded half up to 0.01 CNY)", money, 2 * i + 3));
    if (name == "lowest")
      x(fmt::format("lowest of ({}, {})", money, yuan(static_cast<std::int64_t>(i + 1) * 1000)));
    if (name == "first_present")
      x(fmt::format("first present of (inflow, {})", yuan(static_cast<std::int64_t>(i + 1) * 1000)));
    if (name == "choose") {
      text += fmt::format("tree x{} if score above {} then {} else 0 CNY end\n", i, 301 + i % 500, money);
      text += i ? fmt::format("let t{} be t{} + x{}\n", i, i - 1, i) : "let t0 be x0\n";
    }
    if (name == "compare") {
      text +=
          fmt::format("let c{} be {} above {}{}\n", i, money, yuan(49'000'000 + static_cast<std::int64_t>(i)),
                      i ? fmt::format(" or c{}", i - 1) : "");
      any = fmt::format("c{}", i);
    }
    if (name == "table_60") {
      text += fmt::format("table rows{0}\n  | term || x{0} |\n", i);
      for (std::size_t row = 1; row <= 60; ++row)
        text += fmt::format("  | {} || {} |\n", row, yuan(static_cast<std::int64_t>(row * (i + 7) % 1000)));
      text += "end\n";
      text += i ? fmt::format("let t{} be t{} + x{}\n", i, i - 1, i) : "let t0 be x0\n";
    }
    if (name != "compare") sum = fmt::format("t{}", i);
  }
  return text + "let raw be " + sum + " + turnover rounded down to 100 CNY\n" + brakes("raw") +
         "decide outcome\n  refer because R01 when " + any + "\n  approve otherwise\nend\n";
}

}  // namespace pol::bench
