#include "runtime/base/output_file.h"

#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "tests/unit/data/scratch.h"

using namespace pol;
using pol::data::testing::Scratch;

TEST_CASE("an output is there only after commit") {
  Scratch scratch;
  {
    auto file = OutputFile::create(scratch.path("a.csv"));
    REQUIRE(file);
    file->write("one\n");
    CHECK_FALSE(scratch.has("a.csv"));
    CHECK(scratch.has("a.csv.part"));
    REQUIRE(file->commit());
  }
  CHECK(scratch.get("a.csv") == "one\n");
  CHECK_FALSE(scratch.has("a.csv.part"));
}

TEST_CASE("without commit nothing is left and the old file stays") {
  Scratch scratch;
  scratch.put("a.csv", "old");
  {
    auto file = OutputFile::create(scratch.path("a.csv"));
    REQUIRE(file);
    file->write(std::string(1 << 20, 'x'));
  }
  CHECK(scratch.get("a.csv") == "old");
  CHECK_FALSE(scratch.has("a.csv.part"));
}

TEST_CASE("two writers of one file: the second is refused and harms nothing") {
  Scratch scratch;
  auto first = OutputFile::create(scratch.path("a.csv"));
  REQUIRE(first);
  first->write("first");
  const auto second = OutputFile::create(scratch.path("a.csv"));
  REQUIRE(!second);
  CHECK(second.failure().exit == Exit::internal);
  REQUIRE(first->commit());
  CHECK(scratch.get("a.csv") == "first");
}

TEST_CASE("a full disk and a folder that is not there are told") {
  auto full = OutputFile::create("/dev/full");
  REQUIRE(full);
  full->write("x");
  const auto status = full->commit();
  REQUIRE(!status);
  CHECK(status.failure().exit == Exit::internal);
  CHECK(status.failure().message == "/dev/full: cannot be written: No space left on device");
  Scratch scratch;
  CHECK(OutputFile::create(scratch.path("none/a.csv")).failure().exit == Exit::internal);
  CHECK(OutputFile::create(scratch.path(".")).failure().message ==
        scratch.path(".") + ": cannot be written: is a folder");
}

TEST_CASE("who may read the replaced file may read the new one, and nobody else") {
  Scratch scratch;
  using std::filesystem::perms;
  scratch.put("a.csv", "old");
  const auto private_file = perms::owner_read | perms::owner_write;
  std::filesystem::permissions(scratch.path("a.csv"), private_file);
  REQUIRE(write_file(scratch.path("a.csv"), "new"));
  CHECK(std::filesystem::status(scratch.path("a.csv")).permissions() == private_file);
}

TEST_CASE("a link stays a link") {
  Scratch scratch;
  scratch.put("real.csv", "old");
  std::filesystem::create_symlink("real.csv", scratch.path("link.csv"));
  REQUIRE(write_file(scratch.path("link.csv"), "new"));
  CHECK(std::filesystem::is_symlink(scratch.path("link.csv")));
  CHECK(scratch.get("real.csv") == "new");
}

TEST_CASE("an interrupt takes unfinished files away") {
  Scratch scratch;
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGTERM, [](int) {
      remove_unfinished();
      ::_exit(9);
    });
    auto file = OutputFile::create(scratch.path("a.csv"));
    file->write(std::string(1 << 20, 'x'));
    ::raise(SIGTERM);
    ::_exit(1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 9);
  CHECK_FALSE(scratch.has("a.csv"));
  CHECK_FALSE(scratch.has("a.csv.part"));
}
