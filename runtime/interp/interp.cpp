#include "runtime/interp/interp.h"

#include <algorithm>
#include <array>

#include "runtime/builtins/builtins.h"
#include "runtime/ir/rules.h"

namespace pol::interp {
namespace {

using ir::Inst;
using ir::Op;
using ir::Ref;

Slot missing(CauseMask causes) {
  return {0, causes};
}
Slot yes_or_no(bool yes) {
  return {yes ? 1 : 0};
}
bool is_yes(const Slot& slot) {
  return !slot.causes && slot.value == 1;
}
bool is_no(const Slot& slot) {
  return !slot.causes && slot.value == 0;
}

class Machine {
 public:
  Machine(const ir::Module& module, std::span<const Slot> inputs, std::vector<Slot>& slots)
      : module_(module), inputs_(inputs), slots_(slots) {}

  void run(std::span<const Ref> refs) {
    slots_.resize(module_.insts.size());
    for (const Ref ref : refs) slots_[ref] = value(module_.insts[ref]);
  }
  void run(std::size_t count) {
    slots_.resize(count);
    for (std::size_t i = 0; i < count; ++i) slots_[i] = value(module_.insts[i]);
  }

 private:
  std::span<const Ref> slice(std::uint32_t begin, std::uint32_t count) const {
    return std::span(module_.operands).subspan(begin, count);
  }

  template <class Compute>
  Slot strict(const Slot& a, Compute compute) const {
    return a.causes ? missing(a.causes) : Slot{compute(a.value)};
  }
  template <class Compute>
  Slot strict(const Slot& a, const Slot& b, Compute compute) const {
    const CauseMask causes = a.causes | b.causes;
    return causes ? missing(causes) : Slot{compute(a.value, b.value)};
  }

  Slot value(const Inst& inst) const {
    // Operands that are instructions; harmless where the field holds something else.
    static constexpr Slot kNothing{};
    const auto operand = [&](Ref ref) -> const Slot& { return ref < slots_.size() ? slots_[ref] : kNothing; };
    const Slot &a = operand(inst.a), &b = operand(inst.b), &c = operand(inst.c);
    switch (inst.op) {
      case Op::input:
        return inputs_[inst.a];
      case Op::constant:
        return {module_.constants[inst.a]};
      case Op::text:
        return text_slot(module_.texts[inst.a]);
      case Op::rescale:
        return strict(a, [&](i128 x) { return x == 0 ? 0 : x * *power_of_ten(inst.b); });
      case Op::add:
        return strict(a, b, [](i128 x, i128 y) { return x + y; });
      case Op::subtract:
        return strict(a, b, [](i128 x, i128 y) { return x - y; });
      case Op::multiply:
        return strict(a, b, [](i128 x, i128 y) { return x * y; });
      case Op::negate:
        return strict(a, [](i128 x) { return -x; });
      case Op::minimum:
        return strict(a, b, [](i128 x, i128 y) { return std::min(x, y); });
      case Op::maximum:
        return strict(a, b, [](i128 x, i128 y) { return std::max(x, y); });
      case Op::round:
        return round(inst, a);
      case Op::divide:
        return divide(inst, a, b);
      case Op::add_months:
        return strict(a, b, [](i128 day, i128 months) {
          return i128{add_months(static_cast<Day>(day), static_cast<std::int64_t>(months))};
        });
      case Op::retype:
        return a;
      case Op::equal:
        return strict(a, b, [](i128 x, i128 y) { return i128{x == y}; });
      case Op::less:
        return strict(a, b, [](i128 x, i128 y) { return i128{x < y}; });
      case Op::less_equal:
        return strict(a, b, [](i128 x, i128 y) { return i128{x <= y}; });
      case Op::in_set: {
        const std::vector<std::int64_t>& set = module_.arrays[inst.b].values;
        return strict(a, [&](i128 x) { return i128{std::find(set.begin(), set.end(), x) != set.end()}; });
      }
      case Op::text_equal:
        return strict(a, b, [&](i128, i128) { return i128{text_of(a) == text_of(b)}; });
      case Op::text_starts:
        return strict(a, b, [&](i128, i128) { return i128{text_of(a).starts_with(text_of(b))}; });
      case Op::logical_not:
        return strict(a, [](i128 x) { return i128{x == 0}; });
      case Op::logical_and:
        if (is_no(a) || is_no(b)) return yes_or_no(false);
        return a.causes || b.causes ? missing(a.causes | b.causes) : yes_or_no(true);
      case Op::logical_or:
        if (is_yes(a) || is_yes(b)) return yes_or_no(true);
        return a.causes || b.causes ? missing(a.causes | b.causes) : yes_or_no(false);
      case Op::is_missing:
        return yes_or_no(a.causes != 0);
      case Op::missing_only:
        return yes_or_no(a.causes != 0 && (a.causes & ~inst.b) == 0);
      case Op::if_present:
        if (!a.causes) return b;
        return a.causes & cause::computed_error ? missing(a.causes) : yes_or_no(false);
      case Op::or_else:
        if (!a.causes) return a;
        return b.causes ? missing(a.causes | b.causes) : b;
      case Op::only_when:
        return is_yes(b) ? a : missing(a.causes | cause::not_asked);
      case Op::select:
        if (a.causes) return missing(a.causes);
        return is_yes(a) ? b : c;
      case Op::first_arm:
        return first_arm(slice(inst.a, inst.b));
      case Op::first_present:
        return first_present(slice(inst.a, inst.b));
      case Op::pick:
        if (a.causes) return missing(a.causes);
        return slots_[slice(inst.b, inst.c)[static_cast<std::size_t>(a.value - 1)]];
      case Op::lookup:
        return strict(
            a, [&](i128 x) { return i128{module_.arrays[inst.b].values[static_cast<std::size_t>(x - 1)]}; });
      case Op::table_row: {
        std::array<Slot, ir::kMaxTableColumns> row_inputs{};
        const std::span<const Ref> refs = slice(inst.b, inst.c);
        std::transform(refs.begin(), refs.end(), row_inputs.begin(), [&](Ref ref) { return slots_[ref]; });
        return table_row(module_, module_.tables[inst.a], std::span(row_inputs).first(refs.size()));
      }
      case Op::call:
        return call(*builtins::by_id(inst.a), slice(inst.b, inst.c));
      case Op::any_missing: {
        const std::span<const Ref> refs = slice(inst.a, inst.b);
        return yes_or_no(
            std::any_of(refs.begin(), refs.end(), [&](Ref ref) { return slots_[ref].causes != 0; }));
      }
    }
    __builtin_unreachable();
  }

