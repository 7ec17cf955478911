"""Opens exported files with xarray, netCDF4, NumPy and pandas, warnings being errors, and prints what they see as JSON."""

import json
import sys
import warnings
from pathlib import Path

import netCDF4
import numpy as np
import pandas as pd
import xarray as xr

folder = Path(sys.argv[1])
# Of netCDF4's compiled part, built against another NumPy.
warnings.filterwarnings("ignore", message="numpy.ndarray size changed")


def described(array):
    values = array.values
    isText = values.dtype.kind in "OUT"
    return {
        "dims": list(array.dims),
        "dtype": str(values.dtype),
        "attributes": {key: np.asarray(value).tolist() for key, value in array.attrs.items()},
        "values": values.tolist() if isText else [None if np.isnan(x) else x for x in values.ravel().tolist()],
    }


def netcdf(path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with xr.open_dataset(path) as dataset:
            dataset.load()
    with netCDF4.Dataset(path) as raw:
        model = raw.data_model
        # Both readers agree about every number.
        for name, variable in raw.variables.items():
            if variable.dtype.kind == "S":
                continue
            np.testing.assert_array_equal(np.ma.filled(variable[:].astype(float), np.nan), dataset[name].values.astype(float))
    return {
        "model": model,
        "coordinates": sorted(str(name) for name in dataset.coords),
        "variables": {str(name): described(dataset[name]) for name in dataset.variables},
        "attributes": {key: np.asarray(value).tolist() for key, value in dataset.attrs.items()},
    }


def npy(path):
    array = np.load(path, allow_pickle=False)
    fields = array.dtype.names
    beside = json.loads(Path(f"{path}.json").read_text())
    if fields is None:
        return {"dtype": str(array.dtype), "shape": list(array.shape), "values": [None if np.isnan(x) else x for x in array.ravel().tolist()], "beside": beside}
    rows = pd.DataFrame(array)
    return {"fields": list(fields), "rows": json.loads(rows.to_json(orient="values", double_precision=15)), "beside": beside}


def csv(path):
    table = pd.read_csv(path, comment="#")
    return {"columns": list(table.columns), "rows": len(table), "sums": table.sum(numeric_only=True).to_dict()}


readers = {".nc": netcdf, ".npy": npy, ".csv": csv}
print(json.dumps({path.name: readers[path.suffix](path) for path in sorted(folder.iterdir()) if path.suffix in readers}))
