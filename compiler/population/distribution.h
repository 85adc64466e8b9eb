// How many cases have which amount. Sums are exact; so are quantiles while there are at most as many
// different values as it was made for, then within 0.1 %. The state depends only on what was added, never on
// the order or on how it was split between threads.
#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "runtime/value/int128.h"

namespace pol::population {

class Distribution {
 public:
  static constexpr std::size_t kExact = 65'536;
  explicit Distribution(std::size_t exact = kExact) : most_(exact) {}

  void add(std::int64_t value, std::uint64_t times = 1);
  void merge(const Distribution& other);

  std::uint64_t count() const { return count_; }
  i128 sum() const { return sum_; }
  std::int64_t min() const { return min_; }  // 0 without values, like max and quantile
  std::int64_t max() const { return max_; }
  bool exact() const { return exact_; }
  void make_inexact();  // as with more different values than are kept one by one
  // The smallest value that at least part/whole of all cases do not exceed.
  std::int64_t quantile(std::uint64_t part, std::uint64_t whole) const;
  // Values and their counts, ascending. Where not exact(), the lowest value of each class.
  std::vector<std::pair<std::int64_t, std::uint64_t>> sorted() const;
  // Counts of values in [edges[i], edges[i+1]); the last class holds its upper edge too. What lies outside
  // counts to the outer classes.
  std::vector<std::uint64_t> classes(const std::vector<std::int64_t>& edges) const;

 private:
  void count(std::int64_t value, std::uint64_t times);

  std::unordered_map<std::int64_t, std::uint64_t> counts_;  // by value, or by the lowest value of a class
  std::size_t most_;
  std::uint64_t count_ = 0;
  i128 sum_ = 0;
  std::int64_t min_ = 0, max_ = 0;
  bool exact_ = true;
};

// About `classes` classes with round edges that cover lo..hi: multiples of 1, 2 or 5 times a power of ten.
std::vector<std::int64_t> round_edges(std::int64_t lo, std::int64_t hi, std::size_t classes);

}  // namespace pol::population
