/**
 * The flux that a volume of matter sees, where neutrinos come from one point: integrals of (L/D)^2 over it, and of a beam's intensity off
 * its axis. docs/physics.md, section 5; cm.
 */
import { at } from '../at.js';
import type { Detector } from './geometry.js';
import { gaussLegendre } from './quadrature.js';
import { bodyIntensity, detectorIntensity, shellIntensity } from './rayVolume.js';
import { BODY, type Body } from './upstream.js';

/** z of a source that is so far away that (L/D)^2 is 1 in f64: with it the integrals are volumes. */
export const AT_INFINITY = -1e18;

/** A beam that is as intense at all angles; else tangents of the angles, and then intensities, as `beamIntensity` takes them. */
const EVEN: readonly number[] = [];

/** Panels of an integral, and Gauss-Legendre nodes in each. */
const PANELS = 2;
const NODES = 12;

/** A function integrated over [from, to]. */
function integrate(from: number, to: number, f: (x: number) => number): number {
  const { nodes, weights } = gaussLegendre(NODES);
  const width = (to - from) / PANELS;
  let sum = 0;
  for (let panel = 0; panel < PANELS; panel++) {
    for (let i = 0; i < NODES; i++) {
      sum += width * at(weights, i) * f(from + (panel + at(nodes, i)) * width);
    }
  }
  return sum;
}

/** (L/D)^2 at the distance `aside` from the beam axis and `ahead` from the source along it. */
function fluxAt(aside: number, ahead: number, originZ: number): number {
  return (originZ * originZ) / (aside * aside + ahead * ahead);
}

/**
 * Integral of (L/D)^2 and the beam's intensity over a body upstream, cm3: L = -originZ and D are the distances from the source of the detector's
 * centre and of the birthplace. From AT_INFINITY it is the body's volume. Edges are sharp.
 */
export function bodyFlux(body: Body, originZ: number, intensity = EVEN): number {
  if (intensity.length > 0) return bodyIntensity(body, originZ, intensity);
  if (body.kind === BODY.annulus) return annulusFlux(body, originZ);
  const { nearZ, length, radius, taper } = body;
  return integrate(0, length, (back) => {
    // Over a disc at the distance zeta along the axis 2 r dr/(zeta^2 + r^2) is dw, w = ln(1 + r^2/zeta^2).
    const zeta = nearZ - back - originZ;
    const edge = Math.log1p(((radius - taper * back) / zeta) ** 2);
    const disc = integrate(0, edge, () => 1);
    return Math.PI * originZ * originZ * disc;
  });
}

function annulusFlux({ radius, outer, halfHeight }: Body, originZ: number): number {
  // Left and right of the beam, above and below it are alike.
  return integrate(radius, outer, (r) =>
    integrate(0, Math.PI, (phi) => {
      const [x, z] = [r * Math.sin(phi), r * Math.cos(phi)];
      return integrate(0, halfHeight, (y) => 4 * r * fluxAt(Math.hypot(x, y), z - originZ, originZ));
    }),
  );
}

/** The same over the volume that decays are looked for in, cm3: the box, or the (fiducial) sphere. */
export function detectorFlux(detector: Detector, originZ: number, intensity = EVEN): number {
  if (intensity.length > 0) return detectorIntensity(detector, originZ, intensity);
  const { half, radius } = detector;
  if (radius > 0) return shellFlux(0, radius, originZ);
  const [x, y, z] = [at<number>(half, 0), at<number>(half, 1), at<number>(half, 2)];
  return integrate(-z, z, (along) =>
    integrate(0, y, (up) =>
      integrate(0, x, (aside) => 4 * fluxAt(Math.hypot(aside, up), along - originZ, originZ)),
    ),
  );
}

/** The same over the shell between two radii about the detector's centre, cm3. */
export function shellFlux(inner: number, outer: number, originZ: number, intensity = EVEN): number {
  if (intensity.length > 0) return shellIntensity(inner, outer, originZ, intensity);
  return integrate(inner, outer, (r) =>
    integrate(-1, 1, (cos) => {
      const aside = r * Math.sqrt(1 - cos * cos);
      return 2 * Math.PI * r * r * fluxAt(aside, r * cos - originZ, originZ);
    }),
  );
}
