#include "tests/metamorphic/transform.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <regex>
#include <sstream>

#include "compiler/syntax/parse.h"

namespace pol::testing {
namespace {

namespace fs = std::filesystem;

// One file's tree and text; the program's own files parse.
struct ParsedText {
  explicit ParsedText(const SourceFile& file) : text(file.text()) {
    const FileId id = sources.add(file.path, text);
    tree = syntax::parse(sources, id, diagnostics).file;
  }
  std::string slice(const Span& span) const { return text.substr(span.begin, span.end - span.begin); }
  Sources sources;
  Diagnostics diagnostics;
  std::string text;
  std::unique_ptr<syntax::File> tree;
};

Span span_of(const syntax::Item& item) {
  return std::visit([](const auto& one) { return one.span; }, item);
}

// Insertions and replacements by place, applied from the end.
class Edits {
 public:
  void put(std::size_t at, std::size_t length, std::string text) {
    edits_.emplace(at, Edit{length, std::move(text)});
  }
  bool empty() const { return edits_.empty(); }
  std::string apply(std::string text) const {
    for (auto edit = edits_.rbegin(); edit != edits_.rend(); ++edit)
      text.replace(edit->first, edit->second.length, edit->second.text);
    return text;
  }

 private:
  struct Edit {
    std::size_t length;
    std::string text;
  };
  std::multimap<std::size_t, Edit> edits_;
};

SourceFile whole(const std::string& path, std::string text) {
  SourceFile file;
  file.path = path;
  file.head = std::move(text);
  return file;
}

bool word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

const std::regex kOf("[ \\t\\r\\n]+of\\b");
const std::set<std::string> kFolds{"sum", "average", "lowest", "highest", "trend", "count"};

// Names outside strings and comments; what stands behind a dot is part of something else, but for `tags.`.
std::string with_names(const std::string& text, const std::map<std::string, std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (text[i] == '"') {
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      ++end;
    } else if (text.compare(i, 2, "--") == 0) {
      end = std::min(text.find('\n', i), text.size());
    } else if (word_character(text[i])) {
      while (end < text.size() && word_character(text[end])) ++end;
      // `trend of` is one word, whatever tag is called `trend`.
      const bool fold = std::regex_search(text.begin() + static_cast<std::ptrdiff_t>(end), text.end(), kOf,
                                          std::regex_constants::match_continuous) &&
                        kFolds.count(text.substr(i, end - i));
      const auto found = fold ? names.end() : names.find(text.substr(i, end - i));
      const bool part = i > 0 && text[i - 1] == '.' && (i < 5 || text.compare(i - 5, 5, "tags.") != 0);
      if (found != names.end() && !part) {
        out += found->second;
        i = end;
        continue;
      }
    }
    out += text.substr(i, end - i);
    i = end;
  }
  return out;
}

bool is_catalogue(const std::string& path) {
  return path.rfind("tags/", 0) == 0 || path.find("/tags/") != std::string::npos;
}

const std::regex kTagId("^(\\s*- (?:\\{)?id: )([a-z_][a-z0-9_]*)(.*)$");

// Steps of one target act in their order in the file, and so do knockouts: such items stay in order.
std::string stays_with(const syntax::Item& item) {
  if (const auto* guard = std::get_if<syntax::Guard>(&item)) return guard->target.text;
  if (std::holds_alternative<syntax::Knockouts>(item)) return "knockouts";
  return "";
}

}  // namespace

SourceProgram read_pack(const std::string& folder, const std::string& root) {
  SourceProgram program;
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    const std::string below = fs::relative(path, folder).string();
    if (path.extension() == ".pol")
      program.files.push_back(whole(below, text.str()));
    else if (path.extension() == ".yaml" || path.extension() == ".csv")
      program.companions[below] = text.str();
  }
  std::stable_partition(program.files.begin(), program.files.end(),
                        [&](const SourceFile& file) { return file.path != root; });
  return program;
}

Variant with_renamed_tags(const SourceProgram& program) {
  Variant out{"tags renamed", program, {}, {}, false};
  std::vector<std::string> ids;
  for (const auto& [path, text] : program.companions) {
    if (!is_catalogue(path)) continue;
    std::istringstream lines(text.substr(text.find("\ntags:")));
    std::smatch found;
    for (std::string line; std::getline(lines, line);)
      if (std::regex_match(line, found, kTagId)) ids.push_back(found[2]);
  }
  std::sort(ids.begin(), ids.end());
  for (std::size_t i = 0; i < ids.size(); ++i)
    out.renamed[ids[i]] = fmt::format("renamed_{:04}", ids.size() - i);
  out.changed = !ids.empty();
  for (auto& [path, text] : out.program.companions) {
    if (!is_catalogue(path)) continue;
    std::istringstream lines(text);
    std::string made;
    bool tags = false;
    std::smatch found;
    for (std::string line; std::getline(lines, line);) {
      tags |= line == "tags:";
      const std::size_t check = line.find("check: \"");
      if (tags && std::regex_match(line, found, kTagId))
        line = found[1].str() + out.renamed[found[2]] + found[3].str();
      else if (!tags && check != std::string::npos)
        line = line.substr(0, check + 8) + with_names(line.substr(check + 8), out.renamed);
      made += line + "\n";
    }
    text = made;
  }
  for (SourceFile& file : out.program.files) file = whole(file.path, with_names(file.text(), out.renamed));
  // The header of rows from a file names the columns.
  for (auto& [path, text] : out.program.companions)
    if (path.size() > 4 && path.substr(path.size() - 4) == ".csv") {
      const std::size_t end = text.find('\n');
      text = with_names(text.substr(0, end), out.renamed) + text.substr(end);
    }
  return out;
}

