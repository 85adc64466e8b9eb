#include "runtime/catalog/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "runtime/base/utf8.h"

namespace pol::yaml {
namespace {

// Thrown through the library's parser by our own handler, and caught in read().
struct Refused {
  std::size_t at;
  std::string message, fix;
};

// Turns events into nodes. Positions of the library are byte offsets, because read() lets only plain UTF-8
// through.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(FileId file, std::string_view text, const Limits& limits, Diagnostics& diagnostics)
      : file_(file), text_(text), limits_(limits), diagnostics_(diagnostics) {}
  Node& root() { return root_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1)
      throw Refused{place(mark), "a second document begins here", "keep one document a file"};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    const std::size_t at = place(mark);
    if (const std::string_view word = null_word(at); !word.empty()) {
      add_scalar(at, std::string(word));
      return;
    }
    add(Node{.span = span(end_, end_)});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_property(place(mark)); }
  void OnAnchor(const YAML::Mark& mark, const std::string&) override { refuse_property(place(mark)); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string& value) override {
    add_scalar(place(mark), value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value style) override {
    open(Node::Form::list, place(mark), style == YAML::EmitterStyle::Flow);
  }
  void OnSequenceEnd() override { close(']'); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value style) override {
    open(Node::Form::map, place(mark), style == YAML::EmitterStyle::Flow);
  }
  void OnMapEnd() override { close('}'); }

 private:
  struct Frame {
    Node* node;
    bool flow = false, bracketed = false;
    std::size_t begin = 0;
    bool key_read = false;  // map: the next node is the value of `key`
    std::string key;
    Span key_span;
    std::set<std::string> keys;
    std::vector<std::size_t> repeated;  // entries to drop
  };

  std::size_t place(const YAML::Mark& mark) const {
    return std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text_.size());
  }
  Span span(std::size_t begin, std::size_t end) const {
    return {file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  bool one_line(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin).find('\n') == std::string_view::npos;
  }

  void refuse_property(std::size_t offset) const {
    const char c = at(offset);
    if (c == '&')
      throw Refused{offset, "an anchor (`&`) is not allowed here", "write the value where it is used"};
    if (c == '*') throw Refused{offset, "an alias (`*`) is not allowed here", "write the value again"};
    if (c == '!')
      throw Refused{offset, "a YAML tag (`!`) is not allowed here", "leave it out: every value is text"};
  }

  // The library reports plain `null`, `~` and nothing at all alike. Its place is then that of the word, or of
  // whatever comes next, which may be a key of that spelling on a later line.
  std::string_view null_word(std::size_t offset) const {
    if (offset < end_ || !one_line(std::min(end_, offset), offset)) {
      const Frame* top = stack_.empty() ? nullptr : &stack_.back();
      if (top && top->node->is_map() && top->key_read) return {};
    }
    for (std::string_view word : {"null", "Null", "NULL", "~"}) {
      const char after = at(offset + word.size());
      if (text_.substr(offset, word.size()) == word &&
          std::string_view("\0 \t\r\n,:]}", 9).find(after) != std::string_view::npos)
        return word;
    }
    return {};
  }

  void add_scalar(std::size_t begin, std::string value) {
    refuse_property(begin);
    Node node;
    const char first = at(begin);
    node.quoted = first == '"' || first == '\'';
    if (first == '|' || first == '>')
      throw Refused{begin, "a block text (`|` or `>`) is not allowed here",
                    "write the text on one line, in quotes"};
    std::size_t end = begin + value.size();
    if (node.quoted) {
      for (end = begin + 1; end < text_.size(); ++end) {
        if (first == '"' && text_[end] == '\\')
          ++end;
        else if (first == '\'' && text_[end] == '\'' && at(end + 1) == '\'')
          ++end;
        else if (text_[end] == first)
          break;
      }
      end = std::min(end + 1, text_.size());
    }
    if (node.quoted ? !one_line(begin, end) : text_.substr(begin, value.size()) != value)
      throw Refused{begin, "a value stands on one line",
                    "join the lines; a value with `: ` or ` #` in it wants quotes"};
    node.span = span(begin, end);
    node.text = std::move(value);
    add(std::move(node));
  }

  void open(Node::Form form, std::size_t begin, bool flow) {
    refuse_property(begin);
    if (stack_.size() >= limits_.max_depth)
      throw Refused{begin, "nested more than " + std::to_string(limits_.max_depth) + " deep", ""};
    Node node;
    node.form = form;
    node.span = span(begin, begin);
    Node* stored = add(std::move(node));
    Frame frame;
    frame.node = stored;
    frame.flow = flow;
    frame.bracketed = flow && (at(begin) == '{' || at(begin) == '[');
    frame.begin = begin;
    end_ = begin + (frame.bracketed ? 1 : 0);
    stack_.push_back(std::move(frame));
  }

  void close(char bracket) {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    if (frame.bracketed) {
      std::size_t offset = std::max(end_, frame.begin + 1);
      while (std::string_view(" \t,:?").find(at(offset)) != std::string_view::npos && offset < text_.size())
        ++offset;
      if (at(offset) != bracket || !one_line(frame.begin, offset))
        throw Refused{frame.begin, "a list or map in brackets stands on one line",
                      "close it on its line, or write one entry a line without brackets"};
      end_ = offset + 1;
    }
    for (auto it = frame.repeated.rbegin(); it != frame.repeated.rend(); ++it)
      frame.node->entries.erase(frame.node->entries.begin() + static_cast<std::ptrdiff_t>(*it));
    frame.node->span.end = static_cast<std::uint32_t>(std::max(end_, frame.begin));
  }

  // Stores the node where it belongs. The pointer holds until the next sibling is stored.
  Node* add(Node node) {
    if (++nodes_ > limits_.max_nodes)
      throw Refused{node.span.begin, "more than " + std::to_string(limits_.max_nodes) + " values in one file",
                    ""};
    if (node.is_scalar()) end_ = std::max<std::size_t>(end_, node.span.end);
    if (stack_.empty()) {
      root_ = std::move(node);
      return &root_;
    }
    Frame& frame = stack_.back();
    if (frame.node->is_list()) return &frame.node->items.emplace_back(std::move(node));
    if (!frame.key_read) {
      read_key(frame, std::move(node));
      return nullptr;
    }
    frame.key_read = false;
    frame.node->entries.push_back({std::move(frame.key), frame.key_span, std::move(node)});
    return &frame.node->entries.back().value;
  }

  void read_key(Frame& frame, Node node) {
    const std::size_t begin = node.span.begin;
    if (!node.is_scalar() || explicit_key(begin)) throw Refused{begin, "a key is a plain or quoted word", ""};
    if (node.blank()) throw Refused{begin, "a key is missing before `:`", ""};
    frame.key_read = true;
    frame.key = std::move(node.text);
    frame.key_span = node.span;
    if (frame.keys.insert(frame.key).second) return;
    frame.repeated.push_back(frame.node->entries.size());
    Diagnostic& twice = diagnostics_.add(
        Code::E1001, node.span, "key `" + frame.key + "` stands twice in one map", "remove one of the two");
    if (const Entry* first = find_entry(*frame.node, frame.key))
      twice.notes.push_back({first->key_span, "first here"});
  }

  static const Entry* find_entry(const Node& map, std::string_view key) {
    const auto it =
        std::find_if(map.entries.begin(), map.entries.end(), [&](const Entry& e) { return e.key == key; });
    return it == map.entries.end() ? nullptr : &*it;
  }

  bool explicit_key(std::size_t begin) const {  // `? key`
    while (begin > 0 && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t')) --begin;
    return begin > 0 && text_[begin - 1] == '?';
  }

  FileId file_;
  std::string_view text_;
  const Limits& limits_;
  Diagnostics& diagnostics_;
  Node root_;
  std::vector<Frame> stack_;
  std::size_t nodes_ = 0, documents_ = 0;
  std::size_t end_ = 0;  // of the last scalar or bracket
};

// What would make the library guess another encoding or another count of bytes.
std::optional<Refused> unreadable_text(std::string_view text, const Limits& limits) {
  if (text.size() > limits.max_bytes)
    return Refused{0, "the file is larger than " + std::to_string(limits.max_bytes >> 20) + " MiB", ""};
  if (text.substr(0, 3) == "\xEF\xBB\xBF")
    return Refused{0, "the file begins with a byte order mark", "save it as UTF-8 without one"};
  if (!valid_utf8(text)) {
    std::size_t good = 0;  // the first line that is not UTF-8
    for (std::size_t next = 0; next != std::string_view::npos; good = next + 1) {
      next = text.find('\n', good);
      if (!valid_utf8(text.substr(good, next == std::string_view::npos ? next : next - good))) break;
    }
    return Refused{good, "this line is not UTF-8", "save the file as UTF-8"};
  }
  for (std::size_t i = 0, line = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (i - line > limits.max_line)
      return Refused{line, "this line is longer than " + std::to_string(limits.max_line >> 10) + " KiB", ""};
    const bool line_end = c == '\n' || (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n');
    if ((c < 0x20 && c != '\t' && !line_end) || c == 0x7F)
      return Refused{i, "a control character is not allowed here", "remove it"};
    if (c == '%' && (i == 0 || text[i - 1] == '\n'))
      return Refused{i, "a YAML directive (`%`) is not allowed here", "remove the line"};
    if (c == '\n') line = i + 1;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Node> read(const Sources& sources, FileId file, Diagnostics& diagnostics,
                         const Limits& limits) {
  const std::string& text = sources.text(file);
  const auto report = [&](const Refused& refused) {
    const auto at = static_cast<std::uint32_t>(std::min(refused.at, text.size()));
    diagnostics.add(Code::E1001, {file, at, at}, refused.message, refused.fix);
    return std::nullopt;
  };
  if (const auto refused = unreadable_text(text, limits)) return report(*refused);
  TreeBuilder builder(file, text, limits, diagnostics);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return report({0, "the file is empty", ""});
    parser.HandleNextDocument(builder);  // refuses a second one
    return std::move(builder.root());
  } catch (const Refused& refused) {
    return report(refused);
  } catch (const YAML::Exception& error) {
    return report({static_cast<std::size_t>(std::max(error.mark.pos, 0)), "not valid YAML: " + error.msg,
                   "a value with `: `, ` #` or a leading `[`, `{`, `*`, `&`, `!`, `%`, `@` wants quotes"});
  }
}

}  // namespace pol::yaml
