#include "compiler/sema/load.h"

#include <algorithm>
#include <filesystem>

#include "compiler/sema/header.h"
#include "compiler/sema/needs.h"
#include "compiler/sema/older_catalogue.h"
#include "compiler/sema/rows_file.h"
#include "compiler/syntax/parse.h"

namespace pol::sema {

using namespace syntax;
namespace fs = std::filesystem;

namespace {

bool has_tags(const fs::path& folder) {
  std::error_code error;
  return fs::is_directory(folder / "tags", error);
}

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// The roots in the order of search. Without --root the nearest folder at or above the file that has `tags/`.
std::vector<std::string> find_roots(const std::string& path, const std::vector<std::string>& given) {
  if (!given.empty()) return given;
  std::error_code error;
  const fs::path folder = fs::path(path).parent_path();
  if (has_tags(folder)) return {folder.empty() ? "." : folder.string()};
  for (fs::path at = fs::absolute(path, error).lexically_normal().parent_path(); !error;) {
    if (has_tags(at)) {
      const fs::path shorter = fs::proximate(at, error);
      return {error ? at.string() : shorter.string()};
    }
    if (at == at.parent_path()) break;
    at = at.parent_path();
  }
  return {};
}

bool below_root(const std::string& path) {
  if (path.empty() || path[0] == '/' || path.find('\\') != std::string::npos) return false;
  const fs::path parsed(path);
  return std::none_of(parsed.begin(), parsed.end(),
                      [](const fs::path& part) { return part == ".." || part == "."; });
}

class Loader {
 public:
  Loader(Sources& sources, Diagnostics& diagnostics, const CheckOptions& options)
      : sources_(sources), diagnostics_(diagnostics), options_(options) {}

  Loaded run(FileId file, const std::string& path) {
    roots_ = find_roots(path, options_.roots);
    loaded_.checked = std::make_unique<Checked>();
    const std::uint32_t first = add_unit(file, path_below_root(path));
    if (first == kNoUnit) return {};
    const Header& header = checked().units[0].file->header;
    if (!load_catalog(header)) return {};
    if (!header.library) load_reasons(header);
    check_catalogue_names();
    add_invariants(header.tags[0]);
    load_needs(checked(), roots_, sources_, diagnostics_, options_);
    return std::move(loaded_);
  }

 private:
  Checked& checked() { return *loaded_.checked; }

  std::string find(const std::string& path) const {
    for (const auto& root : roots_) {
      const fs::path candidate = fs::path(root) / path;
      if (is_file(candidate)) return candidate.lexically_normal().string();
    }
    return {};
  }

  // The name, without its ending, of the file in the folder of `path` that is spelled most like it; "" if
  // none.
  std::string near_path(const std::string& path) const {
    std::vector<std::string> names;
    for (const auto& root : roots_) {
      std::error_code error;
      for (const auto& entry : fs::directory_iterator(fs::path(root) / fs::path(path).parent_path(), error))
        names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return nearest(fs::path(path).stem().string(), names);
  }

  std::string path_below_root(const std::string& path) const {
    std::error_code error;
    const fs::path file = fs::weakly_canonical(path, error);
    for (const auto& root : roots_) {
      const fs::path relative = file.lexically_relative(fs::weakly_canonical(root, error));
      if (!relative.empty() && *relative.begin() != "..") return relative.generic_string();
    }
    return path;
  }

  // `use`: the line that asks for this file as a library; null for the file that is checked.
  std::uint32_t add_unit(FileId source, const std::string& root_path, const Header::Use* use = nullptr) {
    Parsed parsed = parse(sources_, source, diagnostics_);
    if (!parsed.file) return kNoUnit;
    if (use && !parsed.file->header.library) {
      diagnostics_.add(Code::E0206, use->path.span, "`" + root_path + "` is a policy, not a library",
                       "policies read each other's outputs with `needs`");
      return kNoUnit;
    }
    const auto unit = static_cast<std::uint32_t>(checked().units.size());
    checked().units.push_back({std::move(parsed.file), root_path, {}});
    loaded_.hidden.emplace_back(parsed.lost.begin(), parsed.lost.end());
    loaded_.incomplete.push_back(!parsed.complete);
    check_header(*checked().units[unit].file, diagnostics_);
    load_rows(*checked().units[unit].file);
    in_progress_.push_back(unit);
    const std::size_t count = checked().units[unit].file->header.uses.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t used = load_library(unit, i);
      checked().units[unit].uses.push_back(used);
      if (used == kNoUnit)
        for (const auto& name : checked().units[unit].file->header.uses[i].names)
          loaded_.hidden[unit].insert(name.text);
    }
    in_progress_.pop_back();
    return unit;
  }

