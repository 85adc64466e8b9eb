// alloc_failure BUNDLE KEY.pub...: the N-th allocation fails, for every N, in loading a bundle, in publishing
// it and in deciding by it. Each call then says POL_NO_MEMORY and changes nothing: the same call works right
// after. Leaks are for the leak sanitizer to find.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <new>
#include <string>
#include <vector>

#include "runtime/include/pol/pol.h"

namespace {

// 0: none fails. Counts down; the one that reaches 0 fails, and no other after it.
long fail_at = 0;

void* allocate(std::size_t size) {
  if (fail_at > 0 && --fail_at == 0) throw std::bad_alloc();
  if (void* memory = std::malloc(size ? size : 1)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return allocate(size);
  } catch (...) {
    return nullptr;
  }
}
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept {
  return operator new(size, tag);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace {

std::string read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

pol_text text(const std::string& of) {
  return {of.data(), of.size()};
}

// Calls `call` with the N-th allocation failing, until it needs fewer than N.
template <class Call>
bool every(const char* what, Call call) {
  long failed = 0, n = 1;
  for (;; ++n) {
    fail_at = n;
    const pol_status status = call();
    const bool reached = fail_at == 0;
    fail_at = 0;
    if (!reached) {
      if (status == POL_OK) break;
      std::printf("%s: fails without a failed allocation: %d\n", what, status);
      return false;
    }
    // A failed allocation may be one that can be done without; most cannot.
    if (status != POL_NO_MEMORY && status != POL_OK) {
      std::printf("%s: allocation %ld failed, and it said %d\n", what, n, status);
      return false;
    }
    failed += status == POL_NO_MEMORY;
    if (call() != POL_OK) {
      std::printf("%s: does not work after allocation %ld failed\n", what, n);
      return false;
    }
  }
  std::printf("%s: %ld allocations, %ld of those that were failed ended it\n", what, n - 1, failed);
  return failed > 0;
}

int run(int argc, char** argv) {
  const std::string bundle = read_file(argv[1]);
  std::vector<std::string> keys;
  std::vector<pol_text> trusted;
  for (int i = 2; i < argc; ++i) keys.push_back(read_file(argv[i]));
  for (const std::string& key : keys) trusted.push_back(text(key));
  pol_engine_options options{};
  options.size = sizeof options;
  options.trusted_keys = trusted.data();
  options.trusted_key_count = trusted.size();
  pol_error error;
  bool sound = every("engine", [&] {
    pol_engine* one = nullptr;
    const pol_status status = pol_engine_create(&options, &one, &error);
    pol_engine_destroy(one);
    return status;
  });
  pol_engine* engine = nullptr;
  if (pol_engine_create(&options, &engine, &error) != POL_OK) return 2;
  sound = sound && every("load", [&] {
            pol_version* one = nullptr;
            const pol_status status =
                pol_version_load(engine, bundle.data(), bundle.size(), nullptr, &one, &error);
            pol_version_destroy(one);
            return status;
          });
  pol_version* version = nullptr;
  if (pol_version_load(engine, bundle.data(), bundle.size(), nullptr, &version, &error) != POL_OK) return 2;
  sound = sound && every("slot", [&] {
            pol_slot* one = nullptr;
            pol_status status = pol_slot_create(engine, version, &one, &error);
            if (status == POL_OK) status = pol_slot_activate(one, version, nullptr, &error);
            pol_slot_destroy(one);
            return status;
          });
  pol_slot* slot = nullptr;
  if (pol_slot_create(engine, version, &slot, &error) != POL_OK) return 2;
  if (pol_slot_activate(slot, version, nullptr, &error) != POL_OK) return 2;
  const std::string json =
      R"({"case_id": "C-1", "decision_time": "2026-11-08T09:30:00+08:00", "tags": {"verified": false, )"
      R"("town": "a town whose name is too long for a short text", "funding_rate": "3%", "customer_id": "C-9"}})";
  std::string first;
  sound = sound && every("decide", [&] {
            pol_reader* one = nullptr;
            pol_text told{};
            pol_status status = pol_reader_create(slot, &one, &error);
            if (status == POL_OK) status = pol_decide_json(one, text(json), 0, nullptr, &error);
            if (status == POL_OK) status = pol_reader_explain(one, "en", &told, &error);
            const long kept = fail_at;
            fail_at = 0;
            if (status == POL_OK && first.empty()) first.assign(told.data, told.size);
            if (status == POL_OK && first != std::string(told.data, told.size)) status = POL_INTERNAL;
            pol_reader_destroy(one);
            fail_at = kept;
            return status;
          });
  pol_slot_destroy(slot);
  pol_version_destroy(version);
  pol_engine_destroy(engine);
  return sound ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  return argc < 3 ? 2 : run(argc, argv);
}
