/** Four-vectors (E, px, py, pz) in GeV with metric (+, -, -, -), and their Lorentz boosts. */

/** (E, px, py, pz), GeV. */
export type FourVector = readonly [number, number, number, number];
/** A unit vector. */
export type Direction = readonly [number, number, number];

/** a.b, GeV^2. */
export function product(a: FourVector, b: FourVector): number {
  return a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3];
}

/** a + b. */
export function plus(a: FourVector, b: FourVector): FourVector {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
}

/** a - b. */
export function minus(a: FourVector, b: FourVector): FourVector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]];
}

/** Three-momentum in GeV. */
export function momentumOf([, x, y, z]: FourVector): number {
  return Math.sqrt(x * x + y * y + z * z);
}

/** Four-momentum of energy E and three-momentum p along a direction, GeV. */
export function along(direction: Direction, E: number, p: number): FourVector {
  return [E, p * direction[0], p * direction[1], p * direction[2]];
}

/** Unit vector along the three-momentum. */
export function directionOf(v: FourVector): Direction {
  const p = momentumOf(v);
  return [v[1] / p, v[2] / p, v[3] / p];
}

/** Angle between the three-momenta in degrees. */
export function angleDeg(a: FourVector, b: FourVector): number {
  const [x, y, z] = [a[2] * b[3] - a[3] * b[2], a[3] * b[1] - a[1] * b[3], a[1] * b[2] - a[2] * b[1]];
  const cross = Math.sqrt(x * x + y * y + z * z);
  return (Math.atan2(cross, a[1] * b[1] + a[2] * b[2] + a[3] * b[3]) * 180) / Math.PI;
}

/** Carries v from the rest frame of `body`, of this mass in GeV, to the frame in which `body` is given. */
export function boost(v: FourVector, body: FourVector, mass: number): FourVector {
  const [E, x, y, z] = body;
  const projection = x * v[1] + y * v[2] + z * v[3];
  const shift = (projection / (E + mass) + v[0]) / mass;
  return [(E * v[0] + projection) / mass, v[1] + x * shift, v[2] + y * shift, v[3] + z * shift];
}

/** Momentum of either product of a body of mass m at rest decaying to masses a and b, GeV. */
export function twoBodyMomentum(m: number, a: number, b: number): number {
  const root = (m - a - b) * (m + a + b) * (m - a + b) * (m + a - b);
  return Math.sqrt(Math.max(root, 0)) / (2 * m);
}
