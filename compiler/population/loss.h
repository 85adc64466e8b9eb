// Expected loss of a case: probability of default x loss given default x exposure, exactly. Each of the three
// is a column of the data (feed, `report`, by its role) or is found in the policy: an output or scorecard
// that gives a pd, an output `lgd`, and as exposure the first output that is money.
#pragma once
#include <optional>

#include "compiler/population/decided.h"

namespace pol::population {

struct Measure {
  enum class From : std::uint8_t { report, output, slot, constant } from = From::report;
  std::size_t index = 0;    // of the report column, of the output
  ir::Ref ref = ir::kNone;  // slot: read off the interpreter
  i128 number = 0;          // constant
  Type type;
  std::string name;  // as reports call it
};

struct LossModel {
  Measure pd, lgd, exposure;
  Type type;  // money of the loss
};

// --lgd as a percent at its own scale; empty for "". Fails with exit 2.
Result<std::optional<Constant>> given_lgd(const std::string& text);

// `lgd`: given by hand, where neither data nor policy has one. Empty with the reason in `why` if a part is
// not to be had.
std::optional<LossModel> loss_model(const Subject& subject, const data::Feed* feed,
                                    std::optional<Constant> lgd, std::string& why);

struct Loss {
  i128 exposure = 0;  // at the scale of LossModel::exposure
  i128 loss = 0;      // at the scale of LossModel::type
};
// Empty where a part is missing.
std::optional<Loss> loss_of(const LossModel& model, const Subject& subject, Decided& decided);

}  // namespace pol::population
