#include "runtime/arrow/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace pol::arrow {
namespace {

using engine::HostForm;
using engine::HostType;
using engine::Physical;
using engine::Presence;

Failure wrong(std::string_view column, std::string_view what) {
  return {Exit::usage, fmt::format("column {}: {}", column, what)};
}

// Integers by their letter in a format.
std::optional<Physical> integer(std::string_view format) {
  if (format == "l") return Physical::i64;
  if (format == "i") return Physical::i32;
  if (format == "s") return Physical::i16;
  if (format == "c") return Physical::i8;
  if (format == "I") return Physical::u32;
  if (format == "S") return Physical::u16;
  if (format == "C") return Physical::u8;
  return std::nullopt;
}

std::string_view name_of(const ArrowSchema& schema) {
  return schema.name ? schema.name : "";
}

// The value of a key in a field's metadata: counts and lengths are int32 in the machine's order.
std::optional<std::string> metadata(const ArrowSchema& schema, std::string_view key) {
  const char* at = schema.metadata;
  if (!at) return std::nullopt;
  const auto number = [&] {
    std::int32_t value;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return std::max(value, 0);
  };
  const auto text = [&] {
    const auto size = static_cast<std::size_t>(number());
    const std::string_view read(at, size);
    at += size;
    return read;
  };
  for (std::int32_t pairs = number(); pairs > 0; --pairs) {
    const std::string_view name = text(), value = text();
    if (name == key) return std::string(value);
  }
  return std::nullopt;
}

std::optional<int> small_number(std::string_view text) {
  int value = 0;
  if (text.empty() || text.size() > 2) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// "d:PRECISION,SCALE" of 128 bits.
std::optional<int> decimal_scale(std::string_view format) {
  if (format.substr(0, 2) != "d:") return std::nullopt;
  const std::size_t comma = format.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  std::string_view scale = format.substr(comma + 1);
  if (const std::size_t bits = scale.find(','); bits != std::string_view::npos) {
    if (scale.substr(bits + 1) != "128") return std::nullopt;
    scale = scale.substr(0, bits);
  }
  return small_number(scale);
}

std::optional<HostType> text_type(std::string_view format) {
  if (format == "u") return HostType::text_offsets;
  if (format == "U") return HostType::text_long_offsets;
  return std::nullopt;
}

std::string said(std::string_view format) {
  if (format == "f" || format == "g" || format == "e")
    return "binary floating point is not exact: send decimal128, or integers with pol:scale";
  if (format == "L") return "uint64 is not taken: send int64";
  if (!format.empty() && (format[0] == '+' || format[0] == 't'))
    return fmt::format("of format `{}` is not supported", format);
  return "";
}

}  // namespace

Status Import::bind(std::size_t i, const ArrowSchema& schema, CauseMask missing) {
  const Type& type = door_->types[door_->inputs[i].type];
  const std::string_view format = schema.format ? schema.format : "", name = name_of(schema);
  HostForm& form = forms_[i];
  form.column.presence = Presence::bitmap;
  form.column.absent = missing;
  if (const auto cause = metadata(schema, "pol:missing")) {
    form.column.absent = cause_by_name(*cause) & cause::any_sent;
    if (!form.column.absent)
      return wrong(name, fmt::format("pol:missing is `{}`, which is no cause", *cause));
  }
  const auto number = integer(format);
  if (number) form.column.type = *number;
  if (type.kind == Kind::text || (type.kind == Kind::enumeration && !schema.dictionary)) {
    const auto text = text_type(format);
    if (!text && type.kind == Kind::text) return wrong(name, "the tag is a text, send utf8");
    if (!text) return wrong(name, "the tag is an enum, send a dictionary of utf8, or utf8");
    form.type = *text;
    if (type.kind == Kind::enumeration) form.values = door_->enums[type.enum_id].values;
    return Unit{};
  }
  if (type.kind == Kind::enumeration) {
    const auto words = text_type(schema.dictionary->format ? schema.dictionary->format : "");
    if (!number || !words) return wrong(name, "the tag is an enum, send a dictionary of utf8, or utf8");
    form.type = HostType::codes;
    long_words_[i] = *words == HostType::text_long_offsets;
    return Unit{};
  }
  if (schema.dictionary) return wrong(name, "a dictionary is taken for enums only");
  if (format == "b") {
    if (type.kind != Kind::boolean)
      return wrong(name, "of bool, the tag is " + type_name(type, &door_->enums));
    form.type = HostType::bits;
    return Unit{};
  }
  if (format == "tdD") {
    if (type.kind != Kind::date) return wrong(name, "of dates, the tag is " + type_name(type, &door_->enums));
    form.type = HostType::number;
    form.column.type = Physical::i32;
    return Unit{};
  }
  if (type.kind == Kind::date) return wrong(name, "the tag is a date, send date32");
  if (const auto scale = decimal_scale(format)) {
    if (!type.numeric()) return wrong(name, "of decimals, the tag is " + type_name(type, &door_->enums));
    form.type = HostType::decimal128;
    form.scale = *scale;
    return Unit{};
  }
  if (const std::string no = said(format); !no.empty()) return wrong(name, no);
  if (!number)
    return wrong(name, fmt::format("of format `{}`, the tag is {}", format, type_name(type, &door_->enums)));
  if (type.scale > 0) {
    const auto scale = metadata(schema, "pol:scale");
    if (!scale || small_number(*scale) != int{type.scale})
      return wrong(name,
                   fmt::format("whole numbers for {}: send decimal128, or say pol:scale={} if they count "
                               "10^-{}",
                               type_name(type, &door_->enums), type.scale, type.scale));
  }
  form.type = HostType::number;
  return Unit{};
}

Result<Import> Import::make(const ir::Module& door, const ArrowSchema& schema, const ImportOptions& options) {
  if (!schema.format || std::string_view(schema.format) != "+s")
    return Failure{Exit::usage, "the schema is no struct of columns (format +s)"};
  Import made;
  made.door_ = &door;
  made.forms_.resize(door.inputs.size());
  made.columns_.resize(door.inputs.size());
  made.long_words_.resize(door.inputs.size());
  made.children_ = schema.n_children;
  std::string mistakes;
  const auto complain = [&](const std::string& what) { mistakes += (mistakes.empty() ? "" : "\n") + what; };
  const auto find = [&](std::string_view name) {
    std::size_t i = 0;
    while (i < door.inputs.size() && (door.inputs[i].name != name || door.inputs[i].bucket)) ++i;
    return i;
  };
  for (std::int64_t k = 0; k < schema.n_children; ++k) {
    const ArrowSchema& child = *schema.children[k];
    const std::string_view name = name_of(child);
    if (std::find(options.passed_over.begin(), options.passed_over.end(), name) != options.passed_over.end())
      continue;
    std::string_view tag = name, part;
    if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos)
      tag = name.substr(0, dot), part = name.substr(dot + 1);
    const std::size_t i = find(tag);
    if (i == door.inputs.size() || (!part.empty() && part != "as_of" && part != "causes")) {
      complain(fmt::format("column {}: no tag of that name", name));
      continue;
    }
    Column& column = made.columns_[i];
    std::int64_t& place = part.empty() ? column.values : part == "as_of" ? column.as_of : column.causes;
    if (place >= 0) complain(fmt::format("column {} stands twice", name));
    place = k;
    const std::string_view format = child.format ? child.format : "";
    if (part == "as_of" && format != "tdD") complain(fmt::format("column {}: send date32", name));
    if (part == "causes" && format != "C") complain(fmt::format("column {}: send uint8", name));
    if (!part.empty()) continue;
    if (const Status status = made.bind(i, child, options.missing); !status)
      complain(status.failure().message);
  }
  for (std::size_t i = 0; i < made.forms_.size(); ++i) {
    const Column& column = made.columns_[i];
    if (column.values < 0 && (column.as_of >= 0 || column.causes >= 0))
      complain(fmt::format("column {}: there is no column of the tag itself", door.inputs[i].name));
    made.forms_[i].has_as_of = column.as_of >= 0;
    if (column.causes >= 0) made.forms_[i].column.presence = Presence::causes;
  }
  // The decision date: its own column, without nulls, or one for all.
  HostForm& date = made.forms_[0];
  date.type = HostType::number;
  date.column.presence = Presence::always;
  date.column.one_for_all = !made.has_dates();
  if (!mistakes.empty()) return Failure{Exit::usage, mistakes};
  return made;
}

