#include "runtime/engine/digest.h"

#include <sodium/crypto_hash_sha256.h>

#include <algorithm>
#include <array>

namespace pol::engine {
namespace {

using Digest = std::array<unsigned char, crypto_hash_sha256_BYTES>;

std::string to_hex(const Digest& digest) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string result;
  for (const unsigned char byte : digest) {
    result.push_back(kDigits[byte >> 4]);
    result.push_back(kDigits[byte & 15]);
  }
  return result;
}

// Feeds a digest with self-delimiting pieces: numbers as 16 bytes little-endian, texts and lists after their
// length.
class Encoder {
 public:
  explicit Encoder(std::string_view form) {
    crypto_hash_sha256_init(&state_);
    text(form);
  }

  void number(i128 value) {
    std::array<unsigned char, 16> bytes;
    auto rest = static_cast<u128>(value);
    for (unsigned char& byte : bytes) {
      byte = static_cast<unsigned char>(rest);
      rest >>= 8;
    }
    crypto_hash_sha256_update(&state_, bytes.data(), bytes.size());
  }
  template <class... T>
  void numbers(T... values) {
    (number(static_cast<i128>(values)), ...);
  }
  void text(std::string_view value) {
    number(static_cast<i128>(value.size()));
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(value.data()), value.size());
  }
  template <class List, class Each>
  void list(const List& values, Each each) {
    number(static_cast<i128>(values.size()));
    for (const auto& value : values) each(value);
  }
  template <class List>
  void number_list(const List& values) {
    list(values, [&](const auto& value) { number(value); });
  }
  void text_list(const std::vector<std::string>& values) {
    list(values, [&](const std::string& value) { text(value); });
  }
  std::string hex() {
    Digest bytes;
    crypto_hash_sha256_final(&state_, bytes.data());
    return to_hex(bytes);
  }

 private:
  crypto_hash_sha256_state state_;
};

void encode_policy(Encoder& to, const ir::Policy& policy) {
  to.text(policy.kind);
  to.text(policy.name);
  to.numbers(policy.version, policy.language, policy.effective, policy.review_by, policy.most_shown);
  to.text(policy.zone);
  to.text(policy.catalogue);
  to.text(policy.reasons);
  to.text_list(policy.languages);
}

// An enum counts by its values, so that enums that nothing reads do not matter.
void encode_type(Encoder& to, const Type& type, const EnumPool& enums) {
  if (type.kind == Kind::enumeration) {
    to.number(enums[type.enum_id].ordered);
    to.text_list(enums[type.enum_id].values);
  }
  to.numbers(type.kind, type.scale, type.period, type.count, type.up_to, type.may_be_missing, type.range.lo,
             type.range.hi);
  to.text(type.currency.name());
}

void encode_table(Encoder& to, const ir::Table& table) {
  to.numbers(table.hit, table.rows, table.otherwise, table.complete);
  to.number_list(table.columns);
  to.list(table.cells, [&](const ir::Cell& cell) {
    to.numbers(cell.any | cell.except << 1, cell.missing, cell.count ? cell.first : 0, cell.count);
  });
  to.list(table.ranges, [&](const ir::CellRange& range) { to.numbers(range.lo, range.hi); });
  to.number_list(table.rank);
}

void encode_input(Encoder& to, const ir::Input& input) {
  to.text(input.name);
  to.numbers(input.type, input.forbid, input.causes, input.fresh_days.value_or(-1),
             input.fresh_months.value_or(-1));
  to.text(input.sensitivity);
  if (input.bucket) {
    to.number(input.bucket->tag);
    to.text(input.bucket->salt);
  }
  if (input.element) {
    to.text(input.element->series);
    to.numbers(input.element->number, input.element->count);
  }
}

void encode_pools(Encoder& to, const ir::Module& module) {
  to.list(module.types, [&](const Type& type) { encode_type(to, type, module.enums); });
  to.number_list(module.constants);
  to.text_list(module.texts);
  to.list(module.roundings, [&](const Rounding& rounding) {
    to.numbers(rounding.mode, rounding.grain.unit, rounding.grain.scale);
  });
  to.list(module.arrays, [&](const ir::Array& array) {
    to.number(array.type);
    to.number_list(array.values);
  });
  to.list(module.tables, [&](const ir::Table& table) { encode_table(to, table); });
  to.list(module.inputs, [&](const ir::Input& input) { encode_input(to, input); });
  to.list(module.insts, [&](const ir::Inst& inst) {
    to.numbers(static_cast<std::uint16_t>(inst.op), inst.type, inst.a, inst.b, inst.c);
  });
  to.number_list(module.operands);
}

void encode_reasons(Encoder& to, const ir::Reasons& reasons) {
  to.list(reasons, [&](const ir::ReasonRef& reason) {
    to.number(reason.index | static_cast<std::uint32_t>(reason.form) << 16);
  });
}

