// A small bundle on disk, and the check of one file in it.
#pragma once
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "compiler/sema/checked.h"

namespace pol::test {

struct CheckRun {
  Sources sources;
  Diagnostics diagnostics;
  std::unique_ptr<sema::Checked> checked;

  // "E0304 4:10", errors only unless `warnings`; those of other files carry the file's name.
  std::vector<std::string> found(bool warnings = false) const {
    std::vector<std::string> lines;
    for (const auto& d : diagnostics.all()) {
      if (info(d.code).severity == Severity::warning && !warnings) continue;
      std::string line(info(d.code).name);
      if (d.span.file != kNoFile) {
        const Place place = sources.place(d.span);
        if (d.span.file != 0)
          line += " " + std::filesystem::path(sources.path(d.span.file)).filename().string();
        line += " " + std::to_string(place.line) + ":" + std::to_string(place.column);
      }
      lines.push_back(line);
    }
    return lines;
  }
  std::string text() const {
    std::string all;
    for (const auto& d : diagnostics.all()) all += one_line(d, sources) + "\n";
    return all;
  }
  bool says(const std::string& part) const { return text().find(part) != std::string::npos; }
};

class Bundle {
 public:
  Bundle() {
    static int count = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("pol_sema_" + std::to_string(static_cast<long>(::getpid())) + "_" + std::to_string(count++));
    write("tags/demo.yaml", R"(catalogue: demo
version: "1"
owner: Council
languages: [zh, en]
enums:
  industry: [retail, catering]
tags:
  - {id: score, zh: 分, en: "Score", type: int, range: "300..850", missing: policy, sensitivity: personal, typical: '660'}
  - {id: takings, zh: 流水, en: "Takings", type: money CNY, range: "0..5000000", missing: forbid, sensitivity: open, typical: '300,000 CNY'}
  - {id: verified, zh: 核验, en: "Verified", type: bool, missing: forbid, sensitivity: open, typical: 'yes'}
  - {id: industry_code, zh: 行业, en: "Industry", type: enum industry, missing: forbid, sensitivity: open, typical: retail}
  - {id: village, zh: 农村, en: "Village", type: bool, missing: policy, sensitivity: monitor_only, typical: 'no'}
  - {id: illness, zh: 疾病, en: "Illness", type: bool, missing: policy, sensitivity: sensitive, purpose: [care], typical: 'no'}
  - {id: old_score, zh: 旧分, en: "Old score", type: int, range: "0..100", missing: policy, sensitivity: open, typical: '50', deprecated: {since: "1", use: score}}
  - {id: inflow, zh: 流入, en: "Inflow, four months", type: 4 of money CNY, range: "0..1000000", missing: policy, sensitivity: open, typical: '1,000 CNY'}
  - {id: marks, zh: 评级, en: "Marks", type: 3 of int, range: "0..9", missing: forbid, sensitivity: open, typical: '5'}
  - {id: customer_id, zh: 客户号, en: "Customer", type: text, range: "1..40 characters", missing: policy, sensitivity: personal, typical: 'C-77120'}
)");
    write("reasons/demo.yaml", R"(reasons: demo
version: "1"
languages: [zh, en]
most_shown: 4
codes:
  - {code: R01, internal: "Not verified", zh: 未核验, en: "Not verified.", used_for: [decline]}
  - {code: R02, internal: "No score", zh: 无分, en: "No score.", used_for: [refer]}
  - {code: R20, internal: "Cap", zh: 上限, en: "Cap.", used_for: [limit]}
  - {code: T98, internal: "Unknown", zh: 未知, en: "Unknown.", used_for: [decline, refer]}
)");
  }
  ~Bundle() {
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }
  Bundle(const Bundle&) = delete;
  Bundle& operator=(const Bundle&) = delete;

  Bundle& write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path, std::ios::binary) << text;
    return *this;
  }
  CheckRun check(const std::string& text) {
    write("file.pol", text);
    CheckRun run;
    run.checked = sema::check_file(run.sources, (folder_ / "file.pol").string(), run.diagnostics);
    return run;
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

// Line 1 is `language 1`, line 2 the header of a library; `items` begin in line 3.
inline CheckRun check_library(const std::string& items) {
  return Bundle().check("language 1\nlibrary t version 1 owner \"Test\" tags demo \"1\" end\n" + items);
}

// A limit policy with two outputs; `items` begin in line 11.
inline std::string limit_head() {
  return R"(language 1
policy limit t version 2
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai"
  review by 2027-05-01
  tags demo "1"
  reasons demo "1"
  gives outcome one of (approve, refer, decline)
  gives limit money CNY, 0 CNY unless outcome is approve
end
)";
}
inline std::string brakes() {
  return "brakes on limit start from 10,000 CNY B5 cap 200,000 CNY end\n";
}
inline CheckRun check_limit(const std::string& items) {
  return Bundle().check(limit_head() + items);
}

}  // namespace pol::test
