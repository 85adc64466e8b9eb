#include "runtime/base/diagnostics.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <tuple>

namespace pol {
namespace {

constexpr CodeInfo kInfos[] = {
#define POL_DIAGNOSTIC(code, severity, title) {#code, Severity::severity, title},
#include "runtime/base/diagnostics.def"
#undef POL_DIAGNOSTIC
};

// The letters of a word as a set: one edit takes at most one out of it, and brings at most one in.
std::uint64_t letters(std::string_view word) {
  std::uint64_t set = 0;
  for (const char c : word) set |= std::uint64_t{1} << (static_cast<unsigned char>(c) & 63);
  return set;
}

// Damerau-Levenshtein, cut off: a result of `limit` means that or more. Only places near the diagonal count.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t columns = b.size() + 1;
  std::vector<std::size_t> cells(3 * columns, limit);
  const auto row = [&](std::size_t i) { return &cells[i % 3 * columns]; };
  for (std::size_t j = 0; j < columns; ++j) row(0)[j] = std::min(j, limit);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t* const d = row(i);
    const std::size_t *const above = row(i - 1), *const twice = row(i + 1);  // i - 2
    const std::size_t from = i > limit ? i - limit : 1, to = std::min(b.size(), i + limit);
    std::fill(d, d + columns, limit);
    d[0] = std::min(i, limit);
    std::size_t least = d[0];
    for (std::size_t j = from; j <= to; ++j) {
      d[j] = std::min({above[j] + 1, d[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), limit});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[j] = std::min(d[j], twice[j - 2] + 1);
      least = std::min(least, d[j]);
    }
    if (least >= limit && i < a.size() && *std::min_element(above, above + columns) >= limit) return limit;
  }
  return row(a.size())[b.size()];
}

// A fix follows a full stop, so it begins with a capital however it was written.
void capitalise(std::string& text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
}

}  // namespace

const CodeInfo& info(Code code) {
  return kInfos[static_cast<std::size_t>(code)];
}

std::optional<Code> code_by_name(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kInfos); ++i)
    if (kInfos[i].name == name) return static_cast<Code>(i);
  return std::nullopt;
}

std::vector<Code> all_codes() {
  std::vector<Code> codes;
  for (std::size_t i = 0; i < std::size(kInfos); ++i) codes.push_back(static_cast<Code>(i));
  return codes;
}

Diagnostic& Diagnostics::add(Code code, Span span, std::string message, std::string fix,
                             std::string example) {
  return add(Diagnostic{code, span, std::move(message), std::move(example), std::move(fix), {}, false});
}

Diagnostic& Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity() == Severity::error) ++errors_;
  all_.push_back(std::move(diagnostic));
  capitalise(all_.back().fix);
  return all_.back();
}

void Diagnostics::append(Diagnostics other) {
  for (auto& d : other.all_) add(std::move(d));
}

void Diagnostics::sort(const Sources& sources) {
  auto key = [&](const Diagnostic& d) {
    return std::tuple(d.span.file == kNoFile ? std::string() : sources.path(d.span.file), d.span.begin,
                      d.code, d.message);
  };
  std::stable_sort(all_.begin(), all_.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  all_.erase(
      std::unique(all_.begin(), all_.end(), [&](const auto& a, const auto& b) { return key(a) == key(b); }),
      all_.end());
  errors_ = static_cast<std::size_t>(
      std::count_if(all_.begin(), all_.end(), [](const auto& d) { return d.severity() == Severity::error; }));
}

std::string one_line(const Diagnostic& d, const Sources& sources) {
  std::string line(info(d.code).name);
  if (d.span.file != kNoFile) {
    const Place place = sources.place(d.span);
    line += " " + sources.path(d.span.file) + ":" + std::to_string(place.line) + ":" +
            std::to_string(place.column);
  }
  line += " " + d.message;
  if (!d.example.empty()) line += ". For example: " + d.example;
  if (!d.fix.empty()) line += ". " + d.fix;
  return line;
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  const std::uint64_t wanted = letters(word);
  const auto far = [&](std::uint64_t set) { return static_cast<std::size_t>(std::popcount(set)) >= least; };
  for (const auto& candidate : candidates) {
    if (candidate.size() > word.size() + least || word.size() > candidate.size() + least) continue;
    // Cheap for the many names of a large policy that have nothing in common with the word.
    if (const std::uint64_t has = letters(candidate); far(has & ~wanted) || far(wanted & ~has)) continue;
    const std::size_t d = distance(word, candidate, least);
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

}  // namespace pol
