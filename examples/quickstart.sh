#!/usr/bin/env bash
# From a fresh clone to decisions: installs what is missing, builds `pol`, checks the sample limit policy, runs its
# examples on both engines, draws a sample population, decides it, explains one applicant, and shows what the policy and its
# last change do to everybody. Results: build/quickstart-run.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\n\033[1m== %s\033[0m\n' "$1"; }
show() { printf '$ pol'; printf ' %s' "$@"; printf '\n'; build/quickstart/pol "$@"; }

say "packages"
tests/support/setup.sh build
say "build"
cmake --preset quickstart >/dev/null
cmake --build --preset quickstart 2>&1 | grep -v '^\[' || test "${PIPESTATUS[0]}" = 0

out=build/quickstart-run
mkdir -p "$out"
say "check the policy"
show check policies/sme/limit.pol
say "its examples, on both engines"
show test policies/sme/limit.pol
say "a sample population of 20,000"
show sample policies/sme/tags/sme.yaml --rows 20000 --seed 7 --out "$out/people.csv" --force
say "decide all of them, natively"
show run policies/sme/limit.pol --data "$out/people.csv" --feed "$out/people.feed.yaml" --on 2026-11-08 \
  --out "$out/decisions.csv" --engine native
printf '\n%s\n' "the first decisions ($out/decisions.csv):"
head -n 6 "$out/decisions.csv"
say "why did this applicant get this limit?"
id=$(awk -F, '$3 == "approve" && $5 ~ /R2/ { print $1; exit }' "$out/decisions.csv")
show explain policies/sme/limit.pol --data "$out/people.csv" --feed "$out/people.feed.yaml" --on 2026-11-08 --id "$id"

say "what the policy does to all of them"
people=(--data "$out/people.csv" --feed "$out/people.feed.yaml" --on 2026-11-08 --by province --by industry)
show simulate policies/sme/limit.pol "${people[@]}" --html "$out/simulate.html" --json "$out/simulate.json" >"$out/simulate.txt"
head -n 18 "$out/simulate.txt"
say "what changed since version 7, and for whom"
show diff policies/sme/earlier/limit_v7.pol policies/sme/limit.pol "${people[@]}" --html "$out/diff.html" >"$out/diff.txt"
head -n 18 "$out/diff.txt"
printf '\n%s\n' "the reports, to open in a browser: $PWD/$out/simulate.html and $PWD/$out/diff.html"
