#include "tests/mutants/mutate.h"

#include <algorithm>

namespace pol::testing {
namespace {

// Near what it was, at an end of its width, or anything.
template <class T>
void number(T& value, Rng& rng) {
  switch (rng.between(0, 5)) {
    case 0:
      value = static_cast<T>(value + 1);
      return;
    case 1:
      value = static_cast<T>(value - 1);
      return;
    case 2:
      value = 0;
      return;
    case 3:
      value = static_cast<T>(~std::uint64_t{0} >> rng.between(0, 63));
      return;
    case 4:
      value = static_cast<T>(rng.below(64));
      return;
    default:
      value = static_cast<T>(rng.next());
  }
}
void number(bool& value, Rng&) {
  value = !value;
}
template <class E>
void choice(E& value, int count, Rng& rng) {
  value = static_cast<E>(rng.below(static_cast<std::uint64_t>(count)));
}

template <class T>
T* any(std::vector<T>& list, Rng& rng) {
  return list.empty() ? nullptr : &list[rng.below(list.size())];
}

// A list may lose, repeat or swap elements.
template <class T>
void list(std::vector<T>& values, Rng& rng) {
  if (values.empty()) return;
  const std::size_t a = rng.below(values.size()), b = rng.below(values.size());
  switch (rng.between(0, 3)) {
    case 0:
      return (void)values.erase(values.begin() + static_cast<std::ptrdiff_t>(a));
    case 1: {
      T copy = values[a];
      values.insert(values.begin() + static_cast<std::ptrdiff_t>(b), std::move(copy));
      return;
    }
    case 2:
      return std::swap(values[a], values[b]);
    default:
      values[a] = values[b];
  }
}

void ref(ir::Ref& value, const ir::Module& module, Rng& rng) {
  if (rng.percent(70))
    value = static_cast<ir::Ref>(rng.below(module.insts.size() + 1));
  else
    number(value, rng);
}

void type(Type& type, Rng& rng) {
  switch (rng.between(0, 7)) {
    case 0:
      return choice(type.kind, 10, rng);
    case 1:
      return number(type.scale, rng);
    case 2:
      return choice(type.period, 4, rng);
    case 3:
      return number(type.may_be_missing, rng);
    case 4:
      return number(type.enum_id, rng);
    case 5:
      return number(type.count, rng);
    case 6:
      return number(type.range.lo, rng);
    default:
      return number(type.range.hi, rng);
  }
}

void inst(ir::Module& module, Rng& rng) {
  if (module.insts.empty()) return;
  const std::size_t at = rng.below(module.insts.size());
  ir::Inst& inst = module.insts[at];
  std::uint32_t* operands[] = {&inst.a, &inst.b, &inst.c};
  switch (rng.between(0, 4)) {
    case 0: {
      const auto& ops = ir::all_ops();
      inst.op = ops[rng.below(ops.size())].op;
      return;
    }
    case 1:
      inst.type = static_cast<std::uint16_t>(rng.below(module.types.size() + 1));
      return;
    case 2:
      *operands[rng.below(3)] = static_cast<std::uint32_t>(rng.below(at + 1));
      return;
    case 3:
      return number(*operands[rng.below(3)], rng);
    default:
      return list(module.insts, rng);
  }
}

void table(ir::Module& module, Rng& rng) {
  ir::Table* table = any(module.tables, rng);
  if (!table) return;
  switch (rng.between(0, 8)) {
    case 0:
      return choice(table->hit, 5, rng);
    case 1:
      return number(table->rows, rng);
    case 2:
      return number(table->otherwise, rng);
    case 3:
      return number(table->complete, rng);
    case 4:
      return list(table->cells, rng);
    case 5:
      if (ir::Cell* cell = any(table->cells, rng)) {
        cell->missing = static_cast<CauseMask>(rng.below(64));
        if (rng.percent(20)) number(cell->count, rng);
        if (rng.percent(20)) number(cell->any, rng);
        if (rng.percent(10)) number(cell->except, rng);
      }
      return;
    case 6:
    case 7:
      if (ir::CellRange* range = any(table->ranges, rng))
        number(rng.percent(50) ? range->lo : range->hi, rng);
      return;
    default:
      return list(table->columns, rng);
  }
}

void input(ir::Module& module, Rng& rng) {
  ir::Input* input = any(module.inputs, rng);
  if (!input) return;
  switch (rng.between(0, 5)) {
    case 0:
      return number(input->type, rng);
    case 1:
      return number(input->forbid, rng);
    case 2:
      return number(input->causes, rng);
    case 3:
      input->fresh_days = static_cast<std::int32_t>(rng.below(40)) - 2;
      return;
    case 4:
      if (input->needed) return number(input->needed->policy, rng);
      if (input->bucket) return number(input->bucket->tag, rng);
      if (input->element) return number(input->element->number, rng);
      return;
    default:
      return list(module.inputs, rng);
  }
}

// Results, knockouts, steps and what else the record names.
void record(ir::Module& module, Rng& rng) {
  switch (rng.between(0, 9)) {
    case 0:
      if (ir::Output* output = any(module.outputs, rng)) {
        ir::Ref* refs[] = {&output->defined, &output->shown_when, &output->masked, &output->value};
        ref(*refs[rng.below(4)], module, rng);
      }
      return;
    case 1:
      if (ir::Output* output = any(module.outputs, rng)) {
        std::uint32_t* indices[] = {&output->choice, &output->table};
        if (rng.percent(50)) return number(*indices[rng.below(2)], rng);
        number(output->type, rng);
      }
      return;
    case 2:
      if (ir::Knockout* knockout = any(module.knockouts, rng)) {
        ir::Ref* refs[] = {&knockout->condition, &knockout->fired, &knockout->waived};
        ref(*refs[rng.below(3)], module, rng);
        if (rng.percent(20)) number(knockout->value, rng);
      }
      return;
    case 3:
      if (ir::Choice* choice_ = any(module.choices, rng)) {
        ref(choice_->number, module, rng);
        if (rng.percent(30)) list(choice_->reasons, rng);
      }
      return;
    case 4:
      if (ir::TableUse* use = any(module.table_uses, rng)) {
        if (rng.percent(50)) return ref(use->row, module, rng);
        number(use->table, rng);
      }
      return;
    case 5:
      if (ir::Scorecard* card = any(module.scorecards, rng)) {
        if (ir::Scorecard::Factor* factor = any(card->factors, rng))
          return number(rng.percent(50) ? factor->use : factor->points, rng);
        ref(card->points, module, rng);
      }
      return;
    case 6:
      if (ir::Step* step = any(module.steps, rng)) {
        ir::Ref* refs[] = {&step->active, &step->amount, &step->before, &step->after, &step->changed};
        ref(*refs[rng.below(5)], module, rng);
      }
      return;
    case 7:
      if (ir::Experiment* experiment = any(module.experiments, rng)) {
        if (ir::Experiment::Arm* arm = any(experiment->arms, rng); arm && rng.percent(50))
          return number(arm->share, rng);
        ref(rng.percent(50) ? experiment->bucket : experiment->arm, module, rng);
      }
      return;
    case 8:
      if (ir::Invariant* invariant = any(module.invariants, rng)) {
        ref(invariant->condition, module, rng);
        list(invariant->tags, rng);
      }
      return;
    default:
      ref(module.undecided.undecided, module, rng);
  }
}

void pools(ir::Module& module, Rng& rng) {
  switch (rng.between(0, 5)) {
    case 0:
      if (i128* constant = any(module.constants, rng)) number(*constant, rng);
      return;
    case 1:
      if (Type* one = any(module.types, rng)) type(*one, rng);
      return;
    case 2:
      if (ir::Array* array = any(module.arrays, rng)) {
        if (rng.percent(30)) return list(array->values, rng);
        if (std::int64_t* value = any(array->values, rng)) number(*value, rng);
      }
      return;
    case 3:
      if (ir::Ref* operand = any(module.operands, rng)) ref(*operand, module, rng);
      return;
    case 4:
      if (Rounding* rounding = any(module.roundings, rng)) {
        choice(rounding->mode, 6, rng);
        if (rng.percent(30)) number(rounding->grain.unit, rng);
        if (rng.percent(30)) number(rounding->grain.scale, rng);
      }
      return;
    default:
      return list(module.texts, rng);
  }
}

// What is only told: it must refer to what is there, whatever it says.
void plan(explain::Plan& plan, Rng& rng) {
  switch (rng.between(0, 9)) {
    case 0:
      if (explain::Name* name = any(plan.names, rng)) {
        std::uint32_t* numbers[] = {&name->input, &name->value, &name->needs};
        number(*numbers[rng.below(3)], rng);
        if (rng.percent(30)) choice(name->form, 3, rng);
      }
      return;
    case 1:
      if (explain::Formula* formula = any(plan.formulas, rng)) {
        if (explain::Read* read = any(formula->reads, rng))
          number(rng.percent(50) ? read->name : read->last, rng);
        if (auto* place = any(formula->places, rng))
          number(rng.percent(50) ? place->read.name : place->read.last, rng);
      }
      return;
    case 2:
      if (explain::Node* node = any(plan.nodes, rng)) {
        if (std::uint32_t* arg = any(node->args, rng)) number(*arg, rng);
        if (rng.percent(30)) list(node->args, rng);
        if (rng.percent(30)) choice(node->form, 7, rng);
        number(node->ref, rng);
      }
      return;
    case 3:
    case 4:
      if (explain::Definition* one = any(plan.definitions, rng)) {
        if (rng.percent(40)) choice(one->form, 9, rng);
        number(rng.percent(50) ? one->name : one->part, rng);
        list(one->arms, rng);
        list(one->options, rng);
        if (explain::Setting* set = any(one->settings, rng))
          number(rng.percent(50) ? set->experiment : set->arm, rng);
      }
      return;
    case 5:
      if (explain::Branch* branch = any(plan.branches, rng)) {
        std::uint32_t* numbers[] = {&branch->formula, &branch->yes, &branch->no};
        number(*numbers[rng.below(3)], rng);
      }
      return;
    case 6:
      if (explain::Table* table = any(plan.tables, rng)) {
        list(table->rows, rng);
        list(table->inputs, rng);
      }
      return;
    case 7:
      if (explain::Card* card = any(plan.cards, rng)) {
        if (auto* factor = any(card->factors, rng))
          rng.percent(50) ? list(factor->bands, rng) : number(factor->name, rng);
        if (rng.percent(30)) list(card->factors, rng);
      }
      return;
    case 8:
      return rng.percent(50) ? list(plan.steps, rng) : list(plan.knockouts, rng);
    default:
      if (explain::Knockout* knockout = any(plan.knockouts, rng))
        number(rng.percent(50) ? knockout->when : knockout->node, rng);
      if (explain::Step* step = any(plan.steps, rng)) number(step->when, rng);
      if (rng.percent(20)) list(plan.unless, rng);
  }
}

void outside(bundle::Bundle& bundle, bundle::Member& member, Rng& rng) {
  switch (rng.between(0, 7)) {
    case 0:
      return list(bundle.members, rng);
    case 1:
      if (catalog::Tag* tag = any(bundle.catalog.tags, rng)) type(tag->type, rng);
      return;
    case 2:
      if (bundle::Golden* golden = any(member.goldens, rng))
        if (engine::SentTag* tag = any(golden->sent.tags, rng)) {
          choice(tag->state, 4, rng);
          number(tag->number, rng);
        }
      return;
    case 3:
      if (bundle::Golden* golden = any(member.goldens, rng)) {
        list(golden->record.outputs, rng);
        list(golden->record.words, rng);
      }
      return;
    case 4:
      return number(member.module.policy.effective, rng);
    case 5:
      return number(member.module.policy.most_shown, rng);
    case 6:
      return list(member.module.reason_codes, rng);
    default:
      return list(member.module.needs, rng);
  }
}

}  // namespace

void mutate(bundle::Bundle& bundle, Rng& rng) {
  for (int changes = rng.between(1, 3); changes > 0 && !bundle.members.empty(); --changes) {
    bundle::Member& member = bundle.members[rng.below(bundle.members.size())];
    ir::Module& module = member.module;
    const int what = rng.between(0, 99);
    if (what < 12)
      plan(member.plan, rng);
    else if (what < 38)
      inst(module, rng);
    else if (what < 55)
      pools(module, rng);
    else if (what < 70)
      table(module, rng);
    else if (what < 85)
      record(module, rng);
    else if (what < 92)
      input(module, rng);
    else
      outside(bundle, member, rng);
  }
}

void mutate(std::string& payload, Rng& rng) {
  for (int changes = rng.between(1, 4); changes > 0 && payload.size() > 8; --changes) {
    const std::size_t at = rng.below(payload.size() - 8);
    switch (rng.between(0, 3)) {
      case 0:
        payload[at] = static_cast<char>(payload[at] ^ (1 << rng.below(8)));
        break;
      case 1:
        payload[at] = static_cast<char>(rng.next());
        break;
      case 2: {  // an offset or length that leads elsewhere
        const std::uint64_t value = rng.percent(50) ? rng.below(payload.size()) : rng.next();
        for (std::size_t i = 0; i < 4; ++i)
          payload[(at & ~std::size_t{3}) + i] = static_cast<char>(value >> 8 * i);
        break;
      }
      default: {
        const std::size_t from = rng.below(payload.size() - 8), size = 1 + rng.below(8);
        std::copy_n(payload.begin() + static_cast<std::ptrdiff_t>(from), size,
                    payload.begin() + static_cast<std::ptrdiff_t>(at));
      }
    }
  }
}

}  // namespace pol::testing
