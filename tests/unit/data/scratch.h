// A folder of its own for one test.
#pragma once
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace pol::data::testing {

class Scratch {
 public:
  Scratch() {
    folder_ = (std::filesystem::temp_directory_path() / "pol_data_XXXXXX").string();
    if (!::mkdtemp(folder_.data())) throw std::runtime_error(folder_ + ": cannot be made");
  }
  ~Scratch() { std::filesystem::remove_all(folder_); }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string put(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  std::string get(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }
  bool has(const std::string& name) const { return std::filesystem::exists(path(name)); }

 private:
  std::string folder_;
};

}  // namespace pol::data::testing
