#include "compiler/study/examples.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/sema/examples.h"
#include "compiler/sema/order.h"
#include "compiler/sema/types.h"
#include "compiler/study/describe.h"
#include "runtime/engine/record.h"

namespace pol::study {

using syntax::Binding;
using syntax::Value;
using syntax::ValueKind;

namespace {

engine::SentTag typical(const catalog::Tag& tag, Day date) {
  engine::SentTag sent;
  if (tag.typical.missing) return sent;
  sent.state = engine::SentTag::State::value;
  sent.number = tag.typical.number;
  sent.text = tag.typical.text;
  sent.as_of = date;
  return sent;
}

bool is_plain(const Binding& binding, std::string_view name) {
  return binding.target == Binding::Target::ref && !binding.ref.part && !binding.ref.from_tags &&
         binding.ref.name.text == name;
}

class Runner {
 public:
  Runner(const Compiled& compiled, const Sources& sources, Diagnostics& diagnostics)
      : compiled_(compiled),
        sources_(sources),
        diagnostics_(diagnostics),
        module_(compiled.policy->module()) {}

  bool run(const syntax::Example& example) {
    const engine::SentCase sent = example_case(compiled_, example);
    if (const auto refused = engine::admit(module_, sent, admitted_)) {
      diagnostics_.add(Code::E0911, example.title.span,
                       fmt::format("example {}: the case is refused ({}): {}",
                                   sources_.slice(example.title.span), refused->code, refused->message),
                       "give the tag a value, or write `others typical`");
      return false;
    }
    record_ = compiled_.policy->new_record();
    compiled_.policy->interpret(admitted_.inputs, record_, scratch_);
    if (compiled_.policy->has_native() && !same_natively(example)) return false;
    bool passed = true;
    for (const auto& binding : example.expect) passed = expect(example, binding, sent) && passed;
    return passed;
  }

 private:
  bool same_natively(const syntax::Example& example) {
    ir::NativeRecord native = compiled_.policy->new_record();
    compiled_.policy->decide(engine::Which::scalar, admitted_.inputs, native, scratch_native_);
    if (native == record_) return true;
    diagnostics_.add(
        Code::E0911, example.title.span,
        fmt::format("example {}: internal error: native code and interpreter give different records",
                    sources_.slice(example.title.span)),
        "please report this with the file");
    return false;
  }

  bool fail(const syntax::Example& example, Span span, const std::string& name, const std::string& got,
            const std::string& want, const std::string& first) {
    diagnostics_.add(
        Code::E0911, span,
        fmt::format("example {}: {} is {}, expected {}", sources_.slice(example.title.span), name, got, want),
        first.empty() ? "" : "first differs at " + first);
    return false;
  }

  bool expect(const syntax::Example& example, const Binding& binding, const engine::SentCase& sent) {
    switch (binding.target) {
      case Binding::Target::knockouts:
        return expect_set(example, binding, "knockouts", fired());
      case Binding::Target::undecided:
        return expect_set(example, binding, "undecided", undecided_origins());
      case Binding::Target::code:
        return true;  // refused by the checker
      case Binding::Target::ref:
        break;
    }
    if (is_plain(binding, "reasons")) return expect_reasons(example, binding, sent);
    if (is_plain(binding, "waived")) return expect_set(example, binding, "waived", waived());
    if (is_plain(binding, "status")) {
      const std::string got = is_undecided() ? "undecided" : "decided";
      const std::string want(sources_.slice(binding.values[0].span));
      return got == want || fail(example, binding.values[0].span, "status", got, want, "");
    }
    return expect_value(example, binding, sent);
  }

  bool is_undecided() const {
    const ir::Ref ref = module_.undecided.undecided;
    return ref != ir::kNone && scratch_.slots[ref].value != 0;
  }

  std::vector<std::string> fired() const {
    std::vector<std::string> codes;
    for (const auto& knockout : module_.knockouts)
      if (is_yes(knockout.fired)) codes.push_back(knockout.code);
    return codes;
  }
  std::vector<std::string> waived() const {
    std::vector<std::string> codes;
    for (const auto& knockout : module_.knockouts)
      if (knockout.waived != ir::kNone && is_yes(knockout.waived)) codes.push_back(knockout.code);
    return codes;
  }
  std::vector<std::string> undecided_origins() const {
    std::vector<std::string> names;
    for (const auto& output : module_.outputs)
      if (scratch_.slots[output.masked].causes)
        for (const auto& origin :
             engine::origins(*compiled_.policy, admitted_, scratch_.slots, output.masked))
          if (std::find(names.begin(), names.end(), origin.origin) == names.end())
            names.push_back(origin.origin);
    return names;
  }
  bool is_yes(ir::Ref ref) const { return !scratch_.slots[ref].causes && scratch_.slots[ref].value != 0; }

