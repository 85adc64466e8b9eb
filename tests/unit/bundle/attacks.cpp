#include "tests/unit/bundle/attacks.h"

#include <functional>

#include "runtime/engine/digest.h"

namespace pol::testing {

namespace {

using Change = std::function<void(bundle::Bundle&)>;

class Attacks {
 public:
  Attacks() : built_(build(kShop)), honest_(built_->bundle), file_(signed_file(honest_)) {}

  std::vector<Attack> all() {
    outside();
    signers();
    updates();
    catalogues();
    chains();
    code();
    return std::move(out_);
  }

 private:
  bundle::LoadOptions service() const {
    bundle::LoadOptions options = trusting(honest_);
    options.policy = "strategy/plan";
    options.last_release = 7;
    return options;
  }
  void add(const std::string& name, Code code, std::string file) {
    out_.push_back({name, std::move(file), code, service()});
  }
  void add(const std::string& name, Code code, std::string file, const bundle::LoadOptions& options) {
    out_.push_back({name, std::move(file), code, options});
  }
  // Signed by all who must.
  void changed(const std::string& name, Code code, const Change& change, bool consistent = false) {
    bundle::Bundle bundle = honest_;
    change(bundle);
    if (consistent) make_consistent(bundle);
    add(name, code, signed_file(bundle::encode(bundle), all_keys(honest_)));
  }
  std::string signed_by(const std::vector<bundle::SecretKey>& keys) const {
    return signed_file(bundle::encode(honest_), keys);
  }

  void outside() {
    add("cut off in its content", Code::E1201, file_.substr(0, file_.size() / 2));
    add("cut off in its signatures", Code::E1201, file_.substr(0, file_.size() - 1));
    add("another kind of file", Code::E1201, "policy limit plan version 2\n");
    add("bytes appended", Code::E1203, file_ + "more");
    add("a second bundle appended", Code::E1203, file_ + file_);
    std::string later = file_;
    later[8] = 2;
    add("a later format", Code::E1202, later);
    const std::string bytes = bundle::seal(bundle::encode(honest_));
    const bundle::Signature one = bundle::sign(key_of("cro"), bytes);
    std::string twice = bundle::close_envelope(bytes, {one});
    twice[bytes.size()] = 2;
    twice.append(reinterpret_cast<const char*>(one.key.data()), one.key.size());
    twice.append(reinterpret_cast<const char*>(one.bytes.data()), one.bytes.size());
    add("one signature twice", Code::E1201, twice);
  }

  void signers() {
    add("signatures stripped", Code::E1204, signed_by({}));
    add("signed by unknown keys", Code::E1205, signed_by({key_of("cro", 'x'), key_of("coo", 'x')}));
    std::string flipped = file_;
    flipped[file_.size() / 3] = static_cast<char>(flipped[file_.size() / 3] ^ 1);
    add("one bit changed after signing", Code::E1206, flipped);
    bundle::Bundle next = honest_;
    next.release = 8;
    const std::string bytes = bundle::seal(bundle::encode(next));
    add("signatures of another bundle", Code::E1206,
        bundle::close_envelope(bytes, bundle::open_envelope(file_)->signatures));
    add("one role alone", Code::E1207, signed_by({key_of("cro")}));
    bundle::LoadOptions two_keys = service();
    two_keys.trusted.push_back(bundle::public_key(key_of("cro", 'x')));
    add("one role with two keys", Code::E1207, signed_by({key_of("cro"), key_of("cro", 'x')}), two_keys);
    bundle::LoadOptions two_roles = service();
    two_roles.trusted.push_back(bundle::public_key(key_of("cro")));
    two_roles.trusted.back().role = "zeta";
    add("one key trusted under two roles", Code::E1207, signed_by({key_of("cro")}), two_roles);
    add("roles that may approve one member only", Code::E1207,
        signed_by({key_of("cfo"), key_of("model_risk")}));
    changed("a member that asks for one approval", Code::E1207,
            [](bundle::Bundle& bundle) { bundle.members[1].approvals = 1; });
    changed("one role written twice", Code::E1207,
            [](bundle::Bundle& bundle) { bundle.members[1].roles = {"cro", "cro"}; });
  }

  void updates() {
    changed("an older release", Code::E1211, [](bundle::Bundle& bundle) { bundle.release = 6; });
    changed("no release number", Code::E1211, [](bundle::Bundle& bundle) { bundle.release = 0; });
    bundle::LoadOptions in_force = service();
    in_force.last_digest = engine::sha256_hex("the bundle in force");
    add("another bundle under the number in force", Code::E1211, file_, in_force);
    changed("expired", Code::E1212,
            [](bundle::Bundle& bundle) { bundle.expires = *parse_date("2026-11-07"); });
    changed("needs a later release", Code::E1209,
            [](bundle::Bundle& bundle) { bundle.minimum_runtime = "99.0.0"; });
    changed("later code", Code::E1210, [](bundle::Bundle& bundle) { bundle.ir_version = 99; });
    changed("a later language", Code::E1210, [](bundle::Bundle& bundle) { bundle.language = 99; });
    bundle::LoadOptions elsewhere = service();
    elsewhere.policy = "limit/shop";
    add("another policy's bundle", Code::E1220, file_, elsewhere);
  }

