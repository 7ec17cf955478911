/** A point that was computed again beside what the grid holds there. */
import { at } from '../../../at.js';
import { type GridVariable, gridVariables, makeVariables } from '../../../outputs/gridVariables.js';
import { suffixOf } from '../../../outputs/places.js';
import type { TileResult } from '../../../outputs/result.js';
import { masksOf } from '../../../planes/flagMasks.js';
import { experimentScans, type ResolvedScan, summedRuns } from '../../../resolved/scan.js';
import { sum } from '../../../sum.js';
import type { VariableArray } from '../../../tiles/block.js';
import { FILL_VALUES, isMissing } from '../../../tiles/variables.js';
import { differenceOf, isPoorlySampled } from '../../../upkeep/difference.js';
import { tileOfPoint } from '../../../upkeep/pointScan.js';
import { pointSpectrum } from '../../pointSpectrum.js';
import type { RecomputeTask } from '../../recomputeTask.js';
import type { ComparedNumber, ComparedSpectrum, Recomputed } from './recomputed.js';

/** What an engine has computed: results, and chi2 of the background alone by experiment. */
export interface ComputedPoint {
  readonly scan: ResolvedScan;
  readonly result: TileResult;
  readonly background: readonly number[];
}

/** A variable of a scan at the point. */
interface MadeVariable extends GridVariable {
  readonly here: VariableArray;
  /** Undefined where the grid does not hold it. */
  readonly grid: readonly number[] | undefined;
  /** The difference over its bound; undefined where there is none. */
  readonly ofBound: number | undefined;
}

/** What of a point is compared with the grid. */
export type ComparedPoint = Pick<Recomputed, 'numbers' | 'spectra' | 'flags' | 'isPoor'>;

/** Compares all variables of a computed point with those that the grid holds. */
export function compareWithGrid(
  { held, background }: Pick<RecomputeTask, 'held' | 'background'>,
  computed: ComputedPoint,
): ComparedPoint {
  const { scan, result } = computed;
  const variables = madeVariables(held, computed);
  const onAxes = variables.filter(({ spec }) => spec.extra.length === 0);
  const isFlags = ({ spec }: GridVariable) => masksOf(spec).length > 0;
  const numbers = onAxes.filter((one) => !isFlags(one)).map(comparedNumber);
  const chi2s = numbers.findLastIndex(({ name }) => /^chi2(_|$)/.test(name)) + 1;
  return {
    numbers: [
      ...numbers.slice(0, chi2s),
      ...backgroundNumbers(scan, background, computed.background),
      ...numbers.slice(chi2s),
    ],
    spectra: comparedSpectra(scan, variables),
    flags: comparedFlags(onAxes.filter(isFlags)),
    isPoor: isPoorlySampled(result),
  };
}

function madeVariables(held: RecomputeTask['held'], { scan, result }: ComputedPoint): MadeVariable[] {
  const variables = gridVariables(scan);
  const made = makeVariables(variables, scan, tileOfPoint(scan.axes), result);
  const names = scan.runs.map(({ experiment }) => experiment.name);
  return variables.flatMap((variable) => {
    const { name } = variable.spec;
    const [here, grid] = [made[name], held[name]];
    if (here === undefined) return [];
    const experiment = variable.experiment === undefined ? -1 : names.indexOf(variable.experiment);
    const difference = grid && differenceOf(name, { scan, result, experiment }, grid, here);
    return [{ ...variable, here, grid, ofBound: difference?.of_bound }];
  });
}

const known = (value: number) => (isMissing(value) || value === FILL_VALUES.uint32 ? null : value);

function comparedNumber({ spec, here, grid, ofBound }: MadeVariable): ComparedNumber {
  const { name, longName, units } = spec;
  return {
    name,
    longName,
    unit: units === '1' ? '' : units,
    grid: grid && known(at(grid, 0)),
    here: known(at(here, 0)),
    ofBound,
  };
}

/** chi2 of the background alone: of all experiments in the sum, and of each where there are several. */
function backgroundNumbers(
  scan: ResolvedScan,
  grid: RecomputeTask['background'],
  here: readonly number[],
): ComparedNumber[] {
  const number = (suffix: string, of: string, ofGrid: number, value: number): ComparedNumber => {
    // The grid's attributes have more digits than its numbers.
    const [inGrid, found] = [Math.fround(ofGrid), Math.fround(value)];
    return {
      name: `background_chi2${suffix === '' ? '' : `_${suffix}`}`,
      longName: `chi2 of the background alone${of}`,
      unit: '',
      grid: inGrid,
      here: known(found),
      // As for chi2 where the signal's simulation has no part (docs/numerics.md, "GPU against f64").
      ofBound: Math.abs(found - inGrid) / (1e-3 + 1e-4 * inGrid),
    };
  };
  const each = experimentScans(scan).map((one, e) =>
    number(suffixOf(one), `, ${one.experiment.name}`, at(grid.each, e), at(here, e)),
  );
  return [number('', '', grid.all, sum(summedRuns(scan.runs, here))), ...(each.length > 1 ? each : [])];
}

function comparedSpectra(scan: ResolvedScan, variables: readonly MadeVariable[]): ComparedSpectrum[] {
  const valueAt = (name: string) => {
    const axis = scan.axes.find((one) => one.name === name);
    return axis === undefined
      ? (Object.entries(scan.fixed).find(([key]) => key === name)?.[1] ?? Number.NaN)
      : at(axis.values, 0);
  };
  return scan.runs.flatMap(({ experiment: { name } }) => {
    const find = (output: string) =>
      variables.find((one) => one.output.name === output && one.experiment === name);
    const [spectrum, error] = [find('spectrum'), find('spectrum_error')];
    if (spectrum === undefined) return [];
    const { spec, here: signal, grid, ofBound } = spectrum;
    const here = pointSpectrum(name, spec, { signal, error: error?.here }, valueAt);
    if (here === undefined) return [];
    const ofGrid = grid && pointSpectrum(name, spec, { signal: grid, error: undefined }, valueAt)?.signal;
    return [{ here, grid: ofGrid, ofBound }];
  });
}

function comparedFlags(variables: readonly MadeVariable[]): Recomputed['flags'] {
  const names = (numbersOf: (variable: MadeVariable) => ArrayLike<number> | undefined) => [
    ...new Set(
      variables.flatMap((variable) => {
        const word = numbersOf(variable)?.[0] ?? 0;
        if (word === FILL_VALUES.uint32) return [];
        return masksOf(variable.spec).flatMap(([name, mask]) => ((word & mask) !== 0 ? [name] : []));
      }),
    ),
  ];
  const isHeld = variables.some(({ grid }) => grid !== undefined);
  return { here: names(({ here }) => here), grid: isHeld ? names(({ grid }) => grid) : undefined };
}
