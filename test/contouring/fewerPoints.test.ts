/** Single places at which a contour is wrong because an axis has too few points: they are told, and contours that are right are not spoken against. */
import { describe, expect, it } from 'vitest';
import {
  type Contour,
  contourLinesOf,
  type DeltaPlane,
  deltaChi2,
  findContour,
  scalePlane,
} from '../../src/contouring/contour.js';
import { largestDistance } from '../../src/contouring/distance.js';
import { lowestBetween } from '../../src/contouring/lowestBetween.js';
import type { Axis } from '../../src/tiles/axes.js';

const CL = 0.6827;
const logAxis = (name: Axis['name'], low: number, high: number, points: number): Axis => ({
  name,
  spacing: 'log',
  values: Array.from({ length: points }, (_, i) => low * (high / low) ** (i / (points - 1))),
});
const STEP = Math.log(1.3 / 0.11) / 31;
/** Eight places of a shape between two columns of 32. */
const PHASES = [0, 1, 2, 3, 4, 5, 6, 7].map((eighth) => (eighth / 8) * STEP);

/** chi2 as a function of the logarithm of a mass and of a mixing, on axes as the quickstart's with so many points; `background` at no mixing. */
function planeOf(
  chi2: (m: number, u: number) => number,
  background: number,
  nx: number,
  ny: number,
): DeltaPlane {
  const [x, y] = [logAxis('m5_gev', 0.11, 1.3, nx), logAxis('Umu5_sq', 1e-6, 0.1, ny)];
  const values = y.values.flatMap((u) => x.values.map((m) => chi2(Math.log(m), u)));
  return deltaChi2(x, y, Float64Array.from(values), background);
}

/** A signal that falls ever more steeply towards small masses, as that of a nu_5 which hardly decays. */
function signalWith(peak: number, width: number) {
  return (m: number, u: number) => 2e3 * u * Math.exp(-(((m - peak) / (m < peak ? width : 0.3)) ** 2));
}

/** An excess: the background is 2.475 above a band of signals about 1. */
function band(phase: number, width: number) {
  const signal = signalWith(Math.log(0.63) + phase, width);
  return (nx: number, ny: number) => planeOf((m, u) => 2.475 * (signal(m, u) - 1) ** 2, 2.475, nx, ny);
}

/** The same with a best mass, and a background of 2.32: just above the level of 2.296. */
function pit(phase: number) {
  const peak = Math.log(0.63) + phase;
  const signal = signalWith(peak, 0.09);
  const depth = (m: number) => 2.32 * Math.exp(-(((m - peak - 0.15) / 0.15) ** 2));
  const chi2 = (m: number, u: number) => 2.32 - depth(m) * (1 - (signal(m, u) - 1) ** 2);
  return (nx: number, ny: number) => planeOf(chi2, 2.32, nx, ny);
}

const inDecades = (lines: Contour['lines']) =>
  lines.map((line) => line.map(([m, u]) => [Math.log10(m), Math.log10(u)] as const));

/** How far the contour from 32 points an axis is from that of 125 x 63, and the axes that are said to have too few. */
function judged(plane: (nx: number, ny: number) => DeltaPlane, cl = CL) {
  const { lines, coarseAxes } = findContour(plane(32, 32), cl);
  const off = largestDistance(inDecades(lines), inDecades(contourLinesOf(plane(125, 63), cl)), 0.6);
  return { off, told: coarseAxes.map(({ which }) => which) };
}

describe('a valley that is narrower than a step of the masses', () => {
  it('is told where the contour closes between two columns instead of running on to the border', () => {
    const all = PHASES.map((phase) => judged(band(phase, 0.06)));
    const wrong = all.filter(({ off }) => off > 0.1);
    expect(wrong.length).toBeGreaterThan(2);
    for (const { told } of wrong) expect(told).toContain('x');
  });

  it('is not spoken against where it is wider, nor at a level that has no valley, nor with more masses', () => {
    for (const phase of PHASES.slice(0, 3)) {
      const wide = judged(band(phase, 0.2));
      expect(wide.off).toBeLessThan(0.05);
      expect(wide.told).toEqual([]);
      const upper = judged(band(phase, 0.09), 0.95);
      expect(upper.off).toBeLessThan(0.05);
      expect(upper.told).toEqual([]);
      expect(findContour(band(phase, 0.09)(63, 63), CL).coarseAxes).toEqual([]);
    }
  });
});

describe('a minimum between the points', () => {
  it('is told where the level is so close to the background that the contour goes with it', () => {
    const all = PHASES.map((phase) => judged(pit(phase)));
    for (const { off } of all) expect(off).toBeGreaterThan(0.1);
    // How deep it is can be known in the mean alone: at some places no point tells of it.
    expect(all.filter(({ told }) => told.length > 0).length).toBeGreaterThan(PHASES.length / 2);
    // Far from the background the same minimum does no harm.
    for (const phase of PHASES.slice(0, 3)) {
      const { off, told } = judged(pit(phase), 0.95);
      expect(off).toBeLessThan(0.05);
      expect(told).toEqual([]);
    }
  });

  it('is estimated to lie about as deep as it does, in the mean over its places', () => {
    const mean = (of: (plane: DeltaPlane) => number) =>
      PHASES.reduce((sum, phase) => sum + of(pit(phase)(32, 32)), 0) / PHASES.length;
    // The true minimum is 0.
    const ratio = mean((plane) => lowestBetween(scalePlane(plane, 1)).lowering) / mean((p) => p.minimum.chi2);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it('is none where no point is better than the background', () => {
    const plane = planeOf((m, u) => 1 + u * Math.exp(m), 1, 8, 8);
    expect(lowestBetween(scalePlane(plane, 1)).lowering).toBe(0);
  });
});

describe('points without chi2', () => {
  it('do not make a contour doubtful that ends beside them', () => {
    const plane = band(0, 0.2)(32, 32);
    const delta = plane.delta.map((value, k) => (k % 32 > 20 && k < 512 ? Number.NaN : value));
    expect(findContour({ ...plane, delta }, CL).coarseAxes).toEqual([]);
  });
});
