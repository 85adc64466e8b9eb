// Tag catalogues and reason files (formats.md; language reference, section 10): strict readers and the plain
// data they give. Reading adds diagnostics (E10..) with file, line and column, several per run.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/base/diagnostics.h"
#include "runtime/value/cause.h"
#include "runtime/value/constant.h"
#include "runtime/value/date.h"
#include "runtime/value/type.h"

namespace pol::catalog {

// How a tag of generated people is drawn (formats.md). Figures are kept as text-exact decimals turned to
// double: sampling is the one place where binary floating point is allowed, because no decision depends on
// it.
struct Sample {
  enum class Form : std::uint8_t {
    typical,
    constant,
    choice,
    sequence,
    uniform,
    normal,
    lognormal,
    gamma,
    beta
  } form = Form::typical;
  struct Choice {
    std::string text;
    i128 number = 0;
    double weight = 1;
  };
  std::vector<Choice> choices;  // choice, and constant as the only one
  std::string before, after;    // sequence: around the number
  std::uint64_t first = 0;      // the number of person 1; each next person has one more
  std::size_t digits = 0;       // leading zeros fill up to as many
  double a = 0,
         b = 0;  // uniform lo, hi; normal mean, sd; lognormal median, spread; gamma shape, scale; beta a, b
  struct Missing {
    CauseMask cause = 0;
    double share = 0;
  };
  std::vector<Missing> missing;
  std::string group;       // "" = none
  double correlation = 0;  // with the group's variable
};

struct Tag {
  std::string id;
  Span span;                           // of the id
  std::vector<std::string> labels;     // beside Catalog::languages
  Type type;                           // range = the catalogue's, in units of 10^-scale; text: 0..code points
  std::int64_t min_characters = 0;     // text
  bool forbid = false;                 // missing: forbid; type.may_be_missing = !forbid
  CauseMask causes = cause::any_sent;  // what a caller may send
  std::optional<std::int32_t> fresh_days, fresh_months;
  std::string sensitivity;           // open personal sensitive monitor_only
  std::vector<std::string> purpose;  // limit price strategy care
  std::string source_kind, source_model, source_validated;
  struct Typical {
    bool missing = true;
    i128 number = 0;
    std::string text;
  };
  Typical typical;  // of each element of a series
  std::optional<Sample> sample;
  bool actionable = false;
  std::string deprecated_since, deprecated_use;
};

struct Invariant {
  std::string id, text, check;
  Span check_span;  // of the condition's text, for the compiler that parses it
  bool enforced = false;
};

struct Catalog {
  std::string name, version, owner;
  std::vector<std::string> languages;  // default zh, en
  EnumPool enums;                      // named ones first
  std::map<std::string, std::uint32_t> enum_ids;
  std::map<std::string, std::map<std::string, std::int64_t>>
      enum_numbers;  // enum -> value -> number, where given
  // How explanations call names and texts that stand in policies (enum values, outputs, definitions, titles),
  // beside `languages`; "" where a language has none. No decision depends on it.
  std::map<std::string, std::vector<std::string>, std::less<>> words;
  std::vector<Invariant> invariants;
  std::vector<Tag> tags;  // file order
  std::map<std::string, std::size_t, std::less<>> by_id;
  const Tag* find(std::string_view id) const;
};

struct Reason {
  std::string code, internal;
  Span span;
  std::vector<std::string> texts;     // beside ReasonFile::languages
  std::vector<std::string> used_for;  // decline refer limit price strategy care
};

struct ReasonFile {
  std::string name, version;
  std::vector<std::string> languages;
  std::uint32_t most_shown = 0;  // 0 = all
  std::vector<Reason> reasons;
  const Reason* find(std::string_view code) const;
};

// Null where the file has errors that leave nothing usable; diagnostics tell. `file` has been loaded into
// `sources`.
std::optional<Catalog> read_catalog(const Sources& sources, FileId file, Diagnostics& diagnostics);
std::optional<ReasonFile> read_reasons(const Sources& sources, FileId file, Diagnostics& diagnostics);

}  // namespace pol::catalog
