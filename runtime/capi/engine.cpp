#include "runtime/capi/backend_key.h"
#include "runtime/capi/handles.h"
#include "runtime/engine/bucket.h"
#include "runtime/engine/clock.h"

namespace pol::capi {
namespace {

std::atomic<engine::Backend*> registered{nullptr};

void copy(char* out, std::size_t room, std::string_view text) {
  const std::size_t size = std::min(text.size(), room - 1);
  if (size) std::memcpy(out, text.data(), size);
  out[size] = 0;
}

pol_status status_of(Exit exit) {
  switch (exit) {
    case Exit::ok:
      return POL_OK;
    case Exit::findings:
    case Exit::input:
      return POL_NOT_THERE;
    case Exit::usage:
      return POL_USAGE;
    case Exit::internal:
      return POL_INTERNAL;
  }
  return POL_INTERNAL;
}

}  // namespace

engine::Backend* backend() {
  return registered.load();
}

pol_status fail(pol_error* error, pol_status status, std::string_view code, std::string_view message) {
  if (!error) return status;
  copy(error->code, sizeof error->code, code);
  copy(error->message, sizeof error->message, message);
  return status;
}

pol_status fail(pol_error* error, const Failure& failure) {
  return fail(error, status_of(failure.exit), "", failure.message);
}

pol_status fail(pol_error* error, const engine::Refusal& refusal) {
  return fail(error, POL_CASE_REFUSED, refusal.code, refusal.message);
}

}  // namespace pol::capi

using namespace pol;
using namespace pol::capi;

extern "C" {

int pol_backend_register(const char* key, void* backend) {
  if (!key || !backend || key != backend_key()) return 0;
  registered.store(static_cast<engine::Backend*>(backend));
  return 1;
}

int pol_abi_version(void) {
  return POL_ABI_VERSION;
}

const char* pol_release(void) {
  return engine::kRelease.data();
}

int pol_has_native(void) {
  return backend() ? 1 : 0;
}

pol_status pol_engine_create(const pol_engine_options* given, pol_engine** out, pol_error* error) {
  return guarded(error, [&] {
    pol_engine_options options;
    if (!out || !take(given, options))
      return fail(error, POL_USAGE, "", "no place for the engine, or no size");
    auto made = std::make_unique<pol_engine>();
    for (std::size_t i = 0; i < options.trusted_key_count; ++i) {
      auto key = bundle::read_public_key(view(options.trusted_keys[i]));
      if (!key) return fail(error, POL_USAGE, "", key.failure().message);
      made->load.trusted.push_back(std::move(*key));
    }
    if (options.least_roles) made->load.least_roles = options.least_roles;
    if (options.most_cost) made->load.most_cost = options.most_cost;
    made->load.allow_unsigned = options.allow_unsigned != 0;
    made->interpreter_only = options.interpreter_only != 0;
    made->log = options.log;
    made->log_user = options.log_user;
    made->metrics = options.metrics;
    made->metrics_user = options.metrics_user;
    made->measure_latency = options.measure_latency != 0;
    *out = made.release();
    return POL_OK;
  });
}

void pol_engine_destroy(pol_engine* engine) {
  delete engine;
}

int pol_experiment_bucket(pol_text salt, pol_text id) {
  return engine::experiment_bucket(view(salt), view(id));
}

pol_status pol_local_date(pol_text time, pol_text zone, int32_t* out, pol_error* error) {
  return guarded(error, [&] {
    if (!out) return fail(error, POL_USAGE, "", "no place for the date");
    const auto day = engine::decision_day(view(time), std::string(view(zone)));
    if (!day) return fail(error, POL_USAGE, "", day.failure().message);
    *out = *day;
    return POL_OK;
  });
}

}  // extern "C"
