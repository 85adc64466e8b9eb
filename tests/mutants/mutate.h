// Changes to a bundle as somebody with the keys could make them.
#pragma once
#include "runtime/bundle/bundle.h"
#include "tests/support/rng.h"

namespace pol::testing {

// One to three changes at random places: instructions, operands, types, constants, tables, inputs, the record
// section, catalogue, examples, heads.
void mutate(bundle::Bundle& bundle, Rng& rng);

// One to four changes of the payload's bytes: bits, words, copies of other places.
void mutate(std::string& payload, Rng& rng);

}  // namespace pol::testing
