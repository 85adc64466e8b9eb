// Cases and records as one line of text each: what the differential test prints and what tests/golden/ir
// holds.
//   20100 -5 missing:1 "ab"        values beside Module::inputs; missing with its cause bits
//   outputs 7 0!16 words 1f        `!` and cause bits after a missing output; record words in hex
#pragma once
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "tests/support/random_program.h"

namespace pol::testing {

inline std::string show(const ir::NativeRecord& record) {
  std::string out = "outputs";
  for (std::size_t i = 0; i < record.outputs.size(); ++i) {
    out += fmt::format(" {}", record.outputs[i]);
    if (record.output_causes[i]) out += fmt::format("!{}", record.output_causes[i]);
  }
  out += " words";
  for (const std::uint64_t word : record.words) out += fmt::format(" {:x}", word);
  return out;
}

inline std::string show(const ir::Module& module, const Case& given) {
  std::string out;
  for (std::size_t i = 0; i < module.inputs.size(); ++i) {
    if (i) out += " ";
    if (given.inputs.causes[i])
      out += fmt::format("missing:{}", given.inputs.causes[i]);
    else if (module.types[module.inputs[i].type].kind == Kind::text)
      out += fmt::format("\"{}\"", interp::text_of(given.slots[i]));
    else
      out += std::to_string(given.inputs.values[i]);
  }
  return out;
}

// Texts hold no quotes. A line with too few values is filled up with zeros.
inline Case read_case(const ir::Module& module, const std::string& line) {
  std::vector<GivenValue> values(module.inputs.size());
  std::size_t at = 0;
  for (GivenValue& value : values) {
    at = line.find_first_not_of(' ', at);
    if (at == std::string::npos) break;
    const std::size_t end = line[at] == '"' ? line.find('"', at + 1) + 1 : line.find(' ', at);
    const std::string word = line.substr(at, end - at);
    if (word.rfind("missing:", 0) == 0)
      value.causes = static_cast<CauseMask>(std::atoi(word.c_str() + 8));
    else if (word[0] == '"')
      value.text = word.substr(1, word.size() - 2);
    else
      value.value = std::strtoll(word.c_str(), nullptr, 10);
    at = end;
  }
  return make_case(module, values);
}

}  // namespace pol::testing
