#include "runtime/arrow/export.h"

#include <cstring>

#include "runtime/arrow/owned.h"

namespace pol::arrow {
namespace {

// One column, a value after the other.
class Column {
 public:
  explicit Column(std::string format, std::string name, bool nullable = true) {
    schema_.format = std::move(format);
    schema_.name = std::move(name);
    schema_.nullable = nullable;
    array_.buffers.resize(is_text() ? 3 : 2);
    if (is_text()) put(1, std::int32_t{0});
  }
  static Column of_values(std::string name, const std::vector<std::string>& values, bool nullable = true) {
    Column words("u", "");
    for (const std::string& value : values) words.text(value);
    Column column("i", std::move(name), nullable);
    column.schema_.dictionary.push_back(std::move(words.schema_));
    column.array_.dictionary.push_back(std::move(words.array_));
    return column;
  }

  void number(std::int64_t value) {
    valid(true);
    write(value);
  }
  void text(std::string_view text) {
    valid(true);
    array_.buffers[2].insert(array_.buffers[2].end(), text.begin(), text.end());
    put(1, static_cast<std::int32_t>(array_.buffers[2].size()));
  }
  void null() {
    valid(false);
    if (is_text())
      put(1, static_cast<std::int32_t>(array_.buffers[2].size()));
    else
      write(0);
  }
  std::int64_t size() const { return array_.length; }
  void end(OwnedSchema& schema, OwnedArray& array) {
    if (array_.null_count == 0) array_.buffers[0].clear();
    schema.children.push_back(std::move(schema_));
    array.children.push_back(std::move(array_));
  }

 private:
  bool is_text() const { return schema_.format == "u"; }
  template <class T>
  void put(std::size_t buffer, T value) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(&value);
    array_.buffers[buffer].insert(array_.buffers[buffer].end(), bytes, bytes + sizeof value);
  }
  void put_bit(std::size_t buffer, std::int64_t at, bool yes) {
    auto& bits = array_.buffers[buffer];
    if (at % 8 == 0) bits.push_back(0);
    bits.back() = static_cast<unsigned char>(bits.back() | int{yes} << (at % 8));
  }
  void valid(bool yes) {
    put_bit(0, array_.length, yes);
    array_.null_count += !yes;
    ++array_.length;
  }
  void write(std::int64_t value) {
    if (schema_.format == "b")
      put_bit(1, array_.length - 1, value != 0);
    else if (schema_.format == "i" || schema_.format == "tdD")
      put(1, static_cast<std::int32_t>(value));
    else if (schema_.format == "l")
      put(1, value);
    else
      put(1, static_cast<i128>(value));
  }

  OwnedSchema schema_;
  OwnedArray array_;
};

Column column_of(const ir::Module& module, Type type, std::string name) {
  type.count = 0;
  switch (type.kind) {
    case Kind::boolean:
      return Column("b", std::move(name));
    case Kind::date:
      return Column("tdD", std::move(name));
    case Kind::days:
    case Kind::months:
      return Column("l", std::move(name));
    case Kind::enumeration:
      return Column::of_values(std::move(name), module.enums[type.enum_id].values);
    case Kind::text:
      return Column("u", std::move(name));
    case Kind::number:
    case Kind::percent:
    case Kind::rate:
    case Kind::money:
      return type.scale ? Column("d:38," + std::to_string(type.scale), std::move(name)) : Column("l", std::move(name));
  }
  __builtin_unreachable();
}

// Lists: offsets into a column of elements.
class ListColumn {
 public:
  ListColumn(std::string name, Column elements) : name_(std::move(name)), elements_(std::move(elements)) {
    put(0);
  }
  Column& elements() { return elements_; }
  void end_row(bool valid) {
    if (rows_ % 8 == 0) validity_.push_back(0);
    validity_.back() = static_cast<unsigned char>(validity_.back() | int{valid} << (rows_ % 8));
    nulls_ += !valid;
    ++rows_;
    put(static_cast<std::int32_t>(elements_.size()));
  }
  void end(OwnedSchema& schema, OwnedArray& array) {
    OwnedSchema own{"+l", name_, true, {}, {}};
    OwnedArray rows{rows_, nulls_, {nulls_ ? validity_ : std::vector<unsigned char>{}, offsets_}, {}, {}};
    elements_.end(own, rows);
    own.children[0].name = "item";
    schema.children.push_back(std::move(own));
    array.children.push_back(std::move(rows));
  }

