#include "compiler/population/groups.h"

#include <algorithm>

namespace pol::population {
namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts{""};
  for (const char c : text)
    if (c == ',')
      parts.emplace_back();
    else if (c != ' ')
      parts.back() += c;
  return parts;
}

bool has_names(const Type& type) {
  return type.kind == Kind::enumeration || type.kind == Kind::boolean || type.kind == Kind::text;
}

// 50 for a number, 10000 for money, 5% for a percent: in the tag's units.
std::optional<i128> width_of(const std::string& text, const Type& type) {
  std::string digits = text;
  int scale = type.scale;
  if (!digits.empty() && digits.back() == '%') {
    if (type.kind != Kind::percent && type.kind != Kind::rate) return std::nullopt;
    digits.pop_back();
    scale -= 2;
  } else if (type.kind == Kind::percent || type.kind == Kind::rate) {
    return std::nullopt;
  }
  const auto decimal = parse_decimal(digits);
  if (!decimal || decimal->number <= 0) return std::nullopt;
  return rescale(decimal->number, decimal->scale, scale);
}

class GroupReader {
 public:
  explicit GroupReader(const catalog::Catalog& catalog) : catalog_(catalog) {
    Type date;
    date.kind = Kind::date;
    date.range = {kMinDay, kMaxDay};
    out_.module.enums = catalog.enums;
    out_.module.types.push_back(date);
    ir::Input first;
    first.name = "decision_date";
    first.forbid = true;
    out_.module.inputs.push_back(std::move(first));
  }

  Status add(const std::string& text) {
    GroupBy by{text, {}};
    for (const std::string& part : split(text)) {
      const std::size_t slash = part.find('/');
      const std::string id = part.substr(0, slash);
      const catalog::Tag* tag = catalog_.find(id);
      if (!tag)
        return usage("`" + id + "` is no tag of catalogue " + catalog_.name + " " + catalog_.version +
                     like(id));
      if (tag->type.count) return usage("`" + id + "` is a series; group by a tag with one value");
      GroupBy::Part to{input(*tag), 0};
      if (slash != std::string::npos && has_names(tag->type))
        return usage("`" + id + "` has no bands; say " + id);
      if (slash != std::string::npos) {
        const auto width = width_of(part.substr(slash + 1), tag->type);
        if (!width || *width > INT64_MAX)
          return usage("`" + part.substr(slash + 1) + "` is no width of a band of `" + id + "` (" +
                       type_name(tag->type, &catalog_.enums) + "); say " + example(*tag));
        to.width = *width;
      } else if (!has_names(tag->type)) {
        return usage("`" + id + "` is " + type_name(tag->type, &catalog_.enums) +
                     "; give its bands a width: " + example(*tag));
      }
      by.parts.push_back(to);
    }
    out_.by.push_back(std::move(by));
    return Unit{};
  }
  Groups take() { return std::move(out_); }

 private:
  std::string like(const std::string& id) const {
    std::vector<std::string> ids;
    for (const catalog::Tag& tag : catalog_.tags) ids.push_back(tag.id);
    const std::string near = nearest(id, ids);
    return near.empty() ? "" : "; did you mean `" + near + "`?";
  }
  static Failure usage(std::string message) { return {Exit::usage, "--by: " + std::move(message)}; }
  static std::string example(const catalog::Tag& tag) {
    return tag.id + (tag.type.kind == Kind::percent || tag.type.kind == Kind::rate ? "/5%" : "/50");
  }

  std::size_t input(const catalog::Tag& tag) {
    auto& inputs = out_.module.inputs;
    for (std::size_t i = 1; i < inputs.size(); ++i)
      if (inputs[i].name == tag.id) return i;
    ir::Input made;
    made.name = tag.id;
    made.type = static_cast<std::uint16_t>(out_.module.types.size());
    made.sensitivity = tag.sensitivity;
    Type type = tag.type;
    type.may_be_missing = true;
    if (type.kind == Kind::text) type.range.lo = tag.min_characters;
    out_.module.types.push_back(type);
    inputs.push_back(std::move(made));
    return inputs.size() - 1;
  }

  const catalog::Catalog& catalog_;
  Groups out_;
};

}  // namespace

Result<Groups> read_groups(const catalog::Catalog& catalog, const std::vector<std::string>& texts) {
  GroupReader reader(catalog);
  for (const std::string& text : texts)
    if (const Status status = reader.add(text); !status) return status.failure();
  return reader.take();
}

Failure too_many_groups(const GroupBy& by) {
  return {Exit::usage, "--by " + by.text + ": makes more than " + std::to_string(kMostGroups) + " groups"};
}

void group_key(const Groups& groups, const GroupBy& by, const engine::Inputs& inputs, GroupKey& key) {
  key.resize(by.parts.size());
  for (std::size_t i = 0; i < by.parts.size(); ++i) {
    const GroupBy::Part& part = by.parts[i];
    GroupValue& value = key[i];
    value.missing = inputs.causes[part.input];
    value.number = 0;
    value.text.clear();
    if (value.missing) continue;
    const std::int64_t sent = inputs.values[part.input];
    if (groups.module.types[groups.module.inputs[part.input].type].kind == Kind::text) {
      const auto& text = *reinterpret_cast<const ir::Text*>(sent);
      value.text.assign(text.data, static_cast<std::size_t>(text.size));
    } else if (part.width == 0) {
      value.number = sent;
    } else {
      const auto width = static_cast<std::int64_t>(part.width);
      value.number = sent - ((sent % width) + width) % width;
    }
  }
}

std::string group_label(const Groups& groups, const GroupBy::Part& part, const GroupValue& value) {
  if (value.missing) return "missing (" + cause_names(value.missing) + ")";
  const ir::Module& module = groups.module;
  const Type& type = module.types[module.inputs[part.input].type];
  if (type.kind == Kind::text) return value.text;
  if (part.width == 0) return format_grouped(value.number, type, module.enums);
  return format_grouped(value.number, type, module.enums) + " to " +
         format_grouped(i128{value.number} + part.width - 1, type, module.enums);
}

}  // namespace pol::population
