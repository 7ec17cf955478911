/** Planes of functions that are known, refined: how far the contours are from where they belong, and how many points that takes. */
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { deltaChi2, findContour, levelOf } from '../../src/contouring/contour.js';
import { latticeOf, levelAxes } from '../../src/refinement/lattice.js';
import { type RefineLimits, refinePlanes } from '../../src/refinement/refine.js';
import { type FitValues, knownPlane } from '../../src/refinement/work.js';
import { cells, distanceFrom, type Field } from '../contouring/shapes.js';

const LEVEL = levelOf(0.95);
const LIMITS: RefineLimits = { tolerance: 0.002, depth: 6, most: 1e6 };

interface Example {
  /** chi2 over the level, as a function of the position in cells of the grid. */
  readonly chi2: Field;
  readonly flags?: Field;
  readonly background?: number;
  readonly points?: readonly [number, number];
  readonly isSplit?: readonly [boolean, boolean];
  readonly limits?: Partial<RefineLimits>;
}

async function refined({ chi2, flags = () => 0, background = 0, points = [13, 41], ...rest }: Example) {
  const { isSplit = [true, false], limits } = rest;
  const [x, y] = [cells('m4_gev', points[0]), cells('Umu4_sq', points[1])];
  const lattice = latticeOf(x, y, isSplit, { ...LIMITS, ...limits });
  const fine = levelAxes(lattice, lattice.depth);
  const width = fine.x.values.length;
  const valuesAt = (nodes: Iterable<readonly [u: number, v: number]>): FitValues => {
    const places = [...nodes];
    return {
      chi2: Float64Array.from(places, ([u, v]) => LEVEL * chi2(u, v)),
      bits: Uint32Array.from(places, ([u, v]) => flags(u, v)),
    };
  };
  const coarse = valuesAt(y.values.flatMap((v) => x.values.map((u) => [u, v] as const)));
  const asked = new Set<number>();
  const fit = { backgroundChi2: LEVEL * background, confidenceLevels: [0.95] };
  const found = await refinePlanes(lattice, [fit], [coarse], [1], { ...LIMITS, ...limits }, async (nodes) => {
    for (const node of nodes) {
      // Nothing is computed twice, and nothing that the grid has.
      expect(asked.has(node)).toBe(false);
      asked.add(node);
    }
    const place = (node: number) =>
      [at(fine.x.values, node % width), at(fine.y.values, Math.floor(node / width))] as const;
    return [valuesAt(Array.from(nodes, place))];
  });
  const plane = knownPlane(found.work, found.level, 0);
  const before = findContour(deltaChi2(x, y, coarse.chi2, fit.backgroundChi2), 0.95);
  return { ...found, plane, contour: findContour(plane, 0.95), before };
}

/** Largest distance in cells of a contour's points from where `edge` is 0. */
const farthest = (contour: ReturnType<typeof findContour>, edge: Field) => {
  const distance = distanceFrom(edge);
  return Math.max(0, ...contour.lines.flat().map(([u, v]) => Math.abs(distance(u, v))));
};

