#!/usr/bin/env bash
# The full counts, for figures rather than for every change: more random programs, full sanitizer runs, longer fuzzing.
set -euo pipefail
cd "$(dirname "$0")/.."
tests/support/setup.sh tests
cmake --preset release >/dev/null && cmake --build --preset release >/dev/null
build/release/tests/differential/differential --programs 20000 --inputs 200
build/release/tests/metamorphic/metamorphic --programs 3000
build/release/tests/swap/swap --seconds 60 --native 5000 --interpreted 100000
cmake --preset asan >/dev/null && cmake --build --preset asan >/dev/null
ctest --test-dir build/asan --output-on-failure
build/asan/tests/differential/differential --programs 2000 --inputs 100
tests/fuzz/run.sh build/asan 900
tests/lint.sh
