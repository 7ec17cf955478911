/**
 * What the host packs for the kernels reaches the right point: wherever a mass point, a coupling or a channel lies in a tile's buffers, it
 * has the numbers that it has alone, and those that the f64 engine gives it. Offsets and sizes are the packers' own business.
 */
import { afterAll, describe, expect, it } from 'vitest';
import type { TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { linkKernels } from '../../src/engine/packing/kernels.js';
import { createRowPacker } from '../../src/engine/packing/packRows.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { structViews } from '../../src/gpu/layout.js';
import { massPointsOf } from '../../src/prediction/channelPoints.js';
import { groupNames } from '../../src/prediction/channels.js';
import { FLAGS } from '../../src/prediction/flags.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { createRowBounds } from '../../src/prediction/rowBounds.js';
import { layOutTile } from '../../src/prediction/tileLayout.js';
import { axis, everywhere, onlyResult, scanOf, wholeTile } from '../scans.js';

const M5 = [0.3, 0.05, 0.2];
const EPSILON = [4e-4, 8e-4];
const MIXING = [1e-8, 3e-8];

// With dirt and protons there are several channels; the second of three mass points is closed (m5 < m4) and stands between open ones.
const axes = [axis('m5_gev', M5), axis('epsilon', EPSILON), axis('Umu5_sq', MIXING)];
const scan = everywhere(scanOf(axes, { eventsPerMassPoint: 1024 }));
const groups = groupNames(scan);

const gpu = await openGpuEngine(scan, { allowSoftware: true });
afterAll(() => gpu[Symbol.asyncDispose]());
const whole = await gpu.evaluateTile(wholeTile(scan));

/** A grid point's chi2 and signals, and its mass and coupling point's c tau and n_eff. */
function numbersAt(
  result: TileResult,
  [m, e, u]: readonly number[],
  [, epsilons = 1, mixings = 1]: number[],
) {
  const masses = (m ?? 0) * epsilons + (e ?? 0);
  const at = masses * mixings + (u ?? 0);
  const { groupSignal } = onlyResult(result);
  return {
    chi2: result.chi2[at],
    signal: result.signal[at],
    groups: groupSignal.map((signal) => signal[at]),
    ctauCm: result.ctauCm[masses],
    nEff: result.nEff[masses],
    flags: result.flags[masses],
  };
}

const points = M5.flatMap((_, m) => EPSILON.flatMap((_, e) => MIXING.map((_, u) => [m, e, u])));
const shape = axes.map(({ values }) => values.length);

describe('a point of a tile', () => {
  it('has the numbers that it has alone', async () => {
    for (const start of points) {
      const alone = await gpu.evaluateTile({ index: start, start, shape: [1, 1, 1] });
      expect(numbersAt(alone, [0, 0, 0], [1, 1, 1]), `at ${start}`).toEqual(numbersAt(whole, start, shape));
    }
  });

  it('has them in whatever order the axes are', async () => {
    const turned = everywhere(scanOf([...axes].reverse(), { eventsPerMassPoint: 1024 }));
    await using engine = await openGpuEngine(turned, { allowSoftware: true });
    const { signal } = await engine.evaluateTile(wholeTile(turned));
    for (const at of points) {
      const [m = 0, e = 0, u = 0] = at;
      expect(signal[(u * EPSILON.length + e) * M5.length + m]).toBe(numbersAt(whole, at, shape).signal);
    }
  });

  it('has the signal of each kind of channel that the f64 engine gives it, and none where it is closed', async () => {
    expect(groups.length).toBeGreaterThan(2);
    const oracle = await openReferenceEngine(scan).evaluateTile(wholeTile(scan));
    for (const at of points) {
      const own = numbersAt(whole, at, shape);
      const expected = numbersAt(oracle, at, shape);
      expect(own.flags).toBe(expected.flags);
      const isClosed = ((own.flags ?? 0) & FLAGS.closed) !== 0;
      expect(isClosed).toBe(at[0] === 1);
      expect(own.groups).toHaveLength(groups.length);
      own.groups.forEach((signal = Number.NaN, g) => {
        const right = expected.groups[g] ?? Number.NaN;
        if (isClosed) expect(signal).toBe(0);
        else expect(right).toBeGreaterThan(0);
        const bound = Math.max(1e-3 * right, 1e-6 * (expected.signal ?? 0));
        expect(Math.abs(signal - right), `${groups[g]} at ${at}`).toBeLessThanOrEqual(bound);
      });
    }
  });
});

it('tables that rows share are packed once', async () => {
  // Neutrino energies do not depend on m4.
  const masses = everywhere(scanOf([axis('m4_gev', [0.05, 0.1]), axis('m5_gev', [0.2, 0.3])]));
  const setup = setUpPhysics(masses);
  const boundsOf = createRowBounds(setup, 1);
  const rows = layOutTile(masses, wholeTile(masses))
    .masses.flatMap((at) => massPointsOf(setup, at))
    .filter(({ point }) => point.open);
  const nodes = Math.max(...setup.channels.map(({ flux }) => flux.energyGev.length));
  const pack = createRowPacker(setup, structViews((await linkKernels(masses, 'measures')).events), nodes);
  const sizeOf = (some: typeof rows) => pack(some, some.map(boundsOf)).energies.length;
  const firstOfEach = [...new Map(rows.map((row) => [row.point.energies, row])).values()];
  expect(firstOfEach.length).toBe(rows.length / 2);
  expect(sizeOf(rows)).toBe(sizeOf(firstOfEach));
  expect(sizeOf(rows)).toBe(firstOfEach.length * sizeOf(rows.slice(0, 1)));
});
