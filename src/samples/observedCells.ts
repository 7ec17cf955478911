/** The cells of a response that counts reconstructed quantities, event by event of a sample that has them. */
import { at } from '../at.js';
import { ownValue } from '../input/ownValue.js';
import { nearestName, suggest } from '../input/zodIssues.js';
import type { Reconstructed, ReconstructedColumn, Response, WordColumn } from '../response/types.js';
import { listInWords } from '../words.js';
import { type CategoryObservable, type EventSample, isCategory, type Observable } from './eventSample.js';

/** What of a sample is looked at. */
type Observed = Pick<EventSample, 'name' | 'count' | 'observables'>;

/** The cell of each event, -1 for those in none: outside the edges, of another word, or not reconstructed (NaN). Shape [events]. */
export function observedCells({ columns }: Reconstructed, { count, observables }: Observed): Int32Array {
  const cells = new Int32Array(count);
  for (const column of columns) {
    const bins = binsOf(column, ownValue(observables, column.column));
    const size = 'categories' in column ? column.categories.length : column.edges.length - 1;
    for (let i = 0; i < count; i++) {
      const [cell, bin] = [at(cells, i), bins(i)];
      cells[i] = cell < 0 || bin < 0 ? -1 : cell * size + bin;
    }
  }
  return cells;
}

/** The bin of a column that an event is in, or -1. */
function binsOf(column: ReconstructedColumn, observable: Observable | undefined): (event: number) => number {
  if ('categories' in column) {
    if (!observable || !isCategory(observable)) return () => -1;
    const bins = observable.categories.map((word) => column.categories.indexOf(word));
    // A code without a word is that of an event without one.
    return (event) => bins[at(observable.codes, event)] ?? -1;
  }
  if (!observable || isCategory(observable)) return () => -1;
  const { edges } = column;
  return (event) => binOf(edges, at(observable.values, event));
}

/** The bin of a value, lower edge included; -1 outside the edges and for NaN. */
function binOf(edges: readonly number[], value: number): number {
  const last = edges.length - 1;
  if (!(value >= at(edges, 0) && value < at(edges, last))) return -1;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= at(edges, middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Why events of a sample cannot be sorted into the cells of a response; empty where they can, or where it takes the true leptons. */
export function observableFaults({ label, reconstructed }: Response, sample: Observed): string[] {
  if (reconstructed === undefined) return [];
  const faults = reconstructed.columns.flatMap((column) => columnFault(label, column, sample) ?? []);
  if (faults.length > 0) return faults;
  return observedCells(reconstructed, sample).some((cell) => cell >= 0)
    ? []
    : [
        `no event of ${sample.name} is in any cell of the response ${label}; are its edges and categories those of the sample, and its numbers in the same units?`,
      ];
}

function columnFault(
  label: string,
  wanted: ReconstructedColumn,
  { name, observables }: Observed,
): string | undefined {
  const { column } = wanted;
  const known = Object.keys(observables);
  const observable = ownValue(observables, column);
  if (observable === undefined) {
    const advice = known.length === 0 ? 'it has no reconstructed quantities' : suggest(column, known);
    return `${name} has no column ${column}, which the response ${label} counts; ${advice}`;
  }
  if ('categories' in wanted) {
    return isCategory(observable)
      ? wordFault(label, wanted, observable, name)
      : `${column} of ${name} has numbers, where the response ${label} counts words; give it edges instead of categories`;
  }
  if (isCategory(observable)) {
    const words = observable.categories.slice(0, 4).join(', ');
    return `${column} of ${name} has words (${words}), where the response ${label} counts numbers; give it categories instead of edges`;
  }
  const { unit } = wanted;
  return unit === undefined || observable.unit === '' || observable.unit === unit
    ? undefined
    : `${column} of ${name} is in ${observable.unit}, and the response ${label} has its edges in ${unit}; write both in the same unit`;
}

/** A word of the response that no event has is told if it is like one that the response does not have, or if there is no other. */
function wordFault(
  label: string,
  { column, categories }: WordColumn,
  observable: CategoryObservable,
  name: string,
): string | undefined {
  const others = observable.categories.filter((word) => !categories.includes(word));
  const missing = categories.filter((word) => !observable.categories.includes(word));
  const misspelt = missing.find((word) => nearestName(word, others) !== undefined);
  const word = misspelt ?? (missing.length === categories.length ? missing[0] : undefined);
  return word === undefined
    ? undefined
    : `${column} of ${name} is never ${word}, which the response ${label} counts; ${others.length === 0 ? `it has no words but ${listInWords(observable.categories, 'and')}` : suggest(word, others)}`;
}
