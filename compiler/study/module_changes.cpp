#include "compiler/study/module_changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/study/module_text.h"
#include "runtime/value/constant.h"

namespace pol::study {
namespace {

struct Item {
  std::string key, text;
  bool decides = true;
};

// All that a module says, as items with a name and a text.
class Items {
 public:
  explicit Items(const ir::Module& module) : module_(module), text_(module) {}

  std::vector<Item> take() {
    head();
    doors();
    for (const auto& event : module_.events)
      add((event.form == ir::Event::Form::shock ? "shock " : "exception ") + event.code,
          fmt::format("\"{}\" {} from {} until {} when {}", event.title, event.ticket,
                      format_date(event.from), format_date(event.until),
                      text_.definition(event.active, event.code)));
    for (const auto& trial : module_.experiments) experiment(trial);
    tables();
    for (const auto& choice : module_.choices)
      add("choice " + choice.name,
          text_.definition(choice.number, "arm of " + choice.name) + lists(choice.reasons));
    for (const auto& value : module_.values) {
      std::string text = text_.definition(value.value, value.name);
      for (std::size_t i = 0; i < value.elements.size(); ++i)
        text += "; " + text_.definition(value.elements[i], fmt::format("{}[{}]", value.name, i + 1));
      add("value " + value.name, std::move(text));
    }
    for (const auto& card : module_.scorecards) scorecard(card);
    deciding();
    for (const auto& reason : module_.reason_codes) {
      std::string text = "\"" + reason.internal + "\"";
      for (const std::string& one : reason.texts) text += " \"" + one + "\"";
      add("reason " + reason.code, std::move(text));
    }
    return std::move(items_);
  }

 private:
  // A second one of the same name is "... (2)".
  void add(std::string key, std::string text, bool decides = true) {
    if (const int count = ++met_[key]; count > 1) key += fmt::format(" ({})", count);
    items_.push_back({std::move(key), std::move(text), decides});
  }

  void head() {
    const ir::Policy& policy = module_.policy;
    add("version", std::to_string(policy.version), false);
    add("effective", format_date(policy.effective), false);
    add("review by", format_date(policy.review_by), false);
    add("zone", policy.zone);
    add("catalogue", policy.catalogue + " " + policy.catalogue_version, false);
    add("reasons", policy.reasons + " " + policy.reasons_version, false);
    add("reasons shown", policy.most_shown ? fmt::format("at most {}", policy.most_shown) : "all");
  }

  void doors() {
    for (const auto& need : module_.needs)
      add("needs " + need.alias, fmt::format("{}/{} version {} content {}", need.kind, need.name,
                                             need.version, need.content_hash.substr(0, 16)));
    for (const auto& input : module_.inputs) {
      if (input.needed || input.bucket || !input.heads_tag()) continue;
      const Type& type = module_.types[input.type];
      std::string text = type_name(type, &module_.enums);
      if (input.element) text = fmt::format("{} values of {}", input.element->count, text);
      if (type.kind != Kind::boolean && type.kind != Kind::enumeration && type.kind != Kind::text)
        text += " from " + text_.value(type.range.lo, type) + " to " + text_.value(type.range.hi, type);
      text += input.forbid ? ", never missing" : ", missing (" + cause_names(input.causes) + ")";
      if (input.fresh_days) text += fmt::format(", fresh for {} days", *input.fresh_days);
      if (input.fresh_months) text += fmt::format(", fresh for {} months", *input.fresh_months);
      if (!input.sensitivity.empty()) text += ", " + input.sensitivity;
      add("tag " + input.tag(), std::move(text));
    }
    for (const auto& invariant : module_.invariants)
      add("invariant " + invariant.id, text_.of(invariant.condition));
  }

  void experiment(const ir::Experiment& trial) {
    std::string text = fmt::format("\"{}\" {} from {} until {}", trial.title, trial.ticket,
                                   format_date(trial.from), format_date(trial.until));
    for (const auto& arm : trial.arms) {
      text += fmt::format("; {} {}.{:02}%", arm.name, arm.share / 100, arm.share % 100);
      if (!arm.sets.empty()) text += fmt::format(" sets {}", fmt::join(arm.sets, ", "));
    }
    add("experiment " + trial.code, text + "; " + text_.definition(trial.arm, "arm of " + trial.code));
  }

