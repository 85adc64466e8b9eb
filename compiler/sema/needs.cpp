#include "compiler/sema/needs.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>

#include "compiler/sema/policy_heads.h"

namespace pol::sema {

using namespace syntax;
namespace fs = std::filesystem;

// Every policy below the roots: where it stands and what its head says it needs.
struct PolicyIndex {
  struct Entry {
    std::string path;
    std::vector<PolicyId> needs;
  };
  std::map<PolicyId, std::vector<Entry>> entries;  // more than one: E0212 where one of them is needed
  // Files and folders that cannot be read, and why: what is looked for may stand there.
  std::vector<std::pair<std::string, std::string>> unreadable;
};

namespace {

// Why a file or folder cannot be read; "" if it can.
std::string not_readable(const fs::path& path) {
  std::error_code error;
  const bool folder = fs::is_directory(path, error);
  const int wanted = folder ? R_OK | X_OK : R_OK;
  return ::access(path.c_str(), wanted) == 0 ? "" : std::strerror(errno);
}

// A file of a later root that has the path of an earlier one is hidden by it.
std::shared_ptr<const PolicyIndex> index_policies(const std::vector<std::string>& roots) {
  auto index = std::make_shared<PolicyIndex>();
  std::set<std::string> seen;
  for (const std::string& root : roots) {
    std::vector<fs::path> files;
    std::error_code error;
    fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, error);
    for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
      std::error_code unknown;
      const bool folder = it->is_directory(unknown);
      if (!folder && it->path().extension() != ".pol") continue;
      if (const std::string why = not_readable(it->path()); !why.empty())
        index->unreadable.emplace_back(it->path().lexically_normal().string(), why);
      else if (!folder)
        files.push_back(it->path());
    }
    if (error) index->unreadable.emplace_back(root, error.message());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files)
      if (seen.insert(file.lexically_relative(root).generic_string()).second)
        if (auto head = read_head(file))
          index->entries[head->id].push_back({file.lexically_normal().string(), std::move(head->needs)});
  }
  std::sort(index->unreadable.begin(), index->unreadable.end());
  return index;
}

std::string title(const std::string& kind, const std::string& name) {
  return kind + "/" + name;
}
std::string title(const Header& header) {
  return title(header.kind.text, header.name.text);
}

class NeedsLoader {
 public:
  NeedsLoader(Checked& checked, const std::vector<std::string>& roots, Sources& sources,
              Diagnostics& diagnostics, const CheckOptions& options)
      : checked_(checked),
        header_(checked.units[0].file->header),
        roots_(roots),
        sources_(sources),
        diagnostics_(diagnostics),
        options_(options) {
    if (!options_.needed) options_.needed = std::make_shared<NeededCache>();
  }

  void run() {
    options_.needed->in_progress.push_back(title(header_));
    auto& index = options_.needed->indexes[roots_];
    if (!index) index = index_policies(roots_);
    index_ = index;
    check_below();
    std::set<std::string> aliases;
    for (const Header::Needs& line : header_.needs) {
      NeededPolicy needed;
      needed.line = &line;
      needed.alias = line.alias ? line.alias->text : line.kind.text;
      if (!aliases.insert(needed.alias).second) {
        diagnostics_.add(Code::E0301, line.alias ? line.alias->span : line.span,
                         "two needed policies are called `" + needed.alias + "`",
                         "give one of them another name with `as`");
        continue;
      }
      find(needed);
      checked_.needs.push_back(std::move(needed));
    }
    options_.needed->in_progress.pop_back();
    for (const NeededPolicy& needed : checked_.needs)
      if (needed.policy) check_dates(needed), check_place(needed);
    check_versions();
  }

 private:
  Diagnostic& tell(Code code, const Header::Needs& line, std::string message, std::string fix = {}) {
    return diagnostics_.add(code, line.span, std::move(message), std::move(fix));
  }

  static PolicyId id_of(const Header::Needs& line) { return {line.kind.text, line.name.text, line.version}; }

  // The one file that is this policy; null if there is none or more.
  const PolicyIndex::Entry* entry(const PolicyId& id) const {
    const auto found = index_->entries.find(id);
    return found == index_->entries.end() || found->second.size() != 1 ? nullptr : &found->second[0];
  }

