#include "tests/support/source/workshop.h"

#include <unistd.h>

#include <atomic>
#include <fstream>

namespace pol::testing {
namespace {

constexpr int kMostRounds = 12;

}  // namespace

std::string CompiledSource::errors() const {
  std::string all;
  for (const Diagnostic& one : diagnostics.all())
    if (info(one.code).severity == Severity::error) all += one_line(one, *sources) + "\n";
  return all;
}

Workshop::Workshop() {
  static std::atomic<int> count{0};
  folder_ = std::filesystem::temp_directory_path() /
            ("pol_sources_" + std::to_string(static_cast<long>(::getpid())) + "_" + std::to_string(count++));
}

Workshop::~Workshop() {
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

void Workshop::write(const std::string& path, const std::string& text) {
  const auto there = written_.find(path);
  if (there != written_.end() && there->second == text) return;
  std::filesystem::create_directories((folder_ / path).parent_path());
  std::ofstream(folder_ / path, std::ios::binary) << text;
  written_[path] = text;
}

// Files of the program before would be found by their headers, so they go.
void Workshop::write(const SourceProgram& program) {
  for (auto there = written_.begin(); there != written_.end();) {
    bool wanted = program.companions.count(there->first) != 0;
    for (const SourceFile& file : program.files) wanted |= file.path == there->first;
    if (!wanted) std::filesystem::remove(folder_ / there->first);
    there = wanted ? std::next(there) : written_.erase(there);
  }
  for (const auto& [path, text] : program.companions) write(path, text);
  for (const SourceFile& file : program.files) write(file.path, file.text());
}

CompiledSource Workshop::compile(const SourceProgram& program, engine::Backend* backend) {
  write(program);
  CompiledSource made;
  made.sources = std::make_unique<Sources>();
  study::CompileOptions options;
  options.backend = backend;
  options.analyse.undecided = search_undecided;
  options.check.roots = {folder_.string()};
  made.compiled =
      study::compile(*made.sources, (folder_ / program.root().path).string(), made.diagnostics, options);
  return made;
}

bool Workshop::mend(SourceFile& file, const CompiledSource& refused) {
  std::set<int> wrong;
  for (const Diagnostic& one : refused.diagnostics.all()) {
    if (info(one.code).severity != Severity::error) continue;
    ++mended[std::string(info(one.code).name)];
    if (one.code == Code::E0601 && !file.with_clause && !file.clause.empty()) {
      file.with_clause = true;
      return true;
    }
    const bool here =
        one.span.file != kNoFile && refused.sources->path(one.span.file) == (folder_ / file.path).string();
    int piece = here ? file.piece_at(refused.sources->place(one.span).line) : -1;
    // Rows in a file of their own belong to the table that names it.
    if (!here && one.span.file != kNoFile) {
      const std::string rows =
          std::filesystem::path(refused.sources->path(one.span.file)).filename().string();
      for (std::size_t i = 0; i < file.pieces.size(); ++i)
        if (file.pieces[i].text.find('"' + rows + '"') != std::string::npos) piece = static_cast<int>(i);
    }
    if (piece < 0) return false;
    wrong.insert(piece);
  }
  for (auto piece = wrong.rbegin(); piece != wrong.rend(); ++piece) {
    SourcePiece& one = file.pieces[static_cast<std::size_t>(*piece)];
    one.text = std::exchange(one.fallback, "");
  }
  return !wrong.empty();
}

bool Workshop::settle(SourceProgram& program) {
  std::vector<SourceFile> later = std::move(program.files);
  program.files.clear();
  for (SourceFile& file : later) {
    program.files.push_back(std::move(file));
    for (int round = 0;; ++round) {
      const CompiledSource made = compile(program, nullptr);
      if (!made.diagnostics.errors()) break;
      why = made.errors();
      if (round == kMostRounds || !mend(program.files.back(), made)) return false;
    }
  }
  return true;
}

}  // namespace pol::testing