  static std::string joined(const std::vector<std::string>& items) {
    std::string out = "(";
    for (const auto& item : items) out += (out.size() > 1 ? ", " : "") + item;
    return out + ")";
  }
  std::vector<std::string> written(const Binding& binding) const {
    std::vector<std::string> items;
    for (const auto& value : binding.values) items.emplace_back(sources_.slice(value.span));
    return items;
  }

  bool expect_set(const syntax::Example& example, const Binding& binding, const char* name,
                  std::vector<std::string> got) {
    std::vector<std::string> want = written(binding);
    const std::string shown = joined(got);
    std::sort(got.begin(), got.end());
    std::sort(want.begin(), want.end());
    return got == want || fail(example, binding.span, name, shown, joined(written(binding)), "");
  }

  bool expect_reasons(const syntax::Example& example, const Binding& binding, const engine::SentCase& sent) {
    std::vector<std::string> got;
    for (const auto index : engine::reasons_shown(
             *compiled_.policy, engine::reasons_all(*compiled_.policy, sent, record_, scratch_.slots)))
      got.push_back(module_.reason_codes[index].code);
    return got == written(binding) ||
           fail(example, binding.span, "reasons", joined(got), joined(written(binding)), "");
  }

  bool expect_value(const syntax::Example& example, const Binding& binding, const engine::SentCase& sent) {
    const auto expected = expected_of(binding);
    if (!expected) return true;  // has been reported
    const sema::Symbol& symbol = compiled_.checked->symbols[expected->symbol];
    if (expected->ref == ir::kNone) {
      diagnostics_.add(Code::E0911, binding.span,
                       fmt::format("example {}: `{}` is not computed by this policy",
                                   sources_.slice(example.title.span), symbol.name));
      return false;
    }
    if (symbol.type.up_to) return expect_list(example, binding, expected->symbol, expected->ref);
    if (holds(*expected)) return true;
    const Describe describe(compiled_, sources_, sent, admitted_, record_, scratch_.slots);
    return fail(example, binding.span, symbol.name, describe.value(expected->ref),
                std::string(sources_.slice(expected->want->span)),
                first_difference(example, *expected, describe));
  }

  // A name with a value in `expect`; `ref` is what is compared with it.
  struct Expected {
    sema::SymbolId symbol = sema::kNoSymbol;
    ir::Ref ref = ir::kNone;
    const Value* want = nullptr;
  };
  std::optional<Expected> expected_of(const Binding& binding) const {
    const auto* meaning = compiled_.checked->meaning(0, binding.ref.id);
    if (binding.target != Binding::Target::ref || !meaning || meaning->form != sema::Meaning::Form::symbol)
      return std::nullopt;
    Expected out{meaning->symbol, ir::kNone, &binding.values[0]};
    for (const auto& output : module_.outputs)
      if (output.name == compiled_.checked->symbols[meaning->symbol].name)
        out.ref = output.value;  // after masks and clause
    if (out.ref == ir::kNone)
      if (auto it = compiled_.lowered->definitions.find(meaning->symbol);
          it != compiled_.lowered->definitions.end())
        out.ref = it->second;
    return out;
  }
  bool holds(const Expected& expected) const {
    return matches(*expected.want, scratch_.slots[expected.ref], module_.type_of(expected.ref));
  }

  // What `symbol` is made of, itself included.
  std::vector<bool> made_of(sema::SymbolId symbol) const {
    std::vector<bool> seen(compiled_.checked->symbols.size());
    std::vector<sema::SymbolId> work{symbol};
    while (!work.empty()) {
      const sema::SymbolId id = work.back();
      work.pop_back();
      if (seen[id]) continue;
      seen[id] = true;
      for (const sema::SymbolId next : sema::dependencies(*compiled_.checked, id)) work.push_back(next);
    }
    return seen;
  }

  // The first definition on the way to a failed value that the example expects otherwise, and how it came
  // about.
  std::string first_difference(const syntax::Example& example, const Expected& failed,
                               const Describe& describe) const {
    std::vector<Expected> expectations;
    for (const auto& binding : example.expect)
      if (const auto expected = expected_of(binding);
          expected && expected->ref != ir::kNone && !compiled_.checked->symbols[expected->symbol].type.up_to)
        expectations.push_back(*expected);
    const std::vector<bool> parts = made_of(failed.symbol);
    Expected first = failed;
    for (const sema::SymbolId id : compiled_.checked->order) {
      const auto at = std::find_if(expectations.begin(), expectations.end(),
                                   [&](const Expected& one) { return one.symbol == id && !holds(one); });
      if (!parts[id] || at == expectations.end()) continue;
      first = *at;
      break;
    }
    Describe::Wanted known;
    known.wanted = [&](ir::Ref ref) {
      return matches(*first.want, scratch_.slots[ref], module_.type_of(ref));
    };
    known.confirmed = [&](sema::SymbolId id) {
      return std::any_of(expectations.begin(), expectations.end(),
                         [&](const Expected& one) { return one.symbol == id && holds(one); });
    };
    const std::string where = describe.differs_at(first.symbol, known);
    if (first.symbol == failed.symbol) return where;
    return fmt::format("{}: is {}, expected {}{}", compiled_.checked->symbols[first.symbol].name,
                       describe.value(first.ref), sources_.slice(first.want->span),
                       where.empty() ? "" : " (" + where + ")");
  }

