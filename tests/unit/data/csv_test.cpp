#include "runtime/data/csv.h"

#include <catch2/catch.hpp>

#include "tests/unit/data/scratch.h"

using namespace pol;
using namespace pol::data;
using pol::data::testing::Scratch;

namespace {

// Every row as "LINE: a | b", or "LINE: ! what is wrong".
std::vector<std::string> rows(const std::string& text, char delimiter = ',') {
  Scratch scratch;
  auto reader = CsvReader::open(scratch.put("a.csv", text), delimiter);
  if (!reader) return {reader.failure().message.substr(reader.failure().message.find(": ") + 2)};
  std::vector<std::string> all;
  CsvRow row;
  for (;;) {
    const auto more = reader->next(row);
    if (!more) return {more.failure().message};
    if (!*more) return all;
    std::string line = std::to_string(row.line) + ":";
    if (row.flaw == CsvRow::Flaw::malformed) line += " ! " + std::string(row.why);
    if (row.flaw == CsvRow::Flaw::not_utf8) line += " ! not UTF-8";
    if (row.flaw == CsvRow::Flaw::none)
      for (std::size_t i = 0; i < row.cells.size(); ++i)
        line += (i ? " | " : " ") + std::string(row.cells[i]);
    all.push_back(line);
  }
}
using Rows = std::vector<std::string>;

}  // namespace

TEST_CASE("rows come with the line where they begin") {
  CHECK(rows("a,b\n1,2\n3,4\n") == Rows{"2: 1 | 2", "3: 3 | 4"});
  CHECK(rows("a,b\n1,2\n3,4") == Rows{"2: 1 | 2", "3: 3 | 4"});
  CHECK(rows("a,b\r\n1,2\r\n3,4\r\n") == Rows{"2: 1 | 2", "3: 3 | 4"});
  CHECK(rows("a;b\n1;2,5\n", ';') == Rows{"2: 1 | 2,5"});
  CHECK(rows("a,b\n,\n1,\n,2") == Rows{"2:  | ", "3: 1 | ", "4:  | 2"});
}

TEST_CASE("quoted cells hold delimiters, quotes and line breaks, and blanks are kept") {
  CHECK(rows("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n") == Rows{"2: x, y | say \"hi\""});
  CHECK(rows("a,b\n\"x\ny\r\nz\",1\n2,3\n") == Rows{"2: x\ny\r\nz | 1", "5: 2 | 3"});
  CHECK(rows("a,b\n\"\",\"\"\"\"\n") == Rows{"2:  | \""});
  CHECK(rows("a,b\n 1 ,2\n") == Rows{"2:  1  | 2"});
}

TEST_CASE("a byte order mark is skipped, UTF-16 is refused") {
  CHECK(rows("\xEF\xBB\xBF"
             "a,b\n1,2\n") == Rows{"2: 1 | 2"});
  CHECK(rows(std::string("\xFF\xFE"
                         "a\0",
                         4)) == Rows{"is UTF-16; save it as UTF-8"});
}

TEST_CASE("empty files and files of a header only") {
  CHECK(rows("") == Rows{"is empty; a header line with the names of the columns is needed"});
  CHECK(rows("\n\n") == Rows{"is empty; a header line with the names of the columns is needed"});
  CHECK(rows("a,b\n").empty());
  CHECK(rows("a,b").empty());
}

TEST_CASE("empty lines are no rows, but in a file of one column they are") {
  CHECK(rows("a,b\n\n1,2\n\r\n3,4\n\n") == Rows{"3: 1 | 2", "5: 3 | 4"});
  CHECK(rows("a\n\n1\n") == Rows{"2: ", "3: 1"});
}

