// Runs the examples of the reference: `reference --pol POL --root REPO [--update] [PAGE…]`.
//
// On the page of a diagnostic the example under "Wrong" must give that code, no other error, and print what
// the page shows (`text says`, place included); the one under "Right" must be free of it and of errors. On
// every other page an example must check clean, which runs the `example … expect … end` in it; if `text says`
// follows, it must print that. The pages made from tables must be what the tables say. --update rewrites what
// is printed; git diff is the review. PAGE: only the pages whose path contains this text.
#include <algorithm>
#include <iostream>
#include <regex>
#include <set>

#include "runtime/base/diagnostics.h"
#include "tests/reference/generated.h"
#include "tests/reference/stage.h"

namespace fs = std::filesystem;

namespace pol::reference {

namespace {

// Pages whose wrong example no short text can show: a limit of millions, a search of minutes, a defect of the
// compiler, a system without time zones.
const std::set<std::string> kOnlyRead = {"E0716", "E1040", "E1041", "W0910"};
// Bundles are no text that a page could show; tests/golden/bundle has files that are refused.
bool only_read(const std::string& name) {
  return kOnlyRead.contains(name) || name.rfind("E12", 0) == 0;
}

class Runner {
 public:
  Runner(const std::string& pol, const fs::path& root, bool update) : stage_(pol, root), update_(update) {}

  void run(const fs::path& path, bool diagnostic) {
    Page page = read_page(path);
    name_ = path.stem().string();
    follow_links(page);
    if (diagnostic)
      run_diagnostic(page);
    else
      run_text(page);
    const std::string text = text_of(page);
    if (update_ && text != page.text) write_file(path, text);
  }

  void generated(const fs::path& path, const std::string& text) {
    if (read_file(path) == text) return;
    if (update_) return write_file(path, text);
    fail(path.string() + " is not what its table says; run `reference --update`");
  }

  int summary() const {
    std::cout << pages_ << " pages of diagnostics and " << examples_ << " examples of other pages run, "
              << failed_ << " failed\n";
    return pages_ + examples_ == 0 || failed_ > 0;
  }

 private:
  void fail(const std::string& what) {
    ++failed_;
    std::cout << what << "\n";
  }

  // Links to files, relative to the page, and codes lead somewhere.
  void follow_links(const Page& page) {
    static const std::regex link("\\]\\(([^)#:]+)\\)"), code("\\b[EW][0-9]{4}\\b");
    const auto each = [&](const std::regex& pattern, int group, const auto& check) {
      for (std::sregex_iterator match(page.text.begin(), page.text.end(), pattern), end; match != end;
           ++match)
        if (const std::string found = (*match)[static_cast<std::size_t>(group)]; !check(found))
          fail(name_ + ": " + found + " leads nowhere");
    };
    each(link, 1, [&](const std::string& target) { return fs::exists(page.path.parent_path() / target); });
    each(code, 0, [](const std::string& name) { return code_by_name(name).has_value(); });
  }

  // What the page says is printed here, and what is.
  void compare(Block& says, const Said& said) {
    if (says.body == said.text) return;
    if (update_)
      says.body = said.text;
    else
      fail(name_ + ":" + std::to_string(says.line) + ": the page says\n" + says.body + "but printed is\n" +
           said.text);
  }

  // One half of the page of a diagnostic; false: there is nothing to run.
  bool half(Page& page, const std::string& section, Said& said) {
    stage_.reset();
    bool ran = false;
    for (Block& block : page.blocks) {
      const bool common = block.section != "Wrong" && block.section != "Right";
      if (!common && block.section != section) continue;
      if (stage_.put(block)) continue;
      if (block.example())
        said = stage_.check(block, name_), ran = true;
      else if (block.commands())
        said = stage_.run(block.body), ran = true;
      else if (block.says() && ran)
        compare(block, said);
    }
    return ran;
  }

  static std::set<std::string> errors(const std::set<std::string>& codes) {
    std::set<std::string> found;
    for (const auto& code : codes)
      if (const auto known = code_by_name(code); !known || info(*known).severity == Severity::error)
        found.insert(code);
    return found;
  }

  void run_diagnostic(Page& page) {
    Said wrong, right;
    const bool ran = half(page, "Wrong", wrong) && half(page, "Right", right);
    if (ran == only_read(name_))
      return fail(name_ + (ran ? ": runs, and is listed as not run" : ": nothing on this page can be run"));
    if (!ran) return;
    ++pages_;
    auto others = errors(wrong.codes);
    others.erase(name_);
    if (wrong.codes.count(name_) == 0 || !others.empty())
      fail(name_ + ": the wrong example says\n" + wrong.all);
    const auto shown = [](const Block& block) { return block.section == "Wrong" && block.says(); };
    if (std::none_of(page.blocks.begin(), page.blocks.end(), shown))
      fail(name_ + ": the page does not show what is printed:\n" + wrong.text);
    if (right.codes.count(name_) > 0 || right.exit != 0 || !errors(right.codes).empty())
      fail(name_ + ": the right example says\n" + right.all);
  }

  void run_text(Page& page) {
    stage_.reset();
    for (std::size_t i = 0; i < page.blocks.size(); ++i) {
      Block& block = page.blocks[i];
      if (stage_.put(block)) continue;
      const bool example = block.example();
      if (!example && !block.commands()) continue;
      ++examples_;
      const Said said = example ? stage_.check(block, "") : stage_.run(block.body);
      if (i + 1 < page.blocks.size() && page.blocks[i + 1].says())
        compare(page.blocks[i + 1], said);
      else if (said.exit != 0 || (example && !only_searched(said.codes)))
        fail(name_ + ":" + std::to_string(block.line) + ":\n" + (example ? said.text : said.all) +
             (said.text.empty() ? said.all : ""));
    }
  }

  // `prove` lines that are searched and not refuted are no fault of an example.
  static bool only_searched(std::set<std::string> codes) {
    codes.erase("E0921");
    return codes.empty();
  }

  Stage stage_;
  bool update_;
  std::string name_;
  int pages_ = 0, examples_ = 0, failed_ = 0;
};

}  // namespace

}  // namespace pol::reference

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 4 || arguments[0] != "--pol" || arguments[2] != "--root")
    return std::cerr << "usage: reference --pol POL --root REPO [--update] [PAGE...]\n", 2;
  const fs::path root = arguments[3];
  bool update = false;
  std::vector<std::string> only;
  for (std::size_t i = 4; i < arguments.size(); ++i)
    if (arguments[i] == "--update")
      update = true;
    else
      only.push_back(arguments[i]);
  pol::reference::Runner runner(arguments[1], root, update);
  const fs::path pages = root / "grammar/reference";
  runner.generated(pages / "diagnostics.md", pol::reference::diagnostics_page());
  runner.generated(pages / "builtins.md", pol::reference::builtins_page());
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(pages))
    if (entry.path().extension() == ".md") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    const auto wanted = [&](const std::string& part) {
      return path.string().find(part) != std::string::npos;
    };
    if (only.empty() || std::any_of(only.begin(), only.end(), wanted))
      runner.run(path, path.parent_path().filename() == "diagnostics");
  }
  return runner.summary();
}
