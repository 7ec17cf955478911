/** Off-axis intensity of a beam: dependence of the flux on the neutrino's angle at the source. docs/physics.md, section 5. cm. */
import type { Vec3d } from 'wgpu-matrix';

/** Tangent of the angle between the beam axis and the ray from the source at (0, 0, originZ) to p. */
export function offAxisTangent(p: Vec3d, originZ: number): number {
  const [x, y, z] = [p[0] ?? Number.NaN, p[1] ?? Number.NaN, p[2] ?? Number.NaN];
  return Math.sqrt(x * x + y * y) / (z - originZ);
}

/**
 * Intensity at the tangent of an angle, relative to the axis. From index `first` the table has `count` tangents, strictly increasing from 0,
 * and then as many intensities. Linear between them, constant beyond the last one.
 */
export function beamIntensity(
  table: ArrayLike<number>,
  first: number,
  count: number,
  tangent: number,
): number {
  const at = (i: number) => table[first + i] ?? Number.NaN;
  let low = 0;
  let high = count - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(middle) <= tangent) low = middle;
    else high = middle;
  }
  const share = Math.min(Math.max((tangent - at(low)) / (at(high) - at(low)), 0), 1);
  return at(count + low) * (1 - share) + at(count + high) * share;
}
