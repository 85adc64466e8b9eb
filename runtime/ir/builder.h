// Appends instructions to a Module and infers their types by the same rules that verify() checks. Equal pure
// instructions are shared. Every call returns the instruction, or kNone where the typing rule refuses or an
// operand is kNone already (the reason of the last refusal is in error(), e.g. a value too wide for exact
// arithmetic; the caller turns it into a diagnostic).
#pragma once
#include <map>
#include <span>
#include <unordered_map>

#include "runtime/ir/module.h"
#include "runtime/ir/rules.h"

namespace pol::ir {

class Builder {
 public:
  // Nothing else may change the instructions and types of `module` while the builder lives.
  explicit Builder(Module& module);
  std::uint16_t type(const Type& type);  // interned; a module holds 65,535 types
  std::uint32_t rounding(const Rounding& rounding);
  std::uint32_t text_index(std::string_view text);
  std::uint32_t array(const Type& type,
                      std::vector<std::int64_t> values);  // the type's range becomes the values' hull
  std::uint32_t table(Table table);

  void at(Span span) { span_ = span; }  // the source of the instructions that follow

  Ref constant(const Type& type, i128 value);  // range becomes [value, value]
  Ref text(std::string_view text);
  Ref input(std::uint32_t index);
  Ref unary(Op op, Ref a, std::uint32_t b = 0);  // also rescale, round, missing_only, in_set, lookup
  // divide (c = rounding) keeps a's kind where b is a number or percent, else gives a number; see divide().
  Ref binary(Op op, Ref a, Ref b, std::uint32_t c = 0);
  Ref divide(Ref a, Ref b, std::uint32_t rounding, Kind result);  // result: see type_divide
  Ref retype(Ref a, const Type& kind);                            // kind, period of `kind`
  Ref widen(Ref a, const Interval& range);                        // the same value under a wider interval
  Ref select(Ref condition, Ref yes, Ref no);
  Ref over(Op op, std::span<const Ref> values);  // first_arm, first_present, any_missing
  Ref pick(Ref number, std::span<const Ref> values);
  Ref table_row(std::uint32_t table, std::span<const Ref> inputs);
  Ref call(std::uint32_t builtin, std::span<const Ref> arguments);
  Ref to_scale(Ref a, int scale);  // rescale if needed; scale >= a's

  const std::string& error() const { return error_.error; }
  Issue issue() const { return error_.issue; }
  const Module& module() const { return module_; }

 private:
  enum class Slice : std::uint8_t { none, first, later };
  Ref append(Inst inst, Slice place, std::span<const Ref> slice, const Type* declared);
  std::optional<std::uint16_t> intern(const Type& type);
  Ref refuse(Typing typing);

  Module& module_;
  Span span_;
  Typing error_;
  std::map<std::vector<std::uint64_t>, std::uint16_t> types_;
  std::map<std::vector<std::uint64_t>, Ref> shared_;
  std::unordered_map<std::string, std::uint32_t> texts_;
  std::map<i128, std::uint32_t> constants_;
};

}  // namespace pol::ir
