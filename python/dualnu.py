"""dualnu from Python: runs scans, and opens grids, contours and limits as xarray objects.

One file, to copy or to put on PYTHONPATH; it needs Python 3.11 and xarray with zarr (``pip install xarray zarr``).

    import dualnu

    grid = dualnu.run({
        "model": {"kind": "dual", "parameters": {"m4_gev": 0.1, "mZprime_gev": 1.25, "epsilon": 8e-4}},
        "axes": {"m5_gev": {"log": [0.12, 1.2], "points": 40}, "Umu5_sq": {"log": [1e-7, 1e-2], "points": 60}},
        "experiments": ["microboone-2025"],
    }, out="mine.zarr")
    found = dualnu.contours("mine.zarr", "m5_gev", "Umu5_sq", cl=[0.9, 0.95])
    dualnu.lines(found)                       # a pandas table of their points
    dualnu.limits("mine.zarr", "m5_gev").to_dataframe()

Grids and files are opened without the program; what computes calls the command ``dualnu`` (see ``command``). Its warnings become
DualnuWarning, its errors DualnuError. Masses are in GeV, lengths in cm; the attributes ``units`` and ``long_name`` say so of each array.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

__all__ = [
    "DualnuError",
    "DualnuWarning",
    "call",
    "command",
    "contours",
    "flags",
    "info",
    "limits",
    "lines",
    "open",
    "run",
]

#: Exit codes of the program and what they mean.
KINDS = {
    1: "Unexpected",
    2: "UsageError",
    3: "ConfigError",
    4: "InputDataError",
    5: "DeviceError",
    6: "NumericError",
    7: "StoreError",
    130: "StoppedError",
    143: "StoppedError",
}


class DualnuError(RuntimeError):
    """What the program says is wrong, line by line as on stderr without its name.

    Attributes:
        exit_code: that of the program (docs/formats.md, "Exit codes"); 127 where it cannot be started.
        kind: the tag of that code: ConfigError, InputDataError, DeviceError, NumericError, StoreError, ...
    """

    def __init__(self, message: str, exit_code: int = 1):
        super().__init__(message)
        self.exit_code = exit_code
        self.kind = KINDS.get(exit_code, "Unexpected")


class DualnuWarning(UserWarning):
    """A warning of the program."""


def command() -> list[str]:
    """The words that start the program: the environment variable DUALNU where it is set (words as in a shell), the built program
    beside this file in a checkout or a package, ``dualnu`` on the PATH, or ``npx dualnu``, which finds the one installed in this
    folder. DualnuError where there is none."""
    given = os.environ.get("DUALNU")
    if given:
        return shlex.split(given)
    built = Path(__file__).resolve().parent.parent / "dist" / "cli" / "main.js"
    if built.is_file() and shutil.which("node"):
        return ["node", str(built)]
    if shutil.which("dualnu"):
        return ["dualnu"]
    if shutil.which("npx"):
        return ["npx", "--no-install", "dualnu"]
    raise DualnuError("dualnu is not installed: put it on the PATH, or set DUALNU to the command that starts it", 127)


def call(*words: str | os.PathLike[str], progress: bool = False) -> str:
    """Runs ``dualnu`` with these words and returns what it prints on stdout.

    Args:
        words: command and options: ``call("info", "mine.zarr", "--json")``.
        progress: whether lines about the progress go to this process' stderr.

    Raises:
        DualnuError: with the program's own lines. An interrupt of Python (Ctrl-C) is passed on; a scan then keeps its whole tiles.
    """
    program = [*command(), *(os.fspath(word) for word in words)]
    try:
        process = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    except OSError as error:
        raise DualnuError(f"{program[0]} cannot be started: {error.strerror}", 127) from error
    found: list[str] = []
    reader = threading.Thread(target=_read_lines, args=(process.stderr, found, progress))
    reader.start()
    try:
        stdout = process.stdout.read()
        code = process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise
    finally:
        reader.join()
        process.stdout.close()
        process.stderr.close()
    said = [line.removeprefix("dualnu: ") for line in found if line.startswith("dualnu: ")]
    for line in said:
        if line.startswith("warning: "):
            warnings.warn(line.removeprefix("warning: "), DualnuWarning, stacklevel=_depth())
    if code != 0:
        errors = [line for line in said if not line.startswith("warning: ")]
        raise DualnuError("\n".join(errors) or "\n".join(found) or f"ended with {code}", code)
    return stdout


def _depth() -> int:
    """How far up the first line of code outside of this file is, for warnings of the function that asks."""
    depth, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename == __file__:
        depth, frame = depth + 1, frame.f_back
    return depth


def _read_lines(stream: Any, found: list[str], echo: bool) -> None:
    for line in stream:
        found.append(line.rstrip("\n"))
        if echo and not line.startswith("dualnu: "):
            sys.stderr.write(line)


def run(
    scan: Mapping[str, Any] | str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    *,
    set: Mapping[str, Any] | None = None,
    software: bool = False,
    engine: str | None = None,
    adapter: str | None = None,
    overwrite: bool = False,
    progress: bool = True,
) -> xr.Dataset:
    """Computes a scan, or goes on with one, and opens its grid.

    Args:
        scan: path of a scan file, or a mapping with its keys (docs/formats.md). A mapping is written beside the grid, as
            ``OUT.scan.yaml``, so that it can be computed again; its relative paths are taken from the working folder.
        out: folder of the grid; without it that of the command, ``grids/NAME.zarr``.
        set: other values of keys, as ``--set KEY=VALUE``.
        software: whether a software adapter will do where there is no GPU.
        engine: ``gpu``, or ``reference``, the f64 engine.
        adapter: part of the name of the adapter to use.
        overwrite: whether a grid of another scan is replaced.
        progress: whether progress is told on stderr.

    Raises:
        DualnuError: in the program's words; nothing is written where the scan is wrong.
    """
    options: list[str] = []
    for key, value in (set or {}).items():
        options += ["--set", f"{key}={value if isinstance(value, str) else _json(value)}"]
    for name, value in (("--engine", engine), ("--adapter", adapter)):
        if value is not None:
            options += [name, value]
    options += ["--software"] * software + ["--overwrite"] * overwrite
    if not isinstance(scan, Mapping):
        if out is not None:
            options += ["--out", os.fspath(out)]
        return open(json.loads(call("scan", scan, "--json", *options, progress=progress))["grid"])
    name = str(scan.get("name", "scan"))
    grid = Path(out) if out is not None else Path("grids") / f"{name}.zarr"
    path = grid.with_name(f"{grid.name.removesuffix('.zarr')}.scan.yaml")
    text = _json({"name": name, **_anchored(scan)}, indent=2) + "\n"
    before = path.read_text(encoding="utf-8") if path.is_file() else None
    made = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    try:
        call("scan", path, "--out", grid, *options, progress=progress)
    except DualnuError as error:
        if error.exit_code in (2, 3, 4):
            _restore(path, before, made)
        raise
    return open(grid)


def _restore(path: Path, before: str | None, made: bool) -> None:
    """A scan file as it was, where the new one is wrong."""
    if before is not None:
        path.write_text(before, encoding="utf-8")
        return
    path.unlink()
    if made:
        path.parent.rmdir()


def _json(value: Any, **options: Any) -> str:
    """JSON, which YAML can read; arrays of NumPy as lists. NaN and infinite numbers are words there, which the program refuses at their key."""

    def plain(other: Any) -> Any:
        if isinstance(other, (np.ndarray, np.generic, xr.DataArray, pd.Series, pd.Index)):
            return np.asarray(other).tolist()
        if isinstance(other, os.PathLike):
            return os.fspath(other)
        raise TypeError(f"{other!r} is nothing that a scan file can hold")

    return json.dumps(value, default=plain, ensure_ascii=False, **options)


def _anchored(scan: Mapping[str, Any]) -> dict[str, Any]:
    """A scan whose relative paths are absolute: those of experiments and of files with an axis' values."""

    def experiment(entry: Any) -> Any:
        if isinstance(entry, Mapping):
            return {**entry, "name": experiment(entry["name"])} if "name" in entry else dict(entry)
        name = str(entry)
        folder, *variants = name.split(":")
        is_path = "/" in folder or folder.startswith(".")
        return ":".join([os.path.abspath(folder), *variants]) if is_path else name

    def axis(entry: Any) -> Any:
        values = entry.get("values") if isinstance(entry, Mapping) else None
        if not isinstance(values, Mapping) or "file" not in values:
            return entry
        return {**entry, "values": {**values, "file": os.path.abspath(values["file"])}}

    anchored = dict(scan)
    if isinstance(scan.get("experiments"), Sequence) and not isinstance(scan["experiments"], str):
        anchored["experiments"] = [experiment(entry) for entry in scan["experiments"]]
    if isinstance(scan.get("axes"), Mapping):
        anchored["axes"] = {name: axis(entry) for name, entry in scan["axes"].items()}
    return anchored


