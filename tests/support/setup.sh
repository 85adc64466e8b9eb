#!/usr/bin/env bash
# Installs what is missing of the Debian 12 packages that pol needs: `setup.sh build` for the quickstart, `setup.sh tests`
# for everything. Does nothing, and needs no rights, when all is there.
set -euo pipefail
build="g++ cmake ninja-build ccache pkg-config antlr4 libantlr4-runtime-dev uuid-dev llvm-19-dev libyaml-cpp-dev libfmt-dev
  libseccomp-dev libcli11-dev nlohmann-json3-dev libsodium-dev libutf8proc-dev libhowardhinnant-date-dev libboost-dev libjs-chart.js
  libflatbuffers-dev flatbuffers-compiler tzdata"
tests="catch2 libbenchmark-dev clang-19 libclang-rt-19-dev clang-format-19 clang-tidy-19 git chromium"
case ${1:-} in
  build) wanted=$build ;;
  tests) wanted="$build $tests" ;;
  *) echo "usage: setup.sh build|tests" >&2; exit 2 ;;
esac

missing=
for package in $wanted; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

echo "installing:$missing"
if [ "$(id -u)" = 0 ]; then root=""; elif command -v sudo >/dev/null; then root=sudo; else
  echo "setup: these packages are missing and neither root nor sudo is there to install them:$missing" >&2
  exit 4
fi
export DEBIAN_FRONTEND=noninteractive
$root apt-get update -qq
# shellcheck disable=SC2086
$root apt-get install -y -qq --no-install-recommends $missing >/dev/null