  // Checks all that is needed, directly or not, the lowest first and without recursion: then the check of
  // each finds what it needs in the cache, and a chain may be as long as it likes. `in_progress` is kept as
  // if every policy were checked by the one that needs it, so that a circle is told in full.
  void check_below() {
    struct Visit {
      PolicyId id;
      const PolicyIndex::Entry* entry = nullptr;  // null: the file that is being checked
      std::vector<PolicyId> needs;
      std::size_t next = 0;
    };
    auto& way = options_.needed->in_progress;
    std::vector<Visit> stack(1);
    for (const Header::Needs& line : header_.needs) stack[0].needs.push_back(id_of(line));
    std::set<PolicyId> seen;
    while (!stack.empty()) {
      if (Visit& top = stack.back(); top.next < top.needs.size()) {
        const PolicyId id = top.needs[top.next++];
        const PolicyIndex::Entry* below = entry(id);
        const bool open = std::find(way.begin(), way.end(), title(id.kind, id.name)) != way.end();
        if (!below || open || options_.needed->entries.count(below->path) || !seen.insert(id).second)
          continue;
        stack.push_back({id, below, below->needs, 0});
        way.push_back(title(id.kind, id.name));
        continue;
      }
      const Visit done = std::move(stack.back());
      stack.pop_back();
      if (!done.entry) return;
      way.pop_back();
      check(done.entry->path);
    }
  }

  void find(NeededPolicy& needed) {
    const Header::Needs& line = *needed.line;
    const std::string what = title(line.kind.text, line.name.text);
    if (circle(line, what)) return;
    const auto found = index_->entries.find(id_of(line));
    if (found == index_->entries.end()) return not_found(line, what);
    if (found->second.size() > 1) {
      tell(Code::E0212, line,
           "two files are `" + what + "` version " + std::to_string(line.version) + ": " +
               found->second[0].path + " and " + found->second[1].path,
           "delete one of them, or give it another version");
      return;
    }
    needed.path = found->second[0].path;
    needed.policy = checked_policy(needed);
  }

  void not_found(const Header::Needs& line, const std::string& what) {
    // Where not everything could be read, it is not known that it is not there.
    if (!index_->unreadable.empty()) return not_known(line, what);
    std::vector<std::string> versions, names;
    for (const auto& [id, files] : index_->entries) {
      names.push_back(title(id.kind, id.name));
      if (names.back() == what) versions.push_back(std::to_string(id.version));
    }
    const std::string near = versions.empty() ? nearest(what, names) : "";
    std::string fix = "name the folder of the policies with --root";
    if (!versions.empty()) fix = "there is version " + joined(versions);
    if (!near.empty()) fix = "did you mean `" + near + "`?";
    tell(Code::E0206, line,
         "there is no policy `" + what + "` version " + std::to_string(line.version) + " below " +
             roots_text(),
         fix);
  }

  void not_known(const Header::Needs& line, const std::string& what) {
    const auto& [path, why] = index_->unreadable[0];
    const std::size_t others = index_->unreadable.size() - 1;
    tell(Code::E1011, line,
         "the policy `" + what + "` version " + std::to_string(line.version) + " was not found, but " + path +
             (others ? " and " + std::to_string(others) + " more" : "") + " cannot be read: " + why,
         "make it readable, or take it away");
    options_.needed->unreadable.push_back(path);
  }

