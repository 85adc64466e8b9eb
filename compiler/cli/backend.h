// Native code as commands make it: with the cache of objects, and in a child where --isolate asks for it.
#pragma once
#include <memory>

#include "compiler/cli/commands.h"
#include "compiler/native/native.h"

namespace pol::cli {

std::unique_ptr<engine::Backend> command_backend(const Context& context);

// The cache of this user, if there is to be one and it can be had; else why not, "" for "off".
inline constexpr std::uint64_t kMostCached = std::uint64_t{256} << 20;
Result<std::shared_ptr<const native::ObjectCache>> command_cache();

}  // namespace pol::cli
