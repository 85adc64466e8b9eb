// The fuzzer's dictionary names every word and sign of the grammar: what is quoted in Pol.g4, in rules and in
// tokens, stands in tests/fuzz/pol.dict, so that a new word is tried from the first day.
#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(path);
  REQUIRE(in);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Without the rules for what never belongs into a text, and without notes.
std::set<std::string> words_of_grammar() {
  std::set<std::string> words;
  std::istringstream lines(text_of(POL_SOURCE_DIR "/grammar/Pol.g4"));
  static const std::regex kQuoted("'((?:[^'\\\\]|\\\\.)+)'");
  for (std::string line; std::getline(lines, line);) {
    if (const auto note = line.find("//"); note != std::string::npos) line.resize(note);
    if (line.rfind("BAD_", 0) == 0 || line.rfind("fragment", 0) == 0) continue;
    line = std::regex_replace(line, std::regex("\\[(?:[^\\]\\\\]|\\\\.)*\\]"), "");  // sets of characters
    for (std::sregex_iterator one(line.begin(), line.end(), kQuoted), none; one != none; ++one)
      words.insert((*one)[1]);
  }
  return words;
}

std::set<std::string> entries_of_dictionary() {
  std::set<std::string> entries;
  std::istringstream lines(text_of(POL_SOURCE_DIR "/tests/fuzz/pol.dict"));
  for (std::string line; std::getline(lines, line);)
    if (line.size() > 2 && line.front() == '"' && line.back() == '"')
      entries.insert(line.substr(1, line.size() - 2));
  return entries;
}

TEST_CASE("every word and sign of the grammar is in the fuzzer's dictionary") {
  const std::set<std::string> words = words_of_grammar(), entries = entries_of_dictionary();
  REQUIRE(words.size() > 130);
  for (const std::string& word : words) {
    CAPTURE(word);
    CHECK((word == "\\\\" || word == "s" || entries.count(word == "\"" ? "\\\"" : word) > 0));
  }
}

}  // namespace
