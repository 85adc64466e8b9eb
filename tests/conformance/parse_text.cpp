#include <cstdlib>

#include "runtime/base/utf8.h"
#include "tests/conformance/expr.h"
#include "tests/conformance/reasons.h"

namespace pol::conformance {

namespace {

void append_code_point(std::string& out, std::uint32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | point >> 12);
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | point >> 18);
    out += static_cast<char>(0x80 | (point >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

// Digits of `base` in text[at, at + count).
std::uint32_t code_of(std::string_view text, std::size_t at, std::size_t count, int base) {
  return static_cast<std::uint32_t>(std::strtoul(std::string(text.substr(at, count)).c_str(), nullptr, base));
}

// One escape behind the backslash at text[at - 1]; moves `at` behind it.
void append_escape(Dialect dialect, std::string_view text, std::size_t& at, std::string& out) {
  const char c = text[at++];
  const auto hex = [&](std::size_t digits) {
    std::uint32_t point = code_of(text, at, digits, 16);
    at += digits;
    // Two \u of FEEL may be one character beyond the first plane.
    if (point >= 0xD800 && point < 0xDC00 && text.substr(at, 1) == "\\" && digits == 4) {
      point = 0x10000 + ((point - 0xD800) << 10) + (code_of(text, at + 2, 4, 16) - 0xDC00);
      at += 6;
    }
    append_code_point(out, point);
  };
  switch (c) {
    case 'a':
      out += '\a';
      return;
    case 'b':
      out += '\b';
      return;
    case 'f':
      out += '\f';
      return;
    case 'n':
      out += '\n';
      return;
    case 'r':
      out += '\r';
      return;
    case 't':
      out += '\t';
      return;
    case 'v':
      out += '\v';
      return;
    case 'u':
      return hex(4);
    case 'U':
      return hex(dialect == Dialect::cel ? 8 : 6);
    case 'x':
    case 'X':
      return hex(2);
    default:
      break;
  }
  if (c >= '0' && c <= '3' && dialect == Dialect::cel) {
    append_code_point(out, code_of(text, at - 1, 3, 8));
    at += 2;
    return;
  }
  out += c;
}

}  // namespace

Result<std::string> string_literal(Dialect dialect, std::string_view text, std::size_t& at) {
  const bool raw = text[at] == 'r' || text[at] == 'R';
  if (raw) ++at;
  std::string_view quote = text.substr(at, 1);
  if (dialect == Dialect::cel && text.substr(at, 3) == std::string(3, quote[0])) quote = text.substr(at, 3);
  at += quote.size();
  std::string out;
  while (at < text.size()) {
    if (text.substr(at, quote.size()) == quote) {
      at += quote.size();
      return out;
    }
    if (text[at] == '\\' && !raw && at + 1 < text.size())
      append_escape(dialect, text, ++at, out);
    else
      out += text[at++];
  }
  return input_failure(std::string(reason::kSyntax));
}

Result<Decimal> exact_number(std::string_view text) {
  const auto too_wide = input_failure(std::string(reason::kWideNumber));
  std::string digits, sign;
  int places = 0, exponent = 0;
  bool point = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-') sign = "-";
    if (text[i] == '.') point = true;
    if (text[i] == 'e' || text[i] == 'E') {
      exponent = std::atoi(std::string(text.substr(i + 1)).c_str());
      break;
    }
    if (text[i] < '0' || text[i] > '9') continue;
    digits += text[i];
    places += point;
  }
  if (exponent > 60 || exponent < -60 || digits.empty()) return too_wide;
  if (places < exponent) digits.append(static_cast<std::size_t>(exponent - places), '0'), places = exponent;
  const std::size_t after = static_cast<std::size_t>(places - exponent);
  if (digits.size() <= after) digits.insert(0, after + 1 - digits.size(), '0');
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - after - 1));
  if (after) digits.insert(digits.size() - after, ".");
  const Result<Decimal> value = parse_decimal(sign + digits);
  if (!value) return too_wide;
  return *value;
}

}  // namespace pol::conformance
