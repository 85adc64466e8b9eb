#include "runtime/engine/columns.h"

namespace pol::engine {

void RecordColumns::resize(const ir::Module& module, const ir::RecordLayout& layout, std::size_t rows) {
  outputs.resize(ir::output_slots(module));
  output_causes.resize(outputs.size());
  words.resize(layout.words);
  for (auto& column : outputs) column.resize(rows);
  for (auto& column : output_causes) column.resize(rows);
  for (auto& column : words) column.resize(rows);
  refused.resize(rows);
}

void RecordColumns::row(std::size_t index, ir::NativeRecord& record) const {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    record.outputs[i] = outputs[i][index];
    record.output_causes[i] = output_causes[i][index];
  }
  for (std::size_t i = 0; i < words.size(); ++i) record.words[i] = words[i][index];
}

void RecordColumns::put(std::size_t index, const ir::NativeRecord& record) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    outputs[i][index] = record.outputs[i];
    output_causes[i][index] = record.output_causes[i];
  }
  for (std::size_t i = 0; i < words.size(); ++i) words[i][index] = record.words[i];
}

std::size_t bytes_of(Physical type) {
  switch (type) {
    case Physical::i64:
      return 8;
    case Physical::i32:
    case Physical::u32:
      return 4;
    case Physical::i16:
    case Physical::u16:
      return 2;
    case Physical::i8:
    case Physical::u8:
      return 1;
  }
  __builtin_unreachable();
}

Interval range_of(Physical type) {
  const auto bits = static_cast<unsigned>(bytes_of(type)) * 8;
  switch (type) {
    case Physical::i64:
    case Physical::i32:
    case Physical::i16:
    case Physical::i8:
      return {-(i128{1} << (bits - 1)), (i128{1} << (bits - 1)) - 1};
    case Physical::u32:
    case Physical::u16:
    case Physical::u8:
      return {0, (i128{1} << bits) - 1};
  }
  __builtin_unreachable();
}

std::size_t stride_of(const ColumnForm& form) {
  if (form.one_for_all) return 0;
  return form.stride ? form.stride : bytes_of(form.type);
}

std::size_t presence_stride_of(const ColumnForm& form) {
  if (form.one_for_all) return 0;
  switch (form.presence) {
    case Presence::causes:
    case Presence::bit:
      return form.presence_stride ? form.presence_stride : 1;
    case Presence::always:
    case Presence::never:
    case Presence::bitmap:
    case Presence::sentinel:
      return 0;
  }
  __builtin_unreachable();
}

std::string level_name(Level level) {
  switch (level) {
    case Level::portable:
      return "portable";
    case Level::avx2:
      return "avx2";
    case Level::avx512:
      return "avx512";
  }
  __builtin_unreachable();
}

std::vector<Level> levels_here() {
  std::vector<Level> levels{Level::portable};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) levels.push_back(Level::avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    levels.push_back(Level::avx512);
#endif
  return levels;
}

}  // namespace pol::engine
