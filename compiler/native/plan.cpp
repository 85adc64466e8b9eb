#include "compiler/native/plan.h"

#include <algorithm>
#include <array>

namespace pol::native {
namespace {

// Hands out scratch memory in pieces of 1, 8 and 16 bytes; freed pieces are used again.
class Pool {
 public:
  std::uint32_t take(std::uint32_t size) {
    std::vector<std::uint32_t>& free = free_[size / 8];
    if (!free.empty()) {
      const std::uint32_t place = free.back();
      free.pop_back();
      return place;
    }
    end_ = (end_ + size - 1) / size * size;
    end_ += size;
    return end_ - size;
  }
  void give(std::uint32_t place, std::uint32_t size) { free_[size / 8].push_back(place); }
  std::uint32_t size() const { return end_; }

 private:
  std::array<std::vector<std::uint32_t>, 3> free_;
  std::uint32_t end_ = 0;
};

bool is_leaf(ir::Op op) {
  return op == ir::Op::constant || op == ir::Op::text || op == ir::Op::input;
}

std::uint32_t value_bytes(const Type& type) {
  if (type.kind == Kind::boolean) return 1;
  return type.kind == Kind::text || fits_i64(type.range) ? 8 : 16;
}

// The live instructions, each right before the first that needs it as far as operands allow: values are
// short-lived, so few are handed from chunk to chunk. (Every store to scratch memory costs the scheduler a
// look at each other one.)
std::vector<ir::Ref> by_need(const ir::Module& module, const ir::RecordLayout& layout) {
  struct Visit {
    ir::Ref ref;
    std::vector<ir::Ref> operands;
    std::size_t next = 0;
  };
  std::vector<ir::Ref> order;
  std::vector<std::uint8_t> seen(module.insts.size(), 0);
  std::vector<Visit> stack;
  const auto enter = [&](ir::Ref ref) {
    if (ref == ir::kNone || seen[ref]) return;
    seen[ref] = 1;
    Visit visit{ref, {}};
    each_operand(module, module.insts[ref], [&](ir::Ref operand) { visit.operands.push_back(operand); });
    stack.push_back(std::move(visit));
  };
  const auto need = [&](ir::Ref root) {
    for (enter(root); !stack.empty();) {
      Visit& top = stack.back();
      if (top.next < top.operands.size()) {
        enter(top.operands[top.next++]);
        continue;
      }
      if (!rematerialised(module, top.ref)) order.push_back(top.ref);
      stack.pop_back();
    }
  };
  for (std::size_t i = 0; i < ir::output_slots(module); ++i) need(ir::output_slot(module, i));
  for (const ir::Field& field : layout.fields) need(shown_by(module, field));
  return order;
}

// How much code it is, comparisons made anew included.
std::size_t weight(const ir::Inst& inst, const ir::Module& module, const BackendOptions& options) {
  std::size_t operands = 0, made = 0;
  each_operand(module, inst, [&](ir::Ref ref) {
    ++operands;
    made += !is_leaf(module.insts[ref].op) && rematerialised(module, ref);
  });
  if (inst.op == ir::Op::first_arm && operands > options.arms) return 1;
  return std::max<std::size_t>(1, operands / 2) + made;
}

// The arms of a first_arm that is scanned: all stand in scratch memory when it runs, also those of its own
// chunk and those that are made anew.
void place_arms(const ir::Module& module, const BackendOptions& options, std::vector<std::uint32_t>& last,
                Plan& plan) {
  for (std::size_t c = 0; c < plan.chunks.size(); ++c)
    for (const ir::Ref ref : plan.chunks[c].insts) {
      const ir::Inst& inst = module.insts[ref];
      if (inst.op != ir::Op::first_arm || inst.b <= options.arms) continue;
      plan.scanned[ref] = 1;
      each_operand(module, inst, [&](ir::Ref arm) {
        plan.crosses[arm] = 1;
        last[arm] = std::max(last[arm], static_cast<std::uint32_t>(c));
      });
    }
}

void place_crossing(const ir::Module& module, const ir::RecordLayout& layout, const BackendOptions& options,
                    Plan& plan) {
  std::vector<std::uint32_t> last(module.insts.size(), 0);
  const auto reads = [&](std::size_t chunk, ir::Ref ref) {
    if (ref == ir::kNone || rematerialised(module, ref)) return;
    last[ref] = std::max(last[ref], static_cast<std::uint32_t>(chunk));
    if (plan.chunk_of[ref] != chunk) plan.crosses[ref] = 1;
  };
  for (std::size_t c = 0; c < plan.chunks.size(); ++c) {
    const Chunk& chunk = plan.chunks[c];
    for (const ir::Ref ref : chunk.insts)
      each_operand(module, module.insts[ref], [&](ir::Ref operand) { reads(c, operand); });
    for (const std::uint32_t output : chunk.outputs) reads(c, ir::output_slot(module, output));
    for (const ir::Field& field : layout.fields)
      if (std::binary_search(chunk.words.begin(), chunk.words.end(), field.word))
        reads(c, shown_by(module, field));
  }
  place_arms(module, options, last, plan);
  Pool pool;
  std::vector<std::vector<ir::Ref>> dead_after(plan.chunks.size());
  std::vector<std::uint8_t> placed(module.insts.size(), 0);
  const auto place = [&](ir::Ref ref) {
    if (!plan.crosses[ref] || placed[ref]) return;
    placed[ref] = 1;
    plan.places[ref] = {pool.take(value_bytes(module.type_of(ref))), pool.take(1)};
    dead_after[last[ref]].push_back(ref);
  };
  for (std::size_t c = 0; c < plan.chunks.size(); ++c) {
    for (const ir::Ref ref : plan.chunks[c].insts) {
      place(ref);
      if (plan.scanned[ref]) each_operand(module, module.insts[ref], place);  // those made anew
    }
    for (const ir::Ref ref : dead_after[c]) {
      pool.give(plan.places[ref].value, value_bytes(module.type_of(ref)));
      pool.give(plan.places[ref].causes, 1);
    }
  }
  plan.scratch_bytes = pool.size();
}

}  // namespace

bool rematerialised(const ir::Module& module, ir::Ref ref) {
  const ir::Inst& inst = module.insts[ref];
  if (is_leaf(inst.op)) return true;
  if (inst.op != ir::Op::equal && inst.op != ir::Op::less && inst.op != ir::Op::less_equal) return false;
  return !module.type_of(ref).may_be_missing && is_leaf(module.insts[inst.a].op) &&
         is_leaf(module.insts[inst.b].op);
}

ir::Ref shown_by(const ir::Module& module, const ir::Field& field) {
  switch (field.kind) {
    case ir::FieldKind::undecided:
      return module.undecided.undecided;
    case ir::FieldKind::knockout_fired:
    case ir::FieldKind::knockout_unknown:
      return module.knockouts[field.index].fired;
    case ir::FieldKind::knockout_waived:
      return module.knockouts[field.index].waived;
    case ir::FieldKind::event_active:
      return module.events[field.index].active;
    case ir::FieldKind::bucket:
      return module.experiments[field.index].bucket;
    case ir::FieldKind::variant:
      return module.experiments[field.index].arm;
    case ir::FieldKind::step_active:
      return module.steps[field.index].active;
    case ir::FieldKind::step_changed:
      return module.steps[field.index].changed;
    case ir::FieldKind::output_masked:
      return module.outputs[field.index].shown_when;
    case ir::FieldKind::arm:
      return module.choices[field.index].number;
    case ir::FieldKind::row:
      return module.table_uses[field.index].row;
    case ir::FieldKind::row_used:
      return ir::row_used(module, field.index);
    case ir::FieldKind::evidence:
      return module.evidence[field.index].number;
    case ir::FieldKind::tag_missing:
      return ir::kNone;
  }
  return ir::kNone;
}

Plan make_plan(const ir::Module& module, const ir::RecordLayout& layout, const BackendOptions& options) {
  const std::vector<ir::Ref> order = by_need(module, layout);
  Plan plan;
  plan.chunk_of.assign(module.insts.size(), 0);
  plan.crosses.assign(module.insts.size(), 0);
  plan.places.resize(module.insts.size());
  plan.scanned.assign(module.insts.size(), 0);
  std::size_t total = layout.fields.size() + ir::output_slots(module);
  BackendOptions unscanned = options;
  unscanned.arms = module.operands.size();
  for (const ir::Ref ref : order) total += weight(module.insts[ref], module, unscanned);

  plan.chunks.emplace_back();
  std::size_t filled = 0;
  const auto room_for = [&](std::size_t more) {
    if (total > options.whole && filled + more > options.chunk && filled > 0) {
      plan.chunks.emplace_back();
      filled = 0;
    }
    filled += more;
  };
  for (const ir::Ref ref : order) {
    room_for(weight(module.insts[ref], module, options));
    plan.chunks.back().insts.push_back(ref);
    plan.chunk_of[ref] = static_cast<std::uint32_t>(plan.chunks.size() - 1);
    ++plan.live_insts;
  }
  for (std::uint32_t i = 0; i < ir::output_slots(module); ++i) {
    room_for(2);
    plan.chunks.back().outputs.push_back(i);
  }
  for (std::uint32_t word = 0; word < layout.words; ++word) {
    room_for(64);
    plan.chunks.back().words.push_back(word);
  }
  if (plan.chunks.size() > 1) place_crossing(module, layout, options, plan);
  return plan;
}

}  // namespace pol::native
