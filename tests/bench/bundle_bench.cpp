// bundle_bench POLICY...: what loading a policy's bundle costs, medians of 21 loads: signatures and digest,
// decoding, the verifier for each instruction, a whole load by the interpreter and with native code, and the
// memory that stays for each loaded version.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>

#include "compiler/native/native.h"
#include "compiler/study/publish.h"
#include "runtime/bundle/load.h"
#include "runtime/ir/verify.h"

namespace {

using namespace pol;
using Clock = std::chrono::steady_clock;

template <class Body>
double microseconds(Body body) {
  std::vector<double> times;
  for (int i = 0; i < 21; ++i) {
    const auto begin = Clock::now();
    body();
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  std::nth_element(times.begin(), times.begin() + 10, times.end());
  return times[10];
}

bundle::SecretKey key_of(const std::string& role) {
  bundle::SecretKey key;
  key.role = role;
  for (std::size_t i = 0; i < role.size() && i < key.seed.size(); ++i)
    key.seed[i] = static_cast<std::uint8_t>(role[i]);
  return key;
}

std::size_t in_use() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

bool measure(const std::string& path, engine::Backend& backend) {
  Sources sources;
  Diagnostics diagnostics;
  const study::Compiled compiled = study::compile(sources, path, diagnostics);
  if (!compiled.policy) return false;
  const auto made = study::make_bundle(compiled, sources, {});
  if (!made) return false;
  bundle::LoadOptions options;
  const std::string payload = bundle::encode(*made), bytes = bundle::seal(payload);
  std::vector<bundle::Signature> signatures;
  for (const bundle::Member& member : made->members)
    for (const std::string& role : member.roles) {
      const bundle::SecretKey key = key_of(role);
      if (std::none_of(options.trusted.begin(), options.trusted.end(),
                       [&](const bundle::PublicKey& one) { return one.role == role; })) {
        options.trusted.push_back(bundle::public_key(key));
        signatures.push_back(bundle::sign(key, bytes));
      }
    }
  const std::string file = bundle::close_envelope(bytes, signatures);
  std::size_t insts = 0, examples = 0;
  for (const bundle::Member& member : made->members)
    insts += member.module.insts.size(), examples += member.goldens.size();

  const double outside = microseconds([&] {
    const auto envelope = bundle::open_envelope(file);
    if (!bundle::signers(*envelope, options.trusted, 2)) std::abort();
  });
  const double decoded = microseconds([&] {
    if (!bundle::decode(payload)) std::abort();
  });
  const double verified = microseconds([&] {
    for (const bundle::Member& member : made->members)
      if (!ir::verify(member.module).empty()) std::abort();
  });
  const double interpreted = microseconds([&] {
    if (!bundle::load(file, options)) std::abort();
  });
  std::vector<bundle::Loaded> kept;
  const std::size_t before = in_use();
  for (int i = 0; i < 100; ++i) kept.push_back(std::move(*bundle::load(file, options)));
  const double memory = static_cast<double>(in_use() - before) / 100;
  options.backend = &backend;
  const double native = microseconds([&] {
    if (!bundle::load(file, options)) std::abort();
  });
  fmt::print("{:<32} {:>7} {:>6} {:>5} {:>9.0f} {:>8.0f} {:>8.1f} {:>9.0f} {:>9.0f} {:>8.0f}\n", path,
             file.size(), insts, examples, outside, decoded, 1000 * verified / static_cast<double>(insts),
             interpreted, native, memory / 1024);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  fmt::print("{:<32} {:>7} {:>6} {:>5} {:>9} {:>8} {:>8} {:>9} {:>9} {:>8}\n", "policy", "bytes", "insts",
             "ex.", "signed us", "read us", "ns/inst", "load us", "native us", "kept KiB");
  const auto backend = native::make_backend();
  for (int i = 1; i < argc; ++i)
    if (!measure(argv[i], *backend)) return 1;
  return 0;
}
