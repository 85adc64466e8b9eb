// What a person could change: for one case the smallest change of one tag that the catalogue calls
// `actionable`, all else as it is, that gives a kinder outcome, raises the amount or lowers the price.
// Everything told has been run through the whole chain.
//
// A changed case counts only if the door takes the new value (range, invariants) and no policy of the chain
// gives a worse result than today. Of a tag with few values every value is run. Of others those that the
// policies compare something with, with their neighbours, and values at doubling distances from today's; then
// it is narrowed to the tag's unit between the last that does not do and the first that does. So the change
// is the smallest, if nothing turns back and forth between two values that were run.
#pragma once
#include <memory>
#include <vector>

#include "compiler/study/kinder.h"
#include "compiler/study/pipeline.h"
#include "runtime/explain/nearest.h"

namespace pol::study {

struct CounterfactualInput {
  const Compiled& compiled;  // its chain decides
  const engine::SentCase& sent;
  const engine::ChainCase& decided;  // of `sent`
  engine::Which which = engine::Which::interpreter;
  std::size_t most_runs = 20'000;  // shared equally among the tags
};

// One changed case. Its parts point at each other.
struct Trial {
  engine::SentCase sent;
  engine::ChainCase decided;  // with slots
};

struct Counterfactual {
  enum class Form : std::uint8_t {
    outcome,  // of some policy kinder, or served where it was not
    raise,    // the smallest that gives a better amount with the same outcome
    best,     // the smallest that gives the best amount that was found
  } form = Form::outcome;
  std::size_t tag = 0;     // index into door().inputs
  std::size_t member = 0;  // raise, best: whose amount
  bool no_more = false;    // raise: it is the best as well
  engine::SentTag needed;
  // Where the tag is missing now: any value from `needed` to this, as far as was tried.
  std::optional<engine::SentTag> until;
  std::vector<engine::SentTag> also;   // values without an order that give the same
  std::optional<explain::Ratio> step;  // relative; empty if the tag has no value now or its values no order
  std::unique_ptr<Trial> ran;
};

struct TriedTag {
  std::size_t tag = 0;
  std::size_t runs = 0;
  bool every_value = false;
  bool limited = false;  // its share of the runs was used up
};

struct Counterfactuals {
  std::vector<Counterfactual> changes;  // outcomes first, then by step; those without a step last
  std::vector<TriedTag> tried;          // as at the door
  std::vector<std::size_t> not_tried;   // actionable series
  std::size_t runs = 0;
};

Counterfactuals find_counterfactuals(const CounterfactualInput& input);

// The tag at the door of a chain; null if the input is none.
const catalog::Tag* tag_of(const Compiled& compiled, const ir::Input& input);

}  // namespace pol::study
