# Installing with apt, for scripts that source this with what to install by hand where there is no apt. Needs root.

fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}
command -v apt-get >/dev/null || fail "this system has no apt: $1, then run npm test again"
[ "$(id -u)" -eq 0 ] || fail "this needs root: sudo bash $0"

export DEBIAN_FRONTEND=noninteractive
log="$(mktemp)"
trap 'rm -f "$log"' EXIT

# What apt says is shown only where it fails to do WHAT: `run_apt WHAT ARGUMENTS...`.
run_apt() {
  local what="$1"
  shift
  apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -qq "$@" >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    fail "apt could not $what: see above"
  }
}

read_lists() { run_apt 'read its lists' update; }
install_packages() { run_apt "install $*" install -y --no-install-recommends "$@"; }
