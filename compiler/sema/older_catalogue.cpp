#include "compiler/sema/older_catalogue.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "compiler/sema/reads.h"
#include "compiler/sema/symbols.h"

namespace pol::sema {
namespace {

using catalog::Catalog;
using catalog::Tag;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The next run of digits or of other characters; points only part.
std::string_view next_part(std::string_view& text) {
  while (!text.empty() && text.front() == '.') text.remove_prefix(1);
  std::size_t size = 0;
  while (size < text.size() && text[size] != '.' && is_digit(text[size]) == is_digit(text[0])) ++size;
  const std::string_view part = text.substr(0, size);
  text.remove_prefix(size);
  return part;
}

std::string_view without_zeros(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

std::string values_of(const EnumPool& enums, std::uint32_t id) {
  std::string text = enums[id].ordered ? "ordered: " : "";
  for (const std::string& value : enums[id].values) text += value + " ";
  return text;
}

// Decisions and their checks depend on no other part of an entry: labels, typical values, samples and
// sources may change.
std::string difference(const Tag& was, const EnumPool& was_enums, const Tag& is, const EnumPool& enums) {
  const std::string before = type_name(was.type, &was_enums), after = type_name(is.type, &enums);
  if (before != after) return "was " + before + ", and is " + after;
  if (was.type.kind == Kind::enumeration &&
      values_of(was_enums, was.type.enum_id) != values_of(enums, is.type.enum_id))
    return "has other values";
  if (was.type.range.lo != is.type.range.lo || was.type.range.hi != is.type.range.hi ||
      was.min_characters != is.min_characters || was.type.scale != is.type.scale)
    return "has another range";
  if (was.forbid != is.forbid || was.causes != is.causes) return "may be missing otherwise";
  if (was.fresh_days != is.fresh_days || was.fresh_months != is.fresh_months)
    return "is fresh for another time";
  if (was.sensitivity != is.sensitivity || was.purpose != is.purpose)
    return "has another sensitivity or other purposes";
  return "";
}

class UnitCheck {
 public:
  UnitCheck(const Checked& checked, const OlderCatalogue& older, const Sources& sources,
            Diagnostics& diagnostics)
      : checked_(checked), older_(older), sources_(sources), diagnostics_(diagnostics) {}

  void run() {
    Reads reads(checked_, older_.unit, [&](SymbolId symbol, Span at) { read(symbol, at); });
    for (SymbolId id = 0; id < checked_.symbols.size(); ++id)
      if (checked_.symbols[id].unit == older_.unit && checked_.symbols[id].node)
        walk_definition(checked_, id, reads);
    for (const auto& gives : checked_.units[older_.unit].file->header.gives) walk(gives, reads);
    enums();
    invariants();
  }

 private:
  void read(SymbolId symbol, Span at) {
    if (told_ || checked_.symbols[symbol].kind != SymbolKind::tag) return;
    const Tag& is = checked_.catalog->tags[checked_.symbols[symbol].index];
    read_.emplace(is.id, at);
    const Tag* was = older_.catalog->find(is.id);
    tell("the tag `" + is.id + "`",
         was ? difference(*was, older_.catalog->enums, is, checked_.catalog->enums) : "is new", at);
  }

  // A policy names an enum by its name only; whether as a type or otherwise, its text has the word.
  void enums() {
    const std::string& text = sources_.text(checked_.units[older_.unit].file->source);
    for (const auto& [name, id] : checked_.catalog->enum_ids) {
      if (told_ || !has_word(text, name)) continue;
      const auto was = older_.catalog->enum_ids.find(name);
      const bool same =
          was != older_.catalog->enum_ids.end() &&
          values_of(older_.catalog->enums, was->second) == values_of(checked_.catalog->enums, id);
      tell("the enum `" + name + "`", same ? "" : "has other values", older_.span);
    }
  }

  // Where an enforced invariant does not hold, its tags are missing at the door.
  void invariants() {
    for (const auto* catalog : {checked_.catalog.get(), older_.catalog.get()})
      for (const catalog::Invariant& one : catalog->invariants) {
        const std::string was = enforced(*older_.catalog, one.id), is = enforced(*checked_.catalog, one.id);
        if (told_ || was == is) continue;
        for (const auto& [tag, at] : read_)
          if (has_word(was, tag) || has_word(is, tag))
            return tell("the enforced invariant `" + one.id + "`",
                        was.empty()  ? "is new"
                        : is.empty() ? "is no longer enforced"
                                     : "has another condition",
                        at);
      }
  }
  static std::string enforced(const Catalog& catalog, const std::string& id) {
    for (const catalog::Invariant& one : catalog.invariants)
      if (one.id == id && one.enforced) return one.check;
    return "";
  }

  static bool has_word(std::string_view text, std::string_view word) {
    const auto in_word = [&](std::size_t at) {
      return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) || text[at] == '_');
    };
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
      if ((at == 0 || !in_word(at - 1)) && !in_word(at + word.size())) return true;
    return false;
  }

  void tell(const std::string& what, const std::string& difference, Span at) {
    if (difference.empty()) return;
    told_ = &diagnostics_.add(
        Code::E0208, older_.span,
        "this file is written for version \"" + older_.catalog->version + "\" of the catalogue `" +
            older_.catalog->name + "`; since then " + what + " " + difference,
        "look at what changed, then name version \"" + checked_.catalog->version + "\"");
    if (at.file != older_.span.file || at.begin != older_.span.begin)
      told_->notes.push_back({at, "read here"});
  }

  const Checked& checked_;
  const OlderCatalogue& older_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  std::map<std::string, Span> read_;  // tags, and where first
  Diagnostic* told_ = nullptr;        // the first one is enough
};

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    std::string_view x = next_part(a), y = next_part(b);
    const bool numbers = !x.empty() && !y.empty() && is_digit(x[0]) && is_digit(y[0]);
    if (numbers) {
      x = without_zeros(x), y = without_zeros(y);
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
    }
    if (const int order = x.compare(y)) return order < 0 ? -1 : 1;
  }
  return 0;
}

void check_older_catalogues(const Checked& checked, const Sources& sources, Diagnostics& diagnostics) {
  for (const OlderCatalogue& older : checked.older) UnitCheck(checked, older, sources, diagnostics).run();
}

}  // namespace pol::sema
