#include "runtime/data/feed_column.h"

#include <algorithm>

#include "runtime/base/utf8.h"
#include "runtime/value/constant.h"

namespace pol::data {
namespace {

using yaml::key_of;

const std::vector<std::string>& cause_words() {
  static const std::vector<std::string> words = {"not_asked", "no_hit", "stale", "suppressed", "error"};
  return words;
}

CauseMask read_cause(const yaml::Node& node, const std::string& owner, CauseMask allowed,
                     Diagnostics& diagnostics) {
  const auto index = yaml::read_word(&node, "a cause in " + owner, cause_words(), diagnostics);
  if (!index) return 0;
  const CauseMask mask = cause_by_name(cause_words()[*index]) & cause::any_sent;
  if (mask & ~allowed)
    diagnostics.add(Code::E1022, node.span,
                    "the catalogue does not let `" + node.text + "` be sent for " + owner,
                    "allowed: " + cause_names(allowed));
  return mask;
}

std::optional<DateFormat> read_format(const yaml::Node* format, const yaml::Node* century,
                                      const std::string& owner, Diagnostics& diagnostics) {
  if (!format && !century) return DateFormat::iso();
  const auto text =
      format ? yaml::read_text(format, key_of("format", owner), diagnostics) : std::string("YYYY-MM-DD");
  const auto first = yaml::read_whole(century, key_of("century", owner), 0, 9900, diagnostics);
  if (!text || (century && !first)) return std::nullopt;
  const auto parsed =
      DateFormat::parse(*text, first ? std::optional<int>(static_cast<int>(*first)) : std::nullopt);
  if (parsed) return parsed;
  const Span span = format ? format->span : century->span;
  if (!century && text->find("YY") != std::string::npos && text->find("YYYY") == std::string::npos)
    diagnostics.add(Code::E1022, span, "years of two digits need `century`",
                    "say `century: 1950` to read 1950 to 2049");
  else if (century && text->find("YYYY") != std::string::npos)
    diagnostics.add(Code::E1022, century->span, "`century` is for years of two digits (`YY`)",
                    "leave it out");
  else
    diagnostics.add(Code::E1022, span, "`" + *text + "` is not a date format",
                    "use YYYY or YY, MM or Mon, DD and separators, e.g. \"DD-Mon-YYYY\"");
  return std::nullopt;
}

bool is_fraction(const Type& type) {
  return type.kind == Kind::percent || type.kind == Kind::rate;
}
bool takes_numbers(const Type& type) {
  return type.numeric() || type.kind == Kind::days || type.kind == Kind::months;
}

}  // namespace

std::vector<std::pair<std::string, CauseMask>> read_tokens(const yaml::Node& node, const std::string& owner,
                                                           CauseMask allowed, Diagnostics& diagnostics) {
  std::vector<std::pair<std::string, CauseMask>> tokens;
  if (!yaml::expect_map(node, key_of("missing", owner), diagnostics)) return tokens;
  for (const yaml::Entry& entry : node.entries)
    if (const CauseMask mask = read_cause(entry.value, owner, allowed, diagnostics))
      tokens.emplace_back(entry.key, mask);
  return tokens;
}

DateSource read_date_source(const yaml::Node& node, const std::string& owner, Diagnostics& diagnostics) {
  DateSource source;
  yaml::Fields fields(node, owner, diagnostics);
  const yaml::Node* column = fields.optional("column");
  const yaml::Node* constant = fields.optional("constant");
  const yaml::Node* format = fields.optional("format");
  const yaml::Node* century = fields.optional("century");
  fields.finish();
  if (!fields.is_map()) return source;
  if ((column != nullptr) == (constant != nullptr)) {
    diagnostics.add(Code::E1020, node.span, owner + " needs either `column` or `constant`");
  } else if (column) {
    const auto name = yaml::read_text(column, key_of("column", owner), diagnostics);
    const auto parsed = read_format(format, century, owner, diagnostics);
    if (!name || !parsed) return source;
    source.form = DateSource::Form::column;
    source.column = {*name, column->span};
    source.format = *parsed;
  } else {
    const auto text = yaml::read_text(constant, key_of("constant", owner), diagnostics);
    const auto day = text ? parse_date(*text) : std::nullopt;
    if (text && !day)
      diagnostics.add(Code::E1022, constant->span, "`" + *text + "` is not a date", "write it as 2026-11-01");
    if (format || century)
      diagnostics.add(Code::E1020, (format ? format : century)->span,
                      "`format` is for a column; a constant is written as 2026-11-01");
    if (!day) return source;
    source.form = DateSource::Form::constant;
    source.constant = *day;
  }
  return source;
}

void ColumnReader::wrong(const yaml::Node& node, std::string message, std::string fix) {
  diagnostics_.add(Code::E1022, node.span, std::move(message), std::move(fix));
}

void ColumnReader::not_for(const yaml::Node* node, std::string_view key, const char* kinds) {
  if (node)
    wrong(*node, key_of(key, fields_.owner()) + " of type " + type_name(type_, &enums_) + " means nothing",
          std::string("it is for ") + kinds);
}

FeedValue ColumnReader::read(const FeedDefaults& defaults, CauseMask causes) {
  FeedValue value;
  value.rule.type = type_;
  value.rule.numbers = defaults.numbers;
  value.rule.missing = defaults.missing;
  read_source(value);
  if (const yaml::Node* node = fields_.optional("missing"))
    value.rule.missing = read_tokens(*node, fields_.owner(), causes, diagnostics_);
  read_number_keys(value.rule);
  read_date_keys(value.rule);
  read_values(value.rule, causes);
  return value;
}

void ColumnReader::read_source(FeedValue& value) {
  const yaml::Node* column = fields_.optional("column");
  const yaml::Node* columns = fields_.optional("columns");
  const yaml::Node* constant = fields_.optional("constant");
  const int given = (column != nullptr) + (columns != nullptr) + (constant != nullptr);
  if (given != 1) {
    if (fields_.is_map())
      diagnostics_.add(Code::E1020, fields_.span(),
                       fields_.owner() + " needs one of `column`, `columns` and `constant`" +
                           (given ? ", not several" : ""));
  } else if (columns) {
    const auto names = yaml::read_list(columns, key_of("columns", fields_.owner()), diagnostics_);
    for (const yaml::Node* name : names)
      if (const auto text = yaml::read_text(name, key_of("columns", fields_.owner()), diagnostics_))
        value.columns.push_back({*text, name->span});
    if (elements_ == 0)
      diagnostics_.add(Code::E1020, columns->span, fields_.owner() + " is not a series", "give one `column`");
    else if (names.size() != elements_)
      diagnostics_.add(Code::E1020, columns->span,
                       fields_.owner() + " is a series of " + std::to_string(elements_) + ", but " +
                           std::to_string(names.size()) + " columns are listed",
                       "list one column for each element, oldest first");
  } else if (elements_ > 0) {
    diagnostics_.add(Code::E1020, (column ? column : constant)->span,
                     fields_.owner() + " is a series of " + std::to_string(elements_),
                     "list its `columns`, oldest first");
  } else if (column) {
    if (const auto name = yaml::read_text(column, key_of("column", fields_.owner()), diagnostics_))
      value.column = ColumnRef{*name, column->span};
  } else if (const auto parsed = target(*constant)) {
    value.constant = *parsed;
  }
}

void ColumnReader::read_number_keys(CellRule& rule) {
  const yaml::Node* scale = fields_.optional("scale");
  const yaml::Node* round = fields_.optional("round");
  const yaml::Node* unit = fields_.optional("unit");
  const yaml::Node* exponent = fields_.optional("exponent");
  rule.percent_sign = is_fraction(type_) && !unit;
  rule.unit_digits = is_fraction(type_) ? 2 : 0;
  if (!takes_numbers(type_)) {
    not_for(scale, "scale", "numbers");
    not_for(round, "round", "numbers");
    not_for(exponent, "exponent", "numbers");
  } else {
    if (const auto text = yaml::read_text(scale, key_of("scale", fields_.owner()), diagnostics_)) {
      const auto factor = parse_decimal(*text);
      if (!factor)
        wrong(*scale, key_of("scale", fields_.owner()) + " is no number: " + factor.failure().message);
      else if (factor->number == 0)
        wrong(*scale, key_of("scale", fields_.owner()) + " is 0", "every value would be 0; use `constant`");
      else
        rule.factor = *factor;
    }
    std::vector<std::string> modes;
    for (auto mode : {RoundingMode::up, RoundingMode::down, RoundingMode::half_up, RoundingMode::half_even,
                      RoundingMode::floor, RoundingMode::ceiling})
      modes.emplace_back(rounding_name(mode));
    if (const auto mode = yaml::read_word(round, key_of("round", fields_.owner()), modes, diagnostics_))
      rule.round = static_cast<RoundingMode>(*mode);
    if (const auto yes = yaml::read_yes_no(exponent, key_of("exponent", fields_.owner()), diagnostics_))
      rule.numbers.exponent = *yes;
  }
  if (!is_fraction(type_)) return not_for(unit, "unit", "percents and rates");
  static const std::vector<std::string> kUnits = {"fraction", "%", "bp"};
  if (const auto index = yaml::read_word(unit, key_of("unit", fields_.owner()), kUnits, diagnostics_)) {
    rule.unit_digits = static_cast<int>(*index) * 2;
    rule.percent_sign = *index == 1;
  }
}

void ColumnReader::read_date_keys(CellRule& rule) {
  const yaml::Node* format = fields_.optional("format");
  const yaml::Node* century = fields_.optional("century");
  if (type_.kind != Kind::date) {
    not_for(format, "format", "dates");
    not_for(century, "century", "dates");
  } else if (const auto parsed = read_format(format, century, fields_.owner(), diagnostics_)) {
    rule.dates = *parsed;
  }
}

void ColumnReader::read_values(CellRule& rule, CauseMask causes) {
  const yaml::Node* values = fields_.optional("values");
  const yaml::Node* other = fields_.optional("other");
  const yaml::Node* first = fields_.optional("first");
  rule.mapped = values || type_.kind == Kind::boolean || type_.kind == Kind::enumeration;
  if (values && yaml::expect_map(*values, key_of("values", fields_.owner()), diagnostics_)) {
    for (const yaml::Entry& entry : values->entries)
      if (auto to = target(entry.value)) rule.values.emplace(entry.key, std::move(*to));
  } else if (type_.kind == Kind::boolean) {
    rule.values = {{"no", {0, {}}}, {"yes", {1, {}}}};
  } else if (type_.kind == Kind::enumeration) {
    const auto& names = enums_[type_.enum_id].values;
    for (std::size_t i = 0; i < names.size(); ++i)
      rule.values.emplace(names[i], CellRule::Target{static_cast<i128>(i), {}});
  }
  if (other && !rule.mapped) not_for(other, "other", "columns with `values`");
  if (other && rule.mapped) read_other(*other, rule, causes);
  if (const auto n = yaml::read_whole(first, key_of("first", fields_.owner()), 1, 1000, diagnostics_))
    rule.first = static_cast<std::size_t>(*n);
}

void ColumnReader::read_other(const yaml::Node& node, CellRule& rule, CauseMask causes) {
  if (node.is_map()) {
    yaml::Fields fields(node, key_of("other", fields_.owner()), diagnostics_);
    const yaml::Node* value = fields.required("value");
    fields.finish();
    if (value) rule.other_value = target(*value);
    return;
  }
  const CauseMask mask = read_cause(node, fields_.owner(), causes | cause::error, diagnostics_);
  if (mask != cause::error) rule.other_cause = mask;  // error is what an unmapped text is anyway
}

// A value in data form, as `constant`, in `values` and in `other`.
std::optional<CellRule::Target> ColumnReader::target(const yaml::Node& node) {
  const auto text = yaml::read_text(&node, "a value of " + fields_.owner(), diagnostics_);
  if (!text) return std::nullopt;
  if (type_.kind == Kind::text) {
    if (type_.range.contains(static_cast<i128>(count_code_points(*text)))) return CellRule::Target{0, *text};
    wrong(node, "`" + *text + "` is too short or too long for " + fields_.owner());
    return std::nullopt;
  }
  const auto number = parse_data_value(*text, type_, enums_);
  if (!number) {
    std::string near;
    if (type_.kind == Kind::enumeration) near = nearest(*text, enums_[type_.enum_id].values);
    wrong(node, number.failure().message, near.empty() ? "" : "did you mean `" + near + "`?");
    return std::nullopt;
  }
  if (type_.range.contains(*number)) return CellRule::Target{*number, {}};
  wrong(node, "`" + *text + "` is outside the range of " + fields_.owner(),
        format_data(type_.range.lo, type_, enums_) + " to " + format_data(type_.range.hi, type_, enums_));
  return std::nullopt;
}

}  // namespace pol::data
