#include "tests/support/source/program.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/support/source/maker.h"

namespace pol::testing {

std::string SourceFile::text() const {
  std::string all = head;
  for (const SourcePiece& piece : pieces) all += piece.text;
  if (with_clause) all += clause;
  return all;
}

int SourceFile::piece_at(std::size_t line) const {
  const auto lines = [](const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  };
  std::size_t end = lines(head);
  if (line <= end) return -1;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (line <= (end += lines(pieces[i].text))) return static_cast<int>(i);
  return -1;
}

SourceMaker::SourceMaker(std::uint64_t seed) : rng_(seed) {}

void SourceMaker::begin_file(const std::string& path) {
  program_.files.push_back({path, "", {}, "", false});
  enums_ = catalogue_enums();
  enums_.push_back({{"approve", "refer", "decline"}, false, ""});  // of the main output: number 3
  known_.clear();
  functions_.clear();
  policies_.clear();
  events_.clear();
  scorecards_.clear();
  lists_.clear();
  steps_of_.clear();
  knockouts_.clear();
  outputs_.clear();
  uses_.clear();
  impure_ = in_library_ = false;
  for (const SourceTag& tag : source_tags())
    if (!tag.series()) known_.push_back({tag.id, tag.sort, &tag, !tag.forbid, true});
}

void SourceMaker::make_library() {
  begin_file("lib.pol");
  in_library_ = true;
  enums_.pop_back();
  enums_.push_back({{"lib_small", "lib_large"}, true, ""});
  add_items(rng_.between(2, 4));
  add_function();
  program_.files.back().head =
      "language 1\nlibrary common version 2\n  owner \"Test\"\n  tags gen \"1\"\nend\n";
}

void SourceMaker::add_items(int count) {
  for (int i = 0; i < count; ++i) switch (rng_.between(0, 11)) {
      case 0:
      case 1:
      case 2:
        add_let();
        break;
      case 3:
        add_segment();
        break;
      case 4:
        add_choose();
        break;
      case 5:
        add_tree();
        break;
      case 6:
      case 7:
        add_table();
        break;
      case 8:
        add_collecting_table("");
        break;
      case 9:
        add_scorecard();
        break;
      case 10:
        add_function();
        break;
      case 11:
        if (in_library_)
          add_let();
        else if (rng_.percent(50))
          add_cost();
        else {
          Sort sort = some_sort();
          while (sort.kind == Kind::date || sort.kind == Kind::months) sort = some_sort();
          const bool legal = rng_.percent(30);
          add_guards(fresh("held"), sort, !legal || rng_.percent(50), legal);
        }
        break;
    }
}

void SourceMaker::plan_outputs() {
  if (kind_ == "limit")
    outputs_.push_back({"amount", {Kind::money, "CNY", 0}, true, rng_.percent(50), false});
  if (kind_ == "pricing") outputs_.push_back({"apr", {Kind::rate, "year", 0}, true, true, false});
  if (kind_ == "collections")
    outputs_.push_back({"fee", {Kind::money, "CNY", 0}, rng_.percent(40), true, false});
  for (int i = rng_.between(1, 3); i > 0; --i) {
    Output output{fresh("out"), some_sort(), false, false, false};
    if (rng_.percent(12)) {
      output.list = true;
      output.sort = {Kind::number, "", 0};
    } else if (rng_.percent(10)) {
      output.sort = {Kind::text, "", 0};
    } else if (rng_.percent(20) && output.sort.kind != Kind::date && output.sort.kind != Kind::months) {
      output.brakes = true;
    }
    outputs_.push_back(output);
  }
}

std::string SourceMaker::header(const std::string& name, int version) {
  std::string text =
      cat({"language 1\npolicy ", kind_, " ", name, " version ", std::to_string(version),
           "\n  owner \"Test\"\n  approved by 2 of (cro, cfo, head)\n  effective 2026-11-01 zone "
           "\"Asia/Shanghai\"\n  review by 2027-05-01\n",
           version > 1 && rng_.percent(30) ? "  replaces version " + std::to_string(version - 1) + "\n" : "",
           "  tags gen \"1\"\n  reasons gen \"1\"\n", uses_,
           "  gives outcome one of (approve, refer, decline)\n"});
  for (const Output& output : outputs_) {
    text += cat({"  gives ", output.name, " ", output.list ? "up to any 5 of int" : type_words(output.sort)});
    if (!output.list && output.sort.kind == Kind::money && rng_.percent(10))
      text += " to 0.01 " + output.sort.unit;
    if (rng_.percent(40)) text += cat({", ", constant_of(output.sort), " unless outcome is approve"});
    text += "\n";
  }
  return text + "end\n";
}

void SourceMaker::add_clause() {
  std::string text = cat({"undecided gives outcome ", rng_.percent(60) ? "refer" : "decline"});
  for (const Output& output : outputs_)
    text += cat({", ", output.name, " ",
                 !output.list       ? constant_of(output.sort)
                 : rng_.percent(60) ? "(1, 2)"
                                    : "()"});
  SourceFile& file = program_.files.back();
  file.clause = text + because(1) + "\n";
  file.with_clause = rng_.percent(75);
}

void SourceMaker::make_policy(const std::string& path, const std::string& name, int version) {
  const std::string uses = uses_;
  const std::vector<Known> imported = std::move(known_);
  const std::vector<KnownFunction> functions = std::move(functions_);
  const std::vector<SourceEnum> enums = enums_;
  const std::vector<KnownPolicy> policies = policies_;
  begin_file(path);
  uses_ = uses;
  policies_ = policies;
  functions_ = functions;
  if (!imported.empty()) known_ = imported;
  if (!enums.empty()) enums_ = enums;
  static const std::vector<std::string> kKinds{"limit", "limit", "pricing", "strategy", "collections"};
  kind_ = rng_.of(kKinds);
  plan_outputs();
  const bool knocks = kind_ != "strategy" || rng_.percent(60);
  if (knocks) plan_knockouts();
  add_experiments();
  add_items(rng_.between(1, 3));
  add_events();
  add_items(rng_.between(1, 4));
  if (rng_.percent(30)) add_late_experiment();
  add_knockouts();
  const Sort outcome{Kind::enumeration, "", 3};
  const std::size_t before = rng_.below(outputs_.size() + 1);
  for (std::size_t i = 0; i < before; ++i) add_output(outputs_[i]);
  if (knockouts_.empty() && kind_ == "strategy" && rng_.percent(60)) {
    if (rng_.percent(50))
      add_tree_of("outcome", outcome);
    else
      add_table("outcome", outcome);
  } else {
    add_main();
  }
  add_items(rng_.between(0, 2));
  for (std::size_t i = before; i < outputs_.size(); ++i) add_output(outputs_[i]);
  add_clause();
  if (rng_.percent(50)) add_checks();
  program_.files.back().head = header(name, version);
}

SourceProgram SourceMaker::take() {
  program_.companions["tags/gen.yaml"] = catalogue_text();
  program_.companions["reasons/gen.yaml"] = reasons_text();
  const auto forget = [&] {
    known_.clear();
    functions_.clear();
    policies_.clear();
    enums_.clear();
    uses_.clear();
  };
  const bool chain = rng_.percent(30);
  std::vector<KnownPolicy> needed;
  std::string needs;
  if (chain) {
    forget();
    make_policy("up.pol", "up", 3);
    needed.push_back({rng_.percent(50) ? kind_ : "before", {}});
    for (const auto& knockout : knockouts_) needed[0].knockouts.push_back(knockout.first);
    needs = cat({"  needs ", kind_, "/up version 3", needed[0].alias == "before" ? " as before" : "", "\n"});
    if (rng_.percent(40)) {
      forget();
      uses_ = needs;
      policies_ = needed;
      make_policy("middle.pol", "middle", 1);
      needed.push_back({"mid", {}});
      for (const auto& knockout : knockouts_) needed[1].knockouts.push_back(knockout.first);
      needs += cat({"  needs ", kind_, "/middle version 1 as mid\n"});
    }
  }
  forget();
  if (rng_.percent(35)) {
    make_library();
    std::string names;
    std::vector<Known> shared;
    for (const Known& one : known_) {
      // Enums of the library's own are not known to the policy by the maker's numbers.
      const bool simple = one.sort.kind != Kind::enumeration || one.sort.set < 3;
      const bool dotted = one.name.find('.') != std::string::npos;
      if (!one.tag && simple && !dotted) names += ", " + one.name;
      if (one.tag || (simple && !dotted)) shared.push_back(one);
    }
    for (const KnownFunction& one : functions_) names += ", " + one.name;
    known_ = std::move(shared);
    std::erase_if(functions_, [](const KnownFunction& one) {
      const auto own = [](const Sort& sort) { return sort.kind == Kind::enumeration && sort.set >= 3; };
      return own(one.result) || std::any_of(one.parameters.begin(), one.parameters.end(), own);
    });
    enums_.clear();
    uses_ = cat({"  use (", names.substr(2), ") from \"lib.pol\" version 2\n"});
  }
  uses_ += needs;
  policies_ = needed;
  make_policy("root.pol", "root", 2);
  return std::move(program_);
}

SourceProgram random_source(std::uint64_t seed) {
  return SourceMaker(seed).take();
}

}  // namespace pol::testing
