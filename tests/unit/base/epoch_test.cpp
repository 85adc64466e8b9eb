#include "runtime/base/epoch.h"

#include <catch2/catch.hpp>
#include <memory>
#include <thread>

using pol::EpochReader;
using pol::Epochs;

TEST_CASE("what nobody has pinned is released at once") {
  Epochs epochs;
  int released = 0;
  epochs.retire([&] { ++released; });
  CHECK(released == 1);
}

TEST_CASE("a pin keeps what is retired after it, and nothing that is retired before") {
  Epochs epochs;
  EpochReader early(epochs), late(epochs);
  int first = 0, second = 0;
  early.pin();
  epochs.retire([&] { ++first; });
  CHECK(first == 0);
  late.pin();
  epochs.retire([&] { ++second; });
  early.unpin();
  CHECK(epochs.collect() == 1);
  CHECK(first == 1);
  CHECK(second == 0);
  late.unpin();
  CHECK(epochs.collect() == 0);
  CHECK(second == 1);
}

TEST_CASE("pins nest") {
  Epochs epochs;
  EpochReader reader(epochs);
  int released = 0;
  reader.pin();
  reader.pin();
  reader.unpin();
  epochs.retire([&] { ++released; });
  CHECK(released == 0);
  reader.unpin();
  epochs.collect();
  CHECK(released == 1);
}

TEST_CASE("a release may retire more, and a seat is used again") {
  Epochs epochs;
  int released = 0;
  epochs.retire([&] { epochs.retire([&] { ++released; }); });
  CHECK(released == 1);
  for (int i = 0; i < 3; ++i) {
    EpochReader reader(epochs);
    reader.pin();
    reader.unpin();
  }
  epochs.retire([&] { ++released; });
  CHECK(released == 2);
}

TEST_CASE("no thread ever reads what has been released") {
  struct Value {
    std::uint64_t a, b;
  };
  std::atomic<const Value*> current{new Value{0, 0}};
  std::atomic<std::uint64_t> torn{0}, read{0}, released{0};
  std::atomic<bool> stop{false};
  constexpr std::uint64_t kTimes = 20'000;
  {
    Epochs epochs;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
      readers.emplace_back([&] {
        EpochReader reader(epochs);
        while (!stop || read == 0) {
          reader.pin();
          const Value* value = current.load();
          torn += value->a != value->b;
          ++read;
          reader.unpin();
        }
      });
    for (std::uint64_t i = 1; i <= kTimes; ++i) {
      const Value* old = current.exchange(new Value{i, i});
      epochs.retire([old, &released] {
        // Whoever still read it would see the halves differ, and sanitizers would see the use after free.
        const_cast<Value*>(old)->a = ~old->b;
        delete old;
        ++released;
      });
    }
    stop = true;
    for (std::thread& reader : readers) reader.join();
  }
  CHECK(torn == 0);
  CHECK(read > 0);
  CHECK(released == kTimes);
  delete current.load();
}
