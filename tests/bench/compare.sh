#!/usr/bin/env bash
# compare.sh [--quick] [--build DIR] [SECTION...]
# Builds the release benchmarks, runs them and prints tables. Sections, all of them if none is named:
#   speed    one policy (comparison/specification.md) by pol, hand-written C++, DuckDB, and reading the bytes
#   missing  what optional tags cost: none, some, all of them missing
#   latency  text to first decision, in a new process and in a running one
#   growth   1,000 to 20,000 rules, 1,000 to 100,000 table rows
#   ops      the cost of one operation of each class
# --quick: fewer rows, one repetition; the figures then only show that everything works.
# POL_DUCKDB names DuckDB's shared library; where there is none DuckDB is left out. The build is build/release of the
# repository, unless --build names a folder that is configured already.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build/release quick= sections=()
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=1 ;;
    --build) build=$2; shift ;;
    speed | missing | latency | growth | ops) sections+=("$1") ;;
    *) sed -n 2,12p "$0" | sed 's/^# \{0,1\}//' >&2; exit 2 ;;
  esac
  shift
done
[ ${#sections[@]} -gt 0 ] || sections=(speed missing latency growth ops)
wanted() { [[ " ${sections[*]} " == *" $1 "* ]]; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -f "$build/build.ninja" ] || (cd "$root" && cmake --preset release) > "$work/log" 2>&1 || { cat "$work/log"; exit 4; }
targets=()
if wanted speed || wanted missing; then targets+=(comparison_bench); fi
if wanted latency; then targets+=(latency_bench); fi
if wanted growth || wanted ops; then targets+=(growth_bench); fi
nice -n 19 cmake --build "$build" --target "${targets[@]}" > "$work/log" 2>&1 || { cat "$work/log"; exit 4; }
bin=$build/tests/bench

describe() {
  echo "machine    $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) processors, $(
    grep -o -w -E 'avx2|avx512f|avx512vbmi|avx512_vbmi2' /proc/cpuinfo | sort -u | paste -sd' ')"
  echo "memory     $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo), caches $(
    lscpu -C=NAME,ONE-SIZE 2>/dev/null | awk 'NR > 1 {printf "%s%s %s", n++ ? ", " : "", $1, $2}')"
  echo "system     $(. /etc/os-release && echo "$PRETTY_NAME"), Linux $(uname -r)"
  echo "compilers  $(g++ --version | head -1); $(clang++-19 --version 2>/dev/null | head -1)"
  echo "load       $(cut -d' ' -f1-3 /proc/loadavg) when this began; $(date -u +%Y-%m-%dT%H:%MZ)"
}