def open(
    path: str | os.PathLike[str],
    *,
    mask: bool | Iterable[str] = False,
    verify: bool = False,
    incomplete: bool = False,
) -> xr.Dataset:
    """Opens a grid: its variables on its axes, with units, long names and the provenance as attributes. Needs no program.

    Numbers are read when they are used, and kept. What was not computed is NaN.

    Args:
        path: folder of the grid.
        mask: True: numbers of points that carry any flag but ``closed`` become NaN; or the names of such flags. That reads the flags.
        verify: whether every chunk is read and held against its digest, and every document of Zarr against its second copy.
        incomplete: whether a grid that is not complete may be opened.

    Raises:
        DualnuError: exit code 7, as of the program, where there is no grid, or it is incomplete or damaged.
        ValueError: for a flag that the grid does not have.
    """
    folder = Path(path)
    document = _read_json(folder / "zarr.json", f"{folder}: not a dualnu grid")
    attributes = document.get("attributes", {})
    if "dualnu_format" not in attributes:
        raise DualnuError(f"{folder}: a Zarr group, but not a dualnu grid", 7)
    if attributes.get("complete") != 1 and not incomplete:
        raise DualnuError(
            f"{folder}: the scan has not finished; run it again with the same out to resume, or open it with incomplete=True", 7
        )
    if verify:
        _verify(folder, attributes)
    grid = xr.open_zarr(folder, consolidated="consolidated_metadata" in document)
    return _masked(grid, mask) if mask is not False else grid


