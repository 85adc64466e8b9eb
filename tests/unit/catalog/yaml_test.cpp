// The YAML subset: what it reads, where things are, and what it refuses.
#include <catch2/catch.hpp>

#include "tests/unit/catalog/reading.h"

using namespace pol;
using test::File;

namespace {

std::string flat(const yaml::Node& node) {
  std::string text;
  switch (node.form) {
    case yaml::Node::Form::scalar:
      return node.blank() ? "(nothing)" : node.quoted ? "'" + node.text + "'" : node.text;
    case yaml::Node::Form::list:
      for (const yaml::Node& item : node.items) text += (text.empty() ? "" : ", ") + flat(item);
      return "[" + text + "]";
    case yaml::Node::Form::map:
      for (const yaml::Entry& entry : node.entries)
        text += (text.empty() ? "" : ", ") + entry.key + ": " + flat(entry.value);
      return "{" + text + "}";
  }
  return text;
}

// The tree in one line, or what was reported.
std::string read(const std::string& text, const yaml::Limits& limits = {}) {
  File file(text);
  const auto root = yaml::read(file.sources, file.id, file.diagnostics, limits);
  if (!file.diagnostics.empty()) return file.reported();
  return root ? flat(*root) : "nothing";
}

// All scalars of a tree by the text of their span.
void slices(const File& file, const yaml::Node& node, std::vector<std::string>& out) {
  if (node.is_scalar()) out.emplace_back(file.sources.slice(node.span));
  for (const yaml::Node& item : node.items) slices(file, item, out);
  for (const yaml::Entry& entry : node.entries) {
    out.push_back(std::string(file.sources.slice(entry.key_span)) + ":");
    slices(file, entry.value, out);
  }
}

}  // namespace

TEST_CASE("every scalar is text") {
  CHECK(read("a: 010\nb: yes\nc: ~\nd: null\ne: 1e3\nf: 2026-01-01\ng: .inf\n") ==
        "{a: 010, b: yes, c: ~, d: null, e: 1e3, f: 2026-01-01, g: .inf}");
  CHECK(read("a: 'it''s'\nb: \"x\\\"y\"\nc: \"\"\n") == "{a: 'it's', b: 'x\"y', c: ''}");
  CHECK(read("- ~\n- null\n- x") == "[~, null, x]");
}

TEST_CASE("maps and lists, block and in brackets") {
  CHECK(read("a:\n  - b: 1\n    c: 2\n  - {d: 3, e: [4, 5]}\nf: {}\ng: []\n") ==
        "{a: [{b: 1, c: 2}, {d: 3, e: [4, 5]}], f: {}, g: []}");
  CHECK(read("---\na: 1\n...\n") == "{a: 1}");
  CHECK(read("# a comment\na: 1 # another\n") == "{a: 1}");
  CHECK(read("a: 1\r\nb: {c: 2}\r\n") == "{a: 1, b: {c: 2}}");
  CHECK(read("{0: 15, \"\": x, yes: 97}") == "{0: 15, : x, yes: 97}");
}

TEST_CASE("a key with nothing after it is blank, also before a key called null") {
  CHECK(read("a:\nb: 1\n") == "{a: (nothing), b: 1}");
  CHECK(read("a:\nnull: 3\n") == "{a: (nothing), null: 3}");
  CHECK(read("- a:\n  b: {c: }\n") == "[{a: (nothing), b: {c: (nothing)}}]");
}

TEST_CASE("spans are bytes of the file; columns count code points") {
  File file("# 注\nzh: 信用分\nen: \"客户 \\\"x\\\"\" \nlist: [河南, 'b''c']\n");
  const auto root = yaml::read(file.sources, file.id, file.diagnostics);
  REQUIRE(root);
  std::vector<std::string> found;
  slices(file, *root, found);
  CHECK(found ==
        std::vector<std::string>{"zh:", "信用分", "en:", "\"客户 \\\"x\\\"\"", "list:", "河南", "'b''c'"});
  const Span second = root->entries[2].value.items[1].span;
  CHECK(file.sources.place(second).line == 4);
  CHECK(file.sources.place(second).column == 12);
  CHECK(file.sources.slice(root->entries[1].value.inner()) == "客户 \\\"x\\\"");
  CHECK(file.sources.slice(root->entries[2].value.span) == "[河南, 'b''c']");
}