// What the host's words are among the values of the enum.
Status Import::read_codes(std::size_t i, const ArrowArray& words, std::vector<std::int64_t>& codes) const {
  const auto& values = door_->enums[door_->types[door_->inputs[i].type].enum_id].values;
  codes.clear();
  if (words.length == 0) return Unit{};
  if (words.n_buffers != 3 || !words.buffers[1])
    return wrong(door_->inputs[i].name, "the dictionary is no array of texts");
  HostForm form;
  form.type = long_words_[i] ? HostType::text_long_offsets : HostType::text_offsets;
  form.column.presence = Presence::bitmap;
  engine::HostColumn column;
  column.values = words.buffers[1];
  column.bytes = static_cast<const char*>(words.buffers[2]);
  column.presence = words.null_count == 0 ? nullptr : words.buffers[0];
  column.offset = static_cast<std::size_t>(words.offset);
  const Type text{Kind::text};
  engine::SentTag word;
  for (std::int64_t row = 0; row < words.length; ++row) {
    engine::read_cell(form, column, static_cast<std::size_t>(row), text, word);
    const auto found = std::find(values.begin(), values.end(), word.text);
    const bool known = word.state == engine::SentTag::State::value && found != values.end();
    codes.push_back(known ? found - values.begin() : engine::kNoCode);
  }
  return Unit{};
}

