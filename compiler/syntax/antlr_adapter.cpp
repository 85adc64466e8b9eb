#include "compiler/syntax/antlr_private.h"

namespace pol::syntax {
namespace {

using polg::PolParser;

class LexemeStream final : public antlr4::TokenStream {
 public:
  LexemeStream(const std::vector<Lexeme>& lexemes, const Lexeme& end) {
    tokens_.reserve(lexemes.size() + 1);
    for (const Lexeme& lexeme : lexemes) tokens_.emplace_back(lexeme, tokens_.size());
    Lexeme stop = end;
    stop.type = 0;
    tokens_.emplace_back(stop, tokens_.size());
  }
  void consume() override {
    if (index_ + 1 < tokens_.size()) ++index_;
  }
  std::size_t LA(ssize_t i) override {
    const antlr4::Token* token = LT(i);
    return token == nullptr ? antlr4::Token::EOF : token->getType();
  }
  antlr4::Token* LT(ssize_t k) override {
    if (k == 0 || (k < 0 && static_cast<std::size_t>(-k) > index_)) return nullptr;
    const std::size_t at =
        k > 0 ? index_ + static_cast<std::size_t>(k) - 1 : index_ - static_cast<std::size_t>(-k);
    return &tokens_[std::min(at, tokens_.size() - 1)];
  }
  antlr4::Token* get(std::size_t index) const override { return &tokens_[index]; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  std::size_t index() override { return index_; }
  void seek(std::size_t index) override { index_ = std::min(index, tokens_.size() - 1); }
  std::size_t size() override { return tokens_.size(); }
  std::string getSourceName() const override { return {}; }

 private:
  mutable std::vector<LexemeToken> tokens_;
  std::size_t index_ = 0;
};

// Stops at the first error and keeps what a message needs. ANTLR's own recovery is not used: it takes
// quadratic time on hostile input and turns one mistake into several.
class StopAtError final : public antlr4::DefaultErrorStrategy {
 public:
  std::optional<SyntaxError> error;

  void recover(antlr4::Parser* parser, std::exception_ptr cause) override {
    try {
      std::rethrow_exception(cause);
    } catch (const antlr4::RecognitionException& e) {
      stop(parser, e);
    }
  }
  antlr4::Token* recoverInline(antlr4::Parser* parser) override {
    stop(parser, antlr4::InputMismatchException(parser));
  }
  void reportError(antlr4::Parser*, const antlr4::RecognitionException&) override {}
  void sync(antlr4::Parser*) override {}

 private:
  // Where a decision needed several tokens: what could have stood at the one that fits none of the
  // alternatives.
  static antlr4::misc::IntervalSet expected_at(antlr4::Parser& parser,
                                               const antlr4::NoViableAltException& e) {
    antlr4::misc::IntervalSet result;
    if (e.getDeadEndConfigs() == nullptr) return result;
    for (const auto& config : e.getDeadEndConfigs()->configs)
      result.addAll(parser.getATN().nextTokens(config->state));
    result.remove(antlr4::Token::EPSILON);
    return result;
  }

  [[noreturn]] void stop(antlr4::Parser* parser, const antlr4::RecognitionException& e) {
    if (!error) {
      error.emplace();
      error->index = e.getOffendingToken()->getTokenIndex();
      const auto* lost = dynamic_cast<const antlr4::NoViableAltException*>(&e);
      if (lost != nullptr && error->index != parser->getInputStream()->index())
        error->expected = expected_at(*parser, *lost);
      else
        error->expected = e.getExpectedTokens();
      for (auto* level = dynamic_cast<RuleContext*>(e.getCtx()); level != nullptr;
           level = dynamic_cast<RuleContext*>(level->parent))
        error->levels.push_back({level->getRuleIndex(), lexeme_of(level->start)});
    }
    throw antlr4::ParseCancellationException();
  }
};

// What ANTLR learns about the grammar while it parses. Odd inputs make it grow without end in one static
// place that all threads share; so each thread has its own, and a full one is thrown away.
class Predictions {
 public:
  explicit Predictions(const antlr4::atn::ATN& atn) {
    decisions_.reserve(atn.decisionToState.size());
    for (std::size_t i = 0; i < atn.decisionToState.size(); ++i)
      decisions_.emplace_back(atn.decisionToState[i], i);
  }
  antlr4::atn::ParserATNSimulator* simulator(PolParser& parser) {
    auto* result = new antlr4::atn::ParserATNSimulator(&parser, parser.getATN(), decisions_, contexts_);
    result->setPredictionMode(antlr4::atn::PredictionMode::SLL);
    return result;  // the parser takes it over
  }
  bool full() const {
    std::size_t states = 0;
    for (const auto& decision : decisions_) states += decision.states.size();
    return states > kMostStates || contexts_.size() > kMostContexts;
  }

 private:
  static constexpr std::size_t kMostStates = 20'000, kMostContexts = 50'000;
  std::vector<antlr4::dfa::DFA> decisions_;
  antlr4::atn::PredictionContextCache contexts_;
};

std::unique_ptr<Predictions>& predictions() {
  thread_local std::unique_ptr<Predictions> cache;
  return cache;
}

}  // namespace

std::optional<SyntaxError> parse_tokens(const std::vector<Lexeme>& tokens, const Lexeme& end,
                                        const Rule& rule, const Use& use) {
  LexemeStream stream(tokens, end);
  PolParser parser(&stream);
  if (predictions() == nullptr || predictions()->full())
    predictions() = std::make_unique<Predictions>(parser.getATN());
  parser.setInterpreter(predictions()->simulator(parser));
  parser.removeErrorListeners();
  const auto strategy = std::make_shared<StopAtError>();
  parser.setErrorHandler(strategy);
  try {
    RuleContext* tree = rule(parser);
    if (stream.index() == tokens.size()) {
      use(*tree);
      return std::nullopt;
    }
    SyntaxError leftover;
    leftover.index = stream.index();
    leftover.leftover = true;
    return leftover;
  } catch (const antlr4::ParseCancellationException&) {
    return strategy->error;
  }
}

}  // namespace pol::syntax
