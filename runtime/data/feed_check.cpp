#include "runtime/data/feed_check.h"

#include <algorithm>
#include <set>

#include "runtime/base/utf8.h"
#include "runtime/data/binding.h"
#include "runtime/data/rows.h"
#include "runtime/data/seen_ids.h"

namespace pol::data {
namespace {

using Fate = CellValue::Fate;

// A policy that reads every tag of the feed, so that binding finds all that is wrong with the columns.
ir::Module module_of(const Feed& feed) {
  ir::Module module;
  module.enums = feed.enums;
  module.types.push_back({.kind = Kind::date, .range = {kMinDay, kMaxDay}});
  module.inputs.push_back({.name = "decision_date"});
  for (const FeedTag& tag : feed.tags) {
    module.types.push_back(tag.rule.type);
    const catalog::Tag& entry = *tag.entry;
    module.inputs.push_back({.name = tag.tag,
                             .type = static_cast<std::uint16_t>(module.types.size() - 1),
                             .forbid = entry.forbid,
                             .causes = entry.causes,
                             .fresh_days = entry.fresh_days,
                             .fresh_months = entry.fresh_months});
  }
  return module;
}

struct Watched {
  const CellRule* rule;
  std::size_t cell;
  ColumnCheck check;
  std::map<std::string, std::uint64_t, std::less<>> texts;

  void see(std::string_view text) {
    const CellValue value = rule->read(text);
    ++check.fates[static_cast<std::size_t>(value.fate)];
    if (value.fate == Fate::missing) {
      ++check.causes[cause_names(value.cause)];
    } else if (value.fate != Fate::value) {
      const std::string shown = shortened(text, 40);
      if (const auto found = texts.find(shown); found != texts.end())
        ++found->second;
      else if (texts.size() < ColumnCheck::kMostTexts)
        texts.emplace(shown, 1);
    } else if (rule->type.kind != Kind::text && rule->type.kind != Kind::boolean &&
               rule->type.kind != Kind::enumeration) {
      check.lowest = check.ranged ? std::min(check.lowest, value.number) : value.number;
      check.highest = check.ranged ? std::max(check.highest, value.number) : value.number;
      check.ranged = true;
    }
  }

  ColumnCheck done() && {
    check.texts.assign(texts.begin(), texts.end());
    std::sort(check.texts.begin(), check.texts.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    if (check.texts.size() > ColumnCheck::kShownTexts) check.texts.resize(ColumnCheck::kShownTexts);
    return std::move(check);
  }
};

std::vector<Watched> watch(const Feed& feed, const std::vector<std::string>& header, FeedCheck& result) {
  std::vector<Watched> columns;
  const auto add = [&](const std::string& name, const auto& item, bool report) {
    if (!item.column) return result.constants.push_back(name);
    const auto found = std::find(header.begin(), header.end(), item.column->name);
    columns.push_back({&item.rule,
                       static_cast<std::size_t>(found - header.begin()),
                       {name, item.column->name, report},
                       {}});
  };
  for (const FeedTag& tag : feed.tags) add(tag.tag, tag, false);
  for (const ReportColumn& report : feed.report) add(report.name, report, true);
  return columns;
}

void list_what_is_left(const Feed& feed, const std::vector<std::string>& header, FeedCheck& result) {
  std::set<std::string> used = {feed.case_id.name, feed.decision_date.column.name, feed.as_of.column.name},
                        listed;
  for (const FeedTag& tag : feed.tags) {
    listed.insert(tag.entry->id);
    if (tag.column) used.insert(tag.column->name);
    if (tag.as_of) used.insert(tag.as_of->column.name);
  }
  for (const ReportColumn& report : feed.report)
    if (report.column) used.insert(report.column->name);
  for (const auto& tag : feed.catalog->tags)
    if (!listed.count(tag.id)) result.unlisted_tags.push_back(tag.id);
  for (const std::string& column : header)
    if (!used.count(column)) result.unused_columns.push_back(column);
}

}  // namespace

Result<FeedCheck> check_feed(
    const Feed& feed, const std::string& data, Diagnostics& diagnostics,
    const std::function<void(std::uint64_t, std::uint64_t, std::uint64_t)>& progress) {
  auto reader = open_rows(data, feed);
  if (!reader) return reader.failure();
  const ir::Module module = module_of(feed);
  const auto binding = Binding::bind(feed, module, (*reader)->header(), diagnostics);
  if (!binding) return Failure{Exit::input, data + ": does not fit the feed `" + feed.name + "`"};
  FeedCheck result;
  list_what_is_left(feed, (*reader)->header(), result);
  std::vector<Watched> columns = watch(feed, (*reader)->header(), result);
  SeenIds seen;
  engine::SentCase sent;
  CsvRow row;
  for (;;) {
    const auto more = (*reader)->next(row);
    if (!more) return more.failure();
    if (!*more) break;
    ++result.rows;
    if (progress && result.rows % 4096 == 0) progress(result.rows, (*reader)->done(), (*reader)->total());
    const auto refused = binding->read(row, Day{0}, sent);
    if (refused)
      ++result.refused[refused->code];
    else if (!seen.insert(sent.case_id))
      ++result.refused["D02"];
    if (refused && (refused->code == "D01" || refused->code == "D05")) continue;  // cells cannot be told
    for (Watched& column : columns) column.see(row.cells[column.cell]);
  }
  result.blank_lines = (*reader)->blank_lines();
  for (Watched& column : columns) result.columns.push_back(std::move(column).done());
  return result;
}

}  // namespace pol::data
