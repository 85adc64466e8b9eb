// A plan from outside may refer to anything: every index is looked at before a sentence is made of it.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/explain/plan.h"

namespace pol::explain {
namespace {

class Checker {
 public:
  Checker(const Plan& plan, const ir::Module& module) : plan_(plan), module_(module) {}

  std::string run() {
    beside(plan_.steps.size(), module_.steps.size(), "steps");
    beside(plan_.knockouts.size(), module_.knockouts.size(), "knockouts");
    beside(plan_.unless.size(), module_.outputs.size(), "outputs");
    for (const Name& name : plan_.names) this->name(name);
    if (!problem_.empty()) return std::move(problem_);
    for (const Formula& formula : plan_.formulas) {
      for (const Formula::Place& place : formula.places) read(place.read);
      for (const Read& one : formula.reads) read(one);
    }
    for (std::uint32_t i = 0; i < plan_.nodes.size(); ++i) node(i);
    for (const Definition& definition : plan_.definitions) this->definition(definition);
    for (std::uint32_t i = 0; i < plan_.branches.size(); ++i) branch(i);
    for (const Table& table : plan_.tables)
      for (const std::uint32_t input : table.inputs) name_at(input);
    for (const Card& card : plan_.cards) this->card(card);
    for (const Step& step : plan_.steps) optional(step.when, plan_.formulas.size(), "formula");
    for (const Knockout& knockout : plan_.knockouts) {
      index(knockout.when, plan_.formulas.size(), "formula");
      index(knockout.node, plan_.nodes.size(), "condition");
    }
    if (problem_.empty() && told() > kMostTold) bad("more text than an explanation may have");
    return std::move(problem_);
  }

 private:
  // Parts may be told again and again: what all of it comes to at most, in bytes, has a limit.
  static constexpr std::size_t kMostTold = std::size_t{64} << 20;

  static std::size_t size_of(const Words& words) { return words.en.size() + words.zh.size(); }
  static std::size_t size_of(const std::vector<Words>& list) {
    std::size_t size = 0;
    for (const Words& words : list) size += size_of(words);
    return size;
  }
  std::size_t size_of(const Read& read) const {
    const Name& name = plan_.names[read.name];
    return 100 + name.name.size() + 40 * name.elements.size();
  }
  std::size_t size_of(std::uint32_t formula) const {
    if (formula == kNone) return 0;
    const Formula& one = plan_.formulas[formula];
    std::size_t size = size_of(one.text) + size_of(one.rest);
    for (const Formula::Place& place : one.places)
      size += size_of(place.before) + size_of(place.own) + size_of(place.read);
    for (const Read& read : one.reads) size += size_of(read);
    return size;
  }
  std::size_t told() const {
    std::size_t size = size_of(plan_.unless), branches = 0;
    for (const Branch& branch : plan_.branches) branches += size_of(branch.formula);
    for (const Definition& one : plan_.definitions) {
      size += size_of(Read{one.name, 0}) + size_of(one.start);
      for (const Option& option : one.options) size += size_of(option.formula) + size_of(option.condition);
      for (const std::uint32_t arm : one.arms) size += size_of(arm);
      if (one.form == Definition::Form::let) size += size_of(one.part);
      if (one.form == Definition::Form::tree) size += branches;
      if (one.form == Definition::Form::scorecard)
        for (const Card::Factor& factor : plan_.cards[one.part].factors)
          size += size_of(factor.text) + size_of(factor.bands);
      if (size > kMostTold) return size;
    }
    for (const Table& table : plan_.tables) size += size_of(table.rows);
    for (const Step& step : plan_.steps) size += size_of(step.amount) + size_of(step.when);
    for (const Knockout& knockout : plan_.knockouts) size += size_of(knockout.when);
    return size;
  }

  void bad(std::string what) {
    if (problem_.empty()) problem_ = std::move(what);
  }
  void index(std::uint32_t index, std::size_t size, const char* what) {
    if (index >= size) bad(fmt::format("no {} {}", what, index));
  }
  void optional(std::uint32_t at, std::size_t size, const char* what) {
    if (at != kNone) index(at, size, what);
  }
  void beside(std::size_t told, std::size_t there, const char* what) {
    if (told != there) bad(fmt::format("{} {}, the policy has {}", told, what, there));
  }
  void ref(ir::Ref ref) {
    if (ref != ir::kNone) index(ref, module_.insts.size(), "instruction");
  }
  void name_at(std::uint32_t name) { index(name, plan_.names.size(), "name"); }
  void read(const Read& read) {
    name_at(read.name);
    if (!problem_.empty() || read.last == 0) return;
    const std::uint32_t input = plan_.names[read.name].input;
    if (input == kNone || !module_.inputs[input].element || read.last > module_.inputs[input].element->count)
      bad("the last values of what has not as many");
  }

