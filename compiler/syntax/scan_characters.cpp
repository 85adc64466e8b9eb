#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "compiler/syntax/scan.h"

namespace pol::syntax {
namespace {

constexpr std::size_t kMostReports = 20;  // a binary file is one mistake, not a million

struct KnownCharacter {
  utf8proc_int32_t code;
  std::string_view name;
};
constexpr std::array kKnown = std::to_array<KnownCharacter>({
    {0x0000, "null"},
    {0x0008, "backspace"},
    {0x000B, "vertical tab"},
    {0x000C, "form feed"},
    {0x001B, "escape"},
    {0x007F, "delete"},
    {0x0085, "next line"},
    {0x00AD, "soft hyphen"},
    {0x034F, "combining grapheme joiner"},
    {0x061C, "arabic letter mark"},
    {0x115F, "hangul choseong filler"},
    {0x1160, "hangul jungseong filler"},
    {0x180E, "mongolian vowel separator"},
    {0x200B, "zero width space"},
    {0x200C, "zero width non-joiner"},
    {0x200D, "zero width joiner"},
    {0x200E, "left-to-right mark"},
    {0x200F, "right-to-left mark"},
    {0x202A, "left-to-right embedding"},
    {0x202B, "right-to-left embedding"},
    {0x202C, "pop directional formatting"},
    {0x202D, "left-to-right override"},
    {0x202E, "right-to-left override"},
    {0x2060, "word joiner"},
    {0x2066, "left-to-right isolate"},
    {0x2067, "right-to-left isolate"},
    {0x2068, "first strong isolate"},
    {0x2069, "pop directional isolate"},
    {0x3164, "hangul filler"},
    {0xFE0E, "text variation selector"},
    {0xFE0F, "emoji variation selector"},
    {0xFEFF, "zero width no-break space"},
    {0xFFA0, "halfwidth hangul filler"},
});

std::string display(utf8proc_int32_t code) {
  const auto known =
      std::find_if(kKnown.begin(), kKnown.end(), [&](const auto& k) { return k.code == code; });
  const std::string number = fmt::format("U+{:04X}", code);
  if (known != kKnown.end()) return number + " (" + std::string(known->name) + ")";
  if (utf8proc_category(code) == UTF8PROC_CATEGORY_CC) return number + " (a control character)";
  return number;
}

bool forbidden(utf8proc_int32_t code) {
  if (code == '\t' || code == '\n' || code == '\r') return false;
  const auto category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
         utf8proc_get_property(code)->ignorable;
}

class CharacterScan {
 public:
  CharacterScan(std::string_view text, FileId file, Diagnostics& diagnostics,
                std::vector<std::uint32_t>& places)
      : text_(text), file_(file), diagnostics_(diagnostics), places_(places) {}

  bool run() {
    if (text_.starts_with("\xEF\xBB\xBF")) {
      report(0, 3, "the file begins with a byte order mark (U+FEFF)", "Save it as UTF-8 without one");
      return false;
    }
    std::size_t run_begin = kNone;  // of characters that normalisation may change, with the one before them
    for (std::size_t at = 0; at < text_.size() && places_.size() < kMostReports;) {
      const auto byte = static_cast<unsigned char>(text_[at]);
      if (byte < 0x80) {
        if (run_begin != kNone) check_composition(run_begin, at);
        run_begin = kNone;
        if ((byte < 0x20 || byte == 0x7F) && forbidden(byte)) report_forbidden(at, 1, byte);
        ++at;
        continue;
      }
      utf8proc_int32_t code = -1;
      const auto length =
          utf8proc_iterate(bytes(at), static_cast<utf8proc_ssize_t>(text_.size() - at), &code);
      if (length <= 0) {
        report(at, 1, fmt::format("the byte 0x{:02X} is not UTF-8", byte), "Save the file as UTF-8");
        return false;
      }
      if (run_begin == kNone) run_begin = at == 0 ? 0 : at - 1;
      if (forbidden(code)) report_forbidden(at, static_cast<std::size_t>(length), code);
      at += static_cast<std::size_t>(length);
    }
    if (run_begin != kNone) check_composition(run_begin, text_.size());
    return places_.size() < kMostReports;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  const utf8proc_uint8_t* bytes(std::size_t at) const {
    return reinterpret_cast<const utf8proc_uint8_t*>(text_.data()) + at;
  }

  void report(std::size_t at, std::size_t length, std::string message, std::string fix) {
    places_.push_back(static_cast<std::uint32_t>(at));
    const auto begin = static_cast<std::uint32_t>(at);
    diagnostics_.add(Code::E0101, {file_, begin, begin + static_cast<std::uint32_t>(length)},
                     std::move(message), std::move(fix));
  }

  void report_forbidden(std::size_t at, std::size_t length, utf8proc_int32_t code) {
    report(at, length, "the character " + display(code) + " is not allowed, not even in a comment",
           "Delete it; it can make a policy read differently from what it does");
  }

  void check_composition(std::size_t begin, std::size_t end) {
    utf8proc_uint8_t* composed = nullptr;
    const auto size = static_cast<utf8proc_ssize_t>(end - begin);
    const auto flags = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const auto length = utf8proc_map(bytes(begin), size, &composed, flags);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(composed, &std::free);
    if (length < 0) return;
    const std::string_view want(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length));
    const std::string_view have = text_.substr(begin, end - begin);
    if (want == have) return;
    auto differs = static_cast<std::size_t>(
        std::mismatch(have.begin(), have.end(), want.begin(), want.end()).first - have.begin());
    differs = std::min(differs, have.size() - 1);
    while (differs > 0 && (static_cast<unsigned char>(have[differs]) & 0xC0) == 0x80) --differs;
    utf8proc_int32_t code = 0;
    const auto width =
        utf8proc_iterate(bytes(begin + differs), static_cast<utf8proc_ssize_t>(end - begin - differs), &code);
    report(begin + differs, static_cast<std::size_t>(std::max<utf8proc_ssize_t>(width, 1)),
           "the text at the character " + display(code) + " is not in the composed form (Unicode NFC)",
           "Type the character again, or let the editor normalise the file to NFC");
  }

  std::string_view text_;
  FileId file_;
  Diagnostics& diagnostics_;
  std::vector<std::uint32_t>& places_;
};

}  // namespace

bool scan_characters(const Sources& sources, FileId file, const ParseOptions& options,
                     Diagnostics& diagnostics, std::vector<std::uint32_t>& places) {
  const std::string& text = sources.text(file);
  if (text.size() > options.max_bytes) {
    diagnostics.add(Code::E0110, {file, 0, 0},
                    fmt::format("the file has {} bytes; {} are allowed", text.size(), options.max_bytes),
                    "Split it into libraries");
    return false;
  }
  const bool ok = CharacterScan(text, file, diagnostics, places).run();
  std::sort(places.begin(), places.end());
  return ok;
}

}  // namespace pol::syntax
