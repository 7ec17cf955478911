#!/usr/bin/env bash
# Installs Python's venv module with apt. Needs root; npm run setup -- --test calls it where there is none.
set -euo pipefail

fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}
command -v apt-get >/dev/null || fail "this system has no apt: install Python 3.11 or newer with venv, then run npm test again"
[ "$(id -u)" -eq 0 ] || fail "this needs root: sudo bash $0"

export DEBIAN_FRONTEND=noninteractive
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
apt_options=(-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -qq)
{
  apt-get "${apt_options[@]}" update &&
    apt-get "${apt_options[@]}" install -y --no-install-recommends python3 python3-venv
} >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  fail "apt could not install python3-venv: see above"
}
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "this system's Python is $(python3 --version | cut -d' ' -f2), and zarr needs 3.11: install a newer one beside it"
