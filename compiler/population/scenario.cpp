#include "compiler/population/scenario.h"

#include <algorithm>
#include <set>

#include "compiler/population/scenario_scopes.h"
#include "runtime/catalog/tag_type.h"
#include "runtime/catalog/yaml.h"

namespace pol::population {
namespace {

constexpr int kFactorPlaces = 8;                              // of a factor as a fraction: 97.123456%
constexpr i128 kMostFactor = 10'000;                          // 1,000,000%
constexpr std::int64_t kMostDays = 3'660, kMostMonths = 120;  // of `every`

bool changes_by_figures(Kind kind) {
  switch (kind) {
    case Kind::number:
    case Kind::percent:
    case Kind::rate:
    case Kind::money:
    case Kind::days:
    case Kind::months:
      return true;
    case Kind::date:
    case Kind::boolean:
    case Kind::enumeration:
    case Kind::text:
      return false;
  }
  __builtin_unreachable();
}

class ScenarioReader {
 public:
  ScenarioReader(Sources& sources, Scenario& scenario, Diagnostics& diagnostics)
      : sources_(sources), scenario_(scenario), diagnostics_(diagnostics) {}

  void read(const yaml::Node& root, const std::string& catalogue_path) {
    const std::size_t before = diagnostics_.errors();
    yaml::Fields fields(root, "the scenario", diagnostics_);
    if (!fields.is_map()) return;
    read_name(fields.required("scenario"));
    scenario_.text = fields.optional_text("text").value_or("");
    if (!check_catalogue(fields.required("catalogue"))) return;
    const yaml::Node* on = fields.optional("on");
    if (const auto date = yaml::read_text(on, "`on`", diagnostics_)) {
      scenario_.on = parse_date(*date);
      if (!scenario_.on)
        wrong(Code::E1034, *on, "`on`: `" + *date + "` is no date", "write it as 2026-11-08");
    }
    const yaml::Node* shocks = fields.optional("shocks");
    if (shocks) read_changes(*shocks, "`shocks`", scenario_.shocks);
    const yaml::Node* trends = fields.optional("trends");
    if (trends) read_trends(*trends);
    fields.finish();
    if (!on && !shocks && !trends && diagnostics_.errors() == before)
      diagnostics_.add(Code::E1031, root.span, "the scenario changes nothing",
                       "give it `shocks`, `trends` or a date `on`");
    scopes_.compile(sources_, catalogue_path, scenario_, diagnostics_);
  }

 private:
  void wrong(Code code, const yaml::Node& node, std::string message, std::string fix = {}) {
    diagnostics_.add(code, node.span, std::move(message), std::move(fix));
  }

  void read_name(const yaml::Node* node) {
    const auto name = yaml::read_text(node, "`scenario`", diagnostics_);
    if (!name) return;
    scenario_.name = *name;
    if (!catalog::is_name(*name))
      wrong(Code::E1034, *node, "the name `" + *name + "` is not made of small letters, digits and `_`",
            "like `wet_winter`");
  }

  // False if the scenario is for a catalogue of another name: nothing in it can be judged then.
  bool check_catalogue(const yaml::Node* node) {
    const auto text = yaml::read_text(node, "`catalogue`", diagnostics_);
    const std::string& name = scenario_.catalog->name;
    const std::string ours = name + " " + scenario_.catalog->version;
    if (!text || *text == ours) return true;
    wrong(Code::E1030, *node,
          "the scenario is for the catalogue `" + *text + "`, the policy reads `" + ours + "`");
    return text->substr(0, text->find(' ')) == name;
  }

  void read_changes(const yaml::Node& node, const std::string& what, std::vector<Change>& changes) {
    if (!yaml::expect_list(node, what, diagnostics_)) return;
    if (node.items.empty())
      return wrong(Code::E1031, node, what + " is empty", "leave it out, or add a change");
    if (node.items.size() > kMostChanges)
      return wrong(Code::E1031, node.items[kMostChanges],
                   what + " has " + std::to_string(node.items.size()) + " changes; at most " +
                       std::to_string(kMostChanges) + " can be run");
    for (std::size_t i = 0; i < node.items.size(); ++i)
      read_change(node.items[i], "change " + std::to_string(i + 1) + " of " + what, changes);
  }

  void read_trends(const yaml::Node& node) {
    yaml::Fields fields(node, "`trends`", diagnostics_);
    if (!fields.is_map()) return;
    const auto periods =
        yaml::read_whole(fields.required("periods"), "`periods`", 1, kMostPeriods, diagnostics_);
    scenario_.periods = static_cast<unsigned>(periods.value_or(0));
    if (const yaml::Node* every = fields.required("every")) read_every(*every);
    if (const yaml::Node* changes = fields.required("changes"))
      read_changes(*changes, "`changes`", scenario_.trends);
    fields.finish();
  }

