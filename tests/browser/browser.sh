#!/usr/bin/env bash
# Opens the page of every kind of report in headless Chromium, as wide as a desk's screen and as a phone's, light and dark:
# no script may complain, every chart must be drawn and have its table, nothing may be wider than the screen, nothing may be
# fetched. The pictures stay in PAGES for people to look at.
#   browser.sh POL REPOSITORY PAGES
set -euo pipefail
pol=$1 root=$2 pages=$3
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
  echo "skipped: there is no Chromium"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$pages"
failed=0
fail() { echo "FAIL $*"; failed=1; }

# What a copy of a page says about itself once it is loaded, and the frame that listens.
cat > "$work/checker" <<'CHECKER'
<script>
addEventListener("error", function (e) { window.complaints = (window.complaints || 0) + 1; });
addEventListener("load", function () {
  var all = Array.from(document.querySelectorAll("canvas"));
  var drawn = all.filter(function (c) {
    return c.width && c.height && c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some(function (x) { return x; });
  });
  var tabled = all.filter(function (c) { return c.closest("section").querySelector("table tbody tr td"); });
  parent.postMessage([all.length, drawn.length, tabled.length, window.complaints || 0,
    document.documentElement.scrollWidth > innerWidth ? "too wide" : "fits",
    performance.getEntriesByType("resource").length].join(" "), "*");
});
</script>
CHECKER

# opened PAGE WIDTH HEIGHT SCHEME
opened() {
  local name=$1-$2-$4 scheme=1
  [ "$4" = dark ] && scheme=0
  sed -e "/<head>/r $work/checker" "$work/$1.html" > "$work/page.html"
  cat > "$work/frame.html" <<FRAME
<!doctype html><style>body { margin: 0 } iframe { border: 0; width: $2px; height: $3px; display: block }</style>
<script>addEventListener("message", function (e) { document.body.dataset.found = e.data; });</script>
<body><iframe src="page.html"></iframe></body>
FRAME
  local chromium=("$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
    --disable-background-networking --disable-component-update --hide-scrollbars --user-data-dir="$work/profile"
    --enable-logging=stderr --virtual-time-budget=20000 --blink-settings=preferredColorScheme=$scheme
    --window-size="$(($2 < 500 ? 500 : $2)),$3")
  timeout 120 "${chromium[@]}" --dump-dom "file://$work/frame.html" > "$work/dom" 2> "$work/said" || fail "$name: no browser"
  timeout 120 "${chromium[@]}" --screenshot="$work/page.png" "file://$work/frame.html" > /dev/null 2>&1 || true
  [ -s "$work/page.png" ] && mv "$work/page.png" "$pages/$name.png" || fail "$name: no picture"
  grep -F ':CONSOLE' "$work/said" && fail "$name: the console has a complaint"
  local found charts drawn tabled complaints width fetched
  found=$(sed -nE 's/.*data-found="([^"]*)".*/\1/p' "$work/dom")
  read -r charts drawn tabled complaints width fetched <<< "${found/too wide/too-wide}"
  [ "${charts:-0}" -gt 0 ] || fail "$name: no charts ($found)"
  [ "$charts $charts $charts 0 fits 0" = "$charts $drawn $tabled $complaints $width $fetched" ] \
    || fail "$name: of $charts charts $drawn are drawn and $tabled have tables; $complaints complaints, $width, $fetched fetched"
  echo "$name: $drawn charts"
}

people=(--sample 5000 --on 2026-11-08 --by province --by industry --lgd 45%)
"$pol" simulate "$root/policies/sme/limit.pol" "${people[@]}" --html "$work/simulate.html" > /dev/null
"$pol" simulate "$root/policies/sme/limit.pol" --sample 5000 --on 2026-11-08 --by industry \
  --scenario "$root/policies/sme/quiet_high_street.scenario.yaml" --html "$work/scenario.html" > /dev/null
"$pol" diff "$root/policies/sme/earlier/limit_v7.pol" "$root/policies/sme/limit.pol" "${people[@]}" \
  --html "$work/diff.html" > /dev/null
"$pol" sample "$root/policies/sme/tags/sme.yaml" --rows 3000 --seed 2 --on 2026-11-08 --out "$work/before.csv" > /dev/null
"$pol" simulate "$root/policies/sme/limit.pol" "${people[@]}" --baseline "$work/before.csv" \
  --baseline-feed "$work/before.feed.yaml" --jitter 1% --html "$work/stability.html" > /dev/null
"$pol" sweep "$root/policies/german/limit.pol" --over K01 --from 24 --to 72 --step 6 \
  --sample 5000 --on 2026-11-02 --lgd 45% --html "$work/sweep.html" > /dev/null
for page in simulate scenario stability diff sweep; do
  for scheme in light dark; do
    opened $page 1280 3000 $scheme
    opened $page 390 3000 $scheme
  done
done
echo "pictures: $pages"
exit $failed
