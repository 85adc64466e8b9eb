// One tag of a catalogue.
#include <algorithm>

#include "runtime/catalog/reading.h"
#include "runtime/catalog/tag_type.h"

namespace pol::catalog {
namespace {

const std::vector<std::string> kSensitivities = {"open", "personal", "sensitive", "monitor_only"};
const std::vector<std::string> kCauses = {"not_asked", "no_hit", "stale", "suppressed", "error"};

bool needs_range(Kind kind) {
  return kind != Kind::boolean && kind != Kind::enumeration && kind != Kind::text;
}

const char* range_example(Kind kind) {
  switch (kind) {
    case Kind::percent:
    case Kind::rate:
      return "0%..100%";
    case Kind::money:
      return "0..1000000";
    case Kind::date:
      return "2020-01-01..2099-12-31";
    case Kind::days:
      return "0..3650";
    case Kind::months:
      return "0..600";
    case Kind::text:
      return "1..40 characters";
    case Kind::number:
    case Kind::boolean:
    case Kind::enumeration:
      return "0..100";
  }
  __builtin_unreachable();
}

class TagReader {
 public:
  TagReader(const yaml::Node& node, Catalog& catalog, Diagnostics& diagnostics)
      : node_(node), catalog_(catalog), diagnostics_(diagnostics), fields_(node, owner(node), diagnostics) {}

  void read() {
    if (!fields_.is_map()) return;
    const bool id = read_id();
    tag_.labels = read_texts(fields_, catalog_.languages, "label", tag_.span, Code::E1002, diagnostics_);
    const bool type = read_type();
    read_missing();
    read_range(type);
    read_governance();
    if (const auto duration = fields_.optional_text("fresh_for")) read_freshness(*duration);
    read_source();
    read_typical(type);
    read_sampling(type);
    fields_.finish();
    if (!id || !type) return;
    tag_.type.may_be_missing = !tag_.forbid;
    catalog_.by_id.emplace(tag_.id, catalog_.tags.size());
    catalog_.tags.push_back(std::move(tag_));
  }

 private:
  static std::string owner(const yaml::Node& node) {
    const yaml::Node* id = node.find("id");
    return id && id->is_scalar() && !id->text.empty() ? "tag `" + id->text + "`" : "a tag";
  }
  void wrong(Code code, Span span, std::string message, std::string fix = {}) {
    diagnostics_.add(code, span, std::move(message), std::move(fix));
  }
  Span span_of(std::string_view key) const {
    const yaml::Node* node = node_.find(key);
    return node ? node->span : node_.span;
  }

  bool read_id() {
    tag_.span = span_of("id");
    const auto id = fields_.required_text("id");
    if (!id) return false;
    tag_.id = *id;
    if (!is_name(tag_.id)) {
      wrong(Code::E1003, tag_.span, "`" + tag_.id + "` cannot be the id of a tag",
            "an id has small letters, digits and `_`, and does not begin with a digit");
      return false;
    }
    const Tag* first = catalog_.find(tag_.id);
    if (!first) return true;
    diagnostics_
        .add(Code::E1003, tag_.span, "tag `" + tag_.id + "` stands twice in the catalogue",
             "give one of them another id")
        .notes.push_back({first->span, "first here"});
    return false;
  }

  bool read_type() {
    const auto text = fields_.required_text("type");
    if (!text) return false;
    Result<Type> type = parse_type(*text, catalog_.enums, catalog_.enum_ids);
    if (type) {
      tag_.type = *type;
      return true;
    }
    std::vector<std::string> known = {"bool",        "int",          "decimal 2", "percent",
                                      "rate a year", "rate a month", "money CNY", "date",
                                      "days",        "months",       "text"};
    for (const auto& [name, id] : catalog_.enum_ids) known.push_back("enum " + name);
    const std::string near = nearest(*text, known);
    wrong(Code::E1007, span_of("type"), type.failure().message,
          near.empty() || (near.rfind("money", 0) == 0 && text->rfind("money ", 0) == 0)
              ? ""
              : "did you mean `" + near + "`?");
    return false;
  }

  void read_missing() {
    const auto word = yaml::read_word(fields_.required("missing"), yaml::key_of("missing", fields_.owner()),
                                      {"policy", "forbid"}, diagnostics_);
    tag_.forbid = word == std::size_t{1};
    const yaml::Node* causes = fields_.optional("causes");
    if (!causes) return;
    const std::string what = yaml::key_of("causes", fields_.owner());
    tag_.causes = 0;
    for (const yaml::Node* cause : yaml::read_list(causes, what, diagnostics_))
      if (const auto index = yaml::read_word(cause, what, kCauses, diagnostics_))
        tag_.causes |= cause_by_name(kCauses[*index]) & cause::any_sent;
  }

