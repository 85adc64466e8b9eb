// Order matters: pools first, so that what follows may index them; each part is read only if those before are
// sound.
#include "runtime/ir/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "runtime/builtins/builtins.h"
#include "runtime/ir/rules.h"
#include "runtime/ir/verify_record.h"

namespace pol::ir {
namespace {

class Verifier {
 public:
  Verifier(const Module& module, const Limits& limits) : m_(module), limits_(limits) {}

  std::vector<std::string> run() {
    sizes();
    if (sound()) enums(), types();
    if (sound()) pools(), inputs();
    if (sound()) tables();
    if (sound()) insts();
    if (sound() && cost_bound(m_) > limits_.cost)
      bad("one decision may cost {}, {} is the most", cost_bound(m_), limits_.cost);
    if (sound()) verify_record(m_, problems_);
    return std::move(problems_.list);
  }

 private:
  bool sound() const { return problems_.list.empty(); }
  template <class... A>
  void bad(fmt::format_string<A...> format, A&&... arguments) {
    problems_.add(fmt::format(format, std::forward<A>(arguments)...));
  }
  bool good_type(std::size_t index) const { return index < m_.types.size(); }

  void sizes() {
    const auto at_most = [&](std::size_t size, std::size_t limit, const char* what) {
      if (size > limit) bad("{} {}, {} is the most", size, what, limit);
    };
    at_most(m_.insts.size(), limits_.insts, "instructions");
    at_most(m_.operands.size(), limits_.operands, "operands");
    at_most(m_.knockouts.size(), limits_.knockouts, "knockouts");
    at_most(m_.inputs.size(), limits_.inputs, "inputs");
    at_most(m_.needs.size(), limits_.inputs, "needed policies");
    at_most(m_.types.size(), UINT16_MAX, "types");
    std::size_t cells = 0;
    for (const Table& table : m_.tables) cells += table.cells.size() + table.ranges.size();
    at_most(cells, limits_.cells, "table cells");
    if (!m_.spans.empty() && m_.spans.size() != m_.insts.size()) bad("spans that do not match");
  }

  void enums() {
    for (std::size_t i = 0; i < m_.enums.size(); ++i) {
      const std::vector<std::string>& values = m_.enums[static_cast<std::uint32_t>(i)].values;
      const std::unordered_set<std::string_view> distinct(values.begin(), values.end());
      if (values.empty() || distinct.size() != values.size()) bad("enum {}: no values, or one twice", i);
    }
  }

  void types() {
    for (std::size_t i = 0; i < m_.types.size(); ++i)
      if (std::string why = check_type(m_.types[i], m_.enums); !why.empty()) bad("type {}: {}", i, why);
  }

  void pools() {
    for (std::size_t i = 0; i < m_.constants.size(); ++i)
      if (m_.constants[i] < -kInt127Max || m_.constants[i] > kInt127Max)
        bad("constant {}: wider than 127 bits", i);
    for (std::size_t i = 0; i < m_.roundings.size(); ++i) {
      const Rounding& r = m_.roundings[i];
      if (r.mode > RoundingMode::ceiling || r.grain.unit <= 0 || r.grain.scale > kMaxScale)
        bad("rounding {}: no such mode or grain", i);
    }
    for (std::size_t i = 0; i < m_.arrays.size(); ++i) array(i, m_.arrays[i]);
  }

  void array(std::size_t i, const Array& array) {
    if (!good_type(array.type)) return bad("array {}: type out of range", i);
    const Type& type = m_.types[array.type];
    if (type.kind == Kind::text || type.may_be_missing) bad("array {}: of a type that arrays do not hold", i);
    const bool inside = std::all_of(array.values.begin(), array.values.end(),
                                    [&](std::int64_t value) { return type.range.contains(value); });
    if (array.values.empty() || !inside) bad("array {}: empty, or a value outside its type", i);
  }

