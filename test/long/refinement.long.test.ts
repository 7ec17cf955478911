/** Contours that are refined from 16 masses beside those of scans with 128, where the threshold m - m' = m_Z' lies in the plane. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { loadScan } from '../../src/config/load.js';
import { largestDistance } from '../../src/contouring/distance.js';
import { openGrid } from '../../src/grid/store.js';
import { refinerOf } from '../../src/refinement/enginePlanes.js';
import { computeContours, contoursToJson } from '../../src/results/contours.js';
import { runScan } from '../../src/scan/run.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PLANES = {
  single: {
    axes: ['m4_gev', 'Umu4_sq'],
    threshold: 0.2,
    text: (points: number) => `model: { kind: single, parameters: { mZprime_gev: 0.2, epsilon: 8e-4, gD: 2 } }
axes:
  m4_gev: { log: [0.02, 1], points: ${points} }
  Umu4_sq: { log: [1e-9, 1e-2], points: 40 }
`,
  },
  dual: {
    axes: ['m5_gev', 'Umu5_sq'],
    threshold: 0.2,
    text: (
      points: number,
    ) => `model: { kind: dual, parameters: { mZprime_gev: 0.1, epsilon: 8e-4, gD: 2, V54: 0.5, delta: 1 } }
axes:
  m5_gev: { log: [0.02, 1.5], points: ${points} }
  Umu5_sq: { log: [1e-11, 1e-1], points: 481 }
`,
  },
} as const;

it.each(['single', 'dual'] as const)('16 masses refined are as 128: %s model', async (model) => {
  const { axes, threshold, text } = PLANES[model];
  const scanned = async (points: number) => {
    const file = join(folder, `${model}${points}.yaml`);
    await writeFile(file, `${text(points)}production: { dirt: dn-cone }\nexperiments: [miniboone-2020]\n`);
    const out = join(folder, `${model}${points}.zarr`);
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
  // Within a step of the scan with 128 masses around the threshold neither is resolved.
  const distance = (one: typeof refined) =>
    largestDistance(linesOf(one), linesOf(finer), 1, ([m]) => Math.abs(m - Math.log10(threshold)) > 0.015);
  expect(distance(refined)).toBeLessThan(0.02);
  expect(distance(before)).toBeGreaterThan(0.2);
  const kindsOf = (one: typeof refined) =>
    contoursToJson(one).contours.map(({ kind, above, below }) => [kind, above, below]);
  expect(kindsOf(refined)).toEqual(kindsOf(finer));
});
