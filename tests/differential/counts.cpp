#include "tests/differential/counts.h"

namespace pol::testing {
namespace {

constexpr const char* kHits[] = {"hit unique", "hit first", "hit any", "hit priority", "hit all rows"};

template <class Map>
void add_to(Map& sum, const Map& more) {
  for (const auto& [key, count] : more) sum[key] += count;
}

}  // namespace

const std::vector<std::string>& all_shapes() {
  static const std::vector<std::string> all{kHits[0],
                                            kHits[1],
                                            kHits[2],
                                            kHits[3],
                                            kHits[4],
                                            "otherwise row",
                                            "table without gaps",
                                            "missing cell",
                                            "cell of some causes",
                                            "all texts but some",
                                            "list output",
                                            "several table outputs",
                                            "experiment",
                                            "cost",
                                            "scorecard",
                                            "scorecard with odds",
                                            "input of a needed policy",
                                            "knockout",
                                            "waiver",
                                            "event",
                                            "step",
                                            "legal step",
                                            "tree",
                                            "segment",
                                            "decide",
                                            "evidence",
                                            "mask",
                                            "mask of a list",
                                            "text output",
                                            "enforced invariant",
                                            "undecided clause",
                                            "128-bit value"};
  return all;
}

void Counts::add(const Counts& other) {
  add_to(ops, other.ops);
  add_to(shapes, other.shapes);
  add_to(constructs, other.constructs);
  add_to(mended, other.mended);
  programs += other.programs, sources += other.sources, chains += other.chains, insts += other.insts;
  column_programs += other.column_programs, column_rows += other.column_rows;
  host_rows += other.host_rows, host_refused += other.host_refused;
  pairs += other.pairs, undecided += other.undecided, at_the_door += other.at_the_door;
  unusable += other.unusable, refused += other.refused, mismatches += other.mismatches;
}

void Counts::count(const ir::Module& module) {
  insts += module.insts.size();
  for (const ir::Inst& inst : module.insts) ++ops[inst.op];
  for (const ir::Table& table : module.tables) {
    ++shapes[kHits[static_cast<std::size_t>(table.hit)]];
    if (table.otherwise) ++shapes["otherwise row"];
    if (table.complete) ++shapes["table without gaps"];
    for (const ir::Cell& cell : table.cells) {
      if (!cell.any && cell.missing) ++shapes["missing cell"];
      if (cell.missing && cell.missing != cause::all) ++shapes["cell of some causes"];
      if (cell.except) ++shapes["all texts but some"];
    }
  }
  shapes["experiment"] += module.experiments.size();
  shapes["cost"] += module.cost_lines.size();
  shapes["scorecard"] += module.scorecards.size();
  for (const ir::Scorecard& card : module.scorecards) shapes["scorecard with odds"] += card.pd != ir::kNone;
  for (const ir::Input& input : module.inputs) shapes["input of a needed policy"] += input.needed.has_value();
  shapes["knockout"] += module.knockouts.size();
  for (const ir::Knockout& knockout : module.knockouts) shapes["waiver"] += knockout.waived != ir::kNone;
  shapes["event"] += module.events.size();
  for (const ir::Step& step : module.steps) ++shapes[step.legal ? "legal step" : "step"];
  shapes["enforced invariant"] += module.invariants.size();
  static constexpr const char* kForms[] = {"segment", "decide", "tree"};
  for (const ir::Choice& choice : module.choices) ++shapes[kForms[static_cast<std::size_t>(choice.form)]];
  shapes["evidence"] += module.evidence.size();
  shapes["undecided clause"] += module.undecided.has_clause;
  for (ir::Ref ref = 0; ref < module.insts.size(); ++ref) {
    const Type& type = module.type_of(ref);
    shapes["128-bit value"] += type.numeric() && !fits_i64(type.range);
  }
  std::map<std::uint32_t, int> columns;
  for (const ir::Output& output : module.outputs) {
    shapes["mask"] += output.shown_when != ir::kNone;
    if (!output.elements.empty()) ++shapes["list output"];
    if (!output.elements.empty() && output.shown_when != ir::kNone) ++shapes["mask of a list"];
    if (module.types[output.type].kind == Kind::text) ++shapes["text output"];
    if (output.table != ir::kNone && ++columns[output.table] == 2) ++shapes["several table outputs"];
  }
}

}  // namespace pol::testing
