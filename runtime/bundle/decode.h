// Private to runtime/bundle: the parts of the decoder. The buffer has passed the FlatBuffers verifier, so
// that every offset stays inside it; parts may still be shared, so that what is copied out is counted.
#pragma once
#include <string>
#include <vector>

#include "bundle_generated.h"
#include "runtime/bundle/codec.h"

namespace pol::bundle {

inline constexpr std::size_t kMostEnums = 4'096;  // of a module or catalogue: they are compared pairwise

class Decoder {
 public:
  Decoder(const fb::Payload& payload, const DecodeLimits& limits) : payload_(payload), limits_(limits) {}
  Bundle bundle();
  const std::string& problem() const { return problem_; }  // "" or the first
  void bad(const char* what) {
    if (problem_.empty()) problem_ = what;
  }

 private:
  ir::Module module(const fb::Module& from);
  ir::Policy policy(const fb::Policy& from);
  ir::Input input(const fb::Input& from);
  ir::Table table(const fb::DecisionTable& from);
  ir::Experiment experiment(const fb::Experiment& from);
  ir::Step step(const fb::Step& from);
  void record(const fb::Module& from, ir::Module& to);
  EnumPool enums(const flatbuffers::Vector<flatbuffers::Offset<fb::Enum>>* from);
  Type type(const fb::Type& from);
  ir::Reasons reasons(const flatbuffers::Vector<const fb::Reason*>* from);
  std::vector<ir::Reasons> reason_lists(const fb::ReasonLists* from);
  Member member(const fb::Member& from);
  Golden golden(const fb::Golden& from);
  explain::Plan plan(const fb::Plan& from);
  explain::Name name(const fb::Name& from);
  explain::Formula formula(const fb::Formula& from);
  explain::Node node(const fb::Node& from);
  explain::Definition definition(const fb::Definition& from);
  explain::Table plan_table(const fb::PlanTable& from);
  explain::Card card(const fb::PlanCard& from);
  explain::Step plan_step(const fb::PlanStep& from);
  explain::Words words(const fb::PlanWords* from) {
    return from ? explain::Words{text(from->en()), text(from->zh())} : explain::Words{};
  }
  // A text takes many times what its number takes in the file, so that these count for more.
  static constexpr std::size_t kTextsWeigh = 8;
  std::vector<explain::Words> words(const flatbuffers::Vector<const fb::PlanWords*>* list) {
    if (list && !room(list->size() * kTextsWeigh)) return {};
    return records<explain::Words>(list, [&](const fb::PlanWords& one) { return words(&one); });
  }
  std::vector<explain::Setting> settings(const flatbuffers::Vector<const fb::Setting*>* list) {
    return items<explain::Setting>(
        list, [](const fb::Setting& one) { return explain::Setting{one.experiment(), one.arm()}; });
  }
  catalog::Catalog catalogue(const fb::Catalogue& from);
  catalog::Tag tag(const fb::Tag& from);

  std::string text(std::uint32_t number);
  std::vector<std::string> texts(const flatbuffers::Vector<std::uint32_t>* list) {
    return items<std::string>(list, [&](std::uint32_t number) { return text(number); });
  }
  // `size` elements are about to be copied. False once there were too many.
  bool room(std::size_t size) {
    if (!problem_.empty()) return false;
    if (size > limits_.elements - elements_) {
      bad("more list elements than a bundle may have");
      return false;
    }
    elements_ += size;
    return true;
  }
  template <class E>
  E number_of(std::uint8_t number, E last, const char* what) {
    if (number > static_cast<std::uint8_t>(last)) {
      bad(what);
      return E{};
    }
    return static_cast<E>(number);
  }
  // The FlatBuffers verifier asks a list's length to be aligned, not its elements.
  template <class T, class V>
  bool aligned(const V* list) {
    if (reinterpret_cast<std::uintptr_t>(list->Data()) % alignof(T) == 0) return true;
    bad("a list that is not aligned");
    return false;
  }
  // Scalars as they are.
  template <class T, class V>
  std::vector<T> plain(const V* list) {
    std::vector<T> out;
    if (list && aligned<T>(list) && room(list->size())) out.assign(list->begin(), list->end());
    return out;
  }
  // Structs, tables and numbers turned into something else by `each`.
  template <class T, class V, class Each>
  std::vector<T> items(const V* list, Each each) {
    std::vector<T> out;
    using Held = std::remove_cvref_t<decltype(value(list->Get(0)))>;
    constexpr bool table = std::is_base_of_v<flatbuffers::Table, Held>;
    using Stored = std::conditional_t<table, flatbuffers::uoffset_t, Held>;
    if (!list || !aligned<Stored>(list) || !room(list->size())) return out;
    out.reserve(list->size());
    for (std::size_t i = 0; i < list->size() && problem_.empty(); ++i)
      out.push_back(each(value(list->Get(static_cast<flatbuffers::uoffset_t>(i)))));
    return out;
  }
  // The same of tables, whose decoded form may be many times larger than the encoded one.
  template <class T, class V, class Each>
  std::vector<T> records(const V* list, Each each) {
    if (list && list->size() > limits_.list) {
      bad("a list longer than a bundle may have");
      return {};
    }
    return items<T>(list, each);
  }
  template <class T>
  static const T& value(const T* pointer) {
    return *pointer;
  }
  template <class T>
  static T value(T scalar)
    requires(!std::is_pointer_v<T>)
  {
    return scalar;
  }

  const fb::Payload& payload_;
  const DecodeLimits& limits_;
  std::size_t elements_ = 0, text_bytes_ = 0;
  std::string problem_;
};

i128 from_wide(const fb::Wide& from);

}  // namespace pol::bundle
