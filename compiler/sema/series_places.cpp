#include "compiler/sema/series_places.h"

namespace pol::sema {

using namespace syntax;

namespace {

class SeriesPlaces {
 public:
  explicit SeriesPlaces(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void check(const File& file) {
    for (const Gives& gives : file.header.gives) check_type(gives.type);
    for (const Item& item : file.items) std::visit([&](const auto& one) { check_item(one); }, item);
  }

 private:
  void check_item(const Let& item) {
    if (item.type) check_type(*item.type);
  }
  void check_item(const Table& item) {
    for (const Column& column : item.outputs)
      if (column.type) check_type(*column.type);
  }
  void check_item(const Define& item) {
    for (const auto& local : item.locals) std::visit([&](const auto& one) { check_item(one); }, local);
  }
  void check_item(const Choose&) {}
  void check_item(const Tree&) {}
  void check_item(const Scorecard&) {}
  void check_item(const Knockouts&) {}
  void check_item(const Guard&) {}
  void check_item(const Event&) {}
  void check_item(const Experiment&) {}
  void check_item(const Cost&) {}
  void check_item(const UndecidedClause&) {}
  void check_item(const Example&) {}
  void check_item(const Prove&) {}

  void check_type(const TypeExpr& type) {
    if (type.form == TypeExpr::Form::list && !type.up_to)
      diagnostics_.add(Code::E0401, type.span, "only a tag or a parameter can be a series",
                       "write one value, or a list: `up to any N of ...`");
  }

  Diagnostics& diagnostics_;
};

}  // namespace

void check_series_places(const File& file, Diagnostics& diagnostics) {
  SeriesPlaces(diagnostics).check(file);
}

}  // namespace pol::sema
