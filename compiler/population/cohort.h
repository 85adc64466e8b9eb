// What is counted of any set of people: all of them, a segment, a group, a score band.
#pragma once
#include <vector>

#include "compiler/population/decided.h"
#include "compiler/population/loss.h"

namespace pol::population {

struct Sum {
  std::uint64_t count = 0;
  i128 total = 0;  // in units of the type's scale
  void add(i128 value) {
    ++count;
    total += value;
  }
  void merge(const Sum& other) {
    count += other.count;
    total += other.total;
  }
};

// Observed outcomes of the past among people who have today's outcome. `known` leaves out those whose
// outcome the data does not tell.
struct Observed {
  std::uint64_t known = 0, bad = 0;
  void merge(const Observed& other) {
    known += other.known;
    bad += other.bad;
  }
};

struct Cohort {
  std::uint64_t people = 0, undecided = 0, served = 0;
  std::vector<std::uint64_t> outcomes;  // beside Subject::outcomes, undecided cases with a clause included
  std::vector<Sum> amounts;             // beside Subject::amounts, of the served
  std::vector<Observed> observed;       // beside Subject::outcomes; one entry if it has none
  Observed observed_served;
  Sum exposure, loss;  // of the served for whom all parts of the loss are known

  void merge(const Cohort& other);
};

// What one case adds to a cohort, worked out once for all cohorts that it belongs to.
struct Entry {
  bool undecided = false;
  bool served = false;  // decided, and no output withheld by its `unless`
  std::optional<std::size_t> outcome;
  const std::int64_t* outputs = nullptr;  // of the record
  const CauseMask* causes = nullptr;
  std::optional<bool> bad;
  std::optional<Loss> loss;
};
void add(Cohort& cohort, const Subject& subject, const Entry& entry);
Cohort empty_cohort(const Subject& subject);

}  // namespace pol::population