def _read_json(path: Path, otherwise: str) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DualnuError(f"{otherwise} ({path.name}: {error})", 7) from error


def _unsealed(path: Path, identity: str) -> dict[str, Any]:
    """A document that carries its own SHA-256, without it."""
    document = _read_json(path, f"{path}: the digests are damaged")
    seal = document.pop("sha256", None)
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    if hashlib.sha256(text.encode()).hexdigest() != seal or document.get("identity") != identity:
        raise DualnuError(f"{path}: is not as it was written", 7)
    return document


def _verify(folder: Path, attributes: Mapping[str, Any]) -> None:
    digests = folder / attributes["variables"][0] / "digests"
    if not digests.is_dir():
        raise DualnuError(f"{folder}: has no digests, so that damage is not seen; open it with verify=False", 7)
    identity = attributes["identity"]
    for name, texts in _unsealed(digests / "metadata.json", identity)["files"].items():
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") not in texts:
            raise DualnuError(f"{folder}: {name} is not as its second copy has it; dualnu repair {folder} mends it", 7)
    tiles = [path for path in digests.glob("*.json") if path.name != "metadata.json"]
    if attributes.get("complete") == 1 and len(tiles) != attributes["tiles"]:
        raise DualnuError(f"{folder}: {len(tiles)} of {attributes['tiles']} tiles have digests; dualnu repair {folder} mends it", 7)
    seen: set[str] = set()
    for path in tiles:
        for chunk in _unsealed(path, identity)["chunks"]:
            if chunk["path"] in seen:
                continue
            seen.add(chunk["path"])
            file = folder / chunk["path"]
            data = file.read_bytes() if file.is_file() else b""
            if len(data) != chunk["bytes"] or f"{zlib.crc32(data):08x}" != chunk["crc32"]:
                raise DualnuError(f"{folder}: chunk {chunk['path']} is damaged; dualnu repair {folder} computes it anew", 7)


