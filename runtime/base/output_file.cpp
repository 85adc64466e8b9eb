#include "runtime/base/output_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

namespace pol {
namespace {

constexpr std::size_t kBuffer = std::size_t{256} << 10;

// Fixed memory, because a signal handler may neither allocate nor lock.
struct Unfinished {
  std::atomic<bool> taken{false}, live{false};
  char path[PATH_MAX] = {};
};
std::array<Unfinished, 16> unfinished;

int remember(const std::string& part) {
  for (std::size_t i = 0; i < unfinished.size(); ++i) {
    if (part.size() >= sizeof unfinished[i].path || unfinished[i].taken.exchange(true)) continue;
    std::memcpy(unfinished[i].path, part.c_str(), part.size() + 1);
    unfinished[i].live = true;
    return static_cast<int>(i);
  }
  return -1;
}

void forget(int slot) {
  if (slot < 0) return;
  unfinished[static_cast<std::size_t>(slot)].live = false;
  unfinished[static_cast<std::size_t>(slot)].taken = false;
}

Failure failure(const std::string& path, const std::string& what) {
  return {Exit::internal, path + ": cannot be written: " + what};
}

// A rename onto a link would replace the link, so the file behind it is what counts.
std::string behind_links(const std::string& path) {
  char* real = ::realpath(path.c_str(), nullptr);
  if (!real) return path;
  std::string result = real;
  std::free(real);
  return result;
}

}  // namespace

void remove_unfinished() noexcept {
  for (auto& file : unfinished)
    if (file.live) ::unlink(file.path);
}

Result<OutputFile> OutputFile::create(const std::string& path) {
  OutputFile file;
  file.path_ = path;
  if (path == "-") {
    file.fd_ = ::dup(STDOUT_FILENO);
    if (file.fd_ < 0) return failure("standard output", std::strerror(errno));
    return file;
  }
  struct stat status{};
  const bool replaces = ::stat(path.c_str(), &status) == 0;
  if (replaces && !S_ISREG(status.st_mode)) {
    if (S_ISDIR(status.st_mode)) return failure(path, "is a folder");
    file.fd_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file.fd_ < 0) return failure(path, std::strerror(errno));
    return file;
  }
  file.target_ = behind_links(path);
  file.part_ = file.target_ + ".part";
  // No O_TRUNC: another run may be writing this very file; who holds the lock owns it.
  file.fd_ = ::open(file.part_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  const std::string part = file.part_;
  if (file.fd_ < 0) {
    file.part_.clear();
    return failure(path, std::strerror(errno));
  }
  if (::flock(file.fd_, LOCK_EX | LOCK_NB) != 0) {
    file.part_.clear();  // not ours to remove
    return failure(path, "another process is writing " + part);
  }
  // The one who held it may have renamed it in between: what we have open is then its finished output.
  struct stat ours{}, named{};
  if (::fstat(file.fd_, &ours) != 0 || ::stat(part.c_str(), &named) != 0 || ours.st_ino != named.st_ino) {
    file.part_.clear();
    return failure(path, "another process has just written it");
  }
  file.slot_ = remember(part);
  if (::ftruncate(file.fd_, 0) != 0) return failure(path, std::strerror(errno));
  if (replaces)
    (void)!::fchmod(file.fd_, status.st_mode & 07777);  // who may read the old one may read this one
  return file;
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      target_(std::move(other.target_)),
      part_(std::move(other.part_)),
      buffer_(std::move(other.buffer_)),
      error_(std::move(other.error_)),
      fd_(std::exchange(other.fd_, -1)),
      slot_(std::exchange(other.slot_, -1)) {
  other.part_.clear();
}

OutputFile::~OutputFile() {
  discard();
}

void OutputFile::discard() {
  if (!part_.empty()) ::unlink(part_.c_str());
  part_.clear();
  forget(std::exchange(slot_, -1));
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void OutputFile::fail(const char* what) {
  if (error_.empty()) error_ = what;
  buffer_.clear();
}

void OutputFile::write(std::string_view bytes) {
  if (failed()) return;
  buffer_.append(bytes);
  if (buffer_.size() >= kBuffer) flush();
}

void OutputFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && !failed()) {
    const ssize_t n = ::write(fd_, rest.data(), rest.size());
    if (n >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      return fail(std::strerror(errno));
    }
  }
  buffer_.clear();
}

Status OutputFile::status() const {
  if (failed()) return failure(path_ == "-" ? "standard output" : path_, error_);
  return Unit{};
}

Status OutputFile::sync() {
  flush();
  // A disk that is full may say so only here; after a failed fsync nothing is certain, so it is never tried
  // again.
  if (!part_.empty() && !failed() && ::fsync(fd_) != 0) fail(std::strerror(errno));
  return status();
}

Status OutputFile::commit() {
  (void)sync();
  if (!part_.empty() && !failed()) {
    if (::rename(part_.c_str(), target_.c_str()) != 0) fail(std::strerror(errno));
    if (!failed()) part_.clear();
  }
  if (part_.empty() && fd_ >= 0 && ::close(std::exchange(fd_, -1)) != 0) fail(std::strerror(errno));
  discard();
  return status();
}

Status write_file(const std::string& path, std::string_view text) {
  auto file = OutputFile::create(path);
  if (!file) return file.failure();
  file->write(text);
  return file->commit();
}

}  // namespace pol
