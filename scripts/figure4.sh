#!/usr/bin/env bash
# Figure 4 of arXiv:2502.10900: what MicroBooNE excludes of what MiniBooNE prefers, for six masses of the Z'. Figures and tables.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash scripts/setup.sh
compare() {
  local name="$1" x="$2" y="$3"
  node dist/cli/main.js scan "scans/$name.yaml" --out "grids/$name.zarr" --software --overwrite
  node dist/cli/main.js compare "grids/$name.zarr" --x "$x" --y "$y" --panel mZprime_gev \
    --excludes microboone-2025 --prefers miniboone-2020 --prefers miniboone-coherent \
    --out "grids/$name.svg" --out "grids/$name.png" --out "grids/$name.csv"
}
compare figure4a m4_gev Umu4_sq
compare figure4b m5_gev Umu5_sq
