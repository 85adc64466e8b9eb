// Shared by the readers of catalogues and reasons; not for other folders.
#pragma once
#include "runtime/catalog/catalog.h"
#include "runtime/catalog/yaml.h"

namespace pol::catalog {

// Reads the tag at `node` and adds it to `catalog`, unless its id or type is unusable.
void read_tag(const yaml::Node& node, Catalog& catalog, Diagnostics& diagnostics);

// `sample:` of `tag`, whose type, range, missing and causes are read already.
std::optional<Sample> read_sample(const yaml::Node& node, const Tag& tag, const EnumPool& enums,
                                  Diagnostics& diagnostics);

// `languages:`, by default zh and en.
std::vector<std::string> read_languages(yaml::Fields& fields, Diagnostics& diagnostics);

// One text for each language, "" where it is missing: `code` at `place`.
std::vector<std::string> read_texts(yaml::Fields& fields, const std::vector<std::string>& languages,
                                    std::string_view noun, Span place, Code code, Diagnostics& diagnostics);

// The uses of language reference 2: what a policy's kind, a reason or a purpose is for.
inline const std::vector<std::string> kPurposes = {"limit", "price", "strategy", "care"};

}  // namespace pol::catalog