  void inputs() {
    std::unordered_set<std::string_view> names;
    for (std::size_t i = 0; i < m_.inputs.size(); ++i) {
      const Input& input = m_.inputs[i];
      if (!good_type(input.type)) {
        bad("input {}: type out of range", i);
        continue;
      }
      const Type& type = m_.types[input.type];
      if (!names.insert(input.name).second) bad("input {}: `{}` stands twice", i, input.name);
      if (type.may_be_missing != (!input.forbid && i != 0))
        bad("input {}: a type that does not suit `missing`", i);
      if (!fits_i64(type.range)) bad("input {}: wider than 64 bits", i);
      if (input.causes & ~cause::any_sent) bad("input {}: a cause that no caller may send", i);
      if (input.bucket && !good_bucket(i)) bad("input {}: a bucket of no text before it", i);
      const bool both = input.fresh_days && input.fresh_months;
      if (both || input.fresh_days.value_or(0) < 0 || input.fresh_months.value_or(0) < 0)
        bad("input {}: a freshness that is none", i);
      if (input.needed) needed(i, input, type);
      if (input.element && !good_element(i)) bad("input {}: not the next element of its series", i);
    }
    const bool dated = !m_.inputs.empty() && m_.inputs[0].name == "decision_date" &&
                       good_type(m_.inputs[0].type) && m_.types[m_.inputs[0].type].kind == Kind::date;
    if (!dated) bad("the first input is not decision_date");
  }

  // What another policy gives is always there, and a status or a listed code has one type only.
  void needed(std::size_t i, const Input& input, const Type& type) {
    const Needed& from = *input.needed;
    if (i == 0 || from.policy >= m_.needs.size()) return bad("input {}: no such needed policy", i);
    if (!input.forbid || input.fresh_days || input.fresh_months || type.count != 0)
      bad("input {}: not fit for a needed policy", i);
    switch (from.form) {
      case Needed::Form::output:
        return;
      case Needed::Form::status:
        if (type.kind != Kind::enumeration || m_.enums[type.enum_id].values.size() != 2)
          bad("input {}: not fit for a status", i);
        return;
      case Needed::Form::reason_listed:
      case Needed::Form::knockout_fired:
        if (type.kind != Kind::boolean) bad("input {}: not a bool", i);
        return;
    }
    bad("input {}: no such part of a needed policy", i);
  }

  // Elements stand in order, whole, and differ in nothing but their numbers.
  bool good_element(std::size_t i) const {
    const Input& input = m_.inputs[i];
    const Element& element = *input.element;
    if (i == 0 || input.needed || input.bucket || element.number < 1 || element.number > element.count ||
        element.count > kMostElements || m_.types[input.type].kind == Kind::text ||
        input.name != element_name(element.series, element.number))
      return false;
    const auto follows = [&](Input next, int step) {
      const auto at = static_cast<std::ptrdiff_t>(i) + step;
      if (at < 0 || at >= std::ssize(m_.inputs)) return false;
      next.element->number = static_cast<std::uint16_t>(element.number + step);
      next.name = element_name(element.series, next.element->number);
      return m_.inputs[static_cast<std::size_t>(at)] == next;
    };
    return (element.number == 1 || follows(input, -1)) &&
           (element.number == element.count || follows(input, 1));
  }

  bool good_bucket(std::size_t i) const {
    const Input& input = m_.inputs[i];
    const Type& type = m_.types[input.type];
    if (input.bucket->tag >= i || !good_type(m_.inputs[input.bucket->tag].type)) return false;
    const Input& tag = m_.inputs[input.bucket->tag];
    const bool alike = tag.forbid == input.forbid && tag.causes == input.causes &&
                       tag.fresh_days == input.fresh_days && tag.fresh_months == input.fresh_months;
    return m_.types[tag.type].kind == Kind::text && alike && type.kind == Kind::number && type.scale == 0 &&
           type.range == Interval{0, kBuckets - 1} && input.bucket->salt.find(':') == std::string::npos;
  }

  void tables() {
    for (std::size_t i = 0; i < m_.tables.size() && sound(); ++i) {
      const Table& table = m_.tables[i];
      const std::size_t columns = table.columns.size();
      if (table.hit > Hit::all) bad("table {}: no such hit policy", i);
      if (columns == 0 || columns > kMaxTableColumns) bad("table {}: {} columns", i, columns);
      if (table.rows > limits_.table_rows || table.rows + (table.otherwise ? 1u : 0u) == 0)
        bad("table {}: {} rows", i, table.rows);
      if (table.cells.size() != std::size_t{table.rows} * columns) bad("table {}: cells that do not fit", i);
      if (table.rank.size() != (table.hit == Hit::priority ? table.rows : 0)) bad("table {}: ranks", i);
      for (const std::uint16_t column : table.columns)
        if (!good_type(column) || (m_.types[column].kind != Kind::text && !fits_i64(m_.types[column].range)))
          bad("table {}: a column's type", i);
      if (sound()) cells(i, table);
    }
  }

