// Compiling in a child process that can reach nothing: a policy that makes LLVM abort, hang or eat memory, or
// worse, does it there. What comes back is bytes in a sealed memory file, which are looked through like any
// other object.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "runtime/base/result.h"

namespace pol::native {

// What this machine's kernel offers; `why_not` is empty where it does.
struct Wall {
  std::string id, name;  // "sealed_memory", "sealed memory"
  std::string what;      // what it does for the child, in words
  std::string why_not;
};
std::vector<Wall> walls();

struct ChildLimits {
  std::uint64_t memory = std::uint64_t{2} << 30;  // bytes of address space beyond what the parent has
  unsigned seconds = 60;                          // of processor time, and twice that of the clock
};

// Runs `work` in a child and hands back its bytes. Fails with `work`'s own failure; and, exit 4, where the
// child cannot be walled in (a wall is missing) or dies. The caller sees to it that no other thread holds a
// lock that `work` needs.
Result<std::string> run_walled_in(const std::function<Result<std::string>()>& work,
                                  const ChildLimits& limits = {});

}  // namespace pol::native
