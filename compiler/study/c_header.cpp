#include "compiler/study/c_header.h"

#include <fmt/format.h>

#include <cctype>
#include <set>

namespace pol::study {
namespace {

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// Tags and outputs are identifiers, but may be words of C or C++.
std::string identifier(const std::string& name) {
  static const std::set<std::string> kWords = {
      "auto",    "bool",    "break",    "case",    "catch",     "char",     "class",    "const",   "continue",
      "default", "delete",  "do",       "double",  "else",      "enum",     "explicit", "export",  "extern",
      "false",   "float",   "for",      "friend",  "goto",      "if",       "inline",   "int",     "long",
      "mutable", "new",     "operator", "private", "protected", "public",   "register", "return",  "short",
      "signed",  "sizeof",  "static",   "struct",  "switch",    "template", "this",     "throw",   "true",
      "try",     "typedef", "typename", "union",   "unsigned",  "using",    "virtual",  "void",    "volatile",
      "while",   "and",     "or",       "not",     "xor",       "restrict", "concept",  "requires"};
  return kWords.contains(name) ? name + "_" : name;
}

// Money is wide whatever its range: an amount beyond it must arrive as one, not cut to 32 bits.
bool is_wide(const Type& type) {
  return type.kind == Kind::money || width_bytes(type.range) > 4;
}

std::string field_type(const Type& type) {
  if (type.kind == Kind::boolean) return "POL_BOOL";
  if (type.kind == Kind::text) return "POL_TEXT";
  return is_wide(type) ? "POL_INT64" : "POL_INT32";
}

std::string member_type(const Type& type) {
  if (type.kind == Kind::boolean) return "uint8_t";
  if (type.kind == Kind::text) return "pol_text";
  return is_wide(type) ? "int64_t" : "int32_t";
}

// "money CNY, in units of 0.01", "one of (retail, catering)"
std::string described(const Type& type, const EnumPool& enums) {
  std::string text = type_name(type, &enums);
  if (type.numeric() && type.scale > 0) text += ", in units of 0." + std::string(type.scale - 1u, '0') + "1";
  if (type.kind == Kind::date) text += ", days since 1970-01-01";
  return text;
}

class Header {
 public:
  explicit Header(const engine::Chain& chain)
      : chain_(chain),
        policy_(chain.root().module().policy),
        name_(policy_.kind + "_" + policy_.name),
        constant_(upper(name_)) {}

  std::string text() {
    out_ = fmt::format(
        "/* Made by `pol build --header` of {0}/{1} version {2}: the tags that it and the policies it needs "
        "read.\n"
        " * Content hash {3}. */\n#ifndef POL_{4}_H\n#define POL_{4}_H\n#include <pol/pol.h>\n\n",
        policy_.kind, policy_.name, policy_.version, chain_.root().content_hash(), constant_);
    inputs();
    values();
    outputs();
    return out_ + "#endif\n";
  }

 private:
  template <class Each>
  void each_tag(Each each) const {
    const ir::Module& door = chain_.door();
    for (std::size_t i = 1; i < door.inputs.size(); ++i)
      if (!door.inputs[i].bucket && door.inputs[i].heads_tag())
        each(door.inputs[i], door.types[door.inputs[i].type]);
  }

  void inputs() {
    out_ += fmt::format("typedef struct {} {{\n", name_);
    each_tag([&](const ir::Input& input, const Type& type) {
      const std::string tag = identifier(input.tag());
      const std::string many = input.element ? fmt::format("[{}]", input.element->count) : "";
      out_ += fmt::format("  {} {}{}; /* {} */\n", member_type(type), tag, many,
                          described(type, chain_.door().enums));
      if (!input.forbid)
        out_ += fmt::format("  uint8_t {}_missing{}; /* 0, or POL_MISSING_... */\n", tag, many);
      if (input.fresh_days || input.fresh_months)
        out_ += fmt::format("  int32_t {}_as_of; /* days since 1970-01-01 */\n", tag);
    });
    out_ += fmt::format("}} {0};\n\nstatic const pol_field {0}_fields[] = {{\n", name_);
    each_tag([&](const ir::Input& input, const Type& type) {
      for (int k = 0; k < (input.element ? input.element->count : 1); ++k) field(input, type, k);
    });
    out_ += "};\n\n";
  }

  void field(const ir::Input& input, const Type& type, int place) {
    const std::string tag = identifier(input.tag());
    const std::string at = input.element ? fmt::format("[{}]", place) : "";
    const std::string name = input.element ? ir::element_name(input.element->series, place + 1) : input.name;
    const auto offset = [&](const std::string& member) {
      return fmt::format("offsetof({}, {})", name_, member);
    };
    const bool fresh = input.fresh_days || input.fresh_months;
    out_ +=
        fmt::format("    {{sizeof(pol_field), \"{}\", {}, {}, {}, {}, {}, {}}},\n", name, offset(tag + at),
                    field_type(type), input.forbid ? "0" : offset(tag + "_missing" + at),
                    input.forbid ? 0 : 1, fresh ? offset(tag + "_as_of") : "0", fresh ? 1 : 0);
  }

  void enumeration(const std::string& name, const Type& type, const EnumPool& enums) {
    out_ += "enum {";
    const std::vector<std::string>& values = enums[type.enum_id].values;
    for (std::size_t i = 0; i < values.size(); ++i)
      out_ += fmt::format("{} {}_{}_{} = {}", i ? "," : "", constant_, upper(name), upper(values[i]), i);
    out_ += " };\n";
  }

  void values() {
    each_tag([&](const ir::Input& input, const Type& type) {
      if (type.kind == Kind::enumeration) enumeration(input.tag(), type, chain_.door().enums);
    });
  }

  // Places in pol_result.outputs; names of tags and outputs may be the same, so these say OUT.
  void outputs() {
    const ir::Module& module = chain_.root().module();
    out_ += "\n/* Places in pol_result.outputs. */\nenum {\n";
    for (std::size_t i = 0; i < module.outputs.size(); ++i)
      out_ += fmt::format("  {}_OUT_{} = {}, /* {} */\n", constant_, upper(module.outputs[i].name), i,
                          described(module.types[module.outputs[i].type], module.enums));
    out_ += "};\n";
    for (const ir::Output& output : module.outputs)
      if (module.types[output.type].kind == Kind::enumeration)
        enumeration("OUT_" + output.name, module.types[output.type], module.enums);
  }

  const engine::Chain& chain_;
  const ir::Policy& policy_;
  std::string name_, constant_, out_;
};

}  // namespace

std::string c_header(const engine::Chain& chain) {
  return Header(chain).text();
}

}  // namespace pol::study
