/** chi2 of a scan at any points, as its engine computes it: what a search evaluates. */
import { at } from '../at.js';
import { isLogarithmic, scaledPositions } from '../contouring/interpolate.js';
import { evaluatorOf } from '../engine/evaluator.js';
import type { DeviceOptions } from '../gpu/device.js';
import { decayModeAt } from '../model/models.js';
import { CHI2 } from '../outputs/chi2.js';
import { FLAG_WORDS } from '../outputs/flags.js';
import { gridVariables } from '../outputs/gridVariables.js';
import { FLAGS } from '../prediction/flags.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { type EngineName, openEngine } from '../scan/run.js';
import type { Axis } from '../tiles/axes.js';
import { productOf, type Tile, unravel } from '../tiles/tiles.js';
import { isMissing } from '../tiles/variables.js';
import type { Landscape } from './search.js';

/** Which engine evaluates. */
export interface EngineChoice extends DeviceOptions {
  readonly engine: EngineName;
  readonly onNotice?: (text: string) => void;
}

/** What is searched: a scan with the experiments that count, and its axes. */
export interface Ground {
  readonly scan: ResolvedScan;
  /** Axes that a search moves along. */
  readonly free: readonly Axis[];
  /** Values of the other axes. */
  readonly held: Readonly<Record<string, number>>;
}

/** What evaluations have cost, and what they left out. */
export interface Tally {
  points: number;
  /** Points that were not used because their numbers are doubtful, by flag. */
  readonly leftOut: { missing: number; flagged: number };
}

/** The parameter space of a scan, in the coordinates of its axes' own scales. */
export interface ScanLandscape extends Landscape {
  readonly tally: Tally;
  /** Values of all axes at a point. */
  placeOf(point: readonly number[]): Record<string, number>;
  /** The point of a place. */
  pointOf(place: Readonly<Record<string, number>>): number[];
}

/** Flags of numbers that a search must not rest on; too few events is left to it where its start has that flag, too. */
const NEVER = FLAGS.overflow | FLAGS.chi2Unknown;

/** The landscape of a scan. With `takesPoor`, points with too few events count, as the start of the search does. */
export function landscapeOf(
  { scan, free, held }: Ground,
  engine: EngineChoice,
  takesPoor: boolean,
): ScanLandscape {
  const tally: Tally = { points: 0, leftOut: { missing: 0, flagged: 0 } };
  const positions = free.map(scaledPositions);
  // Exactly the grid's values at its points.
  const exact = free.map(
    ({ values }, i) => new Map(values.map((value, k) => [at(at(positions, i), k), value])),
  );
  const valueOn = (i: number, position: number) =>
    at(exact, i).get(position) ?? (isLogarithmic(at(free, i)) ? Math.exp(position) : position);
  const placeOf = (point: readonly number[]) => ({
    ...held,
    ...Object.fromEntries(free.map(({ name }, i) => [name, valueOn(i, at(point, i))])),
  });
  return {
    tally,
    placeOf,
    pointOf: (place) =>
      free.map((axis) => {
        const value = place[axis.name] ?? Number.NaN;
        return isLogarithmic(axis) ? Math.log(value) : value;
      }),
    ranges: positions.map((p) => [at(p, 0), at(p, p.length - 1)] as const),
    steps: positions.map((p) => (at(p, p.length - 1) - at(p, 0)) / (p.length - 1) / 2),
    pieceOf: (point) => pieceAt(scan, placeOf(point)),
    async evaluate(lists) {
      const values = (name: string): number[] => {
        const i = free.findIndex((axis) => axis.name === name);
        return i < 0 ? [held[name] ?? Number.NaN] : at(lists, i).map((position) => valueOn(i, position));
      };
      const axes = scan.axes.map((axis) => ({
        ...axis,
        spacing: 'values' as const,
        values: values(axis.name),
      }));
      const block = { ...scan, axes, outputs: [CHI2.name, FLAG_WORDS.name] };
      const { chi2, words } = await evaluateBlock(block, engine);
      tally.points += chi2.length;
      return chi2.map((value, k) => {
        const never = NEVER | (takesPoor ? 0 : FLAGS.lowEffectiveSampleSize);
        const isFlagged = (at(words, k) & never) !== 0;
        if (isMissing(value)) tally.leftOut.missing++;
        else if (isFlagged) tally.leftOut.flagged++;
        return isMissing(value) || isFlagged ? Number.NaN : value;
      });
    },
  };
}

/** Chi2 jumps or bends sharply from one way of decaying to the next. */
const PIECES = { closed: 0, offshell: 1, onshell: 2 } as const;

/** The piece of a place; none of them where its masses are not known. */
function pieceAt(scan: ResolvedScan, place: Readonly<Record<string, number>>): number {
  const mode = decayModeAt(scan.model, (name) => place[name] ?? scan.fixed[name]);
  return mode === undefined ? -1 : PIECES[mode];
}

/** chi2 and flags of every point of a scan, C order. */
export async function evaluateBlock(
  scan: ResolvedScan,
  engine: EngineChoice,
): Promise<{ readonly chi2: Float64Array; readonly words: Uint32Array }> {
  const shape = scan.axes.map(({ values }) => values.length);
  const origin = shape.map(() => 0);
  const flagAxes = gridVariables(scan).find(({ spec }) => spec.name === FLAG_WORDS.name)?.spec.axes ?? [];
  const chi2 = new Float64Array(productOf(shape)).fill(Number.NaN);
  const words = new Uint32Array(chi2.length);
  await using opened = await openEngine(scan, engine);
  const blocks = await evaluatorOf(opened, scan).evaluate(
    { index: origin, start: origin, shape },
    () => undefined,
  );
  for (const { part, arrays } of blocks) {
    const [values, flags] = [arrays[CHI2.name], arrays[FLAG_WORDS.name]];
    if (values === undefined || flags === undefined) throw new RangeError('a scan has chi2 and flags');
    const onFlags = scan.axes.map(({ name }) => flagAxes.includes(name));
    const flagShape = part.shape.filter((_, i) => onFlags[i]);
    for (let k = 0; k < values.length; k++) {
      const index = unravel(k, part.shape);
      const whole = positionIn(
        index.map((j, i) => j + at(part.start, i)),
        shape,
      );
      chi2[whole] = at(values, k);
      words[whole] = at(
        flags,
        positionIn(
          index.filter((_, i) => onFlags[i]),
          flagShape,
        ),
      );
    }
  }
  return { chi2, words };
}

const positionIn = (index: readonly number[], shape: Tile['shape']) =>
  index.reduce((sum, k, i) => sum * at(shape, i) + k, 0);
