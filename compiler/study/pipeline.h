// One policy file from text to something that decides: check, lower, analyse, load, compile natively. What
// the commands and the tests start from.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compiler/analysis/analysis.h"
#include "compiler/lower/lower.h"
#include "compiler/sema/checked.h"
#include "runtime/engine/chain.h"

namespace pol::study {

// Policies that were compiled because another one needs them, by path; one for all files of a run that are
// compiled with one backend.
struct Compiled;
struct MemberCache {
  struct Entry {
    std::shared_ptr<const Compiled> compiled;  // null if it has errors
    Diagnostic error;                          // then the first of them
  };
  std::map<std::string, Entry> entries;
};

struct CompileOptions {
  sema::CheckOptions check;
  lower::LowerOptions lower;
  analysis::AnalyseOptions analyse;
  engine::Backend* backend = nullptr;    // not owned; null: interpreter only
  std::shared_ptr<MemberCache> members;  // null: of this call alone
};

// `policy` is null where errors were reported, and for libraries. `lowered` keeps its own copy of the module:
// refs and symbols of both are the same.
struct Compiled {
  std::string path;
  std::shared_ptr<const sema::Checked> checked;
  std::unique_ptr<lower::Lowered> lowered;
  std::shared_ptr<engine::LoadedPolicy> policy;
  // What it needs, directly or not, each once and after what it needs itself. Of the file that was asked for;
  // its members have no list and no chain of their own.
  std::vector<std::shared_ptr<const Compiled>> needs;
  std::shared_ptr<const engine::Chain> chain;  // members: `needs`, then this one; null if `policy` is
  std::string native_refused;  // why there is no native code although a backend was given; else empty
  // The compiled policy of a member of the chain.
  const Compiled& member(std::size_t i) const { return i < needs.size() ? *needs[i] : *this; }
  bool library() const { return checked && checked->units[0].file->header.library; }
};

// Adds every diagnostic of the front end and of the analyses; of a needed policy the first error only, at the
// `needs` line. Examples and `prove` lines are not run.
Compiled compile(Sources& sources, const std::string& path, Diagnostics& diagnostics,
                 const CompileOptions& options = {});

}  // namespace pol::study