 private:
  void put(std::int32_t offset) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(&offset);
    offsets_.insert(offsets_.end(), bytes, bytes + sizeof offset);
  }
  std::string name_;
  Column elements_;
  std::vector<unsigned char> validity_, offsets_;
  std::int64_t rows_ = 0, nulls_ = 0;
};

class Exporter {
 public:
  Exporter(const engine::BoundChain& bound, const engine::HostBatch& batch, const engine::RecordColumns& out)
      : bound_(bound), batch_(batch), out_(out), policy_(bound.chain().root()), module_(policy_.module()) {
    schema_.format = "+s";
    schema_.nullable = false;
    array_.length = static_cast<std::int64_t>(batch.rows);
    array_.buffers.resize(1);
  }

  void status() {
    const ir::Field* undecided = policy_.layout().find(ir::FieldKind::undecided, 0);
    Column column = Column::of_values("status", {"decided", "undecided", "refused"}, false);
    for (std::size_t row = 0; row < batch_.rows; ++row)
      column.number(out_.refused[row] ? 2 : undecided ? out_.words[undecided->word][row] >> undecided->shift & 1 : 0);
    column.end(schema_, array_);
  }

  void output(std::size_t i) {
    const Type& type = module_.types[module_.outputs[i].type];
    Column column = column_of(module_, type, module_.outputs[i].name);
    if (type.count == 0) {
      for (std::size_t row = 0; row < batch_.rows; ++row) slot(column, type, i, row, true);
      return column.end(schema_, array_);
    }
    ListColumn list(module_.outputs[i].name, std::move(column));
    const std::size_t first = ir::first_element(module_, i);
    for (std::size_t row = 0; row < batch_.rows; ++row) {
      const bool there = !out_.refused[row] && !out_.output_causes[i][row];
      for (std::size_t k = 0; there && k < type.count; ++k) slot(list.elements(), type, first + k, row, false);
      list.end_row(there);
    }
    list.end(schema_, array_);
  }

  void reasons() {
    ListColumn list("reasons", Column("u", ""));
    for (std::size_t row = 0; row < batch_.rows; ++row) {
      if (!out_.refused[row])
        for (const std::uint16_t reason : bound_.reasons(batch_, row))
          list.elements().text(module_.reason_codes[reason].code);
      list.end_row(!out_.refused[row]);
    }
    list.end(schema_, array_);
  }

  void refusals() {
    Column column("u", "refusal");
    for (std::size_t row = 0; row < batch_.rows; ++row) {
      const auto why = out_.refused[row] ? bound_.refusal(batch_, row) : std::nullopt;
      if (why)
        column.text(why->code + " " + why->message);
      else
        column.null();
    }
    column.end(schema_, array_);
  }

  void give_to(ArrowSchema& schema, ArrowArray& array) {
    ArrowSchema made;
    give(std::move(schema_), made);
    try {
      give(std::move(array_), array);
    } catch (...) {
      made.release(&made);
      throw;
    }
    schema = made;
  }

 private:
  // `nulls`: whether what is missing is null, or nothing.
  void slot(Column& column, const Type& type, std::size_t i, std::size_t row, bool nulls) {
    if (out_.refused[row] || out_.output_causes[i][row]) {
      if (nulls) column.null();
      return;
    }
    const std::int64_t value = out_.outputs[i][row];
    if (type.kind == Kind::text)
      column.text(text(static_cast<std::size_t>(value), row));
    else
      column.number(value);
  }
  // Texts of records are numbers: of the policy's own, or of an input (engine::output_text).
  std::string text(std::size_t number, std::size_t row) {
    return number < module_.texts.size() ? module_.texts[number]
                                         : bound_.input_text(batch_, row, number - module_.texts.size());
  }

  const engine::BoundChain& bound_;
  const engine::HostBatch& batch_;
  const engine::RecordColumns& out_;
  const engine::LoadedPolicy& policy_;
  const ir::Module& module_;
  OwnedSchema schema_;
  OwnedArray array_;
};

}  // namespace

void export_decisions(const engine::BoundChain& bound, const engine::HostBatch& batch,
                      const engine::RecordColumns& out, const ExportOptions& options, ArrowSchema& schema,
                      ArrowArray& array) {
  Exporter exporter(bound, batch, out);
  exporter.status();
  for (std::size_t i = 0; i < bound.chain().root().module().outputs.size(); ++i) exporter.output(i);
  if (options.reasons) exporter.reasons();
  exporter.refusals();
  exporter.give_to(schema, array);
}

}  // namespace pol::arrow
