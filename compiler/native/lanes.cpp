#include "compiler/native/lanes.h"

namespace pol::native {

unsigned lanes_of(engine::Level level) {
  return level == engine::Level::avx512 ? 16 : 8;
}

void set_level(llvm::Function& function, engine::Level level) {
#if defined(__x86_64__)
  const auto pin = [&](const char* cpu, const char* features, const char* width) {
    function.addFnAttr("target-cpu", cpu);
    function.addFnAttr("target-features", features);
    function.addFnAttr("prefer-vector-width", width);
    function.addFnAttr("min-legal-vector-width", width);
  };
  switch (level) {
    case engine::Level::portable:  // what every x86-64 has
      return pin("x86-64", "+sse2", "128");
    case engine::Level::avx2:
      return pin("x86-64-v3", "+avx2,+bmi2,+fma", "256");
    case engine::Level::avx512:
      return pin("x86-64-v4", "+avx512f,+avx512bw,+avx512dq,+avx512vl,+avx512cd", "512");
  }
#else
  (void)function, (void)level;
#endif
}

}  // namespace pol::native
