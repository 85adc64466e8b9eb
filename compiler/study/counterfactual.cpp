#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "compiler/analysis/candidates.h"
#include "compiler/study/counterfactual_bench.h"

namespace pol::study {
namespace {

using engine::SentTag;

constexpr i128 kEveryValue = 1'000;       // a tag with at most as many values is tried whole
constexpr std::size_t kMostOutcomes = 3;  // told of one tag in one direction

// The changes of one tag. Values are numbers of the tag's unit; a text is its place in `texts_`.
class TagSearch {
 public:
  using Fits = std::function<bool(const Tried&)>;

  TagSearch(const CounterfactualInput& input, Bench& bench, std::size_t tag, std::size_t share)
      : in_(input),
        bench_(bench),
        tag_(tag),
        share_(share),
        readers_(bench.readers(tag)),
        type_(bench.chain().door().types[bench.chain().door().inputs[tag].type]) {
    told_.tag = tag;
    const SentTag& sent = bench.sent(tag);
    known_ = sent.state == SentTag::State::value;
    for (const auto& [member, slot] : readers_)
      known_ = known_ && !input.decided.members[member].admitted.inputs.causes[slot];
    if (sent.state == SentTag::State::value) today_ = key_of(sent.text, sent.number);
  }

  std::vector<Counterfactual> find() {
    const bool ordered =
        type_.kind != Kind::boolean && type_.kind != Kind::enumeration && type_.kind != Kind::text;
    try_candidates(ordered);
    if (!ordered) {
      pick();
    } else if (!known_) {
      intervals();
    } else {
      for (const int way : {-1, 1}) one_way(way);
    }
    for (Counterfactual& change : changes_)
      if (!change.ran) change.ran = bench_.trial(tag_, change.needed);
    return std::move(changes_);
  }
  const TriedTag& told() const { return told_; }

 private:
  i128 key_of(const std::string& text, i128 number) {
    if (type_.kind != Kind::text) return number;
    const auto found = std::find(texts_.begin(), texts_.end(), text);
    const auto at = found - texts_.begin();
    if (found == texts_.end()) texts_.push_back(text);
    return static_cast<i128>(at);
  }

  SentTag tag_with(i128 key) const {
    SentTag out;
    out.state = SentTag::State::value;
    if (type_.kind == Kind::text)
      out.text = texts_[static_cast<std::size_t>(key)];
    else
      out.number = key;
    out.as_of = known_ ? bench_.sent(tag_).as_of : in_.sent.decision_date;
    return out;
  }

  // Null if the share of runs is used up.
  const Tried* run(i128 key) {
    if (const auto found = tried_.find(key); found != tried_.end()) return &found->second;
    if (told_.runs >= share_) {
      told_.limited = true;
      return nullptr;
    }
    ++told_.runs;
    return &tried_.emplace(key, bench_.run(tag_, readers_, tag_with(key))).first->second;
  }

  void try_candidates(bool ordered) {
    std::set<i128> keys;
    const i128 values = type_.kind == Kind::text ? 0 : type_.range.hi - type_.range.lo + 1;
    if (type_.kind != Kind::text && values <= kEveryValue) {
      for (i128 v = type_.range.lo; v <= type_.range.hi; ++v) keys.insert(v);
      told_.every_value = true;
    } else {
      const Day on = in_.sent.decision_date;
      for (const auto& [member, input] : readers_) {
        const Compiled& policy = in_.compiled.member(member);
        const analysis::Candidates all =
            analysis::find_candidates(policy.policy->module(), *policy.checked->catalog, on, on);
        for (const interp::Slot& slot : all.inputs[input])
          if (!slot.causes)
            keys.insert(type_.kind == Kind::text ? key_of(std::string(interp::text_of(slot)), 0)
                                                 : slot.value);
      }
      if (ordered) {
        const i128 from = today_.value_or(type_.range.contains(0) ? 0 : type_.range.lo);
        for (i128 step = 1; step <= values; step *= 2)
          for (const i128 v : {from - step, from + step})
            if (type_.range.contains(v)) keys.insert(v);
      }
    }
    if (today_ && (type_.kind == Kind::text || type_.range.contains(*today_))) keys.insert(*today_);
    if (known_) {
      Tried now;
      now.usable = true;
      now.standings = bench_.now();
      tried_.emplace(*today_, std::move(now));
    }
    // The nearest first, should the runs not do for all.
    std::vector<i128> order(keys.begin(), keys.end());
    if (today_ && ordered)
      std::sort(order.begin(), order.end(),
                [&](i128 a, i128 b) { return away(a) != away(b) ? away(a) < away(b) : a < b; });
    for (const i128 key : order)
      if (!run(key)) break;
    told_.every_value = told_.every_value && !told_.limited;
  }
  i128 away(i128 key) const { return key < *today_ ? *today_ - key : key - *today_; }