def flags(grid: xr.Dataset, experiment: str | None = None) -> xr.Dataset:
    """The validity flags as truth values, a variable for each flag (docs/formats.md has their meaning).

    Args:
        grid: as ``open`` gives it.
        experiment: name of one of the experiments of a joint grid; without it flags that any of them raises.
    """
    suffix = "" if experiment is None else "_" + _suffix(experiment)
    names = [name for name in (f"flags{suffix}", "mixing_flags") if name in grid]
    if not names:
        raise ValueError(f"the grid has no flags{suffix}; its scan did not write them")
    return xr.Dataset({meaning: (grid[name] & mask) != 0 for name in names for meaning, mask in _meanings(grid[name]).items()})


def _meanings(words: xr.DataArray) -> dict[str, int]:
    return dict(zip(words.attrs["flag_meanings"].split(), (int(mask) for mask in words.attrs["flag_masks"]), strict=True))


def _suffix(experiment: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter == "_") else "_" for letter in experiment)


def _masked(grid: xr.Dataset, mask: bool | Iterable[str]) -> xr.Dataset:
    experiments = [entry for entry in json.loads(grid.attrs["experiments"]) if entry["suffix"]]
    known = list(flags(grid).data_vars)
    wanted = [name for name in known if name != "closed"] if mask is True else list(mask)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"unknown flags {', '.join(unknown)}; the grid has {', '.join(known)}")
    masked = grid.copy()
    for name, array in grid.data_vars.items():
        if array.dtype.kind != "f":
            continue
        mine = [entry["name"] for entry in experiments if str(name).endswith("_" + entry["suffix"])]
        raised = flags(grid, mine[-1] if mine and f"flags_{_suffix(mine[-1])}" in grid else None)
        for flag in wanted:
            if flag in raised and all(dimension in array.dims for dimension in raised[flag].dims):
                masked[name] = masked[name].where(~raised[flag]).assign_attrs(array.attrs)
    return masked


def contours(
    grid: str | os.PathLike[str],
    x: str,
    y: str,
    *,
    fix: Mapping[str, float] | None = None,
    profile: str | Sequence[str] = (),
    marginalise: str | Sequence[str] = (),
    cl: float | Sequence[float] = 0.95,
    experiment: str | None = None,
    files: Sequence[str | os.PathLike[str]] = (),
) -> xr.Dataset:
    """Confidence contours in a plane of a grid, as ``dualnu contours`` computes them.

    Args:
        grid: folder of the grid.
        x, y: names of the axes.
        fix: values of other axes; the nearest grid values are taken, with a DualnuWarning where these are more than 2 % off.
        profile: axes over which chi2 is minimised.
        marginalise: axes over which exp(-chi2/2) is averaged, ``AXIS`` or ``AXIS:flat``, ``AXIS:log``.
        cl: confidence levels, between 0 and 1, of two degrees of freedom.
        experiment: one of a joint grid; without it the sum.
        files: files to write besides: figures (.svg, .png), .csv, .json, .npy, .nc.

    Returns:
        ``delta_chi2`` on (y, x), NaN where no chi2 is known; ``level`` on ``contour``, with ``cl`` as coordinate; and, where any contour has a
        line, its points on ``point``: ``contour_X``, ``contour_Y`` with ``contour_cl`` and ``contour_line`` (number of the line). The attributes
        have the command's JSON document (``region``, ``minimum``, ``fixed``, ...) and the provenance.
    """
    levels = np.atleast_1d(cl)
    words = ["contours", grid, "--x", x, "--y", y, *_others(fix, profile, marginalise)]
    words += [word for level in levels for word in ("--cl", repr(float(level)))]
    words += [] if experiment is None else ["--experiment", experiment]
    document = _written(words, files)
    values = document.pop("values")
    found = document["contours"]
    points = [(one["cl"], i, u, v) for one in found for i, line in enumerate(one["lines"]) for u, v in line]
    plane = np.array(values["delta_chi2"], dtype=float)
    dataset = xr.Dataset(
        {
            "delta_chi2": ((y, x), plane, {"units": "1", "long_name": "Delta chi2"}),
            "level": ("contour", [one["delta_chi2"] for one in found], {"units": "1", "long_name": "Delta chi2 of the contour"}),
        },
        {x: values[x], y: values[y], "cl": ("contour", [one["cl"] for one in found])},
        {**document.pop("provenance"), **{key: value for key, value in document.items() if key not in ("contours", "notes")}},
    )
    dataset.attrs["regions"] = [{key: value for key, value in one.items() if key != "lines"} for one in found]
    if points:
        for name, column in zip(("contour_cl", "contour_line", f"contour_{x}", f"contour_{y}"), zip(*points, strict=True), strict=True):
            dataset[name] = ("point", list(column))
    return dataset


