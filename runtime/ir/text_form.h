// The form of the IR's text, once for both directions: an Archive is the writer (print.cpp) or the reader
// (parse.cpp). Every element starts on its own line with a word or `%N =`; lists stand in brackets; `;`
// begins a comment. Private to runtime/ir.
#pragma once
#include <array>
#include <string_view>

#include "runtime/ir/module.h"

namespace pol::ir::form {

inline constexpr std::array<std::string_view, 10> kKinds{
    "boolean", "number", "percent", "rate", "money", "date", "days", "months", "enumeration", "text"};
inline constexpr std::array<std::string_view, 4> kPeriods{"none", "year", "month", "day"};
inline constexpr std::array<std::string_view, 6> kModes{"up",        "down",  "half_up",
                                                        "half_even", "floor", "ceiling"};
inline constexpr std::array<std::string_view, 5> kHits{"unique", "first", "any", "priority", "all"};
inline constexpr std::array<std::string_view, 3> kChoices{"segment", "decide", "tree"};
inline constexpr std::array<std::string_view, 2> kEvents{"shock", "exception"};
inline constexpr std::array<std::string_view, 4> kNeededForms{"output", "status", "reason_listed",
                                                              "knockout_fired"};
inline constexpr std::array<std::string_view, 7> kVerbs{"raise_to", "lower_to", "raise_by", "lower_by",
                                                        "cap",      "floor",    "becomes"};

// One operand of an instruction; `value` is a std::uint32_t, const for the writer. Slices are written by the
// archive, as they take two operands.
template <class Archive, class Value>
void operand(Archive& ar, Operand operand, Value& value) {
  switch (operand) {
    case Operand::none:
    case Operand::slice:
      return;
    case Operand::value:
      return (void)ar.ref(value);
    case Operand::number:
    case Operand::builtin:
      return (void)ar.integer(value);
    case Operand::constant:
      return (void)ar.index('c', value);
    case Operand::text:
      return (void)ar.index('x', value);
    case Operand::input:
      return (void)ar.index('i', value);
    case Operand::rounding:
      return (void)ar.index('g', value);
    case Operand::array:
      return (void)ar.index('a', value);
    case Operand::table:
      return (void)ar.index('T', value);
  }
}

// The letter before a reason's index says which form it has.
inline constexpr std::array<char, 3> kReasonForms{'r', 'p', 'd'};

template <class Archive>
void reasons(Archive& ar, Reasons& list) {
  ar.group(list, [&](ReasonRef& reason) {
    ar.letter(kReasonForms, reason.form)
        .index(kReasonForms[static_cast<std::size_t>(reason.form)], reason.index);
  });
}

template <class Archive>
void reason_lists(Archive& ar, std::vector<Reasons>& lists) {
  ar.word("reasons").group(lists, [&](Reasons& list) { reasons(ar, list); });
}

template <class Archive>
void policy(Archive& ar, Policy& p) {
  ar.line("policy")
      .text(p.kind)
      .text(p.name)
      .word("version")
      .integer(p.version)
      .word("language")
      .integer(p.language);
  ar.line("zone").text(p.zone).word("effective").date(p.effective).word("review_by").date(p.review_by);
  ar.line("catalogue").text(p.catalogue).text(p.catalogue_version).word("reasons").text(p.reasons);
  ar.text(p.reasons_version).word("most_shown").integer(p.most_shown);
  ar.word("languages").group(p.languages, [&](std::string& language) { ar.text(language); });
}

template <class Archive>
void type(Archive& ar, Type& t) {
  ar.choose(t.kind, kKinds);
  if (t.kind == Kind::rate) ar.choose(t.period, kPeriods);
  if (t.kind == Kind::money) ar.currency(t.currency);
  if (t.kind == Kind::enumeration) ar.index('e', t.enum_id);
  ar.unless_zero("scale", t.scale).unless_zero("series", t.count).flag("up_to", t.up_to);
  ar.word("in").range(t.range.lo, t.range.hi).flag("missing", t.may_be_missing);
}

template <class Archive>
void pools(Archive& ar, Module& m) {
  ar.enums(m.enums);
  ar.lines("type", 't', m.types, [&](Type& t) { type(ar, t); });
  ar.lines("constant", 'c', m.constants, [&](i128& value) { ar.integer(value); });
  ar.lines("text", 'x', m.texts, [&](std::string& text) { ar.text(text); });
  ar.lines("rounding", 'g', m.roundings, [&](Rounding& r) {
    ar.choose(r.mode, kModes).word("unit").integer(r.grain.unit).word("scale").integer(r.grain.scale);
  });
  ar.lines("array", 'a', m.arrays, [&](Array& array) {
    ar.index('t', array.type).group(array.values, [&](std::int64_t& value) { ar.integer(value); });
  });
  ar.lines("needs", 'N', m.needs, [&](NeededPolicy& needed) {
    ar.text(needed.kind).text(needed.name).text(needed.alias).word("version").integer(needed.version);
    ar.word("hash").text(needed.content_hash);
  });
  ar.lines("input", 'i', m.inputs, [&](Input& input) {
    ar.text(input.name)
        .index('t', input.type)
        .flag("forbid", input.forbid)
        .word("causes")
        .integer(input.causes);
    ar.optional("fresh_days", input.fresh_days).optional("fresh_months", input.fresh_months);
    ar.word("sensitivity").text(input.sensitivity);
    ar.present("bucket_of", input.bucket,
               [&](Bucket& bucket) { ar.index('i', bucket.tag).word("salt").text(bucket.salt); });
    ar.present("element_of", input.element, [&](Element& element) {
      ar.text(element.series).integer(element.number).word("of").integer(element.count);
    });
    bool needed = input.needed.has_value();
    ar.flag("from", needed);
    if (!needed) return;
    if (!input.needed) input.needed.emplace();
    ar.index('N', input.needed->policy).choose(input.needed->form, kNeededForms).text(input.needed->name);
  });
  ar.lines("table", 'T', m.tables, [&](Table& table) {
    ar.text(table.name)
        .choose(table.hit, kHits)
        .flag("complete", table.complete)
        .flag("otherwise", table.otherwise);
    ar.word("columns").group(table.columns, [&](std::uint16_t& column) { ar.index('t', column); });
    ar.rows(table);
  });
}

template <class Archive>
void record(Archive& ar, Module& m) {
  ar.lines("reason", 'r', m.reason_codes, [&](ReasonText& reason) {
    ar.text(reason.code).text(reason.internal);
    ar.group(reason.texts, [&](std::string& text) { ar.text(text); });
  });
  ar.lines("invariant", 'j', m.invariants, [&](Invariant& invariant) {
    ar.text(invariant.id).word("condition").ref(invariant.condition);
    ar.word("tags").group(invariant.tags, [&](std::uint32_t& tag) { ar.index('i', tag); });
  });
  ar.lines("output", 'o', m.outputs, [&](Output& o) {
    ar.text(o.name).index('t', o.type).word("defined").ref(o.defined).word("shown_when").ref(o.shown_when);
    ar.word("masked").ref(o.masked).word("value").ref(o.value);
    ar.word("choice").index('h', o.choice).word("table").index('u', o.table);
    ar.unless_empty("elements", o.elements, [&](Ref& element) { ar.ref(element); });
  });
  ar.lines("knockout", 'k', m.knockouts, [&](Knockout& k) {
    ar.text(k.code)
        .word("value")
        .integer(k.value)
        .word("condition")
        .ref(k.condition)
        .word("fired")
        .ref(k.fired);
    ar.word("waived").ref(k.waived).word("reasons");
    reasons(ar, k.reasons);
  });
  ar.lines("choice", 'h', m.choices, [&](Choice& choice) {
    ar.choose(choice.form, kChoices).text(choice.name).word("number").ref(choice.number);
    reason_lists(ar, choice.reasons);
  });
  ar.lines("use", 'u', m.table_uses, [&](TableUse& use) {
    ar.index('T', use.table).word("row").ref(use.row);
    reason_lists(ar, use.reasons);
    ar.unless_empty("fits", use.fits, [&](Ref& fit) { ar.ref(fit); });
  });
  ar.lines("scorecard", 'p', m.scorecards, [&](Scorecard& card) {
    ar.text(card.name).word("points").ref(card.points).word("pd").ref(card.pd);
    ar.word("most").integer(card.most).word("factors").group(card.factors, [&](Scorecard::Factor& factor) {
      ar.index('u', factor.use).index('a', factor.points);
    });
  });
  ar.lines("evidence", 'v', m.evidence, [&](Evidence& evidence) {
    ar.text(evidence.name).word("number").ref(evidence.number).word("options").integer(evidence.options);
  });
  ar.lines("event", 'n', m.events, [&](Event& event) {
    ar.choose(event.form, kEvents).text(event.code).text(event.title).text(event.ticket);
    ar.word("from").date(event.from).word("until").date(event.until).word("active").ref(event.active);
  });
  ar.lines("experiment", 'p', m.experiments, [&](Experiment& experiment) {
    ar.text(experiment.code).text(experiment.title).text(experiment.ticket);
    ar.word("from").date(experiment.from).word("until").date(experiment.until);
    ar.word("bucket").ref(experiment.bucket).word("arm").ref(experiment.arm);
    ar.word("arms").group(experiment.arms, [&](Experiment::Arm& arm) {
      ar.text(arm.name).integer(arm.share).group(arm.sets, [&](std::string& name) { ar.text(name); });
      ar.unless_empty("replaces", arm.replaces, [&](std::uint32_t& output) { ar.integer(output); });
    });
  });
  ar.lines("step", 's', m.steps, [&](Step& step) {
    ar.text(step.code).choose(step.verb, kVerbs).text(step.target).flag("legal", step.legal);
    ar.word("source").text(step.source).word("active").ref(step.active).word("amount").ref(step.amount);
    ar.word("before").ref(step.before).word("after").ref(step.after).word("changed").ref(step.changed);
    ar.word("reasons");
    reasons(ar, step.reasons);
  });
  ar.lines("value", 'w', m.values, [&](NamedValue& value) {
    ar.text(value.name).ref(value.value);
    ar.unless_empty("elements", value.elements, [&](Ref& element) { ar.ref(element); });
  });
  ar.lines("cost", 'q', m.cost_lines,
           [&](CostLine& line) { ar.text(line.cost).text(line.label).ref(line.value); });
  ar.line("undecided").ref(m.undecided.undecided).flag("clause", m.undecided.has_clause).word("reasons");
  reasons(ar, m.undecided.reasons);
}

template <class Archive>
void module(Archive& ar, Module& m) {
  ar.line("pol_ir").word("1");
  policy(ar, m.policy);
  pools(ar, m);
  ar.insts(m);
  record(ar, m);
  ar.line("end");
}

}  // namespace pol::ir::form
