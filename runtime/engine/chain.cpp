#include "runtime/engine/chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "runtime/engine/record.h"
#include "runtime/value/constant.h"

namespace pol::engine {
namespace {

using Form = ir::Needed::Form;

std::string title(const ir::Policy& policy) {
  return policy.kind + "/" + policy.name;
}

bool same_enum(const ir::Module& a, const Type& x, const ir::Module& b, const Type& y) {
  return x.kind != Kind::enumeration || a.enums[x.enum_id].values == b.enums[y.enum_id].values;
}

bool same_shape(const Type& a, const Type& b) {
  return a.kind == b.kind && a.scale == b.scale && a.period == b.period && a.currency == b.currency &&
         a.count == b.count;
}

}  // namespace

bool same_tag(const ir::Module& a, const Type& x, const ir::Module& b, const Type& y) {
  return same_shape(x, y) && same_enum(a, x, b, y);
}

namespace {

bool listed(const std::vector<std::string>& list, const std::string& code) {
  return std::find(list.begin(), list.end(), code) != list.end();
}

// Of which needed policies a `because` takes the reasons over; beside Module::needs.
std::vector<bool> lists_taken_over(const ir::Module& module) {
  std::vector<bool> taken(module.needs.size());
  const auto see = [&](const ir::Reasons& list) {
    for (const ir::ReasonRef& reason : list)
      if (reason.form == ir::ReasonRef::Form::needed) taken[reason.index] = true;
  };
  for (const ir::Knockout& knockout : module.knockouts) see(knockout.reasons);
  for (const ir::Choice& choice : module.choices)
    for (const ir::Reasons& arm : choice.reasons) see(arm);
  for (const ir::TableUse& use : module.table_uses)
    for (const ir::Reasons& row : use.reasons) see(row);
  for (const ir::Step& step : module.steps) see(step.reasons);
  see(module.undecided.reasons);
  return taken;
}

Failure broken(const ir::Module& module, const std::string& what) {
  return {Exit::input,
          fmt::format("{} version {} cannot be run: {}", title(module.policy), module.policy.version, what)};
}

}  // namespace

Result<std::shared_ptr<const Chain>> Chain::make(std::vector<std::shared_ptr<const LoadedPolicy>> members) {
  auto chain = std::shared_ptr<Chain>(new Chain());
  chain->members_ = std::move(members);
  const std::size_t count = chain->members_.size();
  chain->needs_.resize(count);
  chain->sources_.resize(count);
  chain->lists_asked_.resize(count);
  const ir::Module& root = chain->root().module();
  chain->door_.policy = root.policy;
  chain->door_.needs = root.needs;
  chain->door_.enums = root.enums;
  Known known;
  known.outputs.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::vector<ir::Output>& outputs = chain->member(i).module().outputs;
    for (std::size_t k = 0; k < outputs.size(); ++k) known.outputs[i].emplace(outputs[k].name, k);
    if (const Status status = chain->link(i, known); !status) return status.failure();
  }
  chain->door_.types[0] = root.types[root.inputs[0].type];  // the root is the one that must be in force
  return std::shared_ptr<const Chain>(std::move(chain));
}

Status Chain::link(std::size_t member, Known& known) {
  const ir::Module& module = members_[member]->module();
  for (const ir::NeededPolicy& needed : module.needs) {
    std::size_t found = 0;
    const auto fits = [&](const LoadedPolicy& policy) {
      const ir::Policy& head = policy.module().policy;
      return head.kind == needed.kind && head.name == needed.name && head.version == needed.version &&
             policy.content_hash() == needed.content_hash;
    };
    while (found < member && !fits(*members_[found])) ++found;
    if (found == member)
      return broken(module, fmt::format("it needs {}/{} version {} with the content hash {}", needed.kind,
                                        needed.name, needed.version, needed.content_hash));
    needs_[member].push_back(found);
  }
  for (std::size_t i = 0; i < module.inputs.size(); ++i)
    if (const Status status = link_input(member, i, known); !status) return status;
  return link_reasons(member);
}

// A list that is taken over may hold any code of the policy it comes from.
Status Chain::link_reasons(std::size_t member) {
  const ir::Module& module = members_[member]->module();
  const std::vector<bool> taken = lists_taken_over(module);
  std::unordered_set<std::string_view> own;
  for (const ir::ReasonText& reason : module.reason_codes) own.insert(reason.code);
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (!taken[i]) continue;
    lists_asked_[needs_[member][i]] = true;
    for (const ir::ReasonText& reason : members_[needs_[member][i]]->module().reason_codes)
      if (!own.contains(reason.code))
        return broken(module, fmt::format("it has no text for {}, which {} may list", reason.code,
                                          module.needs[i].alias));
  }
  return Unit{};
}

