#include <algorithm>

#include "runtime/base/utf8.h"
#include "tests/support/random_program.h"

namespace pol::testing {

Case make_case(const ir::Module& module, const std::vector<GivenValue>& values) {
  Case made;
  for (std::size_t i = 0; i < module.inputs.size(); ++i) {
    const GivenValue& given = values[i];
    const bool text = module.types[module.inputs[i].type].kind == Kind::text;
    std::int64_t value = given.causes ? 0 : given.value;
    interp::Slot slot{value, given.causes};
    if (text && !given.causes) {
      made.bytes.push_back(given.text);
      made.texts.push_back({made.bytes.back().data(), made.bytes.back().size()});
      value = reinterpret_cast<std::int64_t>(&made.texts.back());
      slot = interp::text_slot(made.bytes.back());
    }
    made.inputs.values.push_back(value);
    made.inputs.causes.push_back(given.causes);
    made.slots.push_back(slot);
  }
  return made;
}

CaseSource::CaseSource(const ir::Module& module, std::uint64_t seed) : module_(module), rng_(seed) {
  std::vector<i128> known{0};
  for (const i128 constant : module.constants) known.push_back(constant);
  for (const ir::Array& array : module.arrays)
    known.insert(known.end(), array.values.begin(), array.values.end());
  for (const ir::Table& table : module.tables)
    for (const ir::CellRange& range : table.ranges) known.insert(known.end(), {range.lo, range.hi});
  for (const ir::Input& input : module.inputs) {
    const Interval range = module.types[input.type].range;
    std::vector<std::int64_t> points;
    const auto add = [&](i128 value) {
      for (const i128 near : {value - 1, value, value + 1})
        if (range.contains(near)) points.push_back(static_cast<std::int64_t>(near));
    };
    add(range.lo);
    add(range.hi);
    for (const i128 value : known) add(value);
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    points_.push_back(std::move(points));
  }
  texts_ = {"", "zz"};
  for (const std::string& text : module.texts) {
    texts_.insert(texts_.end(), {text, text + "x", text + text});
    if (!text.empty()) texts_.push_back(text.substr(0, text.size() - 1));
  }
}

Case CaseSource::next() {
  // Some cases are whole, some nearly empty: the chance of a missing value is drawn first.
  const int missing = rng_.between(0, 3) * 20;
  std::vector<GivenValue> values;
  for (std::size_t i = 0; i < module_.inputs.size(); ++i) {
    const Type& type = module_.types[module_.inputs[i].type];
    GivenValue given;
    if (type.may_be_missing && rng_.percent(missing)) {
      const auto set = static_cast<CauseMask>(rng_.between(1, cause::any_sent));
      given.causes = rng_.percent(60) ? static_cast<CauseMask>(1 << rng_.between(0, 4)) : set;
    } else if (type.kind == Kind::text) {
      given.text = rng_.of(texts_);
      if (!type.range.contains(static_cast<i128>(count_code_points(given.text))))  // the door lets none in
        given.text.assign(static_cast<std::size_t>(type.range.lo), 'z');
    } else {
      given.value =
          rng_.percent(85) ? rng_.of(points_[i]) : static_cast<std::int64_t>(rng_.within(type.range));
    }
    values.push_back(given);
  }
  return make_case(module_, values);
}

}  // namespace pol::testing
