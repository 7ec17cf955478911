"""The work in JAX: one jitted function of a batch of mass points, float32, fused by XLA.

Usage: jaxPeer.py FOLDER [--masses N] [--repetitions N] [--platform cpu|gpu]. Prints a JSON report; exit code 3 where the platform
is not there. Compilation is outside of the clock, and so is what is the same at all mass points.
"""

import argparse
import json
import os
import sys

parser = argparse.ArgumentParser()
parser.add_argument('folder')
parser.add_argument('--masses', type=int, default=64)
parser.add_argument('--repetitions', type=int, default=2)
parser.add_argument('--platform', choices=['cpu', 'gpu'], default='cpu')
options = parser.parse_args()
CORES = len(os.sched_getaffinity(0))
if options.platform == 'cpu':
    os.environ['JAX_PLATFORMS'] = 'cpu'
    # A device for each core, so that whole mass points may be shared out; a single one also uses all cores, within operations.
    os.environ['XLA_FLAGS'] = f'{os.environ.get("XLA_FLAGS", "")} --xla_force_host_platform_device_count={CORES}'

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

import common
from common import LAPLACE_NODES, Work, chi2_of
from eventMap import F, energies_in, map_events, one_minus_exp, segments_of, shared_of

# Matrix products on a GPU would else be of ten bits.
jax.config.update('jax_default_matmul_precision', 'highest')


def moments_of(weight, z, probabilities):
    """Rows (bin, power of z): 9 of the signal and 15 of its variance, shape [24][events]."""
    weighted = [weight * p for p in probabilities]
    signal = [w * z**k for w in weighted for k in range(3)]
    return jnp.stack(signal + [w * w * z**k for w in weighted for k in range(5)])


def exponentials(events, inverse_ctau, p):
    """Sums of moments with the decay probability of every event at every epsilon, as matrix products."""
    weight, z, x, probabilities = events
    rows = moments_of(weight, z, probabilities)
    decayed = one_minus_exp(jnp, inverse_ctau[:, None] * x)
    return jnp.concatenate([decayed @ rows[:9].T, (decayed * decayed) @ rows[9:].T], axis=1)


def amplitudes(events, inverse_ctau, p):
    """The same without moments: the amplitude of every event at every epsilon, summed as XLA likes; shape [epsilons][6]."""
    weight, z, x, probabilities = events
    amplitude = p['constant'][:, None] + p['slope'][:, None] * z
    whole = weight * amplitude * amplitude * one_minus_exp(jnp, inverse_ctau[:, None] * x)
    bins = jnp.stack(probabilities)
    return jnp.concatenate([whole @ bins.T, (whole * whole) @ (bins * bins).T], axis=1)


def shares_of(x, p):
    """Left node and shares on four nodes of each event."""
    position = jnp.log(jnp.maximum(x, p['firstCm']) / p['firstCm']) / p['step']
    position = jnp.clip(position, F(1), F(LAPLACE_NODES - 2))
    left = jnp.minimum(position.astype(jnp.int32), LAPLACE_NODES - 3)
    f = position - left
    own, t = jnp.exp(f * p['tilt']), jnp.exp(p['tilt'])
    up, down, far = f + F(1), f - F(1), f - F(2)
    shares = (
        own * f * down * far * (-t / 6),
        own * up * down * far * F(0.5),
        own * up * f * far * (F(-0.5) / t),
        own * up * f * down * (F(1 / 6) / (t * t)),
    )
    return left - 1, shares


def at_nodes(measure, inverse_ctau, p):
    """Sums from moments on nodes, shape [nodes][24]."""
    at = p['firstCm'] * jnp.exp(jnp.arange(LAPLACE_NODES, dtype=F) * p['step'])
    decayed = one_minus_exp(jnp, inverse_ctau[:, None] * at)
    return jnp.concatenate([decayed @ measure[:, :9], (decayed * decayed) @ measure[:, 9:]], axis=1)


def one_hot_nodes(events, inverse_ctau, p):
    """Moments on 96 nodes in ln x by a product with the dense matrix of shares."""
    weight, z, x, probabilities = events
    first, shares = shares_of(x, p)
    offset = jnp.arange(LAPLACE_NODES, dtype=jnp.int32)[:, None] - first
    dense = sum(jnp.where(offset == k, share, F(0)) for k, share in enumerate(shares))
    return at_nodes(dense @ moments_of(weight, z, probabilities).T, inverse_ctau, p)


