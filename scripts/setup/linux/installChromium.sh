#!/usr/bin/env bash
# Installs Chromium with apt, for the tests of the viewer's page. Needs root; npm run setup -- --test calls it where there is none.
set -euo pipefail

fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}
command -v apt-get >/dev/null || fail "this system has no apt: install Chromium, then run npm test again"
[ "$(id -u)" -eq 0 ] || fail "this needs root: sudo bash $0"

export DEBIAN_FRONTEND=noninteractive
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
apt_options=(-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -qq)
apt-get "${apt_options[@]}" update >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  fail "apt could not read its lists: see above"
}
candidate="$(apt-cache policy chromium | sed -n 's/^ *Candidate: //p')"
case "$candidate" in
  '' | '(none)' | *snap*)
    # Ubuntu's package only asks for a snap, which runs in few containers.
    echo "setup: this distribution's apt has no Chromium: the tests of the viewer's page are skipped; install Chrome to run them"
    exit 0
    ;;
esac
apt-get "${apt_options[@]}" install -y --no-install-recommends chromium >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  fail "apt could not install chromium: see above"
}
