// A seed means the same random program with every compiler: a failure that one machine prints can be looked
// at on another. The digests are those of the first programs; whoever changes a generator on purpose puts the
// new ones here, and CI, which builds with two compilers, shows whether they still agree.
#include <catch2/catch.hpp>

#include "runtime/engine/digest.h"
#include "runtime/ir/text.h"
#include "tests/support/random_program.h"
#include "tests/support/source/program.h"

namespace pol {
namespace {

constexpr std::uint64_t kFirstSeed = 20'261'101;  // of the differential test

std::string short_digest(const std::string& text) {
  return engine::sha256_hex(text).substr(0, 16);
}

TEST_CASE("the first random modules are the same everywhere") {
  std::string all;
  for (std::uint64_t i = 0; i < 40; ++i)
    all += ir::print(testing::random_program(kFirstSeed + i, {8 + static_cast<int>(i % 7) * 7}));
  CHECK(short_digest(all) == "f914d70543edc117");
}

TEST_CASE("the first inputs of a random module are the same everywhere") {
  const ir::Module module = testing::random_program(kFirstSeed);
  testing::CaseSource cases(module, kFirstSeed);
  std::string all;
  for (int i = 0; i < 50; ++i) {
    const testing::Case given = cases.next();
    for (std::size_t input = 0; input < module.inputs.size(); ++input)
      all += module.types[module.inputs[input].type].kind == Kind::text && !given.inputs.causes[input]
                 ? std::string(interp::text_of(given.slots[input])) + "\n"
                 : std::to_string(given.inputs.values[input]) + " " +
                       std::to_string(given.inputs.causes[input]) + "\n";
  }
  CHECK(short_digest(all) == "a7cbea8ca8b5217e");
}

TEST_CASE("the first random policies are the same everywhere") {
  std::string all;
  for (std::uint64_t i = 0; i < 40; ++i) {
    const testing::SourceProgram program = testing::random_source(kFirstSeed + i);
    for (const auto& [path, text] : program.companions) all += path + "\n" + text;
    for (const testing::SourceFile& file : program.files) all += file.path + "\n" + file.text();
  }
  CHECK(short_digest(all) == "880c2ae2a704c140");
}

}  // namespace
}  // namespace pol