  void tables() {
    static constexpr std::string_view kHits[] = {"unique", "first", "any", "priority", "all"};
    for (const auto& use : module_.table_uses) {
      const ir::Table& table = module_.tables[use.table];
      std::string text = text_.rows(table) + fmt::format("; {} row", kHits[static_cast<int>(table.hit)]);
      if (use.row != ir::kNone) text += ", " + text_.definition(use.row, "row of " + table.name);
      for (const ir::Ref row : use.fits) text += "; " + text_.of(row);
      add("table " + table.name, text + lists(use.reasons));
    }
  }

  void scorecard(const ir::Scorecard& card) {
    std::string text = text_.definition(card.points, card.name + ".points");
    if (card.pd != ir::kNone) text += "; pd " + text_.definition(card.pd, card.name + ".pd");
    for (const auto& factor : card.factors) {
      const ir::TableUse& use = module_.table_uses[factor.use];
      text += "; " + module_.tables[use.table].name + " points";
      for (const std::int64_t points : module_.arrays[factor.points].values)
        text += fmt::format(" {}", points);
    }
    add("scorecard " + card.name, text + fmt::format("; at most {} reasons", card.most));
  }

  void deciding() {
    for (const auto& knockout : module_.knockouts) {
      const Type& type = module_.type_of(module_.outputs[0].value);
      std::string text = text_.value(knockout.value, type) + because(knockout.reasons) + " when " +
                         text_.definition(knockout.condition, knockout.code);
      if (knockout.waived != ir::kNone) text += " waived when " + text_.of(knockout.waived);
      add("knockout " + knockout.code, std::move(text));
    }
    for (const auto& step : module_.steps)
      add(fmt::format("step {} on {}", step.code, step.target),
          fmt::format("{}{} {}{} when {}{}", step.legal ? "legal " : "", ir::verb_name(step.verb),
                      text_.of(step.amount), because(step.reasons), text_.of(step.active),
                      step.source.empty() ? "" : " source \"" + step.source + "\""));
    for (const auto& cost : module_.cost_lines)
      add(fmt::format("cost {}: {}", cost.cost, cost.label), text_.of(cost.value));
    for (const auto& output : module_.outputs) {
      std::string text = type_name(module_.types[output.type], &module_.enums);
      if (output.elements.empty())
        text += " be " + text_.of(output.defined);
      else
        for (const ir::Ref element : output.elements) text += "; " + text_.of(element);
      if (output.shown_when != ir::kNone) text += " given when " + text_.of(output.shown_when);
      if (output.masked != output.defined) text += "; shown is " + text_.of(output.masked);
      if (output.value != output.masked) text += "; else " + text_.of(output.value);
      add("output " + output.name, std::move(text));
    }
    add("undecided",
        (module_.undecided.has_clause ? "has a clause" : "no clause") + because(module_.undecided.reasons));
  }

  std::string because(const ir::Reasons& reasons) const {
    return reasons.empty() ? "" : " because " + text_.reasons(reasons);
  }
  std::string lists(const std::vector<ir::Reasons>& lists) const {
    std::string text;
    for (std::size_t i = 0; i < lists.size(); ++i)
      if (!lists[i].empty()) text += fmt::format("; {}{}", i + 1, because(lists[i]));
    return text;
  }

