#!/usr/bin/env bash
# Which headers may be seen where: ANTLR in compiler/syntax/antlr_*, LLVM in compiler/native, nothing of compiler/ in
# runtime/, yaml-cpp in the one reader, FlatBuffers in runtime/bundle, and each folder only what lies below it
# (architecture: one direction).
set -u
cd "${1:?usage: include_rules.sh REPOSITORY}" || exit 2
failed=0
complain() { printf '%s\n%s\n' "$1" "$2" | sed '2,$s/^/  /'; failed=1; }

includes() { grep -rnE "$1" --include='*.h' --include='*.cpp' --include='*.def' "${@:2}" 2>/dev/null; }

found=$(includes '#include [<"](antlr4|Pol(Lexer|Parser|Visitor|BaseVisitor))' compiler runtime | grep -v '^compiler/syntax/antlr_')
[ -z "$found" ] || complain "ANTLR headers outside compiler/syntax/antlr_*:" "$found"
found=$(includes '#include [<"]llvm' compiler runtime | grep -v '^compiler/native/')
[ -z "$found" ] || complain "LLVM headers outside compiler/native:" "$found"
found=$(includes '#include [<"]yaml-cpp' compiler runtime | grep -v '^runtime/catalog/yaml')
[ -z "$found" ] || complain "yaml-cpp headers outside runtime/catalog/yaml*:" "$found"
found=$(includes '#include [<"](flatbuffers/|bundle_generated)' compiler runtime | grep -v '^runtime/bundle/')
[ -z "$found" ] || complain "FlatBuffers headers outside runtime/bundle:" "$found"
found=$(includes '#include "compiler/' runtime)
[ -z "$found" ] || complain "runtime/ includes compiler/:" "$found"

# folder: the folders it may include, besides itself
allowed() {
  case $1 in
    runtime/base) echo "" ;;
    runtime/value) echo "runtime/base" ;;
    runtime/builtins) echo "runtime/base runtime/value" ;;
    runtime/ir) echo "runtime/base runtime/value runtime/builtins" ;;
    runtime/interp) echo "runtime/base runtime/value runtime/builtins runtime/ir" ;;
    runtime/catalog) echo "runtime/base runtime/value" ;;
    runtime/engine) echo "runtime/base runtime/value runtime/builtins runtime/ir runtime/interp" ;;
    runtime/data) echo "runtime/base runtime/value runtime/ir runtime/interp runtime/engine runtime/catalog" ;;
    runtime/explain) echo "runtime/base runtime/value runtime/ir runtime/interp runtime/engine runtime/catalog" ;;
    runtime/bundle) echo "runtime/base runtime/value runtime/builtins runtime/ir runtime/interp runtime/engine runtime/catalog runtime/explain" ;;
    runtime/capi) echo "runtime/" ;;
    compiler/native_capi) echo "runtime/engine runtime/capi runtime/include compiler/native" ;;
    compiler/syntax) echo "runtime/base runtime/value" ;;
    compiler/format) echo "runtime/base compiler/syntax" ;;
    # The typing rules of scales and intervals live in runtime/ir/rules.h: the checker and the verifier share them.
    compiler/sema) echo "runtime/base runtime/value runtime/builtins runtime/catalog runtime/ir compiler/syntax" ;;
    compiler/lower) echo "runtime/base runtime/value runtime/builtins runtime/catalog runtime/ir compiler/syntax compiler/sema" ;;
    compiler/analysis) echo "runtime/base runtime/value runtime/builtins runtime/catalog runtime/ir runtime/interp compiler/syntax compiler/sema compiler/lower" ;;
    compiler/native) echo "runtime/base runtime/value runtime/builtins runtime/ir runtime/engine" ;;
    compiler/study) echo "runtime/ compiler/syntax compiler/sema compiler/lower compiler/analysis" ;;
    compiler/report) echo "runtime/base runtime/value" ;;
    compiler/population) echo "runtime/ compiler/syntax compiler/sema compiler/lower compiler/study compiler/report" ;;
    compiler/cli) echo "runtime/ compiler/" ;;
    *) return 1 ;;
  esac
}
for folder in runtime/*/ compiler/*/; do
  folder=${folder%/}
  [ "$folder" = runtime/include ] && continue
  may=$(allowed "$folder") || { complain "folder without a row in include_rules.sh:" "$folder"; continue; }
  while IFS=: read -r file line text; do
    target=$(sed -E 's/.*#include "([^"]+)".*/\1/' <<<"$text")
    ok=0
    for prefix in "$folder" $may; do case $target in "$prefix"*) ok=1 ;; esac; done
    [ $ok = 1 ] || complain "$folder may not include:" "$file:$line: $target"
  done < <(includes '#include "(runtime|compiler)/' "$folder")
done
[ $failed = 0 ] && echo "include rules hold"
exit $failed
