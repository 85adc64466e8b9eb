#!/usr/bin/env bash
# Runs every fuzz target of a build for a while: tests/fuzz/run.sh BUILD SECONDS. The repository's own policies,
# catalogues and goldens are the seeds; what is learnt stays in BUILD/corpus for the next run. A finding is kept beside
# it and ends the run with 1.
set -euo pipefail
build=$(cd "$1" && pwd)
seconds=$2
repository=$(cd "$(dirname "$0")/../.." && pwd)

seeds() {  # TARGET
  case $1 in
    fuzz_parser) find "$repository/policies" "$repository/tests/golden" "$repository/examples" -name '*.pol' 2>/dev/null ;;
    fuzz_catalog | fuzz_feed) find "$repository/policies" "$repository/tests/golden" "$repository/examples" -name '*.yaml' 2>/dev/null ;;
    fuzz_case_json) find "$repository/policies" "$repository/tests/golden" "$repository/examples" -name '*.json' 2>/dev/null ;;
    fuzz_csv) find "$repository/policies" "$repository/tests/golden" "$repository/examples" -name '*.csv' -size -64k 2>/dev/null ;;
    fuzz_bundle) find "$repository/tests/compat" -name '*.polb' 2>/dev/null ;;
    fuzz_baseline) find "$repository/tests/golden/check" -name '*baseline*' 2>/dev/null ;;
    *) find "$repository/tests/golden/ir" -type f 2>/dev/null ;;
  esac || true
}

for program in "$build"/tests/fuzz/fuzz_*; do
  [ -f "$program" ] && [ -x "$program" ] || continue
  target=$(basename "$program")
  corpus=$build/corpus/$target
  mkdir -p "$corpus" "$build/corpus/findings"
  seeds "$target" | while read -r file; do cp "$file" "$corpus/$(sha1sum "$file" | cut -c1-40)"; done
  dictionary=()
  [ "$target" = fuzz_parser ] && dictionary=(-dict="$repository/tests/fuzz/pol.dict")
  longest=8192
  [ "$target" = fuzz_bundle ] && longest=65536
  echo "$target: $seconds s"
  log=$build/corpus/$target.log
  if ! "$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3072 -max_len=$longest -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="$build/corpus/findings/$target-" "${dictionary[@]}" "$corpus" >"$log" 2>&1; then
    tail -40 "$log"
    echo "$target: failed; findings are kept in $build/corpus/findings" >&2
    exit 1
  fi
  grep -E 'number_of_executed_units|new_units_added' "$log" || true
  if ls "$build/corpus/findings/$target-"* >/dev/null 2>&1; then
    echo "$target: see $build/corpus/findings" >&2
    exit 1
  fi
done
