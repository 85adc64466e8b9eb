#include "runtime/base/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace pol {
namespace {

// Length of the well-formed sequence at `i`, or 0.
std::size_t sequence(std::string_view s, std::size_t i) {
  const auto byte = [&](std::size_t k) { return k < s.size() ? static_cast<unsigned char>(s[k]) : 0u; };
  const auto tail = [&](std::size_t k) { return (byte(k) & 0xC0) == 0x80; };
  const unsigned first = byte(i), second = byte(i + 1);
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return tail(i + 1) ? 2 : 0;
  if (first < 0xF0) {
    if (!tail(i + 1) || !tail(i + 2)) return 0;
    return (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ? 0 : 3;
  }
  if (first > 0xF4 || !tail(i + 1) || !tail(i + 2) || !tail(i + 3)) return 0;
  return (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F) ? 0 : 4;
}

}  // namespace

bool valid_utf8(std::string_view bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    std::uint64_t eight;
    if (i + 8 <= bytes.size()) {
      std::memcpy(&eight, bytes.data() + i, 8);
      if (!(eight & 0x8080808080808080u)) {
        i += 8;
        continue;
      }
    }
    const std::size_t n = sequence(bytes, i);
    if (n == 0) return false;
    i += n;
  }
  return true;
}

std::string repaired_utf8(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t n = sequence(bytes, i);
    if (n == 0)
      text += "\xEF\xBF\xBD";
    else
      text += bytes.substr(i, n);
    i += n ? n : 1;
  }
  return text;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t n = 0;
  for (unsigned char c : text) n += (c & 0xC0) != 0x80;
  return n;
}

std::string shortened(std::string_view text, std::size_t limit) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && ++n > limit)
      return std::string(text.substr(0, i)) + "…";
  return std::string(text);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (std::size_t i = 0; i < text.size();) {
    utf8proc_int32_t code_point = 0;
    const auto size =
        utf8proc_iterate(bytes + i, static_cast<utf8proc_ssize_t>(text.size() - i), &code_point);
    if (size <= 0) return width + (text.size() - i);
    width += static_cast<std::size_t>(std::max(utf8proc_charwidth(code_point), 0));
    i += static_cast<std::size_t>(size);
  }
  return width;
}

}  // namespace pol
