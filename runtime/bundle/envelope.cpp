#include "runtime/bundle/envelope.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace pol::bundle {
namespace {

constexpr std::size_t kSignatureBytes = 96;

template <class T>
T read(std::string_view bytes, std::size_t at) {
  T out = 0;
  for (std::size_t i = sizeof(T); i-- > 0;)
    out = static_cast<T>(out << 8 | static_cast<std::uint8_t>(bytes[at + i]));
  return out;
}

template <class T>
void append(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<char>(value >> 8 * i));
}

Refusal damaged(std::string what) {
  return {Code::E1201, std::move(what), "fetch the file again"};
}

}  // namespace

Checked<Envelope> open_envelope(std::string_view file) {
  if (file.size() > kMostBytes)
    return damaged(fmt::format("{} bytes, {} is the most for a bundle", file.size(), kMostBytes));
  if (!file.starts_with(kMagic.substr(0, std::min(kMagic.size(), file.size()))) || file.empty())
    return Refusal{Code::E1201, "not a bundle: it does not begin as one",
                   "name a file that `pol build` has made"};
  if (file.size() < kHeadBytes + 4) return damaged("the bundle is cut off in its head");
  const auto format = read<std::uint32_t>(file, 8);
  if (format != kFormat && format != 0)
    return Refusal{Code::E1202,
                   fmt::format("a bundle of format {}; this release reads format {}", format, kFormat),
                   "update the runtime first"};
  if (format == 0 || read<std::uint32_t>(file, 12) != 0) return damaged("the bundle's head is damaged");
  const auto length = read<std::uint64_t>(file, 16);
  if (length > file.size() - kHeadBytes - 4)
    return damaged("the bundle is cut off: its content should be longer");
  Envelope out;
  const std::size_t end = kHeadBytes + static_cast<std::size_t>(length);
  out.signed_bytes = file.substr(0, end);
  out.payload = out.signed_bytes.substr(kHeadBytes);
  const auto count = read<std::uint32_t>(file, end);
  if (count > kMostSignatures)
    return damaged(fmt::format("{} signatures, {} is the most", count, kMostSignatures));
  const std::size_t wanted = end + 4 + count * kSignatureBytes;
  if (file.size() < wanted) return damaged("the bundle is cut off in its signatures");
  if (file.size() > wanted)
    return Refusal{Code::E1203, fmt::format("{} bytes follow the end of the bundle", file.size() - wanted),
                   "fetch the file again"};
  for (std::size_t at = end + 4; at < wanted; at += kSignatureBytes) {
    Signature one;
    std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(at), 32, one.key.begin());
    std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(at + 32), 64, one.bytes.begin());
    if (!out.signatures.empty() && !(out.signatures.back().key < one.key))
      return damaged("the signatures are out of order");
    out.signatures.push_back(one);
  }
  return out;
}

std::string seal(std::string_view payload) {
  std::string out(kMagic);
  append(out, kFormat);
  append(out, std::uint32_t{0});
  append(out, static_cast<std::uint64_t>(payload.size()));
  out += payload;
  return out;
}

std::string close_envelope(std::string_view signed_bytes, std::vector<Signature> signatures) {
  std::map<KeyId, Signature> by_key;
  for (const Signature& one : signatures) by_key[one.key] = one;
  std::string out(signed_bytes);
  append(out, static_cast<std::uint32_t>(by_key.size()));
  for (const auto& [key, one] : by_key) {
    out.append(reinterpret_cast<const char*>(one.key.data()), one.key.size());
    out.append(reinterpret_cast<const char*>(one.bytes.data()), one.bytes.size());
  }
  return out;
}

}  // namespace pol::bundle