# comparison_bench's medians as CSV, "NAME,ns a decision,p50,p99" a line.
medians() {
  local repeats=5
  [ -z "$quick" ] || repeats=1
  "$bin/comparison/comparison_bench" "$@" --benchmark_format=csv --benchmark_repetitions=$repeats \
    --benchmark_report_aggregates_only=true --benchmark_enable_random_interleaving=true \
    ${quick:+--benchmark_min_time=0.01} 2> "$work/said" > "$work/csv" || { cat "$work/said" >&2; exit 1; }
  awk -F, -v single=$repeats '
    /^name,/ { for (i = 1; i <= NF; ++i) { gsub(/"/, "", $i); at[$i] = i } next }
    /^"/ {
      gsub(/"/, "", $1)
      if (single > 1) { if ($1 !~ /_median$/) next; sub(/_median$/, "", $1) }
      if ($at["items_per_second"] > 0)
        printf "%s,%.3f,%s,%s\n", $1, 1e9 / $at["items_per_second"], $at["p50_ns"], $at["p99_ns"]
    }' "$work/csv" | sort
}

speed() {
  local rows=1048576
  [ -z "$quick" ] || rows=65536
  medians --rows $rows > "$work/speed"
  grep -E '^(checked|outcomes|duckdb)' "$work/said"
  echo
  awk -F, -v rows=$rows '
    { split($1, p, "/"); name = p[1] (p[2] == "-" ? "" : ", " p[2])
      if (p[1] == "single_calls") { single[p[2]] = $3 "," $4; next }
      if (!(name in seen)) { seen[name] = 1; order[++n] = name }
      ns[name, p[3]] = $2
      if (p[1] ~ /^cpp_/ && (!(p[3] in best) || $2 < best[p[3]])) best[p[3]] = $2
      if (p[1] == "read_only" && (!(p[3] in read) || $2 < read[p[3]])) read[p[3]] = $2 }
    function cell(v, width) { return v == "" ? sprintf("%" width "s", "-") : sprintf("%" width ".2f", v) }
    END {
      printf "ns a decision; x C++ and x read: how many times the best hand-written C++, and reading the bytes, take\n"
      printf "%-24s %12s %8s %8s %12s %8s %8s\n", "", "streaming", "x C++", "x read", "in cache", "x C++", "x read"
      for (i = 1; i <= n; ++i) {
        o = order[i]; s = ns[o, "stream"]; c = ns[o, "cached"]
        print sprintf("%-24s", o) " " cell(s, 12) " " cell(s == "" ? "" : s / best["stream"], 8) " " \
              cell(s == "" ? "" : s / read["stream"], 8) " " cell(c, 12) " " \
              cell(c == "" ? "" : c / best["cached"], 8) " " cell(c == "" ? "" : c / read["cached"], 8)
      }
      print ""
      for (e in single) { split(single[e], q, ",")
        printf "single calls, %-12s p50 %6.0f ns   p99 %6.0f ns, the clock included\n", e, q[1], q[2] }
      printf "\n%d rows; CPU time of one thread; medians.\n", rows
    }' "$work/speed"
}

missing() {
  local rows=262144
  [ -z "$quick" ] || rows=65536
  for which in none some all; do
    medians --rows $rows --missing $which --benchmark_filter='cpp_columns|pol_|cpp_branch' | sed "s/^/$which,/" >> "$work/missing"
  done
  awk -F, '
    { split($2, p, "/"); name = p[1] (p[2] == "-" ? "" : ", " p[2]) ", " p[3]
      if (!(name in seen)) { seen[name] = 1; order[++n] = name }
      ns[name, $1] = $3 }
    END {
      printf "%-34s %12s %12s %12s %12s\n", "ns a decision, optional tags", "all there", "some missing", "all missing", "some / there"
      for (i = 1; i <= n; ++i)
        printf "%-34s %12.2f %12.2f %12.2f %12.2f\n", order[i], ns[order[i], "none"], ns[order[i], "some"],
               ns[order[i], "all"], ns[order[i], "some"] / ns[order[i], "none"]
    }' "$work/missing"
}

# Tab-separated lines as columns; a last one of words stands as it is.
table() {
  awk -F'\t' '{
    printf "%-16s", $1
    for (i = 2; i <= NF; ++i) if ($i ~ / .* /) printf "  %s", $i; else printf " %17s", $i
    print "" }'
}

growth() {
  local rules="1000 2000 5000 10000 20000" rows="1000 3000 10000 30000 100000" repeat=3
  if [ -n "$quick" ]; then rules="100 1000" rows="100 1000" repeat=1; fi
  for kind in rules grid rows; do
    # shellcheck disable=SC2086
    "$bin/growth_bench" --repeat $repeat $kind $([ $kind = rules ] && echo $rules || echo $rows) | table
    echo
  done
}

for section in "${sections[@]}"; do
  if [ -z "${described:-}" ]; then describe; described=1; fi
  printf '\n== %s\n' "$section"
  case $section in
    speed | missing | growth) $section ;;
    latency) "$bin/latency_bench" "$root/tests/bench/comparison/comparison.pol" $([ -n "$quick" ] && echo 3 || echo 21) |
               awk -F'\t' 'BEGIN { print "milliseconds" } { printf "%-42s %8s\n", $1, $2 }' ;;
    ops) "$bin/growth_bench" --repeat $([ -n "$quick" ] && echo 1 || echo 5) ops | table ;;
  esac
done
