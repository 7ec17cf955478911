/** Tick marks of an axis: powers of ten on a log axis, round numbers on a linear one. */

import { isLogarithmic } from '../contouring/interpolate.js';
import type { TickAxis } from '../tiles/axes.js';
import { numberMarkup } from './richText.js';

/** One tick with a label, in the markup of richText.ts. */
export interface LabelledTick {
  readonly value: number;
  readonly label: string;
}

/** Ticks of an axis between its first and last value: long ones, some with labels, and short ones. */
export interface Ticks {
  readonly major: readonly number[];
  readonly minor: readonly number[];
  readonly labels: readonly LabelledTick[];
  /** Labels of the two ends, for an axis whose ends mean something. */
  readonly ends: readonly LabelledTick[];
}

/** Chooses the ticks of an axis. */
export function chooseTicks(axis: TickAxis): Ticks {
  const [low = 0, high = 1] = [axis.values[0], axis.values.at(-1)];
  return isLogarithmic(axis) ? logTicks(low, high) : linearTicks(low, high);
}

/** Least distance between two labels, pixels. */
const LABEL_GAP = 6;

/**
 * Labels that do not touch each other: those of the ends first where `withEnds`, then powers of ten and zero, then the rest.
 * `position` converts values to pixels, `extent` is a label's size along the axis.
 */
export function placeLabels(
  { major, labels, ends }: Ticks,
  position: (value: number) => number,
  extent: (label: string) => number,
  withEnds: boolean,
): LabelledTick[] {
  const placed: LabelledTick[] = [];
  const strong = labels.filter(({ value }) => major.includes(value));
  for (const tick of [...(withEnds ? ends : []), ...strong, ...labels]) {
    const isFree = placed.every((other) => {
      const room = (extent(tick.label) + extent(other.label)) / 2 + LABEL_GAP;
      return Math.abs(position(tick.value) - position(other.value)) >= room;
    });
    if (isFree) placed.push(tick);
  }
  return placed.sort((a, b) => a.value - b.value);
}

function logTicks(low: number, high: number): Ticks {
  // In floating point, the ends of an axis are rarely exact powers of ten.
  const isInside = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const decades: number[] = [];
  for (let n = Math.floor(Math.log10(low)); n <= Math.ceil(Math.log10(high)); n++) decades.push(n);
  const at = (factor: number, n: number) => Number(`${factor}e${n}`);
  const times = (factors: readonly number[]) =>
    decades.flatMap((n) => factors.map((f) => at(f, n))).filter(isInside);
  const major = times([1]);
  const minor = times([2, 3, 4, 5, 6, 7, 8, 9]);
  const span = Math.log10(high / low);
  if (span >= 2) {
    const step = Math.ceil(span / 8);
    // Counted from the lower end where that is a power of ten.
    const first = Math.log10(low);
    const phase = Math.abs(first - Math.round(first)) < 1e-6 ? Math.round(first) : 0;
    const isAtEnd = (value: number) => Math.abs(Math.log10(value / high)) < 1e-6;
    const labelled = major.filter((value) => {
      const isNearEnd = step > 1 && !isAtEnd(value) && Math.log10(high / value) < 0.6 * step;
      return (Math.round(Math.log10(value)) - phase) % step === 0 && !isNearEnd;
    });
    // Small numbers are easier to read without powers of ten.
    const plain = low > 9.99e-4 && high < 1001 ? undefined : ([1, 10] as const);
    const labels = labelled.map((value) => ({
      value,
      label: plain === undefined ? numberMarkup(value) : powerOfTen(value),
    }));
    const ends = [low, high].map((value) => ({ value, label: endLabel(value, plain) }));
    // Over many decades, powers of ten are dense enough without ticks between them.
    return span > 12 ? { major: labelled, minor: major, labels, ends } : { major, minor, labels, ends };
  }
  // With at most one power of ten in the range, numbers between them have labels, too.
  const factors = span > 0.8 ? [1, 2, 3, 5] : [1, 2, 3, 4, 5, 6, 7, 8, 9];
  // All labels have the same style: with small or large numbers, all use powers of ten.
  const plain = low < 0.01 || high > 1000 ? ([1, 10] as const) : undefined;
  return {
    major,
    minor,
    labels: times(factors).map((value) => ({ value, label: numberMarkup(value, 3, plain) })),
    ends: [low, high].map((value) => ({ value, label: endLabel(value, plain) })),
  };
}

/** The label of an end: rounded to three digits, and a power of ten as such. */
function endLabel(value: number, plain: readonly [number, number] | undefined): string {
  const power = Math.log10(value);
  if (plain !== undefined && Math.abs(power - Math.round(power)) < 1e-6) return powerOfTen(value);
  return numberMarkup(value, 3, plain);
}

function powerOfTen(value: number): string {
  const n = Math.round(Math.log10(value));
  return n === 0 ? '1' : n === 1 ? '10' : `10^{${String(n).replace('-', '−')}}`;
}

function linearTicks(low: number, high: number): Ticks {
  const raw = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((f) => f * power >= raw * (1 - 1e-9)) ?? 10) * power;
  const multiples = (unit: number) => {
    const first = Math.ceil(low / unit - 1e-9);
    const last = Math.floor(high / unit + 1e-9);
    return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * unit).toPrecision(12)));
  };
  const major = multiples(step);
  const minor = multiples(step / 5).filter((value) => !major.includes(value));
  const labelled = (values: readonly number[], digits: number) =>
    values.map((value) => ({ value, label: numberMarkup(value, digits) }));
  return { major, minor, labels: labelled(major, 6), ends: labelled([low, high], 4) };
}