  Slot round(const Inst& inst, const Slot& a) const {
    const Rounding& rounding = module_.roundings[inst.b];
    const auto plan = ir::quotient_plan(module_.type_of(inst.a).scale, 0, rounding.grain);
    return strict(
        a, [&](i128 x) { return divide_rounded(x, plan->multiply_b, rounding.mode) * rounding.grain.unit; });
  }

  Slot divide(const Inst& inst, const Slot& a, const Slot& b) const {
    if (!a.causes && !b.causes && b.value == 0) return missing(cause::computed_error);
    const Rounding& rounding = module_.roundings[inst.c];
    const auto plan =
        ir::quotient_plan(module_.type_of(inst.a).scale, module_.type_of(inst.b).scale, rounding.grain);
    return strict(a, b, [&](i128 x, i128 y) {
      return divide_rounded(x * plan->multiply_a, y * plan->multiply_b, rounding.mode) * rounding.grain.unit;
    });
  }

  Slot first_arm(std::span<const Ref> arms) const {
    i128 number = 1;
    for (const Ref arm : arms) {
      if (slots_[arm].causes) return missing(slots_[arm].causes);
      if (is_yes(slots_[arm])) return {number};
      ++number;
    }
    return {number};
  }

  Slot first_present(std::span<const Ref> options) const {
    i128 number = 1;
    for (const Ref option : options) {
      if (!slots_[option].causes) return {number};
      ++number;
    }
    return {0};
  }

  Slot call(const builtins::Builtin& builtin, std::span<const Ref> refs) const {
    std::array<std::int64_t, 16> arguments{};  // verify() allows fewer parameters
    CauseMask causes = 0;
    for (std::size_t i = 0; i < refs.size(); ++i) {
      causes |= slots_[refs[i]].causes;
      arguments[i] = static_cast<std::int64_t>(slots_[refs[i]].value);
    }
    return causes ? missing(causes) : Slot{builtin.thunk(arguments.data())};
  }

