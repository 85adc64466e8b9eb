// `sample:` of a tag: the distribution that generated people are drawn from (formats.md calls the forms).
#include <charconv>

#include "runtime/base/utf8.h"
#include "runtime/catalog/reading.h"
#include "runtime/catalog/tag_type.h"

namespace pol::catalog {
namespace {

using Form = Sample::Form;

struct FormInfo {
  const char* name;
  Form form;
  const char* first;  // keys of its map; null for the forms without one
  const char* second;
};
constexpr FormInfo kForms[] = {
    {"constant", Form::constant, nullptr, nullptr}, {"choice", Form::choice, nullptr, nullptr},
    {"sequence", Form::sequence, nullptr, nullptr}, {"uniform", Form::uniform, nullptr, nullptr},
    {"normal", Form::normal, "mean", "sd"},         {"lognormal", Form::lognormal, "median", "spread"},
    {"gamma", Form::gamma, "shape", "scale"},       {"beta", Form::beta, "a", "b"}};

double as_double(const Decimal& value) {
  const std::string text = format_decimal(value.number, value.scale);
  double figure = 0;
  std::from_chars(text.data(), text.data() + text.size(), figure);
  return figure;
}

class SampleReader {
 public:
  SampleReader(const Tag& tag, const EnumPool& enums, Diagnostics& diagnostics)
      : tag_(tag), enums_(enums), diagnostics_(diagnostics), owner_("`sample` of tag `" + tag.id + "`") {}

  std::optional<Sample> read(const yaml::Node& node) {
    yaml::Fields fields(node, owner_, diagnostics_);
    if (!fields.is_map()) return std::nullopt;
    bool good = true;
    const FormInfo* chosen = nullptr;
    for (const FormInfo& info : kForms) {
      const yaml::Node* body = fields.optional(info.name);
      if (!body) continue;
      if (chosen) {
        wrong(body->span, owner_ + " has two distributions, `" + chosen->name + "` and `" + info.name + "`");
        good = false;
        continue;
      }
      chosen = &info;
      good = read_form(info, *body) && good;
    }
    good = read_missing(fields.optional("missing")) && good;
    good = read_group(fields.optional("group")) && good;
    fields.finish();
    if (!good) return std::nullopt;
    return sample_;
  }

 private:
  bool wrong(Span span, std::string message, std::string fix = {}) {
    diagnostics_.add(Code::E1008, span, std::move(message), std::move(fix));
    return false;
  }
  std::string of(const char* key) const { return "`" + std::string(key) + "` in " + owner_; }
  bool fraction() const { return tag_.type.kind == Kind::percent || tag_.type.kind == Kind::rate; }

  bool read_form(const FormInfo& info, const yaml::Node& body) {
    sample_.form = info.form;
    switch (info.form) {
      case Form::typical:
        return true;
      case Form::constant:
        return body.is_scalar() ? read_choice(body, body.text, 1) : yaml_shape(body, info.name);
      case Form::choice:
        return read_choices(body);
      case Form::sequence:
        return read_sequence(body);
      case Form::uniform:
        return read_uniform(body);
      case Form::normal:
      case Form::lognormal:
      case Form::gamma:
      case Form::beta:
        return read_figures(info, body);
    }
    __builtin_unreachable();
  }

  bool yaml_shape(const yaml::Node& body, const char* key) {
    return wrong(body.span, of(key) + " must be a single value");
  }

  bool read_choice(const yaml::Node& place, const std::string& text, double weight) {
    Result<Value> value = parse_value(percent_figure(text), tag_.type, enums_, tag_.min_characters);
    if (!value)
      return wrong(place.span, "a value of " + owner_ + " does not fit: " + value.failure().message);
    sample_.choices.push_back({std::move(value->text), value->number, weight});
    return true;
  }

  // A bare figure of a percent or rate counts hundredths, as everywhere in `sample`.
  std::string percent_figure(const std::string& text) const {
    return fraction() && parse_decimal(text) ? text + "%" : text;
  }

