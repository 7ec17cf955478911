"""Writes a grid anew as users of xarray do, each time in another way, below a folder; prints the names of what it wrote as JSON."""

import json
import sys
import warnings

import numpy as np
import xarray as xr

source, out = sys.argv[1:]
# What zarr says of a format that is not final is no concern of the test.
warnings.simplefilter("ignore")
grid = xr.open_zarr(source).load()


def bare(dataset):
    """Without the encoding of the source, so that the program's own defaults apply."""
    return dataset.drop_encoding()


first, second, *_ = grid.chi2.dims


def unfinished(dataset):
    """As a scan leaves it that has not come to the last value of the first axis."""
    there = dataset[first] < dataset[first][-1]
    numbers = {name: dataset[name].where(there) for name in ("chi2", "signal", "ctau_cm")}
    flags = xr.where(there, dataset.flags, 4294967295).astype("uint32").assign_attrs(dataset.flags.attrs)
    numbers["flags"] = flags.transpose(*dataset.flags.dims)
    return dataset.assign(numbers).assign_attrs(complete=0)


ways = {
    "copied": (grid, {}),
    "plain": (bare(grid), {}),
    "cut": (bare(grid.isel({second: slice(1, None), first: slice(0, 2)})), {}),
    "thinned": (bare(grid.isel({second: slice(None, None, 2)})), {}),
    "point": (bare(grid.isel({first: 1})), {}),
    "transposed": (bare(grid.transpose(*reversed(grid.chi2.dims), ...)), {}),
    "rechunked": (bare(grid), {"encoding": {"chi2": {"chunks": (1, 2, 3, 1)[: grid.chi2.ndim]}}}),
    "sharded": (
        bare(grid),
        {"encoding": {"chi2": {"chunks": (1,) * grid.chi2.ndim, "shards": grid.chi2.shape}}},
    ),
    "raw": (bare(grid), {"encoding": {"chi2": {"compressors": ()}}}),
    "double": (bare(grid), {"encoding": {"chi2": {"dtype": "float64"}}}),
    "fewer": (bare(grid[["chi2", "flags"]]), {}),
    "unfinished": (bare(unfinished(grid)), {}),
    "finished part": (bare(unfinished(grid).isel({first: slice(0, -1)})), {}),
    "empty": (bare(grid.assign(chi2=grid.chi2.where(grid[second] > grid[second][-1]))), {}),
    # What cannot be read as what it is.
    "dropped": (bare(grid.isel({first: 1}, drop=True)), {}),
    "renamed": (bare(grid.rename({second: "mass"})), {}),
    "reversed": (bare(grid.isel({second: slice(None, None, -1)})), {}),
    "single": (bare(grid.assign_coords({second: grid[second].astype("float32")})), {}),
    "moved": (bare(grid.assign_coords({second: grid[second] * 1.01})), {}),
    "packed": (bare(grid), {"encoding": {"chi2": {"dtype": "int16", "scale_factor": 0.1, "_FillValue": -1}}}),
    "scaled": (bare(grid), {"encoding": {"chi2": {"dtype": "float32", "scale_factor": 2.0}}}),
    "signed": (bare(grid.assign(flags=grid.flags.astype("int64"))), {}),
    "zarr2": (bare(grid), {"zarr_format": 2}),
}
for name, (dataset, options) in ways.items():
    dataset.to_zarr(f"{out}/{name}", **options)
np.testing.assert_equal(xr.open_zarr(f"{out}/plain").chi2.values, grid.chi2.values)
print(json.dumps(sorted(ways)))
