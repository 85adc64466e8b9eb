// Why a bundle is not loaded: a code of the registry (E12..) and the words.
#pragma once
#include <string>
#include <variant>

#include "runtime/base/diagnostics.h"

namespace pol::bundle {

struct Refusal {
  Code code;
  std::string message;  // lower case, no final period
  std::string fix;      // may be empty
};

// A value, or why there is none.
template <class T>
class [[nodiscard]] Checked {
 public:
  Checked(T value) : value_(std::move(value)) {}
  Checked(Refusal refusal) : value_(std::move(refusal)) {}
  explicit operator bool() const { return value_.index() == 0; }
  T& operator*() { return std::get<0>(value_); }
  const T& operator*() const { return std::get<0>(value_); }
  T* operator->() { return &std::get<0>(value_); }
  const T* operator->() const { return &std::get<0>(value_); }
  const Refusal& refusal() const { return std::get<1>(value_); }

 private:
  std::variant<T, Refusal> value_;
};

}  // namespace pol::bundle
