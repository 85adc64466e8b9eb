// An empty folder with the sample pack of policies/sme in it, where the example of a page is written and
// checked.
#pragma once
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/reference/page.h"

namespace pol::reference {

struct Said {
  int exit = 0;
  std::string text;  // what a page shows: places count the lines of the fragment
  std::string all;   // the whole output, for messages of the runner
  std::set<std::string> codes;
};

class Stage {
 public:
  Stage(const std::string& pol, const std::filesystem::path& root);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  void reset();                  // the sample pack and nothing else
  bool put(const Block& block);  // a companion file or rows; false: the block is neither
  // Writes the example as example.pol and checks it. Warnings about the frame are left out, and W0906 (no
  // example of an outcome) as well as W0901 (not used yet), unless the page is about them.
  Said check(const Block& example, const std::string& about);
  Said run(const std::string& commands);

 private:
  Said run_raw(const std::string& commands);

  std::string pol_;
  std::filesystem::path root_, folder_;
};

}  // namespace pol::reference
