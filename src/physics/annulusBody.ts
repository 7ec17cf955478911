/** Annular bodies about the vertical axis through the detector's centre: host-side functions. cm. */
import type { BodyKind, Extent } from './bodyKind.js';
import { byPanels } from './quadrature.js';
import { nearness, touching, type VolumeOfRays } from './rayVolume.js';
import { BENT, type Body, SOFTNESS } from './upstream.js';

function ways(b: Body, { level, height }: Extent): [number, number] {
  const [inner, outer] = [b.radius * (1 - SOFTNESS), b.outer * (1 + SOFTNESS)];
  const rises = b.halfHeight * (1 + SOFTNESS) + height;
  return [(1 - BENT) * (inner - level), (1 + BENT) * Math.hypot(outer + level, rises)];
}

function evenFlux({ radius, outer, halfHeight }: Body, originZ: number): number {
  // Symmetric left and right of the beam, and above and below it.
  return byPanels(radius, outer, (r) =>
    byPanels(0, Math.PI, (phi) => {
      const [x, z] = [r * Math.sin(phi), r * Math.cos(phi)];
      return byPanels(0, halfHeight, (y) => 4 * r * nearness(Math.hypot(x, y), z - originZ, originZ));
    }),
  );
}

function rays({ radius, outer, halfHeight }: Body, originZ: number): VolumeOfRays {
  const distance = -originZ;
  const within = (circle: number, a: number, top: number) => {
    const cosSq = 1 / (1 + a * a);
    const half = Math.sqrt(cosSq * Math.max(circle * circle - distance * distance * a * a * cosSq, 0));
    const middle = distance * cosSq;
    return Math.max(Math.min(middle + half, top) - (middle - half), 0);
  };
  return {
    chord: (a, b) => within(outer, a, halfHeight / b) - within(radius, a, halfHeight / b),
    across: [touching(radius, distance), touching(outer, distance)],
    up: [-outer, -radius, radius, outer].map((ahead) => halfHeight / (distance + ahead)),
  };
}

/** The annulus as a kind of body. */
export const ANNULUS_BODY: BodyKind = {
  ways,
  reach: (b, extent, originZ) => {
    const fromSource = -originZ - extent.level;
    const [, longest] = ways(b, extent);
    return { fromSource, farthest: longest, deepest: fromSource - longest, widest: longest };
  },
  evenFlux,
  rays,
};
