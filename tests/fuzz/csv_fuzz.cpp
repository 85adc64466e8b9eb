// Any bytes as rows of data, with commas and with tabs: a row is whole or says what is wrong with it, lines
// count upwards, and what was read can be written and read again.
#include <cstdlib>

#include "runtime/data/csv.h"
#include "tests/fuzz/memory_file.h"

using namespace pol;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void read_all(const std::string& path, char delimiter) {
  auto reader = data::CsvReader::open(path, delimiter);
  if (!reader) return require(!reader.failure().message.empty());
  std::uint64_t line = 1;
  for (data::CsvRow row;;) {
    const auto more = reader->next(row);
    if (!more) return require(!more.failure().message.empty());
    if (!*more) break;
    require(row.line > line);
    line = row.line;
    require((row.flaw == data::CsvRow::Flaw::malformed) == (row.cells.empty() && !row.why.empty()));
    if (row.flaw != data::CsvRow::Flaw::none || delimiter != ',') continue;
    std::string text;
    for (const std::string_view cell : row.cells) {
      if (!text.empty()) text += ',';
      data::append_cell(text, cell);
    }
  }
  require(reader->bytes_read() <= reader->bytes_total());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const testing::MemoryFile file(data, size);
  read_all(file.path(), ',');
  read_all(file.path(), '\t');
  return 0;
}
