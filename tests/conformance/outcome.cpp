#include "tests/conformance/outcome.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "compiler/study/pipeline.h"
#include "runtime/engine/case_json.h"

namespace pol::conformance {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBatch = 48;  // cases in one policy
constexpr std::string_view kState = "one of (is_no, is_yes, is_missing, is_error)";
enum State : std::int64_t { kIsNo, kIsYes, kIsMissing, kIsError };

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / fmt::format("pol_conformance_{}", ::getpid())) {
    fs::create_directories(path_ / "tags");
    fs::create_directories(path_ / "reasons");
    write("reasons/cases.yaml",
          "reasons: cases\nversion: \"1\"\nlanguages: [en]\nmost_shown: 1\ncodes:\n"
          "  - {code: R01, internal: \"Unused\", en: \"Unused.\", used_for: [decline]}\n");
  }
  ~Folder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

using Cases = std::vector<const Translated*>;

std::string catalogue_text(const Cases& cases) {
  std::string out =
      "catalogue: cases\nversion: \"1\"\nowner: Tests\nlanguages: [en]\ntags:\n"
      // A case that names no value must not fail for an empty catalogue.
      "  - {id: unused, en: \"Unused\", type: bool, missing: policy, sensitivity: open, "
      "typical: missing}\n";
  for (const Translated* one : cases)
    for (const TagText& tag : one->tags)
      out += fmt::format(
          "  - {{id: {}, en: \"A value\", type: {},{} missing: policy, sensitivity: open, typical: "
          "missing}}\n",
          tag.name, tag.type, tag.range.empty() ? "" : fmt::format(" range: \"{}\",", tag.range));
  return out;
}

std::string case_json(const Cases& cases) {
  std::string tags;
  for (const Translated* one : cases)
    for (const TagText& tag : one->tags)
      if (!tag.json.empty())
        tags += fmt::format("{}\"{}\": {}", tags.empty() ? "" : ", ", tag.name, tag.json);
  return "{\"case_id\": \"all\", \"tags\": {" + tags + "}}";
}

class Runner {
 public:
  explicit Runner(engine::Backend& backend) : backend_(backend) {}

  // Writes to out[first...].
  void run(const Cases& cases, std::size_t first, std::vector<Outcome>& out) {
    folder_.write("tags/cases.yaml", catalogue_text(cases));
    folder_.write("cases.pol", policy_text(cases));
    Sources sources;
    Diagnostics diagnostics;
    study::CompileOptions options;
    options.backend = &backend_;
    const study::Compiled compiled = study::compile(sources, folder_.path("cases.pol"), diagnostics, options);
    if (compiled.policy) return decide(*compiled.policy, compiled.native_refused, cases, first, out);
    if (cases.size() == 1) {
      out[first] = refusal(diagnostics, sources);
      return;
    }
    const auto middle = cases.begin() + static_cast<std::ptrdiff_t>(cases.size() / 2);
    run(Cases(cases.begin(), middle), first, out);
    run(Cases(middle, cases.end()), first + cases.size() / 2, out);
  }

 private:
  static Outcome refusal(const Diagnostics& diagnostics, const Sources& sources) {
    for (const Diagnostic& diagnostic : diagnostics.all())
      if (info(diagnostic.code).severity == Severity::error)
        return {fmt::format("refused {}", info(diagnostic.code).name), one_line(diagnostic, sources)};
    return {"no policy and no error", ""};
  }

