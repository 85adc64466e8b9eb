#include "runtime/engine/record.h"

#include <algorithm>

#include "runtime/engine/clock.h"
#include "runtime/engine/digest.h"
#include "runtime/engine/json_writer.h"
#include "runtime/engine/release.h"
#include "runtime/value/constant.h"

namespace pol::engine {
namespace {

using ir::FieldKind;

class RecordWriter {
 public:
  RecordWriter(const LoadedPolicy& policy, const SentCase& sent, const Admitted& admitted,
               const ir::NativeRecord& record, std::span<const interp::Slot> slots, Which which)
      : policy_(policy),
        m_(policy.module()),
        sent_(sent),
        admitted_(admitted),
        record_(record),
        slots_(slots),
        which_(which) {}

  std::string write() {
    json_.open('{');
    identity();
    outcome();
    reasons();
    values();
    choices();
    scorecards();
    events();
    experiments();
    steps();
    cost_lines();
    undecided();
    tags();
    json_.key("review_overdue").boolean(sent_.decision_date > m_.policy.review_by);
    json_.key("engine").text(engine_name(which_));
    json_.close('}');
    return json_.take();
  }

 private:
  std::uint64_t get(FieldKind kind, std::size_t index) const {
    const ir::Field* field = policy_.layout().find(kind, static_cast<std::uint32_t>(index));
    return field ? record_.get(*field) : 0;
  }

  void text_or_null(std::string_view key, std::string_view value) {
    json_.key(key);
    value.empty() ? json_.null() : json_.text(value);
  }

  // A value of any instruction; null where missing.
  void slot(ir::Ref ref) {
    const interp::Slot& slot = slots_[ref];
    const Type& type = m_.type_of(ref);
    if (slot.causes)
      json_.null();
    else if (type.kind == Kind::text)
      json_.text(interp::text_of(slot));
    else
      json_.text(format_value(slot.value, type, m_.enums));
  }

  void output(std::size_t i) {
    const Type& type = m_.type_of(m_.outputs[i].value);
    if (record_.output_causes[i])
      json_.null();
    else if (!m_.outputs[i].elements.empty())
      output_list(i);
    else
      output_value(i, type);
  }

  void output_value(std::size_t i, const Type& type) {
    json_.text(type.kind == Kind::text ? std::string(output_text(m_, admitted_.inputs, record_.outputs[i]))
                                       : format_value(record_.outputs[i], type, m_.enums));
  }

  void output_list(std::size_t i) {
    const std::vector<ir::Ref>& elements = m_.outputs[i].elements;
    const std::size_t first = ir::first_element(m_, i);
    json_.open('[');
    for (std::size_t k = 0; k < elements.size(); ++k)
      if (!record_.output_causes[first + k]) output_value(first + k, m_.type_of(elements[k]));
    json_.close(']');
  }

  void slot_list(const ir::NamedValue& list) {
    if (slots_[list.value].causes) return (void)json_.null();
    json_.open('[');
    for (const ir::Ref element : list.elements)
      if (!slots_[element].causes) slot(element);
    json_.close(']');
  }

  void identity() {
    const ir::Policy& policy = m_.policy;
    json_.key("case_id").text(sent_.case_id);
    text_or_null("decision_time", sent_.decision_time);
    json_.key("decision_date").text(format_date(sent_.decision_date));
    json_.key("tzdata").text(tzdata_version());
    json_.key("policy").open('{').key("kind").text(policy.kind).key("name").text(policy.name);
    json_.key("version").number(policy.version).close('}');
    json_.key("language").number(policy.language);
    json_.key("release").text(kRelease);
    json_.key("content_hash").text(policy_.content_hash());
    text_or_null("unsigned", policy_.unsigned_because());
    json_.key("input_hash").text(input_hash(m_, admitted_));
    json_.key("snapshot").null();
  }

