// What a run of the differential test saw, summed over its threads.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "runtime/ir/module.h"

namespace pol::testing {

struct Counts {
  std::map<ir::Op, std::uint64_t> ops;
  std::map<std::string, std::uint64_t> shapes;      // of modules: hit policies, lists, missing cells …
  std::map<std::string, std::uint64_t> constructs;  // of source texts, see grammar_counts.h
  std::map<std::string, std::uint64_t> mended;      // what the checker refused of source programs, by code
  std::uint64_t programs = 0, sources = 0, chains = 0, insts = 0, pairs = 0, undecided = 0;
  std::uint64_t at_the_door = 0;  // cases of source programs that both engines refused alike
  std::uint64_t unusable = 0;  // source programs that nothing could be made of; another one took their place
  std::uint64_t column_programs = 0, column_rows = 0;  // in columnar code, rows of each level
  std::uint64_t host_rows = 0, host_refused = 0;       // of random memory of a host, behind a strict door
  std::uint64_t refused = 0, mismatches = 0;

  void add(const Counts& other);
  void count(const ir::Module& module);
};

// Names of `shapes`, all of them.
const std::vector<std::string>& all_shapes();

struct PairOptions {
  std::uint64_t inputs = 0;
  std::mutex* printing = nullptr;
};

}  // namespace pol::testing