  static std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
  }
  std::string roots_text() const {
    std::vector<std::string> names;
    for (const std::string& root : roots_)
      names.push_back(root.empty() || root == "." ? "this folder" : root);
    return joined(names);
  }

  bool circle(const Header::Needs& line, const std::string& what) {
    const auto& way = options_.needed->in_progress;
    const auto at = std::find(way.begin(), way.end(), what);
    if (at == way.end()) return false;
    std::string text;
    for (auto step = at; step != way.end(); ++step) text += *step + " -> ";
    tell(Code::E0305, line, "the policy `" + what + "` needs itself: " + text + what);
    return true;
  }

  const NeededCache::Entry& check(const std::string& path) {
    auto& entries = options_.needed->entries;
    const auto found = entries.find(path);
    if (found != entries.end()) return found->second;
    NeededCache::Entry entry;
    Diagnostics own;
    CheckOptions options = options_;
    options.roots = roots_;
    entry.policy = check_file(sources_, path, own, options);
    for (const Diagnostic& one : own.all())
      if (!entry.error && one.severity() == Severity::error) entry.error = one;
    if (entry.error) entry.error = where_it_begins(*options_.needed, *entry.error);
    return entries.emplace(path, std::move(entry)).first->second;
  }

  std::shared_ptr<const Checked> checked_policy(const NeededPolicy& needed) {
    const NeededCache::Entry& entry = check(needed.path);
    if (!entry.error) return entry.policy;
    pass_on(sources_, needed, *entry.error, *options_.needed, diagnostics_);
    return nullptr;
  }

  void check_dates(const NeededPolicy& needed) {
    const Header& other = needed.policy->units[0].file->header;
    if (header_.effective.empty() || other.effective.empty() || other.review.empty()) return;
    const Day own = header_.effective[0].day;
    if (other.effective[0].day > own)
      tell(Code::E0213, *needed.line,
           "`" + title(other) + "` takes effect on " + format_date(other.effective[0].day) +
               ", after this policy (" + format_date(own) + ")",
           "let this policy take effect on " + format_date(other.effective[0].day) + " or later");
    if (other.review[0].day < own)
      tell(Code::E0214, *needed.line,
           "`" + title(other) + "` is to be reviewed by " + format_date(other.review[0].day) +
               ", before this policy takes effect (" + format_date(own) + ")",
           "have `" + title(other) + "` reviewed, and need its new version");
  }

  void check_place(const NeededPolicy& needed) {
    const Header& other = needed.policy->units[0].file->header;
    const catalog::Catalog &own_tags = *checked_.catalog, &tags = *needed.policy->catalog;
    if (own_tags.name != tags.name || own_tags.version != tags.version)
      tell(Code::E0208, *needed.line,
           "`" + title(other) + "` reads the catalogue `" + tags.name + "` version \"" + tags.version +
               "\", this policy `" + own_tags.name + "` \"" + own_tags.version + "\"");
    if (header_.effective.empty() || other.effective.empty()) return;
    const std::string &own_zone = header_.effective[0].zone.constant.text,
                      &zone = other.effective[0].zone.constant.text;
    if (own_zone != zone)
      tell(Code::E0208, *needed.line,
           "`" + title(other) + "` is in the zone \"" + zone + "\", this policy in \"" + own_zone + "\"",
           "one decision has one date, so all its policies stand in one zone");
  }

  // Over all that is needed and used, directly or not: one version of each.
  void check_versions() {
    std::map<std::string, std::int64_t> versions;
    for (const UnitInfo& unit : checked_.units)
      if (unit.file->header.library)
        versions.emplace("library " + unit.file->header.name.text, unit.file->header.version);
    std::set<const Checked*> seen;
    for (const NeededPolicy& needed : checked_.needs) {
      std::set<std::string> told;
      if (needed.policy) collect(*needed.policy, *needed.line, versions, told, seen);
    }
  }

  void collect(const Checked& top, const Header::Needs& line, std::map<std::string, std::int64_t>& versions,
               std::set<std::string>& told, std::set<const Checked*>& seen) {
    std::vector<const Checked*> open{&top};
    while (!open.empty()) {
      const Checked& policy = *open.back();
      open.pop_back();
      if (!seen.insert(&policy).second) continue;
      collect(policy, line, versions, told);
      // The first of them is looked at next.
      for (auto needed = policy.needs.rbegin(); needed != policy.needs.rend(); ++needed)
        if (needed->policy) open.push_back(needed->policy.get());
    }
  }

  void collect(const Checked& policy, const Header::Needs& line,
               std::map<std::string, std::int64_t>& versions, std::set<std::string>& told) {
    for (const UnitInfo& unit : policy.units) {
      const Header& header = unit.file->header;
      const std::string what = header.library ? "library " + header.name.text : title(header);
      const auto [at, fresh] = versions.emplace(what, header.version);
      if (!fresh && at->second != header.version && told.insert(what).second)
        tell(Code::E0211, line,
             "two versions of `" + what + "` meet here: " + std::to_string(at->second) + " and " +
                 std::to_string(header.version),
             "let all policies of one decision name the same version");
    }
  }

  Checked& checked_;
  const Header& header_;
  const std::vector<std::string>& roots_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  CheckOptions options_;
  std::shared_ptr<const PolicyIndex> index_;
};

}  // namespace

void pass_on(const Sources& sources, const NeededPolicy& needed, const Diagnostic& error, NeededCache& cache,
             Diagnostics& diagnostics) {
  std::string at = needed.path;
  if (error.span.file != kNoFile)
    at = sources.path(error.span.file) + ":" + std::to_string(sources.place(error.span).line);
  Diagnostic& told = diagnostics.add(error.code, needed.line->span,
                                     "`" + needed.alias + "` has an error: " + at + " " + error.message,
                                     "correct that policy first", error.example);
  told.notes.push_back({error.span, "here"});
  cache.passed_on.emplace_back(needed.line->span, error);
}

Diagnostic where_it_begins(const NeededCache& cache, const Diagnostic& error) {
  for (const auto& [at, first] : cache.passed_on)
    if (error.span == at && error.code == first.code) return first;
  return error;
}

void load_needs(Checked& checked, const std::vector<std::string>& roots, Sources& sources,
                Diagnostics& diagnostics, const CheckOptions& options) {
  const Header& header = checked.units[0].file->header;
  if (!header.library && !header.needs.empty())
    NeedsLoader(checked, roots, sources, diagnostics, options).run();
}

}  // namespace pol::sema
