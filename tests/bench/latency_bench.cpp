// latency_bench POLICY [REPEATS]: from a policy's text to its first decision, in milliseconds, medians.
//   cold   a new process: from fork to its exit, after it has decided one case
//   warm   again in one process, everything read and compiled anew
// by the interpreter, and with native code; and for comparison how long a C++ file of the same policy takes
// to be compiled, loaded and called. latency_bench --once interpreter|native POLICY is one such process.
#include <dlfcn.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <vector>

#include "compiler/native/native.h"
#include "compiler/study/pipeline.h"

extern char** environ;

namespace {

using namespace pol;
using Clock = std::chrono::steady_clock;

double milliseconds(Clock::time_point from) {
  return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

// Reads, compiles, decides one case with every tag at its lowest value. False if anything fails.
bool once(const std::string& path, bool native) {
  Sources sources;
  Diagnostics diagnostics;
  const auto backend = native ? native::make_backend() : nullptr;
  study::CompileOptions options;
  options.backend = backend.get();
  const study::Compiled compiled = study::compile(sources, path, diagnostics, options);
  if (!compiled.policy || (native && !compiled.policy->has_native())) return false;
  const ir::Module& module = compiled.policy->module();
  engine::Inputs inputs;
  for (const ir::Input& input : module.inputs) {
    inputs.values.push_back(static_cast<std::int64_t>(module.types[input.type].range.lo));
    inputs.causes.push_back(cause::present);
  }
  ir::NativeRecord record = compiled.policy->new_record();
  engine::Scratch scratch;
  compiled.policy->decide(native ? engine::Which::scalar : engine::Which::interpreter, inputs, record,
                          scratch);
  return record.output_causes[0] == cause::present;
}

// Runs a program to its end; false unless it exits with 0.
bool spawn(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  if (::posix_spawnp(&pid, argv[0], nullptr, nullptr, argv.data(), environ) != 0) return false;
  int status = 0;
  return ::waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

template <class Work>
void line(const char* what, int repeats, const Work& work) {
  std::vector<double> times;
  for (int i = 0; i < repeats; ++i) {
    const auto from = Clock::now();
    if (!work()) {
      fmt::print("{}\tfailed\n", what);
      return;
    }
    times.push_back(milliseconds(from));
  }
  fmt::print("{}\t{:.1f}\n", what, median(times));
}

// plain.cpp as a service would load it: compiled to a shared object, opened, its function found.
bool compile_and_load(const char* compiler) {
  const auto object = std::filesystem::temp_directory_path() / fmt::format("pol_latency_{}.so", ::getpid());
  const std::string source = POL_COMPARISON_DIR;
  const bool built =
      spawn({compiler, "-std=c++20", "-O2", "-march=native", "-w", "-shared", "-fPIC", "-DPOL_COMPILER=gxx",
             "-I" POL_SOURCE_DIR, source + "/plain.cpp", source + "/policy_data.cpp", "-o", object.string()});
  void* loaded = built ? ::dlopen(object.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
  const bool found = loaded && ::dlsym(loaded, "_ZN3pol10comparison3gxx5plainEPKNS0_3RowEmPNS0_6AnswerE");
  if (loaded) ::dlclose(loaded);
  std::filesystem::remove(object);
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && std::strcmp(argv[1], "--once") == 0)
    return once(argv[3], std::strcmp(argv[2], "native") == 0) ? 0 : 1;
  if (argc < 2) return fmt::print(stderr, "usage: latency_bench POLICY [REPEATS]\n"), 2;
  const std::string policy = argv[1], self = std::filesystem::read_symlink("/proc/self/exe").string();
  const int repeats = argc > 2 ? std::max(1, std::atoi(argv[2])) : 11;
  for (const char* engine : {"interpreter", "native"}) {
    const bool native = std::strcmp(engine, "native") == 0;
    line(native ? "native, cold" : "interpreter, cold", repeats,
         [&] { return spawn({self, "--once", engine, policy}); });
    line(native ? "native, warm" : "interpreter, warm", repeats, [&] { return once(policy, native); });
  }
  line("C++ by g++ -O2, compile and load", std::min(repeats, 5), [] { return compile_and_load("g++"); });
  line("C++ by clang++-19 -O2, compile and load", std::min(repeats, 5),
       [] { return compile_and_load("clang++-19"); });
  return 0;
}
