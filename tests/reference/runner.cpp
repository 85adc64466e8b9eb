// Runs the examples of the reference: `reference --pol POL --root REPO`. In a page of a diagnostic the first
// block marked `pol library` must show the page's code when it is checked, the second must be free of it and
// of errors.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr const char* kHead = "language 1\nlibrary t version 1 owner \"Test\" tags sme \"2026.10\" end\n";
const std::string kFence = "```pol library\n";

std::vector<std::string> blocks(const fs::path& page) {
  std::ostringstream all;
  all << std::ifstream(page).rdbuf();
  const std::string text = all.str();
  std::vector<std::string> found;
  for (auto at = text.find(kFence); at != std::string::npos; at = text.find(kFence, at)) {
    at += kFence.size();
    found.push_back(text.substr(at, text.find("```", at) - at));
  }
  return found;
}

// What `pol check` says; `clean` if its exit code is 0.
std::string checked(const std::string& pol, const fs::path& root, const std::string& source, bool& clean) {
  const fs::path file = fs::temp_directory_path() / ("pol_reference_" + std::to_string(::getpid()) + ".pol");
  std::ofstream(file) << kHead << source;
  const std::string command = "'" + pol + "' --root '" + (root / "policies/sme").string() + "' check '" +
                              file.string() + "' --color never 2>&1";
  std::string said;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) std::abort();
  char buffer[4096];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe)) said.append(buffer, count);
  const int status = ::pclose(pipe);
  clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  fs::remove(file);
  return said;
}

bool has_code(const std::string& said, const std::string& code) {
  return ("\n" + said).find("\n" + code + " ") != std::string::npos;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return std::cerr << "usage: reference --pol POL --root REPO\n", 2;
  const std::string pol = argv[2];
  const fs::path root = argv[4];
  int pages = 0, failed = 0;
  for (const auto& entry : fs::directory_iterator(root / "grammar/reference/diagnostics")) {
    const std::string code = entry.path().stem().string();
    const auto examples = blocks(entry.path());
    if (examples.empty()) continue;
    ++pages;
    bool wrong_clean = false, right_clean = false;
    const std::string wrong = checked(pol, root, examples.front(), wrong_clean);
    const std::string right = checked(pol, root, examples.back(), right_clean);
    if (examples.size() == 2 && has_code(wrong, code) && !has_code(right, code) && right_clean) continue;
    ++failed;
    std::cout << code << ": the wrong example says\n" << wrong << "the right one\n" << right << "\n";
  }
  std::cout << pages << " pages with examples, " << failed << " failed\n";
  return pages == 0 || failed > 0;
}
