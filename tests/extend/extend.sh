#!/usr/bin/env bash
# Adds a toy builtin, a toy op and a toy diagnostic to a copy of the tree, counts the files that each one touched, builds
# what runs them, and runs it: the builtin's example, the op in random programs on both engines, the diagnostic's test.
#   usage: extend.sh REPOSITORY WORK
set -euo pipefail
repository=$(cd "$1" && pwd)
work=$2
rm -rf "$work/tree"
mkdir -p "$work/tree"
# The files of the working tree that git knows or would know.
(cd "$repository" && { git ls-files -co --exclude-standard 2>/dev/null || find . -type f -not -path './build*'; } |
  while read -r file; do [ -f "$file" ] && printf '%s\0' "$file"; done | xargs -0 cp --parents -t "$work/tree")
cd "$work/tree"
git init -q . && git add -A && git -c user.name=t -c user.email=t@t commit -qm base

before() {  # FILE PATTERN TEXT: inserts TEXT before the first line that matches
  grep -qE "$2" "$1" || { echo "extend.sh: $1 has no line like $2" >&2; exit 1; }
  awk -v pattern="$2" -v text="$3" '!done && $0 ~ pattern { print text; done = 1 } { print }' "$1" >"$1.new" && mv "$1.new" "$1"
}
promise() {  # WHAT AT_MOST
  git add -A
  local touched
  touched=$(git diff --cached --name-only | wc -l)
  echo "$1: $touched files ($2 promised)"
  git diff --cached --name-only | sed 's/^/  /'
  [ "$touched" -le "$2" ] || { echo "more files than promised" >&2; exit 1; }
  git -c user.name=t -c user.email=t@t commit -qm "$1"
}

# ---- a builtin: declaration and typing rule, definition, row (its example is its test)
before runtime/builtins/functions.h '^// Typing rules get' 'std::int64_t doubled(std::int64_t x);
std::optional<Type> type_doubled(std::span<const Type> arguments, std::string& error);
'
cat >>runtime/builtins/functions.cpp <<'CPP'

namespace pol::builtins {
std::int64_t doubled(std::int64_t x) {
  return 2 * x;
}
std::optional<Type> type_doubled(std::span<const Type> arguments, std::string& error) {
  Type type = arguments[0];
  if (!type.numeric()) return refuse(error, "takes a number");
  type.range = {2 * type.range.lo, 2 * type.range.hi};
  return type;
}
}  // namespace pol::builtins
CPP
echo 'POL_BUILTIN(99, doubled, "doubled(x number) -> number", "doubled(21) is 42", "twice x")' >>runtime/builtins/builtins.def
promise "a builtin" 3

# ---- an op: row with its typing rule, interpreter, emitter, and the generator of random programs that exercises it
echo 'POL_OP(99, add_again, V, V, _, add, strict, 1, "a + b once more")' >>runtime/ir/ops.def
before runtime/interp/interp.cpp '^      case Op::subtract:' '      case Op::add_again:
        return strict(a, b, [](i128 x, i128 y) { return x + y; });'
before compiler/native/emit.cpp '^    case ir::Op::subtract:' '    case ir::Op::add_again:
      val = arithmetic(inst, type, [&](auto* x, auto* y) { return b_.CreateAdd(x, y); });
      break;'
before tests/support/random_ops.cpp '^    case Op::minimum:' '    case Op::add_again:'
promise "an op" 4

# ---- a diagnostic: row, the place that finds it, its test
before runtime/base/diagnostics.def 'E1011' 'POL_DIAGNOSTIC(E1009, warning, "a catalogue that nobody owns")'
sed -i '$d' runtime/catalog/reading.h # the namespace's closing line, which comes again below
cat >>runtime/catalog/reading.h <<'CPP'
inline void warn_unowned(const Catalog& catalog, Span span, Diagnostics& diagnostics) {
  if (catalog.owner.empty()) diagnostics.add(Code::E1009, span, "nobody owns this catalogue");
}

}  // namespace pol::catalog
CPP
cat >tests/unit/catalog/unowned_test.cpp <<'CPP'
#include <catch2/catch.hpp>

#include "runtime/catalog/catalog.h"
#include "runtime/catalog/reading.h"

TEST_CASE("a catalogue without an owner is worth a warning") {
  pol::Diagnostics diagnostics;
  pol::catalog::warn_unowned({}, {}, diagnostics);
  REQUIRE(diagnostics.warnings() == 1);
  CHECK(pol::info(diagnostics.all()[0].code).name == "E1009");
}
CPP
promise "a diagnostic" 3

cmake -S . -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 >/dev/null
ninja -C "$work/build" unit_builtins unit_catalog differential >"$work/build.log" 2>&1 || { tail -40 "$work/build.log"; exit 1; }
"$work/build/tests/unit_builtins"
"$work/build/tests/unit_catalog" "*without an owner*"
# So few programs do not use every construct, for which the program itself fails; here only the new op counts.
"$work/build/tests/differential/differential" --programs 100 --inputs 20 >"$work/differential.txt" || true
tail -4 "$work/differential.txt"
for none in 'refused programs 0' 'mismatches 0'; do
  grep -qx "$none" "$work/differential.txt" || { echo "expected: $none" >&2; exit 1; }
done
grep -E 'add_again' "$work/differential.txt" || { echo "the new op never occurred" >&2; exit 1; }