  bool read_choices(const yaml::Node& body) {
    bool good = true;
    double sum = 0;
    if (body.is_list()) {
      for (const yaml::Node& item : body.items) {
        if (!item.is_scalar()) return yaml_shape(item, "choice");
        good = read_choice(item, item.text, 1) && good;
        sum += 1;
      }
    } else if (body.is_map()) {
      for (const yaml::Entry& entry : body.entries) {
        const Result<Decimal> weight = parse_decimal(entry.value.text);
        if (!entry.value.is_scalar() || !weight || weight->number < 0)
          return wrong(entry.value.span, "the weight of `" + entry.key + "` must be a number, not below 0");
        yaml::Node key;
        key.span = entry.key_span;
        good = read_choice(key, entry.key, as_double(*weight)) && good;
        sum += as_double(*weight);
      }
    } else {
      return wrong(body.span, of("choice") + " must be `{value: weight, ...}` or a list");
    }
    if (sum <= 0) return wrong(body.span, of("choice") + " has no value with a weight above 0");
    return good;
  }

  // "C-{00001}": at most nine digits, so that the longest id of a billion people is known here.
  bool read_sequence(const yaml::Node& body) {
    if (tag_.type.kind != Kind::text)
      return wrong(body.span,
                   "`sequence` is for texts, tag `" + tag_.id + "` is " + type_name(tag_.type, &enums_),
                   "use another distribution");
    const std::string& text = body.text;
    const std::size_t open = text.find('{'), close = text.find('}');
    const bool braces = body.is_scalar() && open != std::string::npos && close != std::string::npos &&
                        open < close && text.find_first_of("{}", close + 1) == std::string::npos;
    const std::string number = braces ? text.substr(open + 1, close - open - 1) : "";
    if (number.empty() || number.size() > 9 || number.find_first_not_of("0123456789") != std::string::npos)
      return wrong(body.span, of("sequence") + " is written with the first number in braces",
                   "like \"C-{00001}\"");
    sample_.before = text.substr(0, open);
    sample_.after = text.substr(close + 1);
    sample_.digits = number.size();
    std::from_chars(number.data(), number.data() + number.size(), sample_.first);
    const std::size_t around = count_code_points(sample_.before) + count_code_points(sample_.after);
    for (const std::size_t digits : {number.size(), std::size_t{10}})
      if (!tag_.type.range.contains(static_cast<i128>(around + digits)))
        return wrong(body.span, of("sequence") + " makes ids of " + std::to_string(around + digits) +
                                    " characters, which is outside the range of the tag");
    return true;
  }

  bool numeric_tag(const yaml::Node& body, const char* form) {
    const Kind kind = tag_.type.kind;
    if (tag_.type.numeric() || kind == Kind::days || kind == Kind::months) return true;
    return wrong(body.span,
                 "`" + std::string(form) + "` is for numbers, tag `" + tag_.id + "` is " +
                     type_name(tag_.type, &enums_),
                 kind == Kind::date ? "dates are drawn by `uniform`" : "use `choice` or `constant`");
  }

  bool read_uniform(const yaml::Node& body) {
    const bool date = tag_.type.kind == Kind::date;
    if (!date && !numeric_tag(body, "uniform")) return false;
    const std::size_t dots = body.text.find("..");
    const std::optional<double> lo =
        dots == std::string::npos ? std::nullopt : end_of_range(body.text.substr(0, dots));
    const std::optional<double> hi =
        dots == std::string::npos ? std::nullopt : end_of_range(body.text.substr(dots + 2));
    if (!lo || !hi || *lo > *hi)
      return wrong(body.span, of("uniform") + " is written `lo..hi` in the tag's unit");
    sample_.a = *lo;
    sample_.b = *hi;
    return true;
  }

  std::optional<double> end_of_range(const std::string& text) const {
    if (tag_.type.kind != Kind::date) return in_unit(text);
    const std::optional<Day> day = parse_date(text);
    return day ? std::optional<double>(*day) : std::nullopt;
  }

  // A figure in the tag's unit, finer than its grain if need be: `40000`, `40,000 CNY`, `4.5` or `4.5%`.
  std::optional<double> in_unit(const std::string& text) const {
    const Result<Constant> literal = parse_literal(text);
    if (!literal) return std::nullopt;
    const Type& type = literal->type;
    const Decimal value{literal->number, type.scale};
    if (type.kind == Kind::number && fraction()) return as_double({value.number, value.scale + 2});
    const bool same =
        type.kind == tag_.type.kind && type.currency == tag_.type.currency && type.period == tag_.type.period;
    if (type.kind == Kind::number || same || (type.kind == Kind::percent && fraction()))
      return as_double(value);
    return std::nullopt;
  }

