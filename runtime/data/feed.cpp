#include "runtime/data/feed.h"

#include <algorithm>
#include <array>

#include "runtime/catalog/tag_type.h"
#include "runtime/data/feed_column.h"
#include "runtime/ir/module.h"

namespace pol::data {
namespace {

using yaml::key_of;

const std::vector<std::string>& role_words() {
  static const std::vector<std::string> words = {"none", "outcome", "exposure", "pd", "lgd", "group"};
  return words;
}

class FeedReader {
 public:
  FeedReader(Feed& feed, Diagnostics& diagnostics) : feed_(feed), diagnostics_(diagnostics) {}

  void read(const yaml::Node& root) {
    yaml::Fields fields(root, "the feed", diagnostics_);
    feed_.name = fields.required_text("feed").value_or("");
    feed_.version = fields.required_text("version").value_or("");
    if (!check_catalogue(fields.required("catalogue"))) return;
    if (const yaml::Node* format = fields.optional("format")) read_format(*format);
    if (const yaml::Node* id = fields.required("case_id")) read_case_id(*id);
    if (const yaml::Node* date = fields.optional("decision_date"))
      feed_.decision_date = read_date_source(*date, "`decision_date`", diagnostics_);
    if (const yaml::Node* as_of = fields.optional("as_of")) feed_.as_of = read_as_of(*as_of, "`as_of`");
    if (const yaml::Node* missing = fields.optional("missing"))
      defaults_.missing = read_tokens(*missing, "the feed", cause::any_sent, diagnostics_);
    if (const yaml::Node* tags = fields.required("tags");
        tags && yaml::expect_map(*tags, "`tags`", diagnostics_))
      for (const yaml::Entry& entry : tags->entries) read_tag(entry);
    if (const yaml::Node* report = fields.optional("report");
        report && yaml::expect_map(*report, "`report`", diagnostics_))
      for (const yaml::Entry& entry : report->entries) read_report(entry);
    fields.finish();
  }

 private:
  // False if the feed is for a catalogue of another name: nothing in it can be judged then.
  bool check_catalogue(const yaml::Node* node) {
    const auto text = yaml::read_text(node, "`catalogue`", diagnostics_);
    const std::string ours = feed_.catalog->name + " " + feed_.catalog->version;
    if (!text || *text == ours) return true;
    diagnostics_.add(Code::E1020, node->span,
                     "the feed is for the catalogue `" + *text + "`, this one is `" + ours + "`");
    return text->substr(0, text->find(' ')) == feed_.catalog->name;
  }

  std::optional<char> one_character(const yaml::Node* node, const char* key, std::string_view allowed) {
    const auto text = yaml::read_text(node, key, diagnostics_);
    if (!text) return std::nullopt;
    if (text->size() == 1 && allowed.find(*text) != std::string_view::npos) return (*text)[0];
    diagnostics_.add(Code::E1022, node->span, std::string(key) + " cannot be `" + *text + "`");
    return std::nullopt;
  }

  void read_case_id(const yaml::Node& node) {
    if (node.is_scalar()) {
      feed_.case_id = {yaml::read_text(&node, "`case_id`", diagnostics_).value_or(""), node.span};
      return;
    }
    yaml::Fields fields(node, "`case_id`", diagnostics_);
    feed_.line_ids = fields.required_text("line");
    fields.finish();
  }

  void read_format(const yaml::Node& node) {
    yaml::Fields fields(node, "`format`", diagnostics_);

    const auto kind = yaml::read_word(fields.required("kind"), "`kind`", {"csv", "parquet"}, diagnostics_);
    feed_.parquet = kind && *kind == 1;
    NumberFormat& numbers = defaults_.numbers;
    feed_.delimiter = one_character(fields.optional("delimiter"), "`delimiter`", ",;|\t").value_or(',');
    numbers.decimal = one_character(fields.optional("decimal"), "`decimal`", ".,").value_or('.');
    const yaml::Node* thousands = fields.optional("thousands");
    if (thousands && thousands->text != "none")
      numbers.thousands = one_character(thousands, "`thousands`", ".,' _").value_or('\0');
    if (numbers.thousands == numbers.decimal)
      diagnostics_.add(Code::E1020, thousands->span, "`thousands` and `decimal` are one character");
    fields.finish();
  }

  DateSource read_as_of(const yaml::Node& node, const std::string& owner) {
    if (!node.is_scalar()) return read_date_source(node, owner, diagnostics_);
    DateSource source;
    if (yaml::read_word(&node, owner, {"decision_date"}, diagnostics_))
      source.form = DateSource::Form::decision_date;
    return source;
  }

