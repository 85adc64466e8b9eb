// The outside of a bundle file, and all that is read before its signatures are checked:
//
//   offset  bytes
//        0      8  magic: 89 50 4F 4C 42 0D 0A 1A  ("\x89POLB\r\n\x1A")
//        8      4  format, 1
//       12      4  0
//       16      8  N, length of the payload
//       24      N  payload (bundle.fbs)
//     24+N      4  S, number of signatures
//     28+N   96*S  signatures, in ascending order of their key ids:
//                    32  key id: SHA-256 of the Ed25519 public key
//                    64  Ed25519 signature over the bytes 0 .. 24+N
//
// All numbers are little-endian. The file ends with the last signature. Every byte of it is either signed, or
// part of the signatures, which are compared in full: no byte may be changed, left out or added.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/bundle/refusal.h"

namespace pol::bundle {

inline constexpr std::string_view kMagic{"\x89POLB\r\n\x1a", 8};
inline constexpr std::uint32_t kFormat = 1;
inline constexpr std::size_t kHeadBytes = 24;
inline constexpr std::size_t kMostSignatures = 64;
inline constexpr std::size_t kMostBytes = std::size_t{32} << 20;  // of a file

using KeyId = std::array<std::uint8_t, 32>;
struct Signature {
  KeyId key{};
  std::array<std::uint8_t, 64> bytes{};
  bool operator==(const Signature&) const = default;
};

// Views into the file that was opened, which must outlive this.
struct Envelope {
  std::string_view signed_bytes;  // head and payload
  std::string_view payload;
  std::vector<Signature> signatures;
};

// E1201 (no bundle, cut off, lengths or signatures out of order), E1202 (a format of the future), E1203
// (bytes behind the end).
Checked<Envelope> open_envelope(std::string_view file);

// The bytes to sign: head and payload.
std::string seal(std::string_view payload);
// The whole file; signatures are put in order, of one key the last is kept.
std::string close_envelope(std::string_view signed_bytes, std::vector<Signature> signatures);

}  // namespace pol::bundle
