#include "compiler/native/object_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "runtime/base/output_file.h"

namespace pol::native {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "polobj01";
constexpr std::size_t kTagBytes = crypto_auth_hmacsha512256_BYTES;
constexpr std::uintmax_t kMostEntry = std::uintmax_t{256} << 20;

// Of this user and for nobody else to write; the file's bytes, no more than `most`.
std::optional<std::string> read_own(const std::string& path, std::uintmax_t most) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return std::nullopt;
  struct stat stat{};
  std::string bytes;
  bool whole = ::fstat(file, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_uid == ::geteuid() &&
               (stat.st_mode & 022) == 0 && static_cast<std::uintmax_t>(stat.st_size) <= most;
  if (whole) bytes.resize(static_cast<std::size_t>(stat.st_size));
  for (std::size_t have = 0; whole && have < bytes.size();) {
    const ssize_t got = ::read(file, bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    whole = got > 0;
    if (whole) have += static_cast<std::size_t>(got);
  }
  ::close(file);
  return whole ? std::optional(std::move(bytes)) : std::nullopt;
}

// Whole or not at all, whatever happens: a file beside it, then a new name for it.
bool write_own(const std::string& path, std::string_view bytes, bool replace) {
  std::string beside = path + ".XXXXXX";
  const int file = ::mkostemp(beside.data(), O_CLOEXEC);  // mode 0600
  if (file < 0) return false;
  bool whole = true;
  for (std::size_t done = 0; whole && done < bytes.size();) {
    const ssize_t wrote = ::write(file, bytes.data() + done, bytes.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    whole = wrote > 0;
    if (whole) done += static_cast<std::size_t>(wrote);
  }
  whole = ::close(file) == 0 && whole;
  // link() does not replace: of two processes that make the key, one wins and both use its key.
  if (whole) whole = (replace ? ::rename : ::link)(beside.c_str(), path.c_str()) == 0;
  if (!whole || !replace) ::unlink(beside.c_str());
  return whole;
}

Failure cannot(const std::string& folder, const std::string& why) {
  return {Exit::input,
          fmt::format("the cache of native code in {} cannot be used: {}", pol::quoted(folder), why)};
}

}  // namespace

Result<std::unique_ptr<ObjectCache>> ObjectCache::open(const std::string& folder, std::uint64_t most_bytes) {
  std::error_code error;
  fs::create_directories(fs::path(folder).parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return cannot(folder, std::strerror(errno));
  struct stat stat{};
  if (::lstat(folder.c_str(), &stat) != 0) return cannot(folder, std::strerror(errno));
  if (!S_ISDIR(stat.st_mode)) return cannot(folder, "it is no folder");
  if (stat.st_uid != ::geteuid() || (stat.st_mode & 022))
    return cannot(folder, "others than you may write there");
  if (sodium_init() < 0) return cannot(folder, "no random numbers");

  const std::string key_path = folder + "/key";
  Key key{};
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (const auto bytes = read_own(key_path, key.size()); bytes && bytes->size() == key.size()) {
      std::copy(bytes->begin(), bytes->end(), key.begin());
      return std::unique_ptr<ObjectCache>(new ObjectCache(folder, key, most_bytes));
    }
    ::unlink(key_path.c_str());  // what is there is no key of ours
    randombytes_buf(key.data(), key.size());
    write_own(key_path, {reinterpret_cast<const char*>(key.data()), key.size()}, false);
  }
  return cannot(folder, "its key cannot be written");
}

std::string ObjectCache::path_of(const std::string& made_from) const {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(made_from.data()),
                     made_from.size());
  std::string name;
  for (const unsigned char byte : digest) name += fmt::format("{:02x}", byte);
  return folder_ + "/" + name + ".o";
}

// Over the lengths as well, so that no two pairs are one text.
std::string ObjectCache::tag_of(const std::string& made_from, std::string_view object) const {
  crypto_auth_hmacsha512256_state state;
  crypto_auth_hmacsha512256_init(&state, key_.data(), key_.size());
  for (const std::string_view part : {std::string_view(made_from), object}) {
    const std::string length = fmt::format("{} ", part.size());
    for (const std::string_view piece : {std::string_view(length), part})
      crypto_auth_hmacsha512256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                                       piece.size());
  }
  std::string tag(kTagBytes, '\0');
  crypto_auth_hmacsha512256_final(&state, reinterpret_cast<unsigned char*>(tag.data()));
  return tag;
}

std::optional<std::string> ObjectCache::find(const std::string& made_from) const {
  const std::string path = path_of(made_from);
  auto bytes = read_own(path, kMostEntry);
  const std::size_t head = kMagic.size() + kTagBytes;
  if (!bytes || bytes->size() < head || bytes->compare(0, kMagic.size(), kMagic) != 0) return std::nullopt;
  const std::string object = bytes->substr(head);
  const std::string tag = tag_of(made_from, object);
  if (sodium_memcmp(tag.data(), bytes->data() + kMagic.size(), kTagBytes) != 0) return std::nullopt;
  ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);  // used now: the oldest go first
  return object;
}

void ObjectCache::keep(const std::string& made_from, const std::string& object) const {
  if (object.size() > kMostEntry) return;
  std::string bytes(kMagic);
  bytes += tag_of(made_from, object);
  bytes += object;
  if (write_own(path_of(made_from), bytes, true)) make_room();
}

void ObjectCache::make_room() const {
  struct Entry {
    fs::file_time_type used;
    std::uintmax_t bytes;
    fs::path path;
  };
  std::vector<Entry> entries;
  std::uintmax_t all = 0;
  std::error_code error;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    std::error_code unread;
    if (at->path().filename() == "key" || !at->is_regular_file(unread)) continue;
    entries.push_back({at->last_write_time(unread), at->file_size(unread), at->path()});
    all += entries.back().bytes;
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
  for (const Entry& entry : entries) {
    if (all <= most_bytes_) break;
    if (fs::remove(entry.path, error)) all -= entry.bytes;
  }
}

std::string default_cache_folder() {
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  if (const std::string own = set("POL_CACHE"); !own.empty()) return own == "off" ? "" : own;
  if (const std::string cache = set("XDG_CACHE_HOME"); !cache.empty()) return cache + "/pol";
  const std::string home = set("HOME");
  return home.empty() ? "" : home + "/.cache/pol";
}

}  // namespace pol::native
