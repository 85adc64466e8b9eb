#include "tests/reference/stage.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <regex>
#include <sstream>

#include "tests/reference/frame.h"

namespace pol::reference {

namespace fs = std::filesystem;

namespace {

// Where the rows of a `yaml tags` block go: behind the key `after` of a file of the sample pack.
struct Place {
  const char *kind, *file, *after;
};
constexpr std::array<Place, 4> kPlaces{Place{"tags", "tags/sme.yaml", "\ntags:\n"},
                                       Place{"enums", "tags/sme.yaml", "\nenums:\n"},
                                       Place{"invariants", "tags/sme.yaml", "\ninvariants:\n"},
                                       Place{"reasons", "reasons/cn_sme.yaml", "\ncodes:\n"}};

std::string indented(const std::string& text) {
  std::istringstream in(text);
  std::string out;
  for (std::string line; std::getline(in, line);) out += "  " + line + "\n";
  return out;
}

// The line of the fragment for a line of the file: "3", or "frame" for the frame's own lines.
std::string place(const std::string& number, const std::vector<int>& lines) {
  const auto line = static_cast<std::size_t>(std::stoul(number));
  if (line == 0 || line > lines.size() || lines[line - 1] == 0) return "frame";
  return std::to_string(lines[line - 1]);
}

// Every match of `pattern`, whose first group is a line number, with that number replaced by `place`.
std::string renumbered(const std::string& text, const std::regex& pattern, const std::vector<int>& lines) {
  std::string out;
  auto from = text.cbegin();
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    out.append(from, match->operator[](1).first);
    out += place((*match)[1].str(), lines);
    from = (*match)[1].second;
  }
  return out.append(from, text.cend());
}

struct Finding {
  std::string code, text;
  bool ours = false;  // its place is in the fragment
};

std::vector<Finding> findings(const std::string& output, const std::vector<int>& lines) {
  static const std::regex head("^([EW][0-9]{4}) ([^ ]+) ");
  static const std::regex here("(?:^|[( ])example\\.pol:([0-9]+):");
  static const std::regex line_word("\\blines? ([0-9]+)\\b");
  static const std::regex frame_place("frame:[0-9]+ ");
  static const std::regex gutter("^ *([0-9]+) \\|");
  std::vector<Finding> found;
  std::istringstream in(output);
  bool open = false, own_source = false, own_frame = false;
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (std::regex_search(line, match, head)) {
      open = true;
      found.push_back({match[1], {}, true});
    } else if (line.empty() || line[0] != ' ') {
      open = false;
    }
    if (!open) continue;
    if (std::regex_search(line, match, here)) {
      own_source = true;
      const bool ours = place(match[1], lines) != "frame";
      if (line[0] != ' ') found.back().ours = ours;
      own_frame = !ours;
      line = renumbered(line, here, lines);
      line = renumbered(line, line_word, lines);
      line.erase(line.find("example.pol:"), std::string("example.pol:").size());
      // A place in the frame says nothing to the reader; the note behind it does.
      line = std::regex_replace(line, frame_place, "");
    } else if (std::regex_search(line, match, gutter) ||
               line.find_first_not_of(" |^~") == std::string::npos) {
      if (own_source && own_frame) continue;
      if (own_source && !match.empty()) {
        const std::string number = place(match[1], lines);
        line = std::string(6 - std::min<std::size_t>(6, number.size()), ' ') + number +
               line.substr(line.find(" |"));
      }
    } else {
      own_source = false;
    }
    found.back().text += line + "\n";
  }
  return found;
}

}  // namespace

Stage::Stage(const std::string& pol, const fs::path& root)
    : pol_(fs::absolute(pol).string()),
      root_(fs::absolute(root)),
      folder_(fs::temp_directory_path() / ("pol_reference_" + std::to_string(::getpid()))) {}

Stage::~Stage() {
  fs::remove_all(folder_);
}

void Stage::reset() {
  fs::remove_all(folder_);
  fs::create_directories(folder_);
  fs::copy(root_ / "policies/sme", folder_, fs::copy_options::recursive);
}

bool Stage::put(const Block& block) {
  if (block.file()) return write_file(folder_ / block.info[2], block.body), true;
  for (const Place& place : kPlaces) {
    if (!block.is("yaml", place.kind)) continue;
    std::string text = read_file(folder_ / place.file);
    const auto at = text.find(place.after);
    if (at == std::string::npos) std::abort();
    text.insert(at + std::string(place.after).size(), indented(block.body));
    return write_file(folder_ / place.file, text), true;
  }
  return false;
}

Said Stage::run_raw(const std::string& commands) {
  const std::string line = "cd '" + folder_.string() + "' && pol() { '" + pol_ + "' \"$@\"; } && { " +
                           commands + "\n} 2>&1 </dev/null";
  Said said;
  FILE* pipe = ::popen(line.c_str(), "r");
  if (!pipe) std::abort();
  std::array<char, 4096> buffer;
  for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    said.all.append(buffer.data(), n);
  const int status = ::pclose(pipe);
  said.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return said;
}

Said Stage::run(const std::string& commands) {
  Said said = run_raw(commands);
  said.text = said.all;
  static const std::regex code("(?:^|\n)([EW][0-9]{4}) ");
  for (std::sregex_iterator match(said.all.begin(), said.all.end(), code), end; match != end; ++match)
    said.codes.insert((*match)[1]);
  return said;
}

Said Stage::check(const Block& example, const std::string& about) {
  Framed framed;
  if (example.info[1] == "policy") {
    framed.text = example.body;
    for (int line = 1; line <= 2000; ++line) framed.lines.push_back(line);
  } else {
    framed =
        put_into(read_file(root_ / "grammar/reference/frames" / (example.info[1] + ".pol")), example.body);
  }
  write_file(folder_ / "example.pol", framed.text);
  Said said = run_raw("pol check example.pol --color never");
  for (const Finding& finding : findings(said.all, framed.lines)) {
    const bool warning = finding.code[0] == 'W';
    if (finding.code != about && warning &&
        (!finding.ours || finding.code == "W0906" || finding.code == "W0901"))
      continue;
    said.codes.insert(finding.code);
    said.text += finding.text;
  }
  return said;
}

}  // namespace pol::reference
