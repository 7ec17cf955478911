/** Contours of a grid that a scan wrote beside those of contourpy, which draws for matplotlib. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { loadScan } from '../../src/config/load.js';
import { contourScale, type DeltaPlane, levelOf, scalePlane } from '../../src/contouring/contour.js';
import { contourLines, type IndexPoint, traceRegions } from '../../src/contouring/marchingSquares.js';
import { fineShape, refine } from '../../src/contouring/scaledPlane.js';
import { openGrid } from '../../src/grid/store.js';
import { computeContours, type PlaneContours } from '../../src/results/contours.js';
import { runScan } from '../../src/scan/run.js';

const ROOT = join(import.meta.dirname, '..', '..');
const LEVEL = levelOf(0.95);
/** Parts that a step of the plane is cut into; findContour takes the same for 24 points. */
const FACTOR = 8;

const SCAN = `
model: { kind: dual, parameters: { m4_gev: 0.1, mZprime_gev: 0.3, gD: 2, V54: 0.5, epsilon: 8e-4 } }
axes:
  m5_gev: { log: [0.12, 1.2], points: 20 }
  Umu5_sq: { log: [1e-9, 1e-5], points: 24 }
experiments: [microboone-2025]
events: 256
outputs: [chi2, flags]
`;

let found: PlaneContours;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
  const [file, out] = [join(folder, 'scan.yaml'), join(folder, 'grid.zarr')];
  await writeFile(file, SCAN);
  await runScan(await loadScan(file), { out, engine: 'reference', overwrite: false, allowSoftware: false });
  const plane = { x: 'm5_gev', y: 'Umu5_sq', fix: {} };
  found = await computeContours(await openGrid(out), { ...plane, confidenceLevels: [0.95] });
  return () => rm(folder, { recursive: true, force: true });
});

/** Values on the refined plane, with their width and height. */
function refinedOf(plane: DeltaPlane) {
  const refined = refine(scalePlane(plane, LEVEL), FACTOR);
  const [width, height] = fineShape(refined);
  return { values: refined.fine, width, height };
}

type Refined = ReturnType<typeof refinedOf>;
const target = contourScale(LEVEL, LEVEL);

function contourpyLines({ values, width, height }: Refined): IndexPoint[][] {
  const rows = Array.from({ length: height }, (_, j) => [...values.slice(j * width, (j + 1) * width)]);
  const { stdout, stderr, status } = spawnSync(
    join(ROOT, '.venv', 'bin', 'python'),
    [join(ROOT, 'test', 'python', 'contourLines.py')],
    { input: JSON.stringify({ level: target, values: rows }), encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`run npm run setup -- --test, which installs contourpy: ${stderr}`);
  return JSON.parse(stdout) as IndexPoint[][];
}

function tracedLines({ values, width, height }: Refined): IndexPoint[][] {
  return traceRegions(values, width, height, target).flatMap(contourLines);
}

/** Vertices in an order that does not depend on where lines begin, nor on which way they go. */
function vertices(lines: readonly (readonly IndexPoint[])[]): IndexPoint[] {
  const all = lines.flatMap((line) => {
    const [first, last] = [at(line, 0), at(line, line.length - 1)];
    return first[0] === last[0] && first[1] === last[1] ? line.slice(1) : line;
  });
  return [...all].sort(([u, v], [s, t]) => Math.round(1e9 * (u - s)) || Math.round(1e9 * (v - t)));
}

/** The farthest that a vertex of some lines lies from the others, in steps of the plane. */
function farthest(
  lines: readonly (readonly IndexPoint[])[],
  from: readonly (readonly IndexPoint[])[],
): number {
  const segments = from.flatMap((line) => line.slice(1).map((b, k) => [at(line, k), b] as const));
  return Math.max(...lines.flat().map((p) => Math.min(...segments.map(([a, b]) => distance(p, a, b)))));
}

function distance([u, v]: IndexPoint, [u0, v0]: IndexPoint, [u1, v1]: IndexPoint): number {
  const [du, dv] = [u1 - u0, v1 - v0];
  const t = Math.min(1, Math.max(0, ((u - u0) * du + (v - v0) * dv) / (du * du + dv * dv || 1)));
  return Math.hypot(u - u0 - t * du, v - v0 - t * dv);
}

/** The plane with what a hole leaves of it. */
function withHole(plane: DeltaPlane): DeltaPlane {
  const nx = plane.x.values.length;
  const isIn = (k: number) => Math.abs((k % nx) - 9) < 2 && Math.abs(Math.floor(k / nx) - 12) < 6;
  return { ...plane, delta: plane.delta.map((d, k) => (isIn(k) ? Number.NaN : d)) };
}

describe('contours of a grid', () => {
  const planes: readonly [string, (plane: DeltaPlane) => DeltaPlane][] = [
    ['of a plane', (plane) => plane],
    ['of a plane with a hole', withHole],
  ];
  it.each(planes)('%s have the vertices and the number of lines of contourpy', (_, change) => {
    const refined = refinedOf(change(found.plane));
    const [theirs, ours] = [contourpyLines(refined), tracedLines(refined)];
    expect(theirs.length).toBeGreaterThan(0);
    expect(ours).toHaveLength(theirs.length);
    const [expected, traced] = [vertices(theirs), vertices(ours)];
    expect(traced).toHaveLength(expected.length);
    for (const [k, [u, v]] of expected.entries()) {
      expect(at(traced, k)[0]).toBeCloseTo(u, 8);
      expect(at(traced, k)[1]).toBeCloseTo(v, 8);
    }
  });

  it('as figures show them follow those of contourpy within half a step of the grid', () => {
    const [contour] = found.contours;
    if (contour === undefined) throw new Error('one confidence level was asked for');
    const index = (values: readonly number[], value: number) =>
      ((values.length - 1) * Math.log(value / at(values, 0))) /
      Math.log(at(values, values.length - 1) / at(values, 0));
    const shown = contour.lines.map((line) =>
      line.map(([x, y]): IndexPoint => [index(found.plane.x.values, x), index(found.plane.y.values, y)]),
    );
    const theirs = contourpyLines(refinedOf(found.plane)).map((line) =>
      line.map(([u, v]): IndexPoint => [u / FACTOR, v / FACTOR]),
    );
    expect(shown).toHaveLength(theirs.length);
    // alignContour.ts moves steep parts to where neighbouring columns cross, which is less than half a step away.
    expect(farthest(shown, theirs)).toBeLessThan(0.5);
    expect(farthest(theirs, shown)).toBeLessThan(0.5);
  });
});