  void read_every(const yaml::Node& node) {
    const auto text = yaml::read_text(&node, "`every`", diagnostics_);
    if (!text) return;
    const auto length = parse_literal(*text);
    const Kind kind = length ? length->type.kind : Kind::boolean;
    const bool months = kind == Kind::months;
    if ((!months && kind != Kind::days) || length->number < 1 ||
        length->number > (months ? kMostMonths : kMostDays))
      return wrong(Code::E1034, node,
                   "`every`: `" + *text + "` is not 1 to " + std::to_string(kMostMonths) +
                       " months or 1 to " + std::to_string(kMostDays) + " days",
                   "write it as 1 months or 30 days");
    (months ? scenario_.every.months : scenario_.every.days) = static_cast<int>(length->number);
  }

  void read_change(const yaml::Node& node, const std::string& owner, std::vector<Change>& changes) {
    yaml::Fields fields(node, owner, diagnostics_);
    if (!fields.is_map()) return;
    Change change;
    read_tags(fields.required("tags"), owner, change);
    if (const yaml::Node* scope = fields.optional("scope")) {
      change.scope = scopes_.add(sources_, *scope, diagnostics_);
      change.scope_text = scope->text;
    }
    if (const yaml::Node* share = fields.optional("share")) read_share(*share, change);
    constexpr std::pair<const char*, Change::Form> kForms[] = {{"set", Change::Form::set},
                                                               {"add", Change::Form::add},
                                                               {"multiply", Change::Form::multiply},
                                                               {"missing", Change::Form::missing}};
    const yaml::Node* value = nullptr;
    const char* key = nullptr;
    for (const auto& [name, form] : kForms) {
      const yaml::Node* found = fields.optional(name);
      if (!found) continue;
      if (value)
        wrong(Code::E1031, *found, owner + " has both `" + std::string(key) + "` and `" + name + "`",
              "make it two changes; they are made in the order of the file");
      if (value) continue;
      value = found;
      key = name;
      change.form = form;
    }
    fields.finish();
    if (!value)
      return wrong(Code::E1031, node, owner + " does not say what happens",
                   "give it one of `set`, `add`, `multiply`, `missing`");
    const auto text = yaml::read_text(value, yaml::key_of(key, owner), diagnostics_);
    if (!text) return;
    change.text = std::string(key) + " " + *text;
    if (change.form == Change::Form::multiply && !read_factor(*value, change)) return;
    if (change.form == Change::Form::missing && !read_cause(*value, change)) return;
    for (Change::Target& target : change.targets) read_value(*value, change, target);
    changes.push_back(std::move(change));
  }

  void read_tags(const yaml::Node* node, const std::string& owner, Change& change) {
    if (!node) return;
    const auto names = yaml::read_list(node, yaml::key_of("tags", owner), diagnostics_);
    if (node->is_list() && node->items.empty())
      return wrong(Code::E1031, *node, "`tags` of " + owner + " is empty", "name the tags that it changes");
    std::set<std::string> seen;
    for (const yaml::Node* name : names) {
      const catalog::Tag* tag = scenario_.catalog->find(name->text);
      if (!tag) {
        unknown_tag(*name);
        continue;
      }
      if (!seen.insert(name->text).second) {
        wrong(Code::E1031, *name, "`" + name->text + "` stands twice in `tags` of " + owner);
        continue;
      }
      change.tags += (change.tags.empty() ? "" : ", ") + name->text;
      change.targets.emplace_back().tag = tag;
    }
  }

  void unknown_tag(const yaml::Node& name) {
    std::vector<std::string> ids;
    for (const catalog::Tag& tag : scenario_.catalog->tags) ids.push_back(tag.id);
    const std::string near = nearest(name.text, ids);
    wrong(Code::E1030, name, "the catalogue has no tag `" + name.text + "`",
          near.empty() ? "" : "did you mean `" + near + "`?");
  }

  void read_share(const yaml::Node& node, Change& change) {
    const auto text = yaml::read_text(&node, "`share`", diagnostics_);
    if (!text) return;
    const auto share = parse_literal(*text);
    const bool percent = share && share->type.kind == Kind::percent;
    const auto buckets = percent ? rescale(share->number, share->type.scale, 4) : std::nullopt;
    if (!buckets || *buckets < 0 || *buckets > ir::kBuckets)
      return wrong(Code::E1034, node, "`share`: `" + *text + "` is not 0% to 100% with at most two places",
                   "like 20% or 2.5%");
    change.buckets = static_cast<int>(*buckets);
    if (change.buckets < ir::kBuckets) change.share_text = *text;
  }