  void name(const Name& name) {
    optional(name.input, module_.inputs.size(), "input");
    ref(name.value);
    for (const ir::Ref element : name.elements) {
      index(element, module_.insts.size(), "instruction");
    }
    if (name.form == Name::Form::reasons) index(name.needs, module_.needs.size(), "needed policy");
    if (!problem_.empty() || name.input == kNone) return;
    const auto& element = module_.inputs[name.input].element;
    if (!element) return;
    // All that a series is told of must be there, one behind the other.
    if (element->number != 1 || element->count > module_.inputs.size() - name.input)
      return bad("a series that is not whole");
    for (std::uint32_t i = 0; i < element->count; ++i) {
      const auto& one = module_.inputs[name.input + i].element;
      if (!one || one->series != element->series) return bad("a series that is not whole");
    }
  }

  void node(std::uint32_t at) {
    const Node& node = plan_.nodes[at];
    ref(node.ref);
    optional(node.name, plan_.names.size(), "name");
    for (const std::uint32_t arg : node.args) index(arg, at, "condition before this one");
    const auto arguments = [&](std::size_t count) {
      if (node.args.size() != count) bad("a condition with another number of parts");
    };
    switch (node.form) {
      case Node::Form::other:
        return arguments(0);
      case Node::Form::negation:
      case Node::Form::let:
        return arguments(1);
      case Node::Form::compare:
        return arguments(2);
      case Node::Form::within:
        return arguments(3);
      case Node::Form::all:
      case Node::Form::any:
        if (node.args.empty()) bad("a condition without parts");
        return;
    }
  }

  void settings(const std::vector<Setting>& settings) {
    for (const Setting& setting : settings) {
      index(setting.experiment, module_.experiments.size(), "experiment");
      if (problem_.empty())
        index(setting.arm, module_.experiments[setting.experiment].arms.size(), "arm of an experiment");
    }
  }

  void definition(const Definition& definition) {
    name_at(definition.name);
    settings(definition.settings);
    for (const Option& option : definition.options) {
      index(option.formula, plan_.formulas.size(), "formula");
      optional(option.condition, plan_.formulas.size(), "formula");
    }
    for (const std::uint32_t arm : definition.arms) optional(arm, plan_.formulas.size(), "formula");
    if (!problem_.empty()) return;
    if (plan_.names[definition.name].value == ir::kNone) return bad("a definition without a value");
    switch (definition.form) {
      case Definition::Form::let:
        return index(definition.part, plan_.formulas.size(), "formula");
      case Definition::Form::tree:
        return index(definition.part, plan_.branches.size(), "branch");
      case Definition::Form::column:
        return index(definition.part, plan_.tables.size(), "table");
      case Definition::Form::scorecard:
        return index(definition.part, plan_.cards.size(), "scorecard");
      case Definition::Form::other:
      case Definition::Form::evidence:
      case Definition::Form::choose:
      case Definition::Form::cost:
      case Definition::Form::guarded:
        return;
    }
  }

  void branch(std::uint32_t at) {
    const Branch& branch = plan_.branches[at];
    optional(branch.formula, plan_.formulas.size(), "formula");
    optional(branch.yes, at, "branch before this one");
    optional(branch.no, at, "branch before this one");
  }

  // Bands are beside the rows that a factor's table has.
  void card(const Card& card) {
    for (const Card::Member& member : card.members) settings(member.settings);
    for (const Card::Factor& factor : card.factors) optional(factor.name, plan_.names.size(), "name");
    for (const ir::Scorecard& kept : module_.scorecards) {
      if (kept.name != card.name) continue;
      for (const Card::Member& member : card.members)
        if (!member.points && kept.pd == ir::kNone && !member.settings.empty())
          bad("odds that are not there");
      for (std::size_t i = 0; i < kept.factors.size() && i < card.factors.size(); ++i)
        if (card.factors[i].bands.size() != module_.arrays[kept.factors[i].points].values.size())
          bad("another number of bands than the factor has");
    }
  }

  const Plan& plan_;
  const ir::Module& module_;
  std::string problem_;
};

}  // namespace

std::string check(const Plan& plan, const ir::Module& module) {
  return plan.empty() ? std::string() : Checker(plan, module).run();
}

}  // namespace pol::explain
