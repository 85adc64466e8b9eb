// Policies by the thousand lines, for growth curves and costs of single operations: text that `pol` reads.
// Deterministic.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace pol::bench {

// A folder with the policy, its catalogue and reasons; removed with everything in it at the end.
class PolicyFolder {
 public:
  explicit PolicyFolder(const std::string& policy_text);
  PolicyFolder(PolicyFolder&& other) noexcept : folder_(std::move(other.folder_)) { other.folder_.clear(); }
  PolicyFolder& operator=(PolicyFolder&&) = delete;
  ~PolicyFolder();
  std::string policy() const { return (folder_ / "bench.pol").string(); }

 private:
  std::filesystem::path folder_;
};

// An outcome of `rules` arms, each a conjunction of two tests, every fourth of three, on eight tags.
std::string rules_policy(std::size_t rules);

// An amount from a unique table of three columns (score, turnover, months_trading) and an enum. `grid`: cut
// points of each axis times each other, the nearest number of rows to `rows`; otherwise the box of all inputs
// is parted at random until there are `rows` parts.
std::string table_policy(std::size_t rows, bool grid);

// `count` times one kind of operation, each over other operands, added up into the amount; the second says
// how many there are. kind "none" is the policy without any.
struct OpClass {
  std::string name, doc;
};
const std::vector<OpClass>& op_classes();
std::string op_policy(const std::string& name, std::size_t count);

}  // namespace pol::bench
