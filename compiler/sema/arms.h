// Which arms of a list can never be reached, because those above them take every case that they would. Sound,
// not complete (truth.h). Near linear in the number of arms: an arm is held only against those above it that
// test what it tests.
#pragma once
#include <map>
#include <optional>
#include <unordered_map>

#include "compiler/sema/truth.h"

namespace pol::sema {

class ArmsAbove {
 public:
  struct Hidden {
    std::optional<std::size_t> by;  // the arm, counted from 0, that alone takes every case; else several do
    bool alike = false;             // and the other way round: both say the same
  };
  // Whether the arms added so far hide one with this condition, which is then added itself.
  std::optional<Hidden> add(Truth condition);

 private:
  // All that the arms that test one operand, and nothing else, take together.
  struct Taken {
    std::map<i128, i128> values;  // disjoint, not touching: first -> last
    std::vector<std::size_t> arms;
    void add(Interval values);
    bool holds(const Interval& values) const;
  };
  struct Operand {
    Taken alone;
    // Arms that test this operand and others: those that ask for one value of it, and the rest.
    std::unordered_map<std::int64_t, std::vector<std::size_t>> at_point;
    std::vector<std::size_t> wider;
  };

  std::optional<Hidden> hidden(const Truth& condition) const;
  std::optional<std::size_t> first_hiding(const Truth& condition, std::vector<std::size_t> arms) const;
  bool taken(const Truth& condition, const std::string& operand, const Taken& by) const;
  void file(const Truth& condition, std::size_t arm);
  void file_under(const Truth& part, std::size_t arm);

  std::vector<Truth> arms_;
  std::unordered_map<std::string, Operand> operands_;
  std::vector<std::size_t> unfiled_;  // arms that test no operand by itself
};

}  // namespace pol::sema
