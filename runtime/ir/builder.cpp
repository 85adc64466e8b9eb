#include "runtime/ir/builder.h"

#include <algorithm>

namespace pol::ir {
namespace {

std::vector<std::uint64_t> key_of(const Type& type) {
  const auto low = [](i128 value) { return static_cast<std::uint64_t>(value); };
  const auto high = [](i128 value) { return static_cast<std::uint64_t>(static_cast<u128>(value) >> 64); };
  std::uint64_t unit = 0;
  for (const char letter : type.currency.code) unit = unit << 8 | static_cast<unsigned char>(letter);
  const std::uint64_t head = std::uint64_t(type.kind) | std::uint64_t(type.scale) << 8 |
                             std::uint64_t(type.period) << 16 | std::uint64_t(type.up_to) << 24 |
                             std::uint64_t(type.may_be_missing) << 25 | std::uint64_t(type.count) << 32;
  return {head,
          unit,
          type.enum_id,
          low(type.range.lo),
          high(type.range.lo),
          low(type.range.hi),
          high(type.range.hi)};
}

bool whole(std::span<const Ref> values) {
  return std::find(values.begin(), values.end(), kNone) == values.end();
}

}  // namespace

Builder::Builder(Module& module) : module_(module) {
  for (std::size_t i = 0; i < module.types.size(); ++i)
    types_.emplace(key_of(module.types[i]), static_cast<std::uint16_t>(i));
  for (std::size_t i = 0; i < module.texts.size(); ++i)
    texts_.emplace(module.texts[i], static_cast<std::uint32_t>(i));
  for (std::size_t i = 0; i < module.constants.size(); ++i)
    constants_.emplace(module.constants[i], static_cast<std::uint32_t>(i));
}

Ref Builder::refuse(Typing typing) {
  error_ = std::move(typing);
  return kNone;
}

std::uint16_t Builder::type(const Type& type) {
  return intern(type).value_or(0);
}

std::optional<std::uint16_t> Builder::intern(const Type& type) {
  const auto [found, is_new] =
      types_.try_emplace(key_of(type), static_cast<std::uint16_t>(module_.types.size()));
  if (!is_new) return found->second;
  if (module_.types.size() >= UINT16_MAX) {
    types_.erase(found);
    refuse({{}, "has more than 65,535 different types and intervals", Issue::too_wide});
    return std::nullopt;
  }
  module_.types.push_back(type);
  return found->second;
}

std::uint32_t Builder::rounding(const Rounding& rounding) {
  auto& list = module_.roundings;
  const auto found = std::find(list.begin(), list.end(), rounding);
  const auto index = static_cast<std::uint32_t>(found - list.begin());
  if (found == list.end()) list.push_back(rounding);
  return index;
}

std::uint32_t Builder::text_index(std::string_view text) {
  const auto [found, is_new] =
      texts_.try_emplace(std::string(text), static_cast<std::uint32_t>(module_.texts.size()));
  if (is_new) module_.texts.emplace_back(text);
  return found->second;
}

std::uint32_t Builder::array(const Type& element, std::vector<std::int64_t> values) {
  Type fitted = element;
  fitted.may_be_missing = false;
  if (!values.empty()) {
    const auto [lo, hi] = std::minmax_element(values.begin(), values.end());
    fitted.range = {*lo, *hi};
  }
  Array array{type(fitted), std::move(values)};
  auto& list = module_.arrays;
  const auto found = std::find(list.begin(), list.end(), array);
  const auto index = static_cast<std::uint32_t>(found - list.begin());
  if (found == list.end()) list.push_back(std::move(array));
  return index;
}

std::uint32_t Builder::table(Table table) {
  module_.tables.push_back(std::move(table));
  return static_cast<std::uint32_t>(module_.tables.size() - 1);
}

Ref Builder::append(Inst inst, Slice place, std::span<const Ref> slice, const Type* declared) {
  if (declared) {
    const std::optional<std::uint16_t> index = intern(*declared);
    if (!index) return kNone;
    inst.type = *index;
  }
  const auto begin = static_cast<std::uint32_t>(module_.operands.size());
  const auto count = static_cast<std::uint32_t>(slice.size());
  if (place == Slice::first) inst.a = begin, inst.b = count;
  if (place == Slice::later) inst.b = begin, inst.c = count;
  module_.operands.insert(module_.operands.end(), slice.begin(), slice.end());
  Typing typing = type_of(module_, inst);
  const std::optional<std::uint16_t> index = typing ? intern(typing.type) : std::nullopt;
  if (!index) {
    module_.operands.resize(begin);
    return typing ? kNone : refuse(std::move(typing));
  }
  inst.type = *index;
  std::vector<std::uint64_t> key{std::uint64_t(inst.op) << 32 | inst.type, inst.a, inst.b, inst.c};
  if (place == Slice::first) key[1] = 0;
  if (place == Slice::later) key[2] = 0;
  key.insert(key.end(), slice.begin(), slice.end());
  const auto [found, is_new] = shared_.try_emplace(std::move(key), static_cast<Ref>(module_.insts.size()));
  if (!is_new) {
    module_.operands.resize(begin);
    return found->second;
  }
  module_.insts.push_back(inst);
  module_.spans.resize(module_.insts.size());
  module_.spans.back() = span_;
  return found->second;
}

Ref Builder::constant(const Type& type, i128 value) {
  Type fitted = type;
  fitted.range = {value, value};
  fitted.may_be_missing = false;
  const auto [found, is_new] =
      constants_.try_emplace(value, static_cast<std::uint32_t>(module_.constants.size()));
  if (is_new) module_.constants.push_back(value);
  return append({Op::constant, 0, found->second}, Slice::none, {}, &fitted);
}

Ref Builder::text(std::string_view text) {
  Type type;
  type.kind = Kind::text;
  return append({Op::text, 0, text_index(text)}, Slice::none, {}, &type);
}

Ref Builder::input(std::uint32_t index) {
  return append({Op::input, 0, index}, Slice::none, {}, &module_.types[module_.inputs[index].type]);
}

Ref Builder::unary(Op op, Ref a, std::uint32_t b) {
  return a == kNone ? kNone : append({op, 0, a, b}, Slice::none, {}, nullptr);
}

Ref Builder::binary(Op op, Ref a, Ref b, std::uint32_t c) {
  if (a == kNone || b == kNone) return kNone;
  if (op != Op::divide) return append({op, 0, a, b, c}, Slice::none, {}, nullptr);
  const Kind kind = module_.type_of(a).kind, by = module_.type_of(b).kind;
  const bool keeps = kind != Kind::number && (by == Kind::number || by == Kind::percent);
  return divide(a, b, c, keeps ? kind : Kind::number);
}

Ref Builder::divide(Ref a, Ref b, std::uint32_t rounding, Kind result) {
  if (a == kNone || b == kNone) return kNone;
  Typing typing = type_divide(module_.type_of(a), module_.type_of(b), module_.roundings[rounding], result);
  if (!typing) return refuse(std::move(typing));
  return append({Op::divide, 0, a, b, rounding}, Slice::none, {}, &typing.type);
}

Ref Builder::retype(Ref a, const Type& kind) {
  if (a == kNone) return kNone;
  Type declared = module_.type_of(a);
  declared.kind = kind.kind;
  declared.period = kind.period;
  if (declared == module_.type_of(a)) return a;
  return append({Op::retype, 0, a}, Slice::none, {}, &declared);
}

Ref Builder::widen(Ref a, const Interval& range) {
  if (a == kNone || module_.type_of(a).range == range) return a;
  Type declared = module_.type_of(a);
  declared.range = range;
  return append({Op::retype, 0, a}, Slice::none, {}, &declared);
}

Ref Builder::select(Ref condition, Ref yes, Ref no) {
  if (condition == kNone || yes == kNone || no == kNone) return kNone;
  return append({Op::select, 0, condition, yes, no}, Slice::none, {}, nullptr);
}

Ref Builder::over(Op op, std::span<const Ref> values) {
  return whole(values) ? append({op, 0}, Slice::first, values, nullptr) : kNone;
}

Ref Builder::pick(Ref number, std::span<const Ref> values) {
  if (number == kNone || !whole(values)) return kNone;
  return append({Op::pick, 0, number}, Slice::later, values, nullptr);
}

Ref Builder::table_row(std::uint32_t table, std::span<const Ref> inputs) {
  return whole(inputs) ? append({Op::table_row, 0, table}, Slice::later, inputs, nullptr) : kNone;
}

Ref Builder::call(std::uint32_t builtin, std::span<const Ref> arguments) {
  return whole(arguments) ? append({Op::call, 0, builtin}, Slice::later, arguments, nullptr) : kNone;
}

Ref Builder::to_scale(Ref a, int scale) {
  if (a == kNone || module_.type_of(a).scale == scale) return a;
  if (module_.type_of(a).scale > scale) return refuse({{}, "is finer than its place", Issue::shape});
  return unary(Op::rescale, a, static_cast<std::uint32_t>(scale - module_.type_of(a).scale));
}

}  // namespace pol::ir
