// What the last look at an object lets pass, the cache of objects, and compiling in a child.
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "compiler/native/isolate.h"
#include "compiler/native/object_breach.h"
#include "compiler/native/object_cache.h"
#include "runtime/ir/text.h"
#include "tests/unit/native/small_policy.h"

namespace pol::testing {
namespace {

namespace fs = std::filesystem;

struct Folder {
  std::string path = (fs::temp_directory_path() / "pol_object_XXXXXX").string();
  Folder() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
  ~Folder() { fs::remove_all(path); }
};

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What the assembler makes of a text.
std::string assembled(const std::string& text) {
  const Folder folder;
  std::ofstream(folder.path + "/a.s") << text << "\n.section .note.GNU-stack,\"\",@progbits\n";
  REQUIRE(std::system(("cc -c -o " + folder.path + "/a.o " + folder.path + "/a.s").c_str()) == 0);
  return bytes_of(folder.path + "/a.o");
}

std::string breach(const std::string& text) {
  static const int kKnown = 0;
  return native::find_object_breach(assembled(".text\n.globl decide\ndecide:\n" + text),
                                    {{"pol_known", &kKnown}});
}

TEST_CASE("an object may compute, call what is listed and read its own constants") {
  CHECK(breach("mov (%rdi), %rax\nadd %rax, (%rdx)\nret") == "");
  CHECK(breach("call pol_known@PLT\nret") == "");
  CHECK(breach("lea table(%rip), %rax\nret\n.section .rodata\ntable: .quad 1, 2") == "");
  CHECK(breach("lea table(%rip), %rax\nret\n.section .data.rel.ro,\"aw\"\ntable: .quad table") == "");
  CHECK(breach("test %rax, %rax\nje 1f\ninc %rax\n1: call 2f\nret\n2: ret") == "");
}

TEST_CASE("an object with a way out is refused, by what it would do") {
  const auto says = [](const std::string& text, const std::string& what) {
    const std::string why = breach(text);
    INFO(text << ": " << why);
    CHECK(why.find(what) != std::string::npos);
  };
  says("syscall\nret", "SYSCALL");
  says("int $0x80\nret", "INT");
  says("sysenter", "SYSENTER");
  says("call system@PLT\nret", "system");
  says("mov environ@GOTPCREL(%rip), %rax\nret", "environ");
  says("call *%rax\nret", "something unknown");
  says("call *(%rdi)\nret", "something unknown");
  says("jmp *%rax", "a jump through a register");
  says("jmp .+0x10000", "no instruction of its own");
  says("jmp .+3\nmov $0x050f, %eax\nret", "no instruction of its own");  // into the bytes of a syscall
  says("mov $decide, %rax\nret", "an address of its code");
  says("in $1, %al\nret", "IN8");
  says("wrfsbase %rax\nret", "WRFSBASE");
  says("xgetbv\nret", "XGETBV");
  says("ret\n.byte 0x0f", "no instruction");
  says("ret\n.data\n.quad 1", "can be written");
  says("ret\n.bss\n.skip 8", "can be written");
  says("ret\n.section .init_array,\"aw\"\n.quad 1", "can be written");
  says("ret\n.section .more,\"ax\"\nret", "code in .more");
}

TEST_CASE("what is no object for this machine is refused") {
  CHECK(native::find_object_breach("", {}) != "");
  CHECK(native::find_object_breach("\x7f"
                                   "ELF",
                                   {}) != "");
  CHECK(native::find_object_breach(bytes_of("/proc/self/exe"), {}) != "");
  const std::string whole =
      assembled(".text\nmov (%rdi), %rax\nlea t(%rip), %rax\nret\n.section .rodata\nt: .quad 1");
  for (std::size_t size = 0; size < whole.size(); ++size)
    native::find_object_breach(std::string(whole, 0, size), {});  // never crashes
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int bit : {0, 3, 7}) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      native::find_object_breach(flipped, {});
    }
}

TEST_CASE("an object is found by what it was made from, and by nobody else") {
  const Folder folder;
  auto cache = native::ObjectCache::open(folder.path + "/cache", 1 << 20);
  REQUIRE(cache);
  CHECK_FALSE((*cache)->find("a"));
  (*cache)->keep("a", "object of a");
  CHECK((*cache)->find("a") == "object of a");
  CHECK_FALSE((*cache)->find("b"));
  auto again = native::ObjectCache::open(folder.path + "/cache", 1 << 20);
  REQUIRE(again);
  CHECK((*again)->find("a") == "object of a");
  // Another user's key, or a lost one: nothing is believed any more.
  fs::remove(folder.path + "/cache/key");
  auto other = native::ObjectCache::open(folder.path + "/cache", 1 << 20);
  REQUIRE(other);
  CHECK_FALSE((*other)->find("a"));
  fs::permissions(folder.path + "/cache", fs::perms::others_write, fs::perm_options::add);
  const auto open = native::ObjectCache::open(folder.path + "/cache", 1 << 20);
  REQUIRE_FALSE(open);
  CHECK(open.failure().message.find("others than you") != std::string::npos);
}

