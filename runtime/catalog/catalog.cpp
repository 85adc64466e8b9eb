#include "runtime/catalog/catalog.h"

#include <algorithm>
#include <set>

#include "runtime/catalog/reading.h"
#include "runtime/catalog/tag_type.h"

namespace pol::catalog {
namespace {

constexpr std::size_t kMostEnumValues = 10'000;

std::string language_name(const std::string& code) {
  if (code == "zh") return "Chinese ";
  if (code == "en") return "English ";
  return "";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// The values of a list into `type`; E1006 for each that cannot be one.
void read_values(const yaml::Node& list, const std::string& owner, EnumType& type, Diagnostics& diagnostics) {
  std::set<std::string> seen;
  for (const yaml::Node* item : yaml::read_list(&list, owner, diagnostics)) {
    if (!is_name(item->text) && !is_code(item->text)) {
      diagnostics.add(Code::E1006, item->span, "`" + item->text + "` cannot be a value of an enum",
                      "a value is written in small or in capital letters, with digits and `_`");
    } else if (!seen.insert(item->text).second) {
      diagnostics.add(Code::E1006, item->span, "value `" + item->text + "` stands twice in " + owner,
                      "remove one of the two");
    } else {
      type.values.push_back(item->text);
    }
  }
  if (type.values.size() > kMostEnumValues)
    diagnostics.add(Code::E1006, list.span,
                    owner + " has more than " + std::to_string(kMostEnumValues) + " values");
}

// {v: n, ...}: each value once, no number twice.
void read_numbers(const yaml::Node& map, const std::string& owner, const EnumType& type,
                  std::map<std::string, std::int64_t>& numbers, Diagnostics& diagnostics) {
  if (!yaml::expect_map(map, "`numbers` of " + owner, diagnostics)) return;
  std::map<std::int64_t, std::string> used;
  for (const yaml::Entry& entry : map.entries) {
    if (type.index_of(entry.key) < 0) {
      const std::string near = nearest(entry.key, type.values);
      diagnostics.add(Code::E1006, entry.key_span, "`" + entry.key + "` is not a value of " + owner,
                      near.empty() ? "" : "did you mean `" + near + "`?");
      continue;
    }
    const auto number = yaml::read_whole(&entry.value, "the number of `" + entry.key + "`", INT32_MIN,
                                         INT32_MAX, diagnostics);
    if (!number) continue;
    const auto [first, fresh] = used.emplace(*number, entry.key);
    if (fresh)
      numbers.emplace(entry.key, *number);
    else
      diagnostics.add(Code::E1006, entry.value.span,
                      "number " + std::to_string(*number) + " stands for `" + first->second + "` and for `" +
                          entry.key + "`",
                      "a number is given once and never used again");
  }
  for (const std::string& value : type.values)
    if (!map.find(value))
      diagnostics.add(Code::E1006, map.span, "value `" + value + "` of " + owner + " has no number",
                      "number all values or none");
}

void read_enum(const yaml::Entry& entry, Catalog& catalog, Diagnostics& diagnostics) {
  const std::string owner = "enum `" + entry.key + "`";
  if (!is_name(entry.key)) {
    diagnostics.add(Code::E1006, entry.key_span, "`" + entry.key + "` cannot be the name of an enum",
                    "a name has small letters, digits and `_`, and does not begin with a digit");
    return;
  }
  EnumType type{entry.key, {}, false};
  std::map<std::string, std::int64_t> numbers;
  if (entry.value.is_list()) {
    read_values(entry.value, owner, type, diagnostics);
  } else {
    yaml::Fields fields(entry.value, owner, diagnostics);
    if (!fields.is_map()) return;
    const yaml::Node* ordered = fields.optional("ordered");
    const yaml::Node* values = fields.optional("values");
    if (!ordered == !values) {
      diagnostics.add(Code::E1006, entry.key_span,
                      owner + (ordered ? " has both `ordered` and `values`" : " has no values"),
                      "write `[a, b]`, `{ordered: [a, b]}` with the lowest first, or `{values: [a, b]}`");
      if (!ordered) return;
    }
    type.ordered = ordered != nullptr;
    read_values(ordered ? *ordered : *values, owner, type, diagnostics);
    if (const yaml::Node* given = fields.optional("numbers"))
      read_numbers(*given, owner, type, numbers, diagnostics);
    fields.finish();
  }
  if (type.values.empty()) {
    diagnostics.add(Code::E1006, entry.value.span, owner + " has no values", "write at least one");
    return;
  }
  if (!numbers.empty()) catalog.enum_numbers.emplace(entry.key, std::move(numbers));
  catalog.enum_ids.emplace(entry.key, catalog.enums.intern(std::move(type)));
}

void read_invariants(const yaml::Node& list, Catalog& catalog, Diagnostics& diagnostics) {
  if (!yaml::expect_list(list, "`invariants`", diagnostics)) return;
  std::set<std::string> seen;
  for (const yaml::Node& node : list.items) {
    yaml::Fields fields(node, "an invariant", diagnostics);
    Invariant invariant;
    const auto id = fields.required_text("id");
    invariant.text = fields.required_text("text").value_or("");
    const yaml::Node* check = fields.required("check");
    const auto condition = yaml::read_text(check, "`check` of an invariant", diagnostics);
    if (const yaml::Node* enforced = fields.optional("enforced"))
      invariant.enforced =
          yaml::read_yes_no(enforced, "`enforced` of an invariant", diagnostics).value_or(false);
    fields.finish();
    if (!id || !condition) continue;
    if (!is_code(*id) || !seen.insert(*id).second) {
      diagnostics.add(
          Code::E1003, node.find("id")->span,
          "`" + *id +
              (is_code(*id) ? "` stands twice among the invariants" : "` cannot be the id of an invariant"),
          "an id has capital letters, digits and `_`, like `I01`, and stands once");
      continue;
    }
    invariant.id = *id;
    invariant.check = *condition;
    invariant.check_span = check->inner();
    catalog.invariants.push_back(std::move(invariant));
  }
}

void check_replacements(const yaml::Node& tags, const Catalog& catalog, Diagnostics& diagnostics) {
  std::vector<std::string> ids;
  for (const Tag& tag : catalog.tags) ids.push_back(tag.id);
  for (const yaml::Node& node : tags.items) {
    const yaml::Node* deprecated = node.find("deprecated");
    const yaml::Node* use = deprecated ? deprecated->find("use") : nullptr;
    if (!use || !use->is_scalar() || use->text.empty() || catalog.find(use->text)) continue;
    const std::string near = nearest(use->text, ids);
    diagnostics.add(Code::E1007, use->span, "there is no tag `" + use->text + "` to use instead",
                    near.empty() ? "" : "did you mean `" + near + "`?");
  }
}

}  // namespace

const Tag* Catalog::find(std::string_view id) const {
  const auto it = by_id.find(id);
  return it == by_id.end() ? nullptr : &tags[it->second];
}

std::vector<std::string> read_languages(yaml::Fields& fields, Diagnostics& diagnostics) {
  const yaml::Node* node = fields.optional("languages");
  if (!node) return {"zh", "en"};
  std::vector<std::string> languages;
  for (const yaml::Node* item : yaml::read_list(node, "`languages`", diagnostics)) {
    const std::string& code = item->text;
    const bool shape = code.size() >= 2 && code.size() <= 3 &&
                       std::all_of(code.begin(), code.end(), [](char c) { return 'a' <= c && c <= 'z'; });
    if (!shape || code == "id" || std::find(languages.begin(), languages.end(), code) != languages.end())
      diagnostics.add(Code::E1007, item->span, "`" + code + "` cannot be a language here",
                      "write each language once, by its code of two or three letters, e.g. zh, en");
    else
      languages.push_back(code);
  }
  return languages;
}

std::vector<std::string> read_texts(yaml::Fields& fields, const std::vector<std::string>& languages,
                                    std::string_view noun, Span place, Code code, Diagnostics& diagnostics) {
  std::vector<std::string> texts;
  for (const std::string& language : languages) {
    const yaml::Node* node = fields.optional(language);
    const bool given = node && node->is_scalar() && !node->text.empty();
    texts.push_back(given ? node->text : "");
    if (!given && fields.is_map())
      diagnostics.add(
          code, node ? node->span : place,
          fields.owner() + " has no " + language_name(language) + std::string(noun) + " (`" + language + "`)",
          "it needs a " + std::string(noun) + " in each of the file's languages (" + joined(languages) + ")");
  }
  return texts;
}

namespace {

// approve: {zh: 批准, en: approved}; a language may be left out.
void read_word_texts(const yaml::Entry& entry, Catalog& catalog, Diagnostics& diagnostics) {
  yaml::Fields fields(entry.value, "the word `" + entry.key + "`", diagnostics);
  if (!fields.is_map()) return;
  std::vector<std::string> texts;
  for (const std::string& language : catalog.languages)
    texts.push_back(fields.optional_text(language).value_or(""));
  fields.finish();
  catalog.words.emplace(entry.key, std::move(texts));
}

}  // namespace

std::optional<Catalog> read_catalog(const Sources& sources, FileId file, Diagnostics& diagnostics) {
  const std::optional<yaml::Node> root = yaml::read(sources, file, diagnostics);
  if (!root) return std::nullopt;
  yaml::Fields fields(*root, "the catalogue", diagnostics);
  if (!fields.is_map()) return std::nullopt;
  Catalog catalog;
  catalog.name = fields.required_text("catalogue").value_or("");
  if (!catalog.name.empty() && !is_name(catalog.name))
    diagnostics.add(Code::E1003, root->find("catalogue")->span,
                    "`" + catalog.name + "` cannot be the name of a catalogue",
                    "a name has small letters, digits and `_`, and does not begin with a digit");
  catalog.version = fields.required_text("version").value_or("");
  catalog.owner = fields.optional_text("owner").value_or("");
  catalog.languages = read_languages(fields, diagnostics);
  if (const yaml::Node* enums = fields.optional("enums");
      enums && yaml::expect_map(*enums, "`enums`", diagnostics))
    for (const yaml::Entry& entry : enums->entries) read_enum(entry, catalog, diagnostics);
  if (const yaml::Node* words = fields.optional("words");
      words && yaml::expect_map(*words, "`words`", diagnostics))
    for (const yaml::Entry& entry : words->entries) read_word_texts(entry, catalog, diagnostics);
  if (const yaml::Node* invariants = fields.optional("invariants"))
    read_invariants(*invariants, catalog, diagnostics);
  if (const yaml::Node* tags = fields.required("tags");
      tags && yaml::expect_list(*tags, "`tags`", diagnostics)) {
    for (const yaml::Node& node : tags->items) read_tag(node, catalog, diagnostics);
    check_replacements(*tags, catalog, diagnostics);
  }
  fields.finish();
  return catalog;
}

}  // namespace pol::catalog