  // A list is expected as `(a, b)`, in order; one value alone is a list of one.
  bool expect_list(const syntax::Example& example, const Binding& binding, sema::SymbolId id,
                   ir::Ref length) {
    const std::string& name = compiled_.checked->symbols[id].name;
    std::vector<ir::Ref> places = compiled_.lowered->lists.at(id);
    for (const auto& output : module_.outputs)
      if (output.name == name) places = output.elements;
    std::vector<ir::Ref> got;
    for (const ir::Ref place : places)
      if (!scratch_.slots[place].causes) got.push_back(place);
    const bool missing = scratch_.slots[length].causes != 0;
    bool same = false;
    if (!binding.list && binding.values[0].kind == ValueKind::missing) {
      same = matches(binding.values[0], scratch_.slots[length], module_.type_of(length));
    } else if (!missing && got.size() == binding.values.size()) {
      same = true;
      for (std::size_t i = 0; i < got.size() && same; ++i)
        same = matches(binding.values[i], scratch_.slots[got[i]], module_.type_of(got[i]));
    }
    if (same) return true;
    std::vector<std::string> shown;
    for (const ir::Ref place : got) {
      const Type& type = module_.type_of(place);
      shown.push_back(type.kind == Kind::text
                          ? "\"" + std::string(interp::text_of(scratch_.slots[place])) + "\""
                          : format_grouped(scratch_.slots[place].value, type, module_.enums));
    }
    return fail(example, binding.span, name,
                missing ? "missing (" + cause_names(scratch_.slots[length].causes) + ")" : joined(shown),
                joined(written(binding)), "");
  }

  bool matches(const Value& want, const interp::Slot& got, const Type& type) const {
    if (want.kind == ValueKind::missing)
      return got.causes && (!want.has_causes || (got.causes & ~want.causes) == 0);
    if (got.causes) return false;
    const auto constant = sema::constant_of(*compiled_.checked, 0, want);
    if (!constant) return false;
    if (type.kind == Kind::text) return interp::text_of(got) == constant->text;
    const int scale = std::max(constant->type.scale, type.scale);
    const auto a = rescale(constant->number, constant->type.scale, scale),
               b = rescale(got.value, type.scale, scale);
    return a && b && *a == *b;
  }

