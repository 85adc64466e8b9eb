// Bundles of every format that was released are kept in tests/compat and must load for ever.
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "runtime/engine/record.h"
#include "tests/unit/bundle/attacks.h"

using namespace pol;
using namespace pol::testing;

namespace {

namespace fs = std::filesystem;
const fs::path kCompat = fs::path(POL_SOURCE_DIR) / "tests/compat";

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::vector<bundle::PublicKey> kept_keys() {
  std::vector<bundle::PublicKey> keys;
  for (const auto& entry : fs::directory_iterator(kCompat / "keys")) {
    if (entry.path().extension() != ".pub") continue;
    const auto key = bundle::read_public_key(read(entry.path()));
    REQUIRE(key);
    keys.push_back(*key);
  }
  return keys;
}

}  // namespace

TEST_CASE("a bundle of format 1 loads and decides as on its first day") {
  bundle::LoadOptions options;
  options.trusted = kept_keys();
  options.today = *parse_date("2026-11-08");
  const auto loaded = bundle::load(read(kCompat / "format_1.polb"), options);
  if (!loaded) FAIL(loaded.refusal().message);
  CHECK(loaded->roles == std::vector<std::string>{"cfo", "coo", "cro"});
  CHECK(loaded->bundle.content_hash == "db27b37fb1caab1285d6ce925479b668027d71c688edbaaacdf4b98db72ed12d");
  std::size_t examples = 0;
  for (const bundle::Member& member : loaded->bundle.members) examples += member.goldens.size();
  CHECK(examples == 8);

  engine::SentCase sent;
  sent.decision_date = options.today;
  for (const ir::Input& input : loaded->chain->door().inputs) {
    engine::SentTag tag;
    tag.state = engine::SentTag::State::value;
    tag.as_of = options.today;
    tag.number = input.name == "score"     ? 720
                 : input.name == "takings" ? 70'000'000
                                           : input.name == "verified";
    tag.text = "Suqian";
    if (input.bucket) tag = {};  // the door computes it
    sent.tags.push_back(tag);
  }
  engine::ChainCase decided;
  const auto refused = loaded->chain->decide(engine::Which::interpreter, sent, decided);
  REQUIRE_FALSE(refused);
  CHECK(decided.members[0].record.outputs == std::vector<std::int64_t>{0, 14'000'000});
  CHECK(decided.root().record.outputs[0] == 1);  // staged
}

TEST_CASE("a bundle of format 1 with its formulas is explained as on its first day") {
  bundle::LoadOptions options;
  options.trusted = kept_keys();
  options.today = *parse_date("2026-11-08");
  const auto old = bundle::load(read(kCompat / "format_1.polb"), options);
  REQUIRE(old);
  CHECK_FALSE(old->plans);  // from before there were any
  const auto loaded = bundle::load(read(kCompat / "format_1_told.polb"), options);
  if (!loaded) FAIL(loaded.refusal().message);
  CHECK(loaded->bundle.content_hash == old->bundle.content_hash);
  REQUIRE(loaded->plans);
  REQUIRE(loaded->plans->size() == 2);
  const explain::Plan& limit = (*loaded->plans)[0];
  REQUIRE(limit.knockouts.size() == 3);
  CHECK(limit.formulas[limit.knockouts[2].when].text.en == "arrears_year if present above 60");
  CHECK(limit.formulas[limit.knockouts[2].when].text.zh == "年内逾期（如有）高于 60");
  CHECK(limit.steps[1].amount.en == "60% of known");
}

// unit_bundle "[write]" makes tests/compat anew, where a format is added. Files of older formats stay.
TEST_CASE("write the bundles that are kept", "[.][write]") {
  const auto built = build(kShop, {1, std::nullopt});
  const std::vector<bundle::SecretKey> keys{key_of("cro"), key_of("cfo"), key_of("coo")};
  for (const std::string role : {"cro", "cfo", "coo", "model_risk"}) {
    write(kCompat / "keys" / (role + ".key"), bundle::secret_key_text(key_of(role)));
    write(kCompat / "keys" / (role + ".pub"), bundle::public_key_text(bundle::public_key(key_of(role))));
  }
  write(kCompat / "format_1_told.polb", signed_file(bundle::encode(built->bundle), keys));
  std::set<std::string_view> shown;
  for (const Attack& attack : attacks()) {
    const std::string_view code = info(attack.code).name;
    // Those that only a host can tell are shown with the honest bundle.
    if (attack.code == Code::E1220 || !shown.insert(code).second) continue;
    write(kCompat / "hostile" / (std::string(code) + ".polb"), attack.file);
  }
}
