#include "compiler/native/isolate.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/landlock.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace pol::native {
namespace {

// First byte of what the child hands back.
constexpr char kDone = 'D', kFailedInput = 'I', kFailedElse = 'F';
constexpr unsigned kSeals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20;

long landlock_version() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

// No file can be opened, made, renamed or run: a ruleset that handles everything and allows nothing.
bool close_files() {
  landlock_ruleset_attr rules{};
  rules.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // all of the first version
  const long ruleset = ::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
  if (ruleset < 0) return false;
  const bool closed = ::syscall(SYS_landlock_restrict_self, static_cast<int>(ruleset), 0) == 0;
  ::close(static_cast<int>(ruleset));
  return closed;
}

// Memory, writing to what is open, and ending: nothing else. Other calls kill the process, no matter who
// asks.
bool close_kernel() {
  constexpr int kCalls[] = {
      SCMP_SYS(read),        SCMP_SYS(write),     SCMP_SYS(pwrite64),     SCMP_SYS(brk),
      SCMP_SYS(mmap),        SCMP_SYS(munmap),    SCMP_SYS(mremap),       SCMP_SYS(madvise),
      SCMP_SYS(futex),       SCMP_SYS(getrandom), SCMP_SYS(rt_sigreturn), SCMP_SYS(clock_gettime),
      SCMP_SYS(sched_yield), SCMP_SYS(exit),      SCMP_SYS(exit_group),   SCMP_SYS(rt_sigprocmask),
      SCMP_SYS(sysinfo),     SCMP_SYS(getpid),    SCMP_SYS(gettid),       SCMP_SYS(sched_getaffinity)};
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (!filter) return false;
  bool made = true;
  for (const int call : kCalls)
    made =
        made && (call == SCMP_SYS(mmap) ? ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                                                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0
                                        : ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0);
  made = made && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                                    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
  // abort() sends a signal to its own process.
  made = made && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                                    SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()))) == 0;
  made = made && ::seccomp_load(filter) == 0;
  ::seccomp_release(filter);
  return made;
}

std::uint64_t address_space() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t pages = 0;
  statm >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// `grace`: how far beyond it the kernel waits before it kills without a word.
bool limit(int which, std::uint64_t most, std::uint64_t grace = 0) {
  const rlimit set{most, most + grace};
  return ::setrlimit(static_cast<__rlimit_resource_t>(which), &set) == 0;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(file, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

[[noreturn]] void be_child(int file, std::uint64_t space, const ChildLimits& limits,
                           const std::function<Result<std::string>()>& work) noexcept {
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXCPU, SIGXFSZ, SIGALRM, SIGABRT})
    ::signal(signal_number, SIG_DFL);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The file becomes descriptor 0, and no other is left: not the terminal, not a socket of the host.
  if (::dup2(file, 0) < 0 || ::close_range(1, ~0U, 0) != 0) ::_exit(100);
  ::alarm(limits.seconds * 2);
  if (!limit(RLIMIT_CPU, limits.seconds, 1) || !limit(RLIMIT_AS, space + limits.memory) ||
      !limit(RLIMIT_FSIZE, kMostBytes) || !limit(RLIMIT_CORE, 0) || !limit(RLIMIT_NOFILE, 3))
    ::_exit(101);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !close_files()) ::_exit(102);
  if (!limit(RLIMIT_NPROC, 0) || !close_kernel()) ::_exit(103);
  const Result<std::string> result = work();
  char head = kDone;
  if (!result) head = result.failure().exit == Exit::input ? kFailedInput : kFailedElse;
  const bool written = write_all(0, {&head, 1}) && write_all(0, result ? *result : result.failure().message);
  ::_exit(written ? 0 : 104);
}

std::string ending(int status) {
  if (WIFSIGNALED(status)) {
    const int signal_number = WTERMSIG(status);
    if (signal_number == SIGXCPU || signal_number == SIGALRM) return "it took too long";
    if (signal_number == SIGSYS) return "it asked the system for something that it may not have";
    return fmt::format("it died of signal {} ({})", signal_number, ::strsignal(signal_number));
  }
  switch (WEXITSTATUS(status)) {
    case 100:
    case 101:
      return "its limits could not be set";
    case 102:
      return "this system has no Landlock";
    case 103:
      return "this system has no seccomp filters";
    default:
      return "its result could not be written";
  }
}

Failure failed(const std::string& why) {
  return {Exit::internal, "compiling in a child process: " + why};
}

Result<std::string> read_back(int file) {
  if (::fcntl(file, F_ADD_SEALS, kSeals) != 0) return failed("its result cannot be sealed");
  const off_t size = ::lseek(file, 0, SEEK_END);
  if (size < 1) return failed("it gave nothing back");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  for (std::size_t have = 0; have < bytes.size();) {
    const ssize_t got = ::pread(file, bytes.data() + have, bytes.size() - have, static_cast<off_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return failed("its result cannot be read");
    have += static_cast<std::size_t>(got);
  }
  const char head = bytes.front();
  bytes.erase(0, 1);
  if (head == kDone) return bytes;
  return Failure{head == kFailedInput ? Exit::input : Exit::internal, std::move(bytes)};
}

}  // namespace

std::vector<Wall> walls() {
  std::vector<Wall> all;
  const long version = landlock_version();
  all.push_back({"landlock", "Landlock", "no file can be opened or made",
                 version > 0 ? "" : fmt::format("the kernel does not offer it ({})", std::strerror(errno))});
  const bool filters = ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0 && ::seccomp_api_get() >= 1;
  all.push_back({"seccomp", "seccomp",
                 "no system call but for memory, writing the result, and ending: no network, no program",
                 filters ? "" : "the kernel does not offer it"});
  const int file = ::memfd_create("pol", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  all.push_back({"sealed_memory", "sealed memory",
                 "the result cannot change after it has been looked through",
                 file >= 0 ? "" : std::strerror(errno)});
  if (file >= 0) ::close(file);
  all.push_back({"limits", "limits", "memory, processor time and file sizes are bounded", ""});
  return all;
}

Result<std::string> run_walled_in(const std::function<Result<std::string>()>& work,
                                  const ChildLimits& limits) {
  const int file = ::memfd_create("pol", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0) return failed(std::strerror(errno));
  const std::uint64_t space = address_space();
  const pid_t child = ::fork();
  if (child == 0) be_child(file, space, limits, work);
  int status = 0;
  bool waited = child > 0;
  while (waited && ::waitpid(child, &status, 0) < 0) waited = errno == EINTR;
  Result<std::string> result = child < 0 ? Result<std::string>(failed(std::strerror(errno)))
                               : !waited || !WIFEXITED(status) || WEXITSTATUS(status) != 0
                                   ? Result<std::string>(failed(ending(status)))
                                   : read_back(file);
  ::close(file);
  return result;
}

}  // namespace pol::native
