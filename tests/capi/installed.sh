#!/usr/bin/env bash
# Installs libpol into an empty folder and builds against nothing but that: the C program of the tests, the examples in C
# (by pkg-config) and in C++ (by CMake), and what `pol build --header` makes. With and without libpol-native the records are the same.
# usage: installed.sh BUILD REPOSITORY
set -euo pipefail
build=$(cd "$1" && pwd)
repository=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
fail() { echo "installed: $*" >&2; exit 1; }

cmake --install "$build" --prefix "$prefix" --component pol >/dev/null
cmake --install "$build" --prefix "$prefix" --component pol_native >/dev/null
lib=$(dirname "$(find "$prefix" -name libpol.so)")
export PKG_CONFIG_PATH=$lib/pkgconfig LD_LIBRARY_PATH=$lib
nm -D --defined-only "$lib/libpol.so" | awk '{print $3}' | sort | diff "$repository/tests/capi/exports.txt" - ||
  fail "libpol exports something else than tests/capi/exports.txt"
[ "$(nm -D --defined-only "$lib/libpol-native.so" | awk '{print $3}')" = pol_native_register ] ||
  fail "libpol-native exports something else than pol_native_register"
if ldd "$lib/libpol.so" | grep -Ei 'llvm|antlr|clang'; then fail "libpol links a compiler library"; fi

# A second release, made and signed as a bank would.
compat=$repository/tests/compat
cp -r "$compat/shop" "$work/shop"
sed -i 's/strategy plan version 2/strategy plan version 3/; s/above 100,000 CNY then staged/above 40,000 CNY then staged/' "$work/shop/plan.pol"
"$build/pol" build "$work/shop/plan.pol" -o "$work/second.polb" --release 2 --sign "$compat/keys/cro.key" --sign "$compat/keys/cfo.key" \
  --sign "$compat/keys/coo.key" >/dev/null
keys=("$compat"/keys/c*.pub)

warn=(-Wall -Wextra -Werror -Wno-missing-field-initializers)
read -ra flags <<<"$(pkg-config --cflags --libs pol)"
cc -std=c11 "${warn[@]}" "$repository/tests/capi/c_api.c" -o "$work/c_api" "${flags[@]}"
cc -std=c11 "${warn[@]}" "$repository/tests/capi/c_api.c" -o "$work/c_api_native" -Wl,--no-as-needed "${flags[@]}" -lpol-native
cc -std=c11 "${warn[@]}" "$repository/examples/c/service.c" -o "$work/service" "${flags[@]}"
[ "$(wc -l <"$repository/examples/c/service.c")" -lt 60 ] || fail "the C example has 60 lines or more"

"$work/c_api" "$compat/format_1.polb" "${keys[@]}" >"$work/plain" || { cat "$work/plain"; fail "the C program fails"; }
"$work/c_api_native" "$compat/format_1.polb" "${keys[@]}" >"$work/native" || { cat "$work/native"; fail "it fails with native code"; }
tail -q -n 1 "$work/plain" "$work/native"
grep -q '^native 1' "$work/native" || fail "libpol-native did not register itself"
diff <(sed 's/"engine": "[a-z]*"//g; /^native/d' "$work/plain") <(sed 's/"engine": "[a-z]*"//g; /^native/d' "$work/native") ||
  fail "native code gives another record"
# The same record as the command line's.
printf '%s' '{"case_id": "C-1", "decision_time": "2026-11-08T09:30:00+08:00", "tags": {"verified": false, "funding_rate": "3%", "customer_id": "C-9"}}' >"$work/case.json"
"$build/pol" decide "$compat/format_1.polb" --trust "$compat/keys" --case "$work/case.json" --json --engine interp |
  diff - <(head -1 "$work/plain") || fail "the record is not that of the command line"

# Sentences: the text of `pol explain`, with either engine, of a chain whose formulas the bundle carries.
printf '%s' '{"case_id": "C-2", "decision_time": "2026-11-08T09:30:00+08:00", "tags": {"verified": true, "funding_rate": "3%", "customer_id": "C-9",
  "score": {"value": 640, "as_of": "2026-11-07"}, "takings": "600000.00", "trade": "transport", "arrears_year": 12, "town": "Suqian",
  "inflow": ["1.00", "2.00", "9.00"]}}' >"$work/full.json"
cc -std=c11 "${warn[@]}" "$repository/tests/capi/tell.c" -o "$work/tell" "${flags[@]}"
cc -std=c11 "${warn[@]}" "$repository/tests/capi/tell.c" -o "$work/tell_native" -Wl,--no-as-needed "${flags[@]}" -lpol-native
told=0
for engine in interp native; do
  for case in case full; do
    program=$work/tell
    [ $engine = native ] && program=$work/tell_native
    (cd "$work" && "$program" second.polb "$case.json" "${keys[@]}") || fail "no sentences ($engine, $case)"
    for language in en zh; do
      for audience in officer applicant; do
        "$build/pol" explain "$work/second.polb" --trust "$compat/keys" --case "$work/$case.json" --lang $language --for $audience \
          --engine $engine >"$work/explained"
        cmp "$work/explained" "$work/$language.$audience" || fail "other sentences than pol explain ($engine, $case, $language, $audience)"
        told=$((told + $(wc -l <"$work/explained")))
      done
    done
    # And the same as by the policy's own text.
    "$build/pol" explain "$work/shop/plan.pol" --case "$work/$case.json" --engine $engine | cmp - "$work/en.officer" ||
      fail "other sentences than by the text of the policy"
  done
done
[ "$told" -gt 400 ] || fail "hardly anything was told: $told lines"

"$work/service" "$compat/format_1.polb" "$work/second.polb" "${keys[@]}" >"$work/said"
head -2 "$work/said"
grep -qx 'version 2: instant' "$work/said" && grep -qx 'version 3: staged' "$work/said" || fail "the C example decides otherwise"
if ldd "$work/service" | grep -i llvm; then fail "the C example links LLVM"; fi

# The header that `pol build` makes of a policy.
"$build/pol" build "$compat/shop/plan.pol" -o "$work/unsigned.polb" --header "$work/plan.h" >/dev/null
cc -std=c11 "${warn[@]}" -I"$work" "$repository/tests/capi/header.c" -o "$work/header" "${flags[@]}"
"$work/header" "$compat/format_1.polb" "${keys[@]}" || fail "the struct of the header is decided otherwise"
echo '#include "plan.h"' | c++ -std=c++17 -fsyntax-only -I"$work" -xc++ "${warn[@]}" -Wno-unused-variable "${flags[@]:0:1}" -

cmake -S "$repository/examples/cpp" -B "$work/cpp" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Debug >/dev/null
cmake --build "$work/cpp" >/dev/null
"$work/cpp/service" "$compat/format_1.polb" "$work/second.polb" 2 "${keys[@]}"
# Headers must stand alone in C and C++.
echo '#include <pol/pol.h>' | cc -std=c99 -pedantic -fsyntax-only -xc "${warn[@]}" "${flags[@]:0:1}" -
echo '#include <pol/pol.hpp>' | c++ -std=c++17 -pedantic -fsyntax-only -xc++ "${warn[@]}" "${flags[@]:0:1}" -
echo "installed: sound"
