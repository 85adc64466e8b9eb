// Result<T>: a value, or a failure of the world (a file that cannot be read, a full disk). Mistakes of users
// are Diagnostics, broken invariants are asserts; no exception crosses a folder.
#pragma once
#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace pol {

// The documented exit codes (README, `pol --help`). When several apply the order is internal, usage, input,
// findings.
enum class Exit : int { ok = 0, findings = 1, usage = 2, input = 3, internal = 4 };

struct Failure {
  Exit exit = Exit::input;
  std::string message;  // one line, lower case, no final period
};

inline Failure input_failure(std::string message) {
  return {Exit::input, std::move(message)};
}

// Names and values stand in backticks in every message.
inline std::string quoted(std::string_view text) {
  return "`" + std::string(text) + "`";
}

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Failure failure) : failure_(std::move(failure)) {}
  explicit operator bool() const { return value_.has_value(); }
  T& operator*() {
    assert(value_);
    return *value_;
  }
  const T& operator*() const {
    assert(value_);
    return *value_;
  }
  T* operator->() {
    assert(value_);
    return &*value_;
  }
  const T* operator->() const {
    assert(value_);
    return &*value_;
  }
  const Failure& failure() const {
    assert(!value_);
    return failure_;
  }

 private:
  std::optional<T> value_;
  Failure failure_;
};

struct Unit {};
using Status = Result<Unit>;

}  // namespace pol
