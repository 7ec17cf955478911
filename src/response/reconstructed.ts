/**
 * A response whose cells are bins of reconstructed quantities that a sample of simulated events has in columns: the detector's response is in
 * each event, so that there is nothing to evaluate.
 */
import * as z from 'zod';
import { at } from '../at.js';
import { InputDataError } from '../errors.js';
import { checkYaml } from '../input/checkedYaml.js';
import { type KeyPath, mistakeAt, type YamlFile } from '../input/yaml.js';
import { strictObject } from '../input/zodIssues.js';
import { source, text } from '../input/zodPieces.js';
import type { Mistake } from '../mistakes.js';
import type { Reconstructed, ReconstructedColumn } from './types.js';

/** Most columns of a response. */
const MOST_COLUMNS = 3;

const observable = strictObject({
  column: text,
  unit: text.optional(),
  edges: z.array(z.number()).min(2).optional(),
  categories: z.array(text).min(1).optional(),
  source: source.optional(),
});

/** `response.yaml` of `kind: reconstructed`. */
const reconstructedSchema = strictObject({
  kind: z.literal('reconstructed'),
  label: text,
  source,
  observables: z.array(observable).min(1).max(MOST_COLUMNS),
});

type Entry = z.output<typeof observable>;

/** Validates a response of `kind: reconstructed`. Throws InputDataError with all mistakes. */
export function loadReconstructed(yaml: YamlFile): Reconstructed & { readonly label: string } {
  const { data, found: ofSchema, isSound } = checkYaml(yaml, reconstructedSchema);
  const found: Mistake[] = [...ofSchema];
  const entries = Array.isArray(data.observables) ? data.observables : [];
  const names = entries.map((entry) => entry?.column);
  const columns = entries.flatMap((entry, i) => {
    const path: KeyPath = ['observables', i];
    if (!isSound(path)) return [];
    if (names.indexOf(entry.column) !== i) {
      const what = `${entry.column} is an observable already; remove one`;
      found.push(mistakeAt(yaml, [...path, 'column'], what));
    }
    return columnOf(yaml, entry, path, found) ?? [];
  });
  if (found.length > 0) throw new InputDataError(found);
  return { label: data.label, columns };
}

function columnOf(
  yaml: YamlFile,
  { column, unit, edges, categories }: Entry,
  path: KeyPath,
  found: Mistake[],
): ReconstructedColumn | undefined {
  const fail = (key: KeyPath, what: string) => {
    found.push(mistakeAt(yaml, [...path, ...key], what));
    return undefined;
  };
  if (edges !== undefined && categories === undefined) {
    const wrong = edges.findIndex((edge, k) => k > 0 && edge <= at(edges, k - 1));
    if (wrong < 0) return { column, unit, edges };
    const what = `${at(edges, wrong)} after ${at(edges, wrong - 1)}; edges must increase strictly`;
    return fail(['edges', wrong], what);
  }
  if (categories === undefined || edges !== undefined) {
    return fail([], 'give either edges, for a column of numbers, or categories, for one of words');
  }
  if (unit !== undefined) return fail(['unit'], 'a column of words has no unit; remove it, or give edges');
  const twice = categories.findIndex((word, k) => categories.indexOf(word) !== k);
  if (twice >= 0) return fail(['categories', twice], `${at(categories, twice)} stands twice; remove one`);
  return { column, categories };
}
