// People drawn from the distributions of a catalogue (formats.md, Tag catalogue): for `pol sample`, the
// quickstart, tests.
//
// A draw depends on the seed, the number of the person and the id of the tag (or the name of the group) only:
// each is hashed into its own uniform number, so rows and columns can be drawn in any order, one without the
// others, and adding a tag to the catalogue changes nobody else. Group variables are shared by a person's
// tags of that group; `missing` is drawn first, by a number of its own, so presence is independent of the
// value and of the other tags.
//
// Ids are not drawn: `sequence: "C-{00001}"` is C-00001 for person 1, C-00002 for person 2 and so on,
// whatever the seed. The number in braces is that of person 1, and its zeros say how many digits there are at
// least.
//
// This is the one place where binary floating point is allowed: nothing is decided here. The same build gives
// the same people; another C library may differ in the last bit of a logarithm, which rounding to the tag's
// grain nearly always hides.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/catalog/catalog.h"

namespace pol::catalog {

struct Drawn {
  CauseMask missing = cause::present;  // not 0: the cause, one bit; number and text mean nothing
  i128 number = 0;                     // at the tag's scale, within its range
  std::string text;                    // Kind::text
};

class Sampler {
 public:
  // The catalogue must outlive the sampler.
  Sampler(const Catalog& catalog, std::uint64_t seed);
  // Tag number `tag` (file order) of person `person`. A tag without `sample` has its typical value; a typical
  // `missing` is missing(not_asked). The elements of a series (1 = the oldest) are drawn one by one: what
  // they have in common is the person's group.
  Drawn draw(std::uint64_t person, std::size_t tag, unsigned element = 1) const;
  std::vector<Drawn> row(std::uint64_t person) const;  // of a series all elements

 private:
  struct Stream {
    std::uint64_t tag = 0, group = 0;  // hashed with the seed
    double total_weight = 0;           // of the choices
  };
  const Catalog& catalog_;
  std::vector<Stream> streams_;  // beside Catalog::tags
};

}  // namespace pol::catalog
