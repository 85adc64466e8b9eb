// Runs every *.golden below the given folders. A golden is a text that a person reads:
//
//   what it shows, in words
//   [file tags/demo.yaml]     the lines that follow are written to that file in an empty folder
//   [run pol check a.pol]     run there by the shell; what it prints (both streams) must be the lines that
//   follow [exit 1]                  its exit code; left out: 0
//
// In commands `pol` is the program under test and $ROOT the repository. --update rewrites the expectations;
// git diff is the review. Prints one line a failure with the first line that differs. With
// --all-codes, over the whole folder, it also fails for a diagnostic code that no golden shows.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "runtime/base/diagnostics.h"

namespace fs = std::filesystem;

namespace {

struct Section {
  std::string head, body;  // head: the line in brackets; the first section (the words) has none
};

std::vector<Section> read_sections(const fs::path& path) {
  std::ifstream in(path);
  std::vector<Section> sections(1);
  for (std::string line; std::getline(in, line);) {
    const bool head =
        line.rfind("[file ", 0) == 0 || line.rfind("[run ", 0) == 0 || line.rfind("[exit ", 0) == 0;
    if (head)
      sections.push_back({line, {}});
    else
      sections.back().body += line + "\n";
  }
  return sections;
}

std::string argument(const std::string& head) {
  const auto space = head.find(' ');
  return head.substr(space + 1, head.rfind(']') - space - 1);
}

struct Ran {
  std::string output;
  int exit = 0;
};

Ran run(const std::string& command, const fs::path& folder, const std::string& pol, const std::string& root) {
  const std::string line = "cd '" + folder.string() + "' && ROOT='" + root + "' && export ROOT && pol() { '" +
                           pol + "' \"$@\"; } && { " + command + "\n} 2>&1 </dev/null";
  Ran ran;
  FILE* pipe = popen(line.c_str(), "r");
  if (!pipe) return {"cannot run\n", 127};
  std::array<char, 4096> buffer;
  for (std::size_t n; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    ran.output.append(buffer.data(), n);
  const int status = pclose(pipe);
  ran.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  // Messages name files as they were given; a temporary folder or the repository's place must not get into a
  // golden.
  for (const auto& [from, to] :
       {std::pair{folder.string(), std::string("$DIR")}, std::pair{root, std::string("$ROOT")}})
    for (auto at = ran.output.find(from); at != std::string::npos; at = ran.output.find(from, at + to.size()))
      ran.output.replace(at, from.size(), to);
  if (!ran.output.empty() && ran.output.back() != '\n') ran.output += '\n';
  return ran;
}

std::string first_difference(const std::string& want, const std::string& got) {
  std::istringstream a(want), b(got);
  std::string x, y;
  for (int line = 1;; ++line) {
    const bool more_a = static_cast<bool>(std::getline(a, x)), more_b = static_cast<bool>(std::getline(b, y));
    if (!more_a && !more_b) return "no difference";
    if (!more_a) x = "(end)";
    if (!more_b) y = "(end)";
    if (x != y || more_a != more_b)
      return "line " + std::to_string(line) + "\n    want: " + x + "\n    got:  " + y;
  }
}

// True if the golden holds (or was updated).
bool check(const fs::path& path, bool update, const std::string& pol, const std::string& root) {
  auto sections = read_sections(path);
  std::string pattern = (fs::temp_directory_path() / "pol-golden-XXXXXX").string();
  if (!mkdtemp(pattern.data())) return false;
  const fs::path folder = fs::canonical(pattern);
  bool good = true;
  for (std::size_t i = 1; i < sections.size(); ++i) {
    Section& section = sections[i];
    if (section.head.rfind("[file ", 0) == 0) {
      const fs::path file = folder / argument(section.head);
      fs::create_directories(file.parent_path());
      std::ofstream(file) << section.body;
    } else if (section.head.rfind("[run ", 0) == 0) {
      const Ran ran = run(argument(section.head), folder, pol, root);
      const bool has_exit = i + 1 < sections.size() && sections[i + 1].head.rfind("[exit ", 0) == 0;
      const int want_exit = has_exit ? std::atoi(argument(sections[i + 1].head).c_str()) : 0;
      // An empty line before the next section is layout, not output.
      std::string want = section.body;
      if (want.size() >= 2 && want.ends_with("\n\n")) want.pop_back();
      if (want == "\n") want.clear();
      if (want == ran.output && want_exit == ran.exit) continue;
      good = false;
      if (update) {
        section.body = ran.output;
        if (has_exit)
          sections[i + 1] = {"[exit " + std::to_string(ran.exit) + "]", "\n"};
        else if (ran.exit != 0)
          sections.insert(sections.begin() + static_cast<long>(i) + 1,
                          {"[exit " + std::to_string(ran.exit) + "]", "\n"});
        else
          section.body += "\n";
      } else {
        std::cout << path.string() << ": " << section.head << ": exit " << ran.exit << " (want " << want_exit
                  << "), " << first_difference(want, ran.output) << "\n";
      }
    }
  }
  fs::remove_all(folder);
  if (!good && update) {
    std::ofstream out(path);
    for (const auto& section : sections)
      out << (section.head.empty() ? "" : section.head + "\n") << section.body;
    std::cout << "updated " << path.string() << "\n";
    return true;
  }
  return good;
}

// The codes that an expected output reports: a line that begins with one and goes on with its place, as every
// diagnostic is printed. Naming a code elsewhere does not show it.
void add_codes(const std::string& output, std::set<std::string>& shown) {
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    const std::string code = line.substr(0, line.find(' '));
    if (code.size() == 5 && pol::code_by_name(code) && line.find(':') != std::string::npos)
      shown.insert(code);
  }
}

// What no golden can show, and why. Everything else must have one.
const std::map<std::string, std::string> kCannotBeShown = {
    {"E1219", "only a compiler with a defect gives it; unit_bundle has one"},
    {"W0910", "only a machine without a time zone database gives it"},
};

bool no_code_is_lacking(const std::set<std::string>& shown) {
  bool complete = true;
  for (const pol::Code code : pol::all_codes()) {
    const std::string name(pol::info(code).name);
    const bool excused = kCannotBeShown.contains(name);
    if (shown.contains(name) != excused) continue;
    complete = false;
    std::cout << "golden: " << name << " (" << pol::info(code).title << ") "
              << (excused ? "is shown; take it off the list of those that cannot be"
                          : "is shown by no golden")
              << "\n";
  }
  return complete;
}

}  // namespace

