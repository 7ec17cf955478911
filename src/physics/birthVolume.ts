/** The flux that a volume of matter sees, where neutrinos come from one point: integrals of (L/D)^2 over it. MODEL section 5; cm. */
import type { Detector } from './geometry.js';
import { gaussLegendre } from './quadrature.js';
import { BODY, type Body } from './upstream.js';

/** z of a source that is so far away that (L/D)^2 is 1 in f64: with it the integrals are volumes. */
export const AT_INFINITY = -1e18;

/** Intensity of the beam at the tangent of the angle to its axis, relative to that on the axis. */
export type Intensity = (tangent: number) => number;

const EVEN: Intensity = () => 1;

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
      sum += width * (weights[i] ?? 0) * f(from + (panel + (nodes[i] ?? 0)) * width);
    }
  }
  return sum;
}

/** (L/D)^2 at the distance `aside` from the beam axis and `ahead` from the source along it, times the intensity there. */
function fluxAt(aside: number, ahead: number, originZ: number, intensity: Intensity): number {
  return ((originZ * originZ) / (aside * aside + ahead * ahead)) * intensity(aside / ahead);
}

/**
 * Integral of (L/D)^2 and the beam's intensity over a body upstream, cm3: L = -originZ and D are the distances from the source of the detector's
 * centre and of the birthplace. From AT_INFINITY it is the body's volume. Edges are sharp.
 */
export function bodyFlux(body: Body, originZ: number, intensity = EVEN): number {
  if (body.kind === BODY.annulus) return annulusFlux(body, originZ, intensity);
  const { nearZ, length, radius, taper } = body;
  return integrate(0, length, (back) => {
    // Over a disc at the distance zeta along the axis 2 r dr/(zeta^2 + r^2) is dw, w = ln(1 + r^2/zeta^2).
    const zeta = nearZ - back - originZ;
    const edge = Math.log1p(((radius - taper * back) / zeta) ** 2);
    const disc = integrate(0, edge, (w) => intensity(Math.sqrt(Math.expm1(w))));
    return Math.PI * originZ * originZ * disc;
  });
}

function annulusFlux({ radius, outer, halfHeight }: Body, originZ: number, intensity: Intensity): number {
  // Left and right of the beam, above and below it are alike.
  return integrate(radius, outer, (r) =>
    integrate(0, Math.PI, (phi) => {
      const [x, z] = [r * Math.sin(phi), r * Math.cos(phi)];
      return integrate(
        0,
        halfHeight,
        (y) => 4 * r * fluxAt(Math.hypot(x, y), z - originZ, originZ, intensity),
      );
    }),
  );
}

/** The same over the volume that decays are looked for in, cm3: the box, or the (fiducial) sphere. */
export function detectorFlux({ half, radius }: Detector, originZ: number, intensity = EVEN): number {
  if (radius > 0) return shellFlux(0, radius, originZ, intensity);
  const [x, y, z] = [half[0] ?? 0, half[1] ?? 0, half[2] ?? 0];
  return integrate(-z, z, (at) =>
    integrate(0, y, (up) =>
      integrate(0, x, (aside) => 4 * fluxAt(Math.hypot(aside, up), at - originZ, originZ, intensity)),
    ),
  );
}

/** The same over the shell between two radii about the detector's centre, cm3. */
export function shellFlux(inner: number, outer: number, originZ: number, intensity = EVEN): number {
  return integrate(inner, outer, (r) =>
    integrate(-1, 1, (cos) => {
      const aside = r * Math.sqrt(1 - cos * cos);
      return 2 * Math.PI * r * r * fluxAt(aside, r * cos - originZ, originZ, intensity);
    }),
  );
}
