#!/usr/bin/env bash
# Sets dualnu up: packages, a Vulkan adapter, the build. Idempotent; the second run takes a second or two.
#   scripts/setup.sh          what scans need
#   scripts/setup.sh --test   also Python with xarray and zarr, for the tests that open grids from Python
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

with_tests=no
for argument in "$@"; do
  case "$argument" in
    --test) with_tests=yes ;;
    *) fail "unknown argument $argument (known: --test)" ;;
  esac
done

# Runs one of our install scripts as root: directly, or by a sudo that asks nothing.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    bash "$1"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n bash "$1"
  else
    return 77
  fi
}

# Hash of the named files and of everything under the named folders.
hash_of() { find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1; }

# --- Node
command -v node >/dev/null || fail "Node is missing: install Node 20.19 or newer (https://nodejs.org)"
node -e 'const [a, b] = process.versions.node.split(".").map(Number);
         process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  fail "Node $(node -v) is too old: install Node 20.19 or newer (https://nodejs.org)"

# --- packages
packages_key="$(sha256sum <package-lock.json | cut -d' ' -f1) $(node -p 'process.platform + process.arch')"
packages_stamp=node_modules/.dualnu-stamp
if [ "$(cat "$packages_stamp" 2>/dev/null || true)" != "$packages_key" ]; then
  say "installing npm packages"
  npm ci --no-audit --no-fund --loglevel=error
  printf '%s\n' "$packages_key" >"$packages_stamp"
fi

# --- a Vulkan adapter: whatever driver there is, or else Mesa's lavapipe
adapter="$(node scripts/probeAdapter.mjs 2>/dev/null || true)"
if [ "${adapter:-none}" = none ] && [ "$(uname -s)" = Linux ]; then
  say "no Vulkan adapter found: installing Mesa's software adapter (lavapipe)"
  status=0
  as_root scripts/installVulkan.sh || status=$?
  if [ "$status" -eq 77 ]; then
    fail "this needs root. Type:" "  sudo bash $PWD/scripts/installVulkan.sh" "and run scripts/setup.sh again"
  elif [ "$status" -ne 0 ]; then
    exit "$status"
  fi
  adapter="$(node scripts/probeAdapter.mjs 2>/dev/null || true)"
fi
if [ "${adapter:-none}" = none ]; then
  node scripts/probeAdapter.mjs >&2 || true
  fail "no usable Vulkan adapter: the lines above are Dawn's reasons; install a GPU driver, or Mesa 24 or newer"
fi

# --- build
build_key="$(hash_of src package-lock.json tsconfig.json tsconfig.build.json)"
build_stamp=dist/.dualnu-stamp
if [ "$(cat "$build_stamp" 2>/dev/null || true)" != "$build_key" ]; then
  say "building"
  npm run --silent build
  printf '%s\n' "$build_key" >"$build_stamp"
fi

# --- Python, for the tests
if [ "$with_tests" = yes ]; then
  bash scripts/setupPython.sh || {
    status=$?
    [ "$status" -eq 78 ] || exit "$status"
    say "no Python 3.11 or newer with venv found: installing python3-venv"
    status=0
    as_root scripts/installPython.sh || status=$?
    [ "$status" -ne 77 ] ||
      fail "this needs root. Type:" "  sudo bash $PWD/scripts/installPython.sh" "and run npm test again"
    [ "$status" -eq 0 ] || exit "$status"
    bash scripts/setupPython.sh
  }
fi

say "ready, adapter: $adapter"
