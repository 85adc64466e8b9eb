#include "compiler/population/gates.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/base/diagnostics.h"
#include "runtime/value/constant.h"
#include "runtime/value/rounding.h"

namespace pol::population {

Result<Gate> read_gate(const std::string& text, const std::vector<std::string>& names) {
  const std::size_t equals = text.find('=');
  Gate gate{text.substr(0, equals), 0, equals == std::string::npos ? "" : text.substr(equals + 1)};
  if (std::find(names.begin(), names.end(), gate.name) == names.end()) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    const std::string near = nearest(gate.name, names);
    return Failure{Exit::usage, "--gate: `" + gate.name + "` is no gate; " +
                                    (near.empty() ? "there are " + all : "did you mean `" + near + "`?")};
  }
  const auto limit = parse_literal(gate.text);
  std::optional<i128> most;
  if (limit && limit->type.kind == Kind::percent) most = rescale(limit->number, limit->type.scale, 6);
  if (!most || *most < 0 || *most > INT64_MAX)
    return Failure{Exit::usage, "--gate: `" + gate.text + "` is no share; write " + gate.name + "=5%"};
  gate.most = static_cast<std::int64_t>(*most);
  return gate;
}

GateTable::GateTable() : section_{"gates", "Gates", "", {}, {}} {
  section_.tables.push_back({"gates",
                             "",
                             {{"gate", "gate", false},
                              {"most", "at most", false},
                              {"found", "found", false},
                              {"verdict", "verdict", false}},
                             {},
                             ""});
}

void GateTable::add(const Gate& gate, const Measured& measured, std::vector<std::string>& failed) {
  const bool known = measured.why_not.empty();
  const bool holds = known && measured.part * 1'000'000 <= i128{gate.most} * measured.whole;
  const std::string found = !known ? "not measured: " + measured.why_not
                                   : fmt::format("{:.3f}%", 100 * static_cast<double>(measured.part) /
                                                                static_cast<double>(measured.whole));
  section_.tables[0].rows.push_back({report::words(gate.name), report::words(gate.text), report::words(found),
                                     report::words(holds ? "holds" : "does not hold")});
  if (!holds) failed.push_back(gate.name + " is " + found + ", the gate is " + gate.text);
}

}  // namespace pol::population
