/** Areas in units, and the Monte Carlo error of an excluded share, against shapes whose geometry is known. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { type DeltaPlane, findContour, levelOf } from '../../src/contouring/contour.js';
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import type { Grid } from '../../src/grid/store.js';
import { gridAxisOf } from '../../src/model/parameters.js';
import { choosePlane } from '../../src/planes/slice.js';
import { areaUnit, regionArea } from '../../src/results/areas.js';
import { shareError, simulationSpread } from '../../src/results/shareError.js';
import type { Axis } from '../../src/tiles/axes.js';
import { planTiles, tileAt } from '../../src/tiles/tiles.js';
import { fixtureSpec, identified, logAxis, temporaryFolder, variable } from '../grid/fixture.js';

const LEVEL = levelOf(0.95);
const linear: Axis = {
  name: 'm4_gev',
  spacing: 'linear',
  values: Array.from({ length: 61 }, (_, i) => i / 10),
};
const [mass, mixing] = [logAxis('m5_gev', 0.1, 10, 81), logAxis('Umu5_sq', 1e-8, 1e-2, 121)];
const scaled = ({ spacing, values }: Axis) => values.map((v) => (spacing === 'log' ? Math.log10(v) : v));

/** A plane of a function of positions, which count decades on logarithmic axes. */
function planeOf(x: Axis, y: Axis, f: (u: number, v: number) => number): DeltaPlane {
  const delta = Float64Array.from(scaled(y).flatMap((v) => scaled(x).map((u) => f(u, v))));
  return { x, y, delta, minimum: { chi2: 0, at: 'background' }, backgroundDelta: 100 };
}

describe('the area of a region', () => {
  it('counts decades on logarithmic axes, and units on others', () => {
    const radius = 0.6;
    const disc = planeOf(mass, mixing, (u, v) => (LEVEL * (u ** 2 + (v + 5) ** 2)) / radius ** 2);
    expect(areaUnit(disc)).toBe('decades^2');
    expect(regionArea(disc, findContour(disc, 0.95, 'below'))).toBeCloseTo(Math.PI * radius ** 2, 2);
    expect(regionArea(disc, findContour(disc, 0.95, 'above'))).toBeCloseTo(2 * 6 - Math.PI * radius ** 2, 2);
    const ellipse = planeOf(linear, mixing, (u, v) => LEVEL * (((u - 3) / 2) ** 2 + (v + 5) ** 2));
    expect(areaUnit(ellipse)).toBe('GeV x decades');
    expect(regionArea(ellipse, findContour(ellipse, 0.95, 'below')) / (2 * Math.PI)).toBeCloseTo(1, 2);
    expect(areaUnit({ x: linear, y: { ...linear, name: 'm5_gev' } })).toBe('GeV^2');
  });

  it('is that of the whole plane where there is no contour', () => {
    const high = planeOf(mass, mixing, () => 99);
    expect(regionArea(high, findContour(high, 0.95, 'above'))).toBeCloseTo(12, 9);
    expect(regionArea(high, findContour(high, 0.95, 'below'))).toBe(0);
  });
});

describe('the Monte Carlo error of a share', () => {
  /** A band of masses that is preferred, 1 decade of |U|^2 high, and what lies above |U|^2 = 10^edge excluded, with a slope of chi2 per decade. */
  const [slope, edge] = [10, -5.2];
  const preferred = planeOf(mass, mixing, (_, v) => LEVEL * (2 * (v + 5)) ** 2);
  const exclusion = planeOf(mass, mixing, (_, v) => Math.max(0, LEVEL + slope * (v - edge)));
  const withSpread = (plane: DeltaPlane, side: 'above' | 'below', size: number) => ({
    plane,
    contour: findContour(plane, 0.95, side),
    spread: new Float64Array(plane.delta.length).fill(size),
  });

  it('is that of an edge which moves by the spread over the slope', () => {
    // The region is a decade high: a shift of the edge by 0.05 decades changes the share by 0.05.
    for (const size of [0.1, 0.5]) {
      const error = shareError(withSpread(preferred, 'below', 0), withSpread(exclusion, 'above', size), 0.95);
      expect((error ?? 0) / (size / slope)).toBeCloseTo(1, 1);
    }
  });

  it('has that of the preferred region, too, in quadrature', () => {
    const size = 0.5;
    // Its half height h is 1/2 sqrt(1 + size/LEVEL) or with minus; excluded is what lies above edge: (h + 5 + edge ...)/(2 h).
    const share = (sign: number) => {
      const half = Math.sqrt(1 - (sign * size) / LEVEL) / 2;
      return (half - (edge + 5)) / (2 * half);
    };
    const own = Math.abs(share(1) - share(-1)) / 2;
    const alone = shareError(withSpread(preferred, 'below', size), withSpread(exclusion, 'above', 0), 0.95);
    expect(Math.abs((alone ?? 0) - own)).toBeLessThan(0.002);
    const both = shareError(withSpread(preferred, 'below', size), withSpread(exclusion, 'above', size), 0.95);
    const edges = shareError(withSpread(preferred, 'below', 0), withSpread(exclusion, 'above', size), 0.95);
    expect(both).toBeCloseTo(Math.hypot(alone ?? 0, edges ?? 0), 9);
  });

  it('is 0 where everything is excluded by far, and unknown without a spread or an area', () => {
    const sure = planeOf(mass, mixing, () => 99);
    const region = withSpread(preferred, 'below', 0.1);
    expect(shareError(region, withSpread(sure, 'above', 0.1), 0.95)).toBe(0);
    expect(
      shareError({ ...region, spread: undefined }, withSpread(sure, 'above', 0.1), 0.95),
    ).toBeUndefined();
    expect(shareError(withSpread(sure, 'below', 0.1), region, 0.95)).toBeUndefined();
  });
});