describe('a plane whose columns are refined', () => {
  /** A valley that shifts by three widths from one column to the next, of a signal that is linear in the mixing. */
  const valley: Field = (u, v) => v - 20 - 12 * u;
  const band: Example = {
    chi2: (u, v) => (valley(u, v) / 4) ** 2,
    background: 30,
    points: [9, 131],
    limits: { tolerance: 0.005 },
  };

  it('is one band where the grid has beads', async () => {
    const { before, contour, end, massPoints } = await refined(band);
    expect(before.lines.length).toBeGreaterThan(4);
    expect(contour.lines.length).toBeLessThan(3);
    const edge: Field = (u, v) => Math.abs(valley(u, v)) - 4;
    // Distances are across the band, which is steep: a twelfth of those along rows.
    expect(farthest(contour, edge)).toBeLessThan(0.06);
    expect(farthest(before, edge)).toBeGreaterThan(0.3);
    expect(end).toBe('settled');
    expect(massPoints).toBeLessThan(8 * 8);
  });

  it('follows an edge that turns, and asks for columns only there', async () => {
    const edge: Field = (u, v) => v - 20 - 12 * Math.tanh(3 * (u - 6.4));
    const example: Example = { chi2: (u, v) => Math.exp(edge(u, v) / 4), background: 0 };
    const { before, contour, plane, massPoints } = await refined(example);
    expect(farthest(contour, edge)).toBeLessThan(0.05);
    expect(farthest(before, edge)).toBeGreaterThan(0.2);
    const added = plane.x.values.filter((u) => !Number.isInteger(u));
    expect(added.length).toBe(massPoints);
    const near = added.filter((u) => Math.abs(u - 6.4) < 2);
    // They are a third of the axis.
    expect(near.length).toBeGreaterThan(0.4 * added.length);
  });

  it('needs nothing where the grid is fine enough', async () => {
    const { massPoints, moved } = await refined({
      chi2: (_, v) => (v / 20) ** 2,
      limits: { tolerance: 0.01 },
    });
    // Each column with a contour is looked at once.
    expect(massPoints).toBe(12);
    expect(moved).toBeLessThan(1e-9);
  });

  it('brackets a jump between two flags to within the tolerance', async () => {
    const jump = 7.318;
    const { contour, before } = await refined({
      chi2: (u, v) => Math.exp((v - (u < jump ? 30 : 10)) / 3),
      flags: (u) => (u < jump ? 0 : 1),
      limits: { tolerance: 0.002 },
    });
    const steep = (found: typeof contour) =>
      found.lines.flat().filter(([, v]) => v > 13 && v < 27).map(([u]) => Math.abs(u - jump)); // biome-ignore format: a line
    expect(Math.max(...steep(contour))).toBeLessThan(0.03);
    expect(Math.max(...steep(before))).toBeGreaterThan(0.2);
  });

  it('finds what lies beside a flag, where no point of the grid shows it', async () => {
    const bump: Field = (u, v) => Math.hypot((u - 6.35) / 0.3, (v - 20) / 6);
    const example: Example = {
      chi2: (u, v) => 3 * Math.exp(-(bump(u, v) ** 4)),
      flags: (u) => (u > 6.2 ? 1 : 0),
    };
    const { before, contour } = await refined(example);
    expect(before.lines.length).toBe(0);
    expect(contour.lines.length).toBe(1);
    expect(farthest(contour, (u, v) => bump(u, v) - Math.log(3) ** 0.25)).toBeLessThan(0.05);
  });

  it('counts Delta chi2 from a computed point that is lower than the grid', async () => {
    const { plane } = await refined({
      chi2: (u, v) => 2 - 1.9 * Math.exp(-(((u - 5.5) / 0.6) ** 2)) + ((v - 20) / 9) ** 2,
      background: 10,
    });
    expect(plane.minimum.at).toEqual({ x: 5.5, y: 20 });
    expect(plane.minimum.chi2 / LEVEL).toBeCloseTo(0.1, 2);
  });

  it('leaves missing points out, and comes close to them', async () => {
    const { plane, contour } = await refined({
      chi2: (u, v) => (u > 4.3 && u < 5.6 ? Number.NaN : (v / 20) ** 2),
      limits: { tolerance: 0.01 },
    });
    const known = plane.x.values.filter((_, i) => !Number.isNaN(plane.delta[i]));
    expect(Math.max(...known.filter((u) => u < 5))).toBeGreaterThan(4.2);
    expect(Math.min(...known.filter((u) => u > 5))).toBeLessThan(5.7);
    expect(contour.lines.length).toBe(2);
  });

  it('says which limit it met', async () => {
    expect(await refined({ ...band, limits: { depth: 1 } })).toMatchObject({ end: 'depth', level: 1 });
    const few = await refined({ ...band, limits: { most: 20 } });
    expect(few.end).toBe('most');
    expect(few.massPoints).toBe(8);
    expect((await refined({ ...band, limits: { most: 3 } })).massPoints).toBe(0);
  });

  it('computes no more mass points than it may, nor where a contour enters a column that was not asked for', async () => {
    const bump: Field = (u, v) => Math.hypot((u - 6.35) / 0.3, (v - 20) / 6);
    const example: Example = {
      chi2: (u, v) => 3 * Math.exp(-(bump(u, v) ** 4)),
      flags: (u) => (u > 6.2 ? 1 : 0),
    };
    // Three columns beside the flag, and a fourth one when these show the contour.
    const masses = [3, 4].map(async (most) => (await refined({ ...example, limits: { most } })).massPoints);
    expect(await Promise.all(masses)).toEqual([3, 4]);
  });

  it('looks around the minimum, far from any contour, as long as it sinks', async () => {
    const dip: Field = (u, v) => 0.3 * Math.exp(-(((u - 5.3) / 0.2) ** 2) - ((v - 20) / 3) ** 2);
    const { plane } = await refined({
      chi2: (u, v) => ((u - 6) / 4) ** 8 - dip(u, v),
      background: 10,
    });
    expect(plane.minimum.at).toEqual({ x: 5.25, y: 20 });
  });
});

describe('a plane of two masses', () => {
  const ring: Example = {
    chi2: (u, v) => (Math.hypot(u - 6.1, v - 5.7) / 3.9) ** 6,
    points: [13, 13],
    isSplit: [true, true],
    limits: { tolerance: 0.003 },
  };

  it('gets points along the contour, not all over', async () => {
    const { contour, before, points, massPoints, level } = await refined(ring);
    const edge: Field = (u, v) => Math.hypot(u - 6.1, v - 5.7) - 3.9;
    expect(farthest(contour, edge)).toBeLessThan(0.02);
    expect(farthest(contour, edge)).toBeLessThan(farthest(before, edge) / 2);
    expect(massPoints).toBe(points);
    expect(points).toBeLessThan(0.5 * (12 * 2 ** level + 1) ** 2);
  });

  it('follows a valley along the diagonal that the grid breaks up', async () => {
    const across: Field = (u, v) => v - u - 0.3;
    const { contour, before } = await refined({
      chi2: (u, v) => (across(u, v) / 0.25) ** 2 + 0.02 * (u - 6) ** 2,
      background: 40,
      points: [13, 13],
      isSplit: [true, true],
      limits: { tolerance: 0.01 },
    });
    const edge: Field = (u, v) => Math.sqrt((across(u, v) / 0.25) ** 2 + 0.02 * (u - 6) ** 2) - 1;
    const isInside = ([u, v]: readonly [number, number]) => u > 0.2 && v > 0.2 && u < 11.8 && v < 11.8;
    // The tolerance is 0.12 cells.
    const inner = { ...contour, lines: contour.lines.map((line) => line.filter(isInside)) };
    expect(farthest(inner, edge)).toBeLessThan(0.06);
    // Two edges, from border to border.
    expect(contour.lines.length).toBe(2);
    expect(before.lines.length).toBeGreaterThan(2);
  });
});