int main(int argc, char** argv) {
  std::string pol, root;
  bool update = false;
  std::vector<fs::path> paths;
  bool all_codes = false;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--pol" && i + 1 < argc)
      pol = fs::absolute(argv[++i]).string();
    else if (word == "--root" && i + 1 < argc)
      root = fs::canonical(argv[++i]).string();
    else if (word == "--update")
      update = true;
    else if (word == "--all-codes")
      all_codes = true;
    else if (fs::is_directory(word)) {
      for (const auto& entry : fs::recursive_directory_iterator(word))
        if (entry.path().extension() == ".golden") paths.push_back(entry.path());
    } else if (fs::exists(word))
      paths.push_back(word);
    else {
      std::cerr << "golden: no such file or option: " << word << "\n";
      return 2;
    }
  }
  if (pol.empty() || root.empty() || paths.empty()) {
    std::cerr << "usage: golden --pol PROGRAM --root REPOSITORY [--update] [--all-codes] FOLDER|FILE...\n";
    return 2;
  }
  std::sort(paths.begin(), paths.end());
  std::size_t passed = 0;
  std::set<std::string> shown;
  for (const auto& path : paths) {
    if (check(path, update, pol, root)) ++passed;
    for (const Section& section : read_sections(path))
      if (section.head.rfind("[run ", 0) == 0) add_codes(section.body, shown);
  }
  std::cout << "golden: " << passed << " of " << paths.size() << " hold; " << shown.size() << " of "
            << pol::all_codes().size() << " diagnostic codes are shown by one\n";
  if (all_codes && !no_code_is_lacking(shown)) return 1;
  return passed == paths.size() ? 0 : 1;
}
