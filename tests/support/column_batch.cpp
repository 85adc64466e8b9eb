#include "tests/support/column_batch.h"

#include <algorithm>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace pol::testing {

BuiltBatch::BuiltBatch(const ir::Module& module, const std::vector<Case>& cases, const Shape& shape) {
  Rng rng(shape.seed * 2 + 1);
  batch_.rows = shape.rows;
  batch_.inputs.resize(module.inputs.size());
  for (std::size_t i = 0; i < module.inputs.size(); ++i) fill(module, cases, shape, i, rng);
}

void BuiltBatch::fill(const ir::Module& module, const std::vector<Case>& cases, const Shape& shape,
                      std::size_t input, Rng& rng) {
  engine::InputColumn& column = batch_.inputs[input];
  const auto causes_of = [&](std::size_t row) { return cases[shape.first + row].inputs.causes[input]; };
  const bool text = module.types[module.inputs[input].type].kind == Kind::text;
  auto* values = memory<std::int64_t>(shape.rows);
  column.values = values;
  bool none = true, all = true, same = true, one_cause = true;
  CauseMask cause = 0;
  for (std::size_t row = 0; row < shape.rows; ++row) {
    const CauseMask causes = causes_of(row);
    values[row] =
        causes ? static_cast<std::int64_t>(rng.next()) : cases[shape.first + row].inputs.values[input];
    none &= causes == 0;
    all &= causes != 0;
    same &= values[row] == values[0];
    if (causes && cause == 0) cause = causes;
    one_cause &= causes == 0 || causes == cause;
  }
  if (shape.rows == 0) return;
  if (none && same && !text) column.constant = rng.percent(50);
  if (column.constant) column.values = std::copy_n(values, 1, memory<std::int64_t>(1)) - 1;
  if (none && rng.percent(50)) return;
  if (all && one_cause && rng.percent(50)) {
    column.values = nullptr;
    column.cause = cause;
    return;
  }
  const bool bits = rng.percent(60);
  if (!bits || !one_cause) {
    auto* causes = memory<CauseMask>(shape.rows);
    for (std::size_t row = 0; row < shape.rows; ++row)
      causes[row] = causes_of(row) == 0 && bits ? cause::stale : causes_of(row);  // not read where present
    column.causes = causes;
  } else if (cause) {
    column.cause = cause;
  }
  if (!bits) return;
  column.first_bit = static_cast<std::uint64_t>(rng.between(0, 19));
  const std::size_t bytes = (column.first_bit + shape.rows + 7) / 8;
  auto* present = memory<std::uint8_t>(bytes);
  for (std::size_t i = 0; i < bytes; ++i) present[i] = static_cast<std::uint8_t>(rng.next());
  for (std::size_t row = 0; row < shape.rows; ++row) {
    const std::uint64_t bit = column.first_bit + row;
    const auto one = static_cast<std::uint8_t>(1u << bit % 8);
    present[bit / 8] =
        static_cast<std::uint8_t>(causes_of(row) ? present[bit / 8] & ~one : present[bit / 8] | one);
  }
  column.present = present;
}

#if defined(__x86_64__)
StrangeArithmetic::StrangeArithmetic(std::uint64_t seed)
    : before_(_mm_getcsr()),
      set_(0x1f80u | static_cast<unsigned>(seed % 4) << 13 | (seed / 4 % 2 ? 0x8040u : 0u)) {
  _mm_setcsr(set_);
}
StrangeArithmetic::~StrangeArithmetic() {
  _mm_setcsr(before_);
}
bool StrangeArithmetic::kept() const {
  constexpr unsigned kFlags = 0x3f;  // what has happened, not what is set
  return (_mm_getcsr() & ~kFlags) == (set_ & ~kFlags);
}
#else
StrangeArithmetic::StrangeArithmetic(std::uint64_t) : before_(0), set_(0) {}
StrangeArithmetic::~StrangeArithmetic() = default;
bool StrangeArithmetic::kept() const {
  return before_ == set_;
}
#endif

Case copy_case(const ir::Module& module, const Case& given) {
  std::vector<GivenValue> values;
  for (std::size_t i = 0; i < module.inputs.size(); ++i) {
    GivenValue value{given.inputs.values[i], given.inputs.causes[i], {}};
    if (module.types[module.inputs[i].type].kind == Kind::text && !value.causes)
      value.text = std::string(interp::text_of(given.slots[i]));
    values.push_back(std::move(value));
  }
  return make_case(module, values);
}

}  // namespace pol::testing
