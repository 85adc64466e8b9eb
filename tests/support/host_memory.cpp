#include "tests/support/host_memory.h"

#include <algorithm>
#include <cstring>

namespace pol::testing {

using engine::HostForm;
using engine::HostType;
using engine::Physical;
using engine::Presence;
using engine::SentTag;

HostMemory::HostMemory(const ir::Module& module, std::uint64_t seed)
    : module_(module), rng_(seed), forms_(module.inputs.size()), columns_(module.inputs.size()) {
  words_ = {"", "a", "zz", "\xff"};
  for (const std::string& text : module.texts) words_.insert(words_.end(), {text, text + "x"});
  for (std::size_t i = 0; i < module.inputs.size(); ++i) {
    const Interval range = module.types[module.inputs[i].type].range;
    std::vector<std::int64_t> points;
    for (const i128 known : {range.lo, range.hi, i128{0}, i128{1}, range.lo / 2 + range.hi / 2})
      for (const i128 near : {known - 1, known, known + 1})
        if (range.contains(near)) points.push_back(static_cast<std::int64_t>(near));
    for (const i128 constant : module.constants)
      if (range.contains(constant)) points.push_back(static_cast<std::int64_t>(constant));
    points_.push_back(std::move(points));
    choose(i);
  }
  for (std::size_t i = 0; i < forms_.size(); ++i) {
    if (!columns_[i].in_struct) continue;
    const auto stride = static_cast<std::uint32_t>(struct_bytes_);
    forms_[i].column.stride = forms_[i].column.presence_stride = forms_[i].as_of_stride = stride;
  }
}

void HostMemory::choose(std::size_t i) {
  const ir::Input& input = module_.inputs[i];
  const Type& type = module_.types[input.type];
  HostForm& form = forms_[i];
  for (int tries = 0; tries < 4; ++tries) {
    form.column.type = static_cast<Physical>(rng_.between(0, 6));
    const Interval holds = engine::range_of(form.column.type);
    if (holds.contains(type.range.lo) || holds.contains(type.range.hi)) break;
  }
  if (i == 0) {
    form.type = HostType::number;
    form.column.type = rng_.percent(50) ? Physical::i32 : Physical::i64;
    form.column.presence = Presence::always;
    form.column.one_for_all = rng_.percent(40);
    return;
  }
  if (input.bucket || rng_.percent(3)) return;  // absent
  form.type = HostType::number;
  if (type.kind == Kind::text) {
    const HostType texts[] = {HostType::text_offsets, HostType::text_long_offsets, HostType::text_fixed,
                              HostType::text_pointers};
    form.type = texts[rng_.between(0, 3)];
    form.width = 6;
    form.column.stride = form.type == HostType::text_fixed ? 6 : 16;
  } else if (type.kind == Kind::boolean && rng_.percent(40)) {
    form.type = HostType::bits;
  } else if (type.kind == Kind::enumeration && rng_.percent(40)) {
    form.type = HostType::codes;
    // The host's own list of values, in another order, one of which the tag does not know.
    auto& codes = columns_[i].codes;
    for (i128 value = type.range.lo; value <= type.range.hi && codes.size() < 100; ++value)
      codes.push_back(static_cast<std::int64_t>(value));
    codes.insert(codes.begin() + static_cast<std::ptrdiff_t>(rng_.below(codes.size() + 1)), engine::kNoCode);
    std::reverse(codes.begin(), codes.end());
  } else if (type.numeric() && rng_.percent(15)) {
    form.type = HostType::decimal128;
    form.scale = type.scale;
  }
  choose_presence(i);
  form.has_as_of = rng_.percent(input.fresh_days || input.fresh_months ? 60 : 10);
  const bool strided = form.type == HostType::number || form.type == HostType::codes ||
                       form.type == HostType::text_fixed || form.type == HostType::text_pointers;
  if (strided && form.column.presence != Presence::bitmap && rng_.percent(40)) place_in_struct(i);
}

void HostMemory::choose_presence(std::size_t i) {
  HostForm& form = forms_[i];
  form.column.presence = static_cast<Presence>(rng_.between(0, 5));
  if (form.column.presence == Presence::sentinel && (form.type != HostType::number || rng_.percent(20)))
    form.column.presence = Presence::bitmap;
  if (form.column.presence == Presence::never) form.column.presence = Presence::always;
  form.column.absent = static_cast<CauseMask>(1 << rng_.between(0, 4));
  form.column.presence_bit = static_cast<std::uint8_t>(rng_.between(0, 7));
  if (form.column.presence == Presence::sentinel) {
    const Interval holds = engine::range_of(form.column.type);
    form.column.sentinel = static_cast<std::int64_t>(rng_.percent(50) ? holds.lo : holds.hi);
  }
  columns_[i].no_presence = rng_.percent(15);
}

void HostMemory::place_in_struct(std::size_t i) {
  Column& column = columns_[i];
  column.in_struct = true;
  const auto take = [&](std::size_t bytes) {
    const std::size_t at = struct_bytes_ + rng_.below(3);  // aligned or not
    struct_bytes_ = at + bytes;
    return at;
  };
  column.value_at = take(16);
  column.presence_at = take(1);
  column.as_of_at = take(4);
  column.no_presence = false;
}

void HostMemory::put(void* to, std::int64_t number, std::size_t bytes) {
  std::memcpy(to, &number, bytes);  // little-endian
}

// Mostly what a tag may be, sometimes anything that the column holds.
std::int64_t HostMemory::draw_number(std::size_t i) {
  const HostForm& form = forms_[i];
  if (form.type == HostType::codes) {
    const auto& codes = columns_[i].codes;
    const auto place = rng_.below(codes.size() + 2);  // some of a list that the host made longer since
    const bool known = place < codes.size() && codes[place] != engine::kNoCode;
    return static_cast<std::int64_t>(known || rng_.percent(10) ? place : codes[0] == engine::kNoCode);
  }
  if (form.type == HostType::bits) return rng_.between(0, 1);
  const Interval range = module_.types[module_.inputs[i].type].range;
  const bool wide = form.column.one_for_all || form.type == HostType::decimal128;
  const Interval holds = engine::range_of(wide ? Physical::i64 : form.column.type);
  i128 value = rng_.percent(70) ? rng_.of(points_[i]) : rng_.within(range);
  const int wild = wild_ ? 5 : 0;
  if (rng_.percent(wild)) value = rng_.percent(50) ? rng_.within(holds) : range.hi + rng_.between(1, 3);
  if (rng_.percent(wild)) value = range.lo - rng_.between(1, 3);
  const Interval both{std::max(holds.lo, range.lo), std::min(holds.hi, range.hi)};
  if (!holds.contains(value)) value = rng_.within(both.lo <= both.hi ? both : holds);
  return static_cast<std::int64_t>(value);
}

void HostMemory::write(std::size_t i, std::size_t row, SentTag& tag) {
  const HostForm& form = forms_[i];
  const engine::ColumnForm& shape = form.column;
  Column& column = columns_[i];
  const Type& type = module_.types[module_.inputs[i].type];
  const std::size_t at = column.offset + row;
  unsigned char* record = column.in_struct ? structs_.data() + at * struct_bytes_ : nullptr;
  auto* values = record ? record + column.value_at : column.values.data() + 1;
  auto* presence = record ? record + column.presence_at : column.presence.data() + 1;
  tag = {};
  if (form.type == HostType::absent) return;

  // the value
  tag.state = SentTag::State::value;
  const std::size_t wide = record ? 0 : at;  // rows to step over
  if (type.kind == Kind::text) {
    tag.text = rng_.of(words_);
    if (module_.inputs[i].forbid && !type.range.contains(static_cast<i128>(tag.text.size())) && !wild_)
      tag.text.assign(static_cast<std::size_t>(type.range.lo), 'z');
    if (form.type == HostType::text_fixed) {
      tag.text = tag.text.substr(0, form.width);
      tag.text.resize(std::min(tag.text.size(), tag.text.find('\0')));
      std::memset(values + wide * form.width, 0, form.width);
      std::memcpy(values + wide * form.width, tag.text.data(), tag.text.size());
    } else if (form.type == HostType::text_pointers) {
      const std::string& held = held_.emplace_back(tag.text);
      put(values + wide * 16, reinterpret_cast<std::int64_t>(held.data()), 8);
      put(values + wide * 16 + 8, static_cast<std::int64_t>(held.size()), 8);
    } else {
      const std::size_t bytes = form.type == HostType::text_offsets ? 4 : 8;
      put(values + at * bytes, static_cast<std::int64_t>(column.bytes.size()), bytes);
      column.bytes += tag.text;
      put(values + (at + 1) * bytes, static_cast<std::int64_t>(column.bytes.size()), bytes);
    }
  } else {
    std::int64_t number = draw_number(i);
    if (form.column.one_for_all && row > 0) number = static_cast<std::int64_t>(cases_[0].decision_date);
    tag.number = number;
    if (form.type == HostType::bits) {
      if (number) values[at / 8] = static_cast<unsigned char>(values[at / 8] | 1 << (at % 8));
    } else if (form.type == HostType::decimal128) {
      put(values + at * 16, number, 8);
      put(values + at * 16 + 8, number < 0 ? -1 : 0, 8);
    } else {
      if (shape.one_for_all)
        put(values, number, 8);
      else
        put(values + wide * engine::bytes_of(shape.type), number, engine::bytes_of(shape.type));
    }
    if (form.type == HostType::codes) {
      const auto code = static_cast<std::size_t>(number);
      tag.number = code < column.codes.size() ? column.codes[code] : engine::kNoCode;
      if (tag.number == engine::kNoCode) tag.state = SentTag::State::bad;
    }
    if (shape.presence == Presence::sentinel && number == shape.sentinel) {
      tag.state = SentTag::State::missing;
      tag.cause = shape.absent;
    }
  }

  // whether there is one
  // Where a tag may not be missing, or only for another cause, the row is refused: seldom, or nothing is
  // left.
  const ir::Input& input = module_.inputs[i];
  const bool fatal = input.forbid || (input.causes & shape.absent) == 0 || shape.presence == Presence::causes;
  const bool missing = !column.no_presence && rng_.percent(fatal ? 1 : 20);
  const auto gone = [&](CauseMask cause) {
    tag.state = SentTag::State::missing;
    tag.cause = cause;
  };
  if (shape.presence == Presence::causes) {
    const bool heard = !column.no_presence && !input.forbid && input.causes && rng_.percent(20);
    const auto any = static_cast<CauseMask>(rng_.between(1, cause::any_sent));
    const CauseMask cause = missing ? any : heard ? static_cast<CauseMask>(any & input.causes) : CauseMask{0};
    presence[wide] = cause;
    if (cause) gone(cause);
  } else if (shape.presence == Presence::bit) {
    const unsigned mask = 1u << shape.presence_bit, noise = static_cast<unsigned>(rng_.below(256));
    presence[wide] = static_cast<unsigned char>(missing ? noise & ~mask : noise | mask);
    if (missing) gone(shape.absent);
  } else if (shape.presence == Presence::bitmap) {
    if (!missing) presence[at / 8] = static_cast<unsigned char>(presence[at / 8] | 1 << (at % 8));
    if (missing) gone(shape.absent);
  }
  if (i != 0) tag.as_of = cases_[row].decision_date;
  if (!form.has_as_of) return;
  if (*tag.as_of != INT32_MIN)
    tag.as_of = *tag.as_of - (input.forbid && rng_.percent(98) ? 0 : rng_.between(-1, 400));
  put(record ? record + column.as_of_at : column.as_of.data() + 1 + at * 4, *tag.as_of, 4);
}

const engine::HostBatch& HostMemory::draw(std::size_t rows) {
  held_.clear();
  const std::size_t shift = rng_.below(9);  // of all structs
  structs_.assign((rows + shift) * struct_bytes_ + 1, 0xa5);
  batch_.rows = rows;
  wild_ = rng_.percent(30);
  batch_.columns.assign(forms_.size(), {});
  cases_.assign(rows, {});
  for (std::size_t i = 0; i < forms_.size(); ++i) {
    const HostForm& form = forms_[i];
    Column& column = columns_[i];
    column.offset = column.in_struct ? shift : rng_.below(20);
    column.bytes.clear();
    // Beginning at an odd address, and not a byte longer than it must be.
    const std::size_t all = rows + column.offset;
    const std::size_t bytes = form.type == HostType::bits ? (all + 7) / 8
                              : form.column.one_for_all   ? 8
                              : form.type == HostType::number || form.type == HostType::codes
                                  ? all * engine::bytes_of(form.column.type)
                                  : (all + 1) * 16;
    column.values.assign(bytes + 1, 0);
    column.presence.assign((form.column.presence == Presence::bitmap ? (all + 7) / 8 : all) + 1, 0);
    column.as_of.assign(all * 4 + 1, 0);
    for (std::size_t row = 0; row < rows; ++row) {
      engine::SentCase& one = cases_[row];
      one.tags.resize(forms_.size());
      write(i, row, one.tags[i]);
      if (i == 0)
        one.decision_date = one.tags[0].number < INT32_MIN || one.tags[0].number > INT32_MAX
                                ? INT32_MIN
                                : static_cast<Day>(one.tags[0].number);
    }
    engine::HostColumn& told = batch_.columns[i];
    told.offset = column.offset;
    if (form.type == HostType::absent) continue;
    told.values = column.in_struct ? structs_.data() + column.value_at : column.values.data() + 1;
    if (!column.no_presence)
      told.presence = column.in_struct ? structs_.data() + column.presence_at : column.presence.data() + 1;
    told.as_of = column.in_struct ? structs_.data() + column.as_of_at : column.as_of.data() + 1;
    told.bytes = column.bytes.data();
    told.codes = &column.codes;
  }
  return batch_;
}

}  // namespace pol::testing
