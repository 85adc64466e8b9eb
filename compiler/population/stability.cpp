#include "compiler/population/stability.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <set>

#include "runtime/value/constant.h"

namespace pol::population {
namespace {

// Bins end at `ends`, which belong to them; the last one has no end.
std::vector<std::uint64_t> counts_in(const Distribution& values, const std::vector<std::int64_t>& ends) {
  std::vector<std::uint64_t> counts(ends.size() + 1);
  for (const auto& [value, people] : values.sorted())
    counts[static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), value) - ends.begin())] +=
        people;
  return counts;
}

}  // namespace

Stability stability(std::string name, std::vector<Bin> bins) {
  Stability out;
  out.name = std::move(name);
  for (Bin& bin : bins) {
    if (bin.baseline == 0 && bin.now == 0) continue;
    out.baseline += bin.baseline;
    out.now += bin.now;
    out.corrected = out.corrected || bin.baseline == 0 || bin.now == 0;
    out.bins.push_back(std::move(bin));
  }
  if (out.baseline == 0 || out.now == 0) {
    out.corrected = false;
    out.why_not = out.baseline ? "nobody has it today" : "nobody has it in the baseline";
    return out;
  }
  const double added = out.corrected ? 0.5 : 0, bin_count = static_cast<double>(out.bins.size());
  const double was_all = static_cast<double>(out.baseline) + added * bin_count;
  const double is_all = static_cast<double>(out.now) + added * bin_count;
  for (Bin& bin : out.bins) {
    const double was = (static_cast<double>(bin.baseline) + added) / was_all;
    const double is = (static_cast<double>(bin.now) + added) / is_all;
    bin.part = (is - was) * std::log(is / was);
    out.index += bin.part;
  }
  if (out.bins.size() > 1)
    out.bound = (1 / static_cast<double>(out.baseline) + 1 / static_cast<double>(out.now)) *
                quantile(boost::math::chi_squared(bin_count - 1), 0.95);
  return out;
}

std::vector<Bin> number_bins(Distribution baseline, Distribution now, const Type& type,
                             const EnumPool& enums) {
  if (!baseline.exact()) now.make_inexact();
  if (!now.exact()) baseline.make_inexact();
  const auto shown = [&](std::int64_t value) { return format_grouped(value, type, enums); };
  std::vector<Bin> bins;
  std::set<std::int64_t> values;
  for (const Distribution* one : {&baseline, &now})
    for (const auto& [value, unused] : one->sorted()) values.insert(value);
  const bool each = type.kind == Kind::enumeration || type.kind == Kind::boolean || values.size() <= kBins;
  std::vector<std::int64_t> ends;
  if (each)
    ends.assign(values.begin(), values.end());
  else
    for (std::size_t k = 1; k < kBins; ++k) ends.push_back(baseline.quantile(k, kBins));
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  if (each && !ends.empty()) ends.pop_back();
  const auto was = counts_in(baseline, ends), is = counts_in(now, ends);
  for (std::size_t i = 0; i < was.size(); ++i) {
    const bool last = i == ends.size();
    Bin bin{"", was[i], is[i], 0};
    if (each)
      bin.label = values.empty() ? "" : shown(last ? *values.rbegin() : ends[i]);
    else
      bin.label = last ? "above " + shown(ends.back()) : "up to " + shown(ends[i]);
    bins.push_back(std::move(bin));
  }
  return bins;
}

Stability stability(std::string name, const ValueTally& baseline, const ValueTally& now, const Type& type,
                    const EnumPool& enums) {
  std::vector<Bin> bins;
  if (baseline.too_many_texts || now.too_many_texts) {
    Stability out;
    out.name = std::move(name);
    out.why_not = "more than " + std::to_string(ValueTally::kMostTexts) + " different texts";
    return out;
  }
  if (type.kind == Kind::text) {
    std::map<std::string, Bin> by_text;
    for (const auto& [text, people] : baseline.texts) by_text[text].baseline = people;
    for (const auto& [text, people] : now.texts) by_text[text].now = people;
    for (auto& [text, bin] : by_text) {
      bin.label = text;
      bins.push_back(std::move(bin));
    }
  } else {
    bins = number_bins(baseline.numbers, now.numbers, type, enums);
  }
  bins.push_back({"missing", baseline.missing, now.missing, 0});
  return stability(std::move(name), std::move(bins));
}

}  // namespace pol::population
