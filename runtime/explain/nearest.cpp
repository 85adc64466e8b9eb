#include "runtime/explain/nearest.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/explain/phrases.h"
#include "runtime/explain/words.h"

namespace pol::explain {

namespace {

u128 magnitude(i128 value) {
  return value < 0 ? ~static_cast<u128>(value) + 1 : static_cast<u128>(value);
}

bool holds(Compare compare, i128 value, i128 limit) {
  switch (compare) {
    case Compare::at_least:
      return value >= limit;
    case Compare::at_most:
      return value <= limit;
    case Compare::above:
      return value > limit;
    case Compare::below:
      return value < limit;
    case Compare::is:
      return value == limit;
    case Compare::is_not:
      return value != limit;
  }
  __builtin_unreachable();
}

// What one part of a condition says about the case.
struct Standing {
  bool met = false;
  std::optional<Distance> distance;  // of a part that is not met
};

struct Known {
  i128 value = 0;
  Type type;
};

class Nearest {
 public:
  Nearest(const Input& input, const Formulas& formulas, std::size_t& visits)
      : in_(input), formulas_(formulas), visits_(visits) {}

  Standing of(std::uint32_t index, bool negated) {
    const Node& node = in_.plan.nodes[index];
    if (++visits_ > kMostVisits) return {};
    switch (node.form) {
      case Node::Form::negation:
        return of(node.args[0], !negated);
      case Node::Form::all:
        return joined(node, negated, !negated);
      case Node::Form::any:
        return joined(node, negated, negated);
      case Node::Form::compare:
        if (const auto standing = compared(at(node, 0), node.compare, at(node, 1), negated)) return *standing;
        break;
      case Node::Form::within:
        if (const auto standing = within(node, negated)) return *standing;
        break;
      case Node::Form::let:
        return of(node.args[0], negated);
      case Node::Form::other:
        break;
    }
    return {met(node, negated), {}};
  }

 private:
  const Node& at(const Node& node, std::size_t arg) const { return in_.plan.nodes[node.args[arg]]; }

  // Unknown is never met.
  bool met(const Node& node, bool negated) const {
    const ir::Ref ref = node.ref;
    return ref != ir::kNone && !in_.slots[ref].causes && (in_.slots[ref].value != 0) != negated;
  }

  std::optional<Known> known(const Node& node) const {
    const ir::Ref ref = node.ref;
    if (ref == ir::kNone || in_.slots[ref].causes) return std::nullopt;
    const Type& type = in_.policy.module().type_of(ref);
    if (!type.numeric() && type.kind != Kind::days && type.kind != Kind::months) return std::nullopt;
    return Known{in_.slots[ref].value, type};
  }

  Standing joined(const Node& node, bool negated, bool all) {
    Standing out{all, {}};
    bool blocked = false;  // a part that must be met has no distance
    for (const std::uint32_t arg : node.args) {
      Standing part = of(arg, negated);
      if (all && part.met) continue;
      if (all) out.met = false;
      if (!all && part.met) out.met = true;
      if (!part.distance) {
        blocked = blocked || all;
        continue;
      }
      const bool better = !out.distance || (all ? out.distance->ratio < part.distance->ratio
                                                : part.distance->ratio < out.distance->ratio);
      if (better) out.distance = std::move(part.distance);
    }
    if (blocked || out.met) out.distance.reset();
    return out;
  }

  // `x from A to B` is two comparisons.
  std::optional<Standing> within(const Node& node, bool negated) const {
    const auto low = compared(at(node, 0), Compare::at_least, at(node, 1), negated);
    const auto high = compared(at(node, 0), Compare::at_most, at(node, 2), negated);
    if (!low || !high) return std::nullopt;
    if (!negated) return low->met ? high : low;
    if (low->met || high->met) return low->met ? low : high;
    return low->distance->ratio < high->distance->ratio ? low : high;
  }

  std::optional<Standing> compared(const Node& subject, Compare compare, const Node& bound,
                                   bool negated) const {
    const auto value = known(subject), limit = known(bound);
    if (!value || !limit) return std::nullopt;
    Type type = value->type;
    type.scale = std::max(value->type.scale, limit->type.scale);
    const auto a = rescale(value->value, value->type.scale, type.scale);
    const auto b = rescale(limit->value, limit->type.scale, type.scale);
    if (!a || !b) return std::nullopt;
    if (holds(compare, *a, *b) != negated) return Standing{true, {}};
    const auto gap = checked_sub(std::max(*a, *b), std::min(*a, *b));
    if (!gap) return std::nullopt;
    const EnumPool& enums = in_.policy.module().enums;
    Distance out;
    out.ratio = relative_distance(*a, *b);
    const std::string& name = formulas_.text(subject.text);
    out.subject = subject.name == kNone ? name : formulas_.name_of(subject.name);
    out.value = amount_words(*a, type, enums, in_.language);
    if (*gap != 0) out.away = amount_words(*gap, type, enums, in_.language);
    if (*gap != 0 && type.kind == Kind::percent)
      out.away = fmt::format(fmt::runtime(phrase(Phrase::points, in_.language)),
                             out.away.substr(0, out.away.find('%')));
    out.condition = (negated ? (in_.language == Language::zh ? "并非 " : "not ") : "") + name + " " +
                    compare_words(compare, in_.language) + " " + amount_words(*b, type, enums, in_.language);
    return Standing{false, std::move(out)};
  }

  const Input& in_;
  const Formulas& formulas_;
  std::size_t& visits_;
};

}  // namespace

Ratio relative_distance(i128 value, i128 limit) {
  const u128 whole = std::max(magnitude(value), magnitude(limit));
  if (whole == 0) return {};
  const bool same_side = (value < 0) == (limit < 0);
  const u128 a = magnitude(value), b = magnitude(limit);
  return {same_side ? std::max(a, b) - std::min(a, b) : a + b, whole};
}

// Continued fractions: compares whole parts, then the remainders upside down; never overflows.
bool Ratio::operator<(const Ratio& other) const {
  Ratio a = *this, b = other;
  for (;;) {
    const u128 whole_a = a.parts / a.whole, whole_b = b.parts / b.whole;
    if (whole_a != whole_b) return whole_a < whole_b;
    const u128 rest_a = a.parts % a.whole, rest_b = b.parts % b.whole;
    if (rest_b == 0) return false;
    if (rest_a == 0) return true;
    const Ratio next_a{b.whole, rest_b}, next_b{a.whole, rest_a};
    a = next_a;
    b = next_b;
  }
}

std::optional<Distance> nearest(const Input& input, const Formulas& formulas, std::uint32_t node,
                                std::size_t& visits) {
  Standing standing = Nearest(input, formulas, visits).of(node, false);
  return standing.met ? std::nullopt : std::move(standing.distance);
}

}  // namespace pol::explain
