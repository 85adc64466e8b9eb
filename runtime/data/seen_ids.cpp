#include "runtime/data/seen_ids.h"

#include <sodium.h>

#include <cstring>

namespace pol::data {

bool SeenIds::insert(std::string_view id) {
  // A fixed key: two runs over one file must refuse the same rows.
  static constexpr unsigned char kKey[crypto_shorthash_KEYBYTES] = {};
  unsigned char bytes[crypto_shorthash_BYTES];
  crypto_shorthash(bytes, reinterpret_cast<const unsigned char*>(id.data()), id.size(), kKey);
  std::uint64_t hash;
  std::memcpy(&hash, bytes, sizeof hash);
  if (hash == 0) hash = 1;
  if (size_ * 3 >= table_.size() * 2) {
    std::vector<std::uint64_t> old(table_.empty() ? 1024 : table_.size() * 2);
    old.swap(table_);
    size_ = 0;
    for (std::uint64_t h : old)
      if (h) insert_hash(h);
  }
  return insert_hash(hash);
}

bool SeenIds::insert_hash(std::uint64_t hash) {
  for (std::size_t i = hash;; ++i) {
    std::uint64_t& slot = table_[i & (table_.size() - 1)];
    if (slot == hash) return false;
    if (slot != 0) continue;
    slot = hash;
    ++size_;
    return true;
  }
}

}  // namespace pol::data
