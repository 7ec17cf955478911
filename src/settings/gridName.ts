/** The name of a grid whose scan file the command line changed. */
import { sha256 } from '../platform/sha256.js';
import type { ResolvedScan } from '../resolved/scan.js';

/** Folder of a scan's grid where none is given: `grids/NAME.zarr`, and with values of `--set` another one for each. */
export function defaultGrid({ name, set = [] }: Pick<ResolvedScan, 'name' | 'set'>): string {
  const isNamed = set.some((text) => text.startsWith('name='));
  if (set.length === 0 || isNamed) return `grids/${name}.zarr`;
  const sorted = [...set].sort();
  const words = sorted.join('-');
  // What a name cannot have, or would be too long, is told apart by a hash.
  const isPlain = /^[\w.=+-]*$/.test(words) && words.length <= LONGEST;
  const safe = words.replace(/[^\w.=+]+/g, '-').replace(/^-|-$/g, '');
  const hash = sha256(sorted.join('\n')).slice(0, 8);
  return `grids/${name}-${isPlain ? words : `${safe.slice(0, LONGEST)}-${hash}`}.zarr`;
}

/** Characters of the values of `--set` in the name of a grid. */
const LONGEST = 60;
