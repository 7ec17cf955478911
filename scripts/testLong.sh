#!/usr/bin/env bash
# The tests of test/long, which take minutes each, from nothing: set-up, tests. Arguments go to vitest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash scripts/setup.sh --test
npx vitest run --config vitest.long.config.ts "$@"
