#include "runtime/bundle/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "runtime/bundle/check_catalogue.h"
#include "runtime/bundle/golden.h"
#include "runtime/engine/digest.h"
#include "runtime/ir/verify.h"

namespace pol::bundle {
namespace {

// Replaying examples may take this much, in units of ir::cost_bound: about two seconds.
constexpr std::uint64_t kMostGoldenCost = 2'000'000'000;

// Of one chain. Each member is looked for among those before it.
constexpr std::size_t kMostMembers = 64;

using Problem = std::optional<Refusal>;

std::string title(const ir::Policy& policy) {
  return fmt::format("{}/{} version {}", policy.kind, policy.name, policy.version);
}

class Loader {
 public:
  Loader(std::string_view file, const LoadOptions& options) : file_(file), options_(options) {}

  Checked<Loaded> run() {
    for (const auto step : {&Loader::open, &Loader::current, &Loader::approved, &Loader::policies,
                            &Loader::catalogue, &Loader::chain, &Loader::goldens})
      if (Problem problem = (this->*step)()) return *problem;
    return std::move(out_);
  }

 private:
  Bundle& bundle() { return out_.bundle; }

  // Signatures first; then the content is decoded.
  Problem open() {
    const auto envelope = open_envelope(file_);
    if (!envelope) return envelope.refusal();
    const auto roles = signers(*envelope, options_.trusted, options_.least_roles);
    if (roles) {
      out_.roles = *roles;
    } else {
      const bool damaged = roles.refusal().code == Code::E1206;
      if (damaged || !options_.allow_unsigned) return roles.refusal();
      out_.unsigned_load = true;
    }
    out_.file_digest = engine::sha256_hex(envelope->signed_bytes);
    auto decoded = decode(envelope->payload, options_.decode);
    if (!decoded) return decoded.refusal();
    bundle() = std::move(*decoded);
    return std::nullopt;
  }

  // Is it the one that is wanted, and not one that was replaced?
  Problem current() {
    const ir::Policy& root = bundle().root().module.policy;
    if (const std::string name = root.kind + "/" + root.name;
        !options_.policy.empty() && options_.policy != name)
      return Refusal{Code::E1220, fmt::format("a bundle of {}, but {} is wanted here", name, options_.policy),
                     ""};
    if (bundle().release == 0) return Refusal{Code::E1211, "the bundle has no release number", ""};
    if (bundle().release < options_.last_release)
      return Refusal{
          Code::E1211,
          fmt::format("release {}, but release {} is in force", bundle().release, options_.last_release),
          "to go back, build the older policy under a new release number"};
    if (bundle().release == options_.last_release && !options_.last_digest.empty() &&
        out_.file_digest != options_.last_digest)
      return Refusal{
          Code::E1211,
          fmt::format("another bundle is in force under the same release number {}", bundle().release),
          "build it under a new release number"};
    if (bundle().expires && *bundle().expires < options_.today)
      return Refusal{Code::E1212, "the bundle expired on " + format_date(*bundle().expires),
                     "build it anew with a later `--expires`"};
    return std::nullopt;
  }

  // `approved by 2 of (cro, cfo)`, of every member.
  Problem approved() {
    for (const Member& member : bundle().members) {
      const std::set<std::string> roles(member.roles.begin(), member.roles.end());
      if (member.approvals < 2 || member.approvals > roles.size())
        return Refusal{
            Code::E1207,
            fmt::format("{} asks for {} approvals of {} roles; it must be 2 or more, and no more than "
                        "there are roles",
                        title(member.module.policy), member.approvals, roles.size()),
            ""};
      const auto signed_by = std::count_if(roles.begin(), roles.end(), [&](const std::string& role) {
        return std::binary_search(out_.roles.begin(), out_.roles.end(), role);
      });
      if (static_cast<std::uint64_t>(signed_by) >= member.approvals) continue;
      if (options_.allow_unsigned) {
        out_.unsigned_load = true;
        continue;
      }
      std::string names;
      for (const std::string& role : roles) names += (names.empty() ? "" : ", ") + role;
      return Refusal{Code::E1207,
                     fmt::format("{} must be approved by {} of ({}); {} signed", title(member.module.policy),
                                 member.approvals, names, signed_by),
                     "have it signed by another of these roles"};
    }
    return std::nullopt;
  }

