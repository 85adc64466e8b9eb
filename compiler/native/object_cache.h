// Objects kept on disk, so that the next process need not compile them again. Entries are this user's alone:
// the folder and its key are readable by nobody else, every entry carries a keyed digest of its bytes and of
// what it was made from, and what does not check is ignored and made anew. Thread-safe, and safe beside other
// processes: entries appear whole or not at all.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "runtime/base/result.h"

namespace pol::native {

class ObjectCache {
 public:
  // Opens or makes `folder` (and the key in it). Fails (exit 3) where that cannot be, or where others could
  // write there.
  static Result<std::unique_ptr<ObjectCache>> open(const std::string& folder, std::uint64_t most_bytes);

  // `made_from`: everything that the object depends on, as text of any length.
  std::optional<std::string> find(const std::string& made_from) const;
  // Where it cannot be kept it is not: a cache is never a reason to fail. Drops the oldest beyond most_bytes.
  void keep(const std::string& made_from, const std::string& object) const;

 private:
  using Key = std::array<unsigned char, 32>;
  ObjectCache(std::string folder, const Key& key, std::uint64_t most_bytes)
      : folder_(std::move(folder)), key_(key), most_bytes_(most_bytes) {}
  std::string path_of(const std::string& made_from) const;
  std::string tag_of(const std::string& made_from, std::string_view object) const;
  void make_room() const;

  std::string folder_;
  Key key_;
  std::uint64_t most_bytes_;
};

// POL_CACHE if it is set ("off": no cache), else XDG_CACHE_HOME/pol, else HOME/.cache/pol; "": none.
std::string default_cache_folder();

}  // namespace pol::native
