// A service that decides on several threads while its policy is replaced again and again:
// service FIRST.polb SECOND.polb SECONDS KEY.pub...
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <pol/pol.hpp>
#include <string>
#include <thread>
#include <vector>

namespace {

struct applicant {
  bool verified = true;
  std::uint8_t score_missing = 0;
  std::int32_t score = 700, funding_rate = 3;
  std::int64_t takings = 95'000'000;
  pol_text customer_id = pol::text("C-9");
};

constexpr std::int32_t kDate = 20765;  // 2026-11-08

std::string read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

int serve(int argc, char** argv) {
  std::vector<std::string> keys;
  for (int i = 4; i < argc; ++i) keys.push_back(read_file(argv[i]));
  const pol::engine engine(keys);
  const pol::version first = engine.load(read_file(argv[1])), second = engine.load(read_file(argv[2]));
  pol::slot slot(engine, first);
  const std::uint64_t numbers[] = {slot.load(first), slot.load(second)};
  const std::int64_t versions[] = {first.info().version, second.info().version};
  slot.publish(numbers[0]);
  const pol::layout layout(
      slot, {POL_FIELD(applicant, verified, "verified"),
             POL_FIELD_OR_MISSING(applicant, score, "score", score_missing),
             POL_FIELD(applicant, takings, "takings"), POL_FIELD(applicant, funding_rate, "funding_rate"),
             POL_FIELD(applicant, customer_id, "customer_id")});

  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> by_first{0}, by_second{0}, mixed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t)
    threads.emplace_back([&] {
      pol::reader reader(slot);
      applicant one;
      while (!stop) {
        const pol::batch batch(reader);  // these ten see one version
        std::int64_t version = 0;
        for (int i = 0; i < 10; ++i) {
          const pol_result result = reader.decide(layout, one, kDate);
          // Instant by the first, staged by the second: an answer that does not go with its version is a mix.
          const std::int64_t treatment = result.outputs[0];
          if ((version && version != result.version) || treatment != (result.version == versions[0] ? 0 : 1))
            ++mixed;
          version = result.version;
          ++(version == versions[0] ? by_first : by_second);
        }
      }
    });
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(std::stoi(argv[3]) * 1000);
  std::uint64_t swaps = 0;
  for (; std::chrono::steady_clock::now() < end; ++swaps) {
    slot.publish(numbers[1]);
    std::this_thread::yield();
    slot.roll_back(numbers[0]);
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  std::cout << "swaps and rollbacks: " << swaps << "; decided by the first " << by_first << ", by the second "
            << by_second << ", mixed " << mixed << "\n";
  return mixed == 0 && by_first && by_second ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) return 2;
  try {
    return serve(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
