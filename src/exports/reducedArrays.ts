/** A grid profiled or marginalised to a plane, as named arrays: chi2 of each experiment, where it is from, and its flags. */

import type { ArraySet, NamedArray } from '../arrayFiles/arraySet.js';
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import { findVariable, type Grid } from '../grid/store.js';
import { CHI2 } from '../outputs/chi2.js';
import { FLAG_WORDS } from '../outputs/flags.js';
import { variableName } from '../outputs/output.js';
import { isMarginal, profiledAxes, type ReductionRequest, readReductions } from '../planes/reductions.js';
import { reductionLines } from '../planes/reductionWords.js';
import { type Chi2Plane, readShownFlags, readShownPlane } from '../planes/shownPlane.js';
import { choosePlane, findAxis, type PlaneChoice } from '../planes/slice.js';
import {
  axisAttributes,
  besideAttribute,
  coordinateArray,
  fixedArrays,
  flagArrays,
} from '../reports/contourArrays.js';
import { unravel } from '../tiles/tiles.js';
import type { Attributes } from '../tiles/variables.js';

/** What to reduce, and which chi2: names of variables, none for all that the grid has. */
export interface ReducedRequest extends ReductionRequest {
  readonly variables: readonly string[];
  readonly fix: Readonly<Record<string, number>>;
}

/**
 * The plane of the two axes that are neither fixed nor reduced. ConfigError where these are not two, or a variable is no chi2; StoreError where the grid
 * cannot be read.
 */
export async function reducedArrays(
  grid: Grid,
  request: ReducedRequest,
  attributes: Attributes,
): Promise<ArraySet> {
  const choice = planeOf(grid, request);
  const { x, y, fixed, reduced } = choice;
  const arrays: NamedArray[] = [coordinateArray(y), coordinateArray(x), ...fixedArrays(fixed)];
  for (const { name, suffix, backgroundChi2 } of chosenFits(grid, request.variables)) {
    const fit = { suffix, backgroundChi2 };
    const read = await readShownPlane(grid, fit, choice);
    const what = isMarginal(reduced)
      ? '-2 ln of the marginal likelihood'
      : 'least chi2 of prediction against data';
    const described = {
      units: '1',
      long_name: what,
      background_chi2: backgroundChi2,
      ...besideAttribute(fixed),
    };
    arrays.push({ name, dimensions: [y.name, x.name], values: read.chi2, attributes: described });
    arrays.push(...placeArrays(choice, read, name, backgroundChi2));
    const flags = flagArrays(
      await readShownFlags(grid, fit, choice, read),
      [y.name, x.name],
      besideAttribute(fixed),
    );
    arrays.push(...flags.map((array) => ({ ...array, name: variableName(FLAG_WORDS, suffix) })));
  }
  return {
    dimensions: { [y.name]: y.values.length, [x.name]: x.values.length },
    arrays,
    attributes: { ...attributes, reduced: reductionLines(reduced).join('; ') },
  };
}

function planeOf(grid: Grid, request: ReducedRequest): PlaneChoice {
  const reduced = readReductions(grid.axes, (name) => findAxis(grid, name), request).map(
    ({ axis }) => axis.name,
  );
  const left = grid.axes.filter(
    ({ name, values }) => values.length > 1 && !reduced.includes(name) && request.fix[name] === undefined,
  );
  const [y, x, ...more] = left;
  if (y === undefined || x === undefined || more.length > 0)
    throw new ConfigError(
      `a reduced grid is a plane of two axes, and ${left.length === 0 ? 'none is' : `${left.map(({ name }) => name).join(', ')} ${left.length === 1 ? 'is' : 'are'}`} left; fix or reduce others`,
    );
  return choosePlane(grid, x.name, y.name, request.fix, request);
}

/** chi2 by variable: of the sum and of each experiment. */
function chosenFits(grid: Grid, names: readonly string[]) {
  const { background_chi2, experiments } = grid.attributes;
  const all = [
    { name: CHI2.name, suffix: '', backgroundChi2: background_chi2 },
    ...experiments
      .filter(({ suffix }) => suffix !== '')
      .map((one) => ({
        name: variableName(CHI2, one.suffix),
        suffix: one.suffix,
        backgroundChi2: one.background_chi2,
      })),
  ].filter(({ name }) => grid.variables.some((variable) => variable.name === name));
  // StoreError, as of all who need one.
  if (all.length === 0) findVariable(grid, CHI2.name);
  const known = all.map(({ name }) => name);
  const other = names.find((name) => !known.includes(name));
  if (other !== undefined)
    throw new ConfigError(
      `--variable ${other}: only a chi2 is profiled or marginalised: ${known.join(', ')}`,
    );
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

/** The values of the profiled axes at each point's least chi2; NaN where that is missing or |U|^2 = 0, or the model has no point. */
function placeArrays(
  { x, y, reduced }: PlaneChoice,
  { reduction, chi2 }: Chi2Plane,
  of: string,
  backgroundChi2: number,
): NamedArray[] {
  const axes = profiledAxes(reduced);
  const lengths = axes.map(({ values }) => values.length);
  return axes.map((axis, i) => ({
    name: `${axis.name}_at_${of}`,
    dimensions: [y.name, x.name],
    values: Float64Array.from(reduction?.places ?? [], (place, k) =>
      place < 0 || (reduction?.chi2[k] ?? 0) > at(chi2, k) || !(at(chi2, k) < Number.POSITIVE_INFINITY)
        ? Number.NaN
        : at(axis.values, at(unravel(place, lengths), i)),
    ),
    attributes: {
      ...axisAttributes(axis),
      comment: `where ${of} is least; NaN where that is |U|^2 = 0, or N makes no pair at any of its points, with chi2 = ${backgroundChi2}`,
    },
  }));
}
