#include "compiler/study/pipeline.h"

#include <set>

#include "compiler/sema/needs.h"
#include "compiler/study/experiments.h"
#include "runtime/engine/clock.h"

namespace pol::study {

namespace {

class Pipeline {
 public:
  Pipeline(Sources& sources, const CompileOptions& options)
      : sources_(sources),
        options_(options),
        members_(options.members ? options.members : std::make_shared<MemberCache>()) {}

  void run(Compiled& out, Diagnostics& diagnostics) {
    compile_below(out);
    finish(out, diagnostics);
    if (!out.policy) return;
    std::vector<std::shared_ptr<const engine::LoadedPolicy>> chain;
    for (const auto& needed : out.needs) {
      chain.push_back(needed->policy);
      if (out.native_refused.empty()) out.native_refused = needed->native_refused;
    }
    chain.push_back(out.policy);
    auto made = engine::Chain::make(std::move(chain));
    if (made)
      out.chain = std::move(*made);
    else
      defect(out, made.failure(), diagnostics);
  }

 private:
  // Everything after checking.
  void finish(Compiled& out, Diagnostics& diagnostics) {
    const std::size_t errors_before = diagnostics.errors();
    if (!needs(out, diagnostics)) return;
    out.lowered = lower::lower(*out.checked, diagnostics, options_.lower);
    if (!out.lowered || diagnostics.errors() > errors_before) return;
    for (std::size_t i = 0; i < out.lowered->module.needs.size(); ++i)
      out.lowered->module.needs[i].content_hash =
          members_->entries.at(out.checked->needs[i].path).compiled->policy->content_hash();
    // Names that two experiments set at once may be missing, too; that is told when these are told apart.
    check_experiments(*out.checked, *out.lowered, diagnostics);
    if (diagnostics.errors() > errors_before) return;
    analysis::analyse(*out.checked, sources_, *out.lowered, diagnostics, options_.analyse);
    if (diagnostics.errors() > errors_before || out.library()) return;

    auto loaded = engine::LoadedPolicy::load(out.lowered->module);
    if (!loaded) return defect(out, loaded.failure(), diagnostics);
    std::shared_ptr<engine::LoadedPolicy> policy = std::move(*loaded);
    if (options_.backend)
      if (auto status = policy->compile(*options_.backend); !status)
        out.native_refused = status.failure().message;
    out.policy = std::move(policy);
  }

  // A module that we made ourselves and that does not verify is a defect of the compiler, and says so.
  static void defect(Compiled& out, const Failure& failure, Diagnostics& diagnostics) {
    out.policy = nullptr;
    diagnostics.add(Code::E1041, out.checked->units[0].file->header.span,
                    "internal error: the compiled policy does not verify: " + failure.message,
                    "please report this with the file");
  }

  // Compiles what is needed, directly or not, the lowest first, and lists it in that order. Without
  // recursion: a chain may be as long as it likes.
  void compile_below(Compiled& out) {
    struct Visit {
      std::string path;
      std::shared_ptr<const sema::Checked> checked;
      std::size_t next = 0;
    };
    std::vector<Visit> stack{{out.path, out.checked}};
    std::set<std::string> seen;
    while (true) {
      Visit& top = stack.back();
      if (top.next < top.checked->needs.size()) {
        const sema::NeededPolicy& line = top.checked->needs[top.next++];
        if (line.policy && seen.insert(line.path).second) stack.push_back({line.path, line.policy});
        continue;
      }
      const Visit done = std::move(top);
      stack.pop_back();
      if (stack.empty()) return;
      const MemberCache::Entry& entry = member(done.path, done.checked);
      if (entry.compiled) out.needs.push_back(entry.compiled);
    }
  }

  const MemberCache::Entry& member(const std::string& path,
                                   const std::shared_ptr<const sema::Checked>& checked) {
    const auto known = members_->entries.find(path);
    if (known != members_->entries.end()) return known->second;
    auto compiled = std::make_shared<Compiled>();
    compiled->path = path;
    compiled->checked = checked;
    Diagnostics own;
    finish(*compiled, own);
    MemberCache::Entry entry;
    for (const Diagnostic& one : own.all()) {
      if (one.severity() != Severity::error) continue;
      entry.error = sema::where_it_begins(*options_.check.needed, one);
      break;
    }
    if (compiled->policy) entry.compiled = std::move(compiled);
    return members_->entries.emplace(path, std::move(entry)).first->second;
  }

  // What it needs has been compiled; where that has errors the first is told at the `needs` line.
  bool needs(const Compiled& out, Diagnostics& diagnostics) {
    bool all = true;
    for (const sema::NeededPolicy& line : out.checked->needs) {
      const MemberCache::Entry& entry = members_->entries.at(line.path);
      if (entry.compiled) continue;
      all = false;
      sema::pass_on(sources_, line, entry.error, *options_.check.needed, diagnostics);
    }
    return all;
  }

  Sources& sources_;
  const CompileOptions& options_;
  std::shared_ptr<MemberCache> members_;
};

// The one fact about a policy that the machine knows and the file does not.
void check_zone(const sema::Checked& checked, Diagnostics& diagnostics) {
  const syntax::Header& header = checked.units[0].file->header;
  if (header.effective.empty()) return;
  const syntax::Literal& zone = header.effective[0].zone;
  if (!engine::has_zones()) {
    diagnostics.add(Code::W0910, zone.span,
                    "the zone cannot be looked up: this system has no time zone database",
                    "install the package tzdata");
  } else if (const std::string wrong = engine::zone_error(zone.constant.text); !wrong.empty()) {
    diagnostics.add(Code::E0215, zone.span, wrong,
                    "write a name of the IANA database, such as `Asia/Shanghai`");
  }
}

}  // namespace

Compiled compile(Sources& sources, const std::string& path, Diagnostics& diagnostics,
                 const CompileOptions& given) {
  Compiled out;
  CompileOptions options = given;
  if (!options.check.needed) options.check.needed = std::make_shared<sema::NeededCache>();
  out.path = path;
  const std::size_t errors_before = diagnostics.errors();
  out.checked = sema::check_file(sources, path, diagnostics, options.check);
  if (out.checked) check_zone(*out.checked, diagnostics);
  diagnostics.sort(sources);
  if (!out.checked || diagnostics.errors() > errors_before) return out;
  Pipeline(sources, options).run(out, diagnostics);
  return out;
}

}  // namespace pol::study