  Problem policies() {
    std::uint64_t cost = 0;
    for (Member& member : bundle().members) {
      const ir::Policy& policy = member.module.policy;
      auto loaded = engine::LoadedPolicy::load(member.module);
      if (!loaded)
        return Refusal{Code::E1216, fmt::format("{}: {}", title(policy), loaded.failure().message), ""};
      if ((*loaded)->content_hash() != member.content_hash)
        return Refusal{Code::E1215, title(policy) + " is not what its content hash says", ""};
      if (const std::string wrong = explain::check(member.plan, (*loaded)->module()); !wrong.empty())
        return Refusal{Code::E1216, title(policy) + ": its explanations do not fit its code: " + wrong, ""};
      const std::uint64_t bound = ir::cost_bound(member.module);
      cost += bound;
      if (bound != member.cost)
        return Refusal{Code::E1217,
                       fmt::format("{}: one decision may cost {}, the bundle says {}", title(policy), bound,
                                   member.cost),
                       ""};
      if (cost > options_.most_cost)
        return Refusal{Code::E1217,
                       fmt::format("one decision may cost {}, {} is the most here", cost, options_.most_cost),
                       ""};
      if (member.goldens.size() * std::max<std::uint64_t>(bound, 1) > kMostGoldenCost)
        return Refusal{Code::E1217, title(policy) + ": its examples would cost too much to replay", ""};
      if (out_.unsigned_load) (*loaded)->mark_unsigned("development");
      members_.push_back(std::move(*loaded));
    }
    if (bundle().content_hash != bundle().root().content_hash)
      return Refusal{Code::E1215, "the bundle's content hash is not that of its last policy", ""};
    return std::nullopt;
  }

  Problem catalogue() {
    const catalog::Catalog& catalog = bundle().catalog;
    if (!options_.catalogue.empty() &&
        (options_.catalogue != catalog.name || options_.catalogue_version != catalog.version))
      return Refusal{Code::E1213,
                     fmt::format("made for the catalogue {} {}, but {} {} is in use here", catalog.name,
                                 catalog.version, options_.catalogue, options_.catalogue_version),
                     "build it anew from the catalogue that is in use"};
    return check_catalogue(bundle());
  }

  // All that is needed and nothing else.
  Problem chain() {
    const auto mixed = [](const std::string& what) {
      return Refusal{Code::E1214, what, "build the whole chain anew"};
    };
    const std::size_t count = bundle().members.size();
    if (count > kMostMembers) return mixed(fmt::format("{} policies, {} is the most", count, kMostMembers));
    std::set<std::string> needed{bundle().content_hash};
    for (std::size_t i = count; i-- > 0;) {
      const ir::Module& module = bundle().members[i].module;
      if (!needed.contains(bundle().members[i].content_hash))
        return mixed(title(module.policy) + " is not needed by any policy of the bundle");
      for (const ir::NeededPolicy& one : module.needs) needed.insert(one.content_hash);
    }
    std::set<std::string> names;
    for (const Member& member : bundle().members)
      if (!names.insert(member.module.policy.kind + "/" + member.module.policy.name).second)
        return mixed(title(member.module.policy) + ": two versions of one policy");
    auto made = engine::Chain::make({members_.begin(), members_.end()});
    if (!made) return mixed(made.failure().message);
    out_.chain = std::move(*made);
    out_.catalog = std::make_shared<catalog::Catalog>(bundle().catalog);
    auto plans = std::make_shared<std::vector<explain::Plan>>();
    bool told = true;
    for (Member& member : bundle().members) {
      told = told && !member.plan.empty();
      plans->push_back(std::move(member.plan));
    }
    if (told) out_.plans = std::move(plans);
    return std::nullopt;
  }

  Problem goldens() {
    if (const Problem wrong = replay_all(engine::Which::interpreter, Code::E1218)) return wrong;
    if (!options_.backend) return std::nullopt;
    const auto began = std::chrono::steady_clock::now();
    for (const auto& member : members_)
      if (const Status status = member->compile(*options_.backend); !status) {
        out_.native_refused = status.failure().message;
        break;
      }
    out_.compile_nanoseconds = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - began)
            .count());
    if (!out_.native_refused.empty()) return std::nullopt;
    return replay_all(engine::Which::scalar, Code::E1219);
  }

  Problem replay_all(engine::Which which, Code code) const {
    for (std::size_t i = 0; i < members_.size(); ++i)
      for (const Golden& golden : out_.bundle.members[i].goldens)
        if (const std::string wrong = replay(*members_[i], golden, which); !wrong.empty())
          return Refusal{
              code,
              fmt::format("{}, example \"{}\": {}", title(members_[i]->module().policy), golden.title, wrong),
              ""};
    return std::nullopt;
  }

  std::string_view file_;
  const LoadOptions& options_;
  Loaded out_;
  std::vector<std::shared_ptr<engine::LoadedPolicy>> members_;
};

}  // namespace

Checked<Loaded> load(std::string_view file, const LoadOptions& options) {
  return Loader(file, options).run();
}

Checked<Inspected> inspect(std::string_view file) {
  const auto envelope = open_envelope(file);
  if (!envelope) return envelope.refusal();
  auto bundle = decode(envelope->payload);
  if (!bundle) return bundle.refusal();
  return Inspected{*envelope, std::move(*bundle), engine::sha256_hex(envelope->signed_bytes)};
}

}  // namespace pol::bundle
