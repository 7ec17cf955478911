/** Which points of a plane carry a flag of each family. */
import { type FlagFamily, familyOf } from './flagFamilies.js';
import type { FlagPlane } from './flags.js';

/** The families of flags that are drawn. */
export type DrawnFamily = Exclude<FlagFamily, 'information'>;

/** They are drawn in this order. */
export const DRAWN_FAMILIES = ['closed', 'assumptions', 'numbers'] as const satisfies readonly DrawnFamily[];

/** Which points of a plane carry a flag of each family, 1 or 0, shape [ny, nx]. */
export type FlaggedPoints = Readonly<Record<DrawnFamily, Uint8Array>>;

/** The flagged points of a plane; of several experiments' flags, those that any raises, and closed is what all call so. */
export function flaggedPoints(planes: readonly FlagPlane[]): FlaggedPoints {
  const points = planes[0]?.bits.length ?? 0;
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
