/** Which points of a plane carry a flag, in the order in which flags are drawn. */
import { at } from '../at.js';
import { type FlagFamily, familyOf } from './flagFamilies.js';
import type { FlagPlane } from './flags.js';

/** The families of flags that are drawn. */
export type DrawnFamily = Exclude<FlagFamily, 'information'>;

/** The families in the order in which they are drawn. */
export const DRAWN_FAMILIES = ['closed', 'assumptions', 'numbers'] as const satisfies readonly DrawnFamily[];

/** The points of a plane that carry a flag, 1 or 0, shape [ny, nx]. */
export interface FlaggedPoints {
  readonly flag: string;
  readonly family: DrawnFamily;
  readonly marked: Uint8Array;
}

/** The flags that are up somewhere in a plane, with their points. With the flags of several experiments, a point is closed where it is closed for
 * all, and has other flags where any experiment raises them. Throws RangeError without planes. */
export function flaggedPoints(planes: readonly FlagPlane[]): FlaggedPoints[] {
  const points = at(planes, 0).bits.length;
  const names = [...new Set(planes.flatMap((plane) => plane.names))];
  return DRAWN_FAMILIES.flatMap((family) =>
    names
      .filter((flag) => familyOf(flag) === family)
      .map((flag) => ({ flag, family, marked: pointsWith(planes, flag, family, points) }))
      .filter(({ marked }) => marked.includes(1)),
  );
}

function pointsWith(
  planes: readonly FlagPlane[],
  flag: string,
  family: DrawnFamily,
  points: number,
): Uint8Array {
  const counts = new Uint8Array(points);
  for (const { names, bits } of planes) {
    const i = names.indexOf(flag);
    if (i < 0) continue;
    for (let k = 0; k < points; k++) if (((bits[k] ?? 0) & (1 << i)) !== 0) counts[k] = (counts[k] ?? 0) + 1;
  }
  const needed = family === 'closed' ? planes.length : 1;
  return counts.map((count) => (count >= needed ? 1 : 0));
}

/** The points where no signal is possible, 1 or 0, shape [ny, nx]. */
export function closedPoints(flagged: readonly FlaggedPoints[], points: number): Uint8Array {
  return flagged.find(({ family }) => family === 'closed')?.marked ?? new Uint8Array(points);
}
