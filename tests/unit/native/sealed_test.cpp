// What native code may reach, and what loading and dropping it leaves behind.
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/unit/native/small_policy.h"

namespace pol::testing {
namespace {

std::vector<std::string> lines_with(const std::string& text, const std::string& word) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    if (line.find(word) != std::string::npos) lines.push_back(line);
  return lines;
}

std::size_t mappings() {
  std::ifstream in("/proc/self/maps");
  std::size_t count = 0;
  for (std::string line; std::getline(in, line);) ++count;
  return count;
}

TEST_CASE("emitted code names listed symbols only, never unwinds and never branches") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const ir::Module module = random_program(seed);
    const auto text = native::llvm_text(module);
    REQUIRE(text);
    for (const std::string& line : lines_with(*text, "declare "))
      CHECK(line.find("@pol_") != std::string::npos);
    for (const std::string& line : lines_with(*text, "external ")) CHECK(line.find("@pol_table_") == 0);
    CHECK(lines_with(*text, " br ").empty());
    CHECK(lines_with(*text, "attributes #0").at(0).find("nounwind") != std::string::npos);
  }
}

TEST_CASE("a limit is a refusal, not a crash") {
  const ir::Module module = random_program(7);
  const auto backend = native::make_backend();
  const auto compiled = backend->compile(module, {.max_insts = 10});
  REQUIRE(!compiled);
  CHECK(compiled.failure().message.find("the limit is 10") != std::string::npos);
}

TEST_CASE("a policy that is dropped gives its memory back, and others are not touched") {
  const auto backend = native::make_backend();
  const ir::Module kept_module = random_program(3);
  BothEngines kept(kept_module, *backend);
  REQUIRE(kept.error() == "");
  CaseSource cases(kept_module, 3);
  std::size_t before = 0;
  for (int i = 0; i < 60; ++i) {
    const ir::Module module = random_program(static_cast<std::uint64_t>(i), {.ops = 10});
    REQUIRE(BothEngines(module, *backend).error() == "");
    if (i == 20) before = mappings();
    CHECK(kept.agree(cases.next()));
  }
  CHECK(mappings() <= before + 8);
}

TEST_CASE("native code outlives the backend that made it") {
  const ir::Module module = random_program(5);
  auto backend = native::make_backend();
  BothEngines engines(module, *backend);
  REQUIRE(engines.error() == "");
  backend.reset();
  CaseSource cases(module, 5);
  for (int i = 0; i < 20; ++i) CHECK(engines.agree(cases.next()));
}

TEST_CASE("one backend compiles and decides on several threads") {
  const auto backend = native::make_backend();
  std::atomic<int> differ{0};
  std::vector<std::thread> threads;
  for (std::uint64_t thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (std::uint64_t i = 0; i < 5; ++i) {
        const ir::Module module = random_program(thread * 100 + i, {.ops = 20});
        BothEngines engines(module, *backend);
        CaseSource cases(module, i);
        for (int n = 0; n < 50; ++n) differ += !engines.agree(cases.next());
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(differ == 0);
}

}  // namespace
}  // namespace pol::testing
