#include "compiler/analysis/candidates.h"

#include <algorithm>
#include <set>

#include "runtime/base/utf8.h"

namespace pol::analysis {
namespace {

constexpr std::size_t kMostValues = 400;  // an input

bool same_kind(const Type& a, const Type& b) {
  return a.kind == b.kind && a.currency == b.currency && a.period == b.period && a.enum_id == b.enum_id;
}

// The grid values of `type` around m at `scale`.
void add_near(std::set<i128>& values, const Type& type, i128 m, int scale) {
  i128 base = m;
  if (const auto exact = rescale(m, scale, type.scale)) {
    base = *exact;
  } else if (scale > type.scale) {
    const auto step = power_of_ten(static_cast<unsigned>(scale - type.scale));
    if (!step) return;
    base = divide_rounded(m, *step, RoundingMode::floor);
  } else {
    return;
  }
  for (const i128 value : {base - 1, base, base + 1})
    if (type.range.contains(value)) values.insert(value);
}

void add_table_bounds(std::set<i128>& values, const ir::Module& module, const Type& type) {
  for (const ir::Table& table : module.tables)
    for (std::size_t i = 0; i < table.cells.size() && values.size() < kMostValues; ++i) {
      const Type& column = module.types[table.columns[i % table.columns.size()]];
      if (column.kind == Kind::text || !same_kind(column, type)) continue;
      const ir::Cell& cell = table.cells[i];
      for (std::uint32_t k = 0; k < cell.count; ++k) {
        add_near(values, type, table.ranges[cell.first + k].lo, column.scale);
        add_near(values, type, table.ranges[cell.first + k].hi, column.scale);
      }
    }
}

bool is_bucket_of(const ir::Input& input, const ir::Experiment& experiment) {
  return input.bucket && input.name == experiment.code + ".bucket";
}

// Both ends of every arm of the experiment.
void add_buckets(const ir::Module& module, const ir::Input& input, std::vector<interp::Slot>& slots) {
  for (const ir::Experiment& experiment : module.experiments) {
    if (!is_bucket_of(input, experiment)) continue;
    i128 begin = 0;
    for (const ir::Experiment::Arm& arm : experiment.arms) {
      if (arm.share == 0) continue;
      slots.push_back({begin});
      begin += arm.share;
      if (arm.share > 1) slots.push_back({begin - 1});
    }
  }
}

}  // namespace

std::string shown_value(const interp::Slot& slot, const Type& type, const EnumPool& enums) {
  if (slot.causes) return "missing (" + cause_names(slot.causes) + ")";
  if (type.kind == Kind::text) return "\"" + std::string(interp::text_of(slot)) + "\"";
  if (type.kind == Kind::boolean) return slot.value ? "yes" : "no";
  return format_grouped(slot.value, type, enums);
}

std::string shown_input(const ir::Module& module, std::size_t input, const interp::Slot& slot) {
  const ir::Input& in = module.inputs[input];
  if (in.bucket && !slot.causes)
    for (const ir::Experiment& experiment : module.experiments) {
      if (!is_bucket_of(in, experiment)) continue;
      i128 end = 0;
      for (const ir::Experiment::Arm& arm : experiment.arms)
        if (slot.value < (end += arm.share)) return experiment.code + " " + arm.name;
    }
  return in.name + " " + shown_value(slot, module.types[in.type], module.enums);
}

std::vector<i128> interesting_values(const ir::Module& module, const Type& type) {
  std::set<i128> values{type.range.lo, type.range.hi};
  if (type.kind == Kind::enumeration && type.range.hi - type.range.lo < 256)
    for (i128 v = type.range.lo; v <= type.range.hi; ++v) values.insert(v);
  if (type.range.contains(0)) add_near(values, type, 0, type.scale);
  for (const ir::Inst& inst : module.insts)
    if (inst.op == ir::Op::constant && same_kind(module.types[inst.type], type) &&
        values.size() < kMostValues)
      add_near(values, type, module.constants[inst.a], module.types[inst.type].scale);
  for (const ir::Array& array : module.arrays)
    if (same_kind(module.types[array.type], type))
      for (const auto value : array.values)
        if (values.size() < kMostValues) add_near(values, type, value, module.types[array.type].scale);
  add_table_bounds(values, module, type);
  return {values.begin(), values.end()};
}

Candidates find_candidates(const ir::Module& module, const catalog::Catalog& catalog, Day first, Day last) {
  Candidates out;
  out.inputs.resize(module.inputs.size());
  out.typical.resize(module.inputs.size());
  for (std::size_t i = 0; i < module.inputs.size(); ++i) {
    const ir::Input& input = module.inputs[i];
    Type type = module.types[input.type];
    auto& slots = out.inputs[i];
    if (i == 0) {
      type.range = {first, std::max(first, last)};
      for (const i128 day : interesting_values(module, type)) slots.push_back({day});
      out.typical[0] = {first};
      continue;
    }
    if (input.bucket) {
      add_buckets(module, input, slots);
      out.typical[i] = {0};
      if (!input.forbid) slots.push_back({0, cause::not_asked});
      continue;
    }
    const catalog::Tag* tag = catalog.find(input.tag());
    const auto text_slot = [&](std::string text) {
      out.texts.push_back(std::move(text));
      return interp::text_slot(out.texts.back());
    };
    if (type.kind == Kind::text) {
      const auto add = [&](const std::string& text) {
        if (type.range.contains(static_cast<i128>(count_code_points(text)))) slots.push_back(text_slot(text));
      };
      for (const auto& text : module.texts) add(text), add(text + "~");
      // A text that no policy names.
      add(std::string(static_cast<std::size_t>(std::max<i128>(type.range.lo, 1)), '~'));
    } else {
      for (const i128 value : interesting_values(module, type)) slots.push_back({value});
    }
    if (!input.forbid) {
      for (const CauseMask cause : {cause::not_asked, cause::no_hit, cause::suppressed})
        if (input.causes & cause) slots.push_back({0, cause});
      slots.push_back({0, cause::error});  // out of range: always possible
      if (input.fresh_days || input.fresh_months) slots.push_back({0, cause::stale});
    }
    if (!tag || tag->typical.missing)
      out.typical[i] = input.forbid ? slots.front() : interp::Slot{0, cause::not_asked};
    else
      out.typical[i] =
          type.kind == Kind::text ? text_slot(tag->typical.text) : interp::Slot{tag->typical.number};
    if (std::find(slots.begin(), slots.end(), out.typical[i]) == slots.end()) slots.push_back(out.typical[i]);
  }
  return out;
}

void settle_buckets(const ir::Module& module, std::vector<interp::Slot>& inputs) {
  for (std::size_t i = 1; i < module.inputs.size(); ++i) {
    const auto& bucket = module.inputs[i].bucket;
    if (!bucket) continue;
    interp::Slot& tag = inputs[bucket->tag];
    if (tag.causes)
      inputs[i] = {0, tag.causes};
    else if (inputs[i].causes)
      tag = inputs[i];
    for (std::size_t k = 1; k < i; ++k)
      if (module.inputs[k].bucket == bucket) inputs[i] = inputs[k];
  }
}

}  // namespace pol::analysis
