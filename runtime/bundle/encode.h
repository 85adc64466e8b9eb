// Private to runtime/bundle: the parts of the encoder.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "bundle_generated.h"
#include "runtime/bundle/bundle.h"

namespace pol::bundle {

// A finished part of the buffer; its list is left out where it is empty.
template <class T>
using Part = flatbuffers::Offset<T>;
template <class T>
using List = flatbuffers::Offset<flatbuffers::Vector<T>>;

class Encoder {
 public:
  Encoder();
  std::string payload(const Bundle& bundle);

 private:
  Part<fb::Module> module(const ir::Module& module);
  Part<fb::Policy> policy(const ir::Policy& policy);
  Part<fb::Input> input(const ir::Input& input);
  Part<fb::DecisionTable> table(const ir::Table& table);
  Part<fb::Output> output(const ir::Output& output);
  Part<fb::Experiment> experiment(const ir::Experiment& experiment);
  Part<fb::Step> step(const ir::Step& step);
  Part<fb::ReasonLists> reason_lists(const std::vector<ir::Reasons>& lists);
  List<const fb::Reason*> reasons(const ir::Reasons& list);
  List<Part<fb::Enum>> enums(const EnumPool& pool);
  Part<fb::Member> member(const Member& member);
  Part<fb::Golden> golden(const Golden& golden);
  Part<fb::Plan> plan(const explain::Plan& plan);
  Part<fb::Formula> formula(const explain::Formula& formula);
  Part<fb::Definition> definition(const explain::Definition& definition);
  Part<fb::PlanCard> card(const explain::Card& card);
  fb::PlanWords words(const explain::Words& words) { return {text(words.en), text(words.zh)}; }
  List<const fb::PlanWords*> words(const std::vector<explain::Words>& list) {
    return structs<fb::PlanWords>(list, [&](const explain::Words& one) { return words(one); });
  }
  List<const fb::Setting*> settings(const std::vector<explain::Setting>& list);
  Part<fb::Catalogue> catalogue(const catalog::Catalog& catalog);
  Part<fb::Tag> tag(const catalog::Tag& tag);

  std::uint32_t text(const std::string& text);
  List<std::uint32_t> texts(const std::vector<std::string>& list);

  template <class T>
  List<T> scalars(const std::vector<T>& list) {
    return list.empty() ? List<T>() : fbb_.CreateVector(list);
  }
  template <class S, class From, class Each>
  List<const S*> structs(const From& list, Each each) {
    std::vector<S> made;
    made.reserve(list.size());
    for (const auto& one : list) made.push_back(each(one));
    return made.empty() ? List<const S*>() : fbb_.CreateVectorOfStructs(made);
  }
  template <class T, class From, class Each>
  List<Part<T>> tables(const From& list, Each each) {
    std::vector<Part<T>> made;
    made.reserve(list.size());
    for (const auto& one : list) made.push_back(each(one));
    return made.empty() ? List<Part<T>>() : fbb_.CreateVector(made);
  }

  flatbuffers::FlatBufferBuilder fbb_;
  std::map<std::string, std::uint32_t> numbers_;
};

fb::Wide wide(i128 value);
fb::Type type_of(const Type& type);

}  // namespace pol::bundle
