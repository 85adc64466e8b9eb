#include "runtime/bundle/encode.h"

namespace pol::bundle {
namespace {

fb::Read read_of(const explain::Read& read) {
  return {read.name, read.last};
}
template <class E>
std::uint8_t number(E value) {
  return static_cast<std::uint8_t>(value);
}

}  // namespace

List<const fb::Setting*> Encoder::settings(const std::vector<explain::Setting>& list) {
  return structs<fb::Setting>(
      list, [](const explain::Setting& one) { return fb::Setting(one.experiment, one.arm); });
}

Part<fb::Formula> Encoder::formula(const explain::Formula& formula) {
  const fb::PlanWords told = words(formula.text), rest = words(formula.rest);
  const auto places = structs<fb::Place>(formula.places, [&](const explain::Formula::Place& place) {
    const fb::PlanWords before = words(place.before);
    return fb::Place(before, words(place.own), read_of(place.read));
  });
  const auto reads = structs<fb::Read>(formula.reads, read_of);
  return fb::CreateFormula(fbb_, number(formula.form), &told, places, &rest, reads, text(formula.knockouts));
}

Part<fb::Definition> Encoder::definition(const explain::Definition& definition) {
  const auto set = settings(definition.settings);
  const auto options = structs<fb::Option>(definition.options, [](const explain::Option& option) {
    return fb::Option(option.formula, option.condition);
  });
  const auto arms = scalars(definition.arms);
  const fb::PlanWords start = words(definition.start);
  return fb::CreateDefinition(fbb_, number(definition.form), definition.name, text(definition.library), set,
                              definition.part, options, arms, &start);
}

Part<fb::PlanCard> Encoder::card(const explain::Card& card) {
  const auto factors = tables<fb::PlanFactor>(card.factors, [&](const explain::Card::Factor& factor) {
    const fb::PlanWords told = words(factor.text);
    const auto bands = words(factor.bands);
    return fb::CreatePlanFactor(fbb_, &told, factor.name, bands);
  });
  const auto members = tables<fb::PlanCardMember>(card.members, [&](const explain::Card::Member& member) {
    const auto set = settings(member.settings);
    return fb::CreatePlanCardMember(fbb_, text(member.name), member.points, set);
  });
  return fb::CreatePlanCard(fbb_, text(card.name), card.start, factors, members);
}

Part<fb::Plan> Encoder::plan(const explain::Plan& plan) {
  const auto names = tables<fb::Name>(plan.names, [&](const explain::Name& name) {
    const auto elements = scalars(name.elements);
    return fb::CreateName(fbb_, number(name.form), text(name.name), name.input, name.value, name.list,
                          elements, name.needs);
  });
  const auto formulas =
      tables<fb::Formula>(plan.formulas, [&](const explain::Formula& one) { return formula(one); });
  const auto nodes = tables<fb::Node>(plan.nodes, [&](const explain::Node& node) {
    const fb::PlanWords told = words(node.text);
    const auto args = scalars(node.args);
    return fb::CreateNode(fbb_, number(node.form), number(node.compare), node.ref, node.name, &told, args);
  });
  const auto definitions = tables<fb::Definition>(
      plan.definitions, [&](const explain::Definition& one) { return definition(one); });
  const auto branches = structs<fb::Branch>(plan.branches, [](const explain::Branch& branch) {
    return fb::Branch(branch.formula, branch.yes, branch.no);
  });
  const auto made = tables<fb::PlanTable>(plan.tables, [&](const explain::Table& table) {
    const auto inputs = scalars(table.inputs);
    const auto rows = words(table.rows);
    return fb::CreatePlanTable(fbb_, text(table.name), inputs, rows);
  });
  const auto cards = tables<fb::PlanCard>(plan.cards, [&](const explain::Card& one) { return card(one); });
  const auto steps = tables<fb::PlanStep>(plan.steps, [&](const explain::Step& step) {
    const fb::PlanWords amount = words(step.amount);
    fb::PlanStepBuilder out(fbb_);
    out.add_amount(&amount);
    out.add_literal(step.literal);
    out.add_if_present(step.if_present);
    if (step.from) out.add_from(*step.from);
    if (step.until) out.add_until(*step.until);
    out.add_when(step.when);
    return out.Finish();
  });
  const auto knockouts = structs<fb::PlanKnockout>(plan.knockouts, [&](const explain::Knockout& one) {
    return fb::PlanKnockout(text(one.value), one.when, one.node);
  });
  const auto unless = words(plan.unless);
  return fb::CreatePlan(fbb_, names, formulas, nodes, definitions, branches, made, cards, steps, knockouts,
                        unless);
}

}  // namespace pol::bundle