  void read_tag(const yaml::Entry& entry) {
    const catalog::Tag* tag = feed_.catalog->find(entry.key);
    if (!tag) {
      std::vector<std::string> names;
      for (const auto& t : feed_.catalog->tags) names.push_back(t.id);
      const std::string near = nearest(entry.key, names);
      diagnostics_.add(Code::E1020, entry.key_span, "the catalogue has no tag `" + entry.key + "`",
                       near.empty() ? "" : "did you mean `" + near + "`?");
      return;
    }
    yaml::Fields fields(entry.value, "tag `" + entry.key + "`", diagnostics_);
    Type type = tag->type;
    if (type.kind == Kind::text) type.range.lo = tag->min_characters;
    // What is `forbid` is refused for any cause, so its causes do not matter.
    const CauseMask causes = tag->forbid ? cause::any_sent : tag->causes;
    FeedValue value = ColumnReader(fields, type, feed_.enums, diagnostics_).read(defaults_, causes);
    FeedTag result{entry.key,   tag, entry.key_span, value.column, value.constant, std::move(value.rule),
                   std::nullopt};
    if (const yaml::Node* as_of = fields.optional("as_of"))
      result.as_of = read_as_of(*as_of, key_of("as_of", fields.owner()));
    fields.finish();
    if (tag->type.count == 0) return feed_.tags.push_back(std::move(result));
    for (std::size_t i = 0; i < value.columns.size(); ++i) {
      result.tag = ir::element_name(entry.key, static_cast<int>(i) + 1);
      result.column = value.columns[i];
      feed_.tags.push_back(result);
    }
  }

  void read_report(const yaml::Entry& entry) {
    yaml::Fields fields(entry.value, "report column `" + entry.key + "`", diagnostics_);
    const yaml::Node* type_node = fields.required("type");
    const auto type = read_type(type_node, key_of("type", fields.owner()));
    const yaml::Node* role_node = fields.optional("role");
    const auto role = yaml::read_word(role_node, key_of("role", fields.owner()), role_words(), diagnostics_);
    if (!type) return;
    FeedValue value = ColumnReader(fields, *type, feed_.enums, diagnostics_).read(defaults_, cause::any_sent);
    fields.finish();
    ReportColumn result{entry.key,    entry.key_span, static_cast<Role>(role.value_or(0)),
                        value.column, value.constant, std::move(value.rule)};
    if (role_node) check_role(result, *role_node);
    feed_.report.push_back(std::move(result));
  }

  void check_role(const ReportColumn& report, const yaml::Node& node) {
    const Type& type = report.rule.type;
    const auto needs = [&](bool fits, const char* kinds) {
      if (!fits)
        diagnostics_.add(Code::E1022, node.span,
                         "role `" + std::string(role_name(report.role)) + "` needs " + kinds + ", not " +
                             type_name(type, &feed_.enums));
    };
    switch (report.role) {
      case Role::outcome:
        return needs(type.kind == Kind::boolean || type.kind == Kind::enumeration, "a bool or an enum");
      case Role::exposure:
        return needs(type.kind == Kind::money || type.kind == Kind::number, "money or a number");
      case Role::pd:
      case Role::lgd:
        return needs(type.kind == Kind::percent, "a percent");
      case Role::group:
      case Role::none:
        return;
    }
  }

  // Report columns have no range: as wide as a value at the door.
  std::optional<Type> read_type(const yaml::Node* node, const std::string& what) {
    const auto text = yaml::read_text(node, what, diagnostics_);
    if (!text) return std::nullopt;
    auto type = catalog::parse_type(*text, feed_.enums, feed_.catalog->enum_ids);
    if (!type) {
      diagnostics_.add(Code::E1022, node->span, type.failure().message);
      return std::nullopt;
    }
    if (type->count > 0) {
      diagnostics_.add(Code::E1022, node->span, "a report column holds one value, not a series",
                       "list its columns one by one");
      return std::nullopt;
    }
    if (type->kind == Kind::date)
      type->range = {kMinDay, kMaxDay};
    else if (type->kind == Kind::text)
      type->range = {0, catalog::kMostCharacters};
    else if (type->kind != Kind::boolean && type->kind != Kind::enumeration)
      type->range = {INT64_MIN, INT64_MAX};
    return *type;
  }

  Feed& feed_;
  Diagnostics& diagnostics_;
  FeedDefaults defaults_;
};

}  // namespace

std::string_view role_name(Role role) {
  return role_words()[static_cast<std::size_t>(role)];
}

std::optional<Feed> read_feed(const Sources& sources, FileId file,
                              std::shared_ptr<const catalog::Catalog> catalog, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  const auto root = yaml::read(sources, file, diagnostics);
  if (!root) return std::nullopt;
  Feed feed;
  feed.enums = catalog->enums;
  feed.catalog = std::move(catalog);
  FeedReader(feed, diagnostics).read(*root);
  if (diagnostics.errors() > errors) return std::nullopt;
  return feed;
}

}  // namespace pol::data
