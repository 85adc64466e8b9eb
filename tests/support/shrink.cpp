#include "tests/support/shrink.h"

#include <algorithm>
#include <map>
#include <span>

namespace pol::testing {
namespace {

using ir::Operand;
using ir::Ref;

// Copies what some instructions need into a new module, with these as its outputs.
class Extract {
 public:
  explicit Extract(const ir::Module& from) : from_(from) {
    to_.policy = from.policy;
    to_.enums = from.enums;
    to_.inputs = from.inputs;
    for (ir::Input& input : to_.inputs) input.type = type(input.type);
  }

  ir::Module run(std::span<const Ref> shown) {
    std::vector<bool> needed(shown.back() + 1, false);
    for (const Ref ref : shown) needed[ref] = true;
    for (auto ref = static_cast<Ref>(needed.size()); ref-- > 0;)
      if (needed[ref]) each(from_.insts[ref], [&](Ref operand) { needed[operand] = true; });
    for (Ref ref = 0; ref < needed.size(); ++ref)
      if (needed[ref]) copy(ref);
    for (const Ref ref : shown) show(refs_.at(ref));
    ask_undecided();
    return std::move(to_);
  }

 private:
  template <class Visit>
  void each(const ir::Inst& inst, Visit visit) const {
    const ir::OpInfo& info = *ir::op_info(inst.op);
    if (info.a == Operand::value) visit(inst.a);
    if (info.b == Operand::value) visit(inst.b);
    if (info.c == Operand::value) visit(inst.c);
    for (const Ref ref : slice(inst, info)) visit(ref);
  }
  std::span<const Ref> slice(const ir::Inst& inst, const ir::OpInfo& info) const {
    const std::span<const Ref> all(from_.operands);
    if (info.a == Operand::slice) return all.subspan(inst.a, inst.b);
    if (info.b == Operand::slice) return all.subspan(inst.b, inst.c);
    return {};
  }

  void copy(Ref ref) {
    ir::Inst inst = from_.insts[ref];
    const ir::OpInfo& info = *ir::op_info(inst.op);
    const std::span<const Ref> refs = slice(inst, info);
    if (!refs.empty()) (info.a == Operand::slice ? inst.a : inst.b) = static_cast<Ref>(to_.operands.size());
    for (const Ref operand : refs) to_.operands.push_back(refs_.at(operand));
    inst.a = field(info.a, inst.a);
    inst.b = field(info.b, inst.b);
    inst.c = field(info.c, inst.c);
    inst.type = type(inst.type);
    refs_[ref] = static_cast<Ref>(to_.insts.size());
    to_.insts.push_back(inst);
  }

  template <class T>
  std::uint32_t into(std::vector<T>& pool, T value, std::map<std::uint32_t, std::uint32_t>& known,
                     std::uint32_t index) {
    const auto [found, is_new] = known.try_emplace(index, static_cast<std::uint32_t>(pool.size()));
    if (is_new) pool.push_back(std::move(value));
    return found->second;
  }
  std::uint16_t type(std::uint16_t index) {
    return static_cast<std::uint16_t>(into(to_.types, from_.types[index], types_, index));
  }
  std::uint32_t text(std::uint32_t index) { return into(to_.texts, from_.texts[index], texts_, index); }

  std::uint32_t field(Operand kind, std::uint32_t value) {
    switch (kind) {
      case Operand::value:
        return refs_.at(value);
      case Operand::constant:
        return into(to_.constants, from_.constants[value], constants_, value);
      case Operand::text:
        return text(value);
      case Operand::rounding:
        return into(to_.roundings, from_.roundings[value], roundings_, value);
      case Operand::array: {
        ir::Array array = from_.arrays[value];
        array.type = type(array.type);
        return into(to_.arrays, std::move(array), arrays_, value);
      }
      case Operand::table: {
        ir::Table table = from_.tables[value];
        for (std::size_t i = 0; i < table.cells.size(); ++i)
          for (std::uint32_t r = 0; r < table.cells[i].count; ++r) {
            if (from_.types[table.columns[i % table.columns.size()]].kind != Kind::text) continue;
            ir::CellRange& range = table.ranges[table.cells[i].first + r];
            range.lo = range.hi = text(static_cast<std::uint32_t>(range.lo));
          }
        for (std::uint16_t& column : table.columns) column = type(column);
        return into(to_.tables, std::move(table), tables_, value);
      }
      case Operand::none:
      case Operand::slice:
      case Operand::number:
      case Operand::input:
      case Operand::builtin:
        return value;
    }
    return value;
  }

  void show(Ref value) {
    ir::Output output;
    output.name = "shown";
    output.type = to_.insts[value].type;
    output.defined = output.masked = output.value = value;
    to_.outputs.push_back(output);
  }

  void ask_undecided() {
    Type boolean;
    boolean.range = {0, 1};
    to_.undecided.undecided = static_cast<Ref>(to_.insts.size());
    to_.insts.push_back({ir::Op::any_missing, static_cast<std::uint16_t>(to_.types.size()),
                         static_cast<std::uint32_t>(to_.operands.size()),
                         static_cast<std::uint32_t>(to_.outputs.size())});
    to_.types.push_back(boolean);
    for (const ir::Output& output : to_.outputs) to_.operands.push_back(output.value);
  }

  const ir::Module& from_;
  ir::Module to_;
  std::map<Ref, Ref> refs_;
  std::map<std::uint32_t, std::uint32_t> types_, texts_, constants_, roundings_, arrays_, tables_;
};

}  // namespace

ir::Module shrink(const ir::Module& module, const FirstDifference& first_difference) {
  std::vector<Ref> visible;
  for (Ref ref = 0; ref < module.insts.size(); ++ref)
    if (module.type_of(ref).kind != Kind::text && fits_i64(module.type_of(ref).range)) visible.push_back(ref);
  constexpr std::size_t kTogether = 64;
  for (std::size_t at = 0; at < visible.size(); at += kTogether) {
    const auto some = std::span(visible).subspan(at, std::min(kTogether, visible.size() - at));
    const std::optional<std::size_t> different = first_difference(Extract(module).run(some));
    if (!different) continue;
    ir::Module small = Extract(module).run(some.subspan(*different, 1));
    if (first_difference(small)) return small;
  }
  return module;
}

}  // namespace pol::testing
