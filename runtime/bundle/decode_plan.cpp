// How formulas read. That what they refer to is there is for explain::check().
#include "runtime/bundle/decode.h"

namespace pol::bundle {
namespace {

std::vector<explain::Read> reads_of(const std::vector<fb::Read>& list) {
  std::vector<explain::Read> out;
  for (const fb::Read& one : list) out.push_back({one.name(), one.last()});
  return out;
}

}  // namespace

explain::Name Decoder::name(const fb::Name& from) {
  explain::Name out;
  out.form = number_of(from.form(), explain::Name::Form::other, "a name of an unknown form");
  out.name = text(from.name());
  out.input = from.input();
  out.value = from.value();
  out.list = from.list();
  out.elements = plain<ir::Ref>(from.elements());
  out.needs = from.needs();
  return out;
}

explain::Formula Decoder::formula(const fb::Formula& from) {
  explain::Formula out;
  out.form = number_of(from.form(), explain::Formula::Form::any_knockout, "a formula of an unknown form");
  out.text = words(from.text());
  if (from.places() && !room(from.places()->size() * kTextsWeigh)) return out;
  out.places = records<explain::Formula::Place>(from.places(), [&](const fb::Place& one) {
    return explain::Formula::Place{
        words(&one.before()), words(&one.own()), {one.read().name(), one.read().last()}};
  });
  out.rest = words(from.rest());
  out.reads = reads_of(items<fb::Read>(from.reads(), [](const fb::Read& one) { return one; }));
  out.knockouts = text(from.knockouts());
  return out;
}

explain::Node Decoder::node(const fb::Node& from) {
  explain::Node out;
  out.form = number_of(from.form(), explain::Node::Form::let, "a condition of an unknown form");
  out.compare = number_of(from.compare(), explain::Compare::is_not, "an unknown comparison");
  out.ref = from.ref();
  out.name = from.name();
  out.text = words(from.text());
  out.args = plain<std::uint32_t>(from.args());
  return out;
}

explain::Definition Decoder::definition(const fb::Definition& from) {
  explain::Definition out;
  out.form = number_of(from.form(), explain::Definition::Form::guarded, "a definition of an unknown form");
  out.name = from.name();
  out.library = text(from.library());
  out.settings = settings(from.settings());
  out.part = from.part();
  out.options = items<explain::Option>(
      from.options(), [](const fb::Option& one) { return explain::Option{one.formula(), one.condition()}; });
  out.arms = plain<std::uint32_t>(from.arms());
  out.start = words(from.start());
  return out;
}

explain::Table Decoder::plan_table(const fb::PlanTable& from) {
  explain::Table out;
  out.name = text(from.name());
  out.inputs = plain<std::uint32_t>(from.inputs());
  out.rows = words(from.rows());
  return out;
}

explain::Card Decoder::card(const fb::PlanCard& from) {
  explain::Card out;
  out.name = text(from.name());
  out.start = from.start();
  out.factors = records<explain::Card::Factor>(from.factors(), [&](const fb::PlanFactor& one) {
    explain::Card::Factor factor;
    factor.text = words(one.text());
    factor.name = one.name();
    factor.bands = words(one.bands());
    return factor;
  });
  out.members = records<explain::Card::Member>(from.members(), [&](const fb::PlanCardMember& one) {
    explain::Card::Member member;
    member.name = text(one.name());
    member.points = one.points();
    member.settings = settings(one.settings());
    return member;
  });
  return out;
}

explain::Step Decoder::plan_step(const fb::PlanStep& from) {
  explain::Step out;
  out.amount = words(from.amount());
  out.literal = from.literal();
  out.if_present = from.if_present();
  if (const auto day = from.from()) out.from = *day;
  if (const auto day = from.until()) out.until = *day;
  out.when = from.when();
  return out;
}

explain::Plan Decoder::plan(const fb::Plan& from) {
  explain::Plan out;
  out.names = records<explain::Name>(from.names(), [&](const fb::Name& one) { return name(one); });
  out.formulas =
      records<explain::Formula>(from.formulas(), [&](const fb::Formula& one) { return formula(one); });
  out.nodes = records<explain::Node>(from.nodes(), [&](const fb::Node& one) { return node(one); });
  out.definitions = records<explain::Definition>(from.definitions(),
                                                 [&](const fb::Definition& one) { return definition(one); });
  out.branches = items<explain::Branch>(from.branches(), [](const fb::Branch& one) {
    return explain::Branch{one.formula(), one.yes(), one.no()};
  });
  out.tables =
      records<explain::Table>(from.tables(), [&](const fb::PlanTable& one) { return plan_table(one); });
  out.cards = records<explain::Card>(from.cards(), [&](const fb::PlanCard& one) { return card(one); });
  out.steps = records<explain::Step>(from.steps(), [&](const fb::PlanStep& one) { return plan_step(one); });
  out.knockouts = records<explain::Knockout>(from.knockouts(), [&](const fb::PlanKnockout& one) {
    return explain::Knockout{text(one.value()), one.when(), one.node()};
  });
  out.unless = words(from.unless());
  return out;
}

}  // namespace pol::bundle