Status Import::read(const ArrowArray& array, Day date, Memory& memory, engine::HostBatch& batch) const {
  const auto refuse = [](std::string_view what) {
    return Failure{Exit::usage, fmt::format("the array is not of the schema: {}", what)};
  };
  if (array.n_children != children_) return refuse("another number of columns");
  if (array.length < 0 || array.offset < 0) return refuse("a negative length or offset");
  if (array.null_count != 0 && array.n_buffers > 0 && array.buffers[0])
    return refuse("rows that are null as a whole");
  batch.rows = static_cast<std::size_t>(array.length);
  batch.columns.assign(forms_.size(), {});
  memory.codes.resize(forms_.size());
  memory.date = date;
  const auto child = [&](std::int64_t k, std::int64_t buffers) -> const ArrowArray* {
    const ArrowArray* one = array.children[k];
    const bool fits = one && one->n_buffers == buffers && one->offset >= 0 &&
                      one->length >= array.offset + array.length && (one->length == 0 || one->buffers[1]);
    return fits ? one : nullptr;
  };
  for (std::size_t i = 0; i < forms_.size(); ++i) {
    const Column& from = columns_[i];
    engine::HostColumn& to = batch.columns[i];
    if (i == 0 && from.values < 0) to.values = &memory.date;
    if (from.values < 0) continue;
    const bool text =
        forms_[i].type == HostType::text_offsets || forms_[i].type == HostType::text_long_offsets;
    const ArrowArray* values = child(from.values, text ? 3 : 2);
    if (!values) return refuse(fmt::format("column {}", door_->inputs[i].name));
    to.values = values->buffers[1];
    to.offset = static_cast<std::size_t>(values->offset + array.offset);
    to.presence = values->null_count == 0 ? nullptr : values->buffers[0];
    if (i == 0 && to.presence) return refuse("a decision_date is null");
    if (text) to.bytes = static_cast<const char*>(values->buffers[2]);
    if (forms_[i].type == HostType::codes) {
      if (!values->dictionary)
        return refuse(fmt::format("column {} has no dictionary", door_->inputs[i].name));
      if (const Status status = read_codes(i, *values->dictionary, memory.codes[i]); !status) return status;
      to.codes = &memory.codes[i];
    }
    // Both may be slices of their own, and are moved to where the values begin.
    const auto beside = [&](std::int64_t k, std::size_t bytes) -> const void* {
      const ArrowArray* one = child(k, 2);
      if (!one) return nullptr;
      const auto shift = (one->offset - values->offset) * static_cast<std::int64_t>(bytes);
      return static_cast<const unsigned char*>(one->buffers[1]) + shift;
    };
    if (from.as_of >= 0 && batch.rows && !(to.as_of = beside(from.as_of, 4)))
      return refuse(fmt::format("column {}.as_of", door_->inputs[i].name));
    if (from.causes >= 0 && batch.rows && !(to.presence = beside(from.causes, 1)))
      return refuse(fmt::format("column {}.causes", door_->inputs[i].name));
  }
  return Unit{};
}

}  // namespace pol::arrow
