// One policy file from text to something that decides: check, lower, analyse, load, compile natively. What
// the commands and the tests start from.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "compiler/lower/lower.h"
#include "compiler/sema/checked.h"
#include "runtime/engine/engine.h"

namespace pol::study {

struct CompileOptions {
  sema::CheckOptions check;
  lower::LowerOptions lower;
  engine::Backend* backend = nullptr;  // not owned; null: interpreter only
};

// `policy` is null where errors were reported, and for libraries. `lowered` keeps its own copy of the module:
// refs and symbols of both are the same.
struct Compiled {
  std::string path;
  std::unique_ptr<sema::Checked> checked;
  std::unique_ptr<lower::Lowered> lowered;
  std::unique_ptr<engine::LoadedPolicy> policy;
  std::string native_refused;  // why there is no native code although a backend was given; else empty
  bool library() const { return checked && checked->units[0].file->header.library; }
};

// Adds every diagnostic of the front end and of the analyses. Examples and `prove` lines are not run.
Compiled compile(Sources& sources, const std::string& path, Diagnostics& diagnostics,
                 const CompileOptions& options = {});

}  // namespace pol::study
