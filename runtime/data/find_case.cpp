#include "runtime/data/find_case.h"

#include "runtime/data/binding.h"

namespace pol::data {

Result<engine::SentCase> find_case(const Feed& feed, const ir::Module& module, const std::string& data,
                                   const std::string& case_id, std::optional<Day> on,
                                   Diagnostics& diagnostics) {
  if (feed.decision_date.form == DateSource::Form::none && !on)
    return Failure{Exit::usage, "no decision date: the feed has no `decision_date`, so --on DATE is needed"};
  auto reader = CsvReader::open(data, feed.delimiter);
  if (!reader) return reader.failure();
  const auto binding = Binding::bind(feed, module, reader->header(), diagnostics);
  if (!binding) return Failure{Exit::input, data + ": does not fit the feed `" + feed.name + "`"};
  CsvRow row;
  engine::SentCase sent;
  for (;;) {
    const auto more = reader->next(row);
    if (!more) return more.failure();
    if (!*more) break;
    const auto refused = binding->read(row, on, sent);
    if ((refused ? refused->case_id : sent.case_id) != case_id) continue;
    if (refused)
      return Failure{Exit::input,
                     data + ":" + std::to_string(row.line) + ": " + refused->code + " " + refused->message};
    return sent;
  }
  return Failure{Exit::input, data + ": has no case `" + case_id + "` in column `" + feed.case_id.name + "`"};
}

}  // namespace pol::data