  // Tables whose rows stand in a file of their own.
  void load_rows(File& file) {
    const auto one = [&](Table& table) {
      if (!table.rows_from) return;
      const std::string& path = table.rows_from->constant.text;
      const Span place = table.rows_from->span;
      if (!below_root(path)) {
        diagnostics_.add(Code::E0206, place, "`" + path + "` is not a path below a root",
                         "Write it with `/`, without `..` and without a leading `/`");
        return;
      }
      const std::string found = find(path);
      if (found.empty()) {
        diagnostics_.add(Code::E0206, place, "there is no file `" + path + "` below " + roots_text());
        return;
      }
      if (auto csv = sources_.load(found))
        add_rows(sources_, *csv, table, file.node_count, diagnostics_);
      else
        diagnostics_.add(Code::E0206, place, csv.failure().message);
    };
    for (Item& item : file.items) {
      if (auto* table = std::get_if<Table>(&item)) one(*table);
      if (auto* define = std::get_if<Define>(&item))
        for (auto& local : define->locals)
          if (auto* table = std::get_if<Table>(&local)) one(*table);
    }
  }

  std::uint32_t load_library(std::uint32_t user, std::size_t index) {
    const Header::Use& use = checked().units[user].file->header.uses[index];
    const std::string& path = use.path.constant.text;
    const Span place = use.path.span;
    if (!below_root(path)) {
      diagnostics_.add(Code::E0206, place, "`" + path + "` is not a path below a root",
                       "write it with `/`, without `..` and without a leading `/`");
      return kNoUnit;
    }
    std::uint32_t unit = kNoUnit;
    for (std::uint32_t i = 0; i < checked().units.size(); ++i)
      if (checked().units[i].root_path == path) unit = i;
    if (unit == kNoUnit) {
      if (failed_.count(path)) return kNoUnit;
      const std::string found = find(path);
      if (found.empty()) {
        const std::string near = near_path(path);
        diagnostics_.add(
            Code::E0206, place, "there is no library `" + path + "` below " + roots_text(),
            near.empty() ? ""
                         : "did you mean `" + fs::path(path).replace_filename(near + ".pol").string() + "`?");
        return kNoUnit;
      }
      auto source = sources_.load(found);
      if (!source) {
        diagnostics_.add(Code::E0206, place, source.failure().message);
        return kNoUnit;
      }
      unit = add_unit(*source, path, &use);
      if (unit == kNoUnit) failed_.insert(path);
    } else if (std::count(in_progress_.begin(), in_progress_.end(), unit)) {
      std::string circle;
      auto at = std::find(in_progress_.begin(), in_progress_.end(), unit);
      for (; at != in_progress_.end(); ++at) circle += checked().units[*at].file->header.name.text + " -> ";
      const std::string& name = checked().units[unit].file->header.name.text;
      diagnostics_.add(Code::E0305, place, "the library `" + name + "` uses itself: " + circle + name);
      return kNoUnit;
    }
    if (unit != kNoUnit) check_library(user, index, unit);
    return unit;
  }

  void check_library(std::uint32_t user, std::size_t index, std::uint32_t unit) {
    const Header::Use& use = checked().units[user].file->header.uses[index];
    const Header& library = checked().units[unit].file->header;
    if (library.version != use.version && library.complete)
      diagnostics_.add(
          Code::E0207, use.path.span,
          "the library `" + library.name.text + "` has version " + std::to_string(library.version) +
              ", not " + std::to_string(use.version),
          "read what has changed in it, then write `version " + std::to_string(library.version) + "`");
    for (std::uint32_t i = 0; i < checked().units.size(); ++i) {
      const Header& other = checked().units[i].file->header;
      if (i == unit || !other.library || other.name.text != library.name.text ||
          other.version == library.version)
        continue;
      diagnostics_.add(Code::E0211, use.path.span,
                       "two versions of the library `" + library.name.text + "` meet here: " +
                           std::to_string(library.version) + " and " + std::to_string(other.version),
                       "let all files of one decision use the same version");
    }
  }

