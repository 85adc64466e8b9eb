// The values that a tag has over people, to be compared with those it has over other people.
#pragma once
#include <map>
#include <string>

#include "compiler/population/distribution.h"
#include "runtime/value/cause.h"
#include "runtime/value/type.h"

namespace pol::population {

struct ValueTally {
  static constexpr std::size_t kExact = 4'096;  // there may be a thousand tags, each counted by every thread
  static constexpr std::size_t kMostTexts = 2'000;

  // As the door gives it (engine::Inputs).
  void add(Kind kind, std::int64_t value, CauseMask causes);
  void merge(const ValueTally& other);

  std::uint64_t missing = 0;
  Distribution numbers{kExact};  // anything but texts
  std::map<std::string, std::uint64_t, std::less<>> texts;
  bool too_many_texts = false;  // then texts is empty

 private:
  void bound_texts();
};

}  // namespace pol::population
