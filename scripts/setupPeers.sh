#!/usr/bin/env bash
# Makes .venv-peers with the pinned Python packages of `npm run bench:peers`. What cannot be installed is left out, with its reason in
# .venv-peers/NAME.missing: the benchmark reports it. Exit code 78: no Python 3.11 or newer with venv.
# With DUALNU_PEERS=system nothing is installed: the peers use the packages of the machine's Python, whatever
# their versions. For machines without a network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

peers=bench/peers
gpu=no
if command -v nvidia-smi >/dev/null && nvidia-smi -L >/dev/null 2>&1; then gpu=yes; fi
stamp=.venv-peers/.dualnu-stamp
key="$(cat "$peers/requirements.txt" "$peers/darknews.txt" | sha256sum | cut -d' ' -f1) $gpu ${DUALNU_PEERS:-}"
[ "$(cat "$stamp" 2>/dev/null || true)" != "$key" ] || exit 0

python="$(node scripts/setup/findPython.mjs)" || exit 78

if [ "${DUALNU_PEERS:-}" = system ]; then
  rm -rf .venv-peers
  "$python" -m venv --system-site-packages --without-pip .venv-peers
  # has NAME CODE: what Python says last is the reason why a peer is missing.
  has() { .venv-peers/bin/python -c "$2" 2>.venv-peers/has.log >&2 || tail -n 1 .venv-peers/has.log >".venv-peers/$1.missing"; }
  has python 'import numpy, scipy, threadpoolctl, jax'
  has jax-gpu 'import numpy, jax; jax.devices("gpu")'
  has darknews 'import DarkNews'
  printf '%s\n' "$key" >"$stamp"
  exit 0
fi

printf 'setup: installing Python packages of the peers\n' >&2
rm -rf .venv-peers
"$python" -m venv .venv-peers
log=.venv-peers/pip.log

# install NAME ARGUMENTS...: what pip says last is the reason why a peer is missing.
install() {
  local name="$1"
  shift
  if ! .venv-peers/bin/python -m pip install --quiet --disable-pip-version-check "$@" >"$log" 2>&1; then
    grep -i 'error' "$log" | tail -n 1 >".venv-peers/$name.missing" || echo "pip failed" >".venv-peers/$name.missing"
  fi
}
install python --only-binary :all: -r "$peers/requirements.txt"
jax="$(grep '^jax==' "$peers/requirements.txt")"
[ "$gpu" = no ] || install jax-gpu --only-binary :all: -c "$peers/requirements.txt" "${jax/jax/jax[cuda12]}"
install darknews -r "$peers/darknews.txt"
printf '%s\n' "$key" >"$stamp"
