"""What the Python peers share: reading a work, chi2 of all its points, and writing what they found."""

import json
import sys
import time
from pathlib import Path

import numpy as np

ELECTRON_MASS_SQ = 0.51099895e-3**2
FOUR_ME_SQ = 4 * ELECTRON_MASS_SQ
Z_MASS_SQ = 91.187621**2
Q2_CUT = 1.0
LAPLACE_NODES = 96
# Nodes of the fine form-factor table, linear in between: 3e-7 of F(0).
FINE_NODES = 8193


class Work:
    """A work folder: attributes of work.json and float32 arrays by name."""

    def __init__(self, folder, masses):
        self.folder = Path(folder)
        self.__dict__.update(json.loads((self.folder / 'work.json').read_text()))
        # A slow peer may do fewer mass points, spread over the axis.
        self.indices = [i * self.masses // masses for i in range(masses)]
        cube = self._array('cube').reshape(self.dimensions, self.events)
        # Sums do not know the order of events: sorted by energy, tables are walked instead of searched.
        self.cube = np.ascontiguousarray(cube[:, np.argsort(cube[0], kind='stable')])
        self.points = self._array('masses').reshape(self.masses, -1)[self.indices]
        self.energies = self._array('energies').reshape(self.masses, 4, self.energyNodes)[self.indices]
        couplings = self._array('couplings').reshape(self.masses, self.epsilons, 4)[self.indices]
        self.inverse_ctau, self.constant, self.slope, self.scale = np.ascontiguousarray(np.moveaxis(couplings, 2, 0))
        self.mixing = np.array(self.mixingValues, np.float32)
        self.form_factor = fine_form_factor(self._array('formFactor'))

    def _array(self, name):
        return np.fromfile(self.folder / f'{name}.bin', '<f4').astype(np.float32)

    def mass_point(self, i):
        """Scalars of a mass point by name."""
        return dict(zip(self.massColumns, self.points[i]))


def fine_form_factor(table):
    """F at FINE_NODES equidistant q in [0, 1] GeV by cubic interpolation of the given table."""
    table = table.astype(np.float64)
    s = np.linspace(0, 1, FINE_NODES) * (len(table) - 3)
    i = np.minimum(s.astype(int), len(table) - 4)
    f = s - i
    weights = (
        -f * (f - 1) * (f - 2) / 6,
        (f + 1) * (f - 1) * (f - 2) / 2,
        -(f + 1) * f * (f - 2) / 2,
        (f + 1) * f * (f - 1) / 6,
    )
    return sum(w * table[i + k] for k, w in enumerate(weights)).astype(np.float32)


def amplitude_powers(work):
    """Coefficients of the moments in z, in units of q2Scale: of (A + B z)^2 and of its square, [3 and 5][masses][epsilons]."""
    scale = work.points[:, work.massColumns.index('q2Scale')]
    a, b = work.constant, work.slope * scale[:, None]
    return (
        np.stack([a * a, 2 * a * b, b * b]),
        np.stack([a**4, 4 * a**3 * b, 6 * a * a * b * b, 4 * a * b**3, b**4]),
    )


def chi2_of(xp, work, signal, error):
    """chi2 of shape [masses][mixings][epsilons] from signal per |U|^2 and absolute error of it, [bins][masses][epsilons].

    CNP with three bins: Cholesky written out, as one would for a fixed size. `xp` is numpy or jax.numpy.
    """
    mixing = work.mixing[None, :, None]
    covariance = np.array(work.covariance, np.float32)
    sigma, residual = [], []
    for k in range(work.bins):
        n, b = np.float32(work.data[k]), np.float32(work.background[k])
        s = signal[k][:, None, :] * mixing
        mc = error[k][:, None, :] * mixing
        mu = xp.maximum(s + b, np.float32(1e-6))
        statistical = 3 / (1 / n + 2 / mu) if n > 0 else 0.5 * mu
        sigma.append(xp.sqrt(covariance[k, k] + statistical + mc * mc))
        residual.append((n - mu) / sigma[k])
    form = 0
    lower, y = {}, []
    for i in range(work.bins):
        z = residual[i]
        diagonal = np.float32(1)
        for j in range(i):
            entry = covariance[i, j] / (sigma[i] * sigma[j])
            for k in range(j):
                entry = entry - lower[i, k] * lower[j, k]
            lower[i, j] = entry / lower[j, j]
            diagonal = diagonal - lower[i, j] * lower[i, j]
            z = z - lower[i, j] * y[j]
        lower[i, i] = xp.sqrt(diagonal)
        y.append(z / lower[i, i])
        form = form + y[i] * y[i]
    return form


def best_time(function, repetitions):
    """Result and shortest seconds of a function that takes nothing: noise on a shared machine only ever adds."""
    best = float('inf')
    for _ in range(repetitions):
        begin = time.perf_counter()
        result = function()
        best = min(best, time.perf_counter() - begin)
    return result, best


def leave(work, chi2, report, prefix=''):
    """Writes chi2 and the report into the work folder, and the report to stdout."""
    name = Path(sys.argv[0]).stem + prefix
    np.ascontiguousarray(chi2).astype('<f4').tofile(work.folder / f'{name}.chi2.bin')
    report = {'massIndices': work.indices, 'chi2File': f'{name}.chi2.bin', **report}
    print(json.dumps(report))
