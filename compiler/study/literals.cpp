#include "compiler/study/literals.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "compiler/study/parts.h"
#include "compiler/syntax/lexeme.h"

namespace pol::study {
namespace {

bool is_number(syntax::LexemeKind kind) {
  switch (kind) {
    case syntax::LexemeKind::integer:
    case syntax::LexemeKind::decimal:
    case syntax::LexemeKind::money:
    case syntax::LexemeKind::percent:
    case syntax::LexemeKind::basis_points:
    case syntax::LexemeKind::rate:
    case syntax::LexemeKind::duration:
      return true;
    case syntax::LexemeKind::word:
    case syntax::LexemeKind::code:
    case syntax::LexemeKind::date:
    case syntax::LexemeKind::text:
    case syntax::LexemeKind::symbol:
    case syntax::LexemeKind::reserved:
    case syntax::LexemeKind::bad_thousands:
    case syntax::LexemeKind::bad_run:
    case syntax::LexemeKind::bad_text:
    case syntax::LexemeKind::bad_float:
    case syntax::LexemeKind::bad_name:
    case syntax::LexemeKind::bad_character:
    case syntax::LexemeKind::end_of_file:
      return false;
  }
  return false;
}

// "knockout K04" -> "K04", "step B5 on limit" -> "B5".
std::string name_in(const std::string& key) {
  const std::size_t from = key.find(' ');
  if (from == std::string::npos) return key;
  std::string name = key.substr(from + 1);
  if (key.starts_with("step ")) name = name.substr(0, name.find(' '));
  if (name.starts_with("on ")) name = name.substr(3);
  return name;
}

// The line and column of "26:55" or "limit.pol:26:55".
std::optional<std::pair<std::uint32_t, std::uint32_t>> place_in(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view line = text.substr(0, colon);
  if (const std::size_t before = line.rfind(':'); before != std::string_view::npos)
    line = line.substr(before + 1);
  const std::string_view column = text.substr(colon + 1);
  std::pair<std::uint32_t, std::uint32_t> place;
  const auto read = [](std::string_view digits, std::uint32_t& number) {
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return result.ec == std::errc() && result.ptr == digits.data() + digits.size();
  };
  if (!read(line, place.first) || !read(column, place.second)) return std::nullopt;
  return place;
}

std::string listed(const std::vector<const Literal*>& some, const Sources& sources) {
  constexpr std::size_t kShown = 12;
  std::string text;
  for (std::size_t i = 0; i < some.size() && i < kShown; ++i) {
    const Place place = sources.place(some[i]->span);
    text += fmt::format("{}{} ({} at {}:{})", i ? ", " : "", some[i]->address, some[i]->text, place.line,
                        place.column);
  }
  if (some.size() > kShown) text += fmt::format(" and {} more", some.size() - kShown);
  return text;
}

}  // namespace

std::vector<Literal> literals(const syntax::File& file, const Sources& sources) {
  Diagnostics unused;  // the file has been parsed
  syntax::Lexemes lexemes;
  std::vector<Literal> all;
  if (!syntax::lex(sources, file.source, {}, unused, lexemes)) return all;
  auto token = lexemes.all.begin();
  for (const TextPart& part : text_parts(file)) {
    if (!part.decides || part.key.starts_with("use ") || part.key.starts_with("needs ")) continue;
    token = std::find_if(lexemes.all.begin(), lexemes.all.end(),
                         [&](const syntax::Lexeme& one) { return one.begin >= part.begin; });
    const std::size_t first = all.size();
    for (; token != lexemes.all.end() && token->begin < part.end; ++token) {
      if (!is_number(token->kind)) continue;
      auto value = parse_literal(token->text);
      if (!value) continue;
      all.push_back(
          {part.key, name_in(part.key), std::move(*value), lexemes.span(*token), std::string(token->text)});
    }
    if (all.size() - first < 2) continue;
    for (std::size_t i = first; i < all.size(); ++i) all[i].address += fmt::format("#{}", i - first + 1);
  }
  return all;
}

Result<const Literal*> find_literal(const std::vector<Literal>& all, const std::string& address,
                                    const Sources& sources) {
  const auto usage = [&](const std::string& message) {
    return Failure{Exit::usage, "--over " + address + ": " + message};
  };
  std::vector<const Literal*> found;
  if (const auto place = place_in(address)) {
    for (const Literal& one : all) {
      const Place from = sources.place(one.span);
      if (from.line == place->first && from.column <= place->second &&
          place->second < from.column + (one.span.end - one.span.begin))
        return &one;
      if (from.line == place->first) found.push_back(&one);
    }
    return usage(found.empty() ? "no number stands in that line"
                               : "no number stands there; in that line: " + listed(found, sources));
  }
  const std::string first = address.ends_with("#1") ? address.substr(0, address.size() - 2) : address + "#1";
  for (const Literal& one : all)
    if (one.address == address || one.address == first) found.push_back(&one);
  if (found.size() == 1) return found[0];
  if (found.empty())
    for (const Literal& one : all)
      if (one.address.substr(0, one.address.find('#')) == address.substr(0, address.find('#')))
        found.push_back(&one);
  if (!found.empty()) return usage("which number? " + listed(found, sources));
  std::vector<std::string> names;
  for (const Literal& one : all) names.push_back(one.address);
  const std::string near = nearest(address, names);
  if (!near.empty()) return usage("no number has this address; did you mean `" + near + "`?");
  std::vector<const Literal*> every;
  for (const Literal& one : all) every.push_back(&one);
  return usage(every.empty() ? "the policy has no number that could be moved"
                             : "no number has this address; there are " + listed(every, sources));
}

std::string with_literal(const Literal& literal, i128 number, const Type& type, const Sources& sources) {
  std::string text = sources.text(literal.span.file);
  return text.replace(literal.span.begin, literal.span.end - literal.span.begin,
                      format_value(number, type, EnumPool()));
}

}  // namespace pol::study
