#!/usr/bin/env bash
# clang-format and clang-tidy over our own sources (.clang-format, .clang-tidy). Generated code is not ours.
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files '*.h' '*.cpp' | xargs clang-format-19 --dry-run --Werror
[ -f build/asan/compile_commands.json ] || cmake --preset asan >/dev/null
cmake --build --preset asan --target pol_grammar >/dev/null # generated headers
git ls-files 'runtime/*.cpp' 'compiler/*.cpp' | xargs -P 2 -n 4 clang-tidy-19 --quiet -p build/asan
