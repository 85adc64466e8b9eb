// The YAML subset of companion files (language reference, section 10): block maps and lists, flow maps and
// lists on one line, plain or quoted scalars on one line. Every scalar is text: `010`, `yes` and `~` are what
// they look like, and pol's own rules give them meaning. Anchors, aliases, tags, block scalars, duplicate
// keys, a second document, too much depth or too many nodes are E1001 with a place. No exception of the YAML
// library leaves this folder.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/diagnostics.h"
#include "runtime/base/source.h"

namespace pol::yaml {

struct Entry;

struct Node {
  enum class Form : std::uint8_t { scalar, map, list } form = Form::scalar;
  Span span;                   // of a scalar with its quotes; a map or list ends where its last part ends
  bool quoted = false;         // scalar: written in quotes
  std::string text;            // scalar: its value
  std::vector<Entry> entries;  // map: file order, keys distinct
  std::vector<Node> items;     // list
  bool is_scalar() const { return form == Form::scalar; }
  bool is_map() const { return form == Form::map; }
  bool is_list() const { return form == Form::list; }
  bool blank() const { return is_scalar() && !quoted && text.empty(); }  // `key:` and nothing after it
  Span inner() const;                                                    // of a scalar without its quotes
  const Node* find(std::string_view key) const;                          // of a map; null if absent
};

struct Entry {
  std::string key;
  Span key_span;
  Node value;
};

struct Limits {
  std::size_t max_bytes = std::size_t{4} << 20;
  std::size_t max_line = std::size_t{256}
                         << 10;  // the library looks ahead to the end of a line, more than once
  std::size_t max_nodes = 400'000;
  std::size_t max_depth = 16;
};

// The one document of the file, or empty after E1001. Duplicate keys are reported and the first is kept.
std::optional<Node> read(const Sources& sources, FileId file, Diagnostics& diagnostics,
                         const Limits& limits = {});

// Readers of single nodes. Each adds a diagnostic and returns empty (or false) if the node is not what is
// asked for; a null node is quietly empty, so that they can be chained after Fields::required. `what` names
// the value: "`most_shown`".
bool expect_map(const Node& node, std::string_view what, Diagnostics& diagnostics);
bool expect_list(const Node& node, std::string_view what, Diagnostics& diagnostics);
// A scalar with something in it.
std::optional<std::string> read_text(const Node* node, std::string_view what, Diagnostics& diagnostics);
// Index into `words`; E1007 with the nearest spelling.
std::optional<std::size_t> read_word(const Node* node, std::string_view what,
                                     const std::vector<std::string>& words, Diagnostics& diagnostics);
std::optional<bool> read_yes_no(const Node* node, std::string_view what, Diagnostics& diagnostics);
std::optional<std::int64_t> read_whole(const Node* node, std::string_view what, std::int64_t least,
                                       std::int64_t most, Diagnostics& diagnostics);
// A list of scalars; a single scalar is not one.
std::vector<const Node*> read_list(const Node* node, std::string_view what, Diagnostics& diagnostics);

// The keys of one map. Each key is asked for by name; finish() then reports every key nobody asked for, with
// the nearest one that was asked for: E1005 unknown key `senstivity` of tag `score`. did you mean
// `sensitivity`?
class Fields {
 public:
  // `owner` in messages: "tag `score`", "the feed". A node that is no map is reported here and reads as an
  // empty one.
  Fields(const Node& map, std::string owner, Diagnostics& diagnostics);
  const Node* optional(std::string_view key);
  const Node* required(std::string_view key, Code code = Code::E1005);  // reports its absence
  std::optional<std::string> optional_text(std::string_view key);
  std::optional<std::string> required_text(std::string_view key, Code code = Code::E1005);
  void finish();
  const std::string& owner() const { return owner_; }
  Span span() const { return map_.span; }
  bool is_map() const { return map_.is_map(); }

 private:
  const Node& map_;
  std::string owner_;
  Diagnostics& diagnostics_;
  std::vector<std::string> asked_;
};

// "`key` of owner"
std::string key_of(std::string_view key, const std::string& owner);

}  // namespace pol::yaml
