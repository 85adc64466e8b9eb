#include "compiler/cli/run_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/cli/terminal.h"

namespace pol::cli {
namespace {

using Counts = std::vector<std::pair<std::string, std::uint64_t>>;

Counts outcomes(const data::PolicyTotals& totals) {
  Counts counts;
  for (std::size_t i = 0; i < totals.outcomes.size(); ++i)
    counts.emplace_back(totals.outcome_names[i], totals.outcomes[i]);
  return counts;
}

template <class Codes>
Counts by_code(const Codes& codes, const std::vector<std::uint64_t>& numbers) {
  Counts counts;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i]) counts.emplace_back(codes[i].code, numbers[i]);
  return counts;
}

Counts from(const std::map<std::string, std::uint64_t>& map) {
  return {map.begin(), map.end()};
}

void append_counts(std::string& out, const char* title, const Counts& counts, std::uint64_t whole) {
  for (std::size_t i = 0; i < counts.size(); ++i)
    out += fmt::format("  {:<10} {:<20} {:>12} {:>7}\n", i ? "" : title, counts[i].first,
                       grouped(counts[i].second), share(counts[i].second, whole));
}

void append_observed(std::string& out, const RunSummary& s, const data::Observed& observed) {
  out += fmt::format("  observed   {:<20}", observed.column);
  for (const std::string& value : observed.values) out += fmt::format(" {:>12} {:>7}", value, "");
  out += fmt::format(" {:>12}\n", "not known");
  for (std::size_t i = 0; i < observed.counts.size(); ++i) {
    std::uint64_t known = 0;
    for (const std::uint64_t n : observed.counts[i]) known += n;
    if (known + observed.unknown[i] == 0) continue;
    out += fmt::format("             {:<20}", s.totals.outcome_names[i]);
    for (const std::uint64_t n : observed.counts[i])
      out += fmt::format(" {:>12} {:>7}", grouped(n), share(n, known));
    out += fmt::format(" {:>12}\n", grouped(observed.unknown[i]));
  }
}

nlohmann::ordered_json object(const Counts& counts) {
  auto json = nlohmann::ordered_json::object();
  for (const auto& [name, n] : counts) json[name] = n;
  return json;
}

void append_decided(std::string& out, const ir::Module& module, const data::PolicyTotals& totals,
                    std::uint64_t rows) {
  append_counts(out, module.outputs[0].name.c_str(), outcomes(totals), rows);
  append_counts(out, "undecided", {{"", totals.undecided}}, rows);
  append_counts(out, "knockouts", by_code(module.knockouts, totals.knockouts), rows);
  append_counts(out, "reasons", by_code(module.reason_codes, totals.reasons), rows);
}

void json_decided(nlohmann::ordered_json& json, const ir::Module& module, const data::PolicyTotals& totals) {
  json["outcomes"] = object(outcomes(totals));
  json["undecided"] = totals.undecided;
  json["knockouts"] = object(by_code(module.knockouts, totals.knockouts));
  json["reasons"] = object(by_code(module.reason_codes, totals.reasons));
}

nlohmann::ordered_json identity(const ir::Policy& policy) {
  return {{"kind", policy.kind}, {"name", policy.name}, {"version", policy.version}};
}

}  // namespace

std::string summary_text(const RunSummary& s) {
  const data::RunTotals& t = s.totals;
  std::string out;
  for (std::size_t i = 0; i < t.needs.size(); ++i) {
    const ir::Module& module = s.chain.member(i).module();
    out += fmt::format("{}/{} version {}: {}\n", module.policy.kind, module.policy.name,
                       module.policy.version, s.options.needs_out[i]);
    append_decided(out, module, t.needs[i], t.rows_out);
  }
  const ir::Module& module = s.chain.root().module();
  out += fmt::format("{}/{} version {}, feed {} version {}, {}\n", module.policy.kind, module.policy.name,
                     module.policy.version, s.feed.name, s.feed.version,
                     s.options.engine == engine::Which::interpreter ? "interpreter" : "native code");
  append_decided(out, module, t, t.rows_out);
  for (const data::Observed& observed : t.observed) append_observed(out, s, observed);
  append_counts(out, "refused", from(t.refused_by_code), t.rows_in);
  append_counts(out, "  because", from(t.refused_by_tag), t.rows_in);
  if (t.blank_lines)
    out += fmt::format("  {} without anything in it skipped\n", counted(t.blank_lines, "line"));
  out += fmt::format("{} in = {} decided ({}) + {} refused ({})\n", counted(t.rows_in, "row"),
                     grouped(t.rows_out), s.options.out, grouped(t.rows_refused), s.options.refused);
  return out;
}

std::string summary_json(const RunSummary& s) {
  const data::RunTotals& t = s.totals;
  const ir::Module& module = s.chain.root().module();
  nlohmann::ordered_json json;
  json["policy"] = identity(module.policy);
  json["content_hash"] = s.chain.root().content_hash();
  json["feed"] = {{"name", s.feed.name}, {"version", s.feed.version}};
  json["engine"] = engine::engine_name(s.options.engine);
  json["data"] = s.options.data;
  json["out"] = s.options.out;
  json["refused_file"] = s.options.refused;
  json["rows_in"] = t.rows_in;
  json["rows_out"] = t.rows_out;
  json["rows_refused"] = t.rows_refused;
  json["blank_lines"] = t.blank_lines;
  json_decided(json, module, t);
  json["refused"] = object(from(t.refused_by_code));
  json["refused_by_tag"] = object(from(t.refused_by_tag));
  json["observed"] = nlohmann::ordered_json::array();
  for (const data::Observed& observed : t.observed) {
    nlohmann::ordered_json one;
    one["column"] = observed.column;
    for (std::size_t i = 0; i < observed.counts.size(); ++i) {
      auto& row = one["outcomes"][s.totals.outcome_names[i]];
      for (std::size_t k = 0; k < observed.values.size(); ++k)
        row[observed.values[k]] = observed.counts[i][k];
      row["not_known"] = observed.unknown[i];
    }
    json["observed"].push_back(std::move(one));
  }
  json["needs"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < t.needs.size(); ++i) {
    const engine::LoadedPolicy& needed = s.chain.member(i);
    nlohmann::ordered_json one;
    one["policy"] = identity(needed.module().policy);
    one["content_hash"] = needed.content_hash();
    one["out"] = s.options.needs_out[i];
    json_decided(one, needed.module(), t.needs[i]);
    json["needs"].push_back(std::move(one));
  }
  json["seconds"] = t.seconds;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace pol::cli