  std::string roots_text() const {
    if (roots_.empty()) return "a folder that holds `tags/`";
    std::string text;
    for (const auto& root : roots_) text += (text.empty() ? "`" : "`, `") + root;
    return text + "`";
  }

  // Loads `folder/NAME.yaml`; the diagnostics of reading it go to `found`.
  std::optional<FileId> companion(const Header::Companion& line, const std::string& folder) {
    const std::string path = folder + "/" + line.name.text + ".yaml";
    const std::string at = find(path);
    if (at.empty()) {
      const std::string near = near_path(path);
      diagnostics_.add(
          Code::E1011, line.name.span, "there is no `" + path + "` below " + roots_text(),
          near.empty() ? "say where the companion files are: `--root DIR`" : "did you mean `" + near + "`?");
      return std::nullopt;
    }
    auto file = sources_.load(at);
    if (file) return *file;
    diagnostics_.add(Code::E1011, line.name.span, file.failure().message);
    return std::nullopt;
  }

  // The first mistake of a companion file is told where the policy names it, the others in the file itself.
  void tell(Diagnostics found, const Header::Companion& line, const std::string& folder) {
    tell(std::move(found), line, folder, line.name.text);
  }
  void tell(Diagnostics found, const Header::Companion& line, const std::string& folder,
            const std::string& name) {
    found.sort(sources_);
    bool first = true;
    for (const auto& diagnostic : found.all()) {
      if (first && diagnostic.severity() == Severity::error) {
        first = false;
        std::string at = folder + "/" + name + ".yaml";
        if (diagnostic.span.file != kNoFile) at += ":" + std::to_string(sources_.place(diagnostic.span).line);
        auto& told = diagnostics_.add(diagnostic.code, line.name.span, at + " " + diagnostic.message,
                                      diagnostic.fix, diagnostic.example);
        told.notes.push_back({diagnostic.span, "here"});
      } else {
        diagnostics_.add(diagnostic);
      }
    }
  }

  void check_version(const Header::Companion& line, const std::string& version, const std::string& what) {
    if (line.version.constant.text == version) return;
    diagnostics_.add(Code::E1011, line.version.span,
                     what + " `" + line.name.text + "` has version \"" + version + "\", not \"" +
                         line.version.constant.text + "\"",
                     "write \"" + version + "\", or bring back the file of that version");
  }

  // tags/NAME-VERSION.yaml, where a unit names a version before that of `newest`. Its own mistakes are told
  // where it is named.
  bool load_older(std::uint32_t unit, const Header::Companion& line, const catalog::Catalog& newest) {
    const std::string& version = line.version.constant.text;
    if (compare_versions(version, newest.version) >= 0 || version.find('/') != std::string::npos)
      return false;
    const std::string name = line.name.text + "-" + version;
    const std::string at = find("tags/" + name + ".yaml");
    if (at.empty()) return false;
    auto file = sources_.load(at);
    if (!file) {
      diagnostics_.add(Code::E1011, line.version.span, file.failure().message);
      return true;
    }
    Diagnostics found;
    auto older = catalog::read_catalog(sources_, *file, found);
    tell(std::move(found), line, "tags", name);
    if (!older) return true;
    if (older->name != newest.name || older->version != version)
      diagnostics_.add(
          Code::E1011, line.version.span,
          "tags/" + name + ".yaml is the catalogue `" + older->name + "` version \"" + older->version + "\"");
    else
      checked().older.push_back(
          {unit, line.version.span, std::make_shared<const catalog::Catalog>(std::move(*older))});
    return true;
  }

  bool load_catalog(const Header& header) {
    if (header.tags.empty()) return false;
    const Header::Companion& line = header.tags[0];
    const auto file = companion(line, "tags");
    if (!file) return false;
    Diagnostics found;
    auto catalog = catalog::read_catalog(sources_, *file, found);
    if (catalog) check_catalog(*catalog, found);
    tell(std::move(found), line, "tags");
    if (!catalog) return false;
    if (line.version.constant.text != catalog->version && !load_older(0, line, *catalog))
      check_version(line, catalog->version, "the catalogue");
    checked().catalog_path = sources_.path(*file);
    checked().enums = catalog->enums;
    checked().catalog = std::make_shared<const catalog::Catalog>(std::move(*catalog));
    return true;
  }

