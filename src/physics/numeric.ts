/** Elementary functions that are missing or too inaccurate in WGSL. Twins in numeric.wgsl. */

/** 1 - exp(-x) for x >= 0, accurate for small x. */
export function expm1Negative(x: number): number {
  return -Math.expm1(-x);
}

/** 1/(1 + exp(-x)). */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** [cos 2 pi u, sin 2 pi u] for u in [0, 1]. */
export function unitCircle(u: number): [number, number] {
  return [Math.cos(2 * Math.PI * u), Math.sin(2 * Math.PI * u)];
}

/** atan(t) for t in [0, 1]. */
export function arcTangent(t: number): number {
  return Math.atan(t);
}

/** Angle in radians in [0, pi] of the point (x, y) with y >= 0, from the x axis. */
export function polarAngle(y: number, x: number): number {
  // -0 + 0 is 0, so that the origin has angle 0 for either sign of zero, as in WGSL.
  return Math.atan2(y, x + 0);
}

/** A whole number x in [0, 2^23) as an integer; only WGSL needs a conversion. */
export function wholeNumber(x: number): number {
  return x;
}

/** Lagrange interpolation weights of the nodes -1, 0, 1, 2 at f; exact for cubic polynomials. */
export function cubicWeights(f: number): [number, number, number, number] {
  return [
    (-f * (f - 1) * (f - 2)) / 6,
    ((f + 1) * (f - 1) * (f - 2)) / 2,
    (-(f + 1) * f * (f - 2)) / 2,
    ((f + 1) * f * (f - 1)) / 6,
  ];
}
