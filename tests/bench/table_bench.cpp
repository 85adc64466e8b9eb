// table_bench [ROWS [SEED]]: how long one large table takes. Makes a unique table of eight inputs (numbers,
// money, percents, dates, an enum, a bool, two that may be missing) by parting the box of all inputs again
// and again, takes one row out and makes another too wide, and prints the time of each step: parse and check,
// lower, search, native code. Ends with status 1 if the search does not find both and nothing else.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "compiler/analysis/tables.h"
#include "compiler/native/native.h"
#include "compiler/sema/checked.h"
#include "runtime/engine/engine.h"

namespace pol::testing {
namespace {

struct Side {
  std::int64_t lo = 0, hi = 0;
  bool missing = false;
};
using Cuboid = std::array<Side, 8>;

const Cuboid kWhole = {{{0, 1'000'000},
                        {0, 500'000'000},
                        {0, 10'000},
                        {0, 3'650},
                        {0, 11},
                        {0, 1},
                        {300, 850, true},
                        {0, 90'000'000, true}}};
constexpr const char* kNames[] = {"visits", "takings",  "share", "opened",
                                  "trade",  "verified", "score", "debt"};

std::string money(std::int64_t m) {
  return fmt::format("{}.{:02} CNY", m / 100, m % 100);
}

std::string value(std::size_t column, std::int64_t v) {
  switch (column) {
    case 1:
    case 7:
      return money(v);
    case 2:
      return fmt::format("{}.{:02}%", v / 100, v % 100);
    case 3:
      return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time_t{1'262'304'000} + v * 86'400));  // from 2010
    case 4:
      return fmt::format("t{}", v);
    case 5:
      return v ? "yes" : "no";
    default:
      return std::to_string(v);
  }
}

std::string cell(std::size_t column, const Side& side) {
  const Side& whole = kWhole[column];
  const bool all = side.lo == whole.lo && side.hi == whole.hi;
  if (all && side.missing == whole.missing) return "any";
  std::string text;
  if (side.lo > side.hi) return "missing";
  if (column == 4 || column == 5) {
    for (std::int64_t v = side.lo; v <= side.hi; ++v) text += (text.empty() ? "" : ", ") + value(column, v);
  } else if (side.lo == side.hi) {
    text = value(column, side.lo);
  } else if (side.hi == whole.hi) {
    text = "at least " + value(column, side.lo);
  } else {
    text = value(column, side.lo) + " to " + value(column, side.hi);
  }
  return side.missing ? text + ", missing" : text;
}

// Parts a cuboid until there are `rows` of them.
std::vector<Cuboid> partition(std::size_t rows, std::mt19937_64& random) {
  std::vector<Cuboid> parts = {kWhole};
  while (parts.size() < rows) {
    Cuboid& part = parts[random() % parts.size()];
    const std::size_t column = random() % part.size();
    Side &lower = part[column], upper = lower;
    if (lower.missing && lower.lo <= lower.hi && random() % 8 == 0) {
      upper.missing = false;
      lower = {1, 0, true};
    } else if (lower.lo < lower.hi) {
      const auto size = static_cast<std::uint64_t>(lower.hi - lower.lo);
      lower.hi = lower.lo + static_cast<std::int64_t>(random() % size);
      upper.lo = lower.hi + 1;
      (random() % 2 ? lower : upper).missing = false;
    } else {
      continue;
    }
    Cuboid other = part;
    other[column] = upper;
    parts.push_back(other);
  }
  return parts;
}

void plant(std::vector<Cuboid>& parts, std::mt19937_64& random) {
  parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(random() % parts.size()));
  for (;;) {
    Side& side = parts[random() % parts.size()][0];
    if (side.lo == 0 || side.lo > side.hi) continue;
    --side.lo;
    return;
  }
}

std::string table_text(const std::vector<Cuboid>& parts) {
  std::string text = "language 1\nlibrary t version 1 owner \"Test\" tags demo \"1\" end\ntable big\n  ";
  for (const char* name : kNames) text += fmt::format("| {} ", name);
  text += "|| price |\n";
  for (std::size_t row = 0; row < parts.size(); ++row) {
    for (std::size_t c = 0; c < kWhole.size(); ++c) text += "| " + cell(c, parts[row][c]) + " ";
    text += fmt::format("|| {} |\n", row % 997);
  }
  return text + "end\n";
}

constexpr const char* kTags = R"(catalogue: demo
version: "1"
owner: Council
languages: [en]
enums:
  trade: [t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11]
tags:
  - {id: visits, en: "Visits", type: int, range: "0..1000000", missing: forbid, sensitivity: open, typical: '60'}
  - {id: takings, en: "Takings", type: money CNY, range: "0..5000000", missing: forbid, sensitivity: open, typical: '300 CNY'}
  - {id: share, en: "Share", type: percent, range: "0%..100%", missing: forbid, sensitivity: open, typical: '50%'}
  - {id: opened, en: "Opened", type: date, range: "2010-01-01..2019-12-30", missing: forbid, sensitivity: open, typical: '2015-01-01'}
  - {id: trade, en: "Trade", type: enum trade, missing: forbid, sensitivity: open, typical: t1}
  - {id: verified, en: "Verified", type: bool, missing: forbid, sensitivity: open, typical: 'yes'}
  - {id: score, en: "Score", type: int, range: "300..850", missing: policy, sensitivity: open, typical: '660'}
  - {id: debt, en: "Debt", type: money CNY, range: "0..900000", missing: policy, sensitivity: open, typical: '30 CNY'}
)";

class Clock {
 public:
  void lap(const char* what) {
    const auto now = std::chrono::steady_clock::now();
    fmt::print("{:<18}{:>9.1f} ms\n", what, std::chrono::duration<double, std::milli>(now - from_).count());
    from_ = std::chrono::steady_clock::now();
  }

