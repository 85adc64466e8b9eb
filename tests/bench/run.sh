#!/bin/bash
# run.sh BUILD_DIR [MODULE.ir or POLICY.pol ...]: medians of five runs a policy, decisions per second by each engine, and
# their ratio. A .pol file is first turned into IR by the `pol` of the build. BUILD_DIR is configured with -DPOL_BENCH=ON
# and an optimising build type.
set -euo pipefail
build=${1:?usage: run.sh BUILD_DIR [MODULE.ir or POLICY.pol ...]}
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
modules=()
for file in "$@"; do
  case $file in
    *.pol)
      # policies/sme/limit.pol -> sme_limit: packs name their files alike
      name=$(basename "$(dirname "$file")")_$(basename "${file%.pol}")
      "$build/pol" ir "$file" > "$work/$name.ir"
      modules+=("$work/$name.ir") ;;
    *) modules+=("$file") ;;
  esac
done
cmake --build "$build" --target decide_bench > "$work/build.log" || { cat "$work/build.log"; exit 4; }
"$build/tests/bench/decide_bench" "${modules[@]}" --benchmark_repetitions=5 --benchmark_report_aggregates_only=true \
  --benchmark_format=csv 2> "$work/errors" > "$work/results.csv" || { cat "$work/errors"; exit 4; }
awk -F, '
  /_median"/ {
    gsub(/"/, "", $1); sub(/_median$/, "", $1)
    split($1, part, "/"); ns = ($5 == "ms" ? 1e6 : $5 == "us" ? 1e3 : 1) * $4
    time[part[1], part[2]] = ns
    if (!(part[1] in seen)) { seen[part[1]] = 1; order[++n] = part[1] }
  }
  END {
    printf "%-28s %16s %16s %8s %12s\n", "policy", "interpreter/s", "native/s", "ratio", "compile ms"
    for (i = 1; i <= n; ++i) {
      p = order[i]
      printf "%-28s %16.0f %16.0f %8.1f %12.1f\n", p, 1e9 / time[p, "interpreter"], 1e9 / time[p, "scalar"],
             time[p, "interpreter"] / time[p, "scalar"], time[p, "compile"] / 1e6
    }
  }' "$work/results.csv"
