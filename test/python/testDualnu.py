"""Tests of python/dualnu.py; arguments: the folder of a grid of one experiment, of a joint one, of an incomplete one, and a folder for what is written."""

import json
import os
import shutil
import sys
import unittest
import warnings
from pathlib import Path

import numpy as np
import xarray as xr

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))
import dualnu

GRID, JOINT, PART, OUT = map(Path, sys.argv[1:])
SCAN = {
    "model": {"kind": "dual", "parameters": {"m4_gev": 0.1, "mZprime_gev": np.float64(1.25), "epsilon": 8e-4}},
    "axes": {"m5_gev": {"values": np.array([0.15, 0.2, 0.3])}, "Umu5_sq": {"log": [1e-7, 1e-2], "points": 6}},
    "experiments": ["microboone-2025"],
    "events": 256,
}


class Opening(unittest.TestCase):
    def test_a_grid_is_what_it_says(self):
        grid = dualnu.open(GRID, verify=True)
        self.assertEqual(dict(grid.sizes), {"m4_gev": 3, "m5_gev": 23, "Umu5_sq": 26, "epsilon": 3})
        self.assertEqual(grid.m5_gev.attrs["units"], "GeV")
        xr.testing.assert_identical(grid.load(), xr.open_zarr(GRID).load())

    def test_flags_are_truth_values_and_mask_numbers(self):
        raised = dualnu.flags(dualnu.open(JOINT), "excess")
        self.assertEqual(raised.low_effective_sample_size.dims, ("mZprime_gev", "m5_gev"))
        self.assertEqual(int(raised.low_effective_sample_size.sum()), 2 * 5)
        grid, masked = dualnu.open(JOINT), dualnu.open(JOINT, mask=["low_effective_sample_size"])
        # Only the experiment that has the flag, and the sum, which it spoils.
        self.assertEqual(int(masked.chi2_excess.isnull().sum()), 2 * 5 * 13)
        self.assertEqual(int(masked.chi2.isnull().sum()), 2 * 5 * 13)
        self.assertEqual(int(masked.chi2_search.isnull().sum()), 0)
        kept = ~raised.low_effective_sample_size
        xr.testing.assert_equal(masked.chi2_excess, grid.chi2_excess.where(kept))
        self.assertEqual(masked.chi2.attrs, grid.chi2.attrs)
        # All flags but that of closed points.
        every = dualnu.open(JOINT, mask=True)
        closed = dualnu.flags(grid).closed
        large = dualnu.flags(grid).large_mixing
        self.assertTrue(bool(every.chi2_search.isel(Umu5_sq=0).where(closed, drop=True).notnull().all()))
        self.assertTrue(bool(every.chi2_search.where(large, drop=True).isnull().all()))
        with self.assertRaisesRegex(ValueError, "unknown flags overfow; the grid has closed, "):
            dualnu.open(JOINT, mask=["overfow"])

    def test_what_is_not_complete_is_refused(self):
        with self.assertRaisesRegex(dualnu.DualnuError, "the scan has not finished") as caught:
            dualnu.open(PART)
        self.assertEqual((caught.exception.exit_code, caught.exception.kind), (7, "StoreError"))
        self.assertGreater(int(dualnu.open(PART, incomplete=True).chi2.isnull().sum()), 0)
        with self.assertRaisesRegex(dualnu.DualnuError, "not a dualnu grid"):
            dualnu.open(OUT)

    def test_damage_is_seen(self):
        def damaged(name, change):
            copy = OUT / name
            shutil.copytree(GRID, copy)
            change(copy)
            with self.assertRaises(dualnu.DualnuError) as caught:
                dualnu.open(copy, verify=True)
            return str(caught.exception)

        def flip(path):
            data = bytearray(path.read_bytes())
            data[7] ^= 1
            path.write_bytes(data)

        self.assertIn("chunk chi2/c/0/0/0/0 is damaged", damaged("bit", lambda grid: flip(grid / "chi2/c/0/0/0/0")))
        self.assertIn("chunk signal/c/0/1/0/0 is damaged", damaged("gone", lambda grid: (grid / "signal/c/0/1/0/0").unlink()))
        self.assertIn("m5_gev/zarr.json is not as", damaged("text", lambda grid: flip(grid / "m5_gev/zarr.json")))
        self.assertIn("is not as it was written", damaged("digest", lambda grid: _edit(grid / "chi2/digests/0.1.0.0.json")))
        self.assertIn("tiles have digests", damaged("tile", lambda grid: (grid / "chi2/digests/0.1.0.0.json").unlink()))
        self.assertIn("has no digests", damaged("bare", lambda grid: shutil.rmtree(grid / "chi2/digests")))


def _edit(path):
    document = json.loads(path.read_text())
    document["chunks"][0]["bytes"] += 1
    path.write_text(json.dumps(document, indent=1) + "\n")