  void outcome() {
    json_.key("status").text(get(FieldKind::undecided, 0) ? "undecided" : "decided");
    json_.key("main");
    m_.outputs.empty() ? (void)json_.null() : output(0);
    json_.key("outputs").open('{');
    for (std::size_t i = 0; i < m_.outputs.size(); ++i) {
      json_.key(m_.outputs[i].name);
      output(i);
    }
    json_.close('}');
    json_.key("knockouts").open('{');
    for (const auto& [name, kind] : {std::pair{"fired", FieldKind::knockout_fired},
                                     {"unknown", FieldKind::knockout_unknown},
                                     {"waived", FieldKind::knockout_waived}}) {
      json_.key(name).open('[');
      for (std::size_t i = 0; i < m_.knockouts.size(); ++i)
        if (get(kind, i)) json_.text(m_.knockouts[i].code);
      json_.close(']');
    }
    json_.close('}');
  }

  void reasons() {
    const std::vector<std::uint16_t> all = reasons_all(policy_, sent_, record_, slots_);
    const auto list = [&](std::string_view key, const std::vector<std::uint16_t>& codes) {
      json_.key(key).open('[');
      for (const std::uint16_t code : codes) json_.text(m_.reason_codes[code].code);
      json_.close(']');
    };
    list("reasons", reasons_shown(policy_, all));
    list("reasons_all", all);
  }

  void values() {
    json_.key("values").open('{');
    for (const ir::NamedValue& value : m_.values) {
      json_.key(value.name);
      value.elements.empty() ? slot(value.value) : slot_list(value);
    }
    json_.close('}');
  }

  void numbered(std::string_view key, bool trees) {
    json_.key(key).open('{');
    for (std::size_t i = 0; i < m_.choices.size(); ++i)
      if ((m_.choices[i].form == ir::Choice::Form::tree) == trees)
        json_.key(m_.choices[i].name).number(static_cast<std::int64_t>(get(FieldKind::arm, i)));
    json_.close('}');
  }

  // A tree's leaf number is a choice between two numbers for every fork: the way the case took follows from
  // the conditions. It ends early where one is missing, and is empty where an experiment's arm set the tree.
  void paths() {
    json_.key("paths").open('{');
    for (const ir::Choice& choice : m_.choices) {
      if (choice.form != ir::Choice::Form::tree) continue;
      json_.key(choice.name).open('[');
      ir::Ref at = choice.number;
      for (; m_.insts[at].op == ir::Op::only_when; at = m_.insts[at].a)
        if (const interp::Slot& own = slots_[m_.insts[at].b]; own.causes || own.value == 0) break;
      while (m_.insts[at].op == ir::Op::select) {
        const interp::Slot& condition = slots_[m_.insts[at].a];
        if (condition.causes) break;
        json_.text(condition.value ? "yes" : "no");
        at = condition.value ? m_.insts[at].b : m_.insts[at].c;
      }
      json_.close(']');
    }
    json_.close('}');
  }

  void choices() {
    numbered("arms", false);
    numbered("leaves", true);
    paths();
    json_.key("rows").open('{');
    for (std::size_t i = 0; i < m_.table_uses.size(); ++i) {
      json_.key(m_.tables[m_.table_uses[i].table].name).open('[');
      if (const std::uint64_t row = get(FieldKind::row, i)) json_.number(static_cast<std::int64_t>(row));
      const std::uint32_t first = ir::first_row_used(m_, i);
      for (std::uint32_t row = 0; row < m_.table_uses[i].fits.size(); ++row)
        if (get(FieldKind::row_used, first + row)) json_.number(std::int64_t{row} + 1);
      json_.close(']');
    }
    json_.close('}');
    json_.key("evidence").open('{');
    for (std::size_t i = 0; i < m_.evidence.size(); ++i)
      json_.key(m_.evidence[i].name).number(static_cast<std::int64_t>(get(FieldKind::evidence, i)));
    json_.close('}');
  }

  void scorecards() {
    json_.key("scorecards").open('{');
    for (const ir::Scorecard& card : m_.scorecards) {
      json_.key(card.name).open('{').key("points");
      slot(card.points);
      if (card.pd != ir::kNone) {
        json_.key("pd");
        slot(card.pd);
      }
      json_.key("per_factor").open('{');
      for (const ir::Scorecard::Factor& factor : card.factors) {
        json_.key(factor_name(card, factor));
        const std::uint64_t row = get(FieldKind::row, factor.use);
        row ? json_.number(m_.arrays[factor.points].values[row - 1]) : json_.null();
      }
      json_.close('}').close('}');
    }
    json_.close('}');
  }

