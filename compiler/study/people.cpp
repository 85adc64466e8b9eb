#include "compiler/study/people.h"

#include <fmt/format.h>

#include <algorithm>

namespace pol::study {

People::People(const catalog::Catalog& catalog, std::uint64_t seed, std::unique_ptr<Invariants> invariants)
    : catalog_(catalog), seed_(seed), invariants_(std::move(invariants)) {
  samplers_.emplace_back(catalog, seed);
}

Result<const std::vector<catalog::Drawn>*> People::person(std::uint64_t person) {
  constexpr std::size_t kDraws = 1000;
  constexpr std::uint64_t kNextDraw = 0x9E3779B97F4A7C15u;  // far from the seeds that people choose
  std::string broken;
  for (std::size_t draw = 0; draw < kDraws; ++draw) {
    if (draw == samplers_.size()) samplers_.emplace_back(catalog_, seed_ + draw * kNextDraw);
    row_ = samplers_[draw].row(person);
    broken = invariants_ ? invariants_->broken(row_) : "";
    if (broken.empty()) return &row_;
  }
  return Failure{Exit::input, fmt::format("in {} draws nobody keeps to the enforced invariant {}: let the "
                                          "`sample` of its tags fit it",
                                          kDraws, broken)};
}

std::string People::id(std::uint64_t person, std::uint64_t people) {
  return fmt::format("C-{:0{}}", person, std::max<std::size_t>(5, std::to_string(people).size()));
}

}  // namespace pol::study
