/** Other limits in words, for text, JSON, tables and figures. */
import { at } from '../at.js';
import { listInWords, percent, shareInWords, shortNumber } from '../words.js';
import type { AppliedLimits, ChosenLimits } from './chosenLimits.js';
import { gapsOf, limitAt } from './envelope.js';
import type { LimitRegion } from './limitRegion.js';

/** `90 %`, or `90 % or 95 %` where the limits have different confidence levels. */
export function limitLevels({ curves }: Pick<AppliedLimits, 'curves'>): string {
  return listInWords(curves.map(({ cl }) => percent(cl)));
}

/** `other limits (90 % CL)`. */
export function limitTitle(limits: Pick<AppliedLimits, 'curves'>): string {
  return `other limits (${limitLevels(limits)} CL)`;
}

/** The limits' labels, including those without points in the mass range. */
export function limitNames({ curves }: Pick<AppliedLimits, 'curves'>): string {
  return listInWords(
    curves.map(({ label }) => label),
    'and',
  );
}

/** `m4_gev below 0.001, 0.0338 to 0.0449 and above 0.382`: masses of an axis that no limit reaches; empty where there are none. */
export function gapsInWords({ envelope, mass }: AppliedLimits, low: number, high: number): string {
  const gaps = gapsOf(envelope, low, high).map(([from, to]) => {
    if (from === low && to === high) return 'anywhere on the axis';
    if (from === low) return `below ${shortNumber(to)}`;
    return to === high ? `above ${shortNumber(from)}` : `${shortNumber(from)} to ${shortNumber(to)}`;
  });
  return gaps.length === 0 ? '' : `${mass} ${listInWords(gaps, 'and')}`;
}

/** The assumptions of the limits, a clause for each limit that has one: `NA62 2021 assumes that nu_4 lives longer than 50 ns`. */
export function assumptions({ curves }: Pick<AppliedLimits, 'curves'>): string[] {
  return curves.flatMap(({ label, assumes }) =>
    assumes === undefined ? [] : [`${label} assumes that ${assumes}`],
  );
}

/** The lowest limit at the fixed mass of a plane, as a line; no line where the mass is an axis of the plane. */
export function limitAtMass(limits: AppliedLimits, values: Readonly<Record<string, number>>): string[] {
  const mass = values[limits.mass];
  if (mass === undefined) return [];
  const lowest = limitAt(limits.envelope, mass);
  const label = limits.curves.find(({ name }) => name === lowest?.curve)?.label;
  const what = lowest ? `${limits.mixing} = ${shortNumber(lowest.mixing)}, by ${label}` : 'none';
  return [`the lowest at ${limits.mass} = ${shortNumber(mass)}: ${what}`];
}

/** What a reader must know about the limits on a plane: which they are, their level, the gaps, and their assumptions. */
export function limitLines(
  limits: ChosenLimits,
  axes: readonly { readonly name: string; readonly values: readonly number[] }[],
): string[] {
  if (limits.kind === 'none') return [limits.reason];
  const axis = axes.find(({ name }) => name === limits.mass);
  const gaps = axis ? gapsInWords(limits, at(axis.values, 0), at(axis.values, axis.values.length - 1)) : '';
  const assumed = assumptions(limits);
  return [
    `${limitTitle(limits)}, excluded above the lowest of ${limitNames(limits)}, as published${gaps === '' ? '' : `; none for ${gaps}`}`,
    ...(assumed.length > 0 ? [`${listInWords(assumed, 'and')}; choose by --limits`] : []),
  ];
}

/** How much of a plane the limits exclude: `all`, `nothing`, or a share. */
export function limitExtent({ areaShare }: LimitRegion): string {
  if (areaShare === 1) return 'the whole plane';
  return areaShare === 0 ? 'nothing of the plane' : `${shareInWords(areaShare)} of the plane's area`;
}

/** Whether the limits exclude a point; undefined where the point lacks the mass or the mixing. */
export function isExcludedBy(
  { envelope, mass, mixing }: AppliedLimits,
  point: Readonly<Record<string, number>>,
): boolean | undefined {
  const [m, u] = [point[mass], point[mixing]];
  if (m === undefined || u === undefined) return undefined;
  return u > (limitAt(envelope, m)?.mixing ?? Number.POSITIVE_INFINITY);
}

/** Plain data for JSON documents: whether any limits apply or why not, and each limit with its source. */
export function limitsToJson(limits: ChosenLimits) {
  if (limits.kind === 'none') return { applied: false, reason: limits.reason };
  const { mass, mixing, curves } = limits;
  return {
    applied: true,
    mass,
    mixing,
    curves: curves.map(({ name, label, cl, process, assumes, source }) => ({
      name,
      label,
      cl,
      process,
      assumes: assumes ?? null,
      source,
    })),
  };
}
