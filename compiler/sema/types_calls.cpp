// Calls. A function's body is typed once with its declared types, and once for each distinct list of argument
// types: that finds what is too wide for exact arithmetic there, and gives the result's exact interval.
#include <fmt/format.h>

#include "compiler/sema/typer.h"
#include "runtime/builtins/builtins.h"

namespace pol::sema {

namespace {

constexpr std::size_t kMaxBodies = 20'000;

// A list may be shorter than the one declared.
bool alike(const Type& given, const Type& wanted) {
  return given.kind == wanted.kind && given.period == wanted.period && given.currency == wanted.currency &&
         given.enum_id == wanted.enum_id && given.up_to == wanted.up_to &&
         (wanted.up_to ? given.count <= wanted.count : given.count == wanted.count);
}

// "a list (`up to any 3 of money CNY`)": of lists also what they are made of.
std::string whole_words(const Type& type, const EnumPool& enums) {
  return type.up_to ? "a list (`" + type_name(type, &enums) + "`)" : kind_words(type, enums);
}

// What a parameter may be while its body is typed without knowing the call: small, so that no product is too
// wide.
Type narrow(Type type) {
  if (type.numeric() || type.kind == Kind::days || type.kind == Kind::months) type.range = {-1, 1};
  return type;
}

std::string signature(SymbolId id, const std::vector<Type>& arguments) {
  std::string text = std::to_string(id);
  for (const Type& type : arguments)
    text += fmt::format("|{},{},{},{},{}", type.scale, type.count, to_string(type.range.lo),
                        to_string(type.range.hi), type.may_be_missing);
  return text;
}

}  // namespace

MaybeType Typer::infer_call(const syntax::Expr& expr) {
  const Meaning* meaning = checked_.meaning(unit_, expr.id);
  if (meaning && meaning->form == Meaning::Form::symbol) {
    const Symbol& symbol = checked_.symbols[meaning->symbol];
    if (symbol.kind == SymbolKind::define)
      return call_function(expr, meaning->symbol, *static_cast<const syntax::Define*>(symbol.node));
    return std::nullopt;
  }
  if (is_power(expr)) return unrounded_division(expr);
  const builtins::Builtin* builtin = builtins::find(expr.name.text);
  std::vector<Type> arguments;
  for (const syntax::ExprPtr& arg : expr.args)
    if (const MaybeType type = infer(*arg)) arguments.push_back(*type);
  if (!builtin || arguments.size() < expr.args.size()) return std::nullopt;
  if (static_cast<int>(arguments.size()) != builtin->parameters) {
    report(
        Code::E0403, expr.span,
        fmt::format("`{}` takes {} values, found {}", expr.name.text, builtin->parameters, arguments.size()),
        fmt::format("it is declared `{}`", builtin->signature));
    return std::nullopt;
  }
  std::string error;
  if (const std::optional<Type> type = builtin->typing(arguments, error)) return type;
  report(Code::E0403, expr.span, "`" + expr.name.text + "` " + error,
         fmt::format("it is declared `{}`", builtin->signature));
  return std::nullopt;
}

// The type of a name that means a series or a list; empty, without a word, if it means something else.
MaybeType Typer::many_named(const syntax::Expr& expr) {
  const MaybeType series = series_named(expr);
  return series ? series : list_named(expr);
}

MaybeType Typer::call_function(const syntax::Expr& expr, SymbolId id, const syntax::Define& define) {
  const bool sound = symbol_type(id).has_value();  // the generic body, and the parameters' types
  if (expr.args.size() != define.params.size()) {
    for (const syntax::ExprPtr& arg : expr.args) infer_unless_word(*arg);
    report(Code::E0403, expr.span,
           fmt::format("`{}` takes {} values, found {}", define.name.text, define.params.size(),
                       expr.args.size()));
    return std::nullopt;
  }
  const Scope* scope = nullptr;
  if (const auto found = names_.functions.find(&define); found != names_.functions.end())
    scope = &found->second;
  std::vector<Type> arguments;
  bool failed = !sound || !scope;
  Frame frame;
  frame.function = &define;
  for (std::size_t i = 0; i < define.params.size(); ++i) {
    const syntax::Param& param = define.params[i];
    const auto found =
        scope ? scope->values.find(param.name.text) : decltype(scope->values.find(param.name.text)){};
    const Type* wanted =
        scope && found != scope->values.end() ? &checked_.symbols[found->second].type : nullptr;
    const std::uint32_t hint =
        sound && wanted && wanted->kind == Kind::enumeration ? wanted->enum_id : kNoEnum;
    MaybeType type;
    if (!wanted || wanted->count > 0) type = many_named(*expr.args[i]);
    if (!type) type = sound ? infer(*expr.args[i], hint) : infer_unless_word(*expr.args[i]);
    if (!type || !sound || !wanted) {
      failed = true;
      continue;
    }
    if (!alike(*type, *wanted)) {
      const bool longer = type->up_to && wanted->up_to && type->count > wanted->count;
      report(Code::E0403, expr.args[i]->span,
             fmt::format("`{}` takes {} as `{}`, but {}", define.name.text, whole_words(*wanted, enums()),
                         param.name.text,
                         type->up_to
                             ? fmt::format("`{}` is {}", text_of(*expr.args[i]), whole_words(*type, enums()))
                             : describe(*expr.args[i], *type)),
             longer ? fmt::format("let `{}` take `up to any {} of ...`", param.name.text, type->count) : "");
      failed = true;
    } else if (type->scale > wanted->scale) {
      report(Code::E0403, expr.args[i]->span,
             fmt::format("`{}` takes `{}` in steps of {}, but this value has {}", define.name.text,
                         param.name.text, grain_name({1, wanted->scale}, *wanted), places_words(type->scale)),
             fmt::format("add `rounded down to {}`, or the rounding you mean", grain_example(*wanted)));
      failed = true;
    }
    arguments.push_back(*type);
    frame.values[found->second] = *type;
  }
  if (failed) return std::nullopt;
  for (Frame* outer = frame_; outer; outer = outer->outer)
    if (outer->function == &define) return std::nullopt;  // recursion: reported with the order of definitions

  // Within a body that is typed generically the callee's declared result is all there is to know.
  if (frame_ && frame_->generic) return symbol_type(id);
  const std::string which = signature(id, arguments);
  if (const auto known = calls_.find(which); known != calls_.end()) return known->second;
  if (++bodies_ > kMaxBodies) {
    if (bodies_ == kMaxBodies + 1)
      report(Code::E0110, expr.span,
             "calls of functions within functions multiply beyond the limit of operations");
    return std::nullopt;
  }
  frame.generic = false;
  frame.call = frame_ ? frame_->call : expr.span;
  frame.outer = frame_;
  const MaybeType result = run_body(define, id, frame);
  calls_[which] = result;
  return result;
}

MaybeType Typer::run_body(const syntax::Define& define, SymbolId id, Frame& frame) {
  const std::uint32_t unit = std::exchange(unit_, checked_.symbols[id].unit);
  Frame* const outer = std::exchange(frame_, &frame);
  const syntax::Expr* const rounded = std::exchange(rounded_, nullptr);
  bool failed = false;
  const auto scope = names_.functions.find(&define);
  if (scope != names_.functions.end()) {
    // A table itself is in no scope, but all its columns are.
    for (const auto& [name, local] : scope->second.values)
      if (checked_.symbols[local].kind != SymbolKind::param && !local_type(local)) failed = true;
  }
  const MaybeType result = infer(*define.give);
  unit_ = unit, frame_ = outer, rounded_ = rounded;
  return failed ? std::nullopt : result;
}

MaybeType Typer::local_type(SymbolId id) {
  if (!frame_) return std::nullopt;
  const auto [known, fresh] = frame_->values.try_emplace(id, std::nullopt);
  if (!fresh) return known->second;
  const Symbol& symbol = checked_.symbols[id];
  MaybeType type;
  switch (symbol.kind) {
    case SymbolKind::let:
      type = type_let(id, *static_cast<const syntax::Let*>(symbol.node));
      break;
    case SymbolKind::segment:
    case SymbolKind::decide:
      type = type_choose(id, *static_cast<const syntax::Choose*>(symbol.node));
      break;
    case SymbolKind::tree:
      type = type_tree(id, *static_cast<const syntax::Tree*>(symbol.node));
      break;
    case SymbolKind::table:
      type = type_table(id, *static_cast<const syntax::Table*>(symbol.node));
      break;
    case SymbolKind::column:
      type = type_column(id);
      break;
    case SymbolKind::tag:
    case SymbolKind::decision_date:
    case SymbolKind::needed:
    case SymbolKind::scorecard:
    case SymbolKind::scorecard_member:
    case SymbolKind::define:
    case SymbolKind::param:
    case SymbolKind::guarded:
    case SymbolKind::cost:
    case SymbolKind::event:
    case SymbolKind::knockout:
    case SymbolKind::step:
    case SymbolKind::experiment:
      break;
  }
  if (type && frame_->generic) checked_.symbols[id].type = *type;
  return frame_->values[id] = type;
}

// Types the body with the declared types. The parameters' symbols keep their declared types.
MaybeType Typer::check_function(SymbolId id) {
  const auto& define = *static_cast<const syntax::Define*>(checked_.symbols[id].node);
  const auto scope = names_.functions.find(&define);
  if (scope == names_.functions.end()) return std::nullopt;
  Frame frame;
  frame.function = &define;
  bool failed = false;
  for (const syntax::Param& param : define.params) {
    const std::optional<Type> type = written_type(checked_, param.type, diagnostics_);
    const auto symbol = scope->second.values.find(param.name.text);
    if (!type) failed = true;
    if (symbol == scope->second.values.end()) continue;
    if (type) checked_.symbols[symbol->second].type = *type;
    frame.values[symbol->second] = type ? MaybeType(narrow(*type)) : std::nullopt;
  }
  const MaybeType result = run_body(define, id, frame);
  return failed ? std::nullopt : result;
}

}  // namespace pol::sema