def lines(found: xr.Dataset) -> pd.DataFrame:
    """The points of contours as a table: columns ``cl``, ``line`` and the two axes; empty where no line crosses the plane."""
    y, x = found.delta_chi2.dims
    if "point" not in found.dims:
        return pd.DataFrame(columns=["cl", "line", x, y])
    return pd.DataFrame({name: found[f"contour_{name}"].values for name in ("cl", "line", x, y)})


def limits(
    grid: str | os.PathLike[str],
    x: str,
    *,
    fix: Mapping[str, float] | None = None,
    profile: str | Sequence[str] = (),
    marginalise: str | Sequence[str] = (),
    cl: float = 0.95,
    dof: int = 1,
    experiment: str | Sequence[str] = (),
    expected: str | os.PathLike[str] | None = None,
    files: Sequence[str | os.PathLike[str]] = (),
) -> xr.Dataset:
    """Limits on \\|U\\|^2 at each value of x, as ``dualnu limits`` computes them.

    Args:
        grid, x, fix, profile, marginalise, cl, files: as of ``contours``.
        dof: degrees of freedom of the level: 1, or 2 as of a contour.
        experiment: one or several of a joint grid, variables for each; without any the sum.
        expected: grid of the same scan with Asimov data, for expected limits (``NAME_expected``) beside the observed ones.

    Returns:
        the upper limits on x, NaN where there is none on the axis; lower ends (``NAME_lower``) where \\|U\\|^2 = 0 is excluded; words where a number
        is missing or doubtful (``note``). ``about`` in the attributes says what the numbers are.
    """
    names = [experiment] if isinstance(experiment, str) else list(experiment)
    words = ["limits", grid, "--x", x, "--cl", repr(float(cl)), "--dof", str(dof), *_others(fix, profile, marginalise)]
    words += [] if expected is None else ["--expected", expected]
    words += [word for name in names for word in ("--experiment", name)]
    document = _written(words, files)
    table = pd.DataFrame(document["rows"], columns=document["columns"]).set_index(document["columns"][0])
    numbers = [name for name in table.columns if table[name].dropna().map(lambda cell: isinstance(cell, (int, float))).all()]
    table = table.astype({name: float for name in numbers})
    dataset = table.to_xarray()
    dataset.attrs = {**document["provenance"], "about": document["about"]}
    return dataset


def _others(fix: Mapping[str, float] | None, profile: str | Sequence[str], marginalise: str | Sequence[str]) -> list[str]:
    words: list[str] = []
    for name, value in (fix or {}).items():
        words += ["--fix", f"{name}={float(value)!r}"]
    for option, names in (("--profile", profile), ("--marginalise", marginalise)):
        for name in [names] if isinstance(names, str) else names:
            words += [option, name]
    return words


def _written(words: Sequence[str | os.PathLike[str]], files: Sequence[str | os.PathLike[str]]) -> dict[str, Any]:
    """The JSON document that a command writes, besides other files."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        others = [word for file in files for word in ("--out", os.fspath(file))]
        call(*words, "--out", path, *others)
        return json.loads(path.read_text(encoding="utf-8"))


def info(grid: str | os.PathLike[str]) -> dict[str, Any]:
    """What ``dualnu info`` says of a grid: axes, best fit, counts of flags, provenance (docs/formats.md, "JSON documents")."""
    return json.loads(call("info", grid, "--json"))
