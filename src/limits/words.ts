/** Limits in words: which level was cut and why, and where there is no number. */
import { at } from '../at.js';
import { BACKGROUND_PLACE } from '../planes/placeWords.js';
import { isMarginal } from '../planes/reductions.js';
import { percent, shortNumber } from '../words.js';
import type { LimitCurve, MassLimit, MassLimits } from './massLimits.js';

/** A limit as a number, or undefined where there is none on the axis. */
export function limitValue({ interval: { upper } }: MassLimit): number | undefined {
  return upper.kind === 'limit' ? upper.value : undefined;
}

/** The lower end of an interval that excludes |U|^2 = 0, as a number; undefined where there is none on the axis. */
export function lowerValue({ interval: { lower } }: MassLimit): number | undefined {
  return lower.kind === 'limit' ? lower.value : undefined;
}

/** Whether |U|^2 = 0 is excluded, so that the limit is the upper end of an interval. */
export const excludesZero = ({ interval: { lower } }: MassLimit): boolean => lower.kind !== 'zero';

/** Why a limit is not simply a number, in a few words each, or by the name of a flag; none where it is. */
export function statesOf(limit: MassLimit): string[] {
  return limit.isClosed ? placesOf(limit) : [...placesOf(limit), ...limit.flags];
}

/** The same without flags: where it lies if not on the axis, and what is excluded below it. */
export function placesOf({ interval: { upper, lower, gaps }, isClosed }: MassLimit): string[] {
  if (isClosed) return ['no signal possible'];
  return [
    ...(upper.kind === 'below' ? ['below the range'] : []),
    ...(upper.kind === 'above' ? ['above the range'] : []),
    ...(upper.kind === 'unknown' ? ['chi2 missing'] : []),
    ...(lower.kind === 'zero' ? [] : [`${BACKGROUND_PLACE} excluded`]),
    ...(lower.kind === 'below' ? ['lower end below the range'] : []),
    ...(lower.kind === 'unknown' ? ['chi2 missing at the lower end'] : []),
    ...(lower.kind === 'unsettled'
      ? ['least chi2 at the end of the range, so that the lower end is not known']
      : []),
    ...(gaps > 0 ? [gaps === 1 ? 'excluded in part below it' : `excluded in ${gaps} parts below it`] : []),
  ];
}

/** `above the range at m5_gev = 0.1 to 0.2, 0.4`, or `at every m5_gev`: a line for each state that some limits of a curve are in. */
export function stateLines(x: MassLimits['x'], limits: readonly MassLimit[]): string[] {
  const states = limits.map(statesOf);
  return [...new Set(states.flat())].map((state) => {
    const stretches: [first: number, last: number][] = [];
    states.forEach((found, i) => {
      if (!found.includes(state)) return;
      const open = stretches.at(-1);
      if (open !== undefined && open[1] === i - 1) open[1] = i;
      else stretches.push([i, i]);
    });
    const value = (i: number) => shortNumber(at(x.values, i));
    const places = stretches.map(([first, last]) =>
      first === last ? value(first) : `${value(first)} to ${value(last)}`,
    );
    const isEverywhere = limits.length > 1 && states.every((found) => found.includes(state));
    return `${state} at ${isEverywhere ? `every ${x.name}` : `${x.name} = ${places.join(', ')}`}`;
  });
}

/** The states of all curves, each line with the name of its curve where there are several kinds. */
export function allStateLines({ x, curves }: Pick<MassLimits, 'x' | 'curves'>): string[] {
  const named = (curve: LimitCurve, limits: readonly MassLimit[] | undefined, suffix: string) => {
    const isAlone = curves.length === 1 && suffix === '';
    return stateLines(x, limits ?? []).map((line) => (isAlone ? line : `${curve.name}${suffix}: ${line}`));
  };
  return curves.flatMap((curve) => [
    ...named(curve, curve.limits, ''),
    ...named(curve, curve.expected, ', expected'),
  ]);
}

/** A line for each threshold: limits on its two sides are not to be joined. */
export function thresholdLines({ x, thresholds }: Pick<MassLimits, 'x' | 'thresholds'>): string[] {
  return thresholds.map(
    ({ at: value, above }) =>
      `threshold at ${x.name} = ${shortNumber(value)}: above it the decay is through a ${above === 'onshell' ? 'real' : 'virtual'} Z', below it through a ${above === 'onshell' ? 'virtual' : 'real'} one; the limit may jump there, and a line through its two sides means nothing`,
  );
}

/** Which level was cut, and why this one. */
export function levelInWords({
  x,
  y,
  confidenceLevel,
  degreesOfFreedom,
  level,
}: Pick<MassLimits, 'x' | 'y' | 'confidenceLevel' | 'degreesOfFreedom' | 'level'>): string {
  const number = `Delta chi2 = ${level.toFixed(3)}, the ${percent(confidenceLevel)} quantile of chi2 with`;
  return degreesOfFreedom === 1
    ? `${number} one degree of freedom: at each ${x.name} only ${y.name} is free`
    : `${number} two degrees of freedom, as for a contour in ${x.name} and ${y.name} (--dof 2), though at each ${x.name} only ${y.name} is free: it covers more`;
}

/** Which side of a limit is excluded. */
export function excludedInWords({
  y,
  isExpected,
  curves,
}: Pick<MassLimits, 'y' | 'isExpected' | 'curves'>): string {
  const isInterval = curves.some(({ limits }) => limits.some(excludesZero));
  const below = isInterval ? ', and a smaller one than the lower end of an interval' : '';
  return `${isExpected ? 'expected to be excluded' : 'excluded'}: a larger ${y.name} than the limit${below}`;
}

/** What the levels rest on. */
export function coverageInWords({ y, reduced }: Pick<MassLimits, 'y' | 'reduced'>): string {
  return isMarginal(reduced)
    ? "Wilks' theorem is about profiles, and says nothing of the coverage of a marginal likelihood"
    : `by Wilks' theorem; because ${y.name} cannot be negative, a limit covers at least as often as it says where |U|^2 = 0 fits best`;
}

/** `observed upper limit`, `expected upper limit (Asimov data)`, `observed and expected ...`; intervals are named where there are some. */
export function kindInWords({
  isExpected,
  expectedFrom,
  curves,
}: Pick<MassLimits, 'isExpected' | 'expectedFrom' | 'curves'>): string {
  const isInterval = curves.some(({ limits }) => limits.some(excludesZero));
  const what = isInterval ? 'upper limit or interval' : 'upper limit';
  if (isExpected) return `expected ${what} (Asimov data)`;
  return expectedFrom === undefined
    ? `observed ${what}`
    : `observed ${what}, and the expected one (Asimov data)`;
}
