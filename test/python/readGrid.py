"""Opens a grid with zarr-python and xarray, warnings being errors, and prints what they see as JSON."""

import json
import sys
import warnings

import numpy as np
import xarray as xr
import zarr

path = sys.argv[1]
with warnings.catch_warnings():
    warnings.simplefilter("error")
    grid = xr.open_zarr(path)
    grid.load()
    group = zarr.open_group(path, mode="r")

variables = {
    name: {
        "dims": list(array.dims),
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "units": array.attrs["units"],
        "long_name": array.attrs["long_name"],
        "sum": float(array.sum(dtype=np.float64)),
        "missing": int(array.isnull().sum()),
    }
    for name, array in grid.data_vars.items()
}
coordinates = {
    name: {
        "units": array.attrs["units"],
        "long_name": array.attrs["long_name"],
        "values": array.values.tolist(),
        **{key: array.attrs[key] for key in ("labels", "data_counts") if key in array.attrs},
    }
    for name, array in grid.coords.items()
}
point = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
picked = grid.sel(point, method="nearest")
print(
    json.dumps(
        {
            "attributes": {key: grid.attrs[key] for key in sorted(grid.attrs)},
            "variables": variables,
            "coordinates": coordinates,
            "flags": {key: grid["flags"].attrs[key] for key in ("flag_masks", "flag_meanings")},
            "chi2": float(picked["chi2"].min()),
            "arrays": sorted(name for name, _ in group.arrays()),
            "consolidated": group.metadata.consolidated_metadata is not None,
        }
    )
)
