#include "tests/unit/bundle/attacks.h"

using namespace pol;
using namespace pol::testing;

TEST_CASE("every attack is refused by its code") {
  const std::vector<Attack> all = attacks();
  CHECK(all.size() >= 40);
  for (const Attack& attack : all) {
    INFO(attack.name);
    const auto loaded = bundle::load(attack.file, attack.options);
    REQUIRE_FALSE(loaded);
    INFO(loaded.refusal().message);
    CHECK(info(loaded.refusal().code).name == info(attack.code).name);
    CHECK_FALSE(loaded.refusal().message.empty());
  }
}

TEST_CASE("the honest bundle and a later release are taken") {
  const auto built = build(kShop);
  bundle::LoadOptions options = trusting(built->bundle);
  options.policy = "strategy/plan";
  options.last_release = 7;
  options.catalogue = "shop";
  options.catalogue_version = "1";
  const std::string file = signed_file(built->bundle);
  const auto loaded = bundle::load(file, options);
  REQUIRE(loaded);
  CHECK(loaded->roles == std::vector<std::string>{"cfo", "coo", "cro", "model_risk"});
  // The very file that is in force may be loaded again: a restart.
  options.last_digest = loaded->file_digest;
  CHECK(bundle::load(file, options));
  built->bundle.release = 8;
  CHECK(bundle::load(signed_file(built->bundle), options));
  // On its last day, too.
  options.today = *built->bundle.expires;
  CHECK(bundle::load(signed_file(built->bundle), options));
}

TEST_CASE("two of the roles are enough, for every member") {
  const auto built = build(kShop);
  const std::string file =
      signed_file(bundle::encode(built->bundle), {key_of("cro"), key_of("coo"), key_of("model_risk")});
  const auto loaded = bundle::load(file, trusting(built->bundle));
  if (!loaded) FAIL(loaded.refusal().message);
  CHECK(loaded->roles == std::vector<std::string>{"coo", "cro", "model_risk"});
}

TEST_CASE("an unsigned bundle loads only for development, and its policies say so") {
  const auto built = build(kShop);
  bundle::LoadOptions options = trusting(built->bundle);
  options.allow_unsigned = true;
  for (const auto& keys : {std::vector<bundle::SecretKey>{}, {key_of("cro")}, {key_of("cro", 'x')}}) {
    const auto loaded = bundle::load(signed_file(bundle::encode(built->bundle), keys), options);
    REQUIRE(loaded);
    CHECK(loaded->unsigned_load);
    for (std::size_t i = 0; i < loaded->chain->size(); ++i)
      CHECK(loaded->chain->member(i).unsigned_because() == "development");
  }
  const auto loaded = bundle::load(signed_file(built->bundle), options);
  REQUIRE(loaded);
  CHECK_FALSE(loaded->unsigned_load);
  CHECK(loaded->chain->root().unsigned_because().empty());
  // What a trusted key signed and somebody changed is refused all the same.
  std::string changed = signed_file(built->bundle);
  changed[1000] = static_cast<char>(changed[1000] ^ 4);
  const auto refused = bundle::load(changed, options);
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().code == Code::E1206);
}

namespace {

// A compiler with a defect: every first output is one more than it should be.
class Defect : public engine::Backend {
  class Code : public engine::NativePolicy {
    void decide(const engine::Inputs&, ir::NativeRecord& record) const override {
      std::fill(record.outputs.begin(), record.outputs.end(), 1);
      std::fill(record.output_causes.begin(), record.output_causes.end(), CauseMask{0});
      std::fill(record.words.begin(), record.words.end(), 0);
    }
    Status decide_columns(const engine::ColumnBatch&, const engine::RecordColumns&) const override {
      return Failure{Exit::input, "no columns"};
    }
  };
  Result<std::unique_ptr<engine::NativePolicy>> compile(const ir::Module&,
                                                        const engine::NativeOptions&) override {
    return std::unique_ptr<engine::NativePolicy>(std::make_unique<Code>());
  }
};

}  // namespace

TEST_CASE("native code that decides an example otherwise is refused") {
  const auto built = build(kShop);
  Defect defect;
  bundle::LoadOptions options = trusting(built->bundle);
  options.backend = &defect;
  const auto loaded = bundle::load(signed_file(built->bundle), options);
  REQUIRE_FALSE(loaded);
  CHECK(loaded.refusal().code == Code::E1219);
}

TEST_CASE("keys are read as they were written, and nothing else is a key") {
  const auto key = bundle::new_key("head_of_risk");
  REQUIRE(key);
  const auto secret = bundle::read_secret_key(bundle::secret_key_text(*key));
  REQUIRE(secret);
  CHECK(secret->seed == key->seed);
  const auto open = bundle::read_public_key(bundle::public_key_text(bundle::public_key(*key)));
  REQUIRE(open);
  CHECK(*open == bundle::public_key(*secret));
  CHECK(bundle::new_key("other")->seed != key->seed);
  CHECK_FALSE(bundle::new_key("Head of risk"));
  CHECK_FALSE(bundle::new_key(""));
  for (const char* text : {"", "pol public key 1 cro", "pol public key 1 cro 00", "pol secret key 1 cro "})
    CHECK_FALSE(bundle::read_public_key(text));
  CHECK_FALSE(bundle::read_public_key(bundle::secret_key_text(*key)));
  CHECK_FALSE(bundle::read_secret_key(bundle::public_key_text(*open)));
}
