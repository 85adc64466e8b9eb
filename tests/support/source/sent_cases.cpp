#include "tests/support/source/sent_cases.h"

#include <algorithm>

namespace pol::testing {

using State = engine::SentTag::State;

SentCaseSource::SentCaseSource(const engine::Chain& chain, std::uint64_t seed)
    : door_(chain.door()), rng_(seed) {
  std::vector<i128> known{0};
  texts_ = {"a", "zz", "客户1", "C-77120"};
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const ir::Module& module = chain.member(i).module();
    known.insert(known.end(), module.constants.begin(), module.constants.end());
    for (const ir::Array& array : module.arrays)
      known.insert(known.end(), array.values.begin(), array.values.end());
    for (const ir::Table& table : module.tables)
      for (const ir::CellRange& range : table.ranges) known.insert(known.end(), {range.lo, range.hi});
    for (const std::string& text : module.texts) texts_.insert(texts_.end(), {text, text + "x"});
  }
  for (const ir::Input& input : door_.inputs) {
    const Interval range = door_.types[input.type].range;
    std::vector<i128> points{range.lo, range.hi};
    for (const i128 value : known)
      for (const i128 near : {value - 1, value, value + 1})
        if (range.contains(near)) points.push_back(near);
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    points_.push_back(std::move(points));
  }
}

engine::SentTag SentCaseSource::tag(std::size_t input, int missing, Day decided_on) {
  const ir::Input& in = door_.inputs[input];
  const Type& type = door_.types[in.type];
  engine::SentTag sent;
  if (!in.forbid && rng_.percent(missing)) {
    if (rng_.percent(30)) return sent;
    sent.state = State::missing;
    const auto any =
        static_cast<CauseMask>(rng_.percent(60) ? 1 << rng_.between(0, 4) : rng_.between(1, cause::any_sent));
    sent.cause = any & in.causes ? static_cast<CauseMask>(any & in.causes) : in.causes;
    return sent;
  }
  sent.state = State::value;
  if (type.kind == Kind::text)
    sent.text = rng_.of(texts_);
  else
    sent.number = rng_.percent(80) ? rng_.of(points_[input]) : rng_.within(type.range);
  if (!in.forbid && rng_.percent(3)) {
    if (rng_.percent(50))
      sent.state = State::bad;
    else
      sent.number = type.range.hi + 1;
  }
  if (in.fresh_days || in.fresh_months || rng_.percent(10)) {
    const bool spoilt = !in.forbid && rng_.percent(6);
    sent.as_of = decided_on - (spoilt ? rng_.between(-2, 500) : 0);
  }
  return sent;
}

engine::SentCase SentCaseSource::next() {
  engine::SentCase sent;
  sent.case_id = "C";
  // Mostly the months in which events begin and end.
  const Day first = door_.policy.effective;
  sent.decision_date = first + (rng_.percent(80) ? rng_.between(0, 100) : rng_.between(0, 400));
  // Many cases are whole: where one is undecided its outputs are those of the clause and show nothing else.
  static const std::vector<int> kMissing{0, 0, 0, 5, 20, 50};
  const int missing = rng_.of(kMissing);
  sent.tags.resize(door_.inputs.size());
  for (std::size_t i = 1; i < door_.inputs.size(); ++i)
    if (!door_.inputs[i].bucket) sent.tags[i] = tag(i, missing, sent.decision_date);
  return sent;
}

}  // namespace pol::testing