TEST_CASE("what is outside the subset is refused at its place") {
  CHECK(read("a: &x 1\n") ==
        "E1001 1:4 an anchor (`&`) is not allowed here. Write the value where it is used");
  CHECK(read("a: &x [1]\n") ==
        "E1001 1:4 an anchor (`&`) is not allowed here. Write the value where it is used");
  CHECK(read("a: 1\nb: *a\n").substr(0, 9) == "E1001 2:4");
  CHECK(read("a: !int 1\n") ==
        "E1001 1:4 a YAML tag (`!`) is not allowed here. Leave it out: every value is text");
  CHECK(read("a: !!map {b: 1}\n").substr(0, 9) == "E1001 1:4");
  CHECK(read("a: |\n  text\n").substr(0, 40) == "E1001 1:4 a block text (`|` or `>`) is n");
  CHECK(read("a: one\n  two\n").substr(0, 39) == "E1001 1:4 a value stands on one line. J");
  CHECK(read("a: \"one\n  two\"\n").substr(0, 35) == "E1001 1:4 a value stands on one lin");
  CHECK(read("a: [1,\n  2]\n").substr(0, 49) == "E1001 1:4 a list or map in brackets stands on one");
  CHECK(read("a: {b: 1\n  }\n").substr(0, 9) == "E1001 1:4");
  CHECK(read("a: 1\n---\nb: 2\n") == "E1001 2:1 a second document begins here. Keep one document a file");
  CHECK(read("%YAML 1.2\n---\na: 1\n").substr(0, 36) == "E1001 1:1 a YAML directive (`%`) is ");
  CHECK(read("? a\n: 1\n").substr(0, 9) == "E1001 1:3");
  CHECK(read("[a]: 1\n").substr(0, 9) == "E1001 1:1");
  CHECK(read("\xEF\xBB\xBF"
             "a: 1\n") == "E1001 1:1 the file begins with a byte order mark. Save it as UTF-8 without one");
  CHECK(read("a: 1\nb: \xFF\n") == "E1001 2:1 this line is not UTF-8. Save the file as UTF-8");
  CHECK(read(std::string("a: \x04\n")) == "E1001 1:4 a control character is not allowed here. Remove it");
  CHECK(read("") == "E1001 1:1 the file is empty");
  CHECK(read("# only words\n") == "E1001 1:1 the file is empty");
}

TEST_CASE("a key that stands twice is reported, and reading goes on") {
  File file("a: 1\nb: 2\na: 3\n");
  const auto root = yaml::read(file.sources, file.id, file.diagnostics);
  REQUIRE(root);
  CHECK(flat(*root) == "{a: 1, b: 2}");
  CHECK(file.reported() == "E1001 3:1 key `a` stands twice in one map. Remove one of the two");
  CHECK(file.diagnostics.all()[0].notes.size() == 1);
}

TEST_CASE("broken YAML is a diagnostic with a place") {
  for (const char* text : {"a: [1", "a: {b: 1", "a: \"x", "a: b: c\n", "\ta: 1\n", "a: 1\n b: 2\n",
                           "- a\nb: 1\n", "a: @x\n", "a: `x`\n", "}", "a: %x"}) {
    INFO(text);
    CHECK(read(text).substr(0, 6) == "E1001 ");
  }
}

TEST_CASE("limits hold before memory is gone") {
  yaml::Limits small;
  small.max_nodes = 20;
  CHECK(read("[1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2,3]", small).find("more than 20 values") !=
        std::string::npos);
  CHECK(read(std::string(100'000, '[')).substr(0, 5) == "E1001");
  CHECK(read("a: 1\nb: " + std::string(300'000, 'x')) == "E1001 2:1 this line is longer than 256 KiB");
  CHECK(read("a: " + std::string(200'000, 'x')).size() > 200'000);
  CHECK(read("a: " + std::string(16, '[') + std::string(16, ']')).find("nested more than 16 deep") !=
        std::string::npos);
  CHECK(read(std::string(16, '[') + std::string(16, ']')).substr(0, 1) == "[");
  small.max_bytes = 3 << 20;
  CHECK(read(std::string((3 << 20) + 1, ' '), small) == "E1001 1:1 the file is larger than 3 MiB");
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  CHECK(read(bomb + "b: &b [*a,*a,*a,*a,*a,*a,*a]\n").substr(0, 9) == "E1001 1:4");
}

TEST_CASE("fields are asked for by name; the rest is unknown") {
  File file("id: x\nsensitivty: open\nmost: 12\nflag: maybe\nwords: [a, [b]]\n");
  const auto root = yaml::read(file.sources, file.id, file.diagnostics);
  yaml::Fields fields(*root, "tag `x`", file.diagnostics);
  CHECK(fields.required_text("id") == "x");
  CHECK_FALSE(fields.required("type"));
  CHECK_FALSE(fields.optional("sensitivity"));
  CHECK(yaml::read_whole(fields.optional("most"), "`most`", 1, 12, file.diagnostics) == 12);
  CHECK_FALSE(yaml::read_whole(fields.optional("most"), "`most`", 1, 11, file.diagnostics));
  CHECK_FALSE(yaml::read_yes_no(fields.optional("flag"), "`flag`", file.diagnostics));
  CHECK(yaml::read_list(fields.optional("words"), "`words`", file.diagnostics).size() == 1);
  CHECK_FALSE(yaml::read_word(nullptr, "`nothing`", {"a"}, file.diagnostics));
  fields.finish();
  CHECK(file.reported() ==
        "E1005 1:1 tag `x` has no `type`\n"
        "E1005 2:1 unknown key `sensitivty` of tag `x`. Did you mean `sensitivity`?\n"
        "E1007 3:7 `most` must be a whole number from 1 to 11, here is `12`\n"
        "E1007 4:7 `flag` cannot be `maybe`. It is one of: no, yes\n"
        "E1007 5:12 an entry of `words` must be a single value, here is a list");
}
