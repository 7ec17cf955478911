/** Intensity of the beam off its axis as a table of an experiment: what is read, what it does to events, and what is refused. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scanIdentity } from '../../src/config/identity.js';
import type { Engine } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine, REFERENCE_INFO } from '../../src/engine/reference/reference.js';
import { loadExperiment } from '../../src/experiment/load.js';
import type { Experiment } from '../../src/experiment/types.js';
import { sampleEvents } from '../../src/generator/sample.js';
import { summarise } from '../../src/inspection/summary.js';
import { massPointOf } from '../../src/prediction/channelPoints.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { birthBound } from '../../src/prediction/rowBounds.js';
import { describeExperiment } from '../../src/reports/experimentReport.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { describeGrid } from '../../src/scan/gridSpec.js';
import { axis, dual, everywhere, onlyResult, scanOf, wholeTile, withRun } from '../scans.js';
import { copyExperiment, edit } from './scratch.js';

/** A copy of microboone-2025 with a table of intensities. */
async function withTable(csv: string, keys = 'angle_mrad_column: angle_mrad, intensity_column: relative') {
  const dir = await copyExperiment();
  const block = `neutrino_source:\n  intensity: { file: intensity.csv, ${keys}, source: ASSUMPTION }\n`;
  await edit(dir, 'experiment.yaml', 'neutrino_source:\n', block);
  await writeFile(join(dir, 'intensity.csv'), csv);
  return loadExperiment(dir);
}

describe('a table of intensities', () => {
  it('is relative to the axis, in angles at the source', async () => {
    const { intensity } = await withTable('angle_mrad,relative\n0,4\n10,3\n50,0\n');
    expect(intensity).toEqual({
      tangents: [0, Math.tan(0.01), Math.tan(0.05)],
      relative: [1, 0.75, 0],
      source: 'ASSUMPTION',
    });
  });

  it('may be in distances from the axis at the detector, which is 460 m away', async () => {
    const keys = 'radius_cm_column: r, intensity_column: i';
    const { intensity } = await withTable('r,i\n0,1\n1150,0.5\n', keys);
    expect(intensity?.tangents).toEqual([0, 0.025]);
  });

  it('is told by experiment check, and so is that there is none', async () => {
    const page = (e: Experiment) => describeExperiment({ summary: summarise(e), warnings: [] });
    expect(page(await withTable('angle_mrad,relative\n0,1\n50,0.25\n'))).toMatch(
      /^neutrinos +from a point 460 m before the detector's centre; at 50 mrad 0\.25 of those on the axis \(ASSUMPTION\)$/m,
    );
    expect(page(await loadExperiment('microboone-2025'))).toMatch(/as many at all angles \(ASSUMPTION\)$/m);
  });

  it.each([
    [
      'a column that is not there',
      'angle,relative\n0,1\n1,1\n',
      /no column angle_mrad; valid: angle, relative/,
    ],
    ['one row', 'angle_mrad,relative\n0,1\n', /intensity\.csv:1: angle_mrad: 1 rows; 2 to 1024/],
    [
      'no axis',
      'angle_mrad,relative\n1,1\n2,1\n',
      /csv:2: angle_mrad: the table begins at 1; .* the axis, 0/,
    ],
    ['angles that fall', 'angle_mrad,relative\n0,1\n5,1\n4,1\n', /csv:4: angle_mrad: 4 after 5; .* strictly/],
    [
      'angles beyond a beam',
      'angle_mrad,relative\n0,1\n2000,1\n',
      /csv:3: angle_mrad: 2000 is no angle of a beam/,
    ],
    [
      'a negative intensity',
      'angle_mrad,relative\n0,1\n5,-1\n',
      /csv:3: relative: the intensity -1 is negative/,
    ],
    [
      'no intensity on the axis',
      'angle_mrad,relative\n0,0\n5,1\n',
      /csv:2: relative: the intensity on the axis is 0/,
    ],
  ])('is refused with %s', async (_, csv, what) => {
    await expect(withTable(csv)).rejects.toThrow(what);
  });

  it('is refused with two kinds of places, or none', async () => {
    const csv = 'a,b,c\n0,0,1\n1,1,1\n';
    const both = 'angle_mrad_column: a, radius_cm_column: b, intensity_column: c';
    for (const keys of [both, 'intensity_column: c']) {
      await expect(withTable(csv, keys)).rejects.toThrow(
        /neutrino_source\.intensity: name one of angle_mrad_column and radius_cm_column/,
      );
    }
  });
});