TEST_CASE("a broken quote costs one line") {
  CHECK(rows("a,b\n1,x\"y\n3,4\n") ==
        Rows{"2: ! a quote stands inside a cell that is not quoted", "3: 3 | 4"});
  CHECK(rows("a,b\n1,\"x\"y\n3,4\n") == Rows{"2: ! text follows a closing quote", "3: 3 | 4"});
  CHECK(rows("a,b\n1,\"x\n3,4\n5,6\n") ==
        Rows{"2: ! a quote is opened and never closed", "3: 3 | 4", "4: 5 | 6"});
  CHECK(rows("a,b\n1,x\ry\n3,4\n") == Rows{"2: ! a carriage return stands alone", "3: 3 | 4"});
  CHECK(rows("a,\"b\n") == Rows{"line 1: the header is not CSV: a quote is opened and never closed"});
}

TEST_CASE("an unclosed quote is noticed after a thousand lines, however long the file is") {
  std::string text = "a,b\n1,\"x\n";
  for (int i = 0; i < 5000; ++i) text += "3,4\n";
  text += "5,\"y\"\n";
  const auto all = rows(text);
  REQUIRE(all.size() == 5002);
  CHECK(all[0] == "2: ! a quote is opened and never closed");
  CHECK(all.back() == "5003: 5 | y");
}

TEST_CASE("invalid UTF-8 is told with its line") {
  CHECK(rows("a,b\n1,\xFF\n3,\xC3\xA9\n") == Rows{"2: ! not UTF-8", "3: 3 | é"});
  CHECK(rows("a,b\n1,\xED\xA0\x80\n") == Rows{"2: ! not UTF-8"});  // a surrogate
  CHECK(rows("a,b\n1,\xC0\x80\n") == Rows{"2: ! not UTF-8"});      // overlong
  CHECK(rows("a,\xFF\n1,2\n") == Rows{"line 1: the header is not UTF-8"});
}

TEST_CASE("lines of a megabyte are read, records beyond 16 MiB are not") {
  const std::string megabyte(1 << 20, 'x');
  // Compared outside CHECK, which would print the megabyte.
  const bool read = rows("a,b\n1," + megabyte + "\n3,4\n") == Rows{"2: 1 | " + megabyte, "3: 3 | 4"};
  CHECK(read);
  const std::string huge(CsvReader::kMaxRecord + 10, 'x');
  for (const std::string quote : {"", "\""}) {
    const auto all = rows("a,b\n1," + quote + huge + quote + "\n3,4\n");
    REQUIRE(all.size() == 2);
    CHECK(all[0].substr(0, 80) == "2: ! the record is longer than 16 MiB");
    CHECK(all[1] == "3: 3 | 4");
  }
}

TEST_CASE("rows are the same wherever the reader's chunks end") {
  std::string text = "a,b\n";
  Rows want;
  for (int i = 0; text.size() < (600 << 10); ++i) {
    const std::string cell(static_cast<std::size_t>(i % 97), 'y');
    text += std::to_string(i) + ",\"" + cell + "\"\"\"\r\n";
    want.push_back(std::to_string(i + 2) + ": " + std::to_string(i) + " | " + cell + "\"");
  }
  CHECK(rows(text) == want);
}

TEST_CASE("files that cannot be opened") {
  Scratch scratch;
  const auto missing = CsvReader::open(scratch.path("none.csv"));
  REQUIRE(!missing);
  CHECK(missing.failure().exit == Exit::input);
  CHECK(missing.failure().message ==
        scratch.path("none.csv") + ": cannot be read: No such file or directory");
  CHECK(CsvReader::open(scratch.path(".")).failure().message ==
        scratch.path(".") + ": is a folder, not a file");
}

TEST_CASE("cells are quoted only where they must be") {
  const auto cell = [](std::string_view text) {
    std::string line;
    append_cell(line, text);
    return line;
  };
  CHECK(cell("plain text") == "plain text");
  CHECK(cell("") == "");
  CHECK(cell("a,b") == "\"a,b\"");
  CHECK(cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
  CHECK(cell("two\nlines") == "\"two\nlines\"");
}
