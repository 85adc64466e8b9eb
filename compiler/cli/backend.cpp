#include "compiler/cli/backend.h"

#include "compiler/native/object_cache.h"

namespace pol::cli {

Result<std::shared_ptr<const native::ObjectCache>> command_cache() {
  const std::string folder = native::default_cache_folder();
  if (folder.empty()) return Failure{Exit::input, ""};
  auto cache = native::ObjectCache::open(folder, kMostCached);
  if (!cache) return cache.failure();
  return std::shared_ptr<const native::ObjectCache>(std::move(*cache));
}

std::unique_ptr<engine::Backend> command_backend(const Context& context) {
  native::BackendOptions options;
  options.isolate = context.isolate;
  // Without a cache everything works; `pol doctor` says why there is none.
  if (auto cache = command_cache()) options.cache = std::move(*cache);
  return native::make_backend(options);
}

}  // namespace pol::cli