describe('events of a beam that falls off its axis', () => {
  const changes = { eventsPerMassPoint: 2048 };
  const plain = everywhere(scanOf([axis('epsilon', [2e-4, 2e-3])], changes));
  /** The same scan in a beam with intensities at angles in mrad. */
  function inBeam(rows: readonly (readonly [angle: number, relative: number])[]): ExperimentScan {
    const tangents = rows.map(([angle]) => Math.tan(angle / 1000));
    const relative = rows.map(([, own]) => own);
    const intensity = { tangents, relative, source: 'ASSUMPTION' };
    return withRun(plain, { experiment: { ...plain.experiment, intensity } });
  }
  const fall = (angle: number) => Math.exp(-((angle / 12) ** 2));
  const falling = inBeam([0, 1, 3, 10, 30].map((angle) => [angle, fall(angle)] as const));
  const rising = inBeam([
    [0, 1],
    [2, 3],
    [40, 2],
  ]);

  it('have the weight of the place where they are born', () => {
    const masses = dual({ m4: 0.1, m5: 0.2, mZprime: 1.25 });
    const [before, after] = [setUpPhysics(plain), setUpPhysics(falling)];
    const { originZ } = before;
    const means = before.channels.map((channel, c) => {
      const own = after.channels[c];
      if (!own) throw new Error('the same channels');
      const all = sampleEvents(before, channel, massPointOf(before, masses, channel));
      const some = sampleEvents(after, own, massPointOf(after, masses, own));
      const total = (weight: Float64Array) => weight.reduce((sum, w) => sum + w, 0);
      return total(some.weight) / total(all.weight);
    });
    const inPlace = (place: string) => means.filter((_, c) => before.channels[c]?.group.startsWith(place));
    const [tpc = Number.NaN] = inPlace('tpc');
    // Uniform in the active volume: the mean of I over it, on a lattice, up to 1/d^2.
    let [sum, norm] = [0, 0];
    const I = (mrad: number) => {
      const nodes = [0, 1, 3, 10];
      const i = nodes.findLastIndex((node) => node <= mrad);
      const [a = 0, b = 10] = [nodes[i], nodes[i + 1]];
      return fall(a) + ((fall(b) - fall(a)) * (mrad - a)) / (b - a);
    };
    for (let i = 0; i < 40; i++)
      for (let j = 0; j < 40; j++)
        for (let k = 0; k < 10; k++) {
          const [x, y, z] = [6.4 * i - 124.8, 5.8 * j - 113.1, 104 * k - 468];
          const nearness = (originZ / (z - originZ)) ** 2;
          sum += nearness * I((1000 * Math.hypot(x, y)) / (z - originZ));
          norm += nearness;
        }
    expect(Math.abs(tpc / (sum / norm) - 1)).toBeLessThan(2e-3);
    expect(Math.max(...inPlace('dirt'))).toBeLessThan(0.7 * tpc);
  });

  it('are bounded where the beam is brighter off its axis', () => {
    const before = setUpPhysics(plain);
    const after = setUpPhysics(rising);
    for (const channel of before.channels) {
      expect(birthBound(after, channel)).toBeCloseTo(3 * birthBound(before, channel), 10);
    }
  });

  it('are the same on the GPU', async () => {
    const oracle = await openReferenceEngine(falling).evaluateTile(wholeTile(falling));
    await using gpu: Engine = await openGpuEngine(falling, { allowSoftware: true });
    const own = await gpu.evaluateTile(wholeTile(falling));
    onlyResult(oracle).binSignal.forEach((s, i) => {
      expect(Math.abs((onlyResult(own).binSignal[i] ?? Number.NaN) / s - 1)).toBeLessThan(1e-3);
    });
    expect([...own.flags]).toEqual([...oracle.flags]);
  });

  it('are of another grid, which says so', async () => {
    const extra = { shaders: 'abc', packages: {} };
    const experiment = await withTable('angle_mrad,relative\n0,1\n50,0.25\n');
    const scan = withRun(plain, { experiment });
    expect(scanIdentity(scan, extra).hash).not.toBe(scanIdentity(plain, extra).hash);
    const { attributes } = await describeGrid(scan, REFERENCE_INFO);
    expect(attributes.production).toMatch(/, beam falling off its axis$/);
  });
});
