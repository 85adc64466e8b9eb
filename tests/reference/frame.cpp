#include "tests/reference/frame.h"

#include <set>
#include <sstream>

namespace pol::reference {

namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

Lines words_of(const std::string& text) {
  Lines words;
  std::istringstream in(text);
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

const std::set<std::string> kHeadWords = {"owner", "approved", "effective", "review", "replaces",
                                          "tags",  "reasons",  "use",       "needs",  "gives"};

bool blank(const std::string& line) {
  return line.find_first_not_of(" \t") == std::string::npos;
}

bool head_line(const std::string& line) {
  const Lines words = words_of(line);
  return !words.empty() && kHeadWords.count(words[0]) > 0;
}

// What a head line says something about; lines of one key replace each other.
std::string head_key(const std::string& line) {
  const Lines words = words_of(line);
  if (words[0] == "gives" && words.size() > 1) return "gives " + words[1];
  if (words[0] == "use" || words[0] == "needs") return line;
  return words[0];
}

// What the item that begins at `at` defines: names, codes, or itself.
std::set<std::string> keys_of(const Lines& lines, std::size_t at) {
  const Lines words = words_of(lines[at]);
  if (words.empty()) return {};
  const std::string& word = words[0];
  if (word == "policy" || word == "library") return {"header"};
  if (word == "knockouts" || word == "undecided") return {word};
  if (words.size() < 2) return {};
  if (word == "legal" && words.size() > 2) return {"legal " + words[2]};
  if (word == "brakes" && words.size() > 2) return {words[2]};
  if (word == "shock" || word == "exception" || word == "experiment" || word == "let" || word == "segment" ||
      word == "decide" || word == "tree" || word == "cost" || word == "scorecard")
    return {words[1]};
  if (word != "table") return {};
  std::set<std::string> keys{"table " + words[1]};
  for (std::size_t i = at + 1; i < lines.size(); ++i) {
    const auto outputs = lines[i].find("||");
    if (outputs == std::string::npos) continue;
    std::istringstream columns(lines[i].substr(outputs + 2));
    for (std::string column; std::getline(columns, column, '|');)
      if (!words_of(column).empty()) keys.insert(words_of(column)[0]);
    break;
  }
  return keys;
}

class Builder {
 public:
  void add(const std::string& line, int number) {
    framed_.text += line + "\n";
    framed_.lines.push_back(number);
  }
  Framed take() { return std::move(framed_); }

 private:
  Framed framed_;
};

}  // namespace

Framed put_into(const std::string& frame, const std::string& fragment) {
  const Lines theirs = lines_of(frame), ours = lines_of(fragment);
  std::size_t heads = 0;
  while (heads < ours.size() && (head_line(ours[heads]) || blank(ours[heads]))) ++heads;
  std::set<std::string> keys;
  bool in_header = false;
  for (std::size_t i = heads; i < ours.size(); ++i) {
    // Lines of a header look like items (`reasons`), lines of an item do not start in the first column.
    if (ours[i].empty() || ours[i][0] == ' ') continue;
    const auto found = keys_of(ours, i);
    in_header = in_header || found.count("header") > 0;
    keys.insert(found.begin(), found.end());
  }

  Builder out;
  out.add(theirs.at(0), 0);  // language 1
  std::size_t at = 1;
  if (in_header) {
    while (theirs.at(at++) != "end") {
    }
  } else {
    std::set<std::size_t> placed;
    for (; theirs.at(at) != "end"; ++at) {
      const std::string key = head_line(theirs[at]) ? head_key(theirs[at]) : "";
      bool replaced = false;
      for (std::size_t i = 0; i < heads; ++i)
        if (!blank(ours[i]) && head_key(ours[i]) == key) {
          out.add(ours[i], static_cast<int>(i) + 1);
          placed.insert(i);
          replaced = true;
        }
      if (!replaced) out.add(theirs[at], 0);
    }
    for (std::size_t i = 0; i < heads; ++i)
      if (placed.count(i) == 0) out.add(ours[i], static_cast<int>(i) + 1);
    out.add(theirs[at++], 0);
  }
  for (std::size_t i = heads; i < ours.size(); ++i) out.add(ours[i], static_cast<int>(i) + 1);
  bool dropped = false;
  for (; at < theirs.size(); ++at) {
    if (!theirs[at].empty() && theirs[at][0] != ' ' && theirs[at] != "end") {
      dropped = false;
      for (const auto& key : keys_of(theirs, at)) dropped = dropped || keys.count(key) > 0;
    }
    if (!dropped) out.add(theirs[at], 0);
  }
  return out.take();
}

}  // namespace pol::reference
