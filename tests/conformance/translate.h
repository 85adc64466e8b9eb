// A case as pol: tags for its literals and variables, lets for the expression. Literals become tags, so that
// the engines compute with them and no compiler folds the case away.
#pragma once
#include "tests/conformance/cases.h"

namespace pol::conformance {

struct TagText {
  std::string name, type, range;  // as in a catalogue; range "" if the type has none
  std::string json;               // the value in case JSON; "" = not sent (null)
};

struct Translated {
  std::string id;
  std::string name;  // its number; every name of the case holds it
  std::vector<TagText> tags;
  std::string items;     // lets and decides; the case's value is `v_NAME`
  bool number = false;   // else yes/no
  int places = 0;        // of a number
  std::string expected;  // as `Outcome` (outcome.h) writes it: yes, no, missing, error, "-0.5"
};

// `index` makes the names of a case its own. A failure's message is a reason of reasons.h.
Result<Translated> translate(const FileCase& given, std::size_t index);

}  // namespace pol::conformance
