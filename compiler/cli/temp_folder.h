// A folder of its own under the system's temporary folder, removed with all it holds.
#pragma once
#include <string>

#include "runtime/base/result.h"

namespace pol::cli {

class TempFolder {
 public:
  static Result<TempFolder> create();
  TempFolder(TempFolder&& other) noexcept;
  TempFolder& operator=(TempFolder&&) = delete;
  ~TempFolder();
  const std::string& path() const { return path_; }

 private:
  TempFolder() = default;
  std::string path_;
};

}  // namespace pol::cli
