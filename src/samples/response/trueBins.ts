/** Bins of true quantities: given by their edges, or made so that they hold equal shares of a sample's weight. */
import { at } from '../../at.js';
import { ConfigError } from '../../errors.js';
import { suggest } from '../../input/zodIssues.js';
import { QUANTITIES, type Quantity } from '../../physics/quantities.js';
import { MAX_RANK } from '../../physics/responseLayout.js';
import { PAIR_QUANTITIES } from '../../response/tabulate.js';

/** Bins of one quantity; the outermost ones hold all that is beyond. */
export interface TrueAxis {
  readonly quantity: Quantity;
  /** Strictly increasing, at least two. */
  readonly edges: readonly number[];
}

/** An axis as asked for: its edges, or a number of bins. */
export interface AxisWish {
  readonly quantity: Quantity;
  readonly bins: number | readonly number[];
}

/** Most bins of an axis, and of all axes together. */
export const MOST_BINS = { axis: 200, all: 200_000 } as const;

/** Effective events that a bin has on average where nobody chose the bins. */
const EVENTS_PER_BIN = 25;

/** Digits of edges that are made. */
const DIGITS = 4;

/** Reads `QUANTITY=N` or `QUANTITY=EDGE,EDGE,...`. ConfigError where it is neither. */
export function readAxis(text: string): AxisWish {
  const fail = (what: string): never => {
    throw new ConfigError(`--axis ${text}: ${what}`);
  };
  const [name = '', given, ...more] = text.split('=');
  const quantity = QUANTITIES.find((known) => known === name.trim());
  if (quantity === undefined) return fail(`unknown quantity; ${suggest(name, QUANTITIES)}`);
  if (given === undefined || more.length > 0 || given.trim() === '')
    return fail(`write ${name}=N for N bins, or ${name}=EDGE,EDGE,...`);
  const numbers = given.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!numbers.every(Number.isFinite)) return fail('not all numbers; correct them');
  const [first = 0] = numbers;
  if (numbers.length === 1) {
    if (!Number.isInteger(first) || first < 1 || first > MOST_BINS.axis)
      return fail(`a number of bins from 1 to ${MOST_BINS.axis} expected, or two edges and more`);
    return { quantity, bins: first };
  }
  const wrong = numbers.findIndex((edge, i) => i > 0 && edge <= at(numbers, i - 1));
  if (wrong > 0)
    return fail(`${at(numbers, wrong)} after ${at(numbers, wrong - 1)}; edges must increase strictly`);
  if (numbers.length > MOST_BINS.axis + 1) return fail(`more than ${MOST_BINS.axis} bins`);
  return { quantity, bins: numbers };
}

/** The four quantities that fix a pair up to azimuths, with as many bins as leave each 25 effective events on average. */
export function defaultAxes(effectiveEvents: number): AxisWish[] {
  const rank = PAIR_QUANTITIES.length;
  const bins = Math.min(16, Math.max(1, Math.floor((effectiveEvents / EVENTS_PER_BIN) ** (1 / rank))));
  return PAIR_QUANTITIES.map((quantity) => ({ quantity, bins }));
}

/** The axis of a wish; `values` and `weights` of the sample's events. ConfigError where all events have the same value. */
export function axisOf(
  { quantity, bins }: AxisWish,
  values: Float64Array,
  weights: ArrayLike<number>,
): TrueAxis {
  if (typeof bins !== 'number') return { quantity, edges: bins };
  const order = Uint32Array.from(values.keys()).sort((a, b) => at(values, a) - at(values, b));
  const total = order.reduce((sum, row) => sum + at(weights, row), 0);
  const edges: number[] = [];
  let [running, wanted] = [0, 1];
  for (const row of order) {
    running += at(weights, row);
    for (; wanted < bins && running > (wanted * total) / bins; wanted++) edges.push(rounded(at(values, row)));
  }
  const [least, most] = [at(values, at(order, 0)), at(values, at(order, order.length - 1))];
  const low = rounded(least, Math.floor);
  const high = rounded(most, Math.ceil);
  if (!(high > low)) {
    throw new ConfigError(
      `--axis ${quantity}=${bins}: all events have the same ${quantity}, ${rounded(least)}; leave it out`,
    );
  }
  const inner = [...new Set(edges)].filter((edge) => edge > low && edge < high);
  return { quantity, edges: [low, ...inner, high] };
}

/** A number with few digits, rounded in a direction. */
function rounded(value: number, round: (x: number) => number = Math.round): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) + 1 - DIGITS);
  return Number((round(value / unit) * unit).toPrecision(DIGITS));
}

/** Number of bins of axes together. */
export function binCount(axes: readonly TrueAxis[]): number {
  return axes.reduce((product, { edges }) => product * (edges.length - 1), 1);
}

/** Checks axes together. ConfigError for too many, for a quantity on two of them, and for more bins than a table can have. */
export function checkAxes(wishes: readonly AxisWish[]): void {
  const names = wishes.map(({ quantity }) => quantity);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new ConfigError(`--axis ${twice}: is an axis already; remove one`);
  if (wishes.length > MAX_RANK) {
    throw new ConfigError(
      `--axis: a table has at most ${MAX_RANK} axes, and these are ${wishes.length}; leave some out`,
    );
  }
  const bins = wishes.reduce(
    (product, { bins: of }) => product * (typeof of === 'number' ? of : of.length - 1),
    1,
  );
  if (bins > MOST_BINS.all)
    throw new ConfigError(`--axis: ${bins} bins are more than ${MOST_BINS.all}; take fewer`);
}

/** The bin of a value on an axis, as a table with `lookup: nearest` reads it. */
export function binOn({ edges }: TrueAxis, value: number): number {
  let bin = 0;
  while (bin + 2 < edges.length && value >= at(edges, bin + 1)) bin += 1;
  return bin;
}

/** The bin of axes together, C order, that each of some events is in; `values` by quantity, shape [events]. */
export function binsOfEvents(
  axes: readonly TrueAxis[],
  values: ReadonlyMap<Quantity, Float64Array>,
): (event: number) => number {
  const columns = axes.map(({ quantity }) => values.get(quantity) ?? new Float64Array());
  return (event) =>
    axes.reduce((bin, axis, d) => bin * (axis.edges.length - 1) + binOn(axis, at(at(columns, d), event)), 0);
}

/** The bins of each axis that make up a bin of all, C order. */
export function binsAt(axes: readonly TrueAxis[], bin: number): number[] {
  let rest = bin;
  return axes
    .toReversed()
    .map(({ edges }) => {
      const place = rest % (edges.length - 1);
      rest = Math.floor(rest / (edges.length - 1));
      return place;
    })
    .reverse();
}
