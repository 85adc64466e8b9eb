// The words of the policy language in Chinese, token by token: short enough for a line of an explanation, and
// close enough to the policy that each part is found in it again.
#include <utility>
#include <vector>

#include "compiler/study/explain_pieces.h"
#include "compiler/syntax/lexeme.h"
#include "runtime/explain/words.h"

namespace pol::study {

using explain::cause_words;
using explain::Language;
using explain::unit_in_chinese;
using syntax::Lexeme;
using syntax::LexemeKind;

namespace {

// Tokens that follow each other, the longest first; `*` is any token and `$` in the Chinese stands for it.
struct Saying {
  std::vector<std::string_view> tokens;
  std::string_view zh;
};

const std::vector<Saying>& sayings() {
  static const std::vector<Saying> all = {
      {{"is", "not", "missing"}, "未缺失"},
      {{"is", "not", "present"}, "缺失"},
      {{"is", "not", "stale"}, "未过期"},
      {{"is", "not", "one of"}, "不属于"},
      {{"any", "*", "knockout"}, "任一 $ 类否决规则触发"},
      {{"last", "*", "of"}, "最近 $ 项"},
      {{"is", "missing"}, "缺失"},
      {{"is", "present"}, "有值"},
      {{"is", "stale"}, "已过期"},
      {{"is", "one of"}, "属于"},
      {{"is", "not"}, "不是"},
      {{"if", "present"}, "（如有）"},
      {{"to", "below"}, "至低于"},
      {{"not", "one of"}, "不属于"},
      {{"taken by", "*"}, "$ 造成的变动"},
      {{"is"}, "为"},
      {{"="}, "为"},
      {{"!="}, "不是"},
      {{"at least"}, "不低于"},
      {{">="}, "不低于"},
      {{"at most"}, "不高于"},
      {{"<="}, "不高于"},
      {{"above"}, "高于"},
      {{">"}, "高于"},
      {{"below"}, "低于"},
      {{"<"}, "低于"},
      {{"one of"}, "属于"},
      {{"starts with"}, "开头为"},
      {{"includes"}, "包含"},
      {{"from"}, "从"},
      {{"to"}, "至"},
      {{"and"}, "且"},
      {{"or"}, "或"},
      {{"not"}, "非"},
      {{"missing"}, "缺失"},
      {{"stale"}, "已过期"},
      {{"any"}, "任意"},
      {{"otherwise"}, "其他情况"},
      {{"when"}, "条件为"},
      {{"where"}, "满足"},
      {{"each"}, "各项"},
      {{"sum of"}, "合计"},
      {{"average of"}, "平均值"},
      {{"lowest of"}, "最低值"},
      {{"highest of"}, "最高值"},
      {{"trend of"}, "趋势"},
      {{"count of"}, "计数"},
      {{"first present of"}, "首个有值者"},
      {{"of"}, "×"},
      {{"*"}, "×"},
      {{"/"}, "÷"},
      {{"yes"}, "是"},
      {{"no"}, "否"},
      {{"decision_date"}, "决策日"},
  };
  return all;
}

struct Mode {
  std::string_view name, zh;
};
constexpr Mode kModes[] = {{"up", "向上取整"},        {"down", "向下取整"},
                           {"half up", "四舍五入"},   {"half even", "四舍六入五取偶"},
                           {"floor", "向负方向取整"}, {"ceiling", "向正方向取整"}};

class Chinese {
 public:
  Chinese(const std::string& text, const Called& called) : text_(text), called_(called) {
    Diagnostics ignored;
    syntax::lex(sources_, sources_.add("", text), {}, ignored, lexemes_);
  }

  std::string run() {
    std::string out = lexemes_.all.empty() || first().begin == 0 ? "" : " ";
    while (at_ < size()) {
      const std::size_t from = at_;
      std::string words = next();
      const bool gap = from > 0 && lexemes_.all[from - 1].end < lexemes_.all[from].begin;
      const bool tight = words.starts_with("（") || out.ends_with("）") || out.ends_with(" ");
      if (gap && !out.empty() && !tight) out += ' ';
      out += words;
    }
    if (size() > 0 && lexemes_.all[size() - 1].end < text_.size()) out += ' ';
    return out;
  }