  void read_range(bool typed) {
    const auto text = fields_.optional_text("range");
    if (!typed) return;
    Type& type = tag_.type;
    if (type.kind == Kind::text) type.range = {0, kMostCharacters};
    if (!text) {
      if (needs_range(type.kind) && !node_.find("range"))
        wrong(Code::E1004, tag_.span, fields_.owner() + " has no `range`",
              "write the smallest and the largest value that can be true, e.g. `range: \"" +
                  std::string(range_example(type.kind)) + "\"`");
      return;
    }
    const Result<Interval> range = parse_range(*text, type, catalog_.enums);
    if (!range) {
      wrong(Code::E1004, span_of("range"),
            "wrong range of " + fields_.owner() + ": " + range.failure().message,
            needs_range(type.kind) || type.kind == Kind::text
                ? "e.g. `" + std::string(range_example(type.kind)) + "`"
                : "leave it out");
      return;
    }
    type.range = *range;
    ranged_ = true;
    if (type.kind == Kind::text) {
      tag_.min_characters = static_cast<std::int64_t>(range->lo);
      type.range.lo = 0;
    }
  }

  void read_governance() {
    const auto sensitivity =
        yaml::read_word(fields_.required("sensitivity"), yaml::key_of("sensitivity", fields_.owner()),
                        kSensitivities, diagnostics_);
    // Where it is wrong the strictest holds, so that nothing slips through while it is repaired.
    tag_.sensitivity = kSensitivities[sensitivity.value_or(kSensitivities.size() - 1)];
    if (const yaml::Node* purpose = fields_.optional("purpose")) {
      const std::string what = yaml::key_of("purpose", fields_.owner());
      for (const yaml::Node* use : yaml::read_list(purpose, what, diagnostics_))
        if (const auto index = yaml::read_word(use, what, kPurposes, diagnostics_))
          tag_.purpose.push_back(kPurposes[*index]);
    }
    if (const yaml::Node* actionable = fields_.optional("actionable"))
      tag_.actionable =
          yaml::read_yes_no(actionable, yaml::key_of("actionable", fields_.owner()), diagnostics_)
              .value_or(false);
    if (const yaml::Node* deprecated = fields_.optional("deprecated")) {
      yaml::Fields inner(*deprecated, yaml::key_of("deprecated", fields_.owner()), diagnostics_);
      tag_.deprecated_since = inner.required_text("since").value_or("");
      tag_.deprecated_use = inner.optional_text("use").value_or("");
      inner.finish();
    }
  }

  void read_freshness(const std::string& text) {
    const Result<Constant> duration = parse_literal(text);
    const bool days = duration && duration->type.kind == Kind::days;
    const bool months = duration && duration->type.kind == Kind::months;
    if ((!days && !months) || duration->number < 1 || duration->number > 36500) {
      wrong(Code::E1007, span_of("fresh_for"),
            yaml::key_of("fresh_for", fields_.owner()) + " must be a duration, here is `" + text + "`",
            "write e.g. `30 days` or `6 months`");
      return;
    }
    (days ? tag_.fresh_days : tag_.fresh_months) = static_cast<std::int32_t>(duration->number);
  }

  void read_source() {
    const yaml::Node* source = fields_.optional("source");
    if (!source) return;
    yaml::Fields inner(*source, yaml::key_of("source", fields_.owner()), diagnostics_);
    tag_.source_kind = inner.required_text("kind").value_or("");
    tag_.source_model = inner.optional_text("model").value_or("");
    tag_.source_validated = inner.optional_text("validated").value_or("");
    inner.finish();
    if (!tag_.source_validated.empty() && !parse_date(tag_.source_validated))
      wrong(Code::E1007, source->find("validated")->span,
            "`validated` of " + fields_.owner() + " must be a date like 2026-06-30, here is `" +
                tag_.source_validated + "`");
  }

  // Without a range nothing can be checked against it; that has been said already.
  bool checkable(bool typed) const { return typed && (ranged_ || !needs_range(tag_.type.kind)); }

  void read_typical(bool typed) {
    const auto text = fields_.optional_text("typical");
    if (!text || !checkable(typed)) return;
    const Span span = span_of("typical");
    if (*text == "missing") {
      if (tag_.forbid)
        wrong(Code::E1007, span, fields_.owner() + " may not be missing, so `missing` cannot be typical",
              "write a value of its type");
      return;
    }
    Result<Value> value = parse_value(*text, tag_.type, catalog_.enums, tag_.min_characters);
    if (value) {
      tag_.typical = {false, value->number, std::move(value->text)};
      return;
    }
    std::string near;
    if (tag_.type.kind == Kind::enumeration) near = nearest(*text, catalog_.enums[tag_.type.enum_id].values);
    wrong(Code::E1007, span, "wrong `typical` of " + fields_.owner() + ": " + value.failure().message,
          near.empty() ? "" : "did you mean `" + near + "`?");
  }

  void read_sampling(bool typed) {
    const yaml::Node* sample = fields_.optional("sample");
    if (sample && checkable(typed)) tag_.sample = read_sample(*sample, tag_, catalog_.enums, diagnostics_);
  }

  const yaml::Node& node_;
  Catalog& catalog_;
  Diagnostics& diagnostics_;
  yaml::Fields fields_;
  Tag tag_;
  bool ranged_ = false;
};

}  // namespace

void read_tag(const yaml::Node& node, Catalog& catalog, Diagnostics& diagnostics) {
  TagReader(node, catalog, diagnostics).read();
}

}  // namespace pol::catalog
