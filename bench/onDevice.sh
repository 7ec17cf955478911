#!/usr/bin/env bash
# Checks and measures dualnu on a machine with a GPU, without a network, and prints one table: the goals of docs/performance.md beside what
# was reached. Make the bundle elsewhere by `scripts/bundle.sh --with-tests`; this script lies in it, too (bench/onDevice.sh).
#   bench/onDevice.sh BUNDLE             unpacks a bundle beside this call's folder of results, and works there
#   bench/onDevice.sh                    works in the checkout or unpacked bundle that this script lies in
#   bench/onDevice.sh --small            sizes reduced: a few minutes with a software adapter, to know that everything runs
#   bench/onDevice.sh --only tests,bench,profile,peers,scans   some of the steps; results of earlier ones stay in the table
#   bench/onDevice.sh --results FOLDER   where results go (onDevice-results)
#   bench/onDevice.sh --disk FOLDER      where grids go (default: the folder of the results)
#   bench/onDevice.sh --before FOLDER    results of an older version on the same machine, to compare the ready scans with
#   bench/onDevice.sh --adapter NAME     as of dualnu
# The CUDA peer needs nvcc, that of JAX a Python with jax on the GPU. Exit code 1 if a step failed; a missed goal is no failure.
set -uo pipefail

say() { printf 'onDevice: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 2
}

steps=tests,bench,profile,peers,scans
results=onDevice-results
disk=
before=
adapter=()
small=no
bundle=
while [ $# -gt 0 ]; do
  case "$1" in
    --small) small=yes ;;
    --only | --results | --disk | --before | --adapter)
      [ $# -ge 2 ] || fail "$1 wants a value"
      case "$1" in
        --only) steps="$2" ;;
        --results) results="$2" ;;
        --disk) disk="$2" ;;
        --before) before="$(realpath "$2")" || exit 2 ;;
        --adapter) adapter=(--adapter "$2") ;;
      esac
      shift
      ;;
    -*) fail "unknown argument $1 (known: --adapter, --before, --disk, --only, --results, --small)" ;;
    *) bundle="$1" ;;
  esac
  shift
done
for step in ${steps//,/ }; do
  case "$step" in
    tests | bench | profile | peers | scans) ;;
    *) fail "no step $step; there are tests, bench, profile, peers, scans" ;;
  esac
done
mkdir -p "$results" || exit 2
results="$(realpath "$results")"
disk="$(realpath "${disk:-$results}")" || exit 2

# --- where the program is
if [ -n "$bundle" ]; then
  say "unpacking $bundle"
  rm -rf "$results/bundle"
  mkdir "$results/bundle"
  tar -C "$results/bundle" -xf "$bundle" || exit 2
  home="$(echo "$results"/bundle/*)"
else
  home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
fi
cd "$home" || exit 2
[ -e node_modules/vitest ] || fail "$home has no tests: make the bundle by scripts/bundle.sh --with-tests, or run npm ci in a checkout"
node=node
if [ -x bin/node ]; then
  node="$home/bin/node"
  PATH="$home/bin:$PATH"
  # As the bundle's launcher does: its Vulkan loader is for machines that have none.
  if [ -f lib/libvulkan.so.1 ]; then
    case "$(LD_PRELOAD=libvulkan.so.1 LD_TRACE_LOADED_OBJECTS=1 "$node" 2>/dev/null)" in
      *libvulkan.so.1*) ;;
      *) export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$home/lib" ;;
    esac
  fi
elif [ ! -e dist/cli/main.js ]; then
  npm run -s build || fail "the program cannot be built"
fi
# Without a network, packages are those of the machine's Python.
if [ ! -d .venv-peers ]; then export DUALNU_PEERS="${DUALNU_PEERS:-system}"; fi

tests=(test/engine test/gpu test/twins)
reduction=()
peers=(--masses 256 --events 65536 --epsilons 64 --mixings 64)
repetitions=2
if [ "$small" = yes ]; then
  tests=(test/gpu test/engine/gpu.test.ts test/engine/tilesInFlight.test.ts)
  reduction=(--most-points 12 --most-events 2048)
  peers=(--masses 8 --events 2048 --epsilons 8 --mixings 8)
  repetitions=1
fi

failed=
# step NAME COMMAND...: what the command prints becomes NAME.json, its messages NAME.log.
step() {
  local name="$1" begin=$SECONDS
  shift
  rm -f "$results/$name.json"
  if "$@" >"$results/$name.json" 2>"$results/$name.log" </dev/null; then
    say "$name: $((SECONDS - begin)) s"
  else
    failed="$failed $name"
    say "$name FAILED after $((SECONDS - begin)) s: $results/$name.log"
    tail -n 5 "$results/$name.log" >&2
  fi
}
tsx() { "$node" node_modules/tsx/dist/cli.mjs "$@"; }
wanted() { case ",$steps," in *",$1,"*) ;; *) return 1 ;; esac; }

step doctor "$node" dist/cli/main.js doctor --json ${adapter[@]+"${adapter[@]}"}
if wanted tests; then step tests "$node" node_modules/vitest/vitest.mjs run "${tests[@]}" --reporter=json; fi
if wanted profile; then
  step dense tsx bench/main.ts --profile scans/dense.yaml --json --out "$disk" \
    ${reduction[@]+"${reduction[@]}"} ${adapter[@]+"${adapter[@]}"}
fi
if wanted scans; then
  step scans tsx bench/onDevice/readyScans.ts --out "$disk" --repetitions "$repetitions" \
    ${reduction[@]+"${reduction[@]}"} ${adapter[@]+"${adapter[@]}"}
fi
if wanted peers; then
  step peers tsx bench/peers/main.ts --json --peers jax-gpu,cuda "${peers[@]}" ${adapter[@]+"${adapter[@]}"}
fi
if wanted bench; then step bench tsx bench/main.ts --json ${adapter[@]+"${adapter[@]}"}; fi

arguments=()
if [ "$small" = yes ]; then arguments+=(--small); fi
if [ -n "$before" ]; then arguments+=(--before "$before"); fi
tsx bench/onDevice/table.ts "$results" ${arguments[@]+"${arguments[@]}"} | tee "$results/table.txt"
if [ -n "$failed" ]; then
  say "failed:$failed"
  exit 1
fi
