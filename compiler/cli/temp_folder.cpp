#include "compiler/cli/temp_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace pol::cli {

Result<TempFolder> TempFolder::create() {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  std::string name = ((error ? std::filesystem::path("/tmp") : parent) / "pol-XXXXXX").string();
  if (!::mkdtemp(name.data()))
    return Failure{Exit::internal, name + ": cannot be made: " + std::strerror(errno)};
  TempFolder folder;
  folder.path_ = name;
  return folder;
}

TempFolder::TempFolder(TempFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempFolder::~TempFolder() {
  std::error_code error;
  if (!path_.empty()) std::filesystem::remove_all(path_, error);
}

}  // namespace pol::cli
