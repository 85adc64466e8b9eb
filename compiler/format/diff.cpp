// The shortest edit script is that of E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986).
#include "compiler/format/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pol::format {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kContext = 3;
constexpr int kMostEdits = 4000;  // beyond that the middle is shown as replaced as a whole: memory is O(D^2)

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

struct Edit {
  char sign;  // ' ', '-' or '+'
  std::string_view line;
};

void replace_all(const Lines& a, const Lines& b, std::vector<Edit>& edits) {
  for (const std::string_view line : a) edits.push_back({'-', line});
  for (const std::string_view line : b) edits.push_back({'+', line});
}

// `a` and `b` begin and end with lines that differ.
void edits_between(const Lines& a, const Lines& b, std::vector<Edit>& edits) {
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  const int most = std::min(n + m, kMostEdits);
  const auto at = [&](int k) { return static_cast<std::size_t>(std::ptrdiff_t{k} + most + 1); };
  std::vector<int> reach(at(most) + 2, 0);
  std::vector<std::vector<int>> history;
  int found = -1;
  for (int d = 0; d <= most && found < 0; ++d) {
    history.push_back(reach);
    for (int k = -d; k <= d; k += 2) {
      int x = k == -d || (k != d && reach[at(k - 1)] < reach[at(k + 1)]) ? reach[at(k + 1)]
                                                                         : reach[at(k - 1)] + 1;
      while (x < n && x - k < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) ++x;
      reach[at(k)] = x;
      if (x >= n && x - k >= m) {
        found = d;
        break;
      }
    }
  }
  if (found < 0) return replace_all(a, b, edits);
  std::vector<Edit> backwards;
  int x = n, y = m;
  for (int d = found; d > 0; --d) {
    const std::vector<int>& before = history[static_cast<std::size_t>(d)];
    const int k = x - y;
    const bool down = k == -d || (k != d && before[at(k - 1)] < before[at(k + 1)]);
    const int from_k = down ? k + 1 : k - 1;
    const int from_x = before[at(from_k)];
    // A diagonal back to where the one insertion or removal of this round ended.
    const int after_x = down ? from_x : from_x + 1;
    for (; x > after_x; --x, --y) backwards.push_back({' ', a[static_cast<std::size_t>(x - 1)]});
    if (down)
      backwards.push_back({'+', b[static_cast<std::size_t>(--y)]});
    else
      backwards.push_back({'-', a[static_cast<std::size_t>(--x)]});
  }
  for (; x > 0; --x) backwards.push_back({' ', a[static_cast<std::size_t>(x - 1)]});
  edits.insert(edits.end(), backwards.rbegin(), backwards.rend());
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, const std::string& path) {
  if (before == after) return {};
  Lines a = lines_of(before), b = lines_of(after);
  std::size_t head = 0, tail = 0;
  while (head < std::min(a.size(), b.size()) && a[head] == b[head]) ++head;
  while (tail < std::min(a.size(), b.size()) - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
    ++tail;
  const auto middle = [&](const Lines& lines) {
    return Lines(lines.begin() + static_cast<std::ptrdiff_t>(head),
                 lines.end() - static_cast<std::ptrdiff_t>(tail));
  };
  std::vector<Edit> edits;
  for (std::size_t i = 0; i < head; ++i) edits.push_back({' ', a[i]});
  edits_between(middle(a), middle(b), edits);
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) edits.push_back({' ', a[i]});

  std::string out = fmt::format("--- {}\n+++ {} (formatted)\n", path, path);
  std::size_t old_line = 1, new_line = 1;  // of edits[i]
  for (std::size_t i = 0; i < edits.size();) {
    if (edits[i].sign == ' ') {
      ++i, ++old_line, ++new_line;
      continue;
    }
    const std::size_t lead = std::min({i, kContext});
    std::size_t begin = i - lead, end = i, quiet = 0;
    for (; end < edits.size() && quiet <= 2 * kContext; ++end) quiet = edits[end].sign == ' ' ? quiet + 1 : 0;
    end -= std::min(quiet, end) > kContext ? quiet - kContext : 0;
    std::size_t old_count = 0, new_count = 0;
    std::string body;
    for (std::size_t k = begin; k < end; ++k) {
      old_count += edits[k].sign != '+' ? 1 : 0;
      new_count += edits[k].sign != '-' ? 1 : 0;
      body += edits[k].sign;
      body += edits[k].line;
      if (edits[k].line.back() != '\n') body += "\n\\ No newline at end of file\n";
    }
    out +=
        fmt::format("@@ -{},{} +{},{} @@\n{}", old_line - lead, old_count, new_line - lead, new_count, body);
    for (; i < end; ++i) {
      old_line += edits[i].sign != '+' ? 1 : 0;
      new_line += edits[i].sign != '-' ? 1 : 0;
    }
  }
  return out;
}

}  // namespace pol::format