 private:
  std::chrono::steady_clock::time_point from_ = std::chrono::steady_clock::now();
};

std::filesystem::path write_bundle(const std::string& table) {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("pol_table_bench_{}", std::rand());
  std::filesystem::create_directories(folder / "tags");
  std::ofstream(folder / "tags/demo.yaml") << kTags;
  std::ofstream(folder / "big.pol") << table;
  return folder;
}

int bench(std::size_t rows, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Cuboid> parts = partition(rows + 1, random);
  plant(parts, random);
  const std::string text = table_text(parts);
  const std::filesystem::path folder = write_bundle(text);
  fmt::print("{} rows, {} inputs, {} KiB of text, seed {}\n", parts.size(), kWhole.size(), text.size() >> 10,
             seed);

  Sources sources;
  Diagnostics diagnostics;
  Clock clock;
  const auto checked = sema::check_file(sources, (folder / "big.pol").string(), diagnostics);
  clock.lap("parse and check");
  std::unique_ptr<lower::Lowered> lowered;
  if (checked && !diagnostics.has_errors()) lowered = lower::lower(*checked, diagnostics);
  clock.lap("lower");
  std::size_t gaps = 0, overlaps = 0, others = 0;
  if (lowered) {
    analysis::check_tables(*checked, sources, *lowered, diagnostics);
    clock.lap("search");
    const auto backend = native::make_backend();
    auto loaded = engine::LoadedPolicy::load(lowered->module);
    if (!loaded) return fmt::print("{}\n", loaded.failure().message), 1;
    clock.lap("verify and load");
    if (const Status compiled = (*loaded)->compile(*backend); !compiled)
      return fmt::print("{}\n", compiled.failure().message), 1;
    clock.lap("native code");
  }
  std::filesystem::remove_all(folder);
  for (const Diagnostic& d : diagnostics.all()) {
    fmt::print("{}\n", one_line(d, sources));
    ++(d.code == Code::E0711 ? gaps : d.code == Code::E0712 ? overlaps : others);
  }
  return gaps == 1 && overlaps >= 1 && others == 0 ? 0 : 1;
}

}  // namespace
}  // namespace pol::testing

int main(int argc, char** argv) {
  const std::size_t rows = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10'000;
  const std::uint64_t seed = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1;
  return pol::testing::bench(rows, seed);
}
