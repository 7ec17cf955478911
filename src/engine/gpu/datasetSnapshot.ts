/** A copy of datasets, to tell whether a later list is the same: a program may change its arrays in place. */
import type { Dataset } from '../spectra.js';

type Numbers = readonly number[] | readonly (readonly number[])[];

/** Tells whether a list holds the same datasets, with the same numbers. */
export type IsSame = (datasets: readonly Dataset[]) => boolean;

/** Copies the numbers of datasets. An array that several of them share is copied, and later compared, once. */
export function snapshotOf(datasets: readonly Dataset[]): IsSame {
  const entries = datasets.map((dataset) => ({ statistic: dataset.statistic, parts: partsOf(dataset) }));
  const copies = new Map<Numbers, Float64Array>();
  for (const part of entries.flatMap(({ parts }) => parts)) {
    if (part !== undefined && !copies.has(part)) copies.set(part, flat(part));
  }
  return (others) => {
    if (others.length !== entries.length) return false;
    const unchanged = new Set<Numbers>();
    const isUnchanged = (part: Numbers): boolean => {
      if (unchanged.has(part)) return true;
      const copy = copies.get(part);
      const now = flat(part);
      if (copy?.length !== now.length || !now.every((value, i) => Object.is(value, copy[i]))) return false;
      unchanged.add(part);
      return true;
    };
    return entries.every(({ statistic, parts }, d) => {
      const other = others[d];
      if (other === undefined || other.statistic !== statistic) return false;
      const otherParts = partsOf(other);
      return parts.every((part, i) => part === otherParts[i] && (part === undefined || isUnchanged(part)));
    });
  };
}

function partsOf({ counts }: Dataset): (Numbers | undefined)[] {
  return [counts.data, counts.background, counts.covariance, counts.cross, counts.signalCovariance];
}

function flat(numbers: Numbers): Float64Array {
  return Float64Array.from(numbers.flat());
}
