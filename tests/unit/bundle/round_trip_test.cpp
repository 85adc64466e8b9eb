// A bundle holds what was built: the chain comes back as it was, and decides the same.
#include <random>

#include "compiler/study/examples.h"
#include "runtime/engine/record.h"
#include "runtime/ir/text.h"
#include "tests/unit/bundle/packs.h"

using namespace pol;
using namespace pol::testing;

TEST_CASE("a bundle comes back as it was built, of every pack") {
  for (const std::string& path : kPacks) {
    INFO(path);
    const auto built = build(path);
    const std::string payload = bundle::encode(built->bundle);
    const auto decoded = bundle::decode(payload);
    if (!decoded) FAIL(decoded.refusal().message);
    REQUIRE(decoded->members.size() == built->bundle.members.size());
    for (std::size_t i = 0; i < decoded->members.size(); ++i) {
      const bundle::Member &was = built->bundle.members[i], &is = decoded->members[i];
      CHECK(ir::print(is.module) == ir::print(was.module));
      CHECK(is.content_hash == was.content_hash);
      CHECK(is.roles == was.roles);
      CHECK(is.files == was.files);
      CHECK(is.files.size() >= 3);
      CHECK(is.goldens.size() == was.goldens.size());
      CHECK(is.goldens.size() >= 6);
    }
    CHECK(decoded->release == 7);
    CHECK(decoded->expires == built->bundle.expires);
    CHECK(decoded->catalog.tags.size() == built->bundle.catalog.tags.size());
    CHECK(bundle::encode(*decoded) == payload);
  }
}

TEST_CASE("a loaded bundle decides as the policy does, and every example is replayed") {
  for (const std::string& path : kPacks) {
    INFO(path);
    const auto built = build(path);
    const std::string file = signed_file(built->bundle);
    const auto loaded = bundle::load(file, trusting(built->bundle));
    if (!loaded) FAIL(loaded.refusal().message);
    CHECK_FALSE(loaded->unsigned_load);
    const engine::Chain &was = *built->compiled.chain, &is = *loaded->chain;
    REQUIRE(was.door().inputs == is.door().inputs);
    CHECK(was.root().content_hash() == is.root().content_hash());
    // Tags at the ends of their ranges, in between, missing and out of range.
    std::mt19937_64 random(1);
    std::size_t decided = 0;
    for (int n = 0; n < 300; ++n) {
      engine::SentCase sent;
      sent.case_id = "C-" + std::to_string(n);
      sent.decision_date = was.root().module().policy.effective + static_cast<Day>(random() % 60);
      for (const ir::Input& input : was.door().inputs) {
        engine::SentTag tag;
        const Type& type = was.door().types[input.type];
        const u128 width = static_cast<u128>(type.range.hi - type.range.lo) + 1;
        tag.state = engine::SentTag::State::value;
        tag.number = type.range.lo + static_cast<i128>(random() % width);
        tag.text = "HA";
        tag.as_of = sent.decision_date;
        if (random() % 8 == 0 && !input.forbid) tag = {};
        sent.tags.push_back(std::move(tag));
      }
      engine::ChainCase a, b;
      const auto no_a = was.decide(engine::Which::interpreter, sent, a);
      const auto no_b = is.decide(engine::Which::interpreter, sent, b);
      REQUIRE(no_a.has_value() == no_b.has_value());
      if (no_a) {
        CHECK(no_a->message == no_b->message);
        continue;
      }
      ++decided;
      const auto record = [&](const engine::Chain& chain, const engine::ChainCase& one) {
        const engine::MemberCase& member = one.root();
        return engine::record_json(chain.root(), *member.sent, member.admitted, member.record,
                                   member.scratch.slots, engine::Which::interpreter);
      };
      REQUIRE(record(was, a) == record(is, b));
    }
    CHECK(decided > 100);
  }
}

TEST_CASE("the same policies give the same bytes") {
  const auto once = build("policies/sme/strategy.pol"), twice = build("policies/sme/strategy.pol");
  CHECK(signed_file(once->bundle) == signed_file(twice->bundle));
}
