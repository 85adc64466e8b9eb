#include "compiler/analysis/table_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/value/constant.h"

namespace pol::analysis {
namespace {

AtomSet joined(AtomSet all) {
  std::sort(all.begin(), all.end(), [](AtomRange a, AtomRange b) { return a.lo < b.lo; });
  AtomSet set;
  for (const AtomRange& range : all) {
    if (!set.empty() && range.lo <= set.back().hi + 1)
      set.back().hi = std::max(set.back().hi, range.hi);
    else
      set.push_back(range);
  }
  return set;
}

AtomSet less(const AtomSet& from, const AtomSet& taken) {
  AtomSet left;
  for (AtomRange range : from) {
    bool open = true;
    for (const AtomRange& hole : taken) {
      if (hole.hi < range.lo || range.hi < hole.lo) continue;
      if (hole.lo > range.lo) left.push_back({range.lo, hole.lo - 1});
      open = hole.hi < range.hi;
      if (!open) break;
      range.lo = hole.hi + 1;
    }
    if (open) left.push_back(range);
  }
  return left;
}

bool within(const AtomSet& inner, const AtomSet& outer) {
  return less(inner, outer).empty();
}

std::string listed(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

std::string TableWords::number(std::size_t column, i128 value) const {
  const Type& type = columns_[column].type;
  if (type.kind != Kind::text) return format_grouped(value, type, enums_);
  return value < 0 ? "any other text" : "\"" + texts_[static_cast<std::size_t>(value)] + "\"";
}

std::string TableWords::value(std::size_t column, const Witness& witness) const {
  return witness.causes ? "missing (" + cause_names(witness.causes) + ")" : number(column, witness.value);
}

std::string TableWords::point(const Point& at) const {
  std::string text;
  for (std::size_t i = 0; i < at.size(); ++i)
    text += (i ? ", " : "") + columns_[i].name + " " + value(i, at[i]);
  return text;
}

std::string TableWords::gap(const Gap& gap) const {
  if (gap.first.size() == 1 && gap.first[0].causes) {
    std::vector<std::string> patterns;
    if (missing_pattern(0, gap.box[0], patterns) && patterns.size() == 1)
      return "no row when " + columns_[0].name + " is " + patterns[0];
  }
  return "no row for " + point(gap.first);
}

bool TableWords::value_patterns(std::size_t column, const AtomSet& set,
                                std::vector<std::string>& patterns) const {
  const Axis& axis = grid_.axes[column];
  const Type& type = columns_[column].type;
  const auto atoms = static_cast<std::uint32_t>(axis.present.size());
  const AtomSet present = less(set, {{atoms, ~0u}});
  if (present.empty()) return true;
  const bool one_by_one = type.kind == Kind::text || type.kind == Kind::boolean ||
                          (type.kind == Kind::enumeration && !enums_[type.enum_id].ordered);
  if (!one_by_one) {
    const i128 least = axis.present.front().lo, most = axis.present.back().hi;
    for (const AtomRange& range : present) {
      const i128 lo = axis.present[range.lo].lo, hi = axis.present[range.hi].hi;
      if (lo == hi)
        patterns.push_back(number(column, lo));
      else if (hi == most)
        patterns.push_back("at least " + number(column, lo));
      else if (lo == least)
        patterns.push_back("at most " + number(column, hi));
      else
        patterns.push_back(number(column, lo) + " to " + number(column, hi));
    }
    return true;
  }
  const auto each = [&](const AtomSet& chosen) {
    std::vector<std::string> words;
    for (const AtomRange& range : chosen)
      for (i128 v = axis.present[range.lo].lo; v <= axis.present[range.hi].hi; ++v) {
        const bool named = std::any_of(axis.present.begin(), axis.present.end(),
                                       [&](const Interval& atom) { return atom.contains(v); });
        if (named && (type.kind != Kind::text || v >= 0)) words.push_back(number(column, v));
      }
    return words;
  };
  const std::vector<std::string> words = each(present);
  const std::vector<std::string> others = each(less({{0, atoms - 1}}, present));
  const bool open_ended = type.kind == Kind::text && present.front().lo == 0;
  if (open_ended && others.empty()) return false;  // every text there is: only `any` or `otherwise` says so
  if (open_ended || (!others.empty() && words.size() > 3 && others.size() < words.size()))
    patterns.push_back("not (" + listed(others) + ")");
  else
    patterns.insert(patterns.end(), words.begin(), words.end());
  return true;
}

// `missing`, or the widest `missing (…)` that covers no set outside the atoms; false if that leaves some out.
bool TableWords::missing_pattern(std::size_t column, const AtomSet& set,
                                 std::vector<std::string>& patterns) const {
  const Axis& axis = grid_.axes[column];
  CauseMask wanted = 0, all = 0;
  std::vector<std::pair<CauseMask, bool>> sets;
  for (std::size_t i = 0; i < axis.missing.size(); ++i) {
    const auto atom = static_cast<std::uint32_t>(axis.present.size() + i);
    const bool in = within({{atom, atom}}, set);
    for (const CauseMask causes : axis.missing[i]) {
      sets.push_back({causes, in});
      all |= causes;
      if (in) wanted |= causes;
    }
  }
  if (wanted == 0) return true;
  const bool exact = std::all_of(sets.begin(), sets.end(), [&](const std::pair<CauseMask, bool>& one) {
    return one.second == ((one.first & ~wanted) == 0);
  });
  if (!exact) return false;
  if (wanted == all)
    patterns.push_back("missing");
  else if (wanted == cause::stale)
    patterns.push_back("stale");
  else
    patterns.push_back("missing (" + cause_names(wanted) + ")");
  // `error` names two causes, and the cell covers both.
  return wanted == all || (wanted & (cause::error | cause::computed_error) & all) == 0 ||
         (all & (cause::error | cause::computed_error) & ~wanted) == 0;
}

std::optional<std::string> TableWords::cell(std::size_t column, const AtomSet& set) const {
  if (within({{0, grid_.axes[column].size() - 1}}, set)) return "any";
  std::vector<std::string> patterns;
  if (!value_patterns(column, set, patterns) || !missing_pattern(column, set, patterns)) return std::nullopt;
  if (patterns.empty() || patterns.size() > 12) return std::nullopt;
  return listed(patterns);
}

std::optional<std::string> TableWords::closing_row(const Gap& gap, std::size_t outputs) const {
  std::string row = "|";
  for (std::size_t c = 0; c < gap.box.size(); ++c) {
    const std::optional<std::string> words = cell(c, gap.box[c]);
    if (!words) return std::nullopt;
    row += " " + *words + " |";
  }
  row += "|";
  for (std::size_t i = 0; i < outputs; ++i) row += " … |";
  return row;
}

std::optional<std::string> TableWords::widened_row(const Gap& gap) const {
  std::optional<std::string> best;
  int best_rank = 3;
  for (std::uint32_t row = 0; row < grid_.fits.rows() && best_rank > 0; ++row) {
    std::size_t differs = 0, at = 0;
    for (std::size_t c = 0; c < gap.box.size() && differs < 2; ++c)
      if (grid_.fits.set(row, c) != gap.box[c]) ++differs, at = c;
    if (differs != 1) continue;
    const auto values = static_cast<std::uint32_t>(grid_.axes[at].present.size());
    if (gap.box[at].back().hi >= values) continue;
    AtomSet both = grid_.fits.set(row, at);
    if (both.empty() || both.front().lo >= values) continue;  // a row for missing
    both.insert(both.end(), gap.box[at].begin(), gap.box[at].end());
    const std::optional<std::string> words = cell(at, joined(std::move(both)));
    if (!words) continue;
    // One pattern reads best, and one with an open end before that.
    const int rank = words->find(',') != std::string::npos ? 2 : words->starts_with("at ") ? 0 : 1;
    if (rank >= best_rank) continue;
    best_rank = rank;
    best = fmt::format("row {} to `{}`", row + 1, *words);
  }
  return best;
}

std::optional<std::string> TableWords::narrowed_row(const RowPair& pair) const {
  std::optional<std::size_t> only;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const AtomSet left = less(grid_.fits.set(pair.second, c), grid_.fits.set(pair.first, c));
    if (left.empty()) continue;
    if (only) return std::nullopt;
    only = c;
  }
  if (!only) return std::nullopt;  // the second row lies in the first
  const AtomSet left = less(grid_.fits.set(pair.second, *only), grid_.fits.set(pair.first, *only));
  const std::optional<std::string> words = cell(*only, left);
  if (!words) return std::nullopt;
  return fmt::format("Write `{}` in row {}", *words, pair.second + 1);
}

}  // namespace pol::analysis
