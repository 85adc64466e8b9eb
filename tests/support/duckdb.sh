#!/usr/bin/env bash
# Prints where DuckDB's shared library is, for POL_DUCKDB; nothing where there is none. It is optional and no Debian package:
# where npm is, it is taken once from the npm package that carries it.
#   duckdb.sh FOLDER
set -euo pipefail
folder=$1
package=@duckdb/node-bindings-linux-x64@1.5.6-r.1
if [ -n "${POL_DUCKDB:-}" ]; then
  echo "$POL_DUCKDB"
elif ldconfig -p 2>/dev/null | grep -q libduckdb.so; then
  :
elif [ -s "$folder/libduckdb.so" ]; then
  echo "$folder/libduckdb.so"
elif [ "$(uname -sm)" = "Linux x86_64" ] && command -v npm >/dev/null; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  if (cd "$work" && timeout 300 npm pack --silent "$package" && tar -xzf ./*.tgz package/libduckdb.so) >/dev/null 2>&1; then
    mkdir -p "$folder"
    mv "$work/package/libduckdb.so" "$folder/libduckdb.so"
    echo "$folder/libduckdb.so"
  fi
fi
