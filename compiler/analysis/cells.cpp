#include "compiler/analysis/cells.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "compiler/analysis/causes.h"
#include "runtime/value/constant.h"

namespace pol::analysis {

using interp::Slot;
using ir::Absence;
using ir::Inst;
using ir::Op;
using ir::Ref;

namespace {

constexpr i128 kMostListed = 64;  // a range of so many values is listed whole

// What must be known of an instruction: whether it is missing (and why), or also which value it has.
using Demand = std::uint8_t;
constexpr Demand kPresence = 1, kValue = 2, kBoth = 3;

// A number that is an input, perhaps written finer: input * 10^finer.
struct Chain {
  std::uint32_t input = 0;
  unsigned finer = 0;
};

class CellFinder {
 public:
  CellFinder(const ir::Module& module, Ref ref) : module_(module), demand_(ref + 1) {
    demand_[ref] = kPresence;
  }

  Cells run() {
    for (Ref at = static_cast<Ref>(demand_.size()); at-- > 0;)
      if (demand_[at]) visit(module_.insts[at], demand_[at]);
    Cells out;
    out.exact = exact_;
    for (const auto& [input, demand] : inputs_) {
      out.inputs.push_back(input);
      out.slots.push_back(values(input, demand, out));
      add_causes(input, out.slots.back());
    }
    return out;
  }

 private:
  bool maybe(Ref ref) const { return module_.type_of(ref).may_be_missing; }
  void ask(Ref ref, Demand demand) {
    demand_[ref] |= static_cast<Demand>(maybe(ref) ? demand : demand & kValue);
  }
  void ask_operands(const Inst& inst, Demand demand) {
    operands_.clear();
    ir::operands_of(module_, inst, operands_);
    for (const Ref ref : operands_) ask(ref, demand);
  }

  void visit(const Inst& inst, Demand demand) {
    const bool value = (demand & kValue) != 0;
    if (value && compared_with_constants(inst)) return ask_operands(inst, kPresence);
    switch (ir::absence_of(inst.op)) {
      case Absence::input:
        inputs_[inst.a] |= demand;
        return;
      case Absence::never:
        if (inst.op == Op::missing_only) masks_.insert(static_cast<CauseMask>(inst.b));
        return ask_operands(inst, kPresence);  // they ask whether something is present, or have no operands
      case Absence::strict:
        return ask_operands(inst, value ? kBoth : kPresence);
      case Absence::divide:
        ask_operands(inst, value ? kBoth : kPresence);
        if (!value && divides_by_zero(module_, inst)) {
          if (const auto chain = chain_of(inst.b))
            cut(*chain, 0, 1);
          else
            ask(inst.b, kBoth);
        }
        return;
      case Absence::if_present:
        ask(inst.a, kPresence);
        return ask(inst.b, demand);
      case Absence::or_else:
        ask(inst.a, value ? kBoth : kPresence);
        return ask(inst.b, value ? kBoth : kPresence);
      case Absence::only_when:
        ask(inst.a, value ? kBoth : kPresence);
        return ask(inst.b, kBoth);
      case Absence::select:
        ask(inst.a, value || maybe(inst.b) || maybe(inst.c) ? kBoth : kPresence);
        ask(inst.b, demand);
        return ask(inst.c, demand);
      case Absence::pick: {
        bool any = value;
        for (std::uint32_t i = 0; i < inst.c; ++i) {
          any = any || maybe(module_.operands[inst.b + i]);
          ask(module_.operands[inst.b + i], demand);
        }
        return ask(inst.a, any ? kBoth : kPresence);
      }
      case Absence::conjunction:
      case Absence::disjunction:  // the value of one side counts where it may answer for the other
        ask(inst.a, value || maybe(inst.b) ? kBoth : kPresence);
        return ask(inst.b, value || maybe(inst.a) ? kBoth : kPresence);
      case Absence::first_arm: {  // the value of an arm counts where one below may be unknown
        bool below = value;
        for (std::uint32_t i = inst.b; i-- > 0;) {
          const Ref arm = module_.operands[inst.a + i];
          ask(arm, below ? kBoth : kPresence);
          below = below || maybe(arm);
        }
        return;
      }
      case Absence::table_row:
        return table(inst);
    }
  }