  bool read_figures(const FormInfo& info, const yaml::Node& body) {
    if (!numeric_tag(body, info.name)) return false;
    yaml::Fields fields(body, of(info.name), diagnostics_);
    const bool location = info.form != Form::beta && info.form != Form::gamma;  // `first` is in the unit
    const bool width = info.form == Form::normal || info.form == Form::gamma;   // `second` is in the unit
    const std::optional<double> a = figure(fields, info.first, location);
    const std::optional<double> b = figure(fields, info.second, width);
    fields.finish();
    if (!a || !b) return false;
    const bool above = info.form != Form::normal,
               zero = info.form == Form::normal || info.form == Form::lognormal;
    if (above && *a <= 0) return wrong(body.span, of(info.first) + " must be above 0");
    if (zero ? *b < 0 : *b <= 0)
      return wrong(body.span, of(info.second) + (zero ? " must not be below 0" : " must be above 0"));
    sample_.a = *a;
    sample_.b = *b;
    return true;
  }

  std::optional<double> figure(yaml::Fields& fields, const char* key, bool unit) {
    const yaml::Node* node = fields.required(key, Code::E1008);
    const std::optional<std::string> text = yaml::read_text(node, of(key), diagnostics_);
    if (!text) return std::nullopt;
    if (unit) {
      if (const std::optional<double> value = in_unit(*text)) return value;
      wrong(node->span, of(key) + " must be a number in the tag's unit, here is `" + *text + "`");
      return std::nullopt;
    }
    const Result<Decimal> value = parse_decimal(*text);
    if (value) return as_double(*value);
    wrong(node->span, of(key) + " must be a plain number, here is `" + *text + "`");
    return std::nullopt;
  }

  bool read_missing(const yaml::Node* node) {
    if (!node) return true;
    if (!yaml::expect_map(*node, of("missing"), diagnostics_)) return false;
    if (tag_.forbid)
      return wrong(node->span, "tag `" + tag_.id + "` may not be missing, so no share of it can be");
    i128 sum = 0;  // of shares with four places of the fraction
    for (const yaml::Entry& entry : node->entries) {
      const CauseMask cause = cause_by_name(entry.key) & cause::any_sent;
      if (!cause)
        return wrong(entry.key_span, "`" + entry.key + "` is not a cause",
                     "the causes are: " + cause_names(cause::any_sent));
      if (!(cause & (tag_.causes | cause::stale | cause::error)))
        return wrong(entry.key_span, "`causes` of tag `" + tag_.id + "` does not allow `" + entry.key + "`");
      const Result<i128> share =
          parse_data_value(entry.value.text, {.kind = Kind::percent, .scale = 8}, enums_);
      if (!entry.value.is_scalar() || !share || *share < 0)
        return wrong(entry.value.span, "the share of `" + entry.key + "` must be a percentage like 8%");
      sum += *share;
      sample_.missing.push_back({cause, as_double({*share, 8})});
      if (*share > 100'000'000 || sum > 100'000'000)
        return wrong(node->span, "the shares of `missing` in " + owner_ + " are more than 100%");
    }
    return true;
  }

  bool read_group(const yaml::Node* node) {
    if (!node) return true;
    if (!node->is_map() || node->entries.size() != 1 || !is_name(node->entries[0].key))
      return wrong(node->span, of("group") + " is written `{name: correlation}` with one name");
    const yaml::Entry& entry = node->entries[0];
    const Result<Decimal> r = parse_decimal(entry.value.text);
    if (!entry.value.is_scalar() || !r || as_double(*r) < -1 || as_double(*r) > 1)
      return wrong(entry.value.span, "the correlation with group `" + entry.key + "` must be from -1 to 1");
    sample_.group = entry.key;
    sample_.correlation = as_double(*r);
    return true;
  }

  const Tag& tag_;
  const EnumPool& enums_;
  Diagnostics& diagnostics_;
  std::string owner_;
  Sample sample_;
};

}  // namespace

std::optional<Sample> read_sample(const yaml::Node& node, const Tag& tag, const EnumPool& enums,
                                  Diagnostics& diagnostics) {
  return SampleReader(tag, enums, diagnostics).read(node);
}

}  // namespace pol::catalog
