// A bundle from anywhere. As a file it must have signatures that fit, which no fuzzer finds; so it is also
// taken as the payload of one that is signed by all who must: it is refused, or it decides without harm.
#include <cstdlib>

#include "runtime/bundle/load.h"
#include "runtime/engine/record.h"

using namespace pol;

namespace {

bundle::SecretKey key_of(const std::string& role) {
  bundle::SecretKey key;
  key.role = role;
  key.seed.fill(static_cast<std::uint8_t>(role[1]));
  return key;
}

// Records of what a loaded chain makes of tags at the ends of their ranges.
void decide(const engine::Chain& chain) {
  for (const bool high : {false, true}) {
    engine::SentCase sent;
    sent.case_id = "C-1";
    sent.decision_date = chain.root().module().policy.effective;
    for (const ir::Input& input : chain.door().inputs) {
      const Type& type = chain.door().types[input.type];
      engine::SentTag tag;
      tag.state = engine::SentTag::State::value;
      tag.number = high ? type.range.hi : type.range.lo;
      tag.text = "text";
      tag.as_of = sent.decision_date;
      if (input.bucket) tag = {};
      sent.tags.push_back(std::move(tag));
    }
    engine::ChainCase decided;
    if (chain.decide(engine::Which::interpreter, sent, decided)) continue;
    const engine::MemberCase& root = decided.root();
    if (engine::record_json(chain.root(), *root.sent, root.admitted, root.record, root.scratch.slots,
                            engine::Which::interpreter)
            .empty())
      std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const std::vector<bundle::SecretKey> keys{key_of("cro"), key_of("cfo"), key_of("coo")};
  bundle::LoadOptions options;
  for (const bundle::SecretKey& key : keys) options.trusted.push_back(bundle::public_key(key));
  options.most_cost = 100'000;
  if (bundle::load(bytes, options)) std::abort();
  (void)bundle::inspect(bytes);

  // A whole file of the corpus gives its payload.
  const auto envelope = bundle::open_envelope(bytes);
  const std::string sealed = bundle::seal(envelope ? envelope->payload : bytes);
  std::vector<bundle::Signature> signatures;
  for (const bundle::SecretKey& key : keys) signatures.push_back(bundle::sign(key, sealed));
  const auto loaded = bundle::load(bundle::close_envelope(sealed, signatures), options);
  if (loaded) decide(*loaded->chain);
  return 0;
}
