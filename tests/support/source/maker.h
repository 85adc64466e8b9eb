// The workshop of random_source: names known so far, terms and conditions that fit them, items.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "tests/support/rng.h"
#include "tests/support/source/program.h"
#include "tests/support/source/tags.h"

namespace pol::testing {

// Arguments of a call are evaluated in the compiler's order, those of a list in theirs: so a seed means the
// same program everywhere.
inline std::string cat(std::initializer_list<std::string> parts) {
  std::string all;
  for (const std::string& part : parts) all += part;
  return all;
}

// A name that later items may read.
struct Known {
  std::string name;
  Sort sort;
  const SourceTag* tag = nullptr;
  bool may_be_missing = true;
  bool pure = true;  // reads no event, experiment or needed policy: a legal step may read it
  bool column = false;
};

struct KnownFunction {
  std::string name;
  std::vector<Sort> parameters;
  Sort result;
  std::string series;  // the tag that its first parameter is like, or ""
  bool list = false;   // whether the next one is a list
};

// What another policy says, as it is asked for: `up.outcome`.
struct KnownPolicy {
  std::string alias;
  std::vector<std::string> knockouts;
};

class SourceMaker {
 public:
  explicit SourceMaker(std::uint64_t seed);
  SourceProgram take();

 private:
  // terms.cpp
  std::string term(const Sort& sort, int depth);
  std::string condition(int depth);
  std::string test(int depth);
  std::string literal(const Sort& sort);
  std::string number(int lo, int hi);
  std::string at(const Sort& sort, std::int64_t value) const;  // that many whole units, as it is written
  std::string rounding(const Sort& sort);                      // `rounded half up to 5 bp`
  std::string quotient(const Sort& sort, int depth);
  std::string some_name(const Sort& sort);  // "" if there is none
  std::string fold(const Sort& sort, int depth);
  std::string series_fold(const Sort& sort, const std::string& series, int most);
  std::string first_present(const Sort& sort, int depth);
  std::string numeric_term(const Sort& sort, int depth);
  std::string product(const Sort& sort, int depth);
  std::string because(int one_in);
  std::string type_words(const Sort& sort) const;
  Sort some_sort();
  Sort simple_sort();  // numbers, percents, rates, money
  const Known& known(const std::function<bool(const Known&)>& fits);
  std::string value_of(std::size_t set) { return rng_.of(enums_[set].values); }
  std::string brief(const std::string& text) { return rng_.percent(50) ? text : "(" + text + ")"; }

  // items.cpp
  std::string plain(const std::string& name, const Sort& sort);  // `let NAME TYPE be LITERAL`
  std::string stored(const Sort& sort, int depth);               // a term that fits an output of that sort
  std::string fresh(const char* stem);                           // a name, `stem7`
  std::string code(char letter);                                 // a code, `K7`
  void add(const std::string& text, const std::string& fallback = "");
  void define_name(const std::string& name, const Sort& sort, bool may_be_missing = true);
  void add_let();
  void add_segment();
  void add_choose();
  void add_tree();
  std::string branch(const Sort& sort, int depth);
  std::string arms(const Sort& sort, bool reasons);
  void add_tree_of(const std::string& name, const Sort& sort);
  void add_choose_of(const std::string& name, const Sort& sort);
  void add_scorecard();
  void add_function();
  void add_cost();
  void add_checks();

  // tables.cpp
  using Parts = std::vector<std::string>;
  Parts parts_of(const Known& input);  // cells that fit every value once, `missing` included
  // `given`: the name and sort of an output that a column gives, or "".
  void add_table(const std::string& given = "", const Sort& given_sort = {});
  void add_split_rows(const std::vector<Known>& inputs, std::size_t column, std::string before,
                      std::vector<std::string>& rows);
  std::string some_cell(const Known& input);
  std::vector<Known> table_inputs(std::size_t count);
  void add_collecting_table(const std::string& given);  // `given`: the name of a list output, or ""

  // deciding.cpp
  struct Output {
    std::string name;
    Sort sort;
    bool brakes = false, legal = false, list = false;
  };
  struct Dial {
    std::string name;
    Sort sort;
  };
  std::string box();
  void plan_knockouts();
  void add_events();
  void add_experiments();
  void add_late_experiment();
  std::string experiment(const std::string& code, const std::string& when, const std::vector<Dial>& dials);
  void add_knockouts();
  void add_main();
  void add_guards(const std::string& target, const Sort& sort, bool brakes, bool legal);
  std::string brake_steps(const Sort& sort);
  std::string legal_steps(const Sort& sort);
  std::string grain_of(const Sort& sort) const;
  std::string constant_of(const Sort& sort);
  void add_output(const Output& output);

  // program.cpp
  void begin_file(const std::string& path);
  void make_library();
  void make_policy(const std::string& path, const std::string& name, int version);
  void add_items(int count);
  std::string header(const std::string& name, int version);
  void plan_outputs();
  void add_clause();

  Rng rng_;
  SourceProgram program_;
  std::vector<SourceEnum> enums_;
  // Of the file that is being made.
  std::vector<Known> known_;
  std::vector<KnownFunction> functions_;
  std::vector<KnownPolicy> policies_;
  std::vector<std::string> events_, scorecards_, lists_;
  std::vector<std::pair<std::string, Sort>> steps_of_;          // code and what `taken by` gives
  std::vector<std::pair<std::string, Sort>> codes_made_;        // of one block
  std::vector<std::pair<std::string, std::string>> knockouts_;  // code, value
  std::vector<Output> outputs_;                                 // without the main one
  std::string kind_;
  std::string uses_;         // head lines `use` and `needs`
  bool pure_only_ = false;   // only names that a legal step may read
  bool impure_ = false;      // something was read that makes the item so
  bool in_library_ = false;  // no events, knockouts or policies
  bool in_function_ = false;
  int count_ = 0;
};

}  // namespace pol::testing
