/** Changes of soil as a flat list of numbers by key, as grids and documents record them. */
import type { DirtChanges } from '../experiment/dirtSchema.js';

/** Every number of some changes by its full key, joined by dots: `bodies.soil.density_g_cm3`. */
export type FlatChanges = Readonly<Record<string, number | readonly number[]>>;

/** Changes as a flat mapping, in the order of its keys. */
export function flatChanges(changes: DirtChanges): FlatChanges {
  const flat: [string, number | readonly number[]][] = [];
  const add = (value: unknown, path: string): void => {
    if (typeof value === 'number') flat.push([path, value]);
    else if (Array.isArray(value)) flat.push([path, value as number[]]);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, part] of Object.entries(value)) add(part, path ? `${path}.${key}` : key);
    }
  };
  add(changes, '');
  return inOrder(flat);
}

/** Earlier and later changes merged; the later ones replace the earlier ones about the same subject. */
export function mergedChanges(before: FlatChanges, after: FlatChanges): FlatChanges {
  const taken = new Set(Object.keys(after).map(subjectOf));
  const kept = Object.entries(before).filter(([key]) => !taken.has(subjectOf(key)));
  return inOrder([...kept, ...Object.entries(after)]);
}

/** The subject of a key, the same for keys that exclude each other: all nuclei of a material; density and mass; one radius and both. */
export function subjectOf(key: string): string {
  return key
    .replace(/(^|\.)composition\..*$/, '$1composition')
    .replace(/mass_tonnes$/, 'density_g_cm3')
    .replace(/radii_cm$/, 'radius_cm');
}

function inOrder(entries: readonly (readonly [string, number | readonly number[]])[]): FlatChanges {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
