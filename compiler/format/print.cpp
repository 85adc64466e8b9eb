#include "compiler/format/print.h"

#include <algorithm>
#include <array>
#include <map>

#include "compiler/format/format.h"
#include "runtime/base/utf8.h"

namespace pol::format {
namespace {

constexpr std::size_t kBlanksALevel = 2;

class Printer {
 public:
  Printer(std::vector<Line> lines, std::vector<Token> tokens)
      : lines_(std::move(lines)), tokens_(std::move(tokens)) {}

  std::string run() {
    align();
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const Line& line = lines_[i];
      above(line, i == 0 ? nullptr : &lines_[i - 1]);
      if (line.begin == line.end || tokens_[line.begin].text.empty()) continue;  // the end of the file
      const std::size_t blanks = static_cast<std::size_t>(line.indent) * kBlanksALevel;
      if (line.brackets_may_open && broken(line) && open_brackets(line, blanks)) continue;
      unbroken_ = is_row(line);
      wrap(line.begin, line.end, blanks, blanks + kBlanksALevel);
      unbroken_ = false;
    }
    return std::move(out_);
  }

 private:
  // ---- alignment
  std::size_t width(std::size_t begin, std::size_t end) const {
    std::size_t width = 0;
    for (std::size_t i = begin; i < end; ++i)
      width += display_width(tokens_[i].text) + (i == begin ? 0 : tokens_[i].lead);
    return width;
  }
  bool comment_inside(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i)
      if ((i > begin && !tokens_[i].above.empty()) || (i + 1 < end && !tokens_[i].trailing.empty()))
        return true;
    return false;
  }
  bool broken(const Line& line) const {
    return comment_inside(line.begin, line.end) ||
           width(line.begin, line.end) + static_cast<std::size_t>(line.indent) * kBlanksALevel > kLineWidth;
  }
  // Cells between columns get the width of the widest of their group.
  void align() {
    std::vector<std::vector<Line*>> groups;
    std::map<std::size_t, std::size_t> open;  // Line::group -> index into groups
    for (Line& line : lines_) {
      if (line.group == 0) continue;
      if (line.brackets_may_open && broken(line)) {
        open.erase(line.group);  // a let that takes several lines parts its group in two
        continue;
      }
      const auto [at, fresh] = open.try_emplace(line.group, groups.size());
      if (fresh) groups.emplace_back();
      groups[at->second].push_back(&line);
    }
    for (const std::vector<Line*>& group : groups) align(group);
  }
  void align(const std::vector<Line*>& lines) {
    std::vector<std::size_t> widths;
    for (const Line* line : lines) {
      if (line->otherwise_row) continue;
      for (std::size_t c = 0; c < cells(*line); ++c) {
        if (widths.size() <= c) widths.push_back(0);
        widths[c] = std::max(widths[c], cell_width(*line, c));
      }
    }
    for (const Line* line : lines) {
      std::size_t merged = 0;  // cells of the inputs, for `otherwise`
      if (line->otherwise_row) {
        const Line& full =
            **std::find_if(lines.begin(), lines.end(), [](const Line* l) { return !l->otherwise_row; });
        merged = cells(full) - cells(*line);
      }
      for (std::size_t c = 0; c < cells(*line); ++c) {
        std::size_t wanted = widths[c + (c == 0 ? 0 : merged)];
        if (c == 0)
          for (std::size_t k = 1; k <= merged; ++k) wanted += 1 + widths[k];
        const std::size_t next = next_column(*line, c);
        if (next < line->end && wanted >= cell_width(*line, c))
          tokens_[next].lead = 1 + wanted - cell_width(*line, c);
      }
    }
  }
  // Rows begin with a column, other lines with a cell in front of their first column.
  bool is_row(const Line& line) const { return !line.columns.empty() && line.columns[0] == line.begin; }
  std::size_t cells(const Line& line) const { return line.columns.size() - (is_row(line) ? 1 : 0); }
  std::size_t next_column(const Line& line, std::size_t c) const {
    return line.columns[c + (is_row(line) ? 1 : 0)];
  }
  std::size_t cell_width(const Line& line, std::size_t c) const {
    const std::size_t begin = is_row(line) ? line.columns[c] : (c == 0 ? line.begin : line.columns[c - 1]);
    return width(begin, next_column(line, c));
  }

  // ---- comments and empty lines in front of a line
  void above(const Line& line, const Line* before) {
    const Token& token = tokens_[line.begin];
    const bool end = token.text == "end";
    const std::size_t blanks = static_cast<std::size_t>(line.indent + (end ? 1 : 0)) * kBlanksALevel;
    bool first = true;
    const auto gap = [&](bool wanted) {
      if (out_.empty()) return;
      const bool always = first && line.item && before && !same_kind(line) && !token.text.empty();
      if ((always || wanted) && !(first && opens_block(before, line))) out_ += '\n';
    };
    for (const CommentLine& comment : token.above) {
      gap(comment.blank_before);
      out_ += std::string(blanks, ' ') + comment.text + '\n';
      first = false;
    }
    if (token.text.empty()) return;
    if (!end) gap(token.blank_before);
    if (line.item) item_before_ = token.text;
  }
  // Lets, prove lines and the legal rows of several outputs may stand close together.
  bool same_kind(const Line& line) const {
    const std::string& word = tokens_[line.begin].text;
    return word == item_before_ && (word == "let" || word == "prove" || word == "legal");
  }
  // The first line of a block follows its opening at once.
  bool opens_block(const Line* before, const Line& line) const {
    return before && (line.indent > before->indent || tokens_[before->begin].text == "language");
  }

