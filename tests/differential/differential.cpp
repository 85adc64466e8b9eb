// differential [--programs N] [--inputs N] [--seed S] [--ops N]
//
// Random well-typed programs, random inputs, both engines, the whole record. Ends with the counts; exit code
// 1 if any pair differs or an op never occurred. The same seed gives the same programs and inputs everywhere.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>

#include "runtime/ir/text.h"
#include "tests/support/both_engines.h"
#include "tests/support/shrink.h"

namespace pol::testing {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define POL_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(undefined_behavior_sanitizer)
#define POL_SANITIZED 1
#endif
#endif
#ifdef POL_SANITIZED
constexpr std::uint64_t kPrograms = 220;
#else
constexpr std::uint64_t kPrograms = 2200;
#endif

struct Options {
  std::uint64_t programs = kPrograms, inputs = 100, seed = 20'261'101;
  int ops = 0;  // 0: sizes vary
};

std::string show(const ir::NativeRecord& record) {
  std::string out = "outputs";
  for (std::size_t i = 0; i < record.outputs.size(); ++i)
    out += fmt::format(" {}{}", record.outputs[i],
                       record.output_causes[i] ? fmt::format("!{}", record.output_causes[i]) : "");
  out += " words";
  for (const std::uint64_t word : record.words) out += fmt::format(" {:x}", word);
  return out;
}

// As a line of a .cases file (tests/golden/ir).
std::string show(const ir::Module& module, const Case& given) {
  std::string out;
  for (std::size_t i = 0; i < module.inputs.size(); ++i) {
    if (i) out += " ";
    if (given.inputs.causes[i])
      out += fmt::format("missing:{}", given.inputs.causes[i]);
    else if (module.types[module.inputs[i].type].kind == Kind::text)
      out += fmt::format("\"{}\"", interp::text_of(given.slots[i]));
    else
      out += std::to_string(given.inputs.values[i]);
  }
  return out;
}

void report(const ir::Module& module, const Case& given, engine::Backend& backend) {
  const ir::Module small = shrink(module, [&](const ir::Module& candidate) {
    BothEngines engines(candidate, backend);
    return engines.error().empty() && !engines.agree(given);
  });
  BothEngines engines(small, backend);
  if (engines.error().empty()) engines.agree(given);
  fmt::print("{}\ninput: {}\ninterpreter: {}\nnative:      {}\n", ir::print(small), show(small, given),
             show(engines.interpreted_record), show(engines.native_record));
}

int run(const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  const auto backend = native::make_backend();
  std::map<ir::Op, std::uint64_t> seen;
  std::uint64_t pairs = 0, mismatches = 0, refused = 0, insts = 0, undecided = 0;
  for (std::uint64_t p = 0; p < options.programs; ++p) {
    const std::uint64_t seed = options.seed + p;
    // Mostly small ones; some longer than one chunk of native code.
    const int ops = options.ops ? options.ops : p % 100 == 99 ? 6000 : 20 + static_cast<int>(p % 5) * 20;
    const ir::Module module = random_program(seed, {ops});
    BothEngines engines(module, *backend);
    if (!engines.error().empty()) {
      fmt::print("program {} (seed {}): {}\n", p, seed, engines.error());
      if (++refused == 1) fmt::print("{}\n", ir::print(module));
      continue;
    }
    insts += module.insts.size();
    for (const ir::Inst& inst : module.insts) ++seen[inst.op];
    CaseSource cases(module, seed);
    for (std::uint64_t i = 0; i < options.inputs; ++i, ++pairs) {
      const Case given = cases.next();
      if (!engines.agree(given) && ++mismatches <= 3) {
        fmt::print("MISMATCH program {} (seed {}), input {}\n", p, seed, i);
        report(module, given, *backend);
      }
      undecided += engines.interpreted_record.words[0] & 1;
    }
  }
  int never = 0;
  for (const ir::OpInfo& info : ir::all_ops()) {
    fmt::print("op {:<14} {}\n", info.name, seen[info.op]);
    never += seen[info.op] == 0;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print(
      "seed {}\nprograms {}\ninstructions {}\npairs {}\nundecided {}\nrefused {}\nops never used "
      "{}\nmismatches {}\n",
      options.seed, options.programs, insts, pairs, undecided, refused, never, mismatches);
  fmt::print("seconds {:.1f}\n", seconds.count());
  return mismatches || refused || never ? 1 : 0;
}

}  // namespace
}  // namespace pol::testing

int main(int argc, char** argv) {
  pol::testing::Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
    if (!std::strcmp(argv[i], "--programs"))
      options.programs = value;
    else if (!std::strcmp(argv[i], "--inputs"))
      options.inputs = value;
    else if (!std::strcmp(argv[i], "--seed"))
      options.seed = value;
    else if (!std::strcmp(argv[i], "--ops"))
      options.ops = static_cast<int>(value);
    else
      return fmt::print(stderr, "usage: differential [--programs N] [--inputs N] [--seed S] [--ops N]\n"), 2;
  }
  return pol::testing::run(options);
}
