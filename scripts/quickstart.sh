#!/usr/bin/env bash
# From nothing to a grid and its figure: set-up, the scan of scans/quickstart.yaml, and the 95 % contour.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash scripts/setup.sh
node dist/cli/main.js scan scans/quickstart.yaml --out grids/quickstart.zarr --software --overwrite
node dist/cli/main.js contours grids/quickstart.zarr --x m5_gev --y Umu5_sq \
  --fix m4_gev=0.1 --fix epsilon=8e-4 --cl 0.95 \
  --out grids/quickstart.svg --out grids/quickstart.png
