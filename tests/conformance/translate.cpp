#include "tests/conformance/translate.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/base/utf8.h"
#include "runtime/value/date.h"
#include "tests/conformance/reasons.h"

namespace pol::conformance {

namespace {

using Form = Expr::Form;
constexpr int kMostPlaces = 18;     // of a tag
constexpr int kQuotient = 9;        // places of a quotient, if the expected value does not ask for more
constexpr std::size_t kLong = 400;  // longer expressions get a let of their own

// A piece of pol that can stand as an operand. `kind` null: a missing value that takes its type from the
// other operand.
struct Piece {
  enum class Kind { number, boolean, text, date, null } kind = Kind::null;
  std::string text = {};
  int places = 0;            // number
  bool whole = false;        // an int of CEL, whose division cuts
  std::string literal = {};  // of a text or date: how a policy writes it
};
using Kind = Piece::Kind;

struct FunctionReason {
  std::string_view name, reason;
};
// Functions that pol has nothing for.
constexpr FunctionReason kFunctionReasons[] = {
    {"string", reason::kMakesText},
    {"string length", reason::kMakesText},
    {"substring", reason::kMakesText},
    {"substring before", reason::kMakesText},
    {"substring after", reason::kMakesText},
    {"upper case", reason::kMakesText},
    {"lower case", reason::kMakesText},
    {"replace", reason::kMakesText},
    {"contains", reason::kMakesText},
    {"matches", reason::kMakesText},
    {"string join", reason::kMakesText},
    {"size", reason::kMakesText},
    {".endsWith", reason::kMakesText},
    {".contains", reason::kMakesText},
    {".charAt", reason::kMakesText},
    {".indexOf", reason::kMakesText},
    {".lastIndexOf", reason::kMakesText},
    {".lowerAscii", reason::kMakesText},
    {".upperAscii", reason::kMakesText},
    {".replace", reason::kMakesText},
    {".substring", reason::kMakesText},
    {".trim", reason::kMakesText},
    {".reverse", reason::kMakesText},
    {".quote", reason::kMakesText},
    {"number", reason::kFromText},
    {"bool", reason::kFromText},
    {"timestamp", reason::kTime},
    {"duration", reason::kTime},
    {".year", reason::kDateParts},
    {".month", reason::kDateParts},
    {".day", reason::kDateParts},
    {".minute", reason::kDateParts},
    {".years", reason::kDateParts},
    {".seconds", reason::kDateParts},
    {".weekday", reason::kDateParts},
    {"day of year", reason::kDateParts},
    {"week of year", reason::kDateParts},
    {".isNaN", reason::kFloat},
    {".isInf", reason::kFloat},
    {".isFinite", reason::kFloat},
    {".bitAnd", reason::kBits},
    {".bitOr", reason::kBits},
    {".bitXor", reason::kBits},
    {".bitNot", reason::kBits},
    {".bitShiftLeft", reason::kBits},
    {".bitShiftRight", reason::kBits},
    {"sqrt", reason::kRoots},
    {"exp", reason::kRoots},
    {"log", reason::kRoots},
    {"round half down", reason::kHalfDown},
    {"count", reason::kLists},
    {"sublist", reason::kLists},
};

struct RoundingName {
  std::string_view name, mode;
};
constexpr RoundingName kRoundings[] = {
    {"floor", "floor"},     {"ceiling", "ceiling"},       {"decimal", "half even"}, {"round up", "up"},
    {"round down", "down"}, {"round half up", "half up"}, {".floor", "floor"},      {".ceil", "ceiling"},
    {".round", "half up"},  {".trunc", "down"},
};

bool can_stand_in_policy(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
  // U+FFFB and the other annotation marks, U+200B and the like are format characters.
  for (const std::string_view mark : {"\xEF\xBF\xBB", "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D"})
    if (text.find(mark) != std::string_view::npos) return false;
  return true;
}

std::string quoted_text(std::string_view text, std::string_view also_escaped = "\"\\") {
  std::string out = "\"";
  for (const char c : text) {
    if (also_escaped.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out + "\"";
}

class Translator {
 public:
  Translator(const FileCase& given, std::size_t index) : given_(given), index_(index) {}

  Result<Translated> run() {
    if (given_.expected.kind == "double" && !exact_number(given_.expected.text)) fail(reason::kFloat);
    std::vector<std::string> names;
    for (const auto& [name, value] : given_.inputs) names.push_back(name);
    const auto expr = parse_expression(given_.dialect, given_.expr, names);
    if (!expr) return expr.failure();
    if (const auto value = exact_number(given_.expected.text); value && is_number(given_.expected.kind))
      quotient_places_ = std::max(kQuotient, value->scale);
    finish(piece(*expr));
    if (!reason_.empty()) return input_failure(std::string(reason_));
    out_.id = given_.id;
    out_.name = std::to_string(index_);
    return std::move(out_);
  }

 private:
  static bool is_number(std::string_view kind) {
    return kind == "decimal" || kind == "int64" || kind == "double";
  }
  bool feel() const { return given_.dialect == Dialect::feel; }
  Piece fail(std::string_view reason) {
    if (reason_.empty()) reason_ = reason;
    return {Kind::number, "0"};
  }
  std::string new_name(std::string_view letter) { return fmt::format("{}_{}_{}", letter, index_, ++count_); }

  // The value of the case, and what it is compared with.
  void finish(Piece value) {
    const CaseValue& expected = given_.expected;
    if (value.kind == Kind::null) value = missing(Kind::boolean);
    if (expected.kind == "string" || expected.kind == "date") {
      if (!can_stand_in_policy(expected.text)) return void(fail(reason::kControl));
      value = {Kind::boolean,
               fmt::format("{} is {}", value.text,
                           expected.kind == "date" ? expected.text : quoted_text(expected.text))};
      out_.expected = "yes";
    } else if (expected.kind == "boolean" || expected.kind == "bool") {
      out_.expected = expected.text == "true" ? "yes" : "no";
    } else if (is_number(expected.kind)) {
      const auto number = exact_number(expected.text);
      if (!number) return void(fail(reason::kFloat));
      out_.expected = format_decimal(number->number, number->scale);
    } else if (expected.kind == "null" || expected.kind == "error") {
      out_.expected = expected.kind == "null" ? "missing" : "error";
    } else {
      return void(fail(reason::kSyntax));
    }
    if (value.kind == Kind::text || value.kind == Kind::date)  // only where an error is expected
      value = {Kind::boolean, fmt::format("{0} is {0}", value.text)};
    out_.number = value.kind == Kind::number;
    out_.places = value.places;
    if (out_.number && value.places > kMostPlaces) return void(fail(reason::kWideNumber));
    out_.items += fmt::format("let v_{} be {}\n", index_, value.text);
  }

  // A tag with the value `json`; missing if it is "".
  Piece tag(Kind kind, std::string_view type, std::string_view range, std::string_view json, int places = 0) {
    const std::string name = new_name("t");
    out_.tags.push_back({name, std::string(type), std::string(range), std::string(json)});
    return {kind, name, places};
  }
  Piece missing(Kind kind, int places = 0) {
    switch (kind) {
      case Kind::number:
        return tag(kind, "decimal " + std::to_string(std::min(places, kMostPlaces)), "0..1", "", places);
      case Kind::boolean:
      case Kind::null:
        return tag(Kind::boolean, "bool", "", "");
      case Kind::text:
        return tag(kind, "text", "0..9 characters", "");
      case Kind::date:
        return tag(kind, "date", "2000-01-01..2020-01-01", "");
    }
    __builtin_unreachable();
  }
  Piece number(std::string_view text, bool whole) {
    const Result<Decimal> value = exact_number(text);
    if (!value || value->scale > kMostPlaces || value->number > INT64_MAX || value->number < INT64_MIN)
      return fail(reason::kWideNumber);
    const std::string plain = format_decimal(value->number, value->scale);
    const std::string type = value->scale ? "decimal " + std::to_string(value->scale) : "int";
    Piece out = tag(Kind::number, type, value->number < 0 ? plain + "..0" : "0.." + plain,
                    value->scale ? "\"" + plain + "\"" : plain, value->scale);
    out.whole = whole;
    return out;
  }
  Piece text(std::string_view text) {
    if (!can_stand_in_policy(text)) return fail(reason::kControl);
    Piece out = tag(Kind::text, "text", fmt::format("0..{} characters", count_code_points(text) + 1),
                    quoted_text(text));
    out.literal = quoted_text(text);
    return out;
  }
  Piece date(const std::string& text) {
    const auto day = parse_date(text);
    if (!day) return fail(reason::kDateRange);
    Piece out = tag(Kind::date, "date", text + ".." + text, "\"" + text + "\"");
    out.literal = text;
    return out;
  }
  Piece boolean(bool yes) { return tag(Kind::boolean, "bool", "", yes ? "true" : "false"); }

  Piece piece(const Expr& expr) {
    switch (expr.form) {
      case Form::number:
        return number(expr.text, expr.whole);
      case Form::text:
        return text(expr.text);
      case Form::boolean:
        return boolean(expr.text == "true");
      case Form::date:
        return date(expr.text);
      case Form::null:
        return {};
      case Form::name:
        return variable(expr.text);
      case Form::call:
        return call(expr);
      case Form::op:
        return shortened(operation(expr));
    }
    __builtin_unreachable();
  }
  Piece shortened(Piece value) {
    if (value.text.size() < kLong) return value;
    const std::string name = new_name("x");
    out_.items += fmt::format("let {} be {}\n", name, value.text);
    value.text = name;
    return value;
  }
  Piece variable(const std::string& name) {
    const auto it = given_.inputs.find(name);
    if (it == given_.inputs.end()) {
      if (feel()) return fail(reason::kOtherDecision);
      return {Kind::boolean, "undeclared_" + name};  // pol must refuse it
    }
    return of_case(it->second);
  }
  Piece of_case(const CaseValue& value) {
    if (is_number(value.kind)) return number(value.text, value.kind == "int64");
    if (value.kind == "boolean" || value.kind == "bool") return boolean(value.text == "true");
    if (value.kind == "string") return text(value.text);
    if (value.kind == "date") return date(value.text);
    if (value.kind == "null") return {};
    if (value.kind == "dateTime" || value.kind == "duration") return fail(reason::kTime);
    return fail(reason::kLists);
  }
  // A missing value beside a value takes its kind.
  void fill(Piece& a, Piece& b) {
    if (a.kind == Kind::null && b.kind == Kind::null) a = missing(Kind::number);
    if (a.kind == Kind::null) a = missing(b.kind, b.places);
    if (b.kind == Kind::null) b = missing(a.kind, a.places);
  }
  Piece condition(const Expr& expr) {
    Piece value = piece(expr);
    return value.kind == Kind::null ? missing(Kind::boolean) : value;
  }

  Piece operation(const Expr& expr) {
    const std::string& op = expr.text;
    if (op == "if") return branches(expr);
    if (op == "between") {
      const Expr both{Form::op,
                      "and",
                      false,
                      {{Form::op, ">=", false, {expr.args[0], expr.args[1]}},
                       {Form::op, "<=", false, {expr.args[0], expr.args[2]}}}};
      // One test of pol, unless an end is not an operand of the same kind.
      Piece value = piece(expr.args[0]), low = piece(expr.args[1]), high = piece(expr.args[2]);
      if (value.kind == Kind::text) return fail(reason::kTextOrder);
      if (value.kind != low.kind || value.kind != high.kind) return piece(both);
      return {Kind::boolean, fmt::format("({} from {} to {})", value.text, low.text, high.text)};
    }
    if (op == "and" || op == "or") {
      const Piece a = condition(expr.args[0]), b = condition(expr.args[1]);
      return {Kind::boolean, fmt::format("({} {} {})", a.text, op, b.text)};
    }
    if (op == "not") return {Kind::boolean, fmt::format("(not {})", condition(expr.args[0]).text)};
    if (op == "neg") {
      Piece a = piece(expr.args[0]);
      a.text = fmt::format("(-{})", a.text);
      return a;
    }
    Piece a = piece(expr.args[0]);
    if (op == "**") return power(a, expr.args[1]);
    Piece b = piece(expr.args[1]);
    fill(a, b);
    if (op == "+" && a.kind == Kind::text && b.kind == Kind::text) return fail(reason::kMakesText);
    if (op == "+" || op == "-" || op == "*" || op == "/" || op == "%") return arithmetic(op, a, b);
    return comparison(op, a, b);
  }
  Piece comparison(const std::string& op, const Piece& a, const Piece& b) {
    const bool equality = op == "=" || op == "!=";
    if (!equality && a.kind == b.kind && (a.kind == Kind::text || a.kind == Kind::boolean))
      return fail(reason::kTextOrder);
    const std::string_view word = op == "="    ? "is"
                                  : op == "!=" ? "is not"
                                  : op == "<"  ? "below"
                                  : op == "<=" ? "at most"
                                  : op == ">"  ? "above"
                                               : "at least";
    return {Kind::boolean, fmt::format("({} {} {})", a.text, word, b.literal.empty() ? b.text : b.literal)};
  }
  Piece rounded(const Piece& value, std::string_view mode, int places) const {
    return {Kind::number, fmt::format("({} rounded {} to {} places)", value.text, mode, places), places,
            value.whole};
  }
  Piece arithmetic(const std::string& op, const Piece& a, const Piece& b) {
    const bool whole = a.whole && b.whole;
    const Piece quotient{Kind::number, fmt::format("{} / {}", a.text, b.text), 0, whole};
    if (op == "/")
      return whole ? rounded(quotient, "down", 0) : rounded(quotient, "half even", quotient_places_);
    if (op == "%" && !whole &&
        !feel()) {  // CEL has no remainder of doubles: what pol refuses of its own is `%`
      return {Kind::number, fmt::format("({} % {})", a.text, b.text), 0};
    }
    if (op == "%")  // a remainder is what rounding the quotient leaves
      return {
          Kind::number,
          fmt::format("({} - {} * {})", a.text, b.text, rounded(quotient, feel() ? "floor" : "down", 0).text),
          std::max(a.places, b.places), whole};
    return {Kind::number, fmt::format("({} {} {})", a.text, op, b.text),
            op == "*" ? a.places + b.places : std::max(a.places, b.places), whole};
  }
  Piece power(const Piece& base, const Expr& exponent) {
    if (exponent.form != Form::number || !exponent.whole || exponent.text[0] == '-')
      return fail(reason::kNegativePower);
    const int places = base.places * std::atoi(exponent.text.c_str());
    return {Kind::number,
            fmt::format("(power({}, {}) rounded half even to {} places)", base.text, exponent.text, places),
            places};
  }
  // A choice with the two results as names, because an arm gives names.
  Piece branches(const Expr& expr) {
    const Piece when = condition(expr.args[0]);
    Piece yes = piece(expr.args[1]), no = piece(expr.args[2]);
    fill(yes, no);
    const std::string name = new_name("c");
    out_.items +=
        fmt::format("decide {} {} when {} {} otherwise end\n", name, named(yes), when.text, named(no));
    return {yes.kind, name, std::max(yes.places, no.places), yes.whole && no.whole};
  }
  std::string named(const Piece& value) {
    const std::string name = new_name("x");
    out_.items += fmt::format("let {} be {}\n", name, value.text);
    return name;
  }

  Piece call(const Expr& expr) {
    std::string_view name = expr.text;
    for (const auto& [known, reason] : kFunctionReasons)
      if (known == name && !(name == "bool" && expr.args[0].form == Form::boolean) &&
          !(name == "string" && !feel() && expr.args[0].form == Form::text))
        return fail(reason);
    std::vector<Expr> args = expr.args;
    if (name[0] == '.') {
      if (args[0].form == Form::name && args[0].text == "math")
        args.erase(args.begin());
      else if (name != ".startsWith")
        return fail(name.substr(0, 4) == ".get" ? reason::kTime
                    : feel()                    ? reason::kOtherDecision
                                                : reason::kMethods);
    }
    if (args.empty()) return fail(reason::kOtherDecision);
    for (const auto& [known, mode] : kRoundings)
      if (known == name) return rounding(args, mode);
    return function(name, args);
  }
  Piece rounding(const std::vector<Expr>& args, std::string_view mode) {
    int places = 0;
    if (args.size() > 1) {
      places = args[1].form == Form::number && args[1].whole ? std::atoi(args[1].text.c_str()) : -1;
      if (places < 0 || places > kMostPlaces) return fail(reason::kPlaces);
    }
    const Piece value = piece(args[0]);
    return rounded(value, mode, places);
  }
  Piece function(std::string_view name, const std::vector<Expr>& args) {
    const auto both = [&](std::string_view op) {
      return piece({Form::op, std::string(op), false, {args[0], args[1]}});
    };
    const auto two = [] { return Expr{Form::number, "2", true}; };
    if (name == ".startsWith") return starts(args);
    if (name == "not") return piece({Form::op, "not", false, {args[0]}});
    if (name == "is") return both("=");
    if (name == "modulo") return remainder(args[0], args[1]);
    if (name == "even" || name == "odd") {
      const Piece rest = remainder(args[0], two());
      return {Kind::boolean, fmt::format("({} {} 0)", rest.text, name == "odd" ? "is not" : "is")};
    }
    if (name == "abs" || name == ".abs") {
      Piece value = piece(args[0]);
      value.text = fmt::format("absolute({})", value.text);
      return value;
    }
    if (name == ".sign") return sign(args[0]);
    if (name == "max" || name == ".greatest") return fold("highest", args);
    if (name == "min" || name == ".least") return fold("lowest", args);
    if (name == "sum") return fold("sum", args);
    if (name == "mean") {
      Piece value = fold("average", args);
      value.text = value.text.substr(1, value.text.size() - 2);
      return rounded(value, "half even", quotient_places_);
    }
    if (name == "product" || name == "any" || name == "all") {
      Expr joined = args[0];
      for (std::size_t i = 1; i < args.size(); ++i)
        joined = {Form::op, name == "product" ? "*" : name == "any" ? "or" : "and", false, {joined, args[i]}};
      return piece(joined);
    }
    if (name == "date") return date_of(args);
    if (name == "int" || name == "double") {
      if (args[0].form == Form::text) return fail(reason::kFromText);
      Piece value = piece(args[0]);
      if (value.kind != Kind::number) return value;
      if (name == "int" && value.places) value = rounded(value, "down", 0);
      value.whole = name == "int";
      return value;
    }
    if (name == "bool" || name == "string") return piece(args[0]);
    if (feel()) return fail(reason::kOtherDecision);
    return {Kind::boolean, fmt::format("{}({})", name, piece(args[0]).text)};  // unknown: pol must refuse it
  }
  Piece starts(const std::vector<Expr>& args) {
    const Piece value = piece(args[0]);
    if (args[1].form != Form::text) return fail(reason::kMakesText);
    return {Kind::boolean, fmt::format("({} starts with {})", value.text, quoted_text(args[1].text))};
  }
  // a - b * floor(a / b), as FEEL defines modulo.
  Piece remainder(const Expr& a, const Expr& b) {
    const Piece x = piece(a), y = piece(b);
    return arithmetic("%", x, y);
  }
  Piece sign(const Expr& value) {
    const auto whole = [](std::string_view text) { return Expr{Form::number, std::string(text), true}; };
    const auto test = [&](std::string_view op) {
      return Expr{Form::op, std::string(op), false, {value, whole("0")}};
    };
    return piece({Form::op,
                  "if",
                  false,
                  {test(">"), whole("1"), {Form::op, "if", false, {test("<"), whole("-1"), whole("0")}}}});
  }
  Piece fold(std::string_view word, const std::vector<Expr>& args) {
    Piece out{Kind::number, "", 0, true};
    std::string list;
    std::vector<Piece> values;
    for (const Expr& arg : args) {
      const auto given = arg.form == Form::name ? given_.inputs.find(arg.text) : given_.inputs.end();
      if (given == given_.inputs.end() || given->second.kind != "list") {
        values.push_back(piece(arg));
        continue;
      }
      for (const CaseValue& item : given->second.items) values.push_back(of_case(item));
    }
    for (const Piece& value : values) {
      list += (list.empty() ? "" : ", ") + value.text;
      out.places = std::max(out.places, value.places);
      out.whole = out.whole && value.whole;
    }
    out.text = fmt::format("({} of ({}))", word, list);
    return out;
  }
  Piece date_of(const std::vector<Expr>& args) {
    if (args.size() == 1 && args[0].form == Form::text) return date(args[0].text);
    if (args.size() == 1) return piece(args[0]);
    std::string text;
    for (const Expr& arg : args) {
      if (arg.form != Form::number) return fail(reason::kSyntax);
      text += text.empty() ? arg.text : "-" + (arg.text.size() < 2 ? "0" + arg.text : arg.text);
    }
    return date(text);
  }

  const FileCase& given_;
  std::size_t index_;
  std::size_t count_ = 0;
  int quotient_places_ = kQuotient;
  std::string_view reason_;
  Translated out_;
};

}  // namespace

Result<Translated> translate(const FileCase& given, std::size_t index) {
  return Translator(given, index).run();
}

}  // namespace pol::conformance
