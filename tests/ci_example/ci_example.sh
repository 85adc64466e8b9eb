#!/usr/bin/env bash
# Runs the steps of examples/ci/policies.yml, as they stand there, on pull requests against a repository of policies.
#   ci_example.sh POL REPOSITORY
set -euo pipefail
pol=$1 root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$pol" "$work/bin/pol"
export PATH=$work/bin:$PATH BASE=origin/main DATE=2026-11-08 HOME=$work
git config --global user.name "Author" && git config --global user.email author@example.org
git config --global init.defaultBranch main

# The steps are the blocks behind `run: |`, and what they need is what the workflow sets.
awk '/^ *run: \|$/ { indent = index($0, "run") - 1; in_step = 1; print "set -e"; next }
     in_step && /[^ ]/ && match($0, /[^ ]/) - 1 <= indent { in_step = 0 }
     in_step { print substr($0, indent + 3) }' "$root/examples/ci/policies.yml" > "$work/steps.sh"
[ "$(grep -c '^pol ' "$work/steps.sh")" = 1 ] && grep -q '^  pol diff "$BASE' "$work/steps.sh" || {
  echo "FAIL the workflow's steps were not found"; exit 1; }
grep -qF "BASE: origin/\${{ github.base_ref }}" "$root/examples/ci/policies.yml"
grep -qF "DATE: $DATE" "$root/examples/ci/policies.yml"

git init -q "$work/origin"
mkdir -p "$work/origin/policies/sme"
cp -r "$root"/policies/sme/{limit.pol,tags,reasons,shared} "$work/origin/policies/sme"
git -C "$work/origin" add . && git -C "$work/origin" commit -qm "In force"

# pull_request NAME SED EXPECTED TEXT: the exit code, and what the log says.
failed=0
pull_request() {
  git clone -q "$work/origin" "$work/$1"
  (cd "$work/$1" && git checkout -qb change && sed -i "$2" policies/sme/limit.pol && git commit -qam "A change") >&2 2>/dev/null
  local exit=0
  (cd "$work/$1" && bash "$work/steps.sh") > "$work/log" 2>&1 || exit=$?
  if [ "$exit" = "$3" ] && grep -q "$4" "$work/log"; then
    echo "$1: exit $exit, as it should"
  else
    echo "FAIL $1: exit $exit, not $3, or no \"$4\":"
    cat "$work/log"
    failed=1
  fi
  [ "$3" = 2 ] || [ -s "$work/$1/reports/check.sarif" ] || { echo "FAIL $1: no sarif"; failed=1; }
}
pull_request words 's/owner "SME credit risk"/owner "Lending"/' 0 "people moved"
[ -s "$work/words/reports/limit.html" ] || { echo "FAIL no report"; failed=1; }
pull_request harsher 's/if present below 560/if present below 640/; /^example "/,$d' 1 "newly_declined is .*, the gate is 2%"
pull_request broken 's/^knockouts/knockuots/' 1 "Did you mean .knockouts"
exit $failed