  const Compiled& compiled_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  const ir::Module& module_;
  engine::Admitted admitted_;
  engine::Scratch scratch_, scratch_native_;
  ir::NativeRecord record_;
};

// The first bucket of the arm that the example names.
void give_arm(const Compiled& compiled, const Binding& binding, engine::SentCase& sent) {
  const auto* meaning = compiled.checked->meaning(0, binding.id);
  if (!meaning || meaning->form != sema::Meaning::Form::symbol || binding.values.empty()) return;
  const auto input = compiled.lowered->inputs.find(meaning->symbol);
  const sema::Symbol& symbol = compiled.checked->symbols[meaning->symbol];
  const auto arm = sema::arm_of(symbol, binding.values[0]);
  if (!arm || input == compiled.lowered->inputs.end()) return;
  for (const ir::Experiment& experiment : compiled.policy->module().experiments) {
    if (experiment.code != symbol.name) continue;
    std::uint32_t bucket = 0;
    for (std::uint32_t i = 0; i < *arm; ++i) bucket += experiment.arms[i].share;
    sent.tags[input->second].state = engine::SentTag::State::value;
    sent.tags[input->second].number = bucket;
  }
}

}  // namespace

namespace {

// What an example says about a needed policy. Its status is decided and its lists are empty if not given; the
// checker has seen to it that outputs are.
void give_needed(const Compiled& compiled, const syntax::Example& example, engine::SentCase& sent) {
  const ir::Module& module = compiled.policy->module();
  const sema::Checked& checked = *compiled.checked;
  sent.needed_reasons.assign(module.needs.size(), {});
  for (std::size_t i = 1; i < module.inputs.size(); ++i)
    if (module.inputs[i].needed && module.inputs[i].needed->form != ir::Needed::Form::output)
      sent.tags[i].state = engine::SentTag::State::value;
  for (const auto& binding : example.given) {
    const auto* meaning = checked.meaning(0, binding.ref.id);
    if (binding.target != Binding::Target::ref || !meaning || meaning->form != sema::Meaning::Form::symbol)
      continue;
    const sema::Symbol& symbol = checked.symbols[meaning->symbol];
    if (symbol.kind != sema::SymbolKind::needed || !checked.needed_parts[symbol.index].list()) continue;
    const sema::NeededPart& list = checked.needed_parts[symbol.index];
    if (list.form == sema::NeededPart::Form::reasons)
      for (const Value& value : binding.values) sent.needed_reasons[list.needs].push_back(value.code.text);
    const auto asked = list.form == sema::NeededPart::Form::reasons ? ir::Needed::Form::reason_listed
                                                                    : ir::Needed::Form::knockout_fired;
    for (std::size_t i = 1; i < module.inputs.size(); ++i) {
      const auto& needed = module.inputs[i].needed;
      if (!needed || needed->form != asked || needed->policy != list.needs) continue;
      sent.tags[i].number =
          std::any_of(binding.values.begin(), binding.values.end(), [&](const Value& value) {
            return value.kind == ValueKind::code && value.code.text == needed->name;
          });
    }
  }
}

}  // namespace

namespace {

engine::SentTag given_tag(const Compiled& compiled, const ir::Input& input, const Value& value, Day date) {
  engine::SentTag tag;
  if (value.kind == ValueKind::missing) {
    tag.state = engine::SentTag::State::missing;
    tag.cause = value.has_causes ? value.causes : cause::not_asked;
    return tag;
  }
  const Type& type = compiled.policy->module().types[input.type];
  const auto constant = sema::constant_of(*compiled.checked, 0, value);
  const auto number = constant ? rescale(constant->number, constant->type.scale, type.scale) : std::nullopt;
  tag.state = number || (constant && type.kind == Kind::text) ? engine::SentTag::State::value
                                                              : engine::SentTag::State::bad;
  if (number) tag.number = *number;
  if (constant) tag.text = constant->text;
  tag.as_of = date;
  return tag;
}

}  // namespace

engine::SentCase typical_case(const Compiled& compiled, Day date) {
  const ir::Module& module = compiled.policy->module();
  engine::SentCase sent;
  sent.decision_date = date;
  sent.tags.resize(module.inputs.size());
  for (std::size_t i = 1; i < module.inputs.size(); ++i)
    if (module.inputs[i].bucket)
      sent.tags[i].state = engine::SentTag::State::value;  // 0: the champion
    else if (const catalog::Tag* tag = compiled.checked->catalog->find(module.inputs[i].tag()))
      sent.tags[i] = typical(*tag, date);
  return sent;
}

engine::SentCase example_case(const Compiled& compiled, const syntax::Example& example) {
  const ir::Module& module = compiled.policy->module();
  const Day date = example.on.value_or(module.policy.effective);
  const bool others = std::any_of(example.given.begin(), example.given.end(),
                                  [](const Binding& binding) { return is_plain(binding, "others"); });
  engine::SentCase sent = typical_case(compiled, date);
  for (std::size_t i = 1; i < sent.tags.size(); ++i)
    if (!others && !module.inputs[i].bucket) sent.tags[i] = {};
  sent.case_id = example.title.constant.text;
  give_needed(compiled, example, sent);
  for (const auto& binding : example.given) {
    if (binding.target == Binding::Target::code) give_arm(compiled, binding, sent);
    const auto* meaning = compiled.checked->meaning(0, binding.ref.id);
    if (binding.target != Binding::Target::ref || !meaning || meaning->form != sema::Meaning::Form::symbol)
      continue;
    const sema::Symbol& symbol = compiled.checked->symbols[meaning->symbol];
    if (symbol.kind == sema::SymbolKind::needed && compiled.checked->needed_parts[symbol.index].list())
      continue;
    const auto input = compiled.lowered->inputs.find(meaning->symbol);
    if (input == compiled.lowered->inputs.end()) continue;  // a tag that the policy does not read
    // A series is given whole, or one value for all of its elements.
    const auto& element = module.inputs[input->second].element;
    for (std::size_t k = 0; k < (element ? element->count : 1u); ++k)
      sent.tags[input->second + k] =
          given_tag(compiled, module.inputs[input->second + k], binding.values[binding.list ? k : 0], date);
  }
  return sent;
}

ExamplesRun run_examples(const Compiled& compiled, const Sources& sources, Diagnostics& diagnostics) {
  ExamplesRun run;
  if (!compiled.policy) return run;
  run.native = compiled.policy->has_native();
  Runner runner(compiled, sources, diagnostics);
  for (const auto& item : compiled.checked->units[0].file->items) {
    const auto* example = std::get_if<syntax::Example>(&item);
    if (!example) continue;
    const bool passed = runner.run(*example);
    run.results.push_back({example->title.constant.text, example->title.span, passed});
    run.passed += passed ? 1 : 0;
  }
  return run;
}

}  // namespace pol::study