Status Chain::link_input(std::size_t member, std::size_t input, Known& known) {
  const ir::Module& module = members_[member]->module();
  const ir::Input& in = module.inputs[input];
  Type type = module.types[in.type];
  Source source;
  if (in.needed) {
    source.member = needs_[member][in.needed->policy];
    const ir::Module& from = members_[source.member]->module();
    if (in.needed->form == Form::reason_listed) lists_asked_[source.member] = true;
    if (in.needed->form == Form::output) {
      const auto found = known.outputs[source.member].find(in.needed->name);
      if (found == known.outputs[source.member].end()) return broken(module, in.name + " is not given");
      source.output = found->second;
      const Type& given = from.type_of(from.outputs[source.output].value);
      if (!same_tag(from, given, module, type)) return broken(module, in.name + " is given as another type");
    }
  } else {
    const auto [place, added] = known.door.try_emplace(in.name, door_.inputs.size());
    source.door = place->second;
    if (added) {
      if (door_.types.size() >= UINT16_MAX) return broken(module, "the chain reads too many tags");
      if (type.kind == Kind::enumeration) type.enum_id = door_.enums.intern(module.enums[type.enum_id]);
      door_.inputs.push_back(in);
      door_.inputs.back().type = static_cast<std::uint16_t>(door_.types.size());
      door_.types.push_back(type);
    } else {
      ir::Input& there = door_.inputs[source.door];
      if (!same_tag(door_, door_.types[there.type], module, type))
        return broken(module, "the tag " + in.name + " has another type in a policy it needs");
      there.forbid |= in.forbid;
    }
  }
  sources_[member].push_back(source);
  return Unit{};
}

bool Chain::has_native() const {
  return std::all_of(members_.begin(), members_.end(), [](const auto& m) { return m->has_native(); });
}

std::optional<Refusal> Chain::decide(Which which, const SentCase& sent, ChainCase& out) const {
  if (auto no = not_in_force(root().module(), sent.decision_date)) return no;
  out.members.resize(members_.size());
  const std::size_t last = members_.size() - 1;
  std::vector<const GivenNeed*> given(members_.size());
  std::vector<bool> wanted(members_.size());
  wanted[last] = true;
  const ir::Module& root_module = root().module();
  for (const GivenNeed& one : sent.needs)
    for (std::size_t i = 0; i < root_module.needs.size(); ++i)
      if (root_module.needs[i].alias == one.alias) given[needs_[last][i]] = &one;
  for (std::size_t i = members_.size(); i-- > 0;)
    if (wanted[i] && !given[i])
      for (const std::size_t need : needs_[i]) wanted[need] = true;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    out.members[i].decided = out.members[i].has_slots = false;
    if (!wanted[i]) continue;
    if (given[i]) {
      const auto at = std::find(needs_[last].begin(), needs_[last].end(), i) - needs_[last].begin();
      const ir::NeededPolicy& needed = root_module.needs[static_cast<std::size_t>(at)];
      if (auto no = take(*given[i], needed, sent, i, out.members[i])) return no;
    } else if (auto no = run(which, i, sent, out)) {
      return no;
    }
  }
  return std::nullopt;
}

// A host may have decided a needed policy itself, but only this one, on this case's date.
std::optional<Refusal> Chain::take(const GivenNeed& given, const ir::NeededPolicy& needed,
                                   const SentCase& sent, std::size_t member, MemberCase& out) const {
  const LoadedPolicy& policy = *members_[member];
  const ir::Module& module = policy.module();
  const auto other = [&](const std::string& what) {
    return Refusal{"I07", "", fmt::format("the result of `{}` is of another {}", needed.alias, what)};
  };
  if (given.version != module.policy.version) return other("version");
  if (given.content_hash != policy.content_hash()) return other("content hash");
  if (given.decision_date != sent.decision_date) return other("date");
  out.undecided = given.undecided;
  out.outputs.assign(module.outputs.size(), 0);
  out.output_causes.assign(module.outputs.size(), cause::error);
  out.texts.clear();
  for (const auto& [name, text] : given.outputs) {
    std::size_t i = 0;
    while (i < module.outputs.size() && module.outputs[i].name != name) ++i;
    if (i == module.outputs.size())
      return Refusal{"I04", "", fmt::format("`{}` gives no `{}`", needed.alias, name)};
    const Type& type = module.type_of(module.outputs[i].value);
    if (type.kind == Kind::text) {
      out.texts.resize(module.outputs.size());
      out.texts[i] = text;
      out.output_causes[i] = cause::present;
      continue;
    }
    const Result<i128> number = parse_data_value(text, type, module.enums);
    if (!number || !fits_i64({*number, *number}))
      return Refusal{
          "I04", "",
          fmt::format("`{}.{}` is not sent as {}", needed.alias, name, type_name(type, &module.enums))};
    out.outputs[i] = static_cast<std::int64_t>(*number);
    out.output_causes[i] = cause::present;
  }
  for (const std::string& code : given.reasons)
    if (std::none_of(module.reason_codes.begin(), module.reason_codes.end(),
                     [&](const ir::ReasonText& reason) { return reason.code == code; }))
      return Refusal{"I04", "", fmt::format("`{}` has no reason `{}`", needed.alias, code)};
  out.reasons = given.reasons;
  out.knockouts = given.knockouts;
  for (const std::string& code : given.knockouts)
    if (std::none_of(module.knockouts.begin(), module.knockouts.end(),
                     [&](const ir::Knockout& knockout) { return knockout.code == code; }))
      return Refusal{"I04", "", fmt::format("`{}` has no knockout `{}`", needed.alias, code)};
  return std::nullopt;
}

