/** The list of kinds of detectors, with their schema, types and derived quantities. A new kind needs a file and its entries here. */
import * as z from 'zod';
import { ownValue } from '../input/ownValue.js';
import { BOX } from './box.js';
import type { DetectorKind, DetectorShape, GeometrySummary } from './detectorShape.js';
import { SPHERE } from './sphere.js';

const KINDS = { box: BOX, sphere: SPHERE } as const;

/** The block `geometry` of an experiment. */
export const geometrySchema = z.discriminatedUnion('kind', [BOX.schema, SPHERE.schema], {
  error: `missing or unknown; one of: ${Object.keys(KINDS).join(', ')}`,
});

type Kinds = typeof KINDS;
type KindName = keyof Kinds;
type Entry<K extends KindName> = { [P in K]: z.output<Kinds[P]['schema']> }[K];

/** The shape of a detector of a given kind or of any kind. */
export type Geometry<K extends KindName = KindName> = { [P in K]: ReturnType<Kinds[P]['from']> }[K];

/** The list by name, typed so that each entry matches its kind. */
const byName: { readonly [K in KindName]: DetectorKind<Geometry<K>, Entry<K>> } = KINDS;

/** A detector's shape from the block of its file. */
export function geometryFrom<K extends KindName>(entry: Entry<K> & { readonly kind: K }): Geometry<K> {
  return byName[entry.kind].from(entry);
}

/** Quantities derived from a detector's shape. */
export function detectorShape<K extends KindName>(
  geometry: Geometry<K> & { readonly kind: K },
): DetectorShape {
  return byName[geometry.kind].shapeOf(geometry);
}

/** A detector's summary in words. */
export function geometryInWords(summary: GeometrySummary, volume: (key: string) => string): string {
  const kinds: Readonly<Record<string, Pick<DetectorKind<Geometry, never>, 'words'>>> = KINDS;
  const kind = ownValue(kinds, String(summary.kind));
  if (kind === undefined) throw new RangeError(`there is no kind of detector ${summary.kind}`);
  return kind.words(summary, volume);
}