  const ir::Module& module_;
  std::span<const Slot> inputs_;
  std::vector<Slot>& slots_;
};

// What a field of the record keeps.
std::uint64_t field_value(const ir::Module& module, const ir::Field& field, std::span<const Slot> inputs,
                          std::span<const Slot> slots) {
  const auto bit = [&](Ref ref) { return std::uint64_t{ref != ir::kNone && is_yes(slots[ref])}; };
  const auto number = [&](Ref ref) {
    return slots[ref].causes ? 0 : static_cast<std::uint64_t>(slots[ref].value);
  };
  const std::uint32_t i = field.index;
  switch (field.kind) {
    case ir::FieldKind::undecided:
      return bit(module.undecided.undecided);
    case ir::FieldKind::knockout_fired:
      return bit(module.knockouts[i].fired);
    case ir::FieldKind::knockout_unknown:
      return slots[module.knockouts[i].fired].causes != 0;
    case ir::FieldKind::knockout_waived:
      return bit(module.knockouts[i].waived);
    case ir::FieldKind::event_active:
      return bit(module.events[i].active);
    case ir::FieldKind::bucket:
      return slots[module.experiments[i].bucket].causes ? 0 : number(module.experiments[i].bucket) + 1;
    case ir::FieldKind::variant:
      return number(module.experiments[i].arm);
    case ir::FieldKind::step_active:
      return bit(module.steps[i].active);
    case ir::FieldKind::step_changed:
      return bit(module.steps[i].changed);
    case ir::FieldKind::output_masked:
      return is_no(slots[module.outputs[i].shown_when]);
    case ir::FieldKind::arm:
      return number(module.choices[i].number);
    case ir::FieldKind::row:
      return number(module.table_uses[i].row);
    case ir::FieldKind::row_used:
      return bit(ir::row_used(module, i));
    case ir::FieldKind::evidence:
      return number(module.evidence[i].number);
    case ir::FieldKind::tag_missing:
      return inputs[i].causes != 0;
  }
  __builtin_unreachable();
}

}  // namespace

Slot text_slot(std::string_view text) {
  const auto address = static_cast<u128>(reinterpret_cast<std::uintptr_t>(text.data()));
  return {static_cast<i128>(static_cast<u128>(text.size()) << 64 | address)};
}

std::string_view text_of(const Slot& slot) {
  const auto bits = static_cast<u128>(slot.value);
  return {reinterpret_cast<const char*>(static_cast<std::uintptr_t>(bits)),
          static_cast<std::size_t>(bits >> 64)};
}

void evaluate(const ir::Module& module, std::span<const Slot> inputs, std::vector<Slot>& slots) {
  Machine(module, inputs, slots).run(module.insts.size());
}

void evaluate_first(const ir::Module& module, std::size_t count, std::span<const Slot> inputs,
                    std::vector<Slot>& slots) {
  Machine(module, inputs, slots).run(std::min(count, module.insts.size()));
}

void evaluate_these(const ir::Module& module, std::span<const Ref> refs, std::span<const Slot> inputs,
                    std::vector<Slot>& slots) {
  Machine(module, inputs, slots).run(refs);
}

void write_record(const ir::Module& module, const ir::RecordLayout& layout, std::span<const Slot> inputs,
                  std::span<const Slot> slots, ir::NativeRecord& record) {
  record.words.assign(layout.words, 0);
  for (const ir::Field& field : layout.fields)
    record.words[field.word] |= field_value(module, field, inputs, slots) << field.shift;
  const std::size_t outputs = ir::output_slots(module);
  record.outputs.resize(outputs);
  record.output_causes.resize(outputs);
  const auto write = [&](std::size_t at, const Slot& value) {
    record.outputs[at] = static_cast<std::int64_t>(value.value);
    record.output_causes[at] = value.causes;
  };
  std::size_t element = module.outputs.size();
  for (std::size_t i = 0; i < module.outputs.size(); ++i) {
    write(i, slots[module.outputs[i].value]);
    for (const Ref ref : module.outputs[i].elements) write(element++, slots[ref]);
  }
}

}  // namespace pol::interp