  // Cells own consecutive ranges, so that the work of reading a table is bounded by its size.
  void cells(std::size_t number, const Table& table) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < table.cells.size(); ++i) {
      const Cell& cell = table.cells[i];
      const bool text = m_.types[table.columns[i % table.columns.size()]].kind == Kind::text;
      if (cell.missing & ~cause::all) return bad("table {}: cell {}: no such cause", number, i);
      if (cell.any && (cell.count != 0 || cell.missing != cause::all))
        return bad("table {}: cell {}: `any` and more", number, i);
      if (cell.except && (cell.any || !text))
        return bad("table {}: cell {}: all texts but some, of no text column", number, i);
      if (cell.count == 0) continue;
      if (cell.first != next || cell.count > table.ranges.size() - next)
        return bad("table {}: cell {}: ranges out of order", number, i);
      for (std::size_t at = next; at < next + cell.count; ++at) {
        const CellRange& range = table.ranges[at];
        const bool text_fits =
            !text || (range.lo == range.hi && range.lo >= 0 && range.lo < std::int64_t(m_.texts.size()));
        const bool sorted = range.lo <= range.hi && (at == next || table.ranges[at - 1].hi < range.lo);
        if (!text_fits || !sorted) return bad("table {}: cell {}: ranges that are not sorted", number, i);
      }
      next += cell.count;
    }
    if (next != table.ranges.size()) bad("table {}: ranges that no cell uses", number);
  }

  void insts() {
    std::size_t next_operand = 0;
    for (std::size_t i = 0; i < m_.insts.size() && sound(); ++i) {
      const Inst& inst = m_.insts[i];
      const OpInfo* info = op_info(inst.op);
      if (!info) return bad("instruction {}: {} is no op", i, static_cast<unsigned>(inst.op));
      if (!good_type(inst.type)) return bad("instruction {}: type out of range", i);
      if (!operands(i, inst, *info, next_operand))
        return bad("instruction {} ({}): an operand out of range", i, info->name);
      const Typing typing = type_of(m_, inst);
      if (!typing) return bad("instruction {} ({}): {}", i, info->name, typing.error);
      if (!holds(m_.types[inst.type], typing.type))
        return bad("instruction {} ({}): a declared type that does not hold", i, info->name);
    }
    if (sound() && next_operand != m_.operands.size()) bad("operands that no instruction uses");
  }

  // Slices are consecutive, so that the work of reading them is bounded by the pool's size.
  bool operands(std::size_t self, const Inst& inst, const OpInfo& info, std::size_t& next_operand) {
    const auto slice = [&](std::uint32_t begin, std::uint32_t count) {
      if (begin != next_operand || count > m_.operands.size() - next_operand) return false;
      next_operand += count;
      const auto first = m_.operands.begin() + begin;
      return std::all_of(first, first + count, [&](Ref ref) { return ref < self; });
    };
    const auto single = [&](Operand operand, std::uint32_t value) {
      switch (operand) {
        case Operand::none:
          return value == 0;
        case Operand::value:
          return value < self;
        case Operand::slice:
          return true;  // read with the field before it
        case Operand::number:
          return true;
        case Operand::constant:
          return value < m_.constants.size();
        case Operand::text:
          return value < m_.texts.size();
        case Operand::input:
          return value < m_.inputs.size();
        case Operand::rounding:
          return value < m_.roundings.size();
        case Operand::array:
          return value < m_.arrays.size();
        case Operand::table:
          return value < m_.tables.size();
        case Operand::builtin:
          return builtins::by_id(value) != nullptr;
      }
      __builtin_unreachable();
    };
    if (!single(info.a, inst.a) || !single(info.b, inst.b) || !single(info.c, inst.c)) return false;
    if (info.a == Operand::slice) return slice(inst.a, inst.b);
    if (info.b == Operand::slice) return slice(inst.b, inst.c);
    return true;
  }

  // A declared type may be wider than the rule's, so that sharper rules keep old modules valid.
  static bool holds(Type declared, const Type& inferred) {
    const bool wide = inferred.kind == Kind::text || (declared.range.contains(inferred.range.lo) &&
                                                      declared.range.contains(inferred.range.hi));
    const bool presence = declared.may_be_missing || !inferred.may_be_missing;
    declared.range = inferred.range;
    declared.may_be_missing = inferred.may_be_missing;
    return wide && presence && declared == inferred;
  }

  const Module& m_;
  const Limits& limits_;
  Problems problems_;
};

}  // namespace

std::vector<std::string> verify(const Module& module, const Limits& limits) {
  return Verifier(module, limits).run();
}

}  // namespace pol::ir
