#!/usr/bin/env bash
# Runs the program that holds the runtime alone, and looks that no compiler library came along.
set -eu
program=${1:?usage: link_runtime.sh PROGRAM}
"$program"
if ldd "$program" | grep -Ei 'llvm|antlr|clang'; then
  echo "the runtime links a compiler library"
  exit 1
fi
echo "the runtime stands without LLVM and ANTLR"
