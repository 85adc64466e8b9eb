// A case as a caller sends it, and the door it must pass (language reference, sections 4, 8 and 9): range,
// scale, freshness, causes. Past the door an input is a value in range or missing with causes; nothing else.
#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "runtime/engine/backend.h"
#include "runtime/interp/interp.h"
#include "runtime/ir/module.h"

namespace pol::engine {

// What was sent for one tag. `bad` = a value was sent that cannot be read as the tag's type at its scale:
// missing(error).
struct SentTag {
  enum class State : std::uint8_t {
    absent,
    value,
    missing,
    bad
  } state = State::absent;   // absent: missing(not_asked)
  i128 number = 0;           // value: at the tag's scale; enum index; 0/1; day number
  std::string text;          // text tags
  CauseMask cause = 0;       // missing
  std::optional<Day> as_of;  // tags with fresh_for: absent = stale
};

// What a host says that a needed policy decided (case JSON, `needs`); compared before it is believed (I07).
struct GivenNeed {
  std::string alias;  // of the `needs` line of the policy that is asked
  std::int64_t version = 0;
  std::string content_hash;
  Day decision_date = 0;
  bool undecided = false;
  std::vector<std::pair<std::string, std::string>> outputs;  // name, value as data writes it
  std::vector<std::string> reasons, knockouts;               // codes
};

struct SentCase {
  std::string case_id;
  std::string decision_time;  // RFC 3339 as sent, or "" if only a date is known
  Day decision_date = 0;
  std::vector<SentTag> tags;  // beside Module::inputs; [0] (decision_date) is ignored
  std::vector<GivenNeed> needs;
  // Filled in by a chain:
  std::vector<std::string> upstream_undecided;           // "limit/sme_credit_line"
  std::vector<std::vector<std::string>> needed_reasons;  // full lists, beside Module::needs
};

struct Refusal {
  std::string code;  // I02, I09 ...
  std::string tag;
  std::string message;  // as in refused.csv
};

// Inputs plus the memory of their texts. It may be moved, not copied: inputs point into that memory.
struct Admitted {
  Admitted() = default;
  Admitted(Admitted&&) = default;
  Admitted& operator=(Admitted&&) = default;
  Inputs inputs;
  std::deque<std::string> texts;
  std::deque<ir::Text> text_refs;
  std::vector<interp::Slot> asked, answers;  // of enforced invariants
};

// Inputs as the interpreter reads them.
void to_slots(const ir::Module& module, const Inputs& inputs, std::vector<interp::Slot>& slots);

// What the door makes of one tag, whatever the others say: why it is missing, 0 if it is a value in range and
// fresh.
CauseMask door_causes(const ir::Input& input, const Type& type, const SentTag& tag, Day decision_date);

// I06 if no version is in force on that date.
std::optional<Refusal> not_in_force(const ir::Module& module, Day decision_date);

// Empty if the case may be decided; `admitted` is then complete. Reuses its memory.
std::optional<Refusal> admit(const ir::Module& module, const SentCase& sent, Admitted& admitted);

}  // namespace pol::engine
