// The sentences of an explanation in each language. {0}, {1} ... are filled in by fmt.
#pragma once
#include "runtime/explain/explanation.h"

namespace pol::explain {

enum class Phrase : std::uint8_t {
#define POL_PHRASE(name, en, zh) name,
#include "runtime/explain/phrases.def"
#undef POL_PHRASE
};

std::string_view phrase(Phrase which, Language language);

}  // namespace pol::explain
