#include "tests/support/program_maker.h"

#include <fmt/format.h>

#include <algorithm>

namespace pol::testing {
namespace {

constexpr Kind kKinds[] = {Kind::boolean, Kind::number, Kind::percent, Kind::rate,        Kind::money,
                           Kind::date,    Kind::days,   Kind::months,  Kind::enumeration, Kind::text};

EnumType enum_of(const char* prefix, int count, bool ordered) {
  EnumType made;
  made.ordered = ordered;
  for (int i = 0; i < count; ++i) made.values.push_back(fmt::format("{}_{}", prefix, i));
  return made;
}

}  // namespace

ProgramMaker::ProgramMaker(std::uint64_t seed) : build_(module_), rng_(seed) {
  module_.policy.kind = "limit";
  module_.policy.name = "random";
  module_.policy.version = 1;
  module_.policy.effective = 20'000;
  module_.policy.review_by = 20'300;
  module_.enums.intern(enum_of("rank", rng_.between(2, 5), true));
  module_.enums.intern(enum_of("plain", rng_.between(1, 6), false));
  module_.enums.intern(enum_of("many", 90, true));
  for (const ir::OpInfo& info : ir::all_ops())
    if (info.op != ir::Op::input && info.op != ir::Op::constant && info.op != ir::Op::text)
      ops_.push_back(info.op);
  add_inputs();
}

void ProgramMaker::add_inputs() {
  const auto add = [&](std::string name, Type type) {
    ir::Input input;
    input.name = std::move(name);
    input.forbid = !module_.inputs.empty() && !type.may_be_missing;
    input.type = build_.type(type);
    module_.inputs.push_back(std::move(input));
    values_.push_back(build_.input(static_cast<std::uint32_t>(module_.inputs.size() - 1)));
  };
  Type date = scalar_of(Kind::date);
  date.range = {20'000, 20'300};
  add("decision_date", date);
  const int count = rng_.between(4, 12);
  for (int i = 0; i < count; ++i) {
    Type type = random_type();
    type.may_be_missing = rng_.percent(65);
    add(fmt::format("in{}", i), type);
  }
  if (rng_.percent(60)) return;
  Type id = scalar_of(Kind::text);
  id.range = {1, 40};
  id.may_be_missing = rng_.percent(50);
  add("id", id);
  Type bucket = scalar_of(Kind::number);
  bucket.range = {0, ir::kBuckets - 1};
  bucket.may_be_missing = id.may_be_missing;
  add("E1.bucket", bucket);
  module_.inputs.back().bucket = ir::Bucket{static_cast<std::uint32_t>(module_.inputs.size() - 2), "salt"};
  bucket_ = values_.back();
}

Type ProgramMaker::scalar_of(Kind kind) {
  Type type;
  type.kind = kind;
  if (kind == Kind::rate) type.period = Period::year;
  if (kind == Kind::money) type.currency = currency("CNY");
  if (kind == Kind::boolean) type.range = {0, 1};
  return type;
}

// From a single point to the whole of 64 bits, with ends where widths change.
Interval ProgramMaker::random_range() {
  switch (rng_.between(0, 7)) {
    case 0:
      return {0, rng_.between(0, 3)};
    case 1:
      return {-rng_.between(0, 9), rng_.between(0, 9)};
    case 2:
      return {rng_.between(1, 300), rng_.between(300, 900)};
    case 3:
      return {0, 100'000'000};
    case 4:
      return {-5'000'000'000, 5'000'000'000};
    case 5:
      return {INT32_MIN, i128{INT32_MAX} + rng_.between(-1, 1)};
    case 6:
      return {-rng_.between(100, 1000), -rng_.between(0, 100)};
  }
  return {rng_.percent(50) ? i128{INT64_MIN} + rng_.between(0, 1) : i128{0},
          i128{INT64_MAX} - rng_.between(0, 1)};
}

Type ProgramMaker::random_type() {
  Type type = scalar_of(kKinds[rng_.below(std::size(kKinds))]);
  type.range = random_range();
  switch (type.kind) {
    case Kind::boolean:
      type.range = {0, 1};
      break;
    case Kind::number:
      type.scale = static_cast<std::uint8_t>(rng_.percent(40) ? 0 : rng_.between(0, 6));
      break;
    case Kind::percent:
      type.scale = static_cast<std::uint8_t>(rng_.between(2, 6));
      break;
    case Kind::rate:
      type.scale = static_cast<std::uint8_t>(rng_.between(2, 6));
      type.period = static_cast<Period>(rng_.between(1, 3));
      break;
    case Kind::money:
      type.currency = currency(rng_.percent(70) ? "CNY" : rng_.percent(50) ? "USD" : "JPY");
      type.scale = static_cast<std::uint8_t>(minor_digits(type.currency));
      break;
    case Kind::date:
      type.range = {rng_.between(-30'000, 0), rng_.between(0, 40'000)};
      break;
    case Kind::days:
      break;
    case Kind::months:
      type.range = {-rng_.between(0, 400), rng_.between(0, 400)};
      break;
    case Kind::enumeration:
      type.enum_id = static_cast<std::uint32_t>(rng_.below(module_.enums.size()));
      type.range = {0, static_cast<i128>(module_.enums[type.enum_id].values.size()) - 1};
      break;
    case Kind::text:
      type.range = {1, 40};
      break;
  }
  return type;
}

// What a refused op leaves behind, operands that were made for it, is harmless.
ir::Ref ProgramMaker::keep(ir::Ref made) {
  if (made != ir::kNone) values_.push_back(made);
  return made;
}

void ProgramMaker::add_op() {
  keep(make(rng_.of(ops_)));
}

ir::Ref ProgramMaker::some(const Fits& fits) {
  std::vector<ir::Ref> fitting;
  for (const ir::Ref ref : values_)
    if (fits(type(ref))) fitting.push_back(ref);
  if (fitting.empty()) return ir::kNone;
  // Late values make deep programs.
  const std::size_t late = std::min<std::size_t>(fitting.size(), 4);
  return rng_.percent(50) ? fitting[fitting.size() - 1 - rng_.below(late)] : rng_.of(fitting);
}

ir::Ref ProgramMaker::numeric() {
  const ir::Ref found = some([](const Type& type) { return type.numeric(); });
  return found != ir::kNone ? found : constant_of(scalar_of(Kind::number));
}

ir::Ref ProgramMaker::condition() {
  const ir::Ref found =
      rng_.percent(93) ? some([](const Type& type) { return type.kind == Kind::boolean; }) : ir::kNone;
  return found != ir::kNone ? found : build_.constant(scalar_of(Kind::boolean), rng_.between(0, 1));
}

ir::Ref ProgramMaker::counting(std::int64_t& highest) {
  ir::Ref found = some([](const Type& type) {
    return type.kind == Kind::number && type.scale == 0 && type.range.lo >= 1 && type.range.hi <= 60;
  });
  if (found == ir::kNone || rng_.percent(40)) found = keep(make(ir::Op::first_arm));
  highest = static_cast<std::int64_t>(type(found).range.hi);
  return found;
}

i128 ProgramMaker::point_of(const Type& type) {
  static const std::vector<i128> kNear{-100, -5, -2, -1, 0, 1, 2, 3, 10, 100, 999, 100'000, 20'100};
  const i128 any = rng_.percent(60) ? rng_.of(kNear) : rng_.within(random_range());
  if (type.kind == Kind::boolean) return rng_.between(0, 1);
  if (type.kind == Kind::enumeration)
    return static_cast<i128>(rng_.below(module_.enums[type.enum_id].values.size()));
  if (type.kind == Kind::date) return rng_.between(-30'000, 40'000);
  if (type.kind == Kind::months) return rng_.between(-300, 300);
  if (type.range.lo == type.range.hi || rng_.percent(30)) return any;
  const i128 edge = rng_.percent(50) ? type.range.lo : type.range.hi;
  return rng_.percent(50) && fits_i64(type.range) ? edge : rng_.within(type.range);
}

ir::Ref ProgramMaker::constant_of(const Type& wanted) {
  if (wanted.kind == Kind::text) {
    static const std::vector<std::string> kTexts{"", "a", "ab", "abc", "abd", "b", "客户", "客"};
    return build_.text(rng_.of(kTexts));
  }
  return build_.constant(wanted, point_of(wanted));
}

ir::Ref ProgramMaker::like(const Type& wanted) {
  const Type unit = wanted;  // `wanted` may move when values are added
  const ir::Ref found = rng_.percent(75) ? some([&](const Type& type) {
    return type.kind == unit.kind && type.period == unit.period && type.currency == unit.currency &&
           type.enum_id == unit.enum_id && type.scale <= unit.scale;
  })
                                         : ir::kNone;
  return found == ir::kNone ? constant_of(unit) : build_.to_scale(found, unit.scale);
}

std::vector<ir::Ref> ProgramMaker::several(const Type& wanted, int most) {
  const Type unit = wanted;
  std::vector<ir::Ref> list;
  const int count = rng_.between(1, most);
  for (int i = 0; i < count; ++i) list.push_back(like(unit));
  return list;
}

std::vector<ir::Ref> ProgramMaker::conditions(int most) {
  std::vector<ir::Ref> list;
  const int count = rng_.between(1, most);
  for (int i = 0; i < count; ++i) list.push_back(condition());
  return list;
}

Rounding ProgramMaker::rounding_for(const Type& type) {
  Rounding rounding;
  rounding.mode = static_cast<RoundingMode>(rng_.between(0, 5));
  static const std::vector<std::int64_t> kUnits{1, 1, 1, 5, 100, 25, 7, 1000, 1'000'000'007};
  rounding.grain.unit = rng_.of(kUnits);
  rounding.grain.scale = static_cast<std::uint8_t>(rng_.between(0, std::min<int>(type.scale, 8)));
  return rounding;
}

}  // namespace pol::testing
