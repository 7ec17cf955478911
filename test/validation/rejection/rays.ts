/** Neutrinos from one point: their rays, and what flies at angles to them. MODEL section 5. cm. */
import type { Point } from './detector.js';
import type { Direction, FourVector } from './fourVector.js';

/** Where neutrinos come from, on the beam axis: z in cm. */
export const MICROBOONE_SOURCE_Z = -46000;
export const MINIBOONE_SOURCE_Z = -54100;

/** Direction of the ray through a point, and the flux there over that in the detector's centre. */
export function rayAt([x, y, z]: Point, sourceZ: number): { readonly ray: Direction; readonly flux: number } {
  const distance = Math.hypot(x, y, z - sourceZ);
  return { ray: [x / distance, y / distance, (z - sourceZ) / distance], flux: (sourceZ / distance) ** 2 };
}

/** Turns a direction by the rotation that takes +z to a ray: about the axis across both (Rodrigues' formula). */
export function turned([kx, ky, kz]: Direction, v: Direction): Direction {
  const sine = Math.hypot(kx, ky);
  if (sine === 0) return v;
  const [ax, ay] = [-ky / sine, kx / sine];
  const dot = ax * v[0] + ay * v[1];
  const cross = [ay * v[2], -ax * v[2], ax * v[1] - ay * v[0]] as const;
  return [
    v[0] * kz + cross[0] * sine + ax * dot * (1 - kz),
    v[1] * kz + cross[1] * sine + ay * dot * (1 - kz),
    v[2] * kz + cross[2] * sine,
  ];
}

/** The same for a four-vector. */
export function turnedVector(ray: Direction, [E, x, y, z]: FourVector): FourVector {
  return [E, ...turned(ray, [x, y, z])];
}
