// Appends instructions to a Module and infers their types by the same rules that verify() checks. Equal pure
// instructions are shared. Every call returns the instruction, or kNone where the typing rule refuses (the reason is in
// error(), e.g. a value too wide for exact arithmetic; the caller turns it into a diagnostic).
#pragma once
#include <map>
#include <span>

#include "runtime/ir/module.h"

namespace pol::ir {

class Builder {
 public:
  explicit Builder(Module& module) : module_(module) {}
  std::uint16_t type(const Type& type);  // interned
  std::uint32_t rounding(const Rounding& rounding);
  std::uint32_t text_index(std::string_view text);
  std::uint32_t array(const Type& type, std::vector<std::int64_t> values);
  std::uint32_t table(Table table);

  void at(Span span) { span_ = span; }  // the source of the instructions that follow

  Ref constant(const Type& type, i128 value);  // range becomes [value, value]
  Ref text(std::string_view text);
  Ref input(std::uint32_t index);
  Ref unary(Op op, Ref a, std::uint32_t b = 0);            // also rescale, round, missing_only, in_set, lookup
  Ref binary(Op op, Ref a, Ref b, std::uint32_t c = 0);    // also divide (c = rounding)
  Ref retype(Ref a, const Type& kind);                     // kind, period of `kind`
  Ref select(Ref condition, Ref yes, Ref no);
  Ref over(Op op, std::span<const Ref> values);            // first_arm, first_present, any_missing
  Ref pick(Ref number, std::span<const Ref> values);
  Ref table_row(std::uint32_t table, std::span<const Ref> inputs);
  Ref call(std::uint32_t builtin, std::span<const Ref> arguments);
  Ref to_scale(Ref a, int scale);                          // rescale if needed; scale >= a's

  const std::string& error() const { return error_; }
  const Module& module() const { return module_; }

 private:
  Ref append(Inst inst, std::span<const Ref> slice, const Type* declared);
  Module& module_;
  Span span_;
  std::string error_;
  std::map<std::vector<std::uint64_t>, Ref> shared_;
};

}  // namespace pol::ir
