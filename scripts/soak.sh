#!/usr/bin/env bash
# Runs `npm test` again and again, on a machine that is kept busy: a suite that sometimes fails without a reason shows it here.
# Prints a line a run; exit code 1 where one failed, whose output is kept.
#   scripts/soak.sh --runs 5            five times
#   scripts/soak.sh --runs 5 --busy 4   five times with four busy loops beside it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'soak: %s\n' "$*"; }
fail() {
  say "$*" >&2
  exit 2
}

runs=10
busy=0
while [ $# -gt 0 ]; do
  case "$1" in
    --runs | --busy) [[ "${2:-}" =~ ^[0-9]+$ ]] || fail "$1 wants a number" ;;
    *) fail "unknown argument $1 (known: --busy, --runs)" ;;
  esac
  if [ "$1" = --runs ]; then runs="$2"; else busy="$2"; fi
  shift 2
done

loops=()
stop_loops() {
  for loop in ${loops[@]+"${loops[@]}"}; do kill "$loop" 2>/dev/null || true; done
  loops=()
}
trap stop_loops EXIT
trap 'exit 130' INT TERM

# A loop ends with this script, even where that is killed.
spin() {
  while kill -0 $$ 2>/dev/null; do
    for ((i = 0; i < 200000; i++)); do :; done
  done
}

logs="$(mktemp -d)"
failed=0
for ((run = 1; run <= runs; run++)); do
  for ((loop = 0; loop < busy; loop++)); do
    spin &
    loops+=($!)
  done
  log="$logs/run$run.txt"
  begin=$SECONDS
  outcome=passed
  npm test >"$log" 2>&1 </dev/null || outcome="FAILED, see $log"
  stop_loops
  took=$((SECONDS - begin))
  say "run $run of $runs with $busy busy loops beside it: $((took / 60)) min $((took % 60)) s, $outcome"
  if [ "$outcome" = passed ]; then rm "$log"; else failed=$((failed + 1)); fi
done
rmdir "$logs" 2>/dev/null || true
say "$((runs - failed)) of $runs passed"
[ "$failed" -eq 0 ]
