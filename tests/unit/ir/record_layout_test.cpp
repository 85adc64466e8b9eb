#include "runtime/ir/record_layout.h"

#include <catch2/catch.hpp>

#include "tests/unit/ir/sample_module.h"

using namespace pol;
using namespace pol::ir;

TEST_CASE("fields follow one another and none crosses a word") {
  const Module m = testing::sample_module();
  const RecordLayout layout = record_layout(m);
  CHECK(layout.words == 1);
  std::uint32_t at = 0;
  for (const Field& field : layout.fields) {
    CHECK(field.word * 64 + field.shift == at);
    CHECK(field.shift + field.bits <= 64);
    at += field.bits;
  }
  CHECK(layout.find(FieldKind::arm, 0)->bits == 3);            // 1 to 4
  CHECK(layout.find(FieldKind::row, 0)->bits == 2);            // 1 to 3
  CHECK(layout.find(FieldKind::output_masked, 0) == nullptr);  // no mask, no bit
  CHECK(layout.find(FieldKind::output_masked, 1) != nullptr);
  CHECK(layout.find(FieldKind::tag_missing, testing::kIdVerified) == nullptr);  // never missing
  CHECK(layout.find(FieldKind::tag_missing, testing::kScore) != nullptr);
}

TEST_CASE("a field that would cross a word starts the next") {
  Module m = testing::sample_module();
  m.knockouts.assign(21, m.knockouts[0]);  // 1 undecided + 3 * 21 = 64 bits
  const RecordLayout layout = record_layout(m);
  CHECK(layout.find(FieldKind::knockout_waived, 20)->word == 0);
  CHECK(layout.find(FieldKind::event_active, 0)->word == 1);
  CHECK(layout.find(FieldKind::event_active, 0)->shift == 0);
  CHECK(layout.words == 2);
}

TEST_CASE("rows of which several are used have a bit each, elements of lists a place each") {
  Module m = testing::sample_module();
  const Ref yes = m.knockouts[0].fired;
  m.table_uses.push_back({0, kNone, {}, {yes, yes, yes}});
  m.table_uses.push_back({0, kNone, {}, {yes, yes}});
  m.outputs[0].elements = {yes, yes};
  m.outputs[1].elements = {yes, yes, yes};
  const RecordLayout layout = record_layout(m);
  CHECK(layout.find(FieldKind::row, 0) != nullptr);
  CHECK(layout.find(FieldKind::row, 1) == nullptr);
  CHECK(first_row_used(m, 2) == 3);
  CHECK(layout.find(FieldKind::row_used, 4)->bits == 1);
  CHECK(layout.find(FieldKind::row_used, 5) == nullptr);
  CHECK(row_used(m, 4) == yes);
  CHECK(row_used(m, 5) == kNone);
  CHECK(output_slots(m) == m.outputs.size() + 5);
  CHECK(first_element(m, 1) == m.outputs.size() + 2);
  CHECK(output_slot(m, 0) == m.outputs[0].value);
  CHECK(output_slot(m, m.outputs.size() + 4) == yes);
}
