#include "compiler/study/changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/study/parts.h"

namespace pol::study {
namespace {

// Words of the text, without comments; a text in quotes is one word.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      const std::size_t close = std::min(text.find('"', i + 1), text.size() - 1);
      word += text.substr(i, close - i + 1);
      i = close;
    } else if (text.substr(i, 2) == "--") {
      end_word();
      i = std::min(text.find('\n', i), text.size());
    } else if (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
      end_word();
    } else {
      word += text[i];
    }
  }
  end_word();
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// "560 becomes 580", without the brackets and commas that both have around them.
std::string becomes(std::string_view was, std::string_view is) {
  const auto one_of = [](char c, std::string_view all) { return all.find(c) != std::string_view::npos; };
  while (was.size() > 1 && is.size() > 1 && was.front() == is.front() && one_of(was.front(), "(")) {
    was.remove_prefix(1);
    is.remove_prefix(1);
  }
  while (was.size() > 1 && is.size() > 1 && was.back() == is.back() && one_of(was.back(), "),;")) {
    was.remove_suffix(1);
    is.remove_suffix(1);
  }
  return fmt::format("{} becomes {}", was, is);
}

// A few words for others: those. Else what lies between the common beginning and the common end.
std::string in_words(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  if (before.size() == after.size()) {
    std::vector<std::string> met;
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i] == after[i]) continue;
      std::string one = becomes(before[i], after[i]);
      if (std::find(met.begin(), met.end(), one) == met.end()) met.push_back(std::move(one));
    }
    if (met.size() <= 3) return shortened(fmt::format("{}", fmt::join(met, "; ")));
  }
  std::size_t head = 0, tail = 0;
  const std::size_t least = std::min(before.size(), after.size());
  while (head < least && before[head] == after[head]) ++head;
  while (tail < least - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  const auto middle = [&](const std::vector<std::string>& words) {
    return joined(
        {words.begin() + static_cast<std::ptrdiff_t>(head), words.end() - static_cast<std::ptrdiff_t>(tail)});
  };
  const std::string was = middle(before), is = middle(after);
  if (was.empty()) return "adds `" + shortened(is) + "`";
  if (is.empty()) return "drops `" + shortened(was) + "`";
  return "`" + shortened(was) + "` becomes `" + shortened(is) + "`";
}

const TextPart* find(const std::vector<TextPart>& parts, const std::string& key) {
  const auto found =
      std::find_if(parts.begin(), parts.end(), [&](const TextPart& part) { return part.key == key; });
  return found == parts.end() ? nullptr : &*found;
}

// Where a new part goes in the old text: behind the nearest part before it that the old text has, of its own
// group if it has one.
std::uint32_t place_of(const std::vector<TextPart>& old_parts, const std::vector<TextPart>& new_parts,
                       std::size_t index, std::size_t old_size) {
  const std::string& group = new_parts[index].group;
  for (std::size_t i = index; i-- > 0;)
    if (const TextPart* before = find(old_parts, new_parts[i].key);
        before && new_parts[i].group == group && before->group == group)
      return before->end;
  for (const TextPart& part : old_parts)
    if (!group.empty() && part.group == group) return part.begin;
  return static_cast<std::uint32_t>(old_size);
}

}  // namespace

std::vector<Change> changes(const syntax::File& before, std::string_view before_text,
                            const syntax::File& after, std::string_view after_text) {
  const std::vector<TextPart> old_parts = text_parts(before), new_parts = text_parts(after);
  const auto slice = [](std::string_view text, const TextPart& part) {
    return words_of(text.substr(part.begin, part.end - part.begin));
  };
  std::vector<Change> all;
  for (std::size_t i = 0; i < new_parts.size(); ++i) {
    const TextPart& part = new_parts[i];
    const std::vector<std::string> is = slice(after_text, part);
    Change change{Change::Form::added, part.key, shortened(joined(is)), "", joined(is), part.decides, 0, 0,
                  part.begin,          part.end};
    if (const TextPart* old = find(old_parts, part.key)) {
      const std::vector<std::string> was = slice(before_text, *old);
      if (was == is) continue;
      change.form = Change::Form::changed;
      change.words = in_words(was, is);
      change.before = joined(was);
      change.old_begin = old->begin;
      change.old_end = old->end;
    } else {
      change.old_begin = change.old_end = place_of(old_parts, new_parts, i, before_text.size());
    }
    all.push_back(std::move(change));
  }
  for (const TextPart& old : old_parts)
    if (!find(new_parts, old.key)) {
      const std::string was = joined(slice(before_text, old));
      all.push_back(
          {Change::Form::removed, old.key, shortened(was), was, "", old.decides, old.begin, old.end, 0, 0});
    }
  return all;
}

std::string shortened(const std::string& text) {
  constexpr std::size_t kShown = 160;
  if (text.size() <= kShown) return text;
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string changed_words(std::string_view before, std::string_view after) {
  return in_words(words_of(before), words_of(after));
}

std::string with_change(std::string_view before_text, std::string_view after_text, const Change& change) {
  std::string text(before_text.substr(0, change.old_begin));
  const std::string_view taken = after_text.substr(change.new_begin, change.new_end - change.new_begin);
  if (change.form == Change::Form::added) text += "\n  ";
  text += taken;
  if (change.form == Change::Form::added) text += "\n";
  text += before_text.substr(change.old_end);
  return text;
}

}  // namespace pol::study