  // The chain that `ref` is, if it is one.
  std::optional<Chain> chain_of(Ref ref) const {
    unsigned finer = 0;
    for (;;) {
      const Inst& inst = module_.insts[ref];
      if (inst.op == Op::input) return Chain{inst.a, finer};
      if (inst.op != Op::rescale && inst.op != Op::retype) return std::nullopt;
      if (inst.op == Op::rescale) finer += inst.b;
      if (finer > kMaxPowerOfTen) return std::nullopt;
      ref = inst.a;
    }
  }
  std::optional<i128> constant_of(Ref ref) const {
    const Inst& inst = module_.insts[ref];
    if (inst.op == Op::constant) return module_.constants[inst.a];
    if (inst.op == Op::retype) return constant_of(inst.a);
    if (inst.op != Op::rescale) return std::nullopt;
    const auto inner = constant_of(inst.a);
    const auto factor = power_of_ten(inst.b);
    return inner && factor ? checked_mul(*inner, *factor) : std::nullopt;
  }

  // It may never be missing, but its cells count.
  void take_part(std::uint32_t input) { inputs_.try_emplace(input, Demand{0}); }

  // Values below `from`, from `from` to `from + width - 1`, and above are three cells.
  void cut(const Chain& chain, i128 from, i128 width) {
    cut_at(chain, from);
    if (const auto end = checked_add(from, width)) cut_at(chain, *end);
  }
  void cut_at(const Chain& chain, i128 at) {
    take_part(chain.input);
    if (const auto factor = power_of_ten(chain.finer))
      cuts_[chain.input].insert(divide_rounded(at, *factor, RoundingMode::ceiling));
    else
      exact_ = false;
  }

  // A test of one input against constants: its thresholds are noted, the operand's value is not needed
  // beyond.
  bool compared_with_constants(const Inst& inst) {
    if (inst.op == Op::equal || inst.op == Op::less || inst.op == Op::less_equal) {
      auto chain = chain_of(inst.a);
      auto bound = constant_of(inst.b);
      if (!chain) chain = chain_of(inst.b), bound = constant_of(inst.a);
      if (!chain || !bound) return false;
      cut(*chain, *bound, 1);
      return true;
    }
    if (inst.op == Op::in_set) {
      const auto chain = chain_of(inst.a);
      const ir::Array& array = module_.arrays[inst.b];
      if (!chain || module_.types[array.type].scale != module_.type_of(inst.a).scale) return false;
      for (const std::int64_t value : array.values) cut(*chain, value, 1);
      return true;
    }
    if (inst.op != Op::text_equal && inst.op != Op::text_starts) return false;
    const Inst &text = module_.insts[inst.a], &wanted = module_.insts[inst.b];
    if (text.op != Op::input || wanted.op != Op::text) return false;
    take_part(text.a);
    return true;
  }

  void table(const Inst& inst) {
    const ir::Table& table = module_.tables[inst.a];
    const std::size_t columns = table.columns.size();
    for (std::size_t column = 0; column < columns; ++column) {
      const Ref input = module_.operands[inst.b + column];
      const bool text = module_.types[table.columns[column]].kind == Kind::text;
      const auto chain = chain_of(input);
      const bool plain = chain && (!text || module_.insts[input].op == Op::input);
      ask(input, plain ? kPresence : kBoth);
      if (plain) take_part(chain->input);
      for (std::size_t row = 0; row < table.rows; ++row) {
        const ir::Cell& cell = table.cells[row * columns + column];
        masks_.insert(cell.missing);
        for (std::uint32_t k = 0; plain && !text && k < cell.count; ++k) {
          const ir::CellRange& range = table.ranges[cell.first + k];
          cut(*chain, range.lo, i128{range.hi} - range.lo + 1);
        }
      }
    }
  }

  std::vector<Slot> values(std::uint32_t index, Demand demand, Cells& out) {
    const Type& type = module_.types[module_.inputs[index].type];
    std::vector<Slot> slots;
    if (type.kind == Kind::text) {
      if (demand & kValue) out.exact = false;
      add_texts(type, slots, out);
      return slots;
    }
    if ((demand & kValue) && type.range.hi - type.range.lo < kMostListed) {
      for (i128 value = type.range.lo; value <= type.range.hi; ++value) slots.push_back({value});
      return slots;
    }
    if (demand & kValue) out.exact = false;
    slots.push_back({type.range.lo});
    for (const i128 cut : cuts_[index])
      if (cut != type.range.lo && type.range.contains(cut)) slots.push_back({cut});
    return slots;
  }

