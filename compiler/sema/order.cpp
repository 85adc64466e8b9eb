#include "compiler/sema/order.h"

#include <algorithm>
#include <deque>

#include "compiler/sema/reads.h"

namespace pol::sema {

using namespace syntax;

namespace {

// The node of the graph that stands for a symbol that is read.
SymbolId graph_node(const Checked& checked, SymbolId id) {
  const Symbol& symbol = checked.symbols[id];
  const bool part = symbol.kind == SymbolKind::step || symbol.kind == SymbolKind::scorecard_member;
  return part ? symbol.parent : id;
}

bool in_order(const Checked& checked, SymbolId id) {
  const Symbol& symbol = checked.symbols[id];
  auto local = [&](SymbolId parent) {
    return parent != kNoSymbol && checked.symbols[parent].kind == SymbolKind::define;
  };
  switch (symbol.kind) {
    case SymbolKind::let:
    case SymbolKind::segment:
    case SymbolKind::decide:
    case SymbolKind::tree:
    case SymbolKind::table:
    case SymbolKind::scorecard:
      return !local(symbol.parent);
    case SymbolKind::column:
      return !local(checked.symbols[symbol.parent].parent);
    case SymbolKind::guarded:
    case SymbolKind::cost:
    case SymbolKind::event:
    case SymbolKind::knockout:
    case SymbolKind::experiment:
      return true;
    case SymbolKind::tag:
    case SymbolKind::decision_date:
    case SymbolKind::needed:
    case SymbolKind::scorecard_member:
    case SymbolKind::define:
    case SymbolKind::param:
    case SymbolKind::step:
      return false;
  }
  return false;
}

// The shortest way from `start` back to itself inside one component: "a -> b -> a".
std::string cycle_text(const Checked& checked, const std::vector<SymbolId>& component, SymbolId start) {
  std::map<SymbolId, SymbolId> from;
  std::deque<SymbolId> queue{start};
  while (!queue.empty() && !from.count(start)) {
    const SymbolId at = queue.front();
    queue.pop_front();
    for (const SymbolId next : dependencies(checked, at)) {
      if (from.count(next) || std::find(component.begin(), component.end(), next) == component.end())
        continue;
      from[next] = at;
      queue.push_back(next);
    }
  }
  std::vector<std::string> path{checked.symbols[start].name};
  SymbolId at = start;
  do {
    at = from.at(at);
    // A table and its column usually have one name: say it once.
    if (path.back() != checked.symbols[at].name || at == start) path.push_back(checked.symbols[at].name);
  } while (at != start);
  std::string text;
  for (auto name = path.rbegin(); name != path.rend(); ++name) text += (text.empty() ? "" : " -> ") + *name;
  return text;
}

void report_cycle(const Checked& checked, const std::vector<SymbolId>& component, Diagnostics& diagnostics) {
  auto place = [&](SymbolId id) {
    const Symbol& symbol = checked.symbols[id];
    return std::pair(symbol.unit, symbol.span.begin);
  };
  const SymbolId first = *std::min_element(component.begin(), component.end(),
                                           [&](SymbolId a, SymbolId b) { return place(a) < place(b); });
  const Symbol& symbol = checked.symbols[first];
  diagnostics.add(Code::E0305, symbol.span,
                  "`" + symbol.name + "` depends on itself: " + cycle_text(checked, component, first),
                  "take one of them out of the circle");
}

bool is_cycle(const Checked& checked, const std::vector<SymbolId>& component) {
  if (component.size() > 1) return true;
  const auto reads = dependencies(checked, component[0]);
  return std::find(reads.begin(), reads.end(), component[0]) != reads.end();
}

// Everything of the checked file that has a definition, in file order.
std::vector<SymbolId> own_definitions(const Checked& checked) {
  std::vector<SymbolId> roots;
  for (SymbolId id = 0; id < checked.symbols.size(); ++id)
    if (checked.symbols[id].unit == 0 && checked.symbols[id].node) roots.push_back(id);
  return roots;
}

void mark_used(Checked& checked) {
  for (SymbolId id = 0; id < checked.symbols.size(); ++id) {
    Reads reads(checked, checked.symbols[id].unit, [&](SymbolId read, Span) {
      const SymbolId node = graph_node(checked, read);
      if (node != id) checked.symbols[read].used = checked.symbols[node].used = true;
    });
    walk_definition(checked, id, reads);
  }
  Reads reads(checked, 0, [&](SymbolId read, Span) { checked.symbols[read].used = true; });
  for (const auto& [name, settings] : checked.settings)
    for (const Setting& setting : settings)
      for (const auto& value : setting.binding->values) reads.value(value);
  const File& file = *checked.units[0].file;
  for (const auto& gives : file.header.gives) walk(gives, reads);
  for (const auto& item : file.items) {
    if (const auto* prove = std::get_if<Prove>(&item)) walk(*prove, reads);
    if (const auto* clause = std::get_if<UndecidedClause>(&item)) reads.because(clause->because);
    if (const auto* example = std::get_if<Example>(&item))
      for (const Binding& binding : example->expect)
        if (const Meaning* meaning = checked.meaning(0, binding.ref.id);
            meaning && meaning->form == Meaning::Form::symbol)
          checked.symbols[graph_node(checked, meaning->symbol)].used = true;
    if (const auto* event = std::get_if<Event>(&item); event && !event->waives.empty())
      for (const SymbolId id : checked.events)
        if (checked.symbols[id].node == event) checked.symbols[id].used = true;
  }
  for (const auto& output : checked.outputs)
    if (output.definition != kNoSymbol) checked.symbols[output.definition].used = true;
}

}  // namespace

std::vector<SymbolId> dependencies(const Checked& checked, SymbolId id) {
  std::vector<SymbolId> reads;
  std::set<SymbolId> seen;
  auto add = [&](SymbolId read) {
    if (seen.insert(read).second) reads.push_back(read);
  };
  const Symbol& symbol = checked.symbols[id];
  if (symbol.kind == SymbolKind::column) add(symbol.parent);
  if (symbol.kind == SymbolKind::step || symbol.kind == SymbolKind::scorecard_member) add(symbol.parent);
  Reads visitor(checked, symbol.unit, [&](SymbolId read, Span) { add(graph_node(checked, read)); });
  walk_definition(checked, id, visitor);
  std::vector<SymbolId> parts{id};
  if (symbol.kind == SymbolKind::scorecard)  // its members are declared behind it
    for (SymbolId part = id + 1; part < checked.symbols.size() && checked.symbols[part].parent == id; ++part)
      parts.push_back(part);
  for (const SymbolId part : parts) {
    const auto set = checked.settings.find(part);
    if (set == checked.settings.end()) continue;
    for (const Setting& setting : set->second) {
      add(setting.experiment);
      Reads values(checked, 0, [&](SymbolId value, Span) { add(graph_node(checked, value)); });
      for (const auto& value : setting.binding->values) values.value(value);
    }
  }
  if (symbol.kind == SymbolKind::knockout)  // waived by exceptions
    for (const SymbolId event : checked.events)
      for (const auto& waived : static_cast<const Event*>(checked.symbols[event].node)->waives)
        if (waived.text == symbol.name) add(event);
  return reads;
}

// Tarjan's algorithm with its own stack: a chain of a hundred thousand lets is no reason to recurse as deep.
std::vector<std::vector<SymbolId>> components(const Checked& checked, const std::vector<SymbolId>& roots) {
  struct Frame {
    SymbolId symbol;
    std::vector<SymbolId> reads;
    std::size_t next = 0;
  };
  constexpr std::uint32_t kUnseen = ~std::uint32_t{0};
  std::vector<std::uint32_t> number(checked.symbols.size(), kUnseen), low(checked.symbols.size());
  std::vector<bool> open(checked.symbols.size());
  std::vector<SymbolId> waiting;
  std::vector<std::vector<SymbolId>> found;
  std::uint32_t count = 0;
  std::vector<Frame> stack;
  auto enter = [&](SymbolId id) {
    number[id] = low[id] = count++;
    open[id] = true;
    waiting.push_back(id);
    stack.push_back({id, dependencies(checked, id)});
  };
  for (const SymbolId root : roots) {
    if (number[root] != kUnseen) continue;
    enter(root);
    while (!stack.empty()) {
      Frame& frame = stack.back();
      if (frame.next < frame.reads.size()) {
        const SymbolId read = frame.reads[frame.next++];
        if (number[read] == kUnseen) {
          enter(read);
        } else if (open[read]) {
          low[frame.symbol] = std::min(low[frame.symbol], number[read]);
        }
        continue;
      }
      const SymbolId done = frame.symbol;
      stack.pop_back();
      if (!stack.empty()) low[stack.back().symbol] = std::min(low[stack.back().symbol], low[done]);
      if (low[done] != number[done]) continue;
      auto& component = found.emplace_back();
      for (SymbolId member = kNoSymbol; member != done;) {
        member = waiting.back();
        waiting.pop_back();
        open[member] = false;
        component.push_back(member);
      }
    }
  }
  return found;
}

namespace {

void find_prove_order(Checked& checked) {
  std::vector<SymbolId> roots;
  Reads reads(checked, 0, [&](SymbolId read, Span) { roots.push_back(graph_node(checked, read)); });
  for (const auto& item : checked.units[0].file->items)
    if (const auto* prove = std::get_if<Prove>(&item)) walk(*prove, reads);
  std::set<SymbolId> known(checked.order.begin(), checked.order.end());
  known.insert(checked.tags_read.begin(), checked.tags_read.end());
  known.insert(checked.needed_read.begin(), checked.needed_read.end());
  for (const auto& component : components(checked, roots))
    for (const SymbolId id : component) {
      if (known.contains(id)) continue;
      if (checked.symbols[id].kind == SymbolKind::tag) checked.prove_tags_read.push_back(id);
      if (checked.symbols[id].kind == SymbolKind::needed) checked.prove_needed_read.push_back(id);
      if (in_order(checked, id)) checked.prove_order.push_back(id);
    }
}

}  // namespace

void find_order(Checked& checked, Diagnostics& diagnostics) {
  std::set<SymbolId> tags, needed;
  // A cycle inside a library that nothing reaches is a mistake too.
  std::vector<SymbolId> everything;
  for (SymbolId id = 0; id < checked.symbols.size(); ++id)
    if (checked.symbols[id].node) everything.push_back(id);
  for (const auto& component : components(checked, everything))
    if (is_cycle(checked, component)) report_cycle(checked, component, diagnostics);

  std::vector<SymbolId> roots = own_definitions(checked);
  Reads reads(checked, 0, [&](SymbolId read, Span) { roots.push_back(graph_node(checked, read)); });
  for (const auto& gives : checked.units[0].file->header.gives) walk(gives, reads);
  for (const auto& item : checked.units[0].file->items)
    if (const auto* clause = std::get_if<UndecidedClause>(&item)) reads.because(clause->because);
  for (const auto& output : checked.outputs)
    if (output.definition != kNoSymbol) roots.push_back(output.definition);
  for (const auto& component : components(checked, roots)) {
    for (const SymbolId id : component) {
      if (checked.symbols[id].kind == SymbolKind::tag) tags.insert(id);
      if (checked.symbols[id].kind == SymbolKind::needed) needed.insert(id);
      if (in_order(checked, id)) checked.order.push_back(id);
    }
  }
  checked.tags_read.assign(tags.begin(), tags.end());
  checked.needed_read.assign(needed.begin(), needed.end());
  find_prove_order(checked);
  mark_used(checked);
}

}  // namespace pol::sema
