// A page of the reference and its fenced blocks. What stands behind ``` says what the runner does with a
// block:
//
//   pol FRAME       an example; FRAME is a file of grammar/reference/frames, or `policy` for a whole file
//   LANG file PATH  a companion file, written to PATH beside the example
//   yaml tags       rows added to the sample catalogue; `yaml enums`, `yaml invariants`,
//                   `yaml reasons` likewise
//   sh              commands, run beside the example
//   text says       what the block before prints; `reference --update` writes it
//
// All other blocks are text for people only.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace pol::reference {

struct Block {
  std::string section;            // the nearest heading above, without its #
  std::vector<std::string> info;  // the words behind ```
  std::string body;               // with its last newline
  int line = 0;                   // of the opening fence, from 1

  bool is(const char* language, const char* kind) const {
    return info.size() > 1 && info[0] == language && info[1] == kind;
  }
  bool file() const { return info.size() == 3 && info[1] == "file"; }
  bool example() const { return info.size() == 2 && info[0] == "pol"; }
  bool commands() const { return info.size() == 1 && info[0] == "sh"; }
  bool says() const { return is("text", "says"); }
};

struct Page {
  std::filesystem::path path;
  std::string text;
  std::vector<Block> blocks;
};

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& text);
Page read_page(const std::filesystem::path& path);

// The text of the page with the bodies of its blocks as they are now.
std::string text_of(const Page& page);

}  // namespace pol::reference
