// What depends on where output goes: colours and progress only on a terminal, plain lines in a pipe.
#pragma once
#include <cstdint>
#include <string>

namespace pol::cli {

enum class Style : std::uint8_t { plain, bold, red, yellow, green, blue, dim };
// `text` in a style, or as it is without colours.
std::string styled(const std::string& text, Style style, bool colored);
// --color always, never, or auto: standard error is a terminal, NO_COLOR is not set and TERM is not dumb.
bool colors_wanted(const std::string& choice);

// One line on standard error that is rewritten: "12,300 rows  41%  85,000 rows/s  2 s left". Silent in a
// pipe.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  void show(std::uint64_t rows, std::uint64_t done, std::uint64_t total);  // total 0 = not known
  void clear();

 private:
  std::string what_;
  bool terminal_, shown_ = false;
  double start_ = 0, last_ = 0;
};

std::string grouped(std::uint64_t n);                           // 30,000
std::string share(std::uint64_t part, std::uint64_t whole);     // 12.3%
std::string counted(std::uint64_t n, const std::string& what);  // 1 row, 30,000 rows

}  // namespace pol::cli