describe('the spread of chi2 from the simulation', () => {
  const axes = [
    logAxis('m5_gev', 0.1, 1, 4),
    logAxis('Umu5_sq', 1e-6, 1e-2, 41),
    logAxis('epsilon', 1e-4, 1e-3, 2),
  ];
  const names = axes.map(({ name }) => name);
  const power = (isFactor: boolean) => (isFactor ? 1 : 2);
  const signalAt = (m: number, U: number, e: number, isFactor: boolean) =>
    3e4 * m * U ** power(isFactor) * (e / 1e-3);
  /** chi2 = 5 + s^2/10 has d chi2/d ln s = s^2/5. */
  async function write(isFactor: boolean): Promise<Grid> {
    const base = fixtureSpec();
    const spec = {
      ...base,
      axes: axes.map(gridAxisOf),
      tilePlan: planTiles(axes, { points: 1000, expensive: 1000, cells: 1000 }, { isExpensive: () => false }),
      variables: [
        variable('chi2', names),
        variable('signal', names),
        variable('n_eff', isFactor ? ['m5_gev', 'epsilon'] : names),
      ],
    };
    const grid = await createGrid(join(await temporaryFolder(), 'grid'), identified(spec), { sync: false });
    const [m5s, Us, es] = axes.map(({ values }) => values);
    const signal = (m5s ?? []).flatMap((m) =>
      (Us ?? []).flatMap((U) => (es ?? []).map((e) => signalAt(m, U, e, isFactor))),
    );
    const sizes = isFactor
      ? (m5s ?? []).flatMap((m) => (es ?? []).map(() => 100 * m))
      : signal.map(() => 400);
    await writeTile(
      grid,
      tileAt(grid.tilePlan, 0),
      {
        chi2: Float32Array.from(signal, (s) => 5 + s ** 2 / 10),
        signal: Float32Array.from(signal),
        n_eff: Float32Array.from(sizes),
      },
      { sync: false },
    );
    return grid;
  }

  it('is the change of chi2 with the signal, over the root of the effective number of events', async () => {
    for (const isFactor of [true, false]) {
      const grid = await write(isFactor);
      const shown = [
        choosePlane(grid, 'm5_gev', 'Umu5_sq', { epsilon: 1e-3 }),
        choosePlane(grid, 'Umu5_sq', 'm5_gev', { epsilon: 1e-3 }),
        choosePlane(grid, 'm5_gev', 'epsilon', { Umu5_sq: 5e-3 }),
      ];
      for (const choice of shown) {
        const spread = await simulationSpread(grid, { suffix: '' }, choice);
        const { x, y, fixed } = choice;
        let compared = 0;
        y.values.forEach((v, j) => {
          x.values.forEach((u, i) => {
            const place = Object.fromEntries([
              [x.name, u],
              [y.name, v],
              ...fixed.map((axis) => [axis.name, axis.value]),
            ]);
            const { m5_gev: m = 0, Umu5_sq: U = 0, epsilon: e = 0 } = place as Record<string, number>;
            const signal = signalAt(m, U, e, isFactor);
            // At the ends of |U|^2 the difference is one-sided, and of tiny signals nothing is left in single precision.
            if (signal < 0.1 || U < 2e-6 || U > 9e-3) return;
            compared++;
            const expected = signal ** 2 / 5 / Math.sqrt(isFactor ? 100 * m : 400);
            expect(at(spread ?? [], j * x.values.length + i) / expected).toBeCloseTo(1, 0.5);
          });
        });
        expect(compared).toBeGreaterThan(2);
      }
    }
  });

  it('is unknown where the grid does not have what it takes', async () => {
    const grid = await write(true);
    const reduced = choosePlane(grid, 'm5_gev', 'Umu5_sq', {}, { profile: ['epsilon'] });
    expect(await simulationSpread(grid, { suffix: '' }, reduced)).toBeUndefined();
    const choice = choosePlane(grid, 'm5_gev', 'Umu5_sq', { epsilon: 1e-3 });
    const without = { ...grid, variables: grid.variables.filter(({ name }) => name !== 'n_eff') };
    expect(await simulationSpread(without, { suffix: '' }, choice)).toBeUndefined();
  });
});
