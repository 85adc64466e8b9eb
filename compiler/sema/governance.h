// Who may decide what, in which order of power, and what must be said for it: the rules of section 6 of the
// language that go by names and intervals. Everything here runs after types and order are final.
#pragma once
#include "compiler/sema/header.h"
#include "compiler/sema/names.h"

namespace pol::sema {

struct Governed {
  const Checked& checked;
  const Names& names;
  const Sources& sources;
  Diagnostics& diagnostics;
  bool complete = true;  // false: parts did not parse; nothing is said to be lacking

  const syntax::File& file() const { return *checked.units[0].file; }
  PolicyKind kind() const { return policy_kind(file().header); }
  bool is_library() const { return file().header.library; }
};

void check_governance(const Governed& governed);  // all below

void check_kind(const Governed& governed);         // governance.cpp: E0801
void check_knockouts(const Governed& governed);    // governance.cpp: E0802, E0803
void check_events(const Governed& governed);       // governance.cpp: E0810, E0811, W0905
void check_experiments(const Governed& governed);  // experiments.cpp: E0401, E0830-E0834
void check_box(const Governed& governed, const syntax::Box& box, const std::string& what);
void check_clause(const Governed& governed);      // governance.cpp: E0602
void check_own_values(const Governed& governed);  // governance.cpp: E0307
void check_guards(const Governed& governed);      // guards.cpp: E0820, E0822-E0825
void check_powers(const Governed& governed);      // guards.cpp: E0821
void check_constants(const Governed& governed);   // constants.cpp: E0826
void check_reasons(const Governed& governed);     // reasons.cpp: E0840, E0841, W0908
void check_inputs(const Governed& governed);      // inputs.cpp: E0850, E0851, W0907
void check_unused(const Governed& governed);      // inputs.cpp: W0901

// What Checked::looseners is filled with, for the policies that need this one.
std::map<std::string, std::string> looseners_of(const Checked& policy);

// The `decide` that defines the main output, or null.
const syntax::Choose* main_decide(const Governed& governed);

}  // namespace pol::sema
