#include "compiler/population/distribution.h"

#include <algorithm>
#include <bit>

namespace pol::population {
namespace {

// Keeps the eleven highest bits of the amount: classes of less than a thousandth of their values.
std::int64_t class_of(std::int64_t value) {
  const bool negative = value < 0;
  std::uint64_t amount =
      negative ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  const int bits = std::bit_width(amount);
  if (bits > 11) amount = amount >> (bits - 11) << (bits - 11);
  return static_cast<std::int64_t>(negative ? ~amount + 1 : amount);
}

}  // namespace

void Distribution::count(std::int64_t value, std::uint64_t times) {
  counts_[exact_ ? value : class_of(value)] += times;
  if (exact_ && counts_.size() > most_) make_inexact();
}

void Distribution::make_inexact() {
  if (!exact_) return;
  std::unordered_map<std::int64_t, std::uint64_t> coarse;
  for (const auto& [value, times] : counts_) coarse[class_of(value)] += times;
  counts_ = std::move(coarse);
  exact_ = false;
}

void Distribution::add(std::int64_t value, std::uint64_t times) {
  if (times == 0) return;
  min_ = count_ ? std::min(min_, value) : value;
  max_ = count_ ? std::max(max_, value) : value;
  count_ += times;
  sum_ += i128{value} * static_cast<i128>(times);
  count(value, times);
}

void Distribution::merge(const Distribution& other) {
  if (other.count_ == 0) return;
  if (!other.exact_) make_inexact();
  min_ = count_ ? std::min(min_, other.min_) : other.min_;
  max_ = count_ ? std::max(max_, other.max_) : other.max_;
  count_ += other.count_;
  sum_ += other.sum_;
  for (const auto& [value, times] : other.counts_) count(value, times);
}

std::vector<std::pair<std::int64_t, std::uint64_t>> Distribution::sorted() const {
  std::vector<std::pair<std::int64_t, std::uint64_t>> all(counts_.begin(), counts_.end());
  std::sort(all.begin(), all.end());
  return all;
}

std::int64_t Distribution::quantile(std::uint64_t part, std::uint64_t whole) const {
  const i128 wanted = i128{part} * static_cast<i128>(count_);
  i128 so_far = 0;
  for (const auto& [value, times] : sorted())
    if ((so_far += static_cast<i128>(times)) * static_cast<i128>(whole) >= wanted)
      return std::clamp(value, min_, max_);
  return max_;
}

std::vector<std::uint64_t> Distribution::classes(const std::vector<std::int64_t>& edges) const {
  std::vector<std::uint64_t> out(edges.size() < 2 ? 0 : edges.size() - 1);
  if (out.empty()) return out;
  for (const auto& [value, times] : counts_) {
    const auto above = std::upper_bound(edges.begin(), edges.end(), value) - edges.begin();
    out[std::clamp<std::size_t>(static_cast<std::size_t>(above), 1, out.size()) - 1] += times;
  }
  return out;
}

std::vector<std::int64_t> round_edges(std::int64_t lo, std::int64_t hi, std::size_t classes) {
  const i128 span = i128{hi} - lo;
  i128 step = 1;
  for (int k = 1; span > step * static_cast<i128>(classes); ++k) {
    static constexpr int kFactors[] = {1, 2, 5};
    step = kFactors[k % 3];
    for (int tens = 0; tens < k / 3; ++tens) step *= 10;
  }
  const auto floor_to = [&](i128 v) { return v >= 0 ? v / step * step : -((-v + step - 1) / step * step); };
  std::vector<std::int64_t> edges;
  for (i128 edge = std::max<i128>(floor_to(lo), INT64_MIN);; edge += step) {
    edges.push_back(static_cast<std::int64_t>(std::min<i128>(edge, INT64_MAX)));
    if (edge > hi || edge >= INT64_MAX) break;
  }
  return edges;
}

}  // namespace pol::population
