/** Where the model of a grid ends: no pair beside the daughter, in both models, however the masses are given. */
import { expect, it } from 'vitest';
import type { Grid } from '../../src/grid/store.js';
import { gridAxisOf, type ModelAxis } from '../../src/model/parameters.js';
import { ELECTRON_MASS_GEV } from '../../src/physics/constants.js';
import { markOutside, modelBorder, OUTSIDE, withoutOutside } from '../../src/planes/outside.js';

const axis = (name: ModelAxis['name'], values: readonly number[]): ModelAxis => ({
  name,
  spacing: 'values',
  values,
});
const gridOf = (axes: readonly ModelAxis[], fixed: Readonly<Record<string, number>> = {}) =>
  ({ axes: axes.map(gridAxisOf), attributes: { fixed } }) as unknown as Grid;
const PAIR = 2 * ELECTRON_MASS_GEV;

it.each([
  ['of the dual model', [axis('m5_gev', [0.1, 0.1 + 0.9 * PAIR, 0.1 + 1.1 * PAIR])], { m4_gev: 0.1 }],
  [
    'along the mass of its daughter',
    [axis('m4_gev', [0.1, 0.1 - 0.9 * PAIR, 0.1 - 1.1 * PAIR])],
    { m5_gev: 0.1 },
  ],
  // m5 - m5/(1 + delta) = m5/2 at delta = 1.
  ['by delta', [axis('m5_gev', [PAIR, 1.8 * PAIR, 2.2 * PAIR])], { delta: 1 }],
  ['of the single model', [axis('m4_gev', [0.5 * PAIR, 0.9 * PAIR, 1.1 * PAIR])], {}],
] as const)('%s: a pair needs two electron masses', (_, axes, fixed) => {
  const border = modelBorder(gridOf(axes, fixed));
  expect(border?.axes).toEqual(axes.map(({ name }) => name));
  expect([0, 1, 2].map((i) => border?.isOutside(() => i))).toEqual([true, true, false]);
});

it('marks the points of a block, at their place in the grid, and gives the plane the background there', () => {
  const border = modelBorder(
    gridOf([axis('m5_gev', [0.1, 0.2, 0.3]), axis('Umu5_sq', [1e-8, 1e-7])], { m4_gev: 0.2 }),
  );
  const chi2 = Float32Array.of(1, 2, 3, 4);
  // The second and the third mass.
  const block = { axes: ['m5_gev', 'Umu5_sq'], shape: [2, 2], chi2 };
  const marked = markOutside(border, block, (_, within) => within + 1);
  expect(marked).toEqual({ chi2: Float32Array.of(OUTSIDE, OUTSIDE, 3, 4), outside: 2 });
  expect([...chi2]).toEqual([1, 2, 3, 4]);
  const plane = Float64Array.from(marked.chi2);
  expect([...withoutOutside(plane, 7)]).toEqual([7, 7, 3, 4]);
});
