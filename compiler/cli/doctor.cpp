// pol doctor: what this machine offers, what was found of what is optional, and what is absent.
#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "compiler/cli/backend.h"
#include "compiler/native/isolate.h"
#include "compiler/native/object_cache.h"
#include "compiler/report/report.h"
#include "runtime/data/duckdb.h"
#include "runtime/ir/builder.h"

namespace pol::cli {
namespace {

struct Finding {
  std::string id, title, says;
  bool good = true;  // false: absent, or does not work
  bool needed = false;
};

Finding native_code(const Context& context) {
  Finding finding{"native", "native code", "", true, true};
  const auto machine = native::describe_target();
  if (!machine) return finding.good = false, finding.says = machine.failure().message, finding;
  // A policy of one instruction goes all the way.
  ir::Module module;
  module.policy.kind = "limit";
  Type date;
  date.kind = Kind::date;
  date.range = {0, kMaxDay};
  ir::Builder build(module);
  module.inputs.push_back({"decision_date", build.type(date), false, 0, {}, {}, "open"});
  build.input(0);
  const auto made = command_backend(context)->compile(module, {});
  finding.good = static_cast<bool>(made);
  finding.says = made ? *machine : made.failure().message;
  return finding;
}

Finding cache() {
  Finding finding{"cache", "cache of native code", "", true, false};
  const auto cache = command_cache();
  if (!cache) {
    const std::string& why = cache.failure().message;
    finding.good = why.empty();
    finding.says = why.empty() ? "off" : why;
    return finding;
  }
  const std::string folder = native::default_cache_folder();
  std::uintmax_t bytes = 0, objects = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".o") continue;
    std::error_code unread;
    bytes += entry.file_size(unread);
    ++objects;
  }
  finding.says = fmt::format("{}, {} objects, {:.1f} of at most {} MiB", folder, objects,
                             static_cast<double>(bytes) / (1 << 20), kMostCached >> 20);
  return finding;
}

std::vector<Finding> examine(const Context& context) {
  std::vector<Finding> findings{native_code(context), cache()};
  for (const native::Wall& wall : native::walls())
    findings.push_back({"isolate_" + wall.id, "--isolate: " + wall.name,
                        wall.why_not.empty() ? wall.what : "absent: " + wall.why_not, wall.why_not.empty(),
                        false});
  const auto duckdb = data::DuckDb::open();
  findings.push_back({"duckdb", "Parquet, JSON, SQL",
                      duckdb ? "DuckDB " + duckdb->version() : "absent: " + duckdb.failure().message,
                      static_cast<bool>(duckdb), false});
  findings.push_back(
      {"charts", "charts in reports",
       report::has_charts() ? "the library is part of this program" : "absent: built without the library",
       report::has_charts(), false});
  return findings;
}

Exit run(const Context& context, bool as_json) {
  const std::vector<Finding> findings = examine(context);
  bool works = true;
  std::size_t width = 0;
  for (const Finding& one : findings) {
    works = works && (one.good || !one.needed);
    width = std::max(width, one.title.size());
  }
  if (as_json) {
    nlohmann::ordered_json json{{"schema", 1}, {"works", works}};
    for (const Finding& one : findings)
      json["findings"].push_back(
          {{"id", one.id}, {"title", one.title}, {"good", one.good}, {"says", one.says}});
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    for (const Finding& one : findings)
      fmt::print("{} {:<{}}  {}\n",
                 one.good     ? "ok  "
                 : one.needed ? "FAIL"
                              : "-   ",
                 one.title, width, one.says);
  }
  return works ? Exit::ok : Exit::internal;
}

}  // namespace

void add_doctor(CLI::App& app, Context& context) {
  auto as_json = std::make_shared<bool>(false);
  CLI::App* command =
      app.add_subcommand("doctor", "Say what this machine offers, and what of the optional was found");
  command->add_flag("--json", *as_json, "As JSON");
  command->footer("Exit code 4 if policies cannot run as native code here.\nExample: pol doctor");
  command->callback(
      [&context, as_json] { context.action = [&context, as_json] { return run(context, *as_json); }; });
}

}  // namespace pol::cli
