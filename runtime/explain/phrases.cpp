#include "runtime/explain/phrases.h"

namespace pol::explain {

std::string_view phrase(Phrase which, Language language) {
  struct Row {
    std::string_view en, zh;
  };
  static constexpr Row kRows[] = {
#define POL_PHRASE(name, en, zh) {en, zh},
#include "runtime/explain/phrases.def"
#undef POL_PHRASE
  };
  const Row& row = kRows[static_cast<std::size_t>(which)];
  return language == Language::zh ? row.zh : row.en;
}

}  // namespace pol::explain
