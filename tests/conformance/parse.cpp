// One parser for both languages: precedence from weak to strong is if, or, and, comparison, + -, * / %,
// ** (FEEL, from the left), minus and not, call and `.`.
#include <algorithm>
#include <array>

#include "tests/conformance/expr.h"
#include "tests/conformance/reasons.h"

namespace pol::conformance {

namespace {

using Form = Expr::Form;

// Names of FEEL functions and parameters that hold spaces.
constexpr std::array<std::string_view, 13> kSpacedNames = {
    "string length",   "upper case",   "lower case",    "substring before", "substring after",
    "day of year",     "week of year", "round up",      "round down",       "round half up",
    "round half down", "string join",  "start position"};

bool is_letter(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (static_cast<unsigned char>(c) & 0x80);
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Parser {
 public:
  Parser(Dialect dialect, std::string_view text, const std::vector<std::string>& names)
      : dialect_(dialect), text_(text), names_(names) {
    names_.insert(names_.end(), kSpacedNames.begin(), kSpacedNames.end());
    std::sort(names_.begin(), names_.end(),
              [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  }
  Result<Expr> parse() {
    Expr expr = choice();
    skip();
    if (reason_.empty() && at_ < text_.size())
      reason_ = dialect_ == Dialect::feel && is_letter(text_[at_]) ? reason::kOtherDecision : reason::kSyntax;
    if (!reason_.empty()) return input_failure(std::string(reason_));
    return expr;
  }

 private:
  bool feel() const { return dialect_ == Dialect::feel; }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  char peek(std::size_t more = 0) const { return at_ + more < text_.size() ? text_[at_ + more] : '\0'; }
  bool take(std::string_view symbol) {
    skip();
    if (text_.substr(at_, symbol.size()) != symbol) return false;
    if (is_letter(symbol.back())) {
      const char next = peek(symbol.size());
      if (is_letter(next) || is_digit(next)) return false;
    }
    at_ += symbol.size();
    return true;
  }
  void need(std::string_view symbol) {
    if (!take(symbol)) fail(reason::kSyntax);
  }
  Expr fail(std::string_view reason) {
    if (reason_.empty()) reason_ = reason;
    at_ = text_.size();
    return {};
  }
  static Expr op(std::string_view name, Expr a) {
    return {Form::op, std::string(name), false, {std::move(a)}};
  }
  static Expr op(std::string_view name, Expr a, Expr b) {
    return {Form::op, std::string(name), false, {std::move(a), std::move(b)}};
  }

  Expr choice() {
    if (feel() && take("if")) {
      Expr when = choice();
      need("then");
      Expr yes = choice();
      need("else");
      return {Form::op, "if", false, {std::move(when), std::move(yes), choice()}};
    }
    Expr when = either();
    if (feel() || !take("?")) return when;
    Expr yes = choice();
    need(":");
    return {Form::op, "if", false, {std::move(when), std::move(yes), choice()}};
  }
  Expr either() {
    Expr left = both();
    while (take(feel() ? "or" : "||")) left = op("or", std::move(left), both());
    return left;
  }
  Expr both() {
    Expr left = comparison();
    while (take(feel() ? "and" : "&&")) left = op("and", std::move(left), comparison());
    return left;
  }
  // The comparison that stands here, as FEEL writes it; "" if none does.
  std::string comparison_sign() {
    for (const std::string_view sign : {"<=", ">=", "!=", "==", "<", ">", "="}) {
      if ((sign == "=" && !feel()) || (sign == "==" && feel())) continue;
      if (take(sign)) return sign == "==" ? "=" : std::string(sign);
    }
    return "";
  }
  Expr comparison() {
    Expr left = sum();
    while (true) {
      if (feel() && take("between")) {
        Expr low = sum();
        need("and");
        return {Form::op, "between", false, {std::move(left), std::move(low), sum()}};
      }
      if (feel() && take("in")) return membership(left);
      const std::string sign = comparison_sign();
      if (sign.empty()) return left;
      left = op(sign, std::move(left), sum());
    }
  }
  // What stands after `in`: a test, a range, or a list of them in brackets.
  Expr membership(const Expr& subject) {
    skip();
    const bool outside = peek() == ']';  // `]a..b` leaves out a, like `(a..b`
    if (peek() != '(' && peek() != '[' && !outside) return unary_test(subject);
    const char open = text_[at_++];
    Expr test = unary_test(subject, open == '[' ? ">=" : ">");
    while (reason_.empty() && take(",")) test = op("or", std::move(test), unary_test(subject));
    if (peek() != ')' && peek() != ']') return fail(reason::kSyntax);
    ++at_;
    return test;
  }
  Expr unary_test(const Expr& subject, std::string_view low_sign = "") {
    const std::string sign = comparison_sign();
    Expr value = sum();
    if (sign.empty() && !low_sign.empty() && take("..")) {
      Expr high = sum();
      skip();
      return op("and", op(low_sign, subject, std::move(value)),
                op(peek() == ']' ? "<=" : "<", subject, std::move(high)));
    }
    return op(sign.empty() ? "=" : sign, subject, std::move(value));
  }
  Expr sum() {
    Expr left = product();
    while (true) {
      if (take("+"))
        left = op("+", std::move(left), product());
      else if (take("-"))
        left = op("-", std::move(left), product());
      else
        return left;
    }
  }
  Expr product() {
    Expr left = power();
    while (true) {
      skip();
      if (peek() == '*' && peek(1) == '*') return left;
      if (take("*"))
        left = op("*", std::move(left), power());
      else if (take("/"))
        left = op("/", std::move(left), power());
      else if (!feel() && take("%"))
        left = op("%", std::move(left), power());
      else
        return left;
    }
  }
  Expr power() {
    Expr left = prefix();
    while (feel() && take("**")) left = op("**", std::move(left), prefix());
    return left;
  }
  Expr prefix() {
    if (!feel() && take("!")) return op("not", prefix());
    if (!take("-")) return postfix();
    skip();
    // A sign before a number is part of it: the lowest int of CEL has no positive twin.
    if (is_digit(peek()) || peek() == '.') {
      Expr number = primary();
      number.text = number.text[0] == '-' ? number.text.substr(1) : "-" + number.text;
      return number;
    }
    return op("neg", prefix());
  }
  Expr postfix() {
    Expr value = primary();
    while (reason_.empty()) {
      if (peek() == '.' && is_letter(peek(1))) {
        ++at_;
        Expr member{Form::call, "." + word(), false, {std::move(value)}};
        if (peek() == '(') arguments(member);
        value = std::move(member);
      } else if (peek() == '(' && value.form == Form::name) {
        value.form = Form::call;
        arguments(value);
      } else if (peek() == '(' && value.form == Form::call) {
        return fail(reason::kOtherDecision);
      } else {
        return value;
      }
    }
    return {};
  }
  void arguments(Expr& call) {
    need("(");
    if (take(")")) return;
    do {
      // `name: value` of FEEL: all functions that occur are given their arguments in order.
      const std::size_t before = at_;
      skip();
      if (feel() && is_letter(peek())) {
        word();
        if (!take(":")) at_ = before;
      }
      call.args.push_back(choice());
    } while (reason_.empty() && take(","));
    need(")");
  }
  std::string word() {
    if (feel())
      for (const std::string& name : names_)
        if (text_.substr(at_, name.size()) == name && !is_letter(peek(name.size())) &&
            !is_digit(peek(name.size())))
          return at_ += name.size(), name;
    const std::size_t begin = at_;
    while (is_letter(peek()) || is_digit(peek()) || (feel() && peek() == '\'')) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  Expr primary() {
    skip();
    const char c = peek();
    if (c == '(') return bracketed();
    if (c == '"' || (c == '\'' && !feel()) ||
        (!feel() && (c == 'r' || c == 'R') && (peek(1) == '"' || peek(1) == '\'')))
      return text();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '[' || c == '{') return fail(reason::kLists);
    if (!is_letter(c)) return fail(reason::kSyntax);
    const std::string name = word();
    if (name == "true" || name == "false") return {Form::boolean, name};
    if (name == "null") return {Form::null, name};
    return {Form::name, name};
  }
  Expr bracketed() {
    need("(");
    skip();
    if (feel() && std::string_view("<>=!").find(peek()) != std::string_view::npos)
      return fail(reason::kRanges);
    Expr inner = choice();
    need(")");
    return inner;
  }
  Expr text() {
    const Result<std::string> value = string_literal(dialect_, text_, at_);
    if (!value) return fail(reason::kSyntax);
    return {Form::text, *value};
  }
  Expr number() {
    const std::size_t begin = at_;
    bool whole = true;
    while (is_digit(peek())) ++at_;
    if (peek() == '.' && is_digit(peek(1))) {
      whole = false;
      for (++at_; is_digit(peek());) ++at_;
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      for (at_ += 2; is_digit(peek());) ++at_;
    }
    const Result<Decimal> value = exact_number(text_.substr(begin, at_ - begin));
    if (!value) return fail(reason::kWideNumber);
    return {Form::number, format_decimal(value->number, value->scale), whole};
  }

  Dialect dialect_;
  std::string_view text_;
  std::vector<std::string> names_;
  std::size_t at_ = 0;
  std::string_view reason_;
};

}  // namespace

Result<Expr> parse_expression(Dialect dialect, std::string_view text, const std::vector<std::string>& names) {
  return Parser(dialect, text, names).parse();
}

}  // namespace pol::conformance