  const ir::Module& module_;
  const ModuleText text_;
  std::vector<Item> items_;
  std::map<std::string, int> met_;
};

void add_carried(const bundle::Member& member, std::vector<Item>& items) {
  items.push_back(
      {"approved by", fmt::format("{} of ({})", member.approvals, fmt::join(member.roles, ", ")), false});
  for (const bundle::Golden& golden : member.goldens) {
    std::string text = format_date(golden.sent.decision_date);
    const ir::Module& module = member.module;
    for (std::size_t i = 0; i < module.outputs.size(); ++i) {
      const Type& type = module.type_of(module.outputs[i].value);
      if (golden.record.output_causes[i] != cause::present || type.kind == Kind::text) continue;
      text += fmt::format(" {} {}", module.outputs[i].name,
                          format_grouped(golden.record.outputs[i], type, module.enums));
    }
    for (const std::uint16_t reason : golden.shown) text += " " + module.reason_codes[reason].code;
    items.push_back({"example \"" + golden.title + "\"", std::move(text), false});
  }
  for (std::size_t i = 0; i < member.files.size(); ++i)  // the first is the policy itself
    items.push_back({i ? "file " + member.files[i].path : "the policy's file",
                     "SHA-256 " + member.files[i].sha256.substr(0, 16), false});
}

struct MemberItems {
  std::string policy, content_hash;
  std::vector<Item> items;
};

std::vector<MemberItems> items_of(const ModuleSide& side, bool carried) {
  std::vector<MemberItems> all;
  for (std::size_t i = side.chain.size(); i-- > 0;) {  // the root first
    const ir::Module& module = side.chain.member(i).module();
    MemberItems member{module.policy.kind + "/" + module.policy.name, side.chain.member(i).content_hash(),
                       Items(module).take()};
    if (carried) add_carried(side.bundle->members[i], member.items);
    all.push_back(std::move(member));
  }
  if (carried) {
    const bundle::Bundle& bundle = *side.bundle;
    all.front().items.push_back({"release", std::to_string(bundle.release), false});
    all.front().items.push_back({"expires", bundle.expires ? format_date(*bundle.expires) : "never", false});
  }
  return all;
}

const Item* find(const std::vector<Item>& items, const std::string& key) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const Item& one) { return one.key == key; });
  return found == items.end() ? nullptr : &*found;
}

void compare(const std::string& front, const std::vector<Item>& before, const std::vector<Item>& after,
             std::vector<Change>& out) {
  const auto add = [&](Change::Form form, const Item& item, std::string words, std::string was,
                       std::string is) {
    Change change;
    change.form = form;
    change.what = front + item.key;
    change.words = std::move(words);
    change.before = std::move(was);
    change.after = std::move(is);
    change.decides = item.decides;
    out.push_back(std::move(change));
  };
  for (const Item& item : after) {
    const Item* old = find(before, item.key);
    if (!old)
      add(Change::Form::added, item, shortened(item.text), "", item.text);
    else if (old->text != item.text)
      add(Change::Form::changed, item, changed_words(old->text, item.text), old->text, item.text);
  }
  for (const Item& item : before)
    if (!find(after, item.key)) add(Change::Form::removed, item, shortened(item.text), item.text, "");
}

// A policy of the chain that only one side has.
Change member_change(Change::Form form, const std::string& policy) {
  Change change;
  change.form = form;
  change.what = "policy " + policy;
  change.words = form == Change::Form::added ? "is decided before" : "was decided before";
  return change;
}

}  // namespace

std::vector<Change> module_changes(const ModuleSide& before, const ModuleSide& after) {
  const bool carried = before.bundle && after.bundle;
  const std::vector<MemberItems> was = items_of(before, carried), is = items_of(after, carried);
  std::vector<Change> out;
  for (std::size_t i = 0; i < is.size(); ++i) {
    const auto old = std::find_if(was.begin(), was.end(),
                                  [&](const MemberItems& one) { return one.policy == is[i].policy; });
    const std::string front = i ? is[i].policy + ": " : "";
    // Two versions of one policy may be called differently; its root is its root.
    const MemberItems* with = i == 0 ? was.data() : old == was.end() ? nullptr : &*old;
    if (!with) {
      out.push_back(member_change(Change::Form::added, is[i].policy));
      continue;
    }
    const std::size_t told = out.size();
    compare(front, with->items, is[i].items, out);
    if (out.size() > told || with->content_hash == is[i].content_hash) continue;
    Change change;  // never silent about a difference
    change.what = front + "content";
    change.words = "the content hashes differ in something that is not told apart here";
    out.push_back(std::move(change));
  }
  for (std::size_t i = 1; i < was.size(); ++i)
    if (std::none_of(is.begin(), is.end(),
                     [&](const MemberItems& one) { return one.policy == was[i].policy; }))
      out.push_back(member_change(Change::Form::removed, was[i].policy));
  return out;
}

}  // namespace pol::study
