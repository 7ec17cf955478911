/** Step: binned observables. */
import * as z from 'zod';
import { at as entryAt } from '../at.js';
import { mistakeAt } from '../input/yaml.js';
import { strictObject } from '../input/zodIssues.js';
import { source } from '../input/zodPieces.js';
import type { Quantity } from '../physics/quantities.js';
import * as at from '../physics/responseLayout.js';
import type { Reading } from './reading.js';
import type { ResponseStep } from './step.js';
import { quantity } from './tableSchema.js';
import { quantityCode, type TableWriter, writeRecords } from './tableWriter.js';

/** A binned quantity; a pair outside the edges is lost. */
export interface Observable {
  readonly quantity: Quantity;
  /** Strictly increasing. */
  readonly edges: readonly number[];
}

/** Part of a response that this step defines. */
export interface Observables {
  readonly observables: readonly Observable[];
}

const keys = {
  observables: z
    .array(strictObject({ quantity, edges: z.array(z.number()).min(2), source }))
    .max(3)
    .default([]),
};
type File = z.output<z.ZodObject<typeof keys>>;

function read({ yaml, r, isSound, found }: Reading<File>): Observables {
  const entries = r.observables ?? [];
  const names = entries.map((observable) => observable?.quantity);
  const observables = entries.flatMap((observable, i) => {
    const path = ['observables', i];
    if (!isSound(path)) return [];
    const { quantity, edges } = observable;
    if (names.indexOf(quantity) !== i) {
      const what = `${quantity} is an observable already; remove one`;
      found.push(mistakeAt(yaml, [...path, 'quantity'], what));
    }
    const wrong = edges.findIndex((edge, k) => k > 0 && edge <= entryAt(edges, k - 1));
    if (wrong >= 0) {
      const what = `${entryAt(edges, wrong)} after ${entryAt(edges, wrong - 1)}; edges must increase strictly`;
      found.push(mistakeAt(yaml, [...path, 'edges', wrong], what));
    }
    return [{ quantity, edges }];
  });
  return { observables };
}

function write(writer: TableWriter, { observables }: Observables): void {
  const place = [at.HEADER_OBSERVABLES, at.HEADER_OBSERVABLE_RECORDS] as const;
  writeRecords(writer, place, observables, at.OBSERVABLE_SIZE, (_, { quantity, edges }) => [
    quantityCode(quantity),
    edges.length,
    writer.append(edges),
  ]);
}

/** The step. */
export const OBSERVABLES = {
  keys,
  read,
  write,
  isAnalytic: ({ observables }) => observables.length === 0,
} as const satisfies ResponseStep<File, Observables>;
