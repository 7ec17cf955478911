"""Contours of a plane by contourpy, as matplotlib draws them. Reads JSON from stdin, prints lines [[u, v], ...] in indices as JSON."""

import json
import sys

import contourpy
import numpy as np

plane = json.load(sys.stdin)
values = np.array([[np.nan if v is None else v for v in row] for row in plane["values"]])
generator = contourpy.contour_generator(
    z=np.ma.masked_invalid(values), name="serial", corner_mask=False, quad_as_tri=False
)
json.dump([line.tolist() for line in generator.lines(plane["level"])], sys.stdout)
