// Reading nodes: every reader says what it wanted, where, and what would repair it.
#include <algorithm>

#include "runtime/catalog/yaml.h"
#include "runtime/value/constant.h"

namespace pol::yaml {
namespace {

const char* form_name(const Node& node) {
  switch (node.form) {
    case Node::Form::scalar:
      return node.blank() ? "nothing" : "a single value";
    case Node::Form::map:
      return "a map";
    case Node::Form::list:
      return "a list";
  }
  __builtin_unreachable();
}

bool expect(const Node& node, Node::Form form, std::string_view wanted, std::string_view what,
            Diagnostics& diagnostics) {
  if (node.form == form) return true;
  diagnostics.add(Code::E1007, node.span,
                  std::string(what) + " must be " + std::string(wanted) + ", here is " + form_name(node));
  return false;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string did_you_mean(const std::string& near) {
  return near.empty() ? "" : "did you mean `" + near + "`?";
}

}  // namespace

Span Node::inner() const {
  if (!quoted || span.end - span.begin < 2) return span;
  return {span.file, span.begin + 1, span.end - 1};
}

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

std::string key_of(std::string_view key, const std::string& owner) {
  return "`" + std::string(key) + "` of " + owner;
}

bool expect_map(const Node& node, std::string_view what, Diagnostics& diagnostics) {
  return expect(node, Node::Form::map, "a map", what, diagnostics);
}

bool expect_list(const Node& node, std::string_view what, Diagnostics& diagnostics) {
  return expect(node, Node::Form::list, "a list", what, diagnostics);
}

std::optional<std::string> read_text(const Node* node, std::string_view what, Diagnostics& diagnostics) {
  if (!node || !expect(*node, Node::Form::scalar, "a single value", what, diagnostics)) return std::nullopt;
  if (node->text.empty()) {
    diagnostics.add(Code::E1007, node->span, std::string(what) + " is empty");
    return std::nullopt;
  }
  return node->text;
}

std::optional<std::size_t> read_word(const Node* node, std::string_view what,
                                     const std::vector<std::string>& words, Diagnostics& diagnostics) {
  const std::optional<std::string> text = read_text(node, what, diagnostics);
  if (!text) return std::nullopt;
  const auto it = std::find(words.begin(), words.end(), *text);
  if (it != words.end()) return static_cast<std::size_t>(it - words.begin());
  const std::string near = nearest(*text, words);
  diagnostics.add(Code::E1007, node->span, std::string(what) + " cannot be `" + *text + "`",
                  near.empty() ? "it is one of: " + listed(words) : did_you_mean(near));
  return std::nullopt;
}

std::optional<bool> read_yes_no(const Node* node, std::string_view what, Diagnostics& diagnostics) {
  const std::optional<std::size_t> index = read_word(node, what, {"no", "yes"}, diagnostics);
  if (!index) return std::nullopt;
  return *index == 1;
}

std::optional<std::int64_t> read_whole(const Node* node, std::string_view what, std::int64_t least,
                                       std::int64_t most, Diagnostics& diagnostics) {
  const std::optional<std::string> text = read_text(node, what, diagnostics);
  if (!text) return std::nullopt;
  const Result<Decimal> value = parse_decimal(*text);
  if (value && value->scale == 0 && least <= value->number && value->number <= most)
    return static_cast<std::int64_t>(value->number);
  diagnostics.add(Code::E1007, node->span,
                  std::string(what) + " must be a whole number from " + std::to_string(least) + " to " +
                      std::to_string(most) + ", here is `" + *text + "`");
  return std::nullopt;
}

std::vector<const Node*> read_list(const Node* node, std::string_view what, Diagnostics& diagnostics) {
  std::vector<const Node*> scalars;
  if (!node || !expect_list(*node, what, diagnostics)) return scalars;
  for (const Node& item : node->items)
    if (read_text(&item, "an entry of " + std::string(what), diagnostics)) scalars.push_back(&item);
  return scalars;
}

Fields::Fields(const Node& map, std::string owner, Diagnostics& diagnostics)
    : map_(map), owner_(std::move(owner)), diagnostics_(diagnostics) {
  expect_map(map_, owner_, diagnostics_);
}

const Node* Fields::optional(std::string_view key) {
  asked_.emplace_back(key);
  return map_.find(key);
}

const Node* Fields::required(std::string_view key, Code code) {
  const Node* node = optional(key);
  if (!node && map_.is_map())
    diagnostics_.add(code, map_.span, owner_ + " has no `" + std::string(key) + "`");
  return node;
}

std::optional<std::string> Fields::optional_text(std::string_view key) {
  return read_text(optional(key), key_of(key, owner_), diagnostics_);
}

std::optional<std::string> Fields::required_text(std::string_view key, Code code) {
  return read_text(required(key, code), key_of(key, owner_), diagnostics_);
}

void Fields::finish() {
  for (const Entry& entry : map_.entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    const std::string near = nearest(entry.key, asked_);
    diagnostics_.add(Code::E1005, entry.key_span, "unknown key `" + entry.key + "` of " + owner_,
                     near.empty() ? "its keys are: " + listed(asked_) : did_you_mean(near));
  }
}

}  // namespace pol::yaml
