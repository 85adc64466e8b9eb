#include "tests/reference/page.h"

#include <fstream>
#include <sstream>

namespace pol::reference {

namespace {

bool fence(const std::string& line) {
  return line.rfind("```", 0) == 0;
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

Page read_page(const std::filesystem::path& path) {
  Page page{path, read_file(path), {}};
  std::istringstream lines(page.text);
  std::string section;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.rfind("#", 0) == 0) section = line.substr(line.find_first_not_of("# "));
    if (!fence(line)) continue;
    Block block{section, {}, {}, number};
    std::istringstream words(line.substr(3));
    for (std::string word; words >> word;) block.info.push_back(word);
    for (; std::getline(lines, line) && !fence(line); ++number) block.body += line + "\n";
    ++number;
    page.blocks.push_back(block);
  }
  return page;
}

std::string text_of(const Page& page) {
  std::istringstream lines(page.text);
  std::string text;
  auto block = page.blocks.begin();
  for (std::string line; std::getline(lines, line);) {
    text += line + "\n";
    if (!fence(line)) continue;
    while (std::getline(lines, line) && !fence(line)) {
    }
    text += block++->body + line + "\n";
  }
  return text;
}

}  // namespace pol::reference
