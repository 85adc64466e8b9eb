#include "compiler/population/generated.h"

#include <algorithm>

namespace pol::population {
namespace {

constexpr std::uint64_t kBlock = 1024;

// Where an input of a module comes from.
struct Wanted {
  std::size_t tag = 0;
  unsigned element = 1;
  std::size_t place = 0;  // in a whole row
  const Type* from = nullptr;
  const Type* to = nullptr;
  bool read = false;
};

std::vector<Wanted> wanted_of(const catalog::Catalog& catalog, const ir::Module& module) {
  std::vector<std::size_t> first{0};
  for (const catalog::Tag& tag : catalog.tags)
    first.push_back(first.back() + std::max<std::size_t>(1, tag.type.count));
  std::vector<Wanted> all(module.inputs.size());
  for (std::size_t i = 1; i < module.inputs.size(); ++i) {
    const ir::Input& input = module.inputs[i];
    const auto found = catalog.by_id.find(input.tag());
    if (found == catalog.by_id.end() || input.needed || input.bucket) continue;
    const unsigned element = input.element ? input.element->number : 1u;
    all[i] = {found->second,
              element,
              first[found->second] + element - 1,
              &catalog.tags[found->second].type,
              &module.types[input.type],
              true};
  }
  return all;
}

class PersonReader : public data::CaseReader {
 public:
  PersonReader(const catalog::Catalog& catalog, const std::vector<const ir::Module*>& modules,
               const GeneratedOptions& options)
      : catalog_(catalog), modules_(modules), options_(options), people_(options.make()) {
    for (const ir::Module* module : modules) wanted_.push_back(wanted_of(catalog, *module));
  }

  std::optional<data::RefusedRow> read(const data::CaseBlock& block, std::size_t row, std::size_t module,
                                       engine::SentCase& sent) override {
    const std::uint64_t person = block.first + row + 1;
    sent.case_id = study::People::id(person, options_.people);
    sent.decision_date = options_.on;
    sent.tags.resize(modules_[module]->inputs.size());
    const std::vector<catalog::Drawn>* whole = nullptr;
    if (!people_->independent()) {
      const auto drawn = people_->person(person);
      if (!drawn) return data::RefusedRow{person, sent.case_id, "I02", "", "", "", drawn.failure().message};
      whole = *drawn;
    }
    for (std::size_t i = 1; i < sent.tags.size(); ++i) {
      const Wanted& wanted = wanted_[module][i];
      if (!wanted.read) continue;
      send(wanted, *modules_[module],
           whole ? (*whole)[wanted.place] : people_->draw(person, wanted.tag, wanted.element), sent.tags[i]);
    }
    return std::nullopt;
  }
  data::RefusedRow refused(const data::CaseBlock& block, std::size_t row, const engine::SentCase& sent,
                           const engine::Refusal& refusal) override {
    return {block.first + row + 1, sent.case_id, refusal.code, refusal.tag, "", "", refusal.message};
  }
  data::CellValue report_value(const data::CaseBlock&, std::size_t, std::size_t) override {
    return {data::CellValue::Fate::missing, 0, {}, cause::not_asked};
  }

 private:
  void send(const Wanted& wanted, const ir::Module& module, const catalog::Drawn& drawn,
            engine::SentTag& to) const {
    to.as_of = options_.on;
    to.cause = drawn.missing;
    to.state = drawn.missing ? engine::SentTag::State::missing : engine::SentTag::State::value;
    to.text = drawn.text;
    to.number = drawn.number;
    if (!drawn.missing && wanted.from->kind == Kind::enumeration)
      to.number = module.enums[wanted.to->enum_id].index_of(
          catalog_.enums[wanted.from->enum_id].values[static_cast<std::size_t>(drawn.number)]);
  }

  const catalog::Catalog& catalog_;
  const std::vector<const ir::Module*>& modules_;
  const GeneratedOptions& options_;
  std::unique_ptr<study::People> people_;
  std::vector<std::vector<Wanted>> wanted_;  // beside modules, by input
};

class Generated : public data::CaseSource {
 public:
  Generated(const catalog::Catalog& catalog, std::vector<const ir::Module*> modules, GeneratedOptions options)
      : catalog_(catalog), modules_(std::move(modules)), options_(std::move(options)) {}

  Result<bool> next(data::CaseBlock& block) override {
    block.first = drawn_;
    block.size = static_cast<std::size_t>(std::min(kBlock, options_.people - drawn_));
    drawn_ += block.size;
    return block.size > 0;
  }
  std::unique_ptr<data::CaseReader> reader() const override {
    return std::make_unique<PersonReader>(catalog_, modules_, options_);
  }
  const data::Feed* feed() const override { return nullptr; }
  std::uint64_t done() const override { return drawn_; }
  std::uint64_t total() const override { return options_.people; }

 private:
  const catalog::Catalog& catalog_;
  std::vector<const ir::Module*> modules_;
  GeneratedOptions options_;
  std::uint64_t drawn_ = 0;
};

}  // namespace

std::unique_ptr<data::CaseSource> generated_source(const catalog::Catalog& catalog,
                                                   const std::vector<const ir::Module*>& modules,
                                                   GeneratedOptions options) {
  return std::make_unique<Generated>(catalog, modules, std::move(options));
}

}  // namespace pol::population