  std::optional<i128> beyond(i128 key, int way) const {
    auto at = way > 0 ? tried_.upper_bound(key) : tried_.lower_bound(key);
    if (way > 0) return at == tried_.end() ? std::nullopt : std::optional(at->first);
    return at == tried_.begin() ? std::nullopt : std::optional((--at)->first);
  }

  // Between a value that does not fit and one that does: the nearest to the first that does.
  i128 narrow(i128 without, i128 with, const Fits& fits) {
    while (with - without > 1 || without - with > 1) {
      const i128 middle = without + (with - without) / 2;
      const Tried* tried = run(middle);
      if (!tried) break;
      (fits(*tried) ? with : without) = middle;
    }
    return with;
  }

  // The first value on the way that fits.
  std::optional<i128> first(i128 from, int way, const Fits& fits) {
    i128 last = from;
    for (auto at = beyond(from, way); at; at = beyond(*at, way)) {
      if (fits(tried_.at(*at))) return narrow(last, *at, fits);
      last = *at;
    }
    return std::nullopt;
  }

  // So that an amount that rises until some policy grows harsher is followed to that point.
  void find_edges() {
    const Fits fits = [&](const Tried& x) { return bench_.acceptable(x); };
    std::vector<i128> keys;
    for (const auto& entry : tried_) keys.push_back(entry.first);
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
      const bool low = fits(tried_.at(keys[i])), high = fits(tried_.at(keys[i + 1]));
      if (low != high) low ? narrow(keys[i + 1], keys[i], fits) : narrow(keys[i], keys[i + 1], fits);
    }
  }

  Counterfactual& add(Counterfactual::Form form, i128 key, std::size_t member) {
    Counterfactual change;
    change.form = form;
    change.tag = tag_;
    change.member = member;
    change.needed = tag_with(key);
    if (known_) change.step = step_to(key);
    changes_.push_back(std::move(change));
    return changes_.back();
  }
  std::optional<explain::Ratio> step_to(i128 key) const {
    if (type_.kind == Kind::boolean || type_.kind == Kind::enumeration || type_.kind == Kind::text)
      return std::nullopt;
    // Of a date its distance in years: the day it counts from says nothing.
    if (type_.kind == Kind::date)
      return explain::Ratio{static_cast<u128>(away(key)), static_cast<u128>(std::max<i128>(away(key), 365))};
    return explain::relative_distance(*today_, key);
  }
  bool told_already(i128 key) const {
    return std::any_of(changes_.begin(), changes_.end(),
                       [&](const Counterfactual& change) { return change.needed.number == key; });
  }

  // ---- a tag with a value now, in an order
  void one_way(int way) {
    std::vector<Standing> best = bench_.now();
    i128 at = *today_;
    for (std::size_t told = 0; told < kMostOutcomes; ++told) {
      const auto found =
          first(at, way, [&](const Tried& x) { return bench_.acceptable(x) && Bench::kinder(best, x); });
      if (!found) break;
      add(Counterfactual::Form::outcome, *found, 0);
      best = tried_.at(*found).standings;
      at = *found;
    }
    find_edges();
    for (std::size_t m = 0; m < best.size(); ++m)
      if (best[m].served && best[m].amount) amounts(m, way, best[m]);
  }

