#include "compiler/cli/revision.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "runtime/base/output_file.h"

namespace pol::cli {
namespace {

namespace fs = std::filesystem;

// Runs a program of the PATH without a shell; its output goes to files. 127: not there.
int run(const std::vector<std::string>& words, const std::string& out, const std::string& err) {
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), ::environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed) return 127;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 126;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

std::string first_line(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace

Result<std::optional<Revision>> open_revision(const std::string& name) {
  std::error_code error;
  const std::size_t colon = name.find(':');
  if (colon == std::string::npos || colon == 0 || fs::exists(name, error)) return std::optional<Revision>();
  const std::string revision = name.substr(0, colon), path = name.substr(colon + 1);
  if (revision[0] == '-') return Failure{Exit::usage, name + ": `" + revision + "` is no revision"};
  auto folder = TempFolder::create();
  if (!folder) return folder.failure();
  const std::string out = folder->path() + "/out", err = folder->path() + "/err",
                    tree = folder->path() + "/tree";
  int status = run({"git", "rev-parse", "--show-toplevel"}, out, err);
  if (status == 127)
    return Failure{Exit::input,
                   name + ": git is not on this machine, and a revision needs it; name two files"};
  if (status != 0) return Failure{Exit::input, name + ": no git repository here: " + first_line(err)};
  const std::string top = first_line(out);
  status =
      run({"git", "-C", top, "archive", "--format=tar", "--output=" + folder->path() + "/tree.tar", revision},
          out, err);
  if (status != 0)
    return Failure{Exit::input, name + ": git cannot give revision `" + revision + "`: " + first_line(err)};
  fs::create_directory(tree, error);
  if (error || run({"tar", "-xf", folder->path() + "/tree.tar", "-C", tree}, out, err) != 0)
    return Failure{Exit::internal, name + ": cannot be unpacked: " + first_line(err)};
  fs::remove(folder->path() + "/tree.tar", error);
  // A path counts from the top as git has it, or from the current folder.
  for (const fs::path& from : {fs::path(), fs::relative(fs::current_path(error), top, error)}) {
    const fs::path file = (fs::path(tree) / from / path).lexically_normal();
    if (fs::is_regular_file(file, error))
      return std::optional<Revision>(Revision{std::move(*folder), file.string()});
  }
  return Failure{Exit::input, name + ": revision `" + revision + "` has no file " + path};
}

}  // namespace pol::cli
