#include "runtime/bundle/decode.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstring>

#include "runtime/engine/release.h"

namespace pol::bundle {
namespace {

using Release = std::array<std::uint32_t, 3>;

// "1.20.3"; empty if it is none.
std::optional<Release> release_of(std::string_view text) {
  Release out{};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out[i]);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty() != (i == 2) || (i < 2 && text[0] != '.')) return std::nullopt;
    if (i < 2) text.remove_prefix(1);
  }
  return out;
}

// What must be understood before anything else of the payload is read.
std::optional<Refusal> too_new(const Bundle& bundle) {
  const auto wanted = release_of(bundle.minimum_runtime), own = release_of(engine::kRelease);
  if (!wanted) return Refusal{Code::E1208, "the payload is damaged: it names no minimum runtime", ""};
  if (*wanted > *own)
    return Refusal{
        Code::E1209,
        fmt::format("it needs pol {} or newer; this is {}", bundle.minimum_runtime, engine::kRelease),
        "update the runtime first"};
  if (bundle.ir_version == 0 || bundle.ir_version > kIrVersion)
    return Refusal{Code::E1210,
                   fmt::format("its code has the version {}; this release reads up to {}", bundle.ir_version,
                               kIrVersion),
                   "update the runtime first"};
  if (bundle.language == 0 || bundle.language > kLanguage)
    return Refusal{
        Code::E1210,
        fmt::format("it is written in language {}; this release knows up to {}", bundle.language, kLanguage),
        "update the runtime first"};
  return std::nullopt;
}

}  // namespace

std::string Decoder::text(std::uint32_t number) {
  if (!problem_.empty()) return {};
  if (number >= payload_.texts()->size()) {
    bad("a text that is not there");
    return {};
  }
  const flatbuffers::String& found = *payload_.texts()->Get(number);
  if (found.size() > limits_.texts - text_bytes_) {
    bad("more text than a bundle may have");
    return {};
  }
  text_bytes_ += found.size();
  return found.str();
}

Golden Decoder::golden(const fb::Golden& from) {
  Golden out;
  out.title = text(from.title());
  out.sent.case_id = out.title;
  out.sent.decision_date = from.decision_date();
  out.sent.tags = items<engine::SentTag>(from.sent(), [&](const fb::Sent& one) {
    engine::SentTag tag;
    tag.state = number_of(one.state(), engine::SentTag::State::bad, "no such state of a tag");
    tag.number = from_wide(one.number());
    tag.text = text(one.text());
    tag.cause = one.cause();
    if (one.has_as_of()) tag.as_of = one.as_of();
    return tag;
  });
  out.sent.needed_reasons = records<std::vector<std::string>>(
      from.needed_reasons(), [&](const fb::NeededReasons& one) { return texts(one.codes()); });
  out.record.outputs = plain<std::int64_t>(from.outputs());
  out.record.output_causes = plain<CauseMask>(from.output_causes());
  out.record.words = plain<std::uint64_t>(from.words());
  out.shown = plain<std::uint16_t>(from.reasons());
  return out;
}

Member Decoder::member(const fb::Member& from) {
  Member out;
  out.module = module(*from.module_());
  out.content_hash = text(from.content_hash());
  out.cost = from.cost();
  out.approvals = from.approvals();
  out.roles = texts(from.roles());
  out.files = records<FileDigest>(from.files(), [&](const fb::FileDigest& one) {
    return FileDigest{text(one.path()), text(one.sha256())};
  });
  out.goldens = records<Golden>(from.goldens(), [&](const fb::Golden& one) { return golden(one); });
  if (from.plan()) out.plan = plan(*from.plan());
  return out;
}

Bundle Decoder::bundle() {
  Bundle out;
  out.minimum_runtime = text(payload_.minimum_runtime());
  out.ir_version = payload_.ir_version();
  out.language = payload_.language();
  out.built_by = text(payload_.built_by());
  out.release = payload_.release();
  if (const auto expires = payload_.expires()) out.expires = *expires;
  out.content_hash = text(payload_.content_hash());
  if (!problem_.empty() || too_new(out)) return out;
  out.members = records<Member>(payload_.members(), [&](const fb::Member& one) { return member(one); });
  if (out.members.empty()) bad("no policy");
  out.catalog = catalogue(*payload_.catalogue());
  return out;
}

Checked<Bundle> decode(std::string_view payload, const DecodeLimits& limits) {
  const auto damaged = [](const std::string& what) {
    return Refusal{Code::E1208, "the payload is damaged: " + what, ""};
  };
  if (payload.size() < 16) return damaged("it is no bundle's content");
  // FlatBuffers reads aligned numbers in place; a file's bytes may lie anywhere.
  std::vector<std::uint64_t> aligned((payload.size() + 7) / 8);
  std::memcpy(aligned.data(), payload.data(), payload.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(aligned.data());
  // The least that a table takes is its offset and its vtable's; what is shared is counted again.
  flatbuffers::Verifier verifier(bytes, payload.size(), 16,
                                 static_cast<flatbuffers::uoffset_t>(payload.size() / 8 + 1));
  if (!fb::VerifyPayloadBuffer(verifier)) return damaged("it is no bundle's content");
  const fb::Payload& root = *fb::GetPayload(bytes);
  const auto& pool = *root.texts();
  std::size_t text_bytes = 0;
  for (flatbuffers::uoffset_t i = 0; i < pool.size(); ++i) {
    // Strings that overlap would make the comparisons below, and copies, cost more than the file's size.
    text_bytes += pool.Get(i)->size();
    if (text_bytes > payload.size()) return damaged("its texts overlap");
    if (i == 0 ? pool.Get(i)->size() != 0 : !(pool.Get(i - 1)->string_view() < pool.Get(i)->string_view()))
      return damaged("its texts are not in order");
  }
  if (pool.size() == 0) return damaged("it has no texts");
  Decoder decoder(root, limits);
  Bundle bundle = decoder.bundle();
  if (!decoder.problem().empty()) return damaged(decoder.problem());
  if (auto refusal = too_new(bundle)) return *refusal;
  return bundle;
}

}  // namespace pol::bundle
