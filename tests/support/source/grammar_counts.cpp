#include "tests/support/source/grammar_counts.h"

#include <PolLexer.h>
#include <PolParser.h>
#include <antlr4-runtime.h>
#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <set>
#include <typeinfo>

#include "runtime/builtins/builtins.h"
#include "runtime/value/cause.h"

namespace pol::testing {
namespace {

// Of a file of rows, which is no part of the grammar.
constexpr const char* kRowsWithBecause = "rows with because";

// Words that the lexer or the checker knows and the grammar does not list one by one.
constexpr const char* kNamed[] = {
    "fold sum of",        "fold average of",   "fold lowest of",
    "fold highest of",    "fold trend of",     "mode up",
    "mode down",          "mode floor",        "mode ceiling",
    "mode half up",       "mode half even",    "period a year",
    "period a month",     "period a day",      "hit unique",
    "hit first",          "hit any",           "hit priority",
    "hit rule order",     "hit collect sum",   "hit collect min",
    "hit collect max",    "hit collect count", "type bool",
    "type int",           "type decimal",      "type percent",
    "type rate",          "type money",        "type date",
    "type days",          "type months",       "type enum",
    "kind limit",         "kind pricing",      "kind strategy",
    "kind collections",   "cause not_asked",   "cause no_hit",
    "cause stale",        "cause suppressed",  "cause error",
    "duration days",      "duration months",   "tags.NAME",
    "call of a function", "call of power",     "fold of a tag",
    "type text",          "type of a series",  "list of nothing",
    "sets points",        "sets pd",           "sets a column",
    "step if present",    "test if present",   "option when",
    "brake from",         "brake until",       "brake with source",
    "legal from",         "legal until",       "mask of a list",
    "list as argument",   kRowsWithBecause,
};

// One blank where the text has white space.
std::string normal(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank)
      out += c;
    else if (out.empty() || out.back() != ' ')
      out += ' ';
  }
  return out;
}

using Counts = std::map<std::string, std::uint64_t>;

class Listener : public antlr4::tree::ParseTreeListener {
 public:
  explicit Listener(Counts& counts) : counts_(counts) {}

  void enterEveryRule(antlr4::ParserRuleContext* context) override {
    const std::string name = class_of(context);
    // A rule with labelled alternatives has a class for each.
    const auto rule = counts_.find("rule " + name);
    ++(rule != counts_.end() ? rule->second : counts_["alternative " + name]);
    const std::string text = context->getText();
    if (name == "table") table(context);
    if (name == "plainType") type(context);
    if (name == "header") ++counts_["kind " + context->children[1]->getText()];
    if (name == "cause") ++counts_["cause " + text];
    if (name == "rounding") ++counts_["mode " + normal(context->start->getText())];
    if (name == "call") call(context);
    if (name == "column") columns_.insert(context->children[0]->getText());
    if (name == "variant") variant(context);
    if (name == "step") step(context);
    if (name == "listType" && text.rfind("up", 0) != 0) ++counts_["type of a series"];
    if (name == "define") define(context);
    if (name == "gives") gives(context);
    if (name == "binding" && text.size() > 2 && text.substr(text.size() - 2) == "()")
      ++counts_["list of nothing"];
    if (name == "option" && has_word(context, "when")) ++counts_["option when"];
    if (has_word(context, "if") && has_word(context, "present") && name != "step")
      ++counts_["test if present"];
    // A list in brackets is of the same rule.
    if (name == "series" && text[0] != '(') ++counts_["fold of a tag"];
    if (name == "ref" && text.rfind("tags.", 0) == 0) ++counts_["tags.NAME"];
  }
  void exitEveryRule(antlr4::ParserRuleContext*) override {}
  void visitErrorNode(antlr4::tree::ErrorNode*) override {}
  void visitTerminal(antlr4::tree::TerminalNode* node) override {
    const antlr4::Token* token = node->getSymbol();
    const std::string text = normal(token->getText());
    const std::size_t type = token->getType();
    const auto word = counts_.find("word " + text);
    if (word != counts_.end()) ++word->second;
    if (type == polg::PolLexer::FOLD_OF) ++counts_["fold " + text];
    if (type == polg::PolLexer::PERIOD) ++counts_["period " + text];
    if (type == polg::PolLexer::RATE) ++counts_["period a" + text.substr(text.rfind(' '))];
    if (type == polg::PolLexer::DURATION)
      ++counts_[text.find("month") != std::string::npos ? "duration months" : "duration days"];
    const std::string symbol = "token " + std::string(vocabulary().getSymbolicName(type));
    if (const auto found = counts_.find(symbol); found != counts_.end()) ++found->second;
  }
  static const antlr4::dfa::Vocabulary& vocabulary() {
    static const antlr4::dfa::Vocabulary words = [] {
      antlr4::ANTLRInputStream none("");
      return polg::PolLexer(&none).getVocabulary();
    }();
    return words;
  }

