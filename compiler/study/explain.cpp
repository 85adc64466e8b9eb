#include "compiler/study/explain.h"

#include <nlohmann/json.hpp>

namespace pol::study {

std::string explanation_json(const Explanation& explanation) {
  nlohmann::ordered_json out;
  out["headline"] = explanation.headline;
  out["sections"] = nlohmann::ordered_json::array();
  for (const auto& section : explanation.sections) {
    nlohmann::ordered_json lines = nlohmann::ordered_json::array();
    for (const auto& line : section.lines) lines.push_back({{"depth", line.depth}, {"text", line.text}});
    out["sections"].push_back({{"title", section.title}, {"lines", std::move(lines)}});
  }
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace pol::study