 private:
  const Lexeme& first() const { return lexemes_.all[0]; }
  std::size_t size() const { return lexemes_.all.empty() ? 0 : lexemes_.all.size() - 1; }  // not the end

  std::string token(std::size_t i) const {
    std::string folded;
    for (const char c : lexemes_.all[i].text) {
      const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      if (!space || (!folded.empty() && folded.back() != ' ')) folded += space ? ' ' : c;
    }
    return folded;
  }

  bool fits(const Saying& saying) const {
    if (at_ + saying.tokens.size() > size()) return false;
    for (std::size_t i = 0; i < saying.tokens.size(); ++i)
      if (saying.tokens[i] != token(at_ + i) && !(saying.tokens[i] == "*" && saying.tokens.size() > 1))
        return false;
    return true;
  }

  // Takes the tokens it translates.
  std::string next() {
    if (token(at_) == "rounded") return rounded();
    for (const Saying& saying : sayings()) {
      if (!fits(saying)) continue;
      std::string words(saying.zh);
      for (std::size_t i = 0; i < saying.tokens.size(); ++i)
        if (const auto place = words.find('$'); saying.tokens[i] == "*" && place != std::string::npos)
          words.replace(place, 1, called_(token(at_ + i)));
      at_ += saying.tokens.size();
      if (words.ends_with("缺失")) words += causes();
      return words;
    }
    const Lexeme& one = lexemes_.all[at_];
    const std::string text = token(at_++);
    const bool amount = one.kind == LexemeKind::money || one.kind == LexemeKind::rate ||
                        one.kind == LexemeKind::duration || one.kind == LexemeKind::basis_points;
    if (amount) return unit_in_chinese(text);
    return one.kind == LexemeKind::word ? name(text) : text;
  }

  // `limit.outcome` is three tokens and may be called something as a whole.
  std::string name(std::string text) {
    while (at_ + 1 < size() && token(at_) == "." && lexemes_.all[at_ + 1].kind == LexemeKind::word) {
      text += "." + token(at_ + 1);
      at_ += 2;
    }
    return called_(text);
  }

  // "rounded down to 100 CNY"
  std::string rounded() {
    const bool whole = at_ + 3 < size() && token(at_ + 2) == "to";
    if (!whole) return token(at_++);
    std::string mode = token(at_ + 1), grain = unit_in_chinese(token(at_ + 3));
    for (const Mode& one : kModes)
      if (one.name == mode) mode = one.zh;
    at_ += 4;
    if (at_ < size() && token(at_) == "places") grain += " 位小数", ++at_;
    return "按 " + grain + " " + mode;
  }

  // "(no_hit, stale)" behind `missing`.
  std::string causes() {
    if (at_ >= size() || token(at_) != "(") return {};
    std::size_t end = at_ + 1;
    CauseMask mask = 0;
    for (; end < size() && token(end) != ")"; ++end) mask |= cause_by_name(token(end));
    if (end >= size() || !mask) return {};
    at_ = end + 1;
    return "（" + cause_words(mask, Language::zh) + "）";
  }

  const std::string& text_;
  const Called& called_;
  Sources sources_;
  syntax::Lexemes lexemes_;
  std::size_t at_ = 0;
};

}  // namespace

std::string piece_in_chinese(const std::string& text, const Called& called) {
  return Chinese(text, called).run();
}

std::string piece_renamed(const std::string& text, const Called& called) {
  Sources sources;
  syntax::Lexemes lexemes;
  Diagnostics ignored;
  syntax::lex(sources, sources.add("", text), {}, ignored, lexemes);
  std::string out;
  std::size_t rest = 0;
  bool after_any = false;
  for (const Lexeme& one : lexemes.all) {
    const bool value_of_knockouts = std::exchange(after_any, one.text == "any");  // `any decline knockout`
    if (one.kind != LexemeKind::word || value_of_knockouts) continue;
    out += text.substr(rest, one.begin - rest) + called(one.text);
    rest = one.end;
  }
  return out + text.substr(rest);
}

}  // namespace pol::study
