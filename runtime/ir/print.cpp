#include <fmt/format.h>

#include <span>

#include "runtime/ir/text.h"
#include "runtime/ir/text_form.h"
#include "runtime/value/constant.h"

namespace pol::ir {
namespace {

class Writer {
 public:
  explicit Writer(const Module& module) : m_(module) {}
  std::string take() { return out_ + "\n"; }

  Writer& line(std::string_view word) {
    if (!out_.empty()) out_ += '\n';
    out_ += word;
    return *this;
  }
  Writer& word(std::string_view word) {
    if (!out_.empty() && out_.back() != '(' && out_.back() != '\n') out_ += ' ';
    out_ += word;
    return *this;
  }
  Writer& text(const std::string& value) {
    std::string quoted = "\"";
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\')
        quoted += {'\\', c};
      else if (byte < 0x20 || byte == 0x7f)
        quoted += fmt::format("\\x{:02x}", byte);
      else
        quoted += c;
    }
    return word(quoted + "\"");
  }
  Writer& integer(i128 value) { return word(to_string(value)); }
  Writer& date(Day day) { return word(format_date(day)); }
  Writer& ref(Ref ref) { return word(ref == kNone ? "-" : fmt::format("%{}", ref)); }
  Writer& index(char letter, std::uint32_t index) {
    return word(index == kNone ? "-" : fmt::format("{}{}", letter, index));
  }
  Writer& range(i128 lo, i128 hi) { return word(to_string(lo) + ".." + to_string(hi)); }
  Writer& flag(std::string_view name, bool set) { return set ? word(name) : *this; }
  Writer& currency(Currency currency) { return text(currency.name()); }
  Writer& unless_zero(std::string_view name, i128 value) {
    return value == 0 ? *this : word(name).integer(value);
  }
  template <class T>
  Writer& optional(std::string_view name, const std::optional<T>& value) {
    return value ? word(name).integer(*value) : *this;
  }
  template <class T, class Each>
  Writer& present(std::string_view name, std::optional<T>& value, Each each) {
    if (!value) return *this;
    word(name);
    each(*value);
    return *this;
  }
  template <class E, std::size_t N>
  Writer& choose(E value, const std::array<std::string_view, N>& names) {
    return word(names[static_cast<std::size_t>(value)]);
  }
  // The index that follows begins with the letter.
  template <class E, std::size_t N>
  Writer& letter(const std::array<char, N>&, E) {
    return *this;
  }
  template <class T, class Each>
  Writer& group(std::vector<T>& list, Each each) {
    word("(");
    for (T& element : list) each(element);
    out_ += ')';
    return *this;
  }
  template <class T, class Each>
  Writer& unless_empty(std::string_view name, std::vector<T>& list, Each each) {
    return list.empty() ? *this : word(name).group(list, each);
  }
  template <class T, class Each>
  Writer& lines(std::string_view name, char letter, std::vector<T>& list, Each each) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      line(name).index(letter, static_cast<std::uint32_t>(i));
      each(list[i]);
    }
    return *this;
  }

  void enums(const EnumPool& pool) {
    for (std::uint32_t i = 0; i < pool.size(); ++i) {
      line("enum").index('e', i).text(pool[i].name).flag("ordered", pool[i].ordered);
      word("(");
      for (const std::string& value : pool[i].values) text(value);
      out_ += ')';
    }
  }

  Writer& rows(const Table& table) {
    for (std::uint32_t row = 0; row < table.rows; ++row) {
      line("  row");
      for (std::size_t column = 0; column < table.columns.size(); ++column) {
        if (column) word("|");
        cell(table, table.cells[row * table.columns.size() + column]);
      }
      if (table.hit == Hit::priority) word("rank").integer(table.rank[row]);
    }
    return *this;
  }

  void insts(const Module& m) {
    for (std::size_t i = 0; i < m.insts.size(); ++i) {
      const Inst& inst = m.insts[i];
      const OpInfo& info = *op_info(inst.op);
      line(fmt::format("%{} =", i)).word(info.name);
      if (info.a == Operand::slice) {
        slice(inst.a, inst.b);
      } else {
        form::operand(*this, info.a, inst.a);
        if (info.b == Operand::slice) {
          slice(inst.b, inst.c);
        } else {
          form::operand(*this, info.b, inst.b);
          form::operand(*this, info.c, inst.c);
        }
      }
      word(":").index('t', inst.type);
      comment(inst);
    }
  }

 private:
  void cell(const Table& table, const Cell& cell) {
    if (cell.any) {
      word("any");
      return;
    }
    if (cell.except) word("except");
    for (const CellRange& range : std::span(table.ranges).subspan(cell.first, cell.count))
      this->range(range.lo, range.hi);
    unless_zero("missing", cell.missing);
    if (cell.count == 0 && cell.missing == 0 && !cell.except) word("none");
  }

  void slice(std::uint32_t begin, std::uint32_t count) {
    word("(");
    for (const Ref ref : std::span(m_.operands).subspan(begin, count)) this->ref(ref);
    out_ += ')';
  }

  // For the person who reads: what an index stands for.
  void comment(const Inst& inst) {
    if (inst.op == Op::input) word("; " + visible(m_.inputs[inst.a].name));
    if (inst.op == Op::constant)
      word("; " + visible(format_value(m_.constants[inst.a], m_.types[inst.type], m_.enums)));
    if (inst.op == Op::table_row) word("; " + visible(m_.tables[inst.a].name));
  }
  static std::string visible(std::string text) {
    for (char& c : text)
      if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return text;
  }

  const Module& m_;
  std::string out_;
};

}  // namespace

std::string print(const Module& module) {
  Writer writer(module);
  // The form is written once for reading and writing; the writer changes nothing.
  form::module(writer, const_cast<Module&>(module));
  return writer.take();
}

}  // namespace pol::ir
