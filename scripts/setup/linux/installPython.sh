#!/usr/bin/env bash
# Installs Python's venv module, its headers and a C compiler with apt. Needs root; npm run setup -- --test calls it where one is missing.
set -euo pipefail
. "$(dirname "$0")/apt.sh" 'install Python 3.11 or newer with venv and its headers and a C compiler'

read_lists
install_packages python3 python3-venv python3-dev gcc libc6-dev
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "this system's Python is $(python3 --version | cut -d' ' -f2), and zarr needs 3.11: install a newer one beside it"
