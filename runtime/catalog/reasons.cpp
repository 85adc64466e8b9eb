#include <algorithm>
#include <map>

#include "runtime/catalog/reading.h"
#include "runtime/catalog/tag_type.h"

namespace pol::catalog {
namespace {

const std::vector<std::string> kUses = {"decline", "refer", "limit", "price", "strategy", "care"};

void read_reason(const yaml::Node& node, ReasonFile& file, std::map<std::string, Span>& seen,
                 Diagnostics& diagnostics) {
  const yaml::Node* name = node.find("code");
  const std::string owner =
      name && name->is_scalar() && !name->text.empty() ? "reason `" + name->text + "`" : "a reason";
  yaml::Fields fields(node, owner, diagnostics);
  if (!fields.is_map()) return;
  Reason reason;
  reason.span = name ? name->span : node.span;
  const auto code = fields.required_text("code");
  const yaml::Node* internal = fields.required("internal", Code::E1010);
  reason.internal = yaml::read_text(internal, yaml::key_of("internal", owner), diagnostics).value_or("");
  reason.texts = read_texts(fields, file.languages, "text", reason.span, Code::E1010, diagnostics);
  const std::string what = yaml::key_of("used_for", owner);
  const yaml::Node* uses = fields.required("used_for");
  for (const yaml::Node* use : yaml::read_list(uses, what, diagnostics))
    if (const auto index = yaml::read_word(use, what, kUses, diagnostics))
      reason.used_for.push_back(kUses[*index]);
  if (uses && uses->is_list() && uses->items.empty())
    diagnostics.add(Code::E1007, uses->span, what + " is empty", "name at least one use");
  fields.finish();
  if (!code) return;
  if (!is_code(*code)) {
    diagnostics.add(Code::E1003, reason.span, "`" + *code + "` cannot be the code of a reason",
                    "a code has capital letters, digits and `_`, and begins with a letter");
    return;
  }
  const auto [first, fresh] = seen.emplace(*code, reason.span);
  if (!fresh) {
    diagnostics
        .add(Code::E1003, reason.span, "reason `" + *code + "` stands twice", "give one of them another code")
        .notes.push_back({first->second, "first here"});
    return;
  }
  reason.code = *code;
  file.reasons.push_back(std::move(reason));
}

}  // namespace

const Reason* ReasonFile::find(std::string_view code) const {
  const auto it =
      std::find_if(reasons.begin(), reasons.end(), [&](const Reason& r) { return r.code == code; });
  return it == reasons.end() ? nullptr : &*it;
}

std::optional<ReasonFile> read_reasons(const Sources& sources, FileId id, Diagnostics& diagnostics) {
  const std::optional<yaml::Node> root = yaml::read(sources, id, diagnostics);
  if (!root) return std::nullopt;
  yaml::Fields fields(*root, "the reason file", diagnostics);
  if (!fields.is_map()) return std::nullopt;
  ReasonFile file;
  file.name = fields.required_text("reasons").value_or("");
  if (!file.name.empty() && !is_name(file.name))
    diagnostics.add(Code::E1003, root->find("reasons")->span,
                    "`" + file.name + "` cannot be the name of a reason file",
                    "a name has small letters, digits and `_`, and does not begin with a digit");
  file.version = fields.required_text("version").value_or("");
  file.languages = read_languages(fields, diagnostics);
  if (const yaml::Node* most = fields.optional("most_shown"))
    file.most_shown =
        static_cast<std::uint32_t>(yaml::read_whole(most, "`most_shown`", 1, 1000, diagnostics).value_or(0));
  std::map<std::string, Span> seen;
  if (const yaml::Node* codes = fields.required("codes");
      codes && yaml::expect_list(*codes, "`codes`", diagnostics))
    for (const yaml::Node& node : codes->items) read_reason(node, file, seen, diagnostics);
  fields.finish();
  return file;
}

}  // namespace pol::catalog
