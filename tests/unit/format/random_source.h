// Random policies as tokens: grammatical, of every construct, meaningless. Joined with random blanks, line
// ends and comments they are what a formatter must cope with.
#pragma once
#include <string>
#include <vector>

#include "tests/support/rng.h"

namespace pol::testing {

class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : rng_(seed) {}

  std::vector<std::string> tokens(int items) {
    out_.clear();
    add("language 1 policy limit p version 2 owner \"o\"");
    if (chance(2)) add("reasons r \"1\"");
    if (chance(2)) add("effective 2026-11-01 zone \"Asia/Shanghai\"");
    add("tags t \"1\" approved by 2 of ( a , b )");
    if (chance(2)) add("use ( f , g ) from \"lib.pol\" version 1");
    if (chance(2)) add("needs pricing / base version 3 as pr");
    add("gives out one~of ( yes_ , no_ )");
    if (chance(2)) add("gives limit money CNY to 100~CNY , 0~CNY unless out is yes_");
    add("end");
    for (int i = 0; i < items; ++i) item();
    return out_;
  }

  // The tokens with random blanks, line ends and comments between; comments counted in `comments`.
  std::string joined(const std::vector<std::string>& tokens, bool with_comments, int& comments) {
    std::string text;
    comments = 0;
    for (const std::string& token : tokens) {
      if (!text.empty()) {
        switch (pick(with_comments ? 9 : 6)) {
          case 0:
            text += "\n";
            break;
          case 1:
            text += "\n\n\n  ";
            break;
          case 2:
            text += "\t";
            break;
          case 6:
            text += "  -- note " + std::to_string(++comments) + "\n";
            break;
          case 7:
            text += "\n   -- note " + std::to_string(++comments) + "  \n\n";
            break;
          default:
            text += " ";
        }
      }
      text += token;
    }
    return text + "\n";
  }