// The member's own view of the case: its tags, and what the policies before it said.
void Chain::ask(std::size_t member, const SentCase& sent, ChainCase& out) const {
  MemberCase& result = out.members[member];
  const ir::Module& module = members_[member]->module();
  result.sent = &sent;
  if (members_.size() == 1) return;
  SentCase& own = result.own;
  own.case_id = sent.case_id;
  own.decision_time = sent.decision_time;
  own.decision_date = sent.decision_date;
  own.tags.assign(module.inputs.size(), {});
  own.upstream_undecided.clear();
  own.needed_reasons.clear();
  for (const std::size_t need : needs_[member]) own.needed_reasons.push_back(out.members[need].reasons);
  for (const std::size_t need : needs_[member])
    if (out.members[need].undecided) own.upstream_undecided.push_back(title(members_[need]->module().policy));
  for (std::size_t i = 0; i < module.inputs.size(); ++i) {
    const Source& source = sources_[member][i];
    const auto& needed = module.inputs[i].needed;
    if (!needed) {
      if (source.door < sent.tags.size()) own.tags[i] = sent.tags[source.door];
      continue;
    }
    const MemberCase& from = out.members[source.member];
    SentTag& tag = own.tags[i];
    tag.state = SentTag::State::value;
    switch (needed->form) {
      case Form::output:
        tag.number = from.outputs[source.output];
        if (!from.texts.empty()) tag.text = from.texts[source.output];
        if (from.output_causes[source.output]) tag.state = SentTag::State::bad;
        break;
      case Form::status:
        tag.number = from.undecided;
        break;
      case Form::reason_listed:
        tag.number = listed(from.reasons, needed->name);
        break;
      case Form::knockout_fired:
        tag.number = listed(from.knockouts, needed->name);
        break;
    }
  }
  result.sent = &own;
}

std::optional<Refusal> Chain::run(Which which, std::size_t member, const SentCase& sent,
                                  ChainCase& out) const {
  const LoadedPolicy& policy = *members_[member];
  MemberCase& result = out.members[member];
  ask(member, sent, out);
  if (auto no = admit(policy.module(), *result.sent, result.admitted)) return no;
  // A case's memory may come from another chain.
  if (result.record.outputs.size() != ir::output_slots(policy.module()) ||
      result.record.words.size() != policy.layout().words)
    result.record = policy.new_record();
  policy.decide(which, result.admitted.inputs, result.record, result.scratch);
  result.decided = true;
  result.has_slots = which == Which::interpreter;
  if (member + 1 < members_.size()) tell(member, result);
  return std::nullopt;
}

void Chain::fill_slots(std::size_t member, MemberCase& result) const {
  if (result.has_slots || !result.decided) return;
  ir::NativeRecord unused = members_[member]->new_record();
  members_[member]->interpret(result.admitted.inputs, unused, result.scratch);
  result.has_slots = true;
}

// What the record says, as others ask for it.
void Chain::tell(std::size_t member, MemberCase& out) const {
  const LoadedPolicy& policy = *members_[member];
  const ir::Module& module = policy.module();
  const auto bit = [&](ir::FieldKind kind, std::size_t index) {
    const ir::Field* field = policy.layout().find(kind, static_cast<std::uint32_t>(index));
    return field && out.record.get(*field);
  };
  out.undecided = bit(ir::FieldKind::undecided, 0);
  out.outputs = out.record.outputs;
  out.output_causes = out.record.output_causes;
  out.texts.clear();
  for (std::size_t i = 0; i < module.outputs.size(); ++i) {
    if (module.type_of(module.outputs[i].value).kind != Kind::text || out.output_causes[i]) continue;
    out.texts.resize(module.outputs.size());
    out.texts[i] = output_text(module, out.admitted.inputs, out.outputs[i]);
  }
  out.knockouts.clear();
  for (std::size_t i = 0; i < module.knockouts.size(); ++i)
    if (bit(ir::FieldKind::knockout_fired, i)) out.knockouts.push_back(module.knockouts[i].code);
  out.reasons.clear();
  if (!lists_asked_[member]) return;
  if (reasons_need_amounts(policy, out.record)) fill_slots(member, out);
  for (const std::uint16_t reason : reasons_all(policy, *out.sent, out.record, out.scratch.slots))
    out.reasons.push_back(module.reason_codes[reason].code);
}

}  // namespace pol::engine
