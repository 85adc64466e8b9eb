#!/usr/bin/env bash
# The packs on the real files of ../shared/data: every row is decided, both engines write the same bytes, and the scorecards
# of german and taiwan hold on the loans that they were not fitted on: the share that went bad falls from band to band of
# the score, and the mean of the predicted probabilities is near the share observed. What `pol simulate` counts is
# counted again from the decisions and the raw file: by awk, and in SQL where DuckDB is found.
#   packs.sh POL SQL REPOSITORY
set -euo pipefail
pol=$1 sql=$2 root=$3 data=$3/../shared/data
if [ ! -d "$data" ]; then
  echo "skipped: $data is not here"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
fail() { echo "FAIL $*"; failed=1; }

# all_decided POLICY FEED DATA ROWS
all_decided() {
  local engine said
  for engine in native interp; do
    said=$("$pol" run "$1" --feed "$2" --data "$3" --engine $engine --out "$work/$engine.csv" | tail -n 1)
    case $said in
      "$4 rows in = $4 decided "*" + 0 refused "*) echo "$1, $engine: $4 rows decided" ;;
      *) fail "$1, $engine: $said" ;;
    esac
  done
  cmp "$work/native.csv" "$work/interp.csv" || fail "$1: the engines differ"
}

# card_holds PACK DATA ID BAD NEAR BAND...: a copy of the limit policy that also gives the points and the pd, joined with
# what became of each row. ID is the case id of a row and BAD the condition that it went bad, both in awk; NEAR is how far, in
# points of a percent, the mean pd may be from the share observed. Bands of fewer than 40 rows are not compared.
card_holds() {
  local pack=$1 file=$2 id=$3 bad=$4 near=$5
  shift 5
  rm -rf "$work/pack"
  cp -r "$root/policies/$pack" "$work/pack"
  rm -f "$work/pack/pricing.pol"
  sed -e '/^  gives limit/a\  gives shown int\n  gives shown_pd percent' -e '/^example "/,$d' \
    "$root/policies/$pack/limit.pol" > "$work/pack/limit.pol"
  printf 'let shown be card.points\nlet shown_pd be card.pd rounded half even to 1 bp\n' >> "$work/pack/limit.pol"
  "$pol" run "$work/pack/limit.pol" --feed "$work/pack/feed.yaml" --data "$file" --out "$work/points.csv" > /dev/null
  awk -F, -v pack="$pack" -v near="$near" -v cuts="$*" '
    FNR == 1 { ++file; next }
    file == 1 { points[$1] = $5; pd[$1] = $6 + 0; next }  # "9.07%" reads as 9.07
    {
      bad = '"$bad"'
      place = seen[bad]++ % 10
      if (place != 2 && place != 5 && place != 8) next  # fitted on these
      id = '"$id"'
      n = split(cuts, cut, " ")
      band = 0
      for (i = 1; i <= n; ++i) if (points[id] >= cut[i]) band = i
      ++rows[band]; went_bad[band] += bad; ++all; all_bad += bad; predicted += pd[id]
    }
    END {
      last = 101
      for (band = 0; band <= n; ++band) {
        if (!rows[band]) continue
        share = 100 * went_bad[band] / rows[band]
        printf "%s held out, from %s points: %d rows, %.1f%% bad\n", pack, band ? cut[band] : "the lowest", rows[band], share
        if (rows[band] < 40) continue
        if (share >= last) wrong = 1
        last = share
      }
      observed = 100 * all_bad / all; predicted /= all
      printf "%s held out: %d rows, %.2f%% bad, %.2f%% predicted\n", pack, all, observed, predicted
      off = predicted - observed
      exit wrong || off > near || off < -near
    }' "$work/points.csv" "$file" || fail "$pack: the card does not hold"
}

