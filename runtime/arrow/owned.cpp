#include "runtime/arrow/owned.h"

namespace pol::arrow {
namespace {

// What stands behind private_data. Children and dictionary are structs of their own, as the interface asks: a
// receiver may move one out and release it by itself.
template <class C, class Owned>
struct Held {
  Owned owned;
  std::vector<C> below;  // children, then the dictionary
  std::vector<C*> children;
  std::vector<const void*> buffers;
};

template <class C, class Owned>
void release(C* one) {
  auto* held = static_cast<Held<C, Owned>*>(one->private_data);
  for (C& below : held->below)
    if (below.release) below.release(&below);
  delete held;
  one->release = nullptr;
}

template <class C, class Owned>
std::unique_ptr<Held<C, Owned>> hold(Owned from) {
  auto held = std::make_unique<Held<C, Owned>>();
  held->owned = std::move(from);
  held->below.resize(held->owned.children.size() + held->owned.dictionary.size());
  for (std::size_t i = 0; i < held->below.size(); ++i) {
    const std::size_t children = held->owned.children.size();
    give(std::move(i < children ? held->owned.children[i] : held->owned.dictionary[i - children]),
         held->below[i]);
    if (i < children) held->children.push_back(&held->below[i]);
  }
  return held;
}

template <class C, class Owned>
void link(std::unique_ptr<Held<C, Owned>> held, C& to) {
  to.n_children = static_cast<std::int64_t>(held->children.size());
  to.children = held->children.data();
  to.dictionary = held->owned.dictionary.empty() ? nullptr : &held->below.back();
  to.release = release<C, Owned>;
  to.private_data = held.release();
}

}  // namespace

void give(OwnedSchema from, ArrowSchema& to) {
  auto held = hold<ArrowSchema>(std::move(from));
  to = {};
  to.format = held->owned.format.c_str();
  to.name = held->owned.name.c_str();
  to.flags = held->owned.nullable ? ARROW_FLAG_NULLABLE : 0;
  link(std::move(held), to);
}

void give(OwnedArray from, ArrowArray& to) {
  auto held = hold<ArrowArray>(std::move(from));
  to = {};
  to.length = held->owned.length;
  to.null_count = held->owned.null_count;
  for (const auto& buffer : held->owned.buffers) held->buffers.push_back(buffer.empty() ? nullptr : buffer.data());
  to.n_buffers = static_cast<std::int64_t>(held->buffers.size());
  to.buffers = held->buffers.data();
  link(std::move(held), to);
}

}  // namespace pol::arrow
