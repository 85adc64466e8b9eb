// The case ids that a run has met. Ids are kept as 64-bit SipHash values in one flat table (12 to 24 bytes an
// id), the only memory of a run that grows with its rows: among n ids a wrong "twice" is found with
// probability n^2 / 2^65 (10 million: 3 in a million), and the row is then refused, never decided wrongly.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace pol::data {

class SeenIds {
 public:
  bool insert(std::string_view id);  // false if it was there
  std::size_t size() const { return size_; }

 private:
  bool insert_hash(std::uint64_t hash);
  std::vector<std::uint64_t> table_;  // 0 = free; a power of two
  std::size_t size_ = 0;
};

}  // namespace pol::data
