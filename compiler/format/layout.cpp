#include "compiler/format/layout.h"

#include <algorithm>
#include <map>

#include "compiler/syntax/items.h"

namespace pol::format {
namespace {

class Layout {
 public:
  Layout(const syntax::File& file, const syntax::Lexemes& lexemes, const std::vector<Token>& tokens)
      : file_(file), lexemes_(lexemes), tokens_(tokens) {}

  std::vector<Line> run() {
    const std::vector<syntax::Slice> slices = syntax::cut(lexemes_.all);
    header(slices[0]);
    for (std::size_t i = 1; i < slices.size(); ++i) {
      slice_ = slices[i];
      if (!goes_on(i)) group_ = ++groups_;
      std::visit([this](const auto& node) { item(node); }, file_.items[i - 1]);
      lines_.at(slice_.begin).item = true;
      flush();
    }
    line(tokens_.size() - 1, 0).item = true;  // comments at the end of the file
    slice_.end = tokens_.size();
    flush();
    return std::move(out_);
  }

 private:
  // Lets without an empty line or a comment between them are aligned with each other.
  bool goes_on(std::size_t i) const {
    const Token& first = tokens_[slice_.begin];
    return i > 1 && std::holds_alternative<syntax::Let>(file_.items[i - 1]) &&
           std::holds_alternative<syntax::Let>(file_.items[i - 2]) && first.above.empty() &&
           !first.blank_before;
  }
  Line& line(std::size_t token, int indent) {
    Line& line = lines_[token];
    line.begin = token;
    line.indent = indent;
    return line;
  }
  std::size_t token_at(std::uint32_t offset) const {
    const auto it = std::lower_bound(tokens_.begin(), tokens_.end(), offset,
                                     [](const Token& token, std::uint32_t at) { return token.begin < at; });
    return static_cast<std::size_t>(it - tokens_.begin());
  }
  Line& line_at(const Span& span, int indent) { return line(token_at(span.begin), indent); }
  // The first `word` outside brackets from `from` on, or the end of the item.
  std::size_t find(std::string_view word, std::size_t from) const {
    const int depth = tokens_[from].depth;
    for (std::size_t i = from; i < slice_.end; ++i)
      if (tokens_[i].depth == depth && tokens_[i].kind == syntax::LexemeKind::word && tokens_[i].text == word)
        return i;
    return slice_.end;
  }
  void line_before(std::string_view word, std::size_t from, int indent) {
    if (const std::size_t i = find(word, from); i < slice_.end) line(i, indent);
  }
  void align(Line& line, std::vector<std::size_t> columns) {
    line.columns = std::move(columns);
    line.group = group_;
  }
  void flush() {
    for (auto it = lines_.begin(); it != lines_.end(); ++it) {
      const auto next = std::next(it);
      Line& line = it->second;
      line.end = next == lines_.end() ? slice_.end : next->first;
      if (tokens_[line.begin].text == "|") {
        line.columns.clear();
        for (std::size_t i = line.begin; i < line.end; ++i)
          if (tokens_[i].text == "|" || tokens_[i].text == "||") line.columns.push_back(i);
      }
      out_.push_back(std::move(it->second));
    }
    lines_.clear();
  }
  Line& head() { return line(slice_.begin, 0); }
  void end() { line(slice_.end - 1, 0); }

  void header(const syntax::Slice& slice) {
    slice_ = slice;
    const syntax::Header& header = file_.header;
    head().item = true;
    line_at(header.span, 0);
    std::map<std::size_t, int> order;  // first token of a head line -> its rank
    int rank = 0;
    const auto list = [&](const auto& spans) {
      ++rank;
      for (const auto& one : spans) {
        line_at(one.span, 1);
        order[token_at(one.span.begin)] = rank;
      }
    };
    list(header.owner);
    list(header.approved);
    list(header.effective);
    list(header.review);
    list(header.replaces);
    list(header.tags);
    list(header.reasons);
    list(header.uses);
    list(header.needs);
    list(header.gives);
    end();
    flush();
    const auto first =
        std::find_if(out_.begin(), out_.end(), [&](const Line& l) { return order.count(l.begin) > 0; });
    const auto last = first + static_cast<std::ptrdiff_t>(order.size());
    std::stable_sort(first, last,
                     [&](const Line& a, const Line& b) { return order[a.begin] < order[b.begin]; });
  }

