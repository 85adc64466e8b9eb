// conformance [--show ID] [FOLDER]: FEEL and CEL cases on both engines of pol. See README.md.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "compiler/native/native.h"
#include "tests/conformance/outcome.h"
#include "tests/conformance/reasons.h"

namespace pol::conformance {
namespace {

// A line of differs.txt: `CASE | what pol gives | why`.
struct Differs {
  std::string id, gives, why;
  std::size_t met = 0;
};
using DiffersList = std::vector<Differs>;

Result<DiffersList> read_differs(const std::string& path) {
  std::ifstream file(path);
  if (!file) return input_failure("cannot read " + path);
  DiffersList list;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t first = line.find(" | "), second = line.find(" | ", first + 3);
    if (first == std::string::npos || second == std::string::npos)
      return input_failure(path + ": a line is `CASE | what pol gives | why`, not: " + line);
    list.push_back(
        {line.substr(0, first), line.substr(first + 3, second - first - 3), line.substr(second + 3)});
  }
  return list;
}

// The refusals of the front end that say what another language finds out when it runs. Any other is pol not
// taking what it should, or a translation that is no pol.
constexpr std::string_view kErrors[] = {
    "E0304",  // a name or function that there is not
    "E0401",  // values of kinds that do not go together
    "E0403",  // an argument of another type
    "E0504",  // a division by the constant 0
    "E0510",  // a value that may not fit
};

bool is_error(std::string_view value) {
  constexpr std::string_view kRefused = "refused ";
  return value.substr(0, kRefused.size()) == kRefused &&
         std::find(std::begin(kErrors), std::end(kErrors), value.substr(kRefused.size())) !=
             std::end(kErrors);
}

bool agrees(const Translated& given, const Outcome& got) {
  return got.value == given.expected || (given.expected == "error" && is_error(got.value));
}

struct Counts {
  std::size_t cases = 0, translated = 0, passed = 0, failed = 0, by_design = 0;
  std::map<std::string, std::size_t> reasons_of_design, untranslated;
};

void print(std::string_view name, const Counts& counts) {
  std::size_t untranslated = 0;
  for (const auto& [why, count] : counts.untranslated) untranslated += count;
  fmt::print("{}: {} cases\n  {:5} translated\n  {:5}   passed\n  {:5}   differing by design\n", name,
             counts.cases, counts.translated, counts.passed, counts.by_design);
  for (const auto& [why, count] : counts.reasons_of_design) fmt::print("  {:5}     {}\n", count, why);
  fmt::print("  {:5}   failed\n  {:5} not translatable\n", counts.failed, untranslated);
  for (const auto& [why, count] : counts.untranslated) fmt::print("  {:5}     {}\n", count, why);
}

// Prints what failed; the counts add up to the number of cases.
Result<Counts> run_file(Dialect dialect, const std::string& path, engine::Backend& backend, DiffersList& list,
                        const std::string& show) {
  const auto cases = read_cases(dialect, path);
  if (!cases) return cases.failure();
  Counts counts;
  counts.cases = cases->size();
  std::vector<Translated> translated;
  std::vector<const FileCase*> from;
  for (std::size_t i = 0; i < cases->size(); ++i) {
    const FileCase& one = (*cases)[i];
    auto done = translate(one, i + 1);
    if (one.id == show)
      fmt::print("{}\n{}\n", one.expr, done ? policy_text({&*done}) : done.failure().message);
    if (!done) {
      ++counts.untranslated[done.failure().message];
      continue;
    }
    translated.push_back(std::move(*done));
    from.push_back(&one);
  }
  const std::vector<Outcome> got = outcomes(translated, backend);
  for (std::size_t i = 0; i < translated.size(); ++i) {
    const Translated& one = translated[i];
    if (got[i].value == "refused E0290") {
      ++counts.untranslated[std::string(reason::kNotYet)];
      continue;
    }
    ++counts.translated;
    Differs* known = nullptr;
    for (Differs& entry : list)
      if (entry.id == one.id) ++(known = &entry)->met;
    if (known && got[i].value == known->gives && !agrees(one, got[i])) {
      ++counts.by_design;
      ++counts.reasons_of_design[known->why];
    } else if (!known && agrees(one, got[i])) {
      ++counts.passed;
    } else {
      ++counts.failed;
      fmt::print("FAILED {}: {}\n  pol gives {}, expected {}{}\n", one.id, from[i]->expr, got[i].value,
                 one.expected, known ? fmt::format(", and differs.txt says {}", known->gives) : "");
      if (!got[i].detail.empty()) fmt::print("  {}\n", got[i].detail);
    }
  }
  return counts;
}

int run(const std::string& folder, const std::string& show) {
  if (!std::filesystem::exists(folder)) {
    fmt::print("skipped: {} is not here\n", folder);
    return 77;
  }
  const auto backend = native::make_backend();
  auto list = read_differs(POL_DIFFERS_FILE);
  if (!list) return fmt::print(stderr, "{}\n", list.failure().message), 3;
  bool good = true;
  struct File {
    Dialect dialect;
    const char* name;
  };
  for (const File file : {File{Dialect::feel, "feel_core.json"}, File{Dialect::cel, "cel_scalar.json"}}) {
    const auto counts = run_file(file.dialect, folder + "/" + file.name, *backend, *list, show);
    if (!counts) return fmt::print(stderr, "{}\n", counts.failure().message), 3;
    print(file.name, *counts);
    std::size_t sum = counts->passed + counts->by_design + counts->failed;
    if (sum != counts->translated) good = false;
    for (const auto& [why, count] : counts->untranslated) sum += count;
    if (sum != counts->cases || counts->cases == 0 || counts->passed == 0) {
      fmt::print("FAILED: {} cases stand in the buckets, not {}\n", sum, counts->cases);
      good = false;
    }
    good = good && counts->failed == 0;
  }
  for (const Differs& one : *list)
    if (one.met != 1) {
      fmt::print("FAILED: differs.txt names {}, which is no translated case or stands twice\n", one.id);
      good = false;
    }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace pol::conformance

int main(int argc, char** argv) {
  std::string folder = POL_CONFORMANCE_DIR, show;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--show" && i + 1 < argc)
      show = argv[++i];
    else
      folder = argv[i];
  }
  return pol::conformance::run(folder, show);
}
