// Policies that feed each other, run as one decision (language reference, sections 2 and 8): what a policy
// needs is decided before it, on the same case and date, and read as inputs that are never missing. A policy
// that needs no other is a chain of one.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/engine/engine.h"

namespace pol::engine {

// What became of one member. Memory is reused from case to case.
struct MemberCase {
  const SentCase* sent = nullptr;  // as this member was asked: tags beside its own inputs
  Admitted admitted;
  ir::NativeRecord record;
  Scratch scratch;       // slots are filled if the interpreter ran
  bool decided = false;  // false: a host gave the result, or nothing asked for it
  bool has_slots = false;
  // What others may ask of it.
  bool undecided = false;
  std::vector<std::int64_t> outputs;  // beside Module::outputs
  std::vector<CauseMask> output_causes;
  std::vector<std::string> texts;      // beside outputs, of those that are texts
  std::vector<std::string> reasons;    // the full list
  std::vector<std::string> knockouts;  // fired
  SentCase own;                        // behind `sent` where members differ
};
struct ChainCase {
  std::vector<MemberCase> members;  // as in the chain; the root is the last
  MemberCase& root() { return members.back(); }
  const MemberCase& root() const { return members.back(); }
};

// Whether a tag of two modules can be sent as one: the same kind, unit, scale and enum values.
bool same_tag(const ir::Module& a, const Type& x, const ir::Module& b, const Type& y);

class Chain {
 public:
  // `members`: each after all that it needs, the root last, all verified. Fails (exit 3) where a needed
  // policy is not there in the version and with the content hash that was asked for, or does not give what is
  // read.
  static Result<std::shared_ptr<const Chain>> make(std::vector<std::shared_ptr<const LoadedPolicy>> members);

  std::size_t size() const { return members_.size(); }
  const LoadedPolicy& member(std::size_t i) const { return *members_[i]; }
  const LoadedPolicy& root() const { return *members_.back(); }
  bool has_native() const;
  // What a case for the chain is read against: the tags of all members as inputs, the root's head and
  // `needs`. It has no instructions.
  const ir::Module& door() const { return door_; }

  // Decides `sent` (tags beside door().inputs) with every member that is needed; those a host has given in
  // SentCase::needs are compared (I07) and not run. Which::scalar needs has_native().
  std::optional<Refusal> decide(Which which, const SentCase& sent, ChainCase& out) const;
  // Runs the interpreter for a decided member where another engine gave its record, to fill its slots.
  void fill_slots(std::size_t member, MemberCase& result) const;

 private:
  struct Source {            // of one input of a member
    std::size_t door = 0;    // a tag: index into door().inputs
    std::size_t member = 0;  // else: the policy it comes from
    std::size_t output = 0;  // Form::output: index into its outputs
  };
  // Names to places. A chain from outside may have many of both, so they are not searched one by one.
  using Names = std::unordered_map<std::string, std::size_t>;
  struct Known {
    Names door;
    std::vector<Names> outputs;  // of each member
  };
  Chain() = default;
  Status link(std::size_t member, Known& known);
  Status link_input(std::size_t member, std::size_t input, Known& known);
  Status link_reasons(std::size_t member);
  std::optional<Refusal> take(const GivenNeed& given, const ir::NeededPolicy& needed, const SentCase& sent,
                              std::size_t member, MemberCase& out) const;
  std::optional<Refusal> run(Which which, std::size_t member, const SentCase& sent, ChainCase& out) const;
  void ask(std::size_t member, const SentCase& sent, ChainCase& out) const;
  void tell(std::size_t member, MemberCase& out) const;

  std::vector<std::shared_ptr<const LoadedPolicy>> members_;
  std::vector<std::vector<std::size_t>> needs_;  // member -> members, beside Module::needs
  std::vector<std::vector<Source>> sources_;     // member -> beside Module::inputs
  std::vector<bool> lists_asked_;                // does another member read its reasons?
  ir::Module door_;
};

}  // namespace pol::engine
