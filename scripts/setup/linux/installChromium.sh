#!/usr/bin/env bash
# Installs Chromium with apt, for the tests of the viewer's page. Needs root; npm run setup -- --test calls it where there is none.
set -euo pipefail
. "$(dirname "$0")/apt.sh" 'install Chromium'

read_lists
candidate="$(apt-cache policy chromium | sed -n 's/^ *Candidate: //p')"
case "$candidate" in
  '' | '(none)' | *snap*)
    # Ubuntu's package only asks for a snap, which runs in few containers.
    echo "setup: this distribution's apt has no Chromium: the tests of the viewer's page are skipped; install Chrome to run them"
    exit 0
    ;;
esac
install_packages chromium
