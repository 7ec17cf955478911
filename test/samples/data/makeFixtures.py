"""
Writes the small files of events that the tests of readers use, by the programs that users have: NumPy, pyarrow, uproot.

    python -m venv v && v/bin/pip install numpy pandas pyarrow uproot awkward && v/bin/python makeFixtures.py FOLDER

darknews.parquet needs DarkNews 0.4.8 (pip install "DarkNews[parquet]==0.4.8"); it is left out where that is not installed.
"""

import sys
from pathlib import Path

import awkward as ak
import numpy as np
import pandas as pd
import uproot

OUT = Path(sys.argv[1])
COUNT = 7


def columns():
    """Numbers that tests can compute again."""
    i = np.arange(COUNT, dtype=np.float64)
    return {"x": 0.1 + i / 8, "single": (1.5 * i).astype("f4"), "whole": 10 * i.astype("i8") - 20}


def numpy_files():
    data = columns()
    data["big"] = data["x"].astype(">f8")
    data["half"] = data["x"].astype("f2")
    data["vector"] = np.outer(np.arange(COUNT), [1.0, 10.0, 100.0])
    data["fortran"] = np.asfortranarray(data["vector"])
    data["words"] = np.array(["Ar40", "proton", "Ar40", "é", "", "Ar40", "C12"])
    data["bytes"] = np.array([b"one", b"three"] * 3 + [b"one"])
    data["yes"] = np.arange(COUNT) % 2 == 0
    np.savez(OUT / "stored.npz", **data)
    np.savez_compressed(OUT / "deflated.npz", **data)
    np.savez(OUT / "objects.npz", x=data["x"], anything=np.array([{}, 1] * 3 + [None], dtype=object))
    records = np.array([(0.5 * k, k, f"w{k}") for k in range(COUNT)], dtype=[("x", "<f8"), ("k", ">i4"), ("w", "U3")])
    np.save(OUT / "records.npy", records)


def root_file():
    data = columns()
    data["yes"] = np.arange(COUNT) % 2 == 0
    data["p"] = np.outer(np.arange(COUNT), [1.0, 10.0, 100.0, 1000.0])
    branches = {name: values.dtype if values.ndim == 1 else (values.dtype, values.shape[1:]) for name, values in data.items()}
    vector = ak.from_regular(ak.Array(data["p"][:, :3]))
    ragged = ak.Array([[0.5] * (1 if k == 4 else 2) for k in range(COUNT)])
    with uproot.recreate(OUT / "two.root") as file:
        tree = file.mktree("events", {**branches, "v": vector.type.content, "ragged": ragged.type.content})
        # Two baskets a branch.
        for part in (slice(0, 4), slice(4, COUNT)):
            chunk = {name: values[part] for name, values in data.items()}
            tree.extend({**chunk, "v": vector[part], "ragged": ragged[part]})
        file.mktree("folder/other", {"x": "f8"}).extend({"x": data["x"]})
    with uproot.recreate(OUT / "rntuple.root") as file:
        file.mkrntuple("ntuple", {"x": data["x"]})


def parquet_files():
    data = pd.DataFrame(columns())
    data["vector"] = [[1.0 * k, 10.0 * k] for k in range(COUNT)]
    data["words"] = ["Ar40", "proton", "Ar40", "é", None, "Ar40", "C12"]
    data["holes"] = [1.0, None, 3.0, 4.0, 5.0, 6.0, 7.0]
    data.to_parquet(OUT / "zstd.parquet", compression="zstd", row_group_size=4)
    data.drop(columns="vector").to_parquet(OUT / "gzip.parquet", compression="gzip")


def darknews_file():
    """Ten events as DarkNews prints them, and the folder's name, which holds the masses."""
    try:
        from DarkNews.GenLauncher import GenLauncher
    except ModuleNotFoundError:
        return
    import tempfile

    from DarkNews.printer import Printer

    with tempfile.TemporaryDirectory() as folder:
        settings = dict(experiment="microboone_tpc", neval=100, neval_warmup=100, nint=1, nint_warmup=1, seed=5, pandas=False)
        model = dict(mzprime=1.25, m4=0.1, m5=0.2, epsilon=8e-4, gD=2.0, Umu5=1e-4, UD5=1.0, UD4=1.0, HNLtype="dirac")
        events = GenLauncher(**model, **settings, path=folder, loglevel="ERROR").run()
    few = events.iloc[:10].reset_index(drop=True)
    few.attrs = dict(events.attrs)
    printer = Printer(few, data_path=str(OUT / "3plus2" / "m5_0.2_m4_0.1_mzprime_1.25_dirac"))
    printer.print_events_to_parquet(compression="zstd", write_statistics=False, store_schema=False)
    printer.print_events_to_ndarray()
    printer.print_events_to_hepevt_legacy()
    few.to_csv(OUT / "3plus2" / "m5_0.2_m4_0.1_mzprime_1.25_dirac" / "pandas.csv")
    darknews_root(few)


def darknews_root(few):
    """The same events in a tree, as someone would write them for a detector simulation."""
    vectors = ["P_projectile", "P_decay_N_parent", "P_decay_ell_minus", "P_decay_ell_plus", "pos_scatt", "pos_decay"]
    data = {name: few[name].to_numpy() for name in vectors}
    data["w_event_rate"] = few["w_event_rate"].to_numpy().ravel()
    data["target_pdgid"] = few["target_pdgid"].to_numpy().ravel()
    branches = {name: values.dtype if values.ndim == 1 else (values.dtype, values.shape[1:]) for name, values in data.items()}
    folder = OUT / "3plus2" / "m5_0.2_m4_0.1_mzprime_1.25_dirac"
    with uproot.recreate(folder / "zstd.root", compression=uproot.ZSTD(5)) as file:
        file.mktree("events", branches).extend(data)


OUT.mkdir(parents=True, exist_ok=True)
numpy_files()
root_file()
parquet_files()
darknews_file()