 private:
  std::size_t pick(std::size_t n) { return static_cast<std::size_t>(rng_.below(n)); }
  bool chance(std::size_t one_in) { return pick(one_in) == 0; }
  // Words parted by blanks; a blank inside a token is written `_`-free with `~`.
  void add(const std::string& words) {
    std::string token;
    bool text = false;
    for (const char c : words + " ") {
      if (c == '"') text = !text;
      if (c != ' ' || text) {
        token += c == '~' ? ' ' : c;
      } else if (!token.empty()) {
        out_.push_back(token);
        token.clear();
      }
    }
  }
  std::string name() { return "n" + std::to_string(pick(40)); }
  std::string code() { return "K" + std::to_string(pick(40)); }
  std::string literal() {
    static const std::vector<std::string> all = {"12",         "0.65",          "780,000~CNY", "0.50~CNY",
                                                 "7.2%",       "30~bp",         "24%~a~year",  "90~days",
                                                 "6~months",   "yes",           "no",          "2026-11-01",
                                                 "\"te  xt\"", "30~bp~a~month", "\"客户\""};
    return all[pick(all.size())];
  }
  void value() {
    switch (pick(5)) {
      case 0:
        add("- " + std::to_string(pick(9)));
        break;
      case 1:
        add(name());
        break;
      case 2:
        add("missing ( no_hit , stale )");
        break;
      default:
        add(literal());
    }
  }
  void rounding() {
    static const std::vector<std::string> all = {"up to 2 places", "down to 100~CNY", "half~even to 5~bp",
                                                 "floor to 1%"};
    add("rounded " + all[pick(all.size())]);
  }
  void expr(int depth) {
    if (depth <= 0) {
      add(chance(2) ? name() : literal());
      return;
    }
    switch (pick(12)) {
      case 0:
        add("-");
        expr(0);
        break;
      case 1:
        add("80%");
        add(chance(2) ? "of" : "*");
        expr(0);
        break;
      case 2:
      case 3:
        expr(depth - 1);
        add(chance(2) ? "+" : "-");
        expr(0);
        break;
      case 4:
        expr(0);
        add(chance(2) ? "*" : "/");
        expr(0);
        break;
      case 5:
        add("lowest~of (");
        expr(depth - 1);
        add(",");
        expr(depth - 1);
        add(")");
        break;
      case 6:
        add("first~present~of (");
        expr(depth - 1);
        add("when");
        condition(0);
        add(",");
        expr(depth - 1);
        add(")");
        break;
      case 7:
        add(name() + " (");
        expr(depth - 1);
        add(")");
        break;
      case 8:
        add("( ");
        expr(depth - 1);
        rounding();
        add(")");
        break;
      case 9:
        add("average~of last 3 of " + name());
        break;
      case 10:
        add("count~of " + name() + " where ( each above 3 )");
        break;
      default:
        add(name() + " . part");
    }
  }
  void condition(int depth) {
    if (depth > 0 && chance(2)) {
      const char* word = chance(2) ? "and" : "or";
      for (std::size_t i = 0, n = 2 + pick(4); i < n; ++i) {
        if (i > 0) add(word);
        condition(0);
      }
      return;
    }
    switch (pick(7)) {
      case 0:
        add("not " + name());
        break;
      case 1:
        expr(1);
        add(chance(2) ? "if present" : "");
        add(std::vector<std::string>{">=", "<=", "<", ">", "=", "!=", "at~least", "above", "is"}[pick(9)]);
        expr(1);
        break;
      case 2:
        add(name() + " from 1 to 3");
        break;
      case 3:
        add(name() + " is not one~of ( a , b , 3 )");
        break;
      case 4:
        add(name() + " is missing ( no_hit )");
        break;
      case 5:
        add("any decline knockout");
        break;
      default:
        add(name() + " starts~with \"x\"");
    }
  }
  void because() {
    if (chance(2)) add("because " + code() + " , sc . reasons");
  }
  void cell() {
    switch (pick(6)) {
      case 0:
        add("any");
        break;
      case 1:
        add("- 3 to below 8");
        break;
      case 2:
        add("not ( a , b )");
        break;
      case 3:
        add("at~least " + std::to_string(pick(100)) + " , missing");
        break;
      case 4:
        add("> 5");
        break;
      default:
        add(literal());
    }
  }
  void arm(bool last) {
    add(chance(2) ? name() : literal());
    because();
    if (last) return add("otherwise");
    add("when");
    condition(1);
  }
  void choose(const char* word) {
    add(std::string(word) + " " + name());
    for (std::size_t i = pick(3); i > 0; --i) arm(false);
    arm(true);
    add("end");
  }
  void branch(int depth) {
    if (depth == 0 || chance(3)) {
      expr(1);
      because();
      return;
    }
    add("if");
    condition(1);
    add("then");
    branch(depth - 1);
    add("else");
    branch(depth - 1);
  }
  void table() {
    const std::size_t inputs = 1 + pick(3), outputs = 1 + pick(2);
    add("table " + name());
    if (chance(2)) add(chance(2) ? "hit rule order" : "hit any");
    for (std::size_t i = 0; i < inputs; ++i) add("| " + name());
    for (std::size_t i = 0; i < outputs; ++i)
      add(i == 0 ? "|| " + name() : "| " + name() + " ordered ( a , b )");
    add("|");
    for (std::size_t r = 1 + pick(4); r > 0; --r) {
      if (r == 1 && chance(2)) {
        add("| otherwise");
      } else {
        for (std::size_t i = 0; i < inputs; ++i) {
          add("|");
          cell();
        }
      }
      for (std::size_t i = 0; i < outputs; ++i) {
        add(i == 0 ? "||" : "|");
        expr(1);
      }
      add("|");
      because();
    }
    add("end");
  }
  void steps() {
    static const std::vector<std::string> verbs = {"raise to", "lower by", "cap", "floor", "becomes"};
    for (std::size_t i = 1 + pick(3); i > 0; --i) {
      add(code() + " " + verbs[pick(verbs.size())]);
      expr(1);
      if (chance(3)) add("if present");
      because();
      if (chance(3)) add("from 2026-01-01");
      if (chance(3))
        add("when");
      else
        continue;
      condition(1);
    }
    add("end");
  }
  void bindings() {
    for (std::size_t i = 0, n = 1 + pick(9); i < n; ++i) {
      if (i > 0) add(",");
      switch (pick(4)) {
        case 0:
          add("reasons ( R01 , R02 )");
          break;
        case 1:
          add("knockouts ( " + code() + " )");
          break;
        default:
          add(name() + (chance(3) ? " . member" : ""));
          value();
      }
    }
  }
  void item() {
    switch (pick(15)) {
      case 0:
      case 1:
        add("let " + name());
        if (chance(4)) add("money CNY");
        add("be");
        expr(3);
        if (chance(2)) rounding();
        break;
      case 2:
        choose("segment");
        break;
      case 3:
        choose("decide");
        break;
      case 4:
        add("tree " + name());
        branch(3);
        add("end");
        break;
      case 5:
        table();
        break;
      case 6:
        add("scorecard " + name() + " odds 30 to 1 at 600 points , double every 20 points start~from 400");
        if (chance(2)) add("reasons 3");
        add("factor " + name() + " because R01 | below 3 || - 5 | | at~least 3 || 40 | because R02");
        add("factor " + name() + " | any || 4 |");
        add("end");
        break;
      case 7:
        add("define f" + std::to_string(pick(9)) + " ( a int , b money CNY )");
        if (chance(2)) {
          add("let x be");
          expr(2);
        }
        if (chance(2)) choose("segment");
        if (chance(2)) table();
        if (chance(3)) {
          add("tree " + name());
          branch(2);
          add("end");
        }
        add("give");
        expr(2);
        add("end");
        break;
      case 8:
        add("knockouts");
        for (std::size_t i = 1 + pick(3); i > 0; --i) {
          add(code() + " decline because R01 when");
          condition(1);
        }
        add("end");
        break;
      case 9:
        add("brakes on " + name());
        if (chance(2)) rounding();
        add("start~from");
        expr(1);
        steps();
        break;
      case 10:
        add("exception " + code() + " \"title\" ticket \"T-1\" from 2026-11-01 until 2026-12-01");
        if (chance(2)) add("waives K01 , K02");
        add("when");
        condition(1);
        add("end");
        break;
      case 11:
        add("experiment E1 \"title\" ticket \"T-1\" from 2026-11-01 until 2026-12-01 split id salt \"s\"");
        add("champion 85% short 15% sets");
        bindings();
        add("when");
        condition(1);
        add("end");
        break;
      case 12:
        add("cost " + name() + " \"label\"");
        expr(1);
        add("\"other label\"");
        expr(1);
        add("end");
        break;
      case 13:
        add("example \"an example\"");
        if (chance(2)) add("on 2026-11-08");
        add("given");
        bindings();
        add("expect");
        bindings();
        add("end");
        break;
      default:
        add("prove " + name() +
            (chance(2) ? " never falls as " + name() + " rises" : " does~not~read a , b"));
    }
  }

  Rng rng_;
  std::vector<std::string> out_;
};

}  // namespace pol::testing
