#include "runtime/engine/host_columns.h"

#include <cstring>

namespace pol::engine {
namespace {

using State = SentTag::State;
using Byte = unsigned char;

template <class T>
T load(const void* base, std::size_t offset) {
  T value;
  std::memcpy(&value, static_cast<const Byte*>(base) + offset, sizeof value);
  return value;
}

bool bit_of(const void* bits, std::size_t at) {
  return load<Byte>(bits, at / 8) >> (at % 8) & 1;
}

void read_text(const HostForm& form, const HostColumn& column, std::size_t row, std::string& text) {
  switch (form.type) {
    case HostType::text_offsets: {
      const auto begin = load<std::int32_t>(column.values, row * 4);
      text.assign(column.bytes + begin,
                  static_cast<std::size_t>(load<std::int32_t>(column.values, row * 4 + 4) - begin));
      return;
    }
    case HostType::text_long_offsets: {
      const auto begin = load<std::int64_t>(column.values, row * 8);
      text.assign(column.bytes + begin,
                  static_cast<std::size_t>(load<std::int64_t>(column.values, row * 8 + 8) - begin));
      return;
    }
    case HostType::text_fixed: {
      const auto* begin = static_cast<const char*>(column.values) + row * form.column.stride;
      text.assign(begin, strnlen(begin, form.width));
      return;
    }
    case HostType::text_pointers: {
      const auto* data = load<const char*>(column.values, row * form.column.stride);
      const auto size = load<std::size_t>(column.values, row * form.column.stride + sizeof data);
      text.assign(data ? data : "", data ? size : 0);
      return;
    }
    case HostType::absent:
    case HostType::number:
    case HostType::bits:
    case HostType::decimal128:
    case HostType::codes:
      return;
  }
}

// A decimal of another scale is the tag's number if nothing is lost by it.
bool rescale(i128& number, int from, int to) {
  for (; from < to; ++from)
    if (__builtin_mul_overflow(number, i128{10}, &number)) return false;
  for (; from > to; --from) {
    if (number % 10 != 0) return false;
    number /= 10;
  }
  return true;
}

}  // namespace

bool is_direct(const HostForm& form) {
  return form.type == HostType::number && !form.has_as_of;
}

std::int64_t read_number(const ColumnForm& form, const HostColumn& column, std::size_t row) {
  const std::size_t at = (column.offset + row) * stride_of(form);
  if (form.one_for_all) return load<std::int64_t>(column.values, 0);
  switch (form.type) {
    case Physical::i64:
      return load<std::int64_t>(column.values, at);
    case Physical::i32:
      return load<std::int32_t>(column.values, at);
    case Physical::i16:
      return load<std::int16_t>(column.values, at);
    case Physical::i8:
      return load<std::int8_t>(column.values, at);
    case Physical::u32:
      return load<std::uint32_t>(column.values, at);
    case Physical::u16:
      return load<std::uint16_t>(column.values, at);
    case Physical::u8:
      return load<std::uint8_t>(column.values, at);
  }
  __builtin_unreachable();
}

bool is_there(const ColumnForm& form, const HostColumn& column, std::size_t row, CauseMask& causes) {
  causes = form.absent;
  if (form.one_for_all) return true;
  const std::size_t at = column.offset + row;
  switch (form.presence) {
    case Presence::always:
      return true;
    case Presence::never:
      return false;
    case Presence::causes:
      causes =
          column.presence ? load<CauseMask>(column.presence, at * presence_stride_of(form)) : CauseMask{0};
      // What is no cause that can be sent is refused at the door.
      if (causes & cause::computed_error) causes |= static_cast<CauseMask>(~cause::all);
      return causes == 0;
    case Presence::bitmap:
      return !column.presence || bit_of(column.presence, at);
    case Presence::bit:
      return !column.presence ||
             (load<Byte>(column.presence, at * presence_stride_of(form)) >> form.presence_bit & 1);
    case Presence::sentinel:
      return read_number(form, column, row) != form.sentinel;
  }
  __builtin_unreachable();
}

void read_cell(const HostForm& form, const HostColumn& column, std::size_t row, const Type& type,
               SentTag& tag) {
  tag.text.clear();
  tag.as_of.reset();
  tag.state = State::absent;
  if (form.type == HostType::absent || form.column.presence == Presence::never) return;
  tag.state = State::missing;
  if (!is_there(form.column, column, row, tag.cause)) return;
  tag.state = State::value;
  const std::size_t at = column.offset + row;
  switch (form.type) {
    case HostType::absent:
      break;
    case HostType::number:
      tag.number = read_number(form.column, column, row);
      break;
    case HostType::bits:
      tag.number = bit_of(column.values, at);
      break;
    case HostType::decimal128:
      tag.number = load<i128>(column.values, at * 16);
      if (!rescale(tag.number, form.scale, type.scale)) tag.state = State::bad;
      break;
    case HostType::codes: {
      const auto code = static_cast<std::uint64_t>(read_number(form.column, column, row));
      tag.number = code < column.codes->size() ? (*column.codes)[code] : kNoCode;
      if (tag.number == kNoCode) tag.state = State::bad;
      break;
    }
    case HostType::text_offsets:
    case HostType::text_long_offsets:
    case HostType::text_fixed:
    case HostType::text_pointers:
      read_text(form, column, at, tag.text);
      break;
  }
  if (form.has_as_of) tag.as_of = load<std::int32_t>(column.as_of, at * form.as_of_stride);
}

}  // namespace pol::engine