def scattered_nodes(events, inverse_ctau, p):
    """The same by a scatter-add (segment sum) of each event's shares."""
    weight, z, x, probabilities = events
    first, shares = shares_of(x, p)
    rows = moments_of(weight, z, probabilities).T
    measure = jnp.zeros((LAPLACE_NODES, 24), F)
    for k, share in enumerate(shares):
        measure = measure.at[first + k].add(share[:, None] * rows)
    return at_nodes(measure, inverse_ctau, p)


REDUCTIONS = (exponentials, amplitudes, one_hot_nodes, scattered_nodes)


def templates_of(work, reduction, batch, mesh):
    """A jitted function of (shared, form factor, masses) to signal and error per |U|^2, shape [masses][bins][epsilons] each.

    Batches run one after the other on each device of the mesh, which share the mass points out.
    """

    def mass_point(c, form_factor, one):
        p = dict(zip(work.massColumns, one['point'])) | {'constant': one['constant'], 'slope': one['slope']}
        segments = segments_of(jnp, one['energies'])
        # The least survival that is not below that of the event.
        survival = one['energies'][3]
        index = jnp.searchsorted(-survival, c.minus_s, side='right', method='scan_unrolled') - 1
        index = jnp.clip(index, 0, work.energyNodes - 2)
        energies = energies_in(jnp, c.minus_s, segments.T[index].T)
        sums = reduction(map_events(jnp, c, energies, p, work.response, form_factor), one['inverse_ctau'], p)
        if sums.shape[1] == 6:
            signal, variance = sums[:, :3].T, sums[:, 3:].T
        else:
            split = sums[:, :9].reshape(-1, 3, 3), sums[:, 9:].reshape(-1, 3, 5)
            signal, variance = (jnp.einsum('ebk,ke->be', s, c) for s, c in zip(split, one['powers']))
        return one['scale'] * jnp.maximum(signal, F(0)), one['scale'] * jnp.sqrt(jnp.maximum(variance, F(0)))

    def all_points(c, form_factor, masses):
        return jax.lax.map(lambda one: mass_point(c, form_factor, one), masses, batch_size=batch)

    if mesh.size == 1:
        return jax.jit(all_points)
    every, split = PartitionSpec(), PartitionSpec('mass')
    return jax.jit(jax.shard_map(all_points, mesh=mesh, in_specs=(every, every, split), out_specs=split))


def main():
    try:
        devices = jax.devices(options.platform)
    except RuntimeError as error:
        print(json.dumps({'unavailable': str(error).splitlines()[0]}))
        sys.exit(3)
    work = Work(options.folder, options.masses)
    powers = common.amplitude_powers(work)
    # In units of q2Scale, as z is.
    slope = work.slope * work.points[:, [work.massColumns.index('q2Scale')]]
    masses = {
        'point': work.points,
        'energies': work.energies,
        'inverse_ctau': work.inverse_ctau,
        'constant': work.constant,
        'slope': slope,
        'scale': work.scale,
        'powers': tuple(np.moveaxis(power, 0, 1) for power in powers),
    }
    batches = [1, 8] if options.platform == 'cpu' else [8, options.masses]
    counts = sorted({1, len(devices)}) if options.masses % len(devices) == 0 else [1]
    variants, best = [], None
    for count in counts:
        mesh = Mesh(np.array(devices[:count]), ('mass',))
        every, split = (NamedSharding(mesh, PartitionSpec(*axes)) for axes in ((), ('mass',)))
        common_part = jax.device_put((shared_of(work, slice(None)), work.form_factor), every)
        own_part = jax.device_put(masses, split)
        for reduction in REDUCTIONS:
            for batch in sorted({min(b, options.masses // count) for b in batches}):
                function = templates_of(work, reduction, batch, mesh)

                def evaluate():
                    return jax.block_until_ready(function(*common_part, own_part))

                evaluate()
                result, seconds = common.best_time(evaluate, options.repetitions)
                name = f'{reduction.__name__}, {count} devices, batches of {batch}'
                variants.append({'name': name, 'seconds': seconds})
                if best is None or seconds < best[0]:
                    best = seconds, name, result
    templates, name, (signal, error) = best
    chi2_points = jax.jit(lambda s, e: chi2_of(jnp, work, jnp.moveaxis(s, 1, 0), jnp.moveaxis(e, 1, 0)))
    jax.block_until_ready(chi2_points(signal, error))
    # With the copy to the host, as in the other programs.
    chi2, points = common.best_time(lambda: np.asarray(chi2_points(signal, error)), options.repetitions)
    seconds = {'templates': templates, 'points': points}
    device = devices[0].device_kind if options.platform == 'gpu' else f'{CORES} cores'
    versions = {'jax': jax.__version__}
    report = {'variant': name, 'variants': variants, 'seconds': seconds, 'device': device, 'versions': versions}
    common.leave(work, chi2, report, f'-{options.platform}')


main()
