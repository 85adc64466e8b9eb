#include <chrono>

#include "runtime/capi/handles.h"

using namespace pol;
using namespace pol::capi;

namespace {

Day today() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<Day>(std::chrono::duration_cast<std::chrono::hours>(now).count() / 24);
}

std::string title(const ir::Policy& policy) {
  return policy.kind + "/" + policy.name + " version " + std::to_string(policy.version);
}

}  // namespace

extern "C" {

pol_status pol_version_load(pol_engine* engine, const void* bytes, size_t size, const pol_load_options* given,
                            pol_version** out, pol_error* error) {
  return guarded(error, [&] {
    pol_load_options options;
    if (!engine || !bytes || !out || !take(given, options))
      return fail(error, POL_USAGE, "", "no engine, no bytes, no place for the version, or no size");
    bundle::LoadOptions load = engine->load;
    load.policy = view(options.policy);
    load.last_release = options.last_release;
    load.last_digest = view(options.last_file_digest);
    load.catalogue = view(options.catalogue);
    load.catalogue_version = view(options.catalogue_version);
    load.today = options.today ? options.today : today();
    load.backend = engine->interpreter_only ? nullptr : backend();
    const Watch watch(engine->metrics != nullptr);
    auto loaded = bundle::load({static_cast<const char*>(bytes), size}, load);
    const std::uint64_t took = watch.on() ? watch.nanoseconds() : 0;
    if (!loaded) {
      const bundle::Refusal& refusal = loaded.refusal();
      engine->count(POL_METRIC_REFUSALS, 1, nullptr, 0, info(refusal.code).name);
      engine->count(POL_METRIC_LOAD_TIME, took, nullptr, 0, info(refusal.code).name);
      engine->tell(POL_LOG_WARNING,
                   std::string(info(refusal.code).name) + " a bundle is refused: " + refusal.message);
      return fail(error, POL_BUNDLE_REFUSED, info(refusal.code).name, refusal.message);
    }
    auto version = std::make_unique<pol_version>(pol_version{std::move(*loaded)});
    // What the chain and the catalogue hold, too, need not be kept twice.
    version->loaded.bundle.catalog = {};
    for (bundle::Member& member : version->loaded.bundle.members) {
      member.module = {};
      member.goldens = {};
    }
    const ir::Policy& policy = version->loaded.chain->root().module().policy;
    const std::string what = title(policy);
    engine->count(POL_METRIC_LOADS, 1, &policy, policy.version);
    engine->count(POL_METRIC_LOAD_TIME, took, &policy, policy.version);
    if (load.backend)
      engine->count(POL_METRIC_COMPILE_TIME, version->loaded.compile_nanoseconds, &policy, policy.version);
    if (!version->loaded.native_refused.empty())
      engine->count(POL_METRIC_NO_NATIVE, 1, &policy, policy.version);
    if (version->loaded.unsigned_load) engine->count(POL_METRIC_UNSIGNED, 1, &policy, policy.version);
    if (!version->loaded.native_refused.empty())
      engine->tell(POL_LOG_WARNING, what + " has no native code: " + version->loaded.native_refused);
    if (version->loaded.unsigned_load)
      engine->tell(POL_LOG_WARNING, what + " is not signed as it must be; its records say so");
    engine->tell(POL_LOG_INFO, what + " is loaded");
    *out = version.release();
    return POL_OK;
  });
}

void pol_version_destroy(pol_version* version) {
  delete version;
}

pol_status pol_version_describe(const pol_version* version, pol_version_info* out) {
  if (!version) return POL_USAGE;
  const bundle::Loaded& loaded = version->loaded;
  const ir::Policy& policy = loaded.chain->root().module().policy;
  pol_version_info info{};
  info.kind = text_of(policy.kind);
  info.name = text_of(policy.name);
  info.version = policy.version;
  info.release = loaded.bundle.release;
  info.effective = policy.effective;
  info.expires = loaded.bundle.expires.value_or(INT32_MAX);
  info.is_native = loaded.chain->has_native();
  info.is_unsigned = loaded.unsigned_load;
  info.content_hash = text_of(loaded.bundle.content_hash);
  info.file_digest = text_of(loaded.file_digest);
  for (const bundle::Member& member : loaded.bundle.members) info.cost += member.cost;
  return give(info, out) ? POL_OK : POL_USAGE;
}

}  // extern "C"
