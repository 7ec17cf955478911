/** Changes of soil as a flat list of numbers by key: what grids and documents say of them. */
import type { DirtChanges } from '../experiment/dirtSchema.js';

/** Every number that changes hold, by its key with those that lead to it, joined by dots: `bodies.soil.density_g_cm3`. */
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

/** Changes that were made before, without those that later ones take the place of, and the later ones. */
export function mergedChanges(before: FlatChanges, after: FlatChanges): FlatChanges {
  const taken = new Set(Object.keys(after).map(subjectOf));
  const kept = Object.entries(before).filter(([key]) => !taken.has(subjectOf(key)));
  return inOrder([...kept, ...Object.entries(after)]);
}

/** What a key is about, whichever of several it is: a material by one of its nuclei, density or mass, one radius or both. */
export function subjectOf(key: string): string {
  return key
    .replace(/(^|\.)composition\..*$/, '$1composition')
    .replace(/mass_tonnes$/, 'density_g_cm3')
    .replace(/radii_cm$/, 'radius_cm');
}

function inOrder(entries: readonly (readonly [string, number | readonly number[]])[]): FlatChanges {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
