/** What is wrong with events: the first few of each kind with their places, and how many more there are. */
import type { Mistake } from '../mistakes.js';

/** So many of each kind are told with their places. */
const SHOWN = 3;

/** Where an event and a column of it stand, for messages. */
export interface EventPlaces {
  readonly file: string;
  /** A line of a text, or a row in words. */
  readonly placeOf: (row: number) => { readonly line: number } | { readonly row: string };
  /** Name in the file of a field such as `eminus_e`. */
  readonly nameOf: (field: string) => string;
}

/** Collects faults by kind. */
export class FaultList {
  readonly #places: EventPlaces;
  readonly #kinds = new Map<string, { readonly shown: Mistake[]; count: number; last: number }>();

  constructor(places: EventPlaces) {
    this.#places = places;
  }

  /** Whether nothing was found. */
  get isEmpty(): boolean {
    return this.#kinds.size === 0;
  }

  /** A fault of one event; `kind` says it in the plural, for the count: `events with a negative weight`. */
  add(kind: string, row: number, field: string, what: () => string): void {
    const found = this.#kinds.get(kind) ?? { shown: [], count: 0, last: -1 };
    this.#kinds.set(kind, found);
    // One event may have a fault in several columns.
    if (found.last !== row) found.count += 1;
    found.last = row;
    if (found.shown.length >= SHOWN) return;
    const { file, placeOf, nameOf } = this.#places;
    const place = placeOf(row);
    found.shown.push(
      'line' in place
        ? { file, line: place.line, key: nameOf(field), what: what() }
        : { file, key: `${place.row}, ${nameOf(field)}`, what: what() },
    );
  }

  /** All of them; the last that is shown of a kind counts those that are not. */
  mistakes(): Mistake[] {
    return [...this.#kinds].flatMap(([kind, { shown, count }]) => {
      const last = shown.at(-1);
      if (count <= SHOWN || last === undefined) return shown;
      return [...shown.slice(0, -1), { ...last, what: `${last.what}; ${count} ${kind} in all` }];
    });
  }
}