  // The tables of factors are named after their card: "behaviour.months_trading".
  std::string_view factor_name(const ir::Scorecard& card, const ir::Scorecard::Factor& factor) const {
    const std::string& table = m_.tables[m_.table_uses[factor.use].table].name;
    const bool prefixed = table.starts_with(card.name + ".");
    return std::string_view(table).substr(prefixed ? card.name.size() + 1 : 0);
  }

  void events() {
    json_.key("events_active").open('[');
    for (std::size_t i = 0; i < m_.events.size(); ++i)
      if (get(FieldKind::event_active, i)) json_.text(m_.events[i].code);
    json_.close(']');
  }

  void experiments() {
    json_.key("experiments").open('{');
    for (std::size_t i = 0; i < m_.experiments.size(); ++i) {
      json_.key(m_.experiments[i].code).open('{').key("bucket");
      if (const std::uint64_t bucket = get(FieldKind::bucket, i))
        json_.number(static_cast<std::int64_t>(bucket - 1));
      else
        json_.null();
      json_.key("arm").number(static_cast<std::int64_t>(get(FieldKind::variant, i))).close('}');
    }
    json_.close('}');
  }

  void cost_lines() {
    json_.key("cost_lines").open('[');
    for (const ir::CostLine& line : m_.cost_lines) {
      json_.open('{').key("label").text(line.label).key("value");
      slot(line.value);
      json_.close('}');
    }
    json_.close(']');
  }

  // An amount counts only where its step acted.
  void steps() {
    json_.key("steps").open('[');
    for (const ir::Step& step : m_.steps) {
      const interp::Slot& active = slots_[step.active];
      json_.open('{').key("code").text(step.code).key("active");
      active.causes ? json_.null() : json_.boolean(active.value == 1);
      json_.key("amount");
      if (!active.causes && active.value == 1)
        slot(step.amount);
      else
        json_.null();
      json_.key("before");
      slot(step.before);
      json_.key("after");
      slot(step.after);
      json_.close('}');
    }
    json_.close(']');
  }

  void origin_list(std::string_view key, const std::vector<Origin>& list) {
    json_.key(key).open('[');
    for (const Origin& origin : list)
      json_.open('{')
          .key("origin")
          .text(origin.origin)
          .key("cause")
          .text(cause_names(origin.cause))
          .close('}');
    json_.close(']');
  }

  void undecided() {
    std::vector<Origin> list;
    for (const ir::Output& output : m_.outputs) {
      if (!slots_[output.masked].causes) continue;
      // The mask's condition may be what is missing; origins() goes through it.
      for (Origin& origin : origins(policy_, admitted_, slots_, output.masked))
        if (std::find(list.begin(), list.end(), origin) == list.end()) list.push_back(std::move(origin));
    }
    origin_list("undecided", list);
    json_.key("upstream_undecided").open('[');
    for (const std::string& policy : sent_.upstream_undecided) json_.text(policy);
    json_.close(']');
  }

  void tags() {
    json_.key("tags_read").open('[');
    for (std::size_t i = 1; i < m_.inputs.size(); ++i)
      if (!m_.inputs[i].needed && !m_.inputs[i].bucket && m_.inputs[i].heads_tag())
        json_.text(m_.inputs[i].tag());
    json_.close(']');
    std::vector<Origin> missing;
    for (std::size_t i = 1; i < m_.inputs.size(); ++i)
      if (const CauseMask causes = admitted_.inputs.causes[i]; causes && !m_.inputs[i].bucket)
        missing.push_back({m_.inputs[i].name, causes});
    origin_list("tags_missing", missing);
  }

  const LoadedPolicy& policy_;
  const ir::Module& m_;
  const SentCase& sent_;
  const Admitted& admitted_;
  const ir::NativeRecord& record_;
  std::span<const interp::Slot> slots_;
  Which which_;
  JsonWriter json_;
};

}  // namespace

std::string record_json(const LoadedPolicy& policy, const SentCase& sent, const Admitted& admitted,
                        const ir::NativeRecord& record, std::span<const interp::Slot> slots, Which which) {
  return RecordWriter(policy, sent, admitted, record, slots, which).write();
}

}  // namespace pol::engine
