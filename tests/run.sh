#!/usr/bin/env bash
# Installs what is missing, builds and runs all tests: the release build with everything, address and undefined-behaviour
# sanitizers on a tenth of the counts, each fuzz target for a minute. `--quick` stops after the release build's tests.
set -euo pipefail
cd "$(dirname "$0")/.."
quick=no
case ${1:-} in
  --quick) quick=yes ;;
  "") ;;
  *) echo "usage: tests/run.sh [--quick]" >&2; exit 2 ;;
esac
step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

step "packages"
tests/support/setup.sh tests
duckdb=$(tests/support/duckdb.sh "$PWD/build/optional")
if [ -n "$duckdb" ]; then export POL_DUCKDB=$duckdb; fi

step "format"
tests/lint.sh --format

step "release: build"
cmake --preset release >/dev/null
cmake --build --preset release 2>&1 | grep -v '^\[' || test "${PIPESTATUS[0]}" = 0
step "release: tests"
ctest --test-dir build/release --output-on-failure

if [ ! -d ../shared ]; then
  echo "note: ../shared is not here; the tests that read it were skipped"
fi
[ $quick = yes ] && exit 0

step "sanitizers: build"
cmake --preset asan >/dev/null
cmake --build --preset asan 2>&1 | grep -v '^\[' || test "${PIPESTATUS[0]}" = 0
step "sanitizers: tests"
ASAN_OPTIONS=detect_leaks=1 ctest --test-dir build/asan --output-on-failure

step "fuzz: a minute each"
tests/fuzz/run.sh build/asan 60

step "done"
