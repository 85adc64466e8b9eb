#include "compiler/population/gates.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "runtime/base/diagnostics.h"
#include "runtime/value/constant.h"
#include "runtime/value/rounding.h"

namespace pol::population {

Result<Gate> read_gate(const std::string& text, const std::vector<GateName>& names) {
  const std::size_t equals = text.find('=');
  const std::string asked = text.substr(0, equals);
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const GateName& n) { return n.name == asked; });
  if (found == names.end()) {
    std::vector<std::string> all;
    for (const GateName& name : names) all.push_back(name.name);
    const std::string near = nearest(asked, all);
    return Failure{Exit::usage, "--gate: `" + asked + "` is no gate; " +
                                    (near.empty() ? fmt::format("there are {}", fmt::join(all, ", "))
                                                  : "did you mean `" + near + "`?")};
  }
  Gate gate{*found, 0, equals == std::string::npos ? "" : text.substr(equals + 1)};
  const auto limit = parse_literal(gate.text);
  std::optional<i128> most;
  if (limit && limit->type.kind == (gate.of.index ? Kind::number : Kind::percent))
    most = rescale(limit->number, limit->type.scale, 6);
  if (!most || *most < 0 || *most > INT64_MAX)
    return Failure{Exit::usage,
                   fmt::format("--gate: `{}` is no {}; write {}={}", gate.text,
                               gate.of.index ? "number" : "share", asked, gate.of.index ? "0.25" : "5%")};
  gate.most = static_cast<std::int64_t>(*most);
  return gate;
}

Measured measured_index(double index) {
  return {static_cast<i128>(std::llround(index * 1e6)), 1'000'000, ""};
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
  const double value = known ? static_cast<double>(measured.part) / static_cast<double>(measured.whole) : 0;
  const std::string found = !known          ? "not measured: " + measured.why_not
                            : gate.of.index ? fmt::format("{:.4f}", value)
                                            : fmt::format("{:.3f}%", 100 * value);
  section_.tables[0].rows.push_back({report::words(gate.of.name), report::words(gate.text),
                                     report::words(found), report::words(holds ? "holds" : "does not hold")});
  if (!holds) failed.push_back(gate.of.name + " is " + found + ", the gate is " + gate.text);
}

}  // namespace pol::population