// What decides and what the record shows of it. `values` only show intermediate results.
void encode_record(Encoder& to, const ir::Module& module) {
  const auto reason_lists = [&](const std::vector<ir::Reasons>& lists) {
    to.list(lists, [&](const ir::Reasons& list) { encode_reasons(to, list); });
  };
  to.list(module.reason_codes, [&](const ir::ReasonText& reason) {
    to.text(reason.code);
    to.text_list(reason.texts);
  });
  to.list(module.outputs, [&](const ir::Output& output) {
    to.text(output.name);
    const std::uint64_t elements = output.elements.size();
    to.numbers(output.type | elements << 16, output.defined, output.shown_when, output.masked, output.value,
               output.choice, output.table);
    if (elements) to.number_list(output.elements);
  });
  to.list(module.knockouts, [&](const ir::Knockout& knockout) {
    to.text(knockout.code);
    to.numbers(knockout.value, knockout.condition, knockout.fired, knockout.waived);
    encode_reasons(to, knockout.reasons);
  });
  to.list(module.choices, [&](const ir::Choice& choice) {
    to.numbers(choice.form, choice.number);
    reason_lists(choice.reasons);
  });
  to.list(module.table_uses, [&](const ir::TableUse& use) {
    to.numbers(use.table, use.row);
    reason_lists(use.reasons);
    if (use.row == ir::kNone) to.number_list(use.fits);
  });
  to.list(module.evidence,
          [&](const ir::Evidence& evidence) { to.numbers(evidence.number, evidence.options); });
  to.list(module.events, [&](const ir::Event& event) {
    to.text(event.code);
    to.numbers(event.form, event.from, event.until, event.active);
  });
  to.list(module.experiments, [&](const ir::Experiment& experiment) {
    to.text(experiment.code);
    to.numbers(experiment.from, experiment.until, experiment.bucket, experiment.arm);
    to.list(experiment.arms, [&](const ir::Experiment::Arm& arm) {
      to.text(arm.name);
      to.number(arm.share);
      to.text_list(arm.sets);
    });
  });
  to.list(module.steps, [&](const ir::Step& step) {
    to.text(step.code);
    to.text(step.target);
    to.numbers(step.verb, step.legal, step.active, step.amount, step.before, step.after, step.changed);
    encode_reasons(to, step.reasons);
  });
  to.list(module.cost_lines, [&](const ir::CostLine& line) {
    to.text(line.cost);
    to.text(line.label);
    to.number(line.value);
  });
  to.numbers(module.undecided.undecided, module.undecided.has_clause);
  encode_reasons(to, module.undecided.reasons);
  // Last, so that policies without scorecards keep their hash and no other list can be taken for it.
  if (module.scorecards.empty()) return;
  to.list(module.scorecards, [&](const ir::Scorecard& card) {
    to.text(card.name);
    to.numbers(card.points, card.pd, card.most);
    to.list(card.factors,
            [&](const ir::Scorecard::Factor& factor) { to.numbers(factor.use, factor.points); });
  });
}

// The hashes of what it needs, so that a policy is another one when the policies that feed it are. Nothing is
// added for a policy that stands alone.
void encode_needs(Encoder& to, const ir::Module& module) {
  if (module.needs.empty()) return;
  to.list(module.needs, [&](const ir::NeededPolicy& needed) {
    to.text(needed.kind);
    to.text(needed.name);
    to.number(needed.version);
    to.text(needed.content_hash);
  });
  to.list(module.inputs, [&](const ir::Input& input) {
    to.number(input.needed.has_value());
    if (!input.needed) return;
    to.numbers(input.needed->form, input.needed->policy);
    to.text(input.needed->name);
  });
}

// After all else, and only where there is one: other policies keep their hash.
void encode_replaced(Encoder& to, const ir::Module& module) {
  const auto replaces = [](const ir::Experiment::Arm& arm) { return !arm.replaces.empty(); };
  const auto any = [&](const ir::Experiment& experiment) {
    return std::any_of(experiment.arms.begin(), experiment.arms.end(), replaces);
  };
  if (std::none_of(module.experiments.begin(), module.experiments.end(), any)) return;
  to.text("replaces");
  to.list(module.experiments, [&](const ir::Experiment& experiment) {
    to.list(experiment.arms, [&](const ir::Experiment::Arm& arm) { to.number_list(arm.replaces); });
  });
}

void encode_invariants(Encoder& to, const ir::Module& module) {
  if (module.invariants.empty()) return;
  to.text("invariants");
  to.list(module.invariants, [&](const ir::Invariant& invariant) {
    to.text(invariant.id);
    to.number(invariant.condition);
    to.number_list(invariant.tags);
  });
}

}  // namespace

std::string content_hash(const ir::Module& module) {
  Encoder encoder("pol content 1");
  encode_policy(encoder, module.policy);
  encode_pools(encoder, module);
  encode_record(encoder, module);
  encode_needs(encoder, module);
  encode_invariants(encoder, module);
  encode_replaced(encoder, module);
  return encoder.hex();
}

std::string input_hash(const ir::Module& module, const Admitted& admitted) {
  Encoder encoder("pol input 1");
  for (std::size_t i = 0; i < module.inputs.size(); ++i) {
    const CauseMask causes = admitted.inputs.causes[i];
    encoder.text(module.inputs[i].name);
    encoder.number(causes);
    if (causes) continue;
    if (module.types[module.inputs[i].type].kind == Kind::text) {
      const auto& text = *reinterpret_cast<const ir::Text*>(admitted.inputs.values[i]);
      encoder.text({text.data, static_cast<std::size_t>(text.size)});
    } else {
      encoder.number(admitted.inputs.values[i]);
    }
  }
  return encoder.hex();
}

std::string sha256_hex(std::string_view bytes) {
  Digest digest;
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return to_hex(digest);
}

}  // namespace pol::engine