  // `base`: what the last outcome that was told gives, or today's.
  void amounts(std::size_t m, int way, const Standing& base) {
    const Standing& now = bench_.now()[m];
    std::optional<i128> raise;
    if (now.served)
      raise = first(*today_, way, [&](const Tried& x) {
        return bench_.acceptable(x) && x.standings[m].outcome == now.outcome &&
               bench_.of_member(m, now, x.standings[m]) > 0;
      });
    Standing best = base;
    for (auto key = beyond(*today_, way); key; key = beyond(*key, way))
      if (const Tried& x = tried_.at(*key);
          bench_.acceptable(x) && bench_.of_member(m, best, x.standings[m]) > 0)
        best = x.standings[m];
    std::optional<i128> most;
    if (!(best == base))
      most = first(*today_, way, [&](const Tried& x) {
        return bench_.acceptable(x) && bench_.of_member(m, x.standings[m], best) <= 0;
      });
    // Where every unit counts, the smallest change is one unit and says nothing.
    const bool steady = raise && most && away(*raise) == 1 && !told_.every_value && *most != *raise;
    if (raise && !steady && !told_already(*raise))
      add(Counterfactual::Form::raise, *raise, m).no_more = most == raise;
    if (most && !told_already(*most)) add(Counterfactual::Form::best, *most, m);
  }

  // ---- a tag without a value now, in an order: where a result holds, the widest stretch of tried values
  void intervals() {
    find_edges();
    std::vector<std::vector<Standing>> outcomes;  // kinder than now, each once
    for (const auto& [key, x] : tried_)
      if (bench_.acceptable(x) && Bench::kinder(bench_.now(), x) &&
          std::none_of(outcomes.begin(), outcomes.end(),
                       [&](const auto& other) { return same_outcomes(other, x.standings); }))
        outcomes.push_back(x.standings);
    if (outcomes.size() > kMostOutcomes) outcomes.resize(kMostOutcomes);
    for (const auto& outcome : outcomes)
      stretch(Counterfactual::Form::outcome, 0,
              [&](const Tried& x) { return bench_.acceptable(x) && same_outcomes(outcome, x.standings); });
    for (std::size_t m = 0; m < bench_.now().size(); ++m) {
      const Standing& now = bench_.now()[m];
      Standing best = now, worst = now;  // among those that are told
      for (const auto& [key, x] : tried_) {
        if (!bench_.acceptable(x)) continue;
        if (bench_.of_member(m, best, x.standings[m]) > 0) best = x.standings[m];
        if (x.standings[m].served && (!worst.served || bench_.of_member(m, worst, x.standings[m]) < 0))
          worst = x.standings[m];
      }
      if (!best.amount || best == now || best == worst) continue;  // the outcome says it all
      stretch(Counterfactual::Form::best, m, [&](const Tried& x) {
        return bench_.acceptable(x) && bench_.of_member(m, x.standings[m], best) <= 0;
      });
    }
  }
  static bool same_outcomes(const std::vector<Standing>& a, const std::vector<Standing>& b) {
    for (std::size_t m = 0; m < a.size(); ++m)
      if (a[m].served != b[m].served || a[m].outcome != b[m].outcome) return false;
    return true;
  }

  void stretch(Counterfactual::Form form, std::size_t member, const Fits& fits) {
    std::optional<std::pair<i128, i128>> widest;
    std::vector<i128> keys;
    for (const auto& entry : tried_) keys.push_back(entry.first);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (!fits(tried_.at(keys[i]))) continue;
      std::size_t end = i;
      while (end + 1 < keys.size() && fits(tried_.at(keys[end + 1]))) ++end;
      const i128 low = i == 0 ? keys[i] : narrow(keys[i - 1], keys[i], fits);
      const i128 high = end + 1 == keys.size() ? keys[end] : narrow(keys[end + 1], keys[end], fits);
      if (!widest || high - low > widest->second - widest->first) widest = {low, high};
      i = end;
    }
    if (!widest) return;
    Counterfactual& change = add(form, widest->first, member);
    if (widest->second != widest->first) change.until = tag_with(widest->second);
  }

