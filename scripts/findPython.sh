#!/usr/bin/env bash
# Prints the name of a Python 3.11 or newer with venv; exit code 78 where there is none.
set -euo pipefail
for name in python3 python3.13 python3.12 python3.11; do
  if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    printf '%s\n' "$name"
    exit 0
  fi
done
exit 78
