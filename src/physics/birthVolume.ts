/** The flux that a volume of matter sees, where neutrinos come from one point: integrals of (L/D)^2. MODEL section 5; cm. */
import { vec3d } from 'wgpu-matrix';
import type { Detector } from './geometry.js';
import { gaussLegendre } from './quadrature.js';
import { BODY, type Body } from './upstream.js';

/** z of a source that is so far away that (L/D)^2 is 1 in f64: with it the integrals are volumes. */
export const AT_INFINITY = -1e18;

/** Panels of an integral, and Gauss-Legendre nodes in each. */
const PANELS = 4;
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

/**
 * Integral of (L/D)^2 over a body upstream, cm3: L = -originZ and D are the distances from the source of the detector's centre and of the
 * birthplace. From AT_INFINITY it is the body's volume. Edges are sharp.
 */
export function bodyFlux(body: Body, originZ: number): number {
  return body.kind === BODY.annulus ? annulusFlux(body, originZ) : coneFlux(body, originZ);
}

function coneFlux({ nearZ, length, radius, taper }: Body, originZ: number): number {
  // Over a disc of radius R at the distance zeta along the axis: 2 pi int r dr L^2/(zeta^2 + r^2).
  return integrate(0, length, (back) => {
    const zeta = nearZ - back - originZ;
    const R = radius - taper * back;
    return Math.PI * originZ * originZ * Math.log1p((R / zeta) ** 2);
  });
}

function annulusFlux({ radius, outer, halfHeight }: Body, originZ: number): number {
  // Along a vertical line at the distance A from the source: int dy L^2/(A^2 + y^2).
  const line = (A: number) => (2 * originZ * originZ * Math.atan(halfHeight / A)) / A;
  return integrate(radius, outer, (r) =>
    integrate(0, Math.PI, (phi) => {
      const [x, z] = [r * Math.sin(phi), r * Math.cos(phi)];
      return 2 * r * line(Math.hypot(x, z - originZ));
    }),
  );
}

/** The same over the volume that decays are looked for in, cm3: the box, or the (fiducial) sphere. */
export function detectorFlux({ half, radius }: Detector, originZ: number): number {
  if (radius > 0) return shellFlux(0, radius, originZ);
  const [x, y, z] = [half[0] ?? 0, half[1] ?? 0, half[2] ?? 0];
  return integrate(-z, z, (at) =>
    integrate(-y, y, (up) =>
      integrate(-x, x, (aside) => {
        const D = vec3d.length(vec3d.create(aside, up, at - originZ));
        return (originZ / D) ** 2;
      }),
    ),
  );
}

/** The same over the shell between two radii about the detector's centre, cm3. */
export function shellFlux(inner: number, outer: number, originZ: number): number {
  return integrate(inner, outer, (r) =>
    integrate(-1, 1, (cos) => {
      const square = r * r + originZ * originZ - 2 * r * cos * originZ;
      return 2 * Math.PI * r * r * ((originZ * originZ) / square);
    }),
  );
}
