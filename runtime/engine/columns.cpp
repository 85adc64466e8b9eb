#include "runtime/engine/columns.h"

namespace pol::engine {

void RecordColumns::resize(const ir::Module& module, const ir::RecordLayout& layout, std::size_t rows) {
  outputs.resize(ir::output_slots(module));
  output_causes.resize(outputs.size());
  words.resize(layout.words);
  for (auto& column : outputs) column.resize(rows);
  for (auto& column : output_causes) column.resize(rows);
  for (auto& column : words) column.resize(rows);
}

void RecordColumns::row(std::size_t index, ir::NativeRecord& record) const {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    record.outputs[i] = outputs[i][index];
    record.output_causes[i] = output_causes[i][index];
  }
  for (std::size_t i = 0; i < words.size(); ++i) record.words[i] = words[i][index];
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
