#include "runtime/data/decision_line.h"

#include <algorithm>

#include "runtime/data/csv.h"
#include "runtime/value/constant.h"

namespace pol::data {

DecisionLines::DecisionLines(const engine::LoadedPolicy& policy) : policy_(policy) {
  const std::size_t knockouts = policy.module().knockouts.size();
  fired_.resize(knockouts);
  unknown_.resize(knockouts);
  waived_.resize(knockouts);
  for (const ir::Field& field : policy.layout().fields) {
    if (field.kind == ir::FieldKind::undecided) undecided_ = &field;
    if (field.kind == ir::FieldKind::knockout_fired) fired_[field.index] = &field;
    if (field.kind == ir::FieldKind::knockout_unknown) unknown_[field.index] = &field;
    if (field.kind == ir::FieldKind::knockout_waived) waived_[field.index] = &field;
  }
}

std::string DecisionLines::header() const {
  std::string line = "case_id,status";
  for (const ir::Output& output : policy_.module().outputs) line += "," + output.name;
  line += ",reasons,fired,unknown,waived";
  return line + (policy_.unsigned_because().empty() ? "\n" : ",unsigned\n");
}

void DecisionLines::append(std::string& line, std::string_view case_id, const ir::NativeRecord& record,
                           const engine::Inputs& inputs, const std::vector<std::uint16_t>& reasons) const {
  const ir::Module& module = policy_.module();
  append_cell(line, case_id);
  line += undecided(record) ? ",undecided" : ",decided";
  for (std::size_t i = 0; i < module.outputs.size(); ++i) {
    line += ',';
    if (record.output_causes[i] != cause::present) continue;
    if (module.outputs[i].elements.empty())
      append_cell(line, output(i, module.type_of(module.outputs[i].value), record, inputs));
    else
      append_list(line, i, record, inputs);
  }
  const char* separator = ",";
  if (reasons.empty()) line += ',';
  for (const auto reason : reasons) {
    line += separator + module.reason_codes[reason].code;
    separator = ";";
  }
  append_mask(line, record, fired_);
  append_mask(line, record, unknown_);
  append_mask(line, record, waived_);
  if (const std::string& why = policy_.unsigned_because(); !why.empty()) {
    line += ',';
    append_cell(line, why);
  }
  line += '\n';
}

std::string DecisionLines::output(std::size_t slot, const Type& type, const ir::NativeRecord& record,
                                  const engine::Inputs& inputs) const {
  const ir::Module& module = policy_.module();
  if (type.kind == Kind::text) return std::string(engine::output_text(module, inputs, record.outputs[slot]));
  return format_data(record.outputs[slot], type, module.enums);
}

// The elements parted by `;`; an empty list is `()`, so that it is not taken for a missing one.
void DecisionLines::append_list(std::string& line, std::size_t output, const ir::NativeRecord& record,
                                const engine::Inputs& inputs) const {
  const ir::Module& module = policy_.module();
  const std::vector<ir::Ref>& elements = module.outputs[output].elements;
  const std::size_t first = ir::first_element(module, output);
  std::string list;
  for (std::size_t k = 0; k < elements.size(); ++k) {
    if (record.output_causes[first + k] != cause::present) continue;
    if (!list.empty()) list += ';';
    list += this->output(first + k, module.type_of(elements[k]), record, inputs);
  }
  append_cell(line, list.empty() ? "()" : list);
}

void DecisionLines::append_mask(std::string& line, const ir::NativeRecord& record,
                                const std::vector<const ir::Field*>& bits) const {
  static constexpr char kHex[] = "0123456789abcdef";
  const std::size_t words = std::max<std::size_t>(1, (bits.size() + 63) / 64);
  line += ',';
  for (std::size_t digit = words * 16; digit-- > 0;) {
    unsigned value = 0;
    for (std::size_t i = 0; i < 4 && digit * 4 + i < bits.size(); ++i)
      if (const ir::Field* field = bits[digit * 4 + i])
        value |= static_cast<unsigned>(record.get(*field)) << i;
    line += kHex[value];
  }
}

bool DecisionLines::undecided(const ir::NativeRecord& record) const {
  return undecided_ && record.get(*undecided_);
}

void DecisionLines::count_fired(const ir::NativeRecord& record, std::vector<std::uint64_t>& counts) const {
  for (std::size_t i = 0; i < fired_.size(); ++i)
    if (fired_[i]) counts[i] += record.get(*fired_[i]);
}

}  // namespace pol::data
