#!/usr/bin/env bash
# Makes .venv with the pinned Python packages of the tests. Exit code 78: no Python 3.11 or newer with venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

requirements=test/python/requirements.txt
stamp=.venv/.dualnu-stamp
key="$(sha256sum <"$requirements" | cut -d' ' -f1)"
[ "$(cat "$stamp" 2>/dev/null || true)" != "$key" ] || exit 0

python="$(bash scripts/findPython.sh)" || exit 78

printf 'setup: installing Python packages for the tests\n'
rm -rf .venv
"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -r "$requirements"
printf '%s\n' "$key" >"$stamp"
