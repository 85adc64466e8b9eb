// What several commands share: compiling the policies named on the command line.
#pragma once
#include "compiler/cli/commands.h"
#include "compiler/study/pipeline.h"

namespace pol::cli {

enum class EngineChoice : std::uint8_t { interpreter, native };

study::CompileOptions compile_options(const Context& context, engine::Backend* backend);

// The policies and libraries that names on a command line stand for: a folder is every .pol file below it,
// each behind those it needs. Fails with exit 2 for companion files (YAML, CSV, JSON), exit 3 for a folder
// that cannot be read or has none.
Result<std::vector<std::string>> policy_files(const std::vector<std::string>& names);

// Compiles one policy for deciding cases, and what it needs; diagnostics are printed. Fails with exit 1 on
// errors, exit 2 for a library, exit 4 if native code was asked for and cannot be had (the message says why).
Result<study::Compiled> load_policy(Context& context, const std::string& path, EngineChoice engine);

// --engine interp|native for commands that decide.
void add_engine_option(CLI::App& command, std::string& choice);
inline EngineChoice engine_choice(const std::string& word) {
  return word == "native" ? EngineChoice::native : EngineChoice::interpreter;
}
inline engine::Which which(EngineChoice choice) {
  return choice == EngineChoice::native ? engine::Which::scalar : engine::Which::interpreter;
}

}  // namespace pol::cli
