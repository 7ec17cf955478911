#!/usr/bin/env bash
# Installs Python's venv module with apt. Needs root; npm run setup -- --test calls it where there is none.
set -euo pipefail
. "$(dirname "$0")/apt.sh" 'install Python 3.11 or newer with venv'

read_lists
install_packages python3 python3-venv
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "this system's Python is $(python3 --version | cut -d' ' -f2), and zarr needs 3.11: install a newer one beside it"
