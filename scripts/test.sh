#!/usr/bin/env bash
# The whole test suite, from nothing: set-up, lint, types, tests. Arguments go to vitest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash scripts/setup.sh --test
npx biome check
npm run --silent typecheck
npx vitest run "$@"
