#!/usr/bin/env bash
# What Figure 4 rests on: how the excluded share moves with each assumption. Figures and tables of scans/variations; a second call
# computes only what has changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash scripts/setup.sh
for name in figure4a figure4b; do
  node dist/cli/main.js variations "scans/variations/$name.yaml" --software \
    --out "grids/$name-tornado.svg" --out "grids/$name-tornado.png" --out "grids/$name-tornado.csv"
done