  // ---- items
  void item(const syntax::Let&) { let(slice_.begin, 0); }
  void let(std::size_t token, int indent) {
    Line& l = line(token, indent);
    l.brackets_may_open = true;
    align(l, {find("be", token)});
  }
  void item(const syntax::Choose& choose) {
    head();
    arms(choose, 1);
    end();
  }
  void arms(const syntax::Choose& choose, int indent) {
    for (const syntax::Arm& arm : choose.arms) {
      Line& l = line_at(arm.span, indent);
      // The result is one token or `name.part`; `because`, `when` or `otherwise` follows.
      align(l, {token_at(arm.result.span.end)});
    }
  }
  void item(const syntax::Tree&) {
    head();
    branch(slice_.begin + 2, 1, false);
    end();
  }
  bool fork(std::size_t i) const { return tokens_[i].text == "if" && tokens_[i + 1].text != "present"; }
  // A branch that begins at token i; on a line of its own unless it goes on with one. The token behind it.
  std::size_t branch(std::size_t i, int indent, bool goes_on) {
    if (!goes_on) line(i, indent);
    if (!fork(i)) {
      const int depth = tokens_[i].depth;
      while (i < slice_.end - 1 &&
             !(tokens_[i].depth == depth && (tokens_[i].text == "else" || tokens_[i].text == "end")))
        ++i;
      return i;
    }
    const std::size_t yes = find("then", i) + 1;
    const std::size_t otherwise = branch(yes, indent + 1, !fork(yes));
    line(otherwise, indent);
    return branch(otherwise + 1, indent, true);
  }
  void item(const syntax::Table& table) {
    head();
    this->table(table, slice_.begin, 1);
    end();
  }
  void table(const syntax::Table& table, std::size_t from, int indent) {
    std::size_t columns = from;
    while (tokens_[columns].text != "|") ++columns;
    row(columns, indent, false);
    if (table.rows_from) {
      std::size_t rows = token_at(table.rows_from->span.begin);
      while (tokens_[rows].text != "rows") --rows;
      line(rows, indent);
    }
    for (const syntax::Row& one : table.rows) row(token_at(one.span.begin), indent, one.otherwise);
  }
  void row(std::size_t token, int indent, bool otherwise) {
    Line& l = line(token, indent);
    l.group = group_;  // its columns: flush()
    l.otherwise_row = otherwise;
  }
  void item(const syntax::Scorecard& scorecard) {
    head();
    const std::size_t start = find("start from", slice_.begin);
    line(start, 1);
    if (scorecard.reasons) line(start + 2, 1);
    for (const syntax::Factor& factor : scorecard.factors) {
      line_at(factor.span, 1);
      group_ = ++groups_;
      for (const auto& band : factor.bands) row(token_at(band.span.begin), 2, false);
    }
    end();
  }
  void item(const syntax::Define& define) {
    head();
    for (const auto& local : define.locals) {
      const std::uint32_t at = std::visit([](const auto& node) { return node.span.begin; }, local);
      const std::size_t token = token_at(at);
      std::visit([&](const auto& node) { this->local(node, token); }, local);
    }
    line_before("give", slice_.begin, 1);
    const std::size_t give = find("give", slice_.begin);
    if (give < slice_.end) lines_[give].brackets_may_open = true;
    end();
  }
  void local(const syntax::Let&, std::size_t token) { let(token, 1); }
  void local(const syntax::Choose& choose, std::size_t token) {
    line(token, 1);
    group_ = ++groups_;
    arms(choose, 2);
    local_end(token);
  }
  void local(const syntax::Tree&, std::size_t token) {
    line(token, 1);
    line(branch(token + 2, 2, false), 1);
    group_ = ++groups_;
  }
  void local(const syntax::Table& one, std::size_t token) {
    line(token, 1);
    group_ = ++groups_;
    table(one, token, 2);
    local_end(token);
  }
  void local_end(std::size_t token) {
    line_before("end", token, 1);
    group_ = ++groups_;
  }
  void item(const syntax::Knockouts& knockouts) {
    head();
    for (const syntax::Knockout& knockout : knockouts.items) {
      Line& l = line_at(knockout.span, 1);
      align(l, {l.begin + 1, l.begin + 2});
    }
    end();
  }
  void item(const syntax::Guard& guard) {
    head();
    line_before("start from", slice_.begin, 1);
    for (const syntax::Step& step : guard.steps) {
      Line& l = line_at(step.span, 1);
      align(l, {l.begin + 1});
    }
    end();
  }
  void item(const syntax::Event&) {
    head();
    line_before("from", slice_.begin, 1);
    line_before("waives", slice_.begin, 1);
    line_before("when", slice_.begin, 1);
    end();
  }
  void item(const syntax::Experiment& experiment) {
    head();
    line_before("from", slice_.begin, 1);
    line_before("split", slice_.begin, 1);
    for (const auto& variant : experiment.variants) {
      Line& l = line_at(variant.span, 2);
      align(l, {l.begin + 1, std::min(l.begin + 2, slice_.end)});
    }
    std::size_t last = slice_.begin;
    for (const auto& variant : experiment.variants) last = token_at(variant.span.begin);
    line_before("when", last, 1);
    end();
  }
  void item(const syntax::Cost& cost) {
    head();
    for (const auto& one : cost.lines) line_at(one.label.span, 1);
    end();
  }
  void item(const syntax::UndecidedClause&) { head(); }
  void item(const syntax::Example&) {
    head();
    if (tokens_[slice_.begin + 2].text == "on") line(slice_.begin + 2, 1);
    line_before("given", slice_.begin, 1);
    line_before("expect", slice_.begin, 1);
    end();
  }
  void item(const syntax::Prove&) { head(); }

  const syntax::File& file_;
  const syntax::Lexemes& lexemes_;
  const std::vector<Token>& tokens_;
  syntax::Slice slice_;
  std::size_t groups_ = 0, group_ = 0;
  std::map<std::size_t, Line> lines_;  // of the item, by first token
  std::vector<Line> out_;
};

}  // namespace

std::vector<Line> layout(const syntax::File& file, const syntax::Lexemes& lexemes,
                         const std::vector<Token>& tokens) {
  return Layout(file, lexemes, tokens).run();
}

}  // namespace pol::format
