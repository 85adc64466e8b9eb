// The part of verify() that reads what the record keeps; private to runtime/ir.
#pragma once
#include <string>
#include <vector>

#include "runtime/ir/module.h"

namespace pol::ir {

struct Problems {
  std::vector<std::string> list;
  void add(std::string problem) {
    if (list.size() < 20) list.push_back(std::move(problem));
  }
};

// Pools, tables and instructions have been found sound.
void verify_record(const Module& module, Problems& problems);

}  // namespace pol::ir
