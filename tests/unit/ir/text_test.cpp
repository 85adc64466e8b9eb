#include "runtime/ir/text.h"

#include <catch2/catch.hpp>

#include "runtime/ir/verify.h"
#include "tests/unit/ir/sample_module.h"

using namespace pol;

namespace {

// The one message, as "LINE:COLUMN message".
std::string error_of(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const FileId file = sources.add("x.ir", text);
  const auto module = ir::parse(sources, file, diagnostics);
  if (module) return "";
  REQUIRE(diagnostics.all().size() == 1);
  const Diagnostic& only = diagnostics.all().front();
  REQUIRE(only.code == Code::E1040);
  const Place place = sources.place(only.span);
  return std::to_string(place.line) + ":" + std::to_string(place.column) + " " + only.message;
}

ir::Module parsed(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  auto module = ir::parse(sources, sources.add("x.ir", text), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) FAIL(one_line(diagnostic, sources));
  REQUIRE(module);
  return *module;
}

}  // namespace

TEST_CASE("printed IR reads back as the same module") {
  ir::Module module = testing::sample_module();
  const std::string text = ir::print(module);
  ir::Module again = parsed(text);
  CHECK(ir::print(again) == text);
  CHECK(again.insts == module.insts);
  CHECK(again.operands == module.operands);
  CHECK(again.types == module.types);
  CHECK(again.tables == module.tables);
  CHECK(again.inputs == module.inputs);
  CHECK(again.outputs == module.outputs);
  CHECK(again.knockouts == module.knockouts);
  CHECK(again.steps == module.steps);
  CHECK(again.policy == module.policy);
  CHECK(ir::verify(again).empty());
}

TEST_CASE("what comes from a needed policy reads back, and is checked") {
  ir::Module module = testing::sample_module();
  module.needs.push_back({"limit", "sme", "l", 8, "00ff"});
  ir::Input asked = module.inputs[0];
  asked.name = "l.reasons includes R06";
  asked.needed = ir::Needed{ir::Needed::Form::reason_listed, 0, "R06"};
  Type yes_no;
  yes_no.range = {0, 1};
  asked.type = static_cast<std::uint16_t>(module.types.size());
  module.types.push_back(yes_no);
  module.inputs.push_back(asked);
  CHECK(ir::verify(module).empty());
  const ir::Module again = parsed(ir::print(module));
  CHECK(again.needs == module.needs);
  CHECK(again.inputs == module.inputs);

  ir::Module wrong = module;
  wrong.inputs.back().needed->policy = 1;
  CHECK(!ir::verify(wrong).empty());
  wrong = module;
  wrong.inputs.back().type = 0;  // not a bool
  CHECK(!ir::verify(wrong).empty());
  wrong = module;
  wrong.inputs.back().forbid = false;
  CHECK(!ir::verify(wrong).empty());
}

TEST_CASE("scorecards and lists of reasons read back") {
  ir::Module module = testing::sample_module();
  const std::uint32_t points = module.insts[module.outputs[0].defined].b;
  module.scorecards.push_back({"card", module.choices[0].number, ir::kNone, 3, {{0, points}}});
  module.undecided.reasons = {{ir::ReasonRef::Form::scorecard, 0}, {ir::ReasonRef::Form::code, 2}};
  const std::string text = ir::print(module);
  CHECK(text.find("reasons (p0 r2)") != std::string::npos);
  const ir::Module again = parsed(text);
  CHECK(again.scorecards == module.scorecards);
  CHECK(again.undecided.reasons == module.undecided.reasons);
  CHECK(ir::print(again) == text);
}

TEST_CASE("an instruction is one readable line") {
  const std::string text = ir::print(testing::sample_module());
  CHECK(text.find("\n%0 = input i1 : t1 ; score\n") != std::string::npos);
  CHECK(text.find("= first_arm (%") != std::string::npos);
  CHECK(text.find("; 500000.00 CNY\n") != std::string::npos);
  CHECK(text.find("  row 300..559\n  row 560..850\n  row missing 63\n") != std::string::npos);
}

TEST_CASE("texts with odd bytes come back") {
  ir::Module module = testing::sample_module();
  module.texts.push_back(std::string("a\"b\\c\n\x01\xff\0z", 10));
  CHECK(parsed(ir::print(module)).texts.back() == module.texts.back());
}

TEST_CASE("text that is no IR is refused with its place") {
  CHECK(error_of("") == "1:1 expected `pol_ir`, found the end");
  CHECK(error_of("pol_ir 2") == "1:8 expected `1`, found `2`");
  std::string text = ir::print(testing::sample_module());
  CHECK(error_of(text + "more").find("nothing may follow `end`, found `more`") != std::string::npos);
  const auto broken = [&](const std::string& from, const std::string& to) {
    std::string copy = text;
    const std::size_t at = copy.find(from);
    REQUIRE(at != std::string::npos);
    return error_of(copy.replace(at, from.size(), to));
  };
  CHECK(broken("= first_arm", "= first_harm").find("expected the name of an op") != std::string::npos);
  CHECK(broken("%0 =", "%1 =").find("expected `%0`") != std::string::npos);
  CHECK(broken("2027-05-01", "2027-02-30").find("expected a date") != std::string::npos);
  CHECK(broken("300..559", "300").find("expected") != std::string::npos);
  CHECK(broken("\"Suqian\"", "\"Suq\\ian\"").find("unknown escape") != std::string::npos);
  CHECK(broken("500000\n", "99999999999999999999999999999999999999999\n").find("expected a number") !=
        std::string::npos);
  CHECK(broken("language 1", "language 99999999999").find("too large here") != std::string::npos);
}

TEST_CASE("every beginning of a text is refused without harm") {
  const std::string text = ir::print(testing::sample_module());
  for (std::size_t size = 0; size + 5 < text.size(); size += 7)
    CHECK_FALSE(error_of(text.substr(0, size)).empty());
}

TEST_CASE("enforced invariants read back, and belong to the content") {
  ir::Module module = testing::sample_module();
  module.invariants = {{"I01", module.knockouts[0].condition, {testing::kScore, testing::kAsk}}};
  CHECK(ir::verify(module).empty());
  const std::string text = ir::print(module);
  const ir::Module again = parsed(text);
  CHECK(again.invariants == module.invariants);
  CHECK(ir::print(again) == text);
  module.invariants[0].tags = {testing::kDate};
  CHECK(!ir::verify(module).empty());
  module.invariants[0] = {"I01", module.outputs[1].value, {testing::kScore}};
  CHECK(!ir::verify(module).empty());
}
