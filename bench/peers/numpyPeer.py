"""The work in NumPy: whole-array float32 operations over blocks of events that stay in cache, mass points shared out
over processes.

Usage: numpyPeer.py FOLDER [--masses N] [--repetitions N]. Prints a JSON report.
What is the same at all mass points (sines and cosines of the hypercube, vertices) is computed once, before the clock starts.
"""

import argparse
import os
from contextlib import nullcontext
from multiprocessing import Pool

import numpy as np
from scipy.sparse import csc_matrix
from threadpoolctl import threadpool_limits

import common
from common import LAPLACE_NODES, Work, chi2_of
from eventMap import F, energies_in, map_events, one_minus_exp, segments_of, shared_of

# What forked processes find: the work and its blocks of events.
STATE = {}


def energies_of(table, minus_s):
    """Neutrino energies of events in ascending order of their coordinate, without a search for each."""
    first = np.searchsorted(minus_s, -table[3])
    first[0], first[-1] = 0, len(minus_s)
    return energies_in(np, minus_s, np.repeat(segments_of(np, table), np.diff(first), axis=1))


def moments_of(weight, z, probabilities):
    """Rows (bin, power of z): 3 x 3 of the signal and 3 x 5 of its variance, shape [24][events]."""
    rows = np.empty((24, len(weight)), F)
    for k, p in enumerate(probabilities):
        np.multiply(weight, p, out=rows[3 * k])
        # Weights have a mean of 1. Squares of tiny ones would be subnormal numbers, with which processors are slow.
        rows[3 * k] *= rows[3 * k] > F(1e-8)
        np.multiply(rows[3 * k], z, out=rows[3 * k + 1])
        np.multiply(rows[3 * k + 1], z, out=rows[3 * k + 2])
        first = 9 + 5 * k
        np.multiply(rows[3 * k], rows[3 * k], out=rows[first])
        for power in range(1, 5):
            np.multiply(rows[first + power - 1], z, out=rows[first + power])
    return rows


def exponentials(events, inverse_ctau, p):
    """sum of moments x P and x P^2 with the decay probability P of every event and epsilon: two matrix products."""
    weight, z, x, probabilities = events
    rows = moments_of(weight, z, probabilities)
    # one_minus_exp in place: of all arrays only this one outgrows the cache.
    decayed = (F(0.5) * inverse_ctau)[:, None] * x
    np.tanh(decayed, out=decayed)
    below = decayed + F(1)
    decayed += decayed
    decayed /= below
    signal = decayed @ rows[:9].T
    np.multiply(decayed, decayed, out=decayed)
    return np.concatenate([signal, decayed @ rows[9:].T], axis=1)


def laplace_nodes(events, inverse_ctau, p):
    """The same by depositing moments on 96 nodes in ln x, with a sparse matrix of four shares an event."""
    weight, z, x, probabilities = events
    rows = moments_of(weight, z, probabilities)
    position = np.log(np.maximum(x, p['firstCm']) / p['firstCm']) / p['step']
    position = np.clip(position, F(1), F(LAPLACE_NODES - 2))
    left = np.minimum(position.astype(np.int32), LAPLACE_NODES - 3)
    f = position - left
    own = np.exp(f * p['tilt'])
    up, down = f + F(1), f - F(1)
    far = f - F(2)
    t = F(np.exp(p['tilt']))
    shares = np.empty((len(x), 4), F)
    shares[:, 0] = own * f * down * far * (-t / 6)
    shares[:, 1] = own * up * down * far * F(0.5)
    shares[:, 2] = own * up * f * far * (F(-0.5) / t)
    shares[:, 3] = own * up * f * down * (F(1 / 6) / (t * t))
    nodes = (left[:, None] + np.arange(-1, 3, dtype=np.int32)).ravel()
    starts = np.arange(0, 4 * len(x) + 1, 4, dtype=np.int32)
    deposit = csc_matrix((shares.ravel(), nodes, starts), shape=(LAPLACE_NODES, len(x)))
    measure = deposit @ np.ascontiguousarray(rows.T)
    at = p['firstCm'] * np.exp(np.arange(LAPLACE_NODES, dtype=F) * p['step'])
    decayed = one_minus_exp(np, inverse_ctau[:, None] * at)
    return np.concatenate([decayed @ measure[:, :9], (decayed * decayed) @ measure[:, 9:]], axis=1)


def sums_of(task):
    """Sums over the events of a mass point, shape [epsilons][24]; the blocks and the work are those of the process."""
    reduction, i = task
    work, blocks = STATE['work'], STATE['blocks']
    p, table = work.mass_point(i), work.energies[i]
    total = 0
    for c in blocks:
        events = map_events(np, c, energies_of(table, c.minus_s), p, work.response, work.form_factor)
        total = total + reduction(events, work.inverse_ctau[i], p)
    return total


def spectra(work, sums, powers):
    """Signal and its error per unit of |U|^2, shape [bins][masses][epsilons] each."""
    signal = np.einsum('mebk,kme->bme', sums[..., :9].reshape(*sums.shape[:2], 3, 3), powers[0])
    variance = np.einsum('mebk,kme->bme', sums[..., 9:].reshape(*sums.shape[:2], 3, 5), powers[1])
    return work.scale * np.maximum(signal, F(0)), work.scale * np.sqrt(np.maximum(variance, F(0)))


def quietly(threads):
    """Set-up of a process: closed corners of phase space divide by zero, and BLAS has its share of the cores."""
    np.seterr(divide='ignore', invalid='ignore', over='ignore', under='ignore')
    threadpool_limits(threads)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder')
    parser.add_argument('--masses', type=int, default=64)
    parser.add_argument('--repetitions', type=int, default=2)
    options = parser.parse_args()
    quietly(len(os.sched_getaffinity(0)))
    work = Work(options.folder, options.masses)
    powers = common.amplitude_powers(work)
    cores = len(os.sched_getaffinity(0))
    variants, best = [], None
    for size in sorted({min(size, work.events) for size in (4096, 16384)}):
        blocks = [shared_of(work, slice(i, i + size)) for i in range(0, work.events, size)]
        STATE.update(work=work, blocks=blocks)
        # Processes are forked with the blocks in them, before the clock starts.
        for processes in sorted({1, cores}):
            with Pool(processes, initializer=quietly, initargs=(cores // processes,)) if processes > 1 else nullcontext() as pool:
                for reduction in (exponentials, laplace_nodes):
                    tasks = [(reduction, i) for i in range(options.masses)]

                    def templates():
                        sums = pool.map(sums_of, tasks, chunksize=1) if pool else list(map(sums_of, tasks))
                        return spectra(work, np.stack(sums), powers)

                    result, seconds = common.best_time(templates, options.repetitions)
                    name = f'{reduction.__name__}, {processes} processes, blocks of {size}'
                    variants.append({'name': name, 'seconds': seconds})
                    if best is None or seconds < best[0]:
                        best = seconds, name, result
    templates, name, (signal, error) = best
    chi2, points = common.best_time(lambda: chi2_of(np, work, signal, error), options.repetitions)
    common.leave(work, chi2, {
        'variant': name,
        'variants': variants,
        'seconds': {'templates': templates, 'points': points},
        'device': f'{cores} cores',
        'versions': {'numpy': np.__version__},
    })


main()
