// Bundle <-> the payload's bytes (bundle.fbs). Encoding is a function of the bundle alone: the same bytes on
// every machine. Decoding trusts nothing but the length of what it is given.
#pragma once
#include <string>
#include <string_view>

#include "runtime/bundle/bundle.h"
#include "runtime/bundle/refusal.h"

namespace pol::bundle {

std::string encode(const Bundle& bundle);

struct DecodeLimits {
  std::size_t texts = std::size_t{64} << 20;    // bytes of all texts, each as often as it is named
  std::size_t elements = std::size_t{8} << 20;  // of all lists
  std::size_t list = 200'000;                   // of one list of records (steps, outputs, members ...)
};

// E1208 for bytes that are no payload; E1209, E1210 for one that this release is too old for. Enums of the
// result are in range and lists have at most the sizes of `limits`; nothing else has been checked.
Checked<Bundle> decode(std::string_view payload, const DecodeLimits& limits = {});

}  // namespace pol::bundle
