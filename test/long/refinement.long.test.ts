/**
 * Contours that are refined from 16 masses beside those of scans with 128: the worst Z' of both panels of Figure 4, another one whose threshold m = m_Z' lies in
 * the band, and the quickstart's plane of two masses. Distances are in decades and both ways around, so that a piece that only one contour has counts.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { loadScan } from '../../src/config/load.js';
import { largestDistance } from '../../src/contouring/distance.js';
import { openGrid } from '../../src/grid/store.js';
import { refinerOf } from '../../src/refinement/enginePlanes.js';
import { regionArea } from '../../src/results/areas.js';
import { computeContours, contoursToJson } from '../../src/results/contours.js';
import { runScan } from '../../src/scan/run.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Plane {
  readonly axes: readonly [string, string];
  /** A mass beside which nothing is compared: no further than the step of the finer scan, which lacks what is between. */
  readonly threshold?: number;
  /** The contour from 16 masses is at least so far off. */
  readonly before: number;
  readonly text: (points: number) => string;
}

const STEP = Math.log10(50) / 127;

const PLANES: Readonly<Record<string, Plane>> = {
  'single model, 0.2 GeV': {
    axes: ['m4_gev', 'Umu4_sq'],
    threshold: 0.2,
    before: 0.2,
    text: (points) => `model: { kind: single, parameters: { mZprime_gev: 0.2, epsilon: 8e-4, gD: 2 } }
axes:
  m4_gev: { log: [0.02, 1], points: ${points} }
  Umu4_sq: { log: [1e-9, 1e-2], points: 40 }
production: { dirt: dn-cone }
experiments: [miniboone-2020]
`,
  },
  // Right above its threshold, at m4 = 0.0302 GeV, a spike of 0.12 decades is narrower than the step: a scan with 1024 masses has it, that with 128 lacks it.
  'Figure 4a, 0.03 GeV': {
    axes: ['m4_gev', 'Umu4_sq'],
    threshold: 0.03,
    before: 0.2,
    text: (points) => `model: { kind: single, parameters: { mZprime_gev: 0.03, epsilon: 8e-4, gD: 2 } }
axes:
  m4_gev: { log: [0.02, 1], points: ${points} }
  Umu4_sq: { log: [1e-11, 1e-1], points: 121 }
production: { dirt: dn-cone }
experiments: [miniboone-2020]
`,
  },
  // The figure has 121 mixings, with which the scan of 128 masses is itself 0.021 decades off where the band ends.
  'Figure 4b, 0.1 GeV': {
    axes: ['m5_gev', 'Umu5_sq'],
    before: 0.2,
    text: (
      points,
    ) => `model: { kind: dual, parameters: { mZprime_gev: 0.1, epsilon: 8e-4, gD: 2, V54: 0.5, delta: 1 } }
axes:
  m5_gev: { log: [0.02, 1.5], points: ${points} }
  Umu5_sq: { log: [1e-11, 1e-1], points: 481 }
production: { dirt: dn-cone }
experiments: [miniboone-2020]
`,
  },
  quickstart: {
    axes: ['m4_gev', 'm5_gev'],
    before: 0.03,
    text: (
      points,
    ) => `model: { kind: dual, parameters: { mZprime_gev: 1.25, gD: 2, V54: 0.5, epsilon: 8e-4 } }
axes:
  m4_gev: { log: [0.012, 0.96], points: ${points} }
  m5_gev: { log: [0.11, 1.3], points: ${points} }
  Umu5_sq: { values: [0.0226380340952] }
experiments: [microboone-2025]
`,
  },
};

it.each(Object.entries(PLANES))('16 masses refined are as 128: %s', async (name, plane) => {
  const { axes, threshold, text } = plane;
  const scanned = async (points: number) => {
    const file = join(folder, `${name.replaceAll(' ', '')}${points}.yaml`);
    await writeFile(file, text(points));
    const out = file.replace('.yaml', '.zarr');
    const scan = await loadScan(file);
    await runScan(scan, { out, engine: 'gpu', allowSoftware: true, overwrite: false, sync: false });
    return await openGrid(out);
  };
  const [coarse, fine] = [await scanned(16), await scanned(128)];
  const request = { x: axes[0], y: axes[1], fix: {}, confidenceLevels: [0.95], limits: ['none'], curves: [] };
  await using refiner = refinerOf(coarse, { allowSoftware: true });
  const before = await computeContours(coarse, request);
  const refined = await computeContours(coarse, request, refiner.refine);
  const finer = await computeContours(fine, request);
  const linesOf = ({ contours }: typeof refined) =>
    at(contours, 0).lines.map((line) => line.map(([m, u]) => [Math.log10(m), Math.log10(u)] as const));
  const distance = (one: typeof refined) =>
    largestDistance(
      linesOf(one),
      linesOf(finer),
      0.6,
      ([m]) => threshold === undefined || Math.abs(m - Math.log10(threshold)) > STEP,
    );
  const areaOf = ({ plane, contours }: typeof refined) => regionArea(plane, at(contours, 0));
  // Figures for docs/statistics.md.
  console.log(name, distance(before), distance(refined), refined.refinement);
  expect(distance(refined)).toBeLessThan(0.02);
  expect(distance(before)).toBeGreaterThan(plane.before);
  // The same conclusion: what the region is, on either side, and how large.
  const kindsOf = (one: typeof refined) =>
    contoursToJson(one).contours.map(({ kind, above, below, region }) => [kind, above, below, region.extent]);
  expect(kindsOf(refined)).toEqual(kindsOf(finer));
  expect(Math.abs(areaOf(refined) / areaOf(finer) - 1)).toBeLessThan(0.04);
});