  // What the reader of catalogues cannot know: the words and conditions of the language.
  void check_catalog(const catalog::Catalog& catalog, Diagnostics& found) {
    for (const auto& tag : catalog.tags)
      if (is_reserved(tag.id) || tag.id == "decision_date")
        found.add(Code::E1003, tag.span,
                  "`" + tag.id + "` is a word of the language and may not be the id of a tag");
    for (const auto& invariant : catalog.invariants) {
      const FileId text = sources_.add("invariant " + invariant.id, invariant.check);
      Diagnostics wrong;
      parse_condition(sources_, text, wrong);
      for (const auto& diagnostic : wrong.all())
        found.add(diagnostic.code, invariant.check_span,
                  "invariant `" + invariant.id + "`: " + diagnostic.message, diagnostic.fix,
                  diagnostic.example);
    }
  }

  // Each becomes a library of one let, so that it is named, typed and lowered as anything else, and knows
  // nothing of the policy but the tags.
  void add_invariants(const Header::Companion& line) {
    const catalog::Catalog& catalog = *checked().catalog;
    std::string name = "invariant";
    while (catalog.find(name)) name += "_";
    for (const auto& invariant : catalog.invariants) {
      if (!invariant.enforced || invariant.check.empty()) continue;
      const std::string title = "tags/" + line.name.text + ".yaml, invariant " + invariant.id;
      const FileId text = sources_.add(
          title, "language 1 library invariant version 1 owner \"Catalogue\" tags " + line.name.text + " \"" +
                     catalog.version + "\" end\nlet " + name + " bool be\n" + invariant.check + "\n");
      const std::uint32_t unit = add_unit(text, title);
      if (unit == kNoUnit) continue;
      for (const Item& item : checked().units[unit].file->items)
        if (const auto* let = std::get_if<Let>(&item))
          checked().invariants.push_back({invariant.id, unit, let});
    }
  }

  void load_reasons(const Header& header) {
    if (header.reasons.empty()) return;
    const Header::Companion& line = header.reasons[0];
    const auto file = companion(line, "reasons");
    if (!file) return;
    Diagnostics found;
    auto reasons = catalog::read_reasons(sources_, *file, found);
    tell(std::move(found), line, "reasons");
    if (!reasons) return;
    check_version(line, reasons->version, "the reason file");
    checked().reasons_path = sources_.path(*file);
    checked().reasons = std::make_shared<const catalog::ReasonFile>(std::move(*reasons));
  }

  void check_catalogue_names() {
    for (std::uint32_t unit = 1; unit < checked().units.size(); ++unit) {
      const Header& header = checked().units[unit].file->header;
      if (header.tags.empty()) continue;
      const Header::Companion& line = header.tags[0];
      if (line.name.text != checked().catalog->name) {
        diagnostics_.add(Code::E0208, line.name.span,
                         "this library reads the catalogue `" + line.name.text +
                             "`, the file that uses it `" + checked().catalog->name + "`");
      } else if (line.version.constant.text != checked().catalog->version &&
                 !load_older(unit, line, *checked().catalog)) {
        diagnostics_.add(Code::E0208, line.version.span,
                         "this library reads version \"" + line.version.constant.text +
                             "\" of the catalogue `" + line.name.text + "`, the file that uses it \"" +
                             checked().catalog->version + "\"",
                         "look at what changed since then and name \"" + checked().catalog->version +
                             "\", or keep the older file as `tags/" + line.name.text + "-" +
                             line.version.constant.text + ".yaml`");
      }
    }
  }

  Sources& sources_;
  Diagnostics& diagnostics_;
  const CheckOptions& options_;
  std::vector<std::string> roots_;
  Loaded loaded_;
  std::vector<std::uint32_t> in_progress_;
  std::set<std::string> failed_;
};

}  // namespace

Loaded load_files(Sources& sources, FileId file, const std::string& path, Diagnostics& diagnostics,
                  const CheckOptions& options) {
  return Loader(sources, diagnostics, options).run(file, path);
}

Loaded load_files(Sources& sources, const std::string& path, Diagnostics& diagnostics,
                  const CheckOptions& options) {
  if (const auto file = sources.load(path))
    return load_files(sources, *file, path, diagnostics, options);
  else
    diagnostics.add(Code::E1011, Span{}, file.failure().message);
  return {};
}

}  // namespace pol::sema
