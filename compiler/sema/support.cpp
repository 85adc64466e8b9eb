#include "compiler/sema/support.h"

#include "compiler/sema/walk.h"

namespace pol::sema {

using namespace syntax;

namespace {

class SupportCheck : public Visitor {
 public:
  SupportCheck(const Checked& checked, const Names& names, std::uint32_t unit, Diagnostics& diagnostics)
      : checked_(checked),
        names_(names),
        unit_(unit),
        file_(*checked.units[unit].file),
        diagnostics_(diagnostics) {}

  void run() {
    for (const auto& gives : file_.header.gives) {
      check_type(gives.type);
      walk(gives.unless, *this);
    }
    for (const auto& item : file_.items) std::visit([&](const auto& i) { check(i); }, item);
  }

 private:
  void refuse(Span span, const std::string& what) {
    diagnostics_.add(Code::E0290, span, "not supported yet: " + what);
  }

  // A second definition of a name has been told about already, and goes away with that.
  void refuse_definition(const void* item, const Name& name, Span span, const std::string& what) {
    const SymbolId id = names_.find(unit_, nullptr, name.text);
    if (id == kNoSymbol || checked_.symbols[id].node == item) refuse(span, what);
  }

  void check(const Let& item) {
    if (item.type) check_type(*item.type);
    walk(item, *this);
  }
  void check(const Choose& item) { walk(item, *this); }
  void check(const Tree& item) { walk(item, *this); }
  void check(const Table& item) {
    for (const auto& column : item.outputs)
      if (column.type) check_type(*column.type);
    walk(item, *this);
  }
  void check(const Scorecard& item) { walk(item, *this); }
  void check(const Define& item) {
    for (const auto& param : item.params) {
      if (param.type.up_to) refuse(param.type.span, "a list as a parameter");
    }
    for (const auto& local : item.locals) std::visit([&](const auto& l) { check(l); }, local);
    walk(item.give, *this);
  }
  void check(const Knockouts& item) { walk(item, *this); }
  void check(const Guard& item) { walk(item, *this); }
  void check(const Event& item) { walk(item, *this); }
  void check(const Experiment& item) { walk(item, *this); }
  void check(const Cost& item) { walk(item, *this); }
  void check(const UndecidedClause& item) { walk(item, *this); }
  void check(const Example& item) { walk(item, *this); }
  void check(const Prove& item) { walk(item, *this); }

  // Tags and parameters are series; what is computed is one value or a list.
  void check_type(const TypeExpr& type) {
    if (type.form == TypeExpr::Form::list && !type.up_to)
      diagnostics_.add(Code::E0401, type.span, "only a tag or a parameter can be a series",
                       "write one value, or a list: `up to any N of ...`");
  }

  const Checked& checked_;
  const Names& names_;
  std::uint32_t unit_;
  const File& file_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_support(const Checked& checked, const Names& names, std::uint32_t unit, Diagnostics& diagnostics) {
  SupportCheck(checked, names, unit, diagnostics).run();
}

}  // namespace pol::sema