TEST_CASE("a damaged entry is ignored: every byte, every truncation, and one in another's place") {
  const Folder folder;
  auto cache = native::ObjectCache::open(folder.path + "/cache", 1 << 20);
  REQUIRE(cache);
  (*cache)->keep("a", "object of a");
  std::string path;
  for (const auto& entry : fs::directory_iterator(folder.path + "/cache"))
    if (entry.path().filename() != "key") path = entry.path().string();
  const std::string whole = bytes_of(path);
  const auto put = [&](const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; };
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    put(damaged);
    CHECK_FALSE((*cache)->find("a"));
    put(whole.substr(0, at));
    CHECK_FALSE((*cache)->find("a"));
  }
  put(whole + "x");
  CHECK_FALSE((*cache)->find("a"));
  put(whole);
  CHECK((*cache)->find("a") == "object of a");
  (*cache)->keep("b", "object of b");
  for (const auto& entry : fs::directory_iterator(folder.path + "/cache"))
    if (entry.path().filename() != "key" && entry.path().string() != path)
      fs::copy_file(entry.path(), path, fs::copy_options::overwrite_existing);
  CHECK_FALSE((*cache)->find("a"));
}

TEST_CASE("a cache keeps to its size") {
  const Folder folder;
  auto cache = native::ObjectCache::open(folder.path + "/cache", 10'000);
  REQUIRE(cache);
  for (int i = 0; i < 40; ++i) (*cache)->keep(std::to_string(i), std::string(1'000, 'x'));
  std::uintmax_t all = 0;
  for (const auto& entry : fs::directory_iterator(folder.path + "/cache")) all += entry.file_size();
  CHECK(all < 11'000);
  CHECK((*cache)->find("39"));
}

TEST_CASE("code from the cache and from a child decides like code that was just made") {
  const Folder folder;
  auto opened = native::ObjectCache::open(folder.path + "/cache", 1 << 24);
  REQUIRE(opened);
  native::BackendOptions cached;
  cached.cache = std::move(*opened);
  const auto first = native::make_backend(cached), second = native::make_backend(cached);
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const ir::Module module = random_program(seed);
    for (const auto& backend : {&first, &second}) {
      BothEngines engines(module, **backend);
      REQUIRE(engines.error() == "");
      CaseSource cases(module, seed);
      for (int i = 0; i < 30; ++i) CHECK(engines.agree(cases.next()));
    }
  }
}

#ifndef POL_SANITIZED
TEST_CASE("a child compiles what the parent runs") {
  for (const native::Wall& wall : native::walls())
    if (!wall.why_not.empty()) {
      WARN("skipped: no " << wall.name << " here: " << wall.why_not);
      return;
    }
  native::BackendOptions walled;
  walled.isolate = true;
  const auto backend = native::make_backend(walled);
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const ir::Module module = random_program(seed);
    BothEngines engines(module, *backend);
    REQUIRE(engines.error() == "");
    CaseSource cases(module, seed);
    for (int i = 0; i < 30; ++i) CHECK(engines.agree(cases.next()));
  }
  const auto refused = backend->compile(random_program(7), {.max_insts = 10});
  CHECK_FALSE(refused);
}

TEST_CASE("a child that is up to something dies of it, and says of what") {
  for (const native::Wall& wall : native::walls())
    if (!wall.why_not.empty()) {
      WARN("skipped: no " << wall.name << " here: " << wall.why_not);
      return;
    }
  const auto why = [](const std::function<void()>& deed, const native::ChildLimits& limits = {}) {
    const auto result = native::run_walled_in(
        [&]() -> Result<std::string> {
          deed();
          return std::string("done");
        },
        limits);
    return result ? *result : result.failure().message;
  };
  CHECK(why([] {}) == "done");
  CHECK(why([] { ::close(::socket(AF_INET, SOCK_STREAM, 0)); }).find("may not have") != std::string::npos);
  CHECK(why([] { std::ifstream("/etc/passwd"); }).find("may not have") != std::string::npos);
  CHECK(why([] { static_cast<void>(std::system("true")); }).find("may not have") != std::string::npos);
  CHECK(why([] {
          ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        }).find("may not have") != std::string::npos);
  CHECK(why([] { std::abort(); }).find("signal 6") != std::string::npos);
  CHECK(why(
            [] {
              for (std::atomic<int> turns{0};;) ++turns;
            },
            {std::uint64_t{1} << 30, 1})
            .find("too long") != std::string::npos);
  CHECK(why(
            [] {
              std::vector<std::string> eaten;
              for (;;) eaten.emplace_back(std::size_t{16} << 20, 'x');
            },
            {std::uint64_t{256} << 20, 20})
            .find("signal") != std::string::npos);
}
#endif

}  // namespace
}  // namespace pol::testing
