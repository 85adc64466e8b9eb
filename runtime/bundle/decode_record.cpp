// What the record keeps.
#include "runtime/bundle/decode.h"

namespace pol::bundle {

ir::Experiment Decoder::experiment(const fb::Experiment& from) {
  ir::Experiment out;
  out.code = text(from.code());
  out.title = text(from.title());
  out.ticket = text(from.ticket());
  out.from = from.from();
  out.until = from.until();
  out.arms = records<ir::Experiment::Arm>(from.arms(), [&](const fb::Arm& one) {
    return ir::Experiment::Arm{text(one.name()), one.share(), texts(one.sets()),
                               plain<std::uint32_t>(one.replaces())};
  });
  out.bucket = from.bucket();
  out.arm = from.arm();
  return out;
}

ir::Step Decoder::step(const fb::Step& from) {
  ir::Step out;
  out.code = text(from.code());
  out.target = text(from.target());
  out.source = text(from.source());
  out.verb = number_of(from.verb(), ir::Verb::becomes, "no such step");
  out.legal = from.legal();
  out.active = from.active();
  out.amount = from.amount();
  out.before = from.before();
  out.after = from.after();
  out.changed = from.changed();
  out.reasons = reasons(from.reasons());
  return out;
}

void Decoder::record(const fb::Module& from, ir::Module& to) {
  to.reason_codes = records<ir::ReasonText>(from.reason_codes(), [&](const fb::ReasonText& one) {
    return ir::ReasonText{text(one.code()), text(one.internal()), texts(one.texts())};
  });
  to.outputs = records<ir::Output>(from.outputs(), [&](const fb::Output& one) {
    return ir::Output{text(one.name()), one.type(),   one.defined(),
                      one.shown_when(), one.masked(), one.value(),
                      one.choice(),     one.table(),  plain<std::uint32_t>(one.elements())};
  });
  to.knockouts = records<ir::Knockout>(from.knockouts(), [&](const fb::Knockout& one) {
    return ir::Knockout{text(one.code()), one.value(),  one.condition(),
                        one.fired(),      one.waived(), reasons(one.reasons())};
  });
  to.choices = records<ir::Choice>(from.choices(), [&](const fb::Choice& one) {
    return ir::Choice{number_of(one.form(), ir::Choice::Form::tree, "no such choice"), text(one.name()),
                      one.number(), reason_lists(one.reasons())};
  });
  to.table_uses = records<ir::TableUse>(from.table_uses(), [&](const fb::TableUse& one) {
    return ir::TableUse{one.table(), one.row(), reason_lists(one.reasons()),
                        plain<std::uint32_t>(one.fits())};
  });
  to.scorecards = records<ir::Scorecard>(from.scorecards(), [&](const fb::Scorecard& one) {
    return ir::Scorecard{text(one.name()), one.points(), one.pd(), one.most(),
                         items<ir::Scorecard::Factor>(one.factors(), [](const fb::Factor& factor) {
                           return ir::Scorecard::Factor{factor.use(), factor.points()};
                         })};
  });
  to.evidence = records<ir::Evidence>(from.evidence(), [&](const fb::Evidence& one) {
    return ir::Evidence{text(one.name()), one.number(), one.options()};
  });
  to.events = records<ir::Event>(from.events(), [&](const fb::Event& one) {
    return ir::Event{number_of(one.form(), ir::Event::Form::exception, "no such event"),
                     text(one.code()),
                     text(one.title()),
                     text(one.ticket()),
                     one.from(),
                     one.until(),
                     one.active()};
  });
  to.experiments =
      records<ir::Experiment>(from.experiments(), [&](const fb::Experiment& one) { return experiment(one); });
  to.steps = records<ir::Step>(from.steps(), [&](const fb::Step& one) { return step(one); });
  to.cost_lines = records<ir::CostLine>(from.cost_lines(), [&](const fb::CostLine& one) {
    return ir::CostLine{text(one.cost()), text(one.label()), one.value()};
  });
  to.values = records<ir::NamedValue>(from.values(), [&](const fb::NamedValue& one) {
    return ir::NamedValue{text(one.name()), one.value(), plain<std::uint32_t>(one.elements())};
  });
  to.undecided = {from.undecided()->undecided(), from.undecided()->has_clause(),
                  reasons(from.undecided()->reasons())};
}

}  // namespace pol::bundle
