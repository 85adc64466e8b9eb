#include "compiler/population/answer.h"

#include <algorithm>

#include "compiler/study/kinder.h"

namespace pol::population {
namespace {

bool same_unit(const Type& a, const Type& b) {
  return a.kind == b.kind && a.currency == b.currency && a.period == b.period;
}

const Subject::Amount* amount_of(const Subject& subject, const SharedAmount& shared) {
  for (const Subject::Amount& amount : subject.amounts)
    if (subject.module->outputs[amount.output].name == shared.name && same_unit(*amount.type, shared.type))
      return &amount;
  return nullptr;
}

}  // namespace

DiffPlan::DiffPlan(const std::vector<const Subject*>& subjects) {
  for (const Subject::Amount& amount : subjects[0]->amounts) {
    SharedAmount shared{subjects[0]->module->outputs[amount.output].name, *amount.type, false};
    const Subject::Amount* other = amount_of(*subjects[1], shared);
    if (!other) continue;
    shared.type.scale = std::max(shared.type.scale, other->type->scale);
    shared.lower_is_better = shared.type.kind == Kind::rate || shared.type.kind == Kind::percent;
    amounts.push_back(std::move(shared));
  }
  std::stable_partition(amounts.begin(), amounts.end(),
                        [](const SharedAmount& amount) { return amount.type.kind == Kind::money; });
  for (const Subject* subject : subjects) {
    Side side;
    side.subject = subject;
    for (const std::string& name : subject->outcomes) {
      const auto found = std::find(outcomes.begin(), outcomes.end(), name);
      side.outcome.push_back(static_cast<std::size_t>(found - outcomes.begin()));
      if (found == outcomes.end()) outcomes.push_back(name);
    }
    for (const SharedAmount& shared : amounts) {
      const Subject::Amount* own = amount_of(*subject, shared);
      Side::Amount amount;
      if (own && own->type->scale <= shared.type.scale) {
        amount = {own->output, 1};
        for (int scale = own->type->scale; scale < shared.type.scale; ++scale) amount.factor *= 10;
      }
      side.amounts.push_back(amount);
    }
    sides.push_back(std::move(side));
  }
}

int direction(const DiffPlan& plan, const Answer& a, const Answer& b) {
  const ir::Module& module = *plan.before().module;
  const bool listed = module.type_of(module.outputs[0].value).kind == Kind::enumeration;
  const auto standing = [&](const Answer& answer) {
    study::Standing out;
    out.served = answer.served;
    if (listed && answer.outcome < plan.undecided()) out.outcome = answer.outcome;
    if (!plan.amounts.empty()) out.amount = answer.amounts[0];
    return out;
  };
  return study::direction(standing(a), standing(b), !plan.amounts.empty() && plan.amounts[0].lower_is_better);
}

Answer refused_answer(const DiffPlan& plan) {
  Answer answer;
  answer.outcome = plan.refused();
  answer.amounts.resize(plan.amounts.size());
  return answer;
}

Answer answer_of(const DiffPlan& plan, std::size_t index, Decided& decided) {
  const Side& side = plan.sides[index];
  const ir::NativeRecord& record = decided.root().record;
  Answer answer;
  answer.undecided = side.subject->undecided && record.get(*side.subject->undecided);
  answer.served = !answer.undecided;
  for (const ir::Field* field : side.subject->masked)
    answer.served = answer.served && !(field && record.get(*field));
  answer.outcome = plan.undecided();
  if (!record.output_causes[0] && !side.outcome.empty())
    answer.outcome = side.outcome[static_cast<std::size_t>(record.outputs[0])];
  for (const Side::Amount& amount : side.amounts) {
    answer.amounts.emplace_back();
    if (answer.served && amount.factor && !record.output_causes[amount.output])
      answer.amounts.back() = i128{record.outputs[amount.output]} * amount.factor;
  }
  if (side.losses && answer.served) answer.loss = loss_of(*side.losses, *side.subject, decided);
  return answer;
}

}  // namespace pol::population
