/** Which points of a plane carry a flag of each family. */
import { at } from '../at.js';
import { type FlagFamily, familyOf } from './flagFamilies.js';
import type { FlagPlane } from './flags.js';

/** The families of flags that are drawn. */
export type DrawnFamily = Exclude<FlagFamily, 'information'>;

/** The families in the order in which they are drawn. */
export const DRAWN_FAMILIES = ['closed', 'assumptions', 'numbers'] as const satisfies readonly DrawnFamily[];

/** Which points of a plane carry a flag of each family, 1 or 0, shape [ny, nx]. */
export type FlaggedPoints = Readonly<Record<DrawnFamily, Uint8Array>>;

/** The flagged points of a plane. With the flags of several experiments, a point is closed where it is closed for all, and has other flags where
 * any experiment raises them. Throws RangeError without planes. */
export function flaggedPoints(planes: readonly FlagPlane[]): FlaggedPoints {
  const points = at(planes, 0).bits.length;
  const of = (family: DrawnFamily) => {
    const marked = new Uint8Array(points);
    const needed = family === 'closed' ? planes.length : 1;
    for (const { names, bits } of planes) {
      let mask = 0;
      for (const [i, name] of names.entries()) if (familyOf(name) === family) mask |= 1 << i;
      for (let k = 0; k < points; k++) if (((bits[k] ?? 0) & mask) !== 0) marked[k] = (marked[k] ?? 0) + 1;
    }
    return marked.map((count) => (count >= needed ? 1 : 0));
  };
  return { closed: of('closed'), assumptions: of('assumptions'), numbers: of('numbers') };
}