# recounted PACK DATA ID BAD KNOWN, and the same three in SQL: people, known outcomes and bad ones by outcome. ID is the case
# id of a row, BAD and KNOWN the conditions that it went bad and that its outcome is known.
recounted() {
  local policy=$root/policies/$1/limit.pol feed=$root/policies/$1/feed.yaml file=$2
  "$pol" simulate "$policy" --feed "$feed" --data "$file" --json "$work/report.json" > /dev/null
  "$pol" run "$policy" --feed "$feed" --data "$file" --out "$work/decisions.csv" > /dev/null
  sed -nE 's/^ *\{"outcome": "([a-z_]+)", "people": ([0-9]+), .*"known": ([0-9]+), "bad": ([0-9]+), .*/\1 \2 \3 \4/p' \
    "$work/report.json" | sort > "$work/simulated.txt"
  awk -F, '
    FNR == 1 { ++file; next }
    file == 1 { outcome[$1] = $3; next }
    { said = outcome['"$3"']; ++people[said]; if ('"$5"') { ++known[said]; bad[said] += ('"$4"') } }
    END { for (said in people) print said, people[said], known[said] + 0, bad[said] + 0 }
  ' "$work/decisions.csv" "$file" | sort > "$work/by_awk.txt"
  same "$1" awk
  [ $with_sql = yes ] || return 0
  "$sql" "SELECT outcome, count(*), count(*) FILTER ($8), count(*) FILTER ($7)
    FROM read_csv('$work/decisions.csv', all_varchar = true) AS decided
    JOIN (SELECT *, row_number() OVER () AS row FROM read_csv('$file', all_varchar = true)) AS raw
    ON decided.case_id = $6 GROUP BY outcome" | sort > "$work/by_sql.txt"
  same "$1" sql
  # By way of a query the same rows are the same people, where no id is made of a line.
  [ "$9" = by_id ] || return 0
  "$pol" simulate "$policy" --feed "$feed" --sql "FROM read_csv('$file', all_varchar = true)" --json "$work/query.json" \
    > /dev/null
  cmp <(grep -v '"data"' "$work/report.json") <(grep -v '"data"' "$work/query.json") || fail "$1: the query's people differ"
}

same() {
  if [ -s "$work/simulated.txt" ] && cmp "$work/simulated.txt" "$work/by_$2.txt"; then
    echo "$1: people and observed outcomes recounted, $2"
  else
    fail "$1: simulated and recounted in $2 differ"
    diff "$work/simulated.txt" "$work/by_$2.txt" || true
  fi
}

with_sql=yes
"$sql" "SELECT 1" > /dev/null || with_sql=no

all_decided "$root/policies/sba/limit.pol" "$root/policies/sba/feed.yaml" "$data/sba_national_30k_sample.csv" 30,000
all_decided "$root/policies/german/limit.pol" "$root/policies/german/feed.yaml" "$data/german_credit_raw.csv" 1,000
for policy in limit pricing; do
  all_decided "$root/policies/taiwan/$policy.pol" "$root/policies/taiwan/feed.yaml" \
    "$data/taiwan_credit_card_default.csv" 30,000
done
card_holds german "$data/german_credit_raw.csv" '"L" FNR' '($NF + 0 == 0)' 3 420 460 500 540
card_holds taiwan "$data/taiwan_credit_card_default.csv" '$1' '($NF + 0 == 1)' 0.5 360 400 440 480 520 560
recounted sba "$data/sba_national_30k_sample.csv" '$1' '/"CHGOFF"/' '/"CHGOFF"|"PIF"/' \
  raw.loan_nr_chk_dgt "mis_status = 'CHGOFF'" "mis_status IN ('CHGOFF', 'PIF')" by_id
recounted german "$data/german_credit_raw.csv" '"L" FNR' '($NF + 0 == 0)' 1 "'L' || (row + 1)" "CLASSIFICATION = '0'" true by_line
recounted taiwan "$data/taiwan_credit_card_default.csv" '$1' '($NF + 0 == 1)' 1 \
  raw.ID "\"default.payment.next.month\" = '1'" true by_id
exit $failed
