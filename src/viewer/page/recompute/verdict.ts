/** What is said of a point that was computed again: whether it is what the grid holds. */
import { flagInWords } from '../../../planes/flagFamilies.js';
import { briefNumber, listInWords } from '../../../words.js';
import type { ComparedNumber, Recomputed } from './recomputed.js';

/** The name of a number with its unit, unless it ends with that. */
export function nameOf({ name, unit }: ComparedNumber): string {
  const words = name.replace(/^background_/, 'background ');
  return unit === '' || name.endsWith(`_${unit.toLowerCase()}`) ? words : `${words} (${unit})`;
}

/** Whether a point is what the grid holds: in a few words, and in more. */
export interface Verdict {
  readonly isAlert: boolean;
  readonly head: string;
  readonly rest: string;
}

/** The verdict on a point. */
export function verdictOf({ numbers, spectra, flags, isPoor }: Recomputed): Verdict {
  const compared = [
    ...numbers.map((number) => ({ name: nameOf(number), ofBound: number.ofBound })),
    ...spectra.map(({ here, ofBound }) => ({ name: `the signal by bin of ${here.experiment}`, ofBound })),
  ].flatMap(({ name, ofBound }) => (ofBound === undefined ? [] : [{ name, ofBound }]));
  const calm = (head: string, rest: string) => ({ isAlert: false, head, rest });
  // Written so that a NaN differs.
  const others = compared.filter(({ ofBound }) => !(ofBound <= 1));
  if (isPoor && others.length > 0)
    return calm(
      'No bound holds',
      ': the point has too few events (low effective sample size), so that a single one may decide.',
    );
  const flagWords = flagsInWords(flags);
  const names = others.map(({ name, ofBound }) => `${name} by ${briefNumber(ofBound, 2)} times its bound`);
  const parts = [names.length === 0 ? '' : listInWords(names, 'and'), flagWords].filter(
    (part) => part !== '',
  );
  if (parts.length > 0)
    return { isAlert: true, head: 'Differs from the grid', rest: `: ${parts.join('; ')}.` };
  const [worst] = compared.toSorted((a, b) => b.ofBound - a.ofBound);
  const isEmpty = numbers.every(({ name, grid }) => grid === undefined || name.startsWith('background_chi2'));
  if (worst === undefined || isEmpty) return calm('The grid holds nothing', ' at this point yet.');
  if (worst.ofBound === 0) return calm('Agrees with the grid', ', bit by bit.');
  return calm(
    'Agrees with the grid',
    `: the largest difference, of ${worst.name}, is ${briefNumber(100 * worst.ofBound, 2)} % of what engines may differ by.`,
  );
}

/** Flags that differ; empty where none do. Whether events are too few may differ at its threshold. */
function flagsInWords({ here, grid }: Recomputed['flags']): string {
  if (grid === undefined) return '';
  const judged = (names: readonly string[]) => names.filter((name) => name !== 'low_effective_sample_size');
  const only = (some: readonly string[], others: readonly string[]) =>
    judged(some).filter((name) => !others.includes(name));
  const list = (where: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`flagged ${listInWords(names.map(flagInWords), 'and')} ${where} only`];
  return [...list('here', only(here, grid)), ...list('in the grid', only(grid, here))].join('; ');
}
