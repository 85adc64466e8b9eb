#include "compiler/cli/bundles.h"
#include "compiler/cli/backend.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace pol::cli {

namespace fs = std::filesystem;

bool names_bundle(const std::string& path) {
  return path.ends_with(".polb");
}

void add_trust_options(CLI::App& command, TrustOptions& options) {
  command
      .add_option("--trust", options.trust,
                  "Of a bundle: a public key that is trusted, or a folder of them (*.pub); may be repeated")
      ->allow_extra_args(false)
      ->type_name("PATH");
  command.add_flag("--unsigned", options.allow_unsigned,
                   "For development: take a bundle that is not signed, or not by all who must; every record "
                   "says so");
}

Day today() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<Day>(std::chrono::duration_cast<std::chrono::hours>(now).count() / 24);
}

namespace {

constexpr std::size_t kMostKeyBytes = 1024;

// A text beside the sources of diagnostics: a secret must not lie there longer than needed.
Result<std::string> read_text(const std::string& path, std::size_t most) {
  Sources sources;
  const auto file = sources.load(path, most);
  if (!file) return file.failure();
  return sources.text(*file);
}

}  // namespace

Result<std::vector<bundle::PublicKey>> read_trusted(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    const std::size_t before = files.size();
    for (auto it = fs::directory_iterator(path, error); !error && it != fs::end(it); it.increment(error))
      if (it->path().extension() == ".pub") files.push_back(it->path().string());
    if (error) return input_failure(path + ": cannot be read: " + error.message());
    if (files.size() == before) return input_failure(path + ": has no public key (*.pub)");
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
  }
  std::vector<bundle::PublicKey> keys;
  for (const std::string& file : files) {
    const auto text = read_text(file, kMostKeyBytes);
    if (!text) return text.failure();
    auto key = bundle::read_public_key(*text);
    if (!key) return input_failure(file + ": " + key.failure().message);
    keys.push_back(std::move(*key));
  }
  return keys;
}

Result<bundle::SecretKey> read_secret(const std::string& path) {
  const auto text = read_text(path, kMostKeyBytes);
  if (!text) return text.failure();
  auto key = bundle::read_secret_key(*text);
  if (!key) return input_failure(path + ": " + key.failure().message);
  return key;
}

Result<std::string> read_bundle(Context& context, const std::string& path) {
  const auto file = context.sources.load(path, bundle::kMostBytes);
  if (!file) return file.failure();
  return context.sources.text(*file);
}

Failure refused(Context& context, const std::string& path, const bundle::Refusal& refusal,
                const std::string& what) {
  Diagnostics diagnostics;
  diagnostics.add(refusal.code, {}, path + ": " + refusal.message, refusal.fix);
  report(context, diagnostics, Exit::input);
  return input_failure(path + ": " + what);
}

Result<bundle::Loaded> load_bundle(Context& context, const std::string& path, const TrustOptions& trust,
                                   EngineChoice engine, bundle::LoadOptions options) {
  const auto file = read_bundle(context, path);
  if (!file) return file.failure();
  auto keys = read_trusted(trust.trust);
  if (!keys) return keys.failure();
  const auto backend = engine == EngineChoice::native ? command_backend(context) : nullptr;
  options.trusted = std::move(*keys);
  options.allow_unsigned = trust.allow_unsigned;
  options.backend = backend.get();
  if (options.today == 0) options.today = today();
  auto loaded = bundle::load(*file, options);
  if (!loaded) return refused(context, path, loaded.refusal(), "refused, nothing was loaded");
  if (!loaded->native_refused.empty())
    return Failure{Exit::internal, path + ": no native code: " + loaded->native_refused};
  if (loaded->unsigned_load)
    fmt::print(stderr,
               "pol: {}: not signed as it must be; taken because of --unsigned, and every record says so\n",
               path);
  return std::move(*loaded);
}

Result<Deciding> load_deciding(Context& context, const std::string& path, const TrustOptions& trust,
                               EngineChoice engine, bundle::LoadOptions options) {
  if (names_bundle(path)) {
    auto loaded = load_bundle(context, path, trust, engine, std::move(options));
    if (!loaded) return loaded.failure();
    Deciding out{loaded->chain, loaded->catalog, nullptr, nullptr, ""};
    out.bundle = std::make_shared<const bundle::Loaded>(std::move(*loaded));
    return out;
  }
  auto compiled = load_policy(context, path, engine);
  if (!compiled) return compiled.failure();
  Deciding out = deciding(*compiled);
  out.compiled = std::make_shared<const study::Compiled>(std::move(*compiled));
  return out;
}

Status bundles_for_trust(const std::vector<std::string>& files, const TrustOptions& trust) {
  if (trust.trust.empty() && !trust.allow_unsigned) return Unit{};
  for (const std::string& file : files)
    if (names_bundle(file)) return Unit{};
  return Failure{Exit::usage, files[0] + ": is no bundle (.polb); --trust and --unsigned are for bundles"};
}

}  // namespace pol::cli
