#include "compiler/sema/policy_heads.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <tuple>

namespace pol::sema {

namespace fs = std::filesystem;

namespace {

// The words of a text without its comments. A slash is no part of a word: `limit/shop` may be written apart.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  bool comment = false, quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (comment || c == '\n') {
      comment = comment && c != '\n';
      quoted = false;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      continue;  // no word that is looked for stands in a text
    } else if (text.compare(i, 2, "--") == 0) {
      comment = true;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '/') {
      words.back() += c;
      continue;
    }
    if (!words.back().empty()) words.emplace_back();
  }
  return words;
}

// KIND NAME version N, from words[at] on.
std::optional<PolicyId> id_at(const std::vector<std::string>& words, std::size_t at) {
  if (at + 3 >= words.size() || words[at + 2] != "version") return std::nullopt;
  PolicyId id{words[at], words[at + 1], 0};
  const std::string& digits = words[at + 3];
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), id.version);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return id;
}

struct Listed {
  std::string path;
  std::optional<PolicyHead> head;
};

// Kinds stand in the order in which they usually need each other.
auto place(const Listed& listed) {
  constexpr const char* kKinds[] = {"limit", "pricing", "strategy", "collections"};
  const std::string kind = listed.head ? listed.head->id.kind : "";
  const auto rank = std::find(std::begin(kKinds), std::end(kKinds), kind) - std::begin(kKinds);
  return std::tuple(fs::path(listed.path).parent_path().string(), rank, listed.path);
}

class Ordering {
 public:
  explicit Ordering(std::vector<Listed> all) : all_(std::move(all)), visited_(all_.size()) {
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (all_[i].head) by_id_.emplace(all_[i].head->id, i);
  }
  std::vector<std::string> run() {
    for (std::size_t i = 0; i < all_.size(); ++i) visit(i);
    return std::move(out_);
  }

 private:
  void visit(std::size_t i) {
    if (visited_[i]) return;
    visited_[i] = true;
    if (all_[i].head)
      for (const PolicyId& needed : all_[i].head->needs)
        if (const auto at = by_id_.find(needed); at != by_id_.end()) visit(at->second);
    out_.push_back(all_[i].path);
  }

  std::vector<Listed> all_;
  std::vector<bool> visited_;
  std::map<PolicyId, std::size_t> by_id_;
  std::vector<std::string> out_;
};

}  // namespace

std::optional<PolicyHead> read_head(const fs::path& path) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 16;
  std::string head(kMostBytes, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  const std::vector<std::string> words = words_of(head);
  if (words.size() < 4 || words[0] != "language" || words[2] != "policy") return std::nullopt;
  auto id = id_at(words, 3);
  if (!id) return std::nullopt;
  PolicyHead out{std::move(*id), {}};
  for (std::size_t i = 7; i < words.size() && words[i] != "end"; ++i)
    if (words[i] == "needs")
      if (auto needed = id_at(words, i + 1)) out.needs.push_back(std::move(*needed));
  return out;
}

std::vector<std::string> in_chain_order(std::vector<std::string> files) {
  std::vector<Listed> all;
  for (std::string& file : files) {
    auto head = read_head(file);
    all.push_back({std::move(file), std::move(head)});
  }
  std::sort(all.begin(), all.end(), [](const Listed& a, const Listed& b) { return place(a) < place(b); });
  return Ordering(std::move(all)).run();
}

}  // namespace pol::sema
