#!/usr/bin/env bash
# clang-format and clang-tidy over our own sources (.clang-format, .clang-tidy). Generated code is not ours.
# `--format` stops after clang-format. clang-tidy reads the unity sources of the asan build: each header once.
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files '*.h' '*.cpp' | xargs -P "$(nproc)" -n 40 clang-format-19 --dry-run --Werror
[ "${1:-}" = --format ] && exit 0
cmake --preset asan >/dev/null
cmake --build --preset asan --target pol_grammar >/dev/null # generated headers
find build/asan/CMakeFiles/pol*.dir build/asan/compiler -path '*Unity*' -name '*.cxx' |
  xargs -P "$(nproc)" -n 1 clang-tidy-19 --quiet -p build/asan
