/** The kinds of bodies upstream by code, and bounds of births in them. cm; docs/physics.md, section 5. */
import { ANNULUS_BODY } from './annulusBody.js';
import type { BodyKind, Extent } from './bodyKind.js';
import { CONE_BODY } from './coneBody.js';
import { BODY, type Body } from './upstream.js';

const KINDS: ReadonlyMap<number, BodyKind> = new Map([
  [BODY.cone, CONE_BODY],
  [BODY.annulus, ANNULUS_BODY],
]);

/** The kind of a body. Throws RangeError for an unknown code. */
export function bodyKind({ kind }: Body): BodyKind {
  const found = KINDS.get(kind);
  if (found === undefined) throw new RangeError(`there is no kind of body ${kind}`);
  return found;
}

/** Shortest and longest distance (cm) between a birth in a body and its decay in a volume. */
export function waysFrom(body: Body, extent: Extent): [number, number] {
  return bodyKind(body).ways(body, extent);
}

/** Bound of the weight of `upstreamBirth` for decays in a volume. */
export function upstreamBound(body: Body, extent: Extent, originZ: number): number {
  const [shortest] = waysFrom(body, extent);
  const { fromSource, farthest, deepest, widest } = bodyKind(body).reach(body, extent, originZ);
  // psi, the angle at the source between birth and decay, is at most the sum of their angles to the axis.
  const psi = Math.atan2(widest, deepest) + Math.atan2(extent.across, fromSource);
  const nearness = originZ / fromSource;
  return (Math.log(farthest / shortest) * nearness * nearness) / Math.max(Math.cos(psi), 0.01);
}
