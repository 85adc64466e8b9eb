#include "compiler/population/values.h"

#include "runtime/ir/module.h"

namespace pol::population {

void ValueTally::add(Kind kind, std::int64_t value, CauseMask causes) {
  if (causes) {
    ++missing;
  } else if (kind != Kind::text) {
    numbers.add(value);
  } else if (!too_many_texts) {
    const auto& text = *reinterpret_cast<const ir::Text*>(value);
    const std::string_view view(text.data, static_cast<std::size_t>(text.size));
    const auto found = texts.find(view);
    if (found != texts.end())
      ++found->second;
    else
      texts.emplace(view, 1);
    bound_texts();
  }
}

void ValueTally::bound_texts() {
  if (texts.size() > kMostTexts) too_many_texts = true;
  if (too_many_texts) texts.clear();
}

void ValueTally::merge(const ValueTally& other) {
  missing += other.missing;
  numbers.merge(other.numbers);
  for (const auto& [text, people] : other.texts) texts[text] += people;
  too_many_texts = too_many_texts || other.too_many_texts;
  bound_texts();
}

}  // namespace pol::population
