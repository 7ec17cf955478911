#!/usr/bin/env bash
# How the excluded share of MiniBooNE's region moves with g_D, epsilon, V_54 and kappa = V_mu5/U_mu5: a table of scans/robustness.yaml.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash scripts/setup.sh
node dist/cli/main.js scan scans/robustness.yaml --out grids/robustness.zarr --software --overwrite
node dist/cli/main.js compare grids/robustness.zarr --x m5_gev --y Umu5_sq \
  --panel mZprime_gev --panel gD --panel epsilon --panel V54 --panel kappa \
  --excludes microboone-2025 --prefers miniboone-2020 --out grids/robustness.csv