  // Each text of the policy, each of them with something behind, and one that begins like none of them.
  void add_texts(const Type& type, std::vector<Slot>& slots, Cells& out) {
    std::string other;
    for (const char c : {'~', '#', '_', '^', '|'})
      if (other.empty() &&
          std::none_of(module_.texts.begin(), module_.texts.end(),
                       [&](const std::string& text) { return text.find(c) != std::string::npos; }))
        other = c;
    if (other.empty()) out.exact = false;
    const auto add = [&](std::string text) {
      const auto points = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
      if (!type.range.contains(points)) return;
      out.texts.push_back(std::move(text));
      slots.push_back(interp::text_slot(out.texts.back()));
    };
    add(other);
    for (const std::string& text : module_.texts) {
      add(text);
      add(text + other);
    }
    if (slots.empty()) {
      out.exact = false;
      out.texts.emplace_back(static_cast<std::size_t>(std::max<i128>(type.range.lo, 0)), '~');
      slots.push_back(interp::text_slot(out.texts.back()));
    }
  }

  void add_causes(std::uint32_t index, std::vector<Slot>& slots) const {
    std::set<std::vector<bool>> seen;
    for (const CauseMask one :
         {cause::no_hit, cause::not_asked, cause::suppressed, cause::stale, cause::error}) {
      if (!(causes_of(module_.inputs[index]) & one)) continue;
      std::vector<bool> tests;
      for (const CauseMask mask : masks_) tests.push_back((mask & one) != 0);
      if (seen.insert(std::move(tests)).second) slots.push_back({0, one});
    }
  }

  const ir::Module& module_;
  std::vector<Demand> demand_;
  std::map<std::uint32_t, Demand> inputs_;
  std::map<std::uint32_t, std::set<i128>> cuts_;
  std::set<CauseMask> masks_;
  std::vector<Ref> operands_;
  bool exact_ = true;
};

}  // namespace

std::uint64_t Cells::combinations() const {
  std::uint64_t product = 1;
  for (const auto& list : slots)
    if (__builtin_mul_overflow(product, list.size(), &product)) return ~std::uint64_t{0};
  return product;
}

Cells find_cells(const ir::Module& module, Ref ref) {
  return CellFinder(module, ref).run();
}

ir::Module slice_of(const ir::Module& module, Ref ref) {
  std::vector<bool> needed(ref + 1);
  needed[ref] = true;
  std::vector<Ref> operands, placed(ref + 1, ir::kNone);
  for (Ref at = ref + 1; at-- > 0;) {
    if (!needed[at]) continue;
    operands.clear();
    ir::operands_of(module, module.insts[at], operands);
    for (const Ref operand : operands) needed[operand] = true;
  }
  ir::Module out;
  out.policy = module.policy;
  out.enums = module.enums;
  out.types = module.types;
  out.constants = module.constants;
  out.texts = module.texts;
  out.roundings = module.roundings;
  out.arrays = module.arrays;
  out.tables = module.tables;
  out.inputs = module.inputs;
  for (Ref at = 0; at <= ref; ++at) {
    if (!needed[at]) continue;
    Inst inst = module.insts[at];
    const ir::OpInfo& info = *ir::op_info(inst.op);
    const std::array<ir::Operand, 3> kinds{info.a, info.b, info.c};
    const std::array<std::uint32_t*, 3> fields{&inst.a, &inst.b, &inst.c};
    for (std::size_t i = 0; i < 3; ++i) {
      if (kinds[i] == ir::Operand::value) *fields[i] = placed[*fields[i]];
      if (kinds[i] != ir::Operand::slice) continue;
      const std::uint32_t begin = *fields[i], count = *fields[i + 1];
      *fields[i] = static_cast<std::uint32_t>(out.operands.size());
      for (std::uint32_t k = 0; k < count; ++k) out.operands.push_back(placed[module.operands[begin + k]]);
      ++i;
    }
    placed[at] = static_cast<Ref>(out.insts.size());
    out.insts.push_back(inst);
  }
  return out;
}

}  // namespace pol::analysis