  bool read_factor(const yaml::Node& node, Change& change) {
    const auto factor = parse_literal(node.text);
    const bool percent = factor && factor->type.kind == Kind::percent;
    const auto most = power_of_ten(kFactorPlaces);
    const auto at = percent ? rescale(factor->number, factor->type.scale, kFactorPlaces) : std::nullopt;
    if (at && *at >= 0 && *at <= kMostFactor * *most) {
      change.factor = {factor->number, factor->type.scale};
      return true;
    }
    wrong(Code::E1032, node,
          "`multiply`: `" + node.text + "` is not a percent from 0% to 1,000,000% with at most six places",
          "70% leaves 70 of 100");
    return false;
  }

  bool read_cause(const yaml::Node& node, Change& change) {
    change.cause = cause_by_name(node.text) & cause::any_sent;
    if (change.cause) return true;
    wrong(Code::E1032, node, "`missing`: `" + node.text + "` is not a cause",
          "the causes are: " + cause_names(cause::any_sent));
    return false;
  }

  void read_value(const yaml::Node& node, const Change& change, Change::Target& target) {
    const catalog::Tag& tag = *target.tag;
    Type type = tag.type;
    type.count = 0;
    const std::string is = "`" + tag.id + "` is " + type_name(type, &scenario_.catalog->enums);
    switch (change.form) {
      case Change::Form::set: {
        auto value = catalog::parse_value(node.text, type, scenario_.catalog->enums, tag.min_characters);
        if (!value) return wrong(Code::E1032, node, "`set` of `" + tag.id + "`: " + value.failure().message);
        target.number = value->number;
        target.text = std::move(value->text);
        return;
      }
      case Change::Form::add:
        if (type.kind == Kind::date) return read_shift(node, is, target);
        if (!changes_by_figures(type.kind))
          return wrong(Code::E1032, node, is + "; only numbers and dates can be added to", "use `set`");
        type.range = {INT64_MIN, INT64_MAX};
        if (const auto value = catalog::parse_value(node.text, type, scenario_.catalog->enums))
          target.number = value->number;
        else
          wrong(Code::E1032, node, "`add` to `" + tag.id + "`: " + value.failure().message);
        return;
      case Change::Form::multiply:
        if (!changes_by_figures(type.kind))
          wrong(Code::E1032, node, is + "; only numbers can be multiplied",
                type.kind == Kind::date ? "move a date with `add: 30 days`" : "use `set`");
        return;
      case Change::Form::missing: {
        if (tag.forbid)
          return wrong(Code::E1032, node, "`" + tag.id + "` may not be missing (`missing: forbid`)",
                       "every case would be refused");
        const bool ages = tag.fresh_days || tag.fresh_months;
        const CauseMask allowed =
            static_cast<CauseMask>(tag.causes | cause::error | (ages ? cause::stale : cause::present));
        if (change.cause & ~allowed)
          wrong(Code::E1032, node, "`" + tag.id + "` may not be missing because of " + node.text,
                "its causes are: " + cause_names(allowed));
        return;
      }
    }
    __builtin_unreachable();
  }

  void read_shift(const yaml::Node& node, const std::string& is, Change::Target& target) {
    const auto length = parse_literal(node.text);
    const Kind kind = length ? length->type.kind : Kind::boolean;
    constexpr i128 kMost = 4'000'000;
    if ((kind != Kind::days && kind != Kind::months) || length->number < -kMost || length->number > kMost)
      return wrong(Code::E1032, node, is + ", and `" + node.text + "` is no number of days or months",
                   "write it as 30 days or -6 months");
    target.number = length->number;
    target.months = kind == Kind::months;
  }

  Sources& sources_;
  Scenario& scenario_;
  Diagnostics& diagnostics_;
  ScopeReader scopes_;
};

}  // namespace

std::optional<Scenario> read_scenario(Sources& sources, FileId file,
                                      std::shared_ptr<const catalog::Catalog> catalog,
                                      const std::string& catalogue_path, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  const auto root = yaml::read(sources, file, diagnostics);
  if (!root) return std::nullopt;
  Scenario scenario;
  scenario.path = sources.path(file);
  scenario.catalog = std::move(catalog);
  ScenarioReader(sources, scenario, diagnostics).read(*root, catalogue_path);
  if (diagnostics.errors() > errors) return std::nullopt;
  return scenario;
}

Day date_of_period(const Scenario& scenario, Day base, unsigned period) {
  const auto periods = static_cast<std::int64_t>(period);
  if (scenario.every.months) return add_months(base, periods * scenario.every.months);
  return static_cast<Day>(std::min<std::int64_t>(kMaxDay, base + periods * scenario.every.days));
}

}  // namespace pol::population