 private:
  static std::string class_of(const antlr4::ParserRuleContext* context) {
    int status = 0;
    char* raw = abi::__cxa_demangle(typeid(*context).name(), nullptr, nullptr, &status);
    std::string name = raw ? raw : "";
    std::free(raw);
    name = name.substr(name.rfind(':') + 1);
    name = name.substr(0, name.size() - std::string("Context").size());
    name[0] = static_cast<char>(std::tolower(name[0]));
    return name;
  }
  void table(antlr4::ParserRuleContext* context) {
    std::string hit;
    bool words = false;
    for (antlr4::tree::ParseTree* child : context->children) {
      const std::string text = child->getText();
      if (text.rfind("|", 0) == 0) break;
      if (words) hit += (hit.empty() ? "" : " ") + text;
      words |= text == "hit";
    }
    ++counts_["hit " + (hit.empty() ? "unique" : hit)];
  }
  void type(antlr4::ParserRuleContext* context) {
    const std::string name = context->children[0]->getText();
    const auto known = counts_.find("type " + name);
    ++(known != counts_.end() ? known->second : counts_["type enum"]);
  }
  static bool has_word(const antlr4::ParserRuleContext* context, const char* word) {
    return std::any_of(context->children.begin(), context->children.end(),
                       [&](antlr4::tree::ParseTree* child) { return child->getText() == word; });
  }
  // `arm 10% sets NAME VALUE, …`: what kind of name it is.
  void variant(antlr4::ParserRuleContext* context) {
    if (context->children.size() < 4) return;
    for (antlr4::tree::ParseTree* binding : context->children[3]->children) {
      if (binding->children.empty()) continue;
      const std::string name = binding->children[0]->getText();
      const auto ends = [&](const std::string& with) {
        return name.size() > with.size() && name.substr(name.size() - with.size()) == with;
      };
      if (ends(".points")) ++counts_["sets points"];
      if (ends(".pd")) ++counts_["sets pd"];
      if (columns_.count(name)) ++counts_["sets a column"];
    }
  }
  void step(antlr4::ParserRuleContext* context) {
    const auto* guard = dynamic_cast<const antlr4::ParserRuleContext*>(context->parent);
    const std::string kind = guard->children[0]->getText() == "legal" ? "legal " : "brake ";
    if (has_word(context, "from")) ++counts_[kind + "from"];
    if (has_word(context, "until")) ++counts_[kind + "until"];
    if (has_word(context, "source") && kind == "brake ") ++counts_["brake with source"];
    if (has_word(context, "if")) ++counts_["step if present"];
  }
  void gives(antlr4::ParserRuleContext* context) {
    const std::string type = context->children[2]->getText();
    if (type.rfind("up", 0) == 0 && has_word(context, "unless")) ++counts_["mask of a list"];
  }
  void define(antlr4::ParserRuleContext* context) {
    for (const antlr4::tree::ParseTree* part : context->children)
      if (part->children.size() == 2 && part->children[1]->getText().rfind("up", 0) == 0)
        takes_list_.insert(context->children[1]->getText());
  }
  void call(antlr4::ParserRuleContext* context) {
    const std::string name = context->children[0]->getText();
    if (takes_list_.count(name)) ++counts_["list as argument"];
    const auto builtin = counts_.find("builtin " + name);
    ++(builtin != counts_.end() ? builtin->second
                                : counts_[name == "power" ? "call of power" : "call of a function"]);
  }
  Counts& counts_;
  std::set<std::string> columns_;     // of the tables that were met
  std::set<std::string> takes_list_;  // functions that were met
};

}  // namespace

Counts all_constructs(const std::string& grammar_text) {
  Counts all;
  for (const char* name : kNamed) all[name] = 0;
  for (const auto& builtin : builtins::all()) all["builtin " + std::string(builtin.name)] = 0;
  // Rules and labels, from the text: the generated parser does not list labels.
  std::string rule;
  bool labelled = false;
  std::istringstream lines(grammar_text);
  static const std::regex kRule("^([a-z][A-Za-z]*)\\s*:"), kLabel("#\\s*([A-Za-z]+)");
  const auto end_rule = [&] {
    if (!rule.empty() && !labelled) all["rule " + rule] = 0;
    rule.clear();
  };
  for (std::string line; std::getline(lines, line);) {
    if (const std::size_t note = line.find("//"); note != std::string::npos) line.resize(note);
    std::smatch found;
    if (std::regex_search(line, found, kRule)) {
      end_rule();
      rule = found[1];
      labelled = false;
    }
    if (!rule.empty() && std::regex_search(line, found, kLabel)) {
      labelled = true;
      all["alternative " + found[1].str()] = 0;
    }
  }
  end_rule();
  const antlr4::dfa::Vocabulary& words = Listener::vocabulary();
  for (std::size_t type = 1; type <= words.getMaxTokenType(); ++type) {
    std::string literal(words.getLiteralName(type));
    if (literal.size() > 2)
      all["word " + literal.substr(1, literal.size() - 2)] = 0;
    else
      all["token " + std::string(words.getSymbolicName(type))] = 0;
  }
  return all;
}

void count_constructs(std::string_view text, Counts& counts) {
  antlr4::ANTLRInputStream input{std::string(text)};
  polg::PolLexer lexer(&input);
  antlr4::CommonTokenStream tokens(&lexer);
  polg::PolParser parser(&tokens);
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(
      antlr4::atn::PredictionMode::SLL);
  Listener listener(counts);
  antlr4::tree::ParseTreeWalker::DEFAULT.walk(&listener, parser.file());
}

}  // namespace pol::testing
