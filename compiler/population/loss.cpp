#include "compiler/population/loss.h"

#include <algorithm>

namespace pol::population {
namespace {

std::optional<Measure> from_feed(const data::Feed* feed, data::Role role) {
  if (!feed) return std::nullopt;
  for (std::size_t i = 0; i < feed->report.size(); ++i)
    if (feed->report[i].role == role)
      return Measure{Measure::From::report, i, ir::kNone, 0, feed->report[i].rule.type, feed->report[i].name};
  return std::nullopt;
}

std::optional<Measure> from_outputs(const Subject& subject, const std::string& name, Kind kind) {
  for (const Subject::Amount& amount : subject.amounts) {
    const ir::Output& output = subject.module->outputs[amount.output];
    if (amount.type->kind == kind && (name.empty() || output.name == name))
      return Measure{Measure::From::output, amount.output, ir::kNone, 0, *amount.type, output.name};
  }
  return std::nullopt;
}

std::optional<Measure> from_scorecard(const Subject& subject) {
  for (const ir::Scorecard& card : subject.module->scorecards)
    if (card.pd != ir::kNone)
      return Measure{Measure::From::slot, 0, card.pd, 0, subject.module->type_of(card.pd), card.name + ".pd"};
  return std::nullopt;
}

std::optional<i128> value_of(const Measure& measure, Decided& decided, const Subject& subject) {
  engine::MemberCase& root = decided.chain_case.root();
  switch (measure.from) {
    case Measure::From::report: {
      const data::CellValue cell = decided.reader.report_value(decided.block, decided.row, measure.index);
      if (cell.fate != data::CellValue::Fate::value) return std::nullopt;
      return cell.number;
    }
    case Measure::From::output:
      if (root.record.output_causes[measure.index]) return std::nullopt;
      return root.record.outputs[measure.index];
    case Measure::From::slot: {
      subject.chain->fill_slots(subject.chain->size() - 1, root);
      const interp::Slot& slot = root.scratch.slots[measure.ref];
      if (slot.causes) return std::nullopt;
      return slot.value;
    }
    case Measure::From::constant:
      return measure.number;
  }
  __builtin_unreachable();
}

}  // namespace

Result<std::optional<Constant>> given_lgd(const std::string& text) {
  if (text.empty()) return std::optional<Constant>();
  const auto constant = parse_literal(text);
  if (!constant || constant->type.kind != Kind::percent)
    return Failure{Exit::usage, "--lgd: `" + text + "` is no percent; write it as 45%"};
  return std::optional<Constant>(*constant);
}

std::optional<LossModel> loss_model(const Subject& subject, const data::Feed* feed,
                                    std::optional<Constant> lgd, std::string& why) {
  auto pd = from_feed(feed, data::Role::pd);
  if (!pd) pd = from_outputs(subject, "pd", Kind::percent);
  if (!pd) pd = from_scorecard(subject);
  auto loss = from_feed(feed, data::Role::lgd);
  if (!loss) loss = from_outputs(subject, "lgd", Kind::percent);
  if (lgd) loss = Measure{Measure::From::constant, 0, ir::kNone, lgd->number, lgd->type, "--lgd"};
  auto exposure = from_feed(feed, data::Role::exposure);
  if (!exposure) exposure = from_outputs(subject, "", Kind::money);
  if (!pd)
    why =
        "no probability of default: the feed names no column with `role: pd`, and the policy has no "
        "scorecard with odds and no output `pd`";
  else if (!loss)
    why = "no loss given default: the feed names no column with `role: lgd`; say --lgd 45%";
  else if (!exposure)
    why = "no exposure: the feed names no column with `role: exposure`, and no output of the policy is money";
  for (const auto& [measure, kind] :
       {std::pair{pd, Kind::percent}, {loss, Kind::percent}, {exposure, Kind::money}})
    if (why.empty() && measure->type.kind != kind)
      why = "`" + measure->name + "` is " + type_name(measure->type, nullptr) + ", not " +
            (kind == Kind::money ? "money" : "a percent");
  if (!why.empty()) return std::nullopt;
  LossModel model{*pd, *loss, *exposure, exposure->type};
  model.type.scale = static_cast<std::uint8_t>(exposure->type.scale + pd->type.scale + loss->type.scale);
  return model;
}

std::optional<Loss> loss_of(const LossModel& model, const Subject& subject, Decided& decided) {
  const auto pd = value_of(model.pd, decided, subject);
  const auto lgd = value_of(model.lgd, decided, subject);
  const auto exposure = value_of(model.exposure, decided, subject);
  if (!pd || !lgd || !exposure) return std::nullopt;
  return Loss{*exposure, *exposure * *pd * *lgd};
}

}  // namespace pol::population