  // ---- values without an order: the best results, each with all values that give it
  void pick() {
    std::vector<std::pair<i128, const Tried*>> good;
    for (const auto& [key, x] : tried_)
      if (bench_.acceptable(x) && better(bench_.now(), x.standings)) good.emplace_back(key, &x);
    std::vector<const Tried*> told;
    for (const auto& [key, x] : good) {
      const bool beaten = std::any_of(good.begin(), good.end(), [&, one = x](const auto& other) {
        return better(one->standings, other.second->standings);
      });
      if (beaten || told.size() == kMostOutcomes) continue;
      if (std::any_of(told.begin(), told.end(),
                      [&, one = x](const Tried* other) { return other->standings == one->standings; }))
        continue;
      told.push_back(x);
      const bool outcome = Bench::kinder(bench_.now(), *x);
      std::size_t member = 0;
      while (member + 1 < x->standings.size() &&
             bench_.of_member(member, bench_.now()[member], x->standings[member]) <= 0)
        ++member;
      Counterfactual& change =
          add(outcome ? Counterfactual::Form::outcome : Counterfactual::Form::best, key, member);
      for (const auto& [same, y] : good)
        if (same != key && y->standings == x->standings) change.also.push_back(tag_with(same));
    }
  }
  bool better(const std::vector<Standing>& a, const std::vector<Standing>& b) const {
    bool some = false;
    for (std::size_t m = 0; m < a.size(); ++m) {
      const int sign = bench_.of_member(m, a[m], b[m]);
      if (sign < 0) return false;
      some = some || sign > 0;
    }
    return some;
  }

  const CounterfactualInput& in_;
  Bench& bench_;
  std::size_t tag_, share_;
  Readers readers_;
  const Type& type_;
  bool known_ = false;
  std::optional<i128> today_;
  std::map<i128, Tried> tried_;
  std::vector<std::string> texts_;
  std::vector<Counterfactual> changes_;
  TriedTag told_;
};

bool sooner(const Counterfactual& a, const Counterfactual& b) {
  const bool outcome_a = a.form == Counterfactual::Form::outcome,
             outcome_b = b.form == Counterfactual::Form::outcome;
  if (outcome_a != outcome_b) return outcome_a;
  if (!a.step || !b.step) return a.step && !b.step;
  return *a.step < *b.step;
}

}  // namespace

const catalog::Tag* tag_of(const Compiled& compiled, const ir::Input& input) {
  for (std::size_t m = compiled.chain->size(); m-- > 0;)
    if (const catalog::Tag* tag = compiled.member(m).checked->catalog->find(input.tag())) return tag;
  return nullptr;
}

Counterfactuals find_counterfactuals(const CounterfactualInput& input) {
  Bench bench(input);
  Counterfactuals out;
  std::vector<std::size_t> tags;
  const auto& inputs = bench.chain().door().inputs;
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    const catalog::Tag* tag =
        inputs[i].bucket || inputs[i].needed ? nullptr : tag_of(input.compiled, inputs[i]);
    if (!tag || !tag->actionable || bench.readers(i).empty()) continue;
    if (!inputs[i].element)
      tags.push_back(i);
    else if (inputs[i].heads_tag())
      out.not_tried.push_back(i);
  }
  for (const std::size_t tag : tags) {
    TagSearch search(input, bench, tag, std::max<std::size_t>(1, input.most_runs / tags.size()));
    for (Counterfactual& change : search.find())
      out.changes.insert(std::upper_bound(out.changes.begin(), out.changes.end(), change, sooner),
                         std::move(change));
    out.tried.push_back(search.told());
  }
  out.runs = bench.runs();
  return out;
}

}  // namespace pol::study