  void catalogues() {
    changed("a catalogue of another version", Code::E1213,
            [](bundle::Bundle& bundle) { bundle.catalog.version = "2"; });
    changed("a catalogue with another range", Code::E1213, [](bundle::Bundle& bundle) {
      bundle.catalog.tags[bundle.catalog.by_id.at("score")].type.range.hi = 1000;
    });
    changed("a catalogue without a tag that is read", Code::E1213,
            [](bundle::Bundle& bundle) { bundle.catalog.tags[bundle.catalog.by_id.at("town")].id = "city"; });
    changed(
        "a member of another catalogue", Code::E1213,
        [](bundle::Bundle& bundle) { bundle.members[0].module.policy.catalogue_version = "2"; }, true);
    bundle::LoadOptions fed = service();
    fed.catalogue = "shop";
    fed.catalogue_version = "2";
    add("a host that feeds another catalogue", Code::E1213, file_, fed);
  }

  void chains() {
    // The limit policy of another release: sound by itself, but not the one that was needed.
    const auto other_limit = [](bundle::Member& member) {
      member.module.policy.version = 2;
      const auto loaded = engine::LoadedPolicy::load(member.module);
      REQUIRE(loaded);
      member.content_hash = (*loaded)->content_hash();
    };
    changed("a member of another release", Code::E1214,
            [&](bundle::Bundle& bundle) { other_limit(bundle.members[0]); });
    changed("a member left out", Code::E1214,
            [](bundle::Bundle& bundle) { bundle.members.erase(bundle.members.begin()); });
    changed("a member that nobody needs", Code::E1214, [&](bundle::Bundle& bundle) {
      bundle::Member more = bundle.members[0];
      more.module.policy.name = "stranger";
      other_limit(more);
      bundle.members.insert(bundle.members.begin(), more);
    });
    changed("members in the wrong order", Code::E1214, [](bundle::Bundle& bundle) {
      bundle.members.push_back(bundle.members[0]);
      bundle.members.erase(bundle.members.begin());
      bundle.content_hash = bundle.root().content_hash;
      // It is then a bundle of limit/shop.
    });
    out_.back().options.policy.clear();
    changed("a member's hash that lies", Code::E1215,
            [](bundle::Bundle& bundle) { bundle.members[0].content_hash = bundle.members[1].content_hash; });
    changed("the bundle's hash that lies", Code::E1215,
            [](bundle::Bundle& bundle) { bundle.content_hash = bundle.members[0].content_hash; });
  }

  void code() {
    add("content that is none, signed", Code::E1208, signed_file(std::string(500, 'x'), all_keys(honest_)));
    changed("an operand that comes later", Code::E1216, [](bundle::Bundle& bundle) {
      for (ir::Inst& inst : bundle.members[0].module.insts)
        if (inst.op == ir::Op::logical_not) inst.a = 1'000'000;
    });
    changed("a type that does not hold", Code::E1216,
            [](bundle::Bundle& bundle) { bundle.members[0].module.insts.back().type = 0; });
    changed("a table with a row too many", Code::E1216,
            [](bundle::Bundle& bundle) { ++bundle.members[0].module.tables[0].rows; });
    changed("a cost that lies", Code::E1217, [](bundle::Bundle& bundle) { bundle.members[0].cost = 1; });
    bundle::LoadOptions poor = service();
    poor.most_cost = 100;
    add("more cost than the host allows", Code::E1217, file_, poor);
    changed("an example that came out otherwise", Code::E1218,
            [](bundle::Bundle& bundle) { ++bundle.members[0].goldens[0].record.outputs[1]; });
    changed("a row moved behind the examples' back", Code::E1218, [](bundle::Bundle& bundle) {
      const std::vector<bundle::Member> before = bundle.members;
      for (ir::CellRange& range : bundle.members[0].module.tables[0].ranges) {
        if (range.hi == 679) range.hi = 749;
        if (range.lo == 680) range.lo = 750;
      }
      REQUIRE(make_consistent(bundle));
      for (std::size_t i = 0; i < before.size(); ++i) bundle.members[i].goldens = before[i].goldens;
    });
  }

  std::unique_ptr<Built> built_;
  bundle::Bundle honest_;
  std::string file_;
  std::vector<Attack> out_;
};

}  // namespace

std::vector<Attack> attacks() {
  return Attacks().all();
}

}  // namespace pol::testing
