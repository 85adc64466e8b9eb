// Source programs on disk: the front end reads files, so each workshop has a folder of its own.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include "compiler/study/pipeline.h"
#include "tests/support/source/program.h"

namespace pol::testing {

// What was compiled points into its sources.
struct CompiledSource {
  std::unique_ptr<Sources> sources;
  Diagnostics diagnostics;
  study::Compiled compiled;
  explicit operator bool() const { return compiled.chain != nullptr; }
  std::string errors() const;  // one line each
};

class Workshop {
 public:
  Workshop();
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  // Makes the program one that the checker takes: what it refuses is replaced by its fallback, or dropped.
  // False where nothing sensible is left (`why` says it).
  bool settle(SourceProgram& program);
  std::string why;
  bool search_undecided = false;  // also ask whether a case may stay undecided, which takes most of the time
  std::map<std::string, std::uint64_t> mended;  // by the code that was told

  CompiledSource compile(const SourceProgram& program, engine::Backend* backend);
  std::filesystem::path folder() const { return folder_; }

 private:
  void write(const SourceProgram& program);
  void write(const std::string& path, const std::string& text);
  bool mend(SourceFile& file, const CompiledSource& refused);

  std::filesystem::path folder_;
  std::map<std::string, std::string> written_;
};

}  // namespace pol::testing
