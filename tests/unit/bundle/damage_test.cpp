// Every truncation and every changed byte of a small bundle, once as it lies on a disk and once signed anew,
// so that it is the decoder and the verifier that must refuse.
#include "tests/support/counts.h"
#include "tests/unit/bundle/attacks.h"

using namespace pol;
using namespace pol::testing;

namespace {

struct Small {
  std::unique_ptr<Built> built = build("tests/compat/shop/limit.pol");
  std::vector<bundle::SecretKey> keys{key_of("cro"), key_of("cfo")};
  std::string payload = bundle::encode(built->bundle);
  std::string file = signed_file(payload, keys);
  bundle::LoadOptions options;
  Small() {
    for (const bundle::SecretKey& key : keys) options.trusted.push_back(bundle::public_key(key));
    options.today = *parse_date("2026-11-08");
    REQUIRE(bundle::load(file, options));
  }
};

}  // namespace

TEST_CASE("no truncation of a bundle loads") {
  const Small small;
  for (std::size_t size = 0; size < small.file.size(); ++size) {
    const auto loaded = bundle::load(std::string_view(small.file).substr(0, size), small.options);
    if (loaded || loaded.refusal().code != Code::E1201) FAIL("the first " << size << " bytes");
  }
}

TEST_CASE("no byte of a bundle may change") {
  const Small small;
  std::string changed = small.file;
  std::size_t by_signature = 0;
  for (std::size_t at = 0; at < changed.size(); ++at) {
    const auto byte = static_cast<unsigned char>(changed[at]);
    for (const unsigned mask : {1u << at % 8, 0xffu}) {
      changed[at] = static_cast<char>(byte ^ mask);
      const auto loaded = bundle::load(changed, small.options);
      if (loaded) FAIL("byte " << at << " changed by " << mask);
      by_signature += loaded.refusal().code == Code::E1206;
    }
    changed[at] = static_cast<char>(byte);
  }
  // All but those of the head, the lengths and the key ids.
  CHECK(by_signature > small.payload.size() * 2);
}

TEST_CASE("every changed byte of a payload, signed anew, is refused or is sound") {
  const Small small;
  std::string payload = small.payload;
  std::size_t taken = 0;
  const std::size_t step = count(10) >= 10 ? 1 : 7;
  for (std::size_t at = 0; at < payload.size(); at += step) {
    const auto byte = static_cast<unsigned char>(payload[at]);
    for (const unsigned mask : {1u << at % 8, 0xffu}) {
      payload[at] = static_cast<char>(byte ^ mask);
      const auto loaded = bundle::load(signed_file(payload, small.keys), small.options);
      taken += loaded ? 1 : 0;
    }
    payload[at] = static_cast<char>(byte);
  }
  INFO(taken);
  // Titles, labels and texts may change; what decides may not.
  CHECK(taken > 0);
  CHECK(taken < payload.size() * 2);
}

TEST_CASE("every truncation of a payload, signed anew, is refused") {
  const Small small;
  for (std::size_t size = 0; size < small.payload.size(); size += count(10) >= 10 ? 1 : 7) {
    const auto loaded = bundle::load(signed_file(small.payload.substr(0, size), small.keys), small.options);
    if (loaded) FAIL("the first " << size << " bytes");
  }
}
