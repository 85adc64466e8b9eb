// Any bytes as a case: it is refused, or it is a case with a place for every input and passes the door or is
// stopped there, and then the policy decides it.
#include <cstdlib>
#include <memory>
#include <string>

#include "runtime/engine/case_json.h"
#include "runtime/engine/record.h"
#include "tests/unit/ir/sample_module.h"

using namespace pol;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::unique_ptr<engine::LoadedPolicy> policy = [] {
    auto loaded = engine::LoadedPolicy::load(testing::sample_module());
    require(static_cast<bool>(loaded));
    return std::move(*loaded);
  }();
  engine::CaseOptions options;
  options.on = parse_date("2026-11-08");
  const std::string text(reinterpret_cast<const char*>(data), size);
  const engine::ParsedCase parsed = engine::parse_case(policy->module(), text, options);
  if (const auto* sent = std::get_if<engine::SentCase>(&parsed))
    require(sent->tags.size() == policy->module().inputs.size());
  if (const auto* refusal = std::get_if<engine::Refusal>(&parsed)) require(!refusal->code.empty());
  if (const auto* failure = std::get_if<Failure>(&parsed)) require(!failure->message.empty());
  return 0;
}