Variant with_reordered_items(const SourceProgram& program, Rng& rng) {
  Variant out{"items reordered", program, {}, {}, false};
  for (SourceFile& file : out.program.files) {
    const ParsedText parsed(file);
    const auto& items = parsed.tree->items;
    if (items.size() < 2) continue;
    std::vector<std::size_t> order(items.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
    for (std::size_t i = 0; i < order.size(); ++i)
      for (std::size_t k = i + 1; k < order.size(); ++k)
        if (order[i] > order[k] && !stays_with(items[order[i]]).empty() &&
            stays_with(items[order[i]]) == stays_with(items[order[k]]))
          std::swap(order[i], order[k]);
    std::string text = parsed.text.substr(0, span_of(items[0]).begin) + "\n";
    for (const std::size_t i : order) {
      const std::size_t begin = span_of(items[i]).begin;
      const std::size_t end = i + 1 < items.size() ? span_of(items[i + 1]).begin : parsed.text.size();
      text += parsed.text.substr(begin, end - begin) + "\n";
    }
    out.changed |= !std::is_sorted(order.begin(), order.end());
    file = whole(file.path, std::move(text));
  }
  return out;
}

Variant with_dead_rules(const SourceProgram& program, const engine::Chain& chain) {
  Variant out{"dead rules added", program, {}, {"K9901", "S9901"}, false};
  for (SourceFile& file : out.program.files) {
    const ParsedText parsed(file);
    const syntax::Header& header = parsed.tree->header;
    std::string tag;  // never missing and read already
    for (std::size_t i = 0; i < chain.size(); ++i) {
      const ir::Module& module = chain.member(i).module();
      if (module.policy.name != header.name.text || header.library) continue;
      for (std::size_t k = 1; k < module.inputs.size(); ++k)
        if (module.inputs[k].forbid && !module.inputs[k].needed && !module.inputs[k].bucket)
          tag = module.inputs[k].name;
    }
    if (tag.empty()) continue;
    const std::string never = fmt::format(" when {0} is not {0}\n", tag);
    Edits edits;
    int brakes = 9901;
    for (const syntax::Item& item : parsed.tree->items) {
      if (const auto* block = std::get_if<syntax::Knockouts>(&item)) {
        const syntax::Knockout& first = block->items.front();
        edits.put(first.span.begin, 0,
                  fmt::format("K9901 {} {}{}  ", first.value.text, parsed.slice(first.because.span), never));
      }
      const auto* guard = std::get_if<syntax::Guard>(&item);
      if (!guard || guard->legal) continue;
      const syntax::Step& last = guard->steps.back();
      if (last.verb != syntax::Verb::cap && last.verb != syntax::Verb::floor) continue;
      const std::string code = fmt::format("B{}", brakes++);
      edits.put(last.span.end, 0,
                fmt::format("\n  {} {} {}{}", code, last.verb == syntax::Verb::cap ? "cap" : "floor",
                            parsed.slice(last.amount->span), never));
      out.dead.insert(code);
    }
    out.changed |= !edits.empty();
    std::string text = edits.apply(parsed.text);
    text += fmt::format("\nshock S9901 \"never\" ticket \"T-0\" from 2026-11-01 until 2026-12-01\n {}end\n",
                        never);
    file = whole(file.path, std::move(text));
  }
  return out;
}

Variant with_first_for_unique(const SourceProgram& program) {
  Variant out{"unique as first", program, {}, {}, false};
  for (SourceFile& file : out.program.files) {
    const ParsedText parsed(file);
    Edits edits;
    const auto translate = [&](const syntax::Table& table) {
      if (table.hit.empty())
        edits.put(table.name.span.end, 0, " hit first");
      else if (table.hit.size() == 1 && table.hit[0] == "unique")
        edits.put(table.hit_span.begin, table.hit_span.end - table.hit_span.begin,
                  parsed.slice(table.hit_span).rfind("hit", 0) == 0 ? "hit first" : "first");
    };
    for (const syntax::Item& item : parsed.tree->items) {
      if (const auto* table = std::get_if<syntax::Table>(&item)) translate(*table);
      if (const auto* function = std::get_if<syntax::Define>(&item))
        for (const auto& local : function->locals)
          if (const auto* table = std::get_if<syntax::Table>(&local)) translate(*table);
    }
    out.changed |= !edits.empty();
    file = whole(file.path, edits.apply(parsed.text));
  }
  return out;
}

}  // namespace pol::testing
