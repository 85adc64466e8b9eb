#include "runtime/bundle/encode.h"

namespace pol::bundle {

fb::Wide wide(i128 value) {
  return {static_cast<std::uint64_t>(value), static_cast<std::int64_t>(value >> 64)};
}

fb::Type type_of(const Type& t) {
  const auto letter = [&](std::size_t i) { return static_cast<std::uint8_t>(t.currency.code[i]); };
  return {wide(t.range.lo),
          wide(t.range.hi),
          t.enum_id,
          t.count,
          static_cast<std::uint8_t>(t.kind),
          t.scale,
          static_cast<std::uint8_t>(t.period),
          t.up_to,
          t.may_be_missing,
          letter(0),
          letter(1),
          letter(2)};
}

List<const fb::Reason*> Encoder::reasons(const ir::Reasons& list) {
  return structs<fb::Reason>(
      list, [](const ir::ReasonRef& r) { return fb::Reason(r.index, static_cast<std::uint8_t>(r.form)); });
}

Part<fb::ReasonLists> Encoder::reason_lists(const std::vector<ir::Reasons>& lists) {
  if (lists.empty()) return {};
  std::vector<std::uint32_t> counts;
  ir::Reasons all;
  for (const ir::Reasons& list : lists) {
    counts.push_back(static_cast<std::uint32_t>(list.size()));
    all.insert(all.end(), list.begin(), list.end());
  }
  const auto count_list = scalars(counts);
  return fb::CreateReasonLists(fbb_, count_list, reasons(all));
}

List<Part<fb::Enum>> Encoder::enums(const EnumPool& pool) {
  return tables<fb::Enum>(pool.all(), [&](const EnumType& e) {
    const auto values = texts(e.values);
    return fb::CreateEnum(fbb_, text(e.name), values, e.ordered);
  });
}

Part<fb::Policy> Encoder::policy(const ir::Policy& p) {
  const auto languages = texts(p.languages);
  return fb::CreatePolicy(fbb_, text(p.kind), text(p.name), p.version, p.language, text(p.zone), p.effective,
                          p.review_by, text(p.catalogue), text(p.catalogue_version), text(p.reasons),
                          text(p.reasons_version), languages, p.most_shown);
}

Part<fb::Input> Encoder::input(const ir::Input& in) {
  Part<fb::Needed> needed;
  if (in.needed)
    needed = fb::CreateNeeded(fbb_, static_cast<std::uint8_t>(in.needed->form), in.needed->policy,
                              text(in.needed->name));
  Part<fb::Bucket> bucket;
  if (in.bucket) bucket = fb::CreateBucket(fbb_, in.bucket->tag, text(in.bucket->salt));
  Part<fb::Element> element;
  if (in.element)
    element = fb::CreateElement(fbb_, text(in.element->series), in.element->number, in.element->count);
  fb::InputBuilder out(fbb_);
  out.add_name(text(in.name));
  out.add_type(in.type);
  out.add_forbid(in.forbid);
  out.add_causes(in.causes);
  if (in.fresh_days) out.add_fresh_days(*in.fresh_days);
  if (in.fresh_months) out.add_fresh_months(*in.fresh_months);
  out.add_sensitivity(text(in.sensitivity));
  if (in.needed) out.add_needed(needed);
  if (in.bucket) out.add_bucket(bucket);
  if (in.element) out.add_element(element);
  return out.Finish();
}

Part<fb::DecisionTable> Encoder::table(const ir::Table& t) {
  const auto columns = scalars(t.columns);
  const auto cells = structs<fb::Cell>(t.cells, [](const ir::Cell& c) {
    return fb::Cell(c.count ? c.first : 0, c.count, c.missing, c.any, c.except);
  });
  const auto ranges =
      structs<fb::CellRange>(t.ranges, [](const ir::CellRange& r) { return fb::CellRange(r.lo, r.hi); });
  const auto rank = scalars(t.rank);
  return fb::CreateDecisionTable(fbb_, text(t.name), static_cast<std::uint8_t>(t.hit), columns, t.rows,
                                 t.otherwise, t.complete, cells, ranges, rank);
}

Part<fb::Output> Encoder::output(const ir::Output& o) {
  const auto elements = scalars(o.elements);
  return fb::CreateOutput(fbb_, text(o.name), o.type, o.defined, o.shown_when, o.masked, o.value, o.choice,
                          o.table, elements);
}

Part<fb::Experiment> Encoder::experiment(const ir::Experiment& e) {
  const auto arms = tables<fb::Arm>(e.arms, [&](const ir::Experiment::Arm& arm) {
    const auto sets = texts(arm.sets);
    const auto replaces = scalars(arm.replaces);
    return fb::CreateArm(fbb_, text(arm.name), arm.share, sets, replaces);
  });
  return fb::CreateExperiment(fbb_, text(e.code), text(e.title), text(e.ticket), e.from, e.until, arms,
                              e.bucket, e.arm);
}

Part<fb::Step> Encoder::step(const ir::Step& s) {
  const auto list = reasons(s.reasons);
  return fb::CreateStep(fbb_, text(s.code), text(s.target), text(s.source), static_cast<std::uint8_t>(s.verb),
                        s.legal, s.active, s.amount, s.before, s.after, s.changed, list);
}

Part<fb::Module> Encoder::module(const ir::Module& m) {
  const auto head = policy(m.policy);
  const auto enum_list = enums(m.enums);
  const auto types = structs<fb::Type>(m.types, type_of);
  const auto insts = structs<fb::Inst>(m.insts, [](const ir::Inst& i) {
    return fb::Inst(static_cast<std::uint16_t>(i.op), i.type, i.a, i.b, i.c);
  });
  const auto operands = scalars(m.operands);
  const auto constants = structs<fb::Wide>(m.constants, wide);
  const auto text_list = texts(m.texts);
  const auto roundings = structs<fb::Rounding>(m.roundings, [](const Rounding& r) {
    return fb::Rounding(r.grain.unit, static_cast<std::uint8_t>(r.mode), r.grain.scale);
  });
  const auto arrays = tables<fb::Array>(m.arrays, [&](const ir::Array& a) {
    const auto values = scalars(a.values);
    return fb::CreateArray(fbb_, a.type, values);
  });
  const auto table_list = tables<fb::DecisionTable>(m.tables, [&](const ir::Table& t) { return table(t); });
  const auto inputs = tables<fb::Input>(m.inputs, [&](const ir::Input& i) { return input(i); });
  const auto invariants = tables<fb::Invariant>(m.invariants, [&](const ir::Invariant& i) {
    const auto tags = scalars(i.tags);
    return fb::CreateInvariant(fbb_, text(i.id), i.condition, tags);
  });
  const auto needs = tables<fb::NeededPolicy>(m.needs, [&](const ir::NeededPolicy& n) {
    return fb::CreateNeededPolicy(fbb_, text(n.kind), text(n.name), text(n.alias), n.version,
                                  text(n.content_hash));
  });
  const auto codes = tables<fb::ReasonText>(m.reason_codes, [&](const ir::ReasonText& r) {
    const auto words = texts(r.texts);
    return fb::CreateReasonText(fbb_, text(r.code), text(r.internal), words);
  });
  const auto outputs = tables<fb::Output>(m.outputs, [&](const ir::Output& o) { return output(o); });
  const auto knockouts = tables<fb::Knockout>(m.knockouts, [&](const ir::Knockout& k) {
    const auto list = reasons(k.reasons);
    return fb::CreateKnockout(fbb_, text(k.code), k.value, k.condition, k.fired, k.waived, list);
  });
  const auto choices = tables<fb::Choice>(m.choices, [&](const ir::Choice& c) {
    const auto lists = reason_lists(c.reasons);
    return fb::CreateChoice(fbb_, static_cast<std::uint8_t>(c.form), text(c.name), c.number, lists);
  });
  const auto uses = tables<fb::TableUse>(m.table_uses, [&](const ir::TableUse& u) {
    const auto lists = reason_lists(u.reasons);
    const auto fits = scalars(u.fits);
    return fb::CreateTableUse(fbb_, u.table, u.row, lists, fits);
  });
  const auto cards = tables<fb::Scorecard>(m.scorecards, [&](const ir::Scorecard& s) {
    const auto factors = structs<fb::Factor>(
        s.factors, [](const ir::Scorecard::Factor& f) { return fb::Factor(f.use, f.points); });
    return fb::CreateScorecard(fbb_, text(s.name), s.points, s.pd, s.most, factors);
  });
  const auto evidence = structs<fb::Evidence>(
      m.evidence, [&](const ir::Evidence& e) { return fb::Evidence(text(e.name), e.number, e.options); });
  const auto events = tables<fb::Event>(m.events, [&](const ir::Event& e) {
    return fb::CreateEvent(fbb_, static_cast<std::uint8_t>(e.form), text(e.code), text(e.title),
                           text(e.ticket), e.from, e.until, e.active);
  });
  const auto experiments =
      tables<fb::Experiment>(m.experiments, [&](const ir::Experiment& e) { return experiment(e); });
  const auto steps = tables<fb::Step>(m.steps, [&](const ir::Step& s) { return step(s); });
  const auto cost_lines = structs<fb::CostLine>(m.cost_lines, [&](const ir::CostLine& c) {
    const std::uint32_t cost = text(c.cost);
    return fb::CostLine(cost, text(c.label), c.value);
  });
  const auto values = tables<fb::NamedValue>(m.values, [&](const ir::NamedValue& v) {
    const auto elements = scalars(v.elements);
    return fb::CreateNamedValue(fbb_, text(v.name), v.value, elements);
  });
  const auto clause_reasons = reasons(m.undecided.reasons);
  const auto clause =
      fb::CreateUndecided(fbb_, m.undecided.undecided, m.undecided.has_clause, clause_reasons);
  return fb::CreateModule(fbb_, head, enum_list, types, insts, operands, constants, text_list, roundings,
                          arrays, table_list, inputs, invariants, needs, codes, outputs, knockouts, choices,
                          uses, cards, evidence, events, experiments, steps, cost_lines, values, clause);
}

}  // namespace pol::bundle
