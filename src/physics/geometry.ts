/** Geometry of an active volume. cm. */
import { type Vec3d, vec3d } from 'wgpu-matrix';

/** Point of a box centred on the origin, from three coordinates in (0, 1) and half widths in cm. */
export function pointInBox(u: Vec3d, half: Vec3d): Vec3d {
  return vec3d.mul(vec3d.addScaled(vec3d.create(-1, -1, -1), u, 2), half);
}

/** Distance in cm from a point inside the box to its surface along the unit vector n. */
export function exitDistance(r: Vec3d, n: Vec3d, half: Vec3d): number {
  let distance = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const ni = n[i] ?? 0;
    const room = (half[i] ?? 0) - Math.sign(ni) * (r[i] ?? 0);
    // A component that vanishes never leaves through its faces.
    distance = Math.min(distance, room / Math.max(Math.abs(ni), 1e-30));
  }
  return distance;
}
