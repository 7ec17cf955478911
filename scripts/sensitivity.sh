#!/usr/bin/env bash
# Expected limits of MicroBooNE from rate, topology, visible energy and angle: figures and tables of scans/sensitivity.yaml.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash scripts/setup.sh
node dist/cli/main.js scan scans/sensitivity.yaml --out grids/sensitivity.zarr --software --overwrite
for mass in 0.1 1.25; do
  node dist/cli/main.js limit grids/sensitivity.zarr --x m5_gev --fix "mZprime_gev=$mass" \
    --experiment rate --experiment topology --experiment energy --experiment angle \
    --out "grids/sensitivity-$mass.svg" --out "grids/sensitivity-$mass.png" --out "grids/sensitivity-$mass.csv"
done
