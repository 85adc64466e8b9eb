// A catalogue with a tag of every kind, and scenarios, doors and cases for it.
#pragma once
#include "compiler/population/scenario.h"
#include "compiler/population/shocker.h"
#include "tests/unit/sema/bundle.h"

namespace pol::test {

class Mill {
 public:
  Mill() {
    bundle_.write("tags/mill.yaml", R"(catalogue: mill
version: "3"
owner: Council
languages: [en]
enums:
  trade: [flour, oil, paper]
tags:
  - {id: owner, en: Owner, type: text, range: "1..40 characters", missing: forbid, sensitivity: open, typical: 'x'}
  - {id: place, en: Place, type: text, range: "1..40 characters", missing: policy, sensitivity: open, typical: missing}
  - {id: trade, en: Trade, type: enum trade, missing: forbid, sensitivity: open, typical: flour}
  - {id: flooded, en: Flooded, type: bool, missing: policy, sensitivity: open, typical: 'no'}
  - {id: wheels, en: Wheels, type: int, range: "0..99", missing: forbid, sensitivity: open, typical: '2'}
  - {id: takings, en: Takings, type: money CNY, range: "-1000..1000000", missing: policy, fresh_for: 30 days, sensitivity: open, typical: '100'}
  - {id: debts, en: Debts, type: money CNY to 1 CNY, range: "0..1000000", missing: policy, sensitivity: open, typical: '0'}
  - {id: rate, en: Rate, type: rate a year, range: "0%..36%", missing: policy, causes: [not_asked, no_hit], sensitivity: open, typical: '5%'}
  - {id: used, en: Used, type: percent, range: "0%..100%", missing: policy, sensitivity: open, typical: '50%'}
  - {id: built, en: Built, type: date, range: "1900-01-01..2026-12-31", missing: policy, sensitivity: open, typical: 2000-01-01}
  - {id: late, en: Late, type: days, range: "0..365", missing: policy, sensitivity: open, typical: '0 days'}
  - {id: inflow, en: Inflow, type: 3 of money CNY, range: "0..1000", missing: policy, sensitivity: open, typical: '10'}
  - {id: secret, en: Secret, type: int, range: "0..9", missing: policy, sensitivity: monitor_only, typical: '1'}
)");
    const auto file = sources.load(bundle_.path("tags/mill.yaml"));
    catalog = std::make_shared<const catalog::Catalog>(*catalog::read_catalog(sources, *file, diagnostics));
    Type date;
    date.kind = Kind::date;
    date.range = {kMinDay, kMaxDay};
    ir::Input decision_date;
    decision_date.name = "decision_date";
    add(decision_date, date);
    door.enums = catalog->enums;
    for (const catalog::Tag& tag : catalog->tags) {
      Type type = tag.type;
      type.count = 0;
      ir::Input input;
      input.fresh_days = tag.fresh_days;
      input.name = tag.id;
      if (tag.type.count == 0) add(input, type);
      for (std::uint16_t i = 1; i <= tag.type.count; ++i) {
        input.name = ir::element_name(tag.id, i);
        input.element = {tag.id, i, tag.type.count};
        add(input, type);
      }
    }
  }

  std::optional<population::Scenario> read(const std::string& text) {
    const FileId file = sources.add("dry.scenario.yaml", text);
    return population::read_scenario(sources, file, catalog, bundle_.path("tags/mill.yaml"), diagnostics);
  }
  // "E1030 4:13 message. fix", a line each.
  std::string reported() const {
    std::string lines;
    for (const Diagnostic& one : diagnostics.all()) {
      const Place place = sources.place(one.span);
      lines += (lines.empty() ? "" : "\n") + std::string(info(one.code).name) +
               (place.line ? " " + std::to_string(place.line) + ":" + std::to_string(place.column) : "") +
               " " + one.message + (one.fix.empty() ? "" : ". " + one.fix);
    }
    return lines;
  }
  std::size_t input(const std::string& name) const {
    for (std::size_t i = 0; i < door.inputs.size(); ++i)
      if (door.inputs[i].name == name) return i;
    return 0;
  }

  Sources sources;
  Diagnostics diagnostics;
  std::shared_ptr<const catalog::Catalog> catalog;
  ir::Module door;  // reads every tag

 private:
  void add(ir::Input input, const Type& type) {
    input.type = static_cast<std::uint16_t>(door.types.size());
    door.types.push_back(type);
    door.inputs.push_back(std::move(input));
  }
  Bundle bundle_;
};

// Gives one case to whoever asks, for any module, by the names of its inputs.
class OneCase : public data::CaseReader {
 public:
  explicit OneCase(const Mill& mill) : mill_(mill) {
    sent.case_id = "C-1";
    sent.decision_date = *parse_date("2026-11-08");
    sent.tags.resize(mill.door.inputs.size());
  }
  engine::SentTag& operator[](const std::string& name) { return sent.tags[mill_.input(name)]; }
  void put(const std::string& name, std::int64_t number) {
    engine::SentTag& tag = (*this)[name];
    tag.state = engine::SentTag::State::value;
    tag.number = number;
    tag.as_of = sent.decision_date;
  }
  void put(const std::string& name, const std::string& text) {
    put(name, 0);
    (*this)[name].text = text;
  }

  std::optional<data::RefusedRow> read(const data::CaseBlock&, std::size_t, std::size_t,
                                       engine::SentCase& to) override {
    to = sent;
    to.tags.assign(asked->inputs.size(), {});
    for (std::size_t i = 1; i < to.tags.size(); ++i)
      to.tags[i] = sent.tags[mill_.input(asked->inputs[i].name)];
    return std::nullopt;
  }
  data::RefusedRow refused(const data::CaseBlock&, std::size_t, const engine::SentCase&,
                           const engine::Refusal&) override {
    return {};
  }
  data::CellValue report_value(const data::CaseBlock&, std::size_t, std::size_t) override { return {}; }

  engine::SentCase sent;
  const ir::Module* asked = nullptr;  // what read() fills in

 private:
  const Mill& mill_;
};

}  // namespace pol::test
