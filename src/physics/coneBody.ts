/** Cones and cylinders about the beam axis: host-side functions. cm. */
import type { BodyKind, Extent } from './bodyKind.js';
import { byPanels } from './quadrature.js';
import type { VolumeOfRays } from './rayVolume.js';
import { type Body, SOFTNESS } from './upstream.js';

function evenFlux({ nearZ, length, radius, taper }: Body, originZ: number): number {
  return byPanels(0, length, (back) => {
    // On a disc at distance zeta along the axis, 2 r dr/(zeta^2 + r^2) = dw with w = ln(1 + r^2/zeta^2).
    const zeta = nearZ - back - originZ;
    const edge = Math.log1p(((radius - taper * back) / zeta) ** 2);
    return Math.PI * originZ * originZ * byPanels(0, edge, () => 1);
  });
}

function rays({ nearZ, length, radius, taper }: Body, originZ: number): VolumeOfRays {
  const near = nearZ - originZ;
  const far = near - length;
  // A point is inside where t s <= radius - taper (near - s).
  const apex = radius - taper * near;
  return {
    chord: (t) => {
      const edge = apex / (t - taper);
      const [from, to] = t > taper ? [far, Math.min(near, edge)] : [Math.max(far, edge), near];
      return Math.max(to - from, 0);
    },
    round: [radius / near, (radius - taper * length) / far],
  };
}

/** Cones and cylinders as a kind of body. */
export const CONE_BODY: BodyKind = {
  ways: (b: Body, { front }: Extent) => [-front - b.nearZ, front - b.nearZ + b.length],
  reach: (b, { front }, originZ) => ({
    fromSource: -originZ - front,
    // A slanted path through a cone may be longer than the cone, but not longer than the path from the source.
    farthest: 1.001 * (front - originZ),
    deepest: b.nearZ - b.length - originZ,
    widest: b.radius * (1 + SOFTNESS),
  }),
  evenFlux,
  rays,
};
