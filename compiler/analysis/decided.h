// Whether any case leaves a value missing: the search over presence patterns x threshold cells (language
// reference, section 4, "The proof", step (b)).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/sema/checked.h"
#include "runtime/interp/interp.h"

namespace pol::analysis {

struct SearchLimits {
  std::uint64_t combinations = 200'000;  // up to so many cells, all of them are tried
  std::uint64_t work = 20'000'000;       // instructions evaluated in each of the two parts
};

struct SearchResult {
  enum class Verdict : std::uint8_t {
    proved,   // every combination of cells was tried, or there is none: the value is never missing
    witness,  // a case that leaves it missing
    unknown,  // gave up
  };
  Verdict verdict = Verdict::unknown;
  std::uint64_t cases = 0;          // tried
  std::string text;                 // witness: "score missing (no_hit), everything else typical"
  std::vector<interp::Slot> slots;  // witness: the values of all instructions of the module
};

// First what is near the typical case: one input another, then two. Then all cells, if they are exact and
// few; else mixtures of what is worth trying, by a fixed seed. A witness keeps only what it needs. `first`:
// an input to try before all others, or ir::kNone.
SearchResult find_missing(const ir::Module& module, const catalog::Catalog& catalog, ir::Ref ref,
                          std::uint32_t first, const SearchLimits& limits = {});

// Why `ref` is missing in a case: leads from it to the instruction where the missing value, or the computed
// error that counts, arises.
std::vector<ir::Ref> missing_path(const ir::Module& module, const std::vector<interp::Slot>& slots,
                                  ir::Ref ref);

}  // namespace pol::analysis
