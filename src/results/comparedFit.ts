/** What becomes of a best fit in a comparison. */
import { at } from '../at.js';
import type { DeltaPlane, MinimumPlace } from '../contouring/contour.js';
import type { ShownPlane } from '../overlays/curveWords.js';
import { isExcludedBy } from '../overlays/limitWords.js';
import type { Overlays } from '../overlays/overlays.js';

/** Whether another experiment excludes a best fit; undefined where it is the background, and where the other chi2 is missing. */
export function isExcludedAt(
  place: MinimumPlace,
  { x, y, delta }: DeltaPlane,
  level: number,
): boolean | undefined {
  if (place === 'background') return undefined;
  const value = at(delta, y.values.indexOf(place.y) * x.values.length + x.values.indexOf(place.x));
  return Number.isNaN(value) ? undefined : value > level;
}

/** Whether other limits exclude a best fit; undefined where it is the background, and where none apply. */
export function isBeyondLimits(
  place: MinimumPlace,
  { limits }: Overlays,
  { x, y, values }: ShownPlane,
): boolean | undefined {
  if (place === 'background' || limits.kind === 'none') return undefined;
  return isExcludedBy(limits, { ...values, [x.name]: place.x, [y.name]: place.y });
}
