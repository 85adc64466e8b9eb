// Puts a fragment of a page into its frame: a small complete policy or library (grammar/reference/frames). An
// item of the fragment takes the place of the frame's item that defines the same name, a head line that of
// the head line of the same kind, and a whole header (`policy … end`) that of the header.
#pragma once
#include <string>
#include <vector>

namespace pol::reference {

struct Framed {
  std::string text;
  std::vector<int>
      lines;  // for each line of `text`, from 0: its line in the fragment, from 1; 0: the frame's
};

Framed put_into(const std::string& frame, const std::string& fragment);

}  // namespace pol::reference