  // ---- long lines
  std::string text(std::size_t i, bool first) const {
    return (first ? std::string() : std::string(tokens_[i].lead, ' ')) + tokens_[i].text;
  }
  void finish(std::string& line, std::size_t last) {
    out_ += line;
    if (!tokens_[last].trailing.empty()) out_ += "  " + tokens_[last].trailing;
    out_ += '\n';
    line.clear();
  }
  bool may_break_before(std::size_t i) const {
    static constexpr std::array<std::string_view, 18> words = {
        "and",    "or",      "when", "because", "source", "from", "until", "ticket",     "waives",
        "unless", "rounded", "salt", "+",       "*",      "/",    "sets",  "if present", "double every"};
    if (tokens_[i - 1].text == ",") return tokens_[i].text != "double";
    if (tokens_[i].text == "-") return !tokens_[i].sign;
    return std::find(words.begin(), words.end(), tokens_[i].text) != words.end();
  }
  // Tokens begin..end over as many lines as it takes: the outermost place to break counts most, then the
  // last.
  void wrap(std::size_t begin, std::size_t end, std::size_t blanks, std::size_t more_blanks) {
    std::string line(blanks, ' ');
    std::size_t start = begin;  // of the line
    std::size_t used = blanks;
    std::size_t best = begin;  // where to break, if beyond start
    for (std::size_t i = begin; i < end; ++i) {
      if (i > begin && !tokens_[i].above.empty()) {
        if (i > start) finish(line, i - 1);
        for (const CommentLine& comment : tokens_[i].above)
          out_ += std::string(more_blanks, ' ') + comment.text + '\n';
        start_line(line, used, start, best, i, more_blanks);
      } else if (i > start && !tokens_[i - 1].trailing.empty()) {
        finish(line, i - 1);
        start_line(line, used, start, best, i, more_blanks);
      }
      if (i > start && !unbroken_ && may_break_before(i) &&
          (best == start || tokens_[i].depth <= tokens_[best].depth))
        best = i;
      const std::string piece = text(i, i == start);
      used += display_width(piece);
      line += piece;
      if (used > kLineWidth && best > start) {
        // Print start..best, go on from best.
        line = std::string(start == begin ? blanks : more_blanks, ' ');
        for (std::size_t k = start; k < best; ++k) line += text(k, k == start);
        finish(line, best - 1);
        i = best;
        start_line(line, used, start, best, i, more_blanks);
        line += tokens_[i].text;
        used += display_width(tokens_[i].text);
      }
    }
    if (start < end) finish(line, end - 1);
  }
  static void start_line(std::string& line, std::size_t& used, std::size_t& start, std::size_t& best,
                         std::size_t i, std::size_t blanks) {
    line = std::string(blanks, ' ');
    used = blanks;
    start = best = i;
  }
  // `let x be first present of (` with a line an element. False if there is no list in brackets.
  bool open_brackets(const Line& line, std::size_t blanks) {
    std::size_t open = line.begin;
    while (open < line.end && tokens_[open].text != "(") ++open;
    if (open == line.end) return false;
    const int depth = tokens_[open].depth;
    std::size_t close = open + 1;
    std::vector<std::size_t> starts = {open + 1};
    for (; close < line.end && !(tokens_[close].text == ")" && tokens_[close].depth == depth); ++close)
      if (tokens_[close].text == "," && tokens_[close].depth == depth + 1) starts.push_back(close + 1);
    if (starts.size() < 2 || close == line.end) return false;
    wrap(line.begin, open + 1, blanks, blanks + kBlanksALevel);
    starts.push_back(close);
    for (std::size_t k = 0; k + 1 < starts.size(); ++k) {
      comments_above(starts[k], blanks + kBlanksALevel);
      wrap(starts[k], starts[k + 1], blanks + kBlanksALevel, blanks + 2 * kBlanksALevel);
    }
    comments_above(close, blanks + kBlanksALevel);
    wrap(close, line.end, blanks, blanks + kBlanksALevel);
    return true;
  }
  void comments_above(std::size_t i, std::size_t blanks) {
    for (const CommentLine& comment : tokens_[i].above)
      out_ += std::string(blanks, ' ') + comment.text + '\n';
  }

  std::vector<Line> lines_;
  std::vector<Token> tokens_;
  std::string out_;
  std::string item_before_;  // the word that begins it
  bool unbroken_ = false;    // rows of tables are as long as they are
};

}  // namespace

std::string print(std::vector<Line> lines, std::vector<Token> tokens) {
  return Printer(std::move(lines), std::move(tokens)).run();
}

}  // namespace pol::format
