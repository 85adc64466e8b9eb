#include "tests/differential/not_yet.h"

#include <algorithm>

#include "tests/support/source/tags.h"

namespace pol::testing {
namespace {

struct NotYet {
  const char* construct;
  const char* item;
};

constexpr const char* kCount = "let x be count of (children, few) where (each above 1)\n";
constexpr NotYet kNotYet[] = {
    {"alternative count", kCount},
    {"token COUNT_OF", kCount},
    {"word each", kCount},
    {"word where", kCount},
    {"fold trend of", "let x be (trend of (children, few, drift) rounded up to 2 places)\n"},
    {"word last", "let x be sum of last 2 of children\n"},
};

constexpr const char* kHead = R"(language 1
policy strategy root version 1
  owner "Test"
  approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai"
  review by 2027-05-01
  tags gen "1"
  reasons gen "1"
  gives outcome one of (approve, refer)
end
decide outcome
  refer when is_member
  approve otherwise
end
)";

}  // namespace

bool not_yet(const std::string& construct) {
  return std::any_of(std::begin(kNotYet), std::end(kNotYet),
                     [&](const NotYet& one) { return construct == one.construct; });
}

std::vector<std::string> taken_by_now(Workshop& workshop) {
  std::vector<std::string> taken;
  for (const NotYet& one : kNotYet) {
    SourceProgram program;
    program.companions["tags/gen.yaml"] = catalogue_text();
    program.companions["reasons/gen.yaml"] = reasons_text();
    program.files.push_back({"root.pol", std::string(kHead) + one.item, {}, "", false});
    const CompiledSource made = workshop.compile(program, nullptr);
    const auto& all = made.diagnostics.all();
    if (std::none_of(all.begin(), all.end(), [](const Diagnostic& d) { return d.code == Code::E0290; }))
      taken.push_back(one.construct);
  }
  return taken;
}

}  // namespace pol::testing
