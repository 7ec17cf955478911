/**
 * Neutrino flux through a volume of matter for a point source: integrals of (L/D)^2 and of the beam's off-axis intensity over the volume.
 * docs/physics.md, section 5; cm.
 */
import { at } from '../at.js';
import { bodyKind } from './bodyKinds.js';
import type { Detector } from './geometry.js';
import { byPanels } from './quadrature.js';
import { nearness, rayIntegral, touching, type VolumeOfRays } from './rayVolume.js';
import type { Body } from './upstream.js';

/** z of a source so distant that (L/D)^2 is 1 in f64; the integrals are then volumes. */
export const AT_INFINITY = -1e18;

/** Default table: a beam equally intense at all angles. Otherwise tangents of the angles followed by intensities, as in `beamIntensity`. */
const EVEN: readonly number[] = [];

/**
 * Integral of (L/D)^2 times the beam's intensity over a body upstream, cm3. L = -originZ and D are the distances of the detector's centre and
 * of the birthplace from the source. For originZ = AT_INFINITY it is the body's volume. Edges are sharp.
 */
export function bodyFlux(body: Body, originZ: number, intensity = EVEN): number {
  const kind = bodyKind(body);
  return intensity.length > 0
    ? rayIntegral(kind.rays(body, originZ), originZ, intensity)
    : kind.evenFlux(body, originZ);
}

/** The same over the decay volume, cm3: the box, or the (fiducial) sphere. */
export function detectorFlux(detector: Detector, originZ: number, intensity = EVEN): number {
  const { half, radius } = detector;
  if (radius > 0) return shellFlux(0, radius, originZ, intensity);
  const [x, y, z] = [at<number>(half, 0), at<number>(half, 1), at<number>(half, 2)];
  if (intensity.length > 0) return rayIntegral(boxRays(x, y, z, -originZ), originZ, intensity);
  return byPanels(-z, z, (along) =>
    byPanels(0, y, (up) =>
      byPanels(0, x, (aside) => 4 * nearness(Math.hypot(aside, up), along - originZ, originZ)),
    ),
  );
}

/** The same over the shell between two radii about the detector's centre, cm3. */
export function shellFlux(inner: number, outer: number, originZ: number, intensity = EVEN): number {
  if (intensity.length > 0) return rayIntegral(shellRays(inner, outer, -originZ), originZ, intensity);
  return byPanels(inner, outer, (r) =>
    byPanels(-1, 1, (cos) => {
      const aside = r * Math.sqrt(1 - cos * cos);
      return 2 * Math.PI * r * r * nearness(aside, r * cos - originZ, originZ);
    }),
  );
}

/** A box about the detector's centre. */
function boxRays(x: number, y: number, z: number, distance: number): VolumeOfRays {
  const [front, back] = [distance - z, distance + z];
  return {
    chord: (a, b) => Math.max(Math.min(back, x / a, y / b) - front, 0),
    across: [x / back, x / front],
    up: [y / back, y / front],
  };
}

/** A spherical shell about the detector's centre, or a ball. */
function shellRays(inner: number, outer: number, distance: number): VolumeOfRays {
  const way = (radius: number, t: number) => {
    const cos = 1 / Math.sqrt(1 + t * t);
    return 2 * cos * Math.sqrt(Math.max(radius * radius - (distance * t * cos) ** 2, 0));
  };
  return {
    chord: (t) => way(outer, t) - way(inner, t),
    round: [inner, outer].map((radius) => touching(radius, distance)),
  };
}