class Computing(unittest.TestCase):
    def test_contours_have_plane_lines_and_provenance(self):
        svg = OUT / "contours.svg"
        with warnings.catch_warnings():
            warnings.simplefilter("error", dualnu.DualnuWarning)
            found = dualnu.contours(JOINT, "m5_gev", "Umu5_sq", fix={"mZprime_gev": 0.1}, cl=[0.9, 0.95], experiment="search", files=[svg])
        grid = dualnu.open(JOINT).sel(mZprime_gev=0.1)
        np.testing.assert_allclose(found.delta_chi2, (grid.chi2_search - 3).transpose("Umu5_sq", "m5_gev"), atol=1e-5)
        self.assertEqual(found.cl.values.tolist(), [0.9, 0.95])
        table = dualnu.lines(found)
        self.assertEqual(list(table.columns), ["cl", "line", "m5_gev", "Umu5_sq"])
        # chi2 - 3 is (1e5 |U|^2)^2/100: the contour is where that is the level.
        for level, part in zip(found.level.values, (table[table.cl == cl] for cl in (0.9, 0.95)), strict=True):
            np.testing.assert_allclose(part.Umu5_sq, 10 * np.sqrt(level) / 1e5, rtol=0.02)
        self.assertEqual(found.attrs["identity"], grid.attrs["identity"])
        self.assertTrue(found.attrs["command"].startswith("dualnu contours "))
        self.assertEqual(found.attrs["regions"][0]["region"]["is"], "excluded")
        self.assertTrue(svg.read_text().startswith("<svg"))

    def test_warnings_come_from_the_line_that_asks(self):
        with self.assertWarnsRegex(dualnu.DualnuWarning, "--fix mZprime_gev=0.2: the nearest grid value is 0.1") as caught:
            dualnu.contours(JOINT, "m5_gev", "Umu5_sq", fix={"mZprime_gev": 0.2})
        self.assertEqual(Path(caught.filename), Path(__file__))

    def test_profiled_contours_without_a_line(self):
        found = dualnu.contours(JOINT, "mZprime_gev", "m5_gev", profile="Umu5_sq", experiment="search")
        self.assertEqual(found.attrs["reduced"]["Umu5_sq"]["how"], "profile")
        self.assertEqual(len(dualnu.lines(found)), 0)

    def test_limits_are_a_table(self):
        found = dualnu.limits(JOINT, "m5_gev", fix={"mZprime_gev": 0.1}, experiment=["search", "excess"], cl=0.9)
        table = found.to_dataframe()
        self.assertEqual(list(table.columns)[:3], ["search", "excess", "excess_lower"])
        self.assertEqual(table.index.name, "m5_gev")
        self.assertEqual(table.search.dtype, float)
        self.assertTrue(((table.search > 1e-4) & (table.search < 1e-3)).all())
        self.assertIn("|U|^2 = 0 excluded", " ".join(note for note in found.excess_note.values if note))
        self.assertIn("written_by", found.attrs)
        self.assertGreater(dualnu.limits(JOINT, "m5_gev", fix={"mZprime_gev": 0.1}, experiment="search", dof=2).Umu5_sq[3], found.search[3])

    def test_the_programs_own_errors(self):
        with self.assertRaisesRegex(dualnu.DualnuError, "^unknown axis m6_gev; did you mean m5_gev") as caught:
            dualnu.contours(JOINT, "m6_gev", "Umu5_sq")
        self.assertEqual((caught.exception.kind, caught.exception.exit_code), ("ConfigError", 3))
        os.environ["DUALNU"] = "/nonexistent/dualnu --please"
        try:
            with self.assertRaisesRegex(dualnu.DualnuError, "/nonexistent/dualnu cannot be started") as caught:
                dualnu.call("--version")
            self.assertEqual(caught.exception.exit_code, 127)
        finally:
            del os.environ["DUALNU"]

    def test_a_scan_from_a_mapping(self):
        with self.assertRaises(dualnu.DualnuError) as caught:
            dualnu.run({**SCAN, "model": {"kind": "dul"}, "evnts": 3}, OUT / "new" / "wrong.zarr", software=True)
        self.assertRegex(str(caught.exception), r"wrong\.scan\.yaml:\d+:\d+: model\.kind: .*did you mean dual\?\n.*evnts: unknown key; did you mean events\?")
        self.assertEqual(caught.exception.kind, "ConfigError")
        self.assertFalse((OUT / "new").exists())
        grid = dualnu.run(SCAN, OUT / "mine.zarr", software=True, set={"events": 512}, progress=False)
        self.assertEqual(dict(grid.sizes), {"m5_gev": 3, "Umu5_sq": 6})
        self.assertEqual(grid.attrs["events_per_mass_point"], 512)
        self.assertEqual(grid.m5_gev.values.tolist(), [0.15, 0.2, 0.3])
        self.assertTrue((OUT / "mine.scan.yaml").is_file())
        # The same scan again computes nothing, and a file is as good as a mapping.
        again = dualnu.run(OUT / "mine.scan.yaml", OUT / "mine.zarr", software=True, set={"events": 512}, progress=False)
        self.assertEqual(again.attrs["identity"], grid.attrs["identity"])
        self.assertEqual(dualnu.info(OUT / "mine.zarr")["points"], 18)
        with self.assertRaisesRegex(dualnu.DualnuError, r"nan\.scan\.yaml:\d+:\d+: seed: .*NaN"):
            dualnu.run({**SCAN, "seed": float("nan")}, OUT / "nan.zarr", software=True)
        self.assertFalse((OUT / "nan.scan.yaml").exists())

    def test_relative_paths_of_a_mapping_are_those_of_the_working_folder(self):
        found = dualnu._anchored(
            {
                "experiments": ["mini:combined", "./mine:total", {"name": "../other", "apart": True}],
                "axes": {"m4_gev": {"values": {"file": "masses.csv"}}, "epsilon": {"log": [1e-4, 1e-3], "points": 3}},
            }
        )
        here = os.getcwd()
        self.assertEqual(found["experiments"], ["mini:combined", f"{here}/mine:total", {"name": str(Path(here).parent / "other"), "apart": True}])
        self.assertEqual(found["axes"]["m4_gev"], {"values": {"file": f"{here}/masses.csv"}})
        self.assertEqual(found["axes"]["epsilon"], {"log": [1e-4, 1e-3], "points": 3})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
