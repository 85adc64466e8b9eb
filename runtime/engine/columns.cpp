#include "runtime/engine/columns.h"

namespace pol::engine {

OwnedRecords::OwnedRecords(const ir::Module& module, const ir::RecordLayout& layout, std::size_t rows)
    : outputs_(rows * ir::output_slots(module)),
      causes_(rows * ir::output_slots(module)),
      words_(rows * layout.words),
      refused_(rows) {
  for (std::size_t i = 0; i < ir::output_slots(module); ++i) {
    columns_.outputs.push_back(outputs_.data() + i * rows);
    columns_.output_causes.push_back(causes_.data() + i * rows);
  }
  for (std::size_t i = 0; i < layout.words; ++i) columns_.words.push_back(words_.data() + i * rows);
  columns_.refused = refused_.data();
}

void OwnedRecords::read(std::size_t row, ir::NativeRecord& record) const {
  record.outputs.clear();
  record.output_causes.clear();
  record.words.clear();
  for (const std::int64_t* output : columns_.outputs) record.outputs.push_back(output[row]);
  for (const CauseMask* causes : columns_.output_causes) record.output_causes.push_back(causes[row]);
  for (const std::uint64_t* word : columns_.words) record.words.push_back(word[row]);
}

const char* level_name(Level level) {
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

Level best_level() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512cd"))
    return Level::avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma"))
    return Level::avx2;
#endif
  return Level::portable;
}

}  // namespace pol::engine
