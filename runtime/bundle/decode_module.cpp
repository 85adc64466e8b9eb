#include "runtime/bundle/decode.h"

namespace pol::bundle {

i128 from_wide(const fb::Wide& from) {
  return static_cast<i128>(static_cast<u128>(from.low()) |
                           static_cast<u128>(static_cast<std::uint64_t>(from.high())) << 64);
}

Type Decoder::type(const fb::Type& from) {
  Type out;
  out.kind = number_of(from.kind(), Kind::text, "no such kind of value");
  out.scale = from.scale();
  out.period = number_of(from.period(), Period::day, "no such period");
  out.currency.code = {static_cast<char>(from.currency_1()), static_cast<char>(from.currency_2()),
                       static_cast<char>(from.currency_3())};
  out.enum_id = from.enum_id();
  out.count = from.count();
  out.up_to = from.up_to();
  out.may_be_missing = from.may_be_missing();
  out.range = {from_wide(from.low()), from_wide(from.high())};
  return out;
}

// Types name enums by their place, so that no two may become one.
EnumPool Decoder::enums(const flatbuffers::Vector<flatbuffers::Offset<fb::Enum>>* from) {
  EnumPool out;
  if (from && from->size() > kMostEnums) {
    bad("more enums than a bundle may have");
    return out;
  }
  const auto list = records<EnumType>(from, [&](const fb::Enum& one) {
    EnumType made;
    made.name = text(one.name());
    made.values = texts(one.values());
    made.ordered = one.ordered();
    return made;
  });
  for (const EnumType& one : list) {
    if (!problem_.empty()) break;
    if (out.intern(one) + 1 != out.size()) bad("an enum that stands twice");
  }
  return out;
}

ir::Reasons Decoder::reasons(const flatbuffers::Vector<const fb::Reason*>* from) {
  return items<ir::ReasonRef>(from, [&](const fb::Reason& one) {
    return ir::ReasonRef{number_of(one.form(), ir::ReasonRef::Form::needed, "no such form of reason"),
                         one.index()};
  });
}

std::vector<ir::Reasons> Decoder::reason_lists(const fb::ReasonLists* from) {
  std::vector<ir::Reasons> out;
  if (!from) return out;
  const std::vector<std::uint32_t> counts = plain<std::uint32_t>(from->counts());
  const ir::Reasons all = reasons(from->list());
  if (counts.size() > limits_.list) bad("a list longer than a bundle may have");
  if (!problem_.empty()) return out;
  out.reserve(counts.size());
  std::size_t next = 0;
  for (const std::uint32_t count : counts) {
    if (count > all.size() - next) {
      bad("lists of reasons that are not there");
      return out;
    }
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(next);
    out.emplace_back(first, first + count);
    next += count;
  }
  if (next != all.size()) bad("reasons that belong to no list");
  return out;
}

ir::Policy Decoder::policy(const fb::Policy& from) {
  ir::Policy out;
  out.kind = text(from.kind());
  out.name = text(from.name());
  out.version = from.version();
  out.language = from.language();
  out.zone = text(from.zone());
  out.effective = from.effective();
  out.review_by = from.review_by();
  out.catalogue = text(from.catalogue());
  out.catalogue_version = text(from.catalogue_version());
  out.reasons = text(from.reasons());
  out.reasons_version = text(from.reasons_version());
  out.languages = texts(from.languages());
  out.most_shown = from.most_shown();
  return out;
}

ir::Input Decoder::input(const fb::Input& from) {
  ir::Input out;
  out.name = text(from.name());
  out.type = from.type();
  out.forbid = from.forbid();
  out.causes = from.causes();
  if (const auto days = from.fresh_days()) out.fresh_days = *days;
  if (const auto months = from.fresh_months()) out.fresh_months = *months;
  out.sensitivity = text(from.sensitivity());
  if (const fb::Needed* needed = from.needed())
    out.needed = {number_of(needed->form(), ir::Needed::Form::knockout_fired, "no such part of a policy"),
                  needed->policy(), text(needed->name())};
  if (const fb::Bucket* bucket = from.bucket()) out.bucket = {bucket->tag(), text(bucket->salt())};
  if (const fb::Element* element = from.element())
    out.element = {text(element->series()), element->number(), element->count()};
  return out;
}

ir::Table Decoder::table(const fb::DecisionTable& from) {
  ir::Table out;
  out.name = text(from.name());
  out.hit = number_of(from.hit(), ir::Hit::all, "no such hit policy");
  out.columns = plain<std::uint16_t>(from.columns());
  out.rows = from.rows();
  out.otherwise = from.otherwise();
  out.complete = from.complete();
  out.cells = items<ir::Cell>(from.cells(), [&](const fb::Cell& cell) {
    ir::Cell made;
    made.any = cell.any();
    made.missing = cell.missing();
    made.first = cell.first();
    made.count = cell.count();
    made.except = cell.except_these();
    return made;
  });
  out.ranges = items<ir::CellRange>(
      from.ranges(), [](const fb::CellRange& range) { return ir::CellRange{range.low(), range.high()}; });
  out.rank = plain<std::uint32_t>(from.rank());
  return out;
}

ir::Module Decoder::module(const fb::Module& from) {
  ir::Module out;
  out.policy = policy(*from.policy());
  out.enums = enums(from.enums());
  out.types = items<Type>(from.types(), [&](const fb::Type& one) { return type(one); });
  out.insts = items<ir::Inst>(from.insts(), [](const fb::Inst& one) {
    return ir::Inst{static_cast<ir::Op>(one.op()), one.type(), one.a(), one.b(), one.c()};
  });
  out.operands = plain<std::uint32_t>(from.operands());
  out.constants = items<i128>(from.constants(), [](const fb::Wide& one) { return from_wide(one); });
  out.texts = texts(from.texts());
  out.roundings = items<Rounding>(from.roundings(), [&](const fb::Rounding& one) {
    return Rounding{number_of(one.mode(), RoundingMode::ceiling, "no such rounding"),
                    {one.unit(), one.scale()}};
  });
  out.arrays = records<ir::Array>(from.arrays(), [&](const fb::Array& one) {
    return ir::Array{one.type(), plain<std::int64_t>(one.values())};
  });
  out.tables = records<ir::Table>(from.tables(), [&](const fb::DecisionTable& one) { return table(one); });
  out.inputs = records<ir::Input>(from.inputs(), [&](const fb::Input& one) { return input(one); });
  out.invariants = records<ir::Invariant>(from.invariants(), [&](const fb::Invariant& one) {
    return ir::Invariant{text(one.id()), one.condition(), plain<std::uint32_t>(one.tags())};
  });
  out.needs = records<ir::NeededPolicy>(from.needs(), [&](const fb::NeededPolicy& one) {
    return ir::NeededPolicy{text(one.kind()), text(one.name()), text(one.alias()), one.version(),
                            text(one.content_hash())};
  });
  record(from, out);
  return out;
}

}  // namespace pol::bundle