  void decide(const engine::LoadedPolicy& policy, const std::string& native_refused, const Cases& cases,
              std::size_t first, std::vector<Outcome>& out) {
    const auto all = [&](const std::string& value, const std::string& detail) {
      for (std::size_t i = 0; i < cases.size(); ++i) out[first + i] = {value, detail};
    };
    const ir::Module& module = policy.module();
    engine::CaseOptions options;
    options.on = module.policy.effective;
    options.in_catalogue = [](std::string_view) { return true; };  // not every tag is read
    const engine::ParsedCase parsed = engine::parse_case(module, case_json(cases), options);
    const auto* sent = std::get_if<engine::SentCase>(&parsed);
    engine::Admitted admitted;
    if (!sent) {
      const auto* refused = std::get_if<engine::Refusal>(&parsed);
      return all("case not read", refused ? refused->message : std::get<Failure>(parsed).message);
    }
    if (const auto refused = engine::admit(module, *sent, admitted))
      return all("case refused", refused->message);
    if (!policy.has_native()) return all("no native code", native_refused);
    ir::NativeRecord interpreted = policy.new_record(), native = policy.new_record();
    engine::Scratch scratch;
    policy.decide(engine::Which::interpreter, admitted.inputs, interpreted, scratch);
    policy.decide(engine::Which::scalar, admitted.inputs, native, scratch);
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const std::string a = value_of(module, interpreted, *cases[i]), b = value_of(module, native, *cases[i]);
      out[first + i] = {a == b ? a : fmt::format("engines differ: {} and {}", a, b), ""};
    }
    if (interpreted != native) all("engines differ", "the records of the policy are not the same");
  }

  static std::string value_of(const ir::Module& module, const ir::NativeRecord& record,
                              const Translated& one) {
    const std::string state = "s_" + one.name, number = "n_" + one.name;
    std::string out = "no output";
    for (std::size_t i = 0; i < module.outputs.size(); ++i) {
      if (module.outputs[i].name == state) {
        if (record.output_causes[i]) return "the state is missing";
        if (record.outputs[i] == kIsMissing) return "missing";
        if (record.outputs[i] == kIsError) return "error";
        out = record.outputs[i] == kIsYes ? "yes" : "no";
        if (!one.number) return out;
      }
      if (module.outputs[i].name == number) {
        i128 value = record.outputs[i];
        int places = one.places;
        while (places > 0 && value % 10 == 0) value /= 10, --places;
        return format_decimal(value, places);
      }
    }
    return out;
  }

  engine::Backend& backend_;
  Folder folder_;
};

}  // namespace

std::string policy_text(const std::vector<const Translated*>& cases) {
  std::string gives, items;
  for (const Translated* one : cases) {
    const std::string& name = one->name;
    gives += fmt::format("  gives s_{} {}\n", name, kState);
    items += fmt::format("-- {}\n{}", one->id, one->items);
    items += fmt::format(
        "decide s_{0} is_error when v_{0} is missing (error) is_missing when v_{0} is missing ", name);
    if (one->number) {
      // Its value is an output of its own: 0 where it is missing, so that the record is decided.
      gives += fmt::format("  gives n_{} decimal {}\n", name, one->places);
      items += fmt::format("is_yes otherwise end\nlet n_{0} be first present of (v_{0}, 0)\n", name);
    } else {
      items += fmt::format("is_yes when v_{} is_no otherwise end\n", name);
    }
  }
  return "language 1\npolicy strategy cases version 1\n  owner \"Tests\"\n  approved by 2 of (a, b)\n"
         "  effective 2026-01-01 zone \"UTC\"\n  review by 2026-12-31\n  tags cases \"1\"\n  reasons cases "
         "\"1\"\n"
         "  gives outcome one of (done, other)\n" +
         gives + "end\ndecide outcome done otherwise end\n" + items;
}

std::vector<Outcome> outcomes(const std::vector<Translated>& cases, engine::Backend& backend) {
  std::vector<Outcome> out(cases.size());
  Runner runner(backend);
  for (std::size_t begin = 0; begin < cases.size(); begin += kBatch) {
    Cases batch;
    for (std::size_t i = begin; i < cases.size() && i < begin + kBatch; ++i) batch.push_back(&cases[i]);
    runner.run(batch, begin, out);
  }
  return out;
}

}  // namespace pol::conformance
