#include "compiler/study/pipeline.h"

#include <algorithm>
#include <map>

#include "compiler/analysis/analysis.h"
#include "compiler/study/experiments.h"
#include "runtime/engine/clock.h"

namespace pol::study {

namespace {

using Members = std::map<std::string, std::shared_ptr<const Compiled>>;  // by path; null: has errors

class Pipeline {
 public:
  Pipeline(Sources& sources, const CompileOptions& options) : sources_(sources), options_(options) {}

  // Everything after checking.
  void finish(Compiled& out, Diagnostics& diagnostics) {
    const std::size_t errors_before = diagnostics.errors();
    if (!needs(out, diagnostics)) return;
    out.lowered = lower::lower(*out.checked, diagnostics, options_.lower);
    if (!out.lowered || diagnostics.errors() > errors_before) return;
    for (std::size_t i = 0; i < out.lowered->module.needs.size(); ++i)
      out.lowered->module.needs[i].content_hash =
          members_.at(out.checked->needs[i].path)->policy->content_hash();
    // Names that two experiments set at once may be missing, too; that is told when these are told apart.
    check_experiments(*out.checked, *out.lowered, diagnostics);
    if (diagnostics.errors() > errors_before) return;
    analysis::analyse(*out.checked, sources_, *out.lowered, diagnostics, options_.tables);
    if (diagnostics.errors() > errors_before || out.library()) return;

    const Span head = out.checked->units[0].file->header.span;
    const auto defect = [&](const Failure& failure) {
      // A module that we made ourselves and that does not verify is a defect of the compiler, and says so.
      diagnostics.add(Code::E1041, head,
                      "internal error: the compiled policy does not verify: " + failure.message,
                      "please report this with the file");
    };
    auto loaded = engine::LoadedPolicy::load(out.lowered->module);
    if (!loaded) return defect(loaded.failure());
    std::shared_ptr<engine::LoadedPolicy> policy = std::move(*loaded);
    if (options_.backend)
      if (auto status = policy->compile(*options_.backend); !status)
        out.native_refused = status.failure().message;
    std::vector<std::shared_ptr<const engine::LoadedPolicy>> chain;
    for (const auto& needed : out.needs) {
      chain.push_back(needed->policy);
      if (out.native_refused.empty()) out.native_refused = needed->native_refused;
    }
    chain.push_back(policy);
    auto made = engine::Chain::make(std::move(chain));
    if (!made) return defect(made.failure());
    out.policy = std::move(policy);
    out.chain = std::move(*made);
  }

 private:
  bool needs(Compiled& out, Diagnostics& diagnostics) {
    bool all = true;
    for (const sema::NeededPolicy& line : out.checked->needs) {
      const auto member = needed(line, diagnostics);
      if (!member) {
        all = false;
        continue;
      }
      const auto add = [&](const std::shared_ptr<const Compiled>& one) {
        if (std::find(out.needs.begin(), out.needs.end(), one) == out.needs.end()) out.needs.push_back(one);
      };
      for (const auto& below : member->needs) add(below);
      add(member);
    }
    return all;
  }

  std::shared_ptr<const Compiled> needed(const sema::NeededPolicy& line, Diagnostics& diagnostics) {
    const auto known = members_.find(line.path);
    if (known != members_.end()) return known->second;
    auto member = std::make_shared<Compiled>();
    member->path = line.path;
    member->checked = line.policy;
    Diagnostics own;
    finish(*member, own);
    for (const Diagnostic& one : own.all()) {
      if (info(one.code).severity != Severity::error) continue;
      std::string at = line.path;
      if (one.span.file != kNoFile)
        at = sources_.path(one.span.file) + ":" + std::to_string(sources_.place(one.span).line);
      Diagnostic& told = diagnostics.add(one.code, line.line->span,
                                         "`" + line.alias + "` has an error: " + at + " " + one.message,
                                         "correct that policy first", one.example);
      told.notes.push_back({one.span, "here"});
      break;
    }
    return members_[line.path] = member->policy ? std::move(member) : nullptr;
  }

  Sources& sources_;
  const CompileOptions& options_;
  Members members_;
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
                 const CompileOptions& options) {
  Compiled out;
  out.path = path;
  const std::size_t errors_before = diagnostics.errors();
  out.checked = sema::check_file(sources, path, diagnostics, options.check);
  if (out.checked) check_zone(*out.checked, diagnostics);
  diagnostics.sort(sources);
  if (!out.checked || diagnostics.errors() > errors_before) return out;
  Pipeline(sources, options).finish(out, diagnostics);
  return out;
}

}  // namespace pol::study
