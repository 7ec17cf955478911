/** Bodies of matter upstream as shapes: where they may lie, what they hold, and whether two of them are in each other's way. cm. */

import type { KeyPath } from '../input/yaml.js';
import { SOFTNESS } from '../physics/upstream.js';
import type { ExperimentFile } from './schema.js';
import type { AnnulusShape, ConeShape, DirtBody, Geometry } from './types.js';

/** The shape of a body. */
export type BodyShape = ConeShape | AnnulusShape;

/** What is wrong with a body, and the keys that lead there from it, as files spell them. */
export interface BodyFault {
  readonly key: KeyPath;
  readonly what: string;
}

/** A detector's shape from the block of its file. */
export function geometryFrom(g: ExperimentFile['geometry']): Geometry {
  return g.kind === 'box'
    ? { kind: g.kind, widthsCm: g.widths_cm }
    : { kind: g.kind, radiusCm: g.radius_cm, fiducialRadiusCm: g.fiducial_radius_cm };
}

/** Why a body is no shape at all; empty where nothing is wrong. */
export function shapeFaults(shape: BodyShape): BodyFault[] {
  if (shape.kind === 'annulus') {
    const { innerRadiusCm: inner, outerRadiusCm: outer } = shape;
    const key = ['annulus', 'outer_radius_cm'];
    if (inner >= outer) return [{ key, what: `${outer} cm is not beyond the inner radius; widen it` }];
    // Its density falls over a share of each radius (physics/upstream.ts): edges that overlap would leave matter that is not there.
    const least = SOFTNESS * (inner + outer);
    if (outer - inner >= least) return [];
    const what = `a ring of ${Number((outer - inner).toPrecision(3))} cm is thinner than its soft edges, ${Number(least.toPrecision(3))} cm; make it thicker, and as much less dense`;
    return [{ key, what }];
  }
  const [near, far] = shape.radiiCm;
  if (far <= near) return [];
  return [
    { key: ['radii_cm', 1], what: 'the far end is wider than the near one; give the near radius first' },
  ];
}

/** Why a body reaches into the active volume or does not cover it; empty where nothing is wrong. */
export function placeFaults(shape: BodyShape, geometry: Geometry): BodyFault[] {
  const { front, across, level } = extentOf(geometry);
  if (shape.kind === 'annulus') {
    const { innerRadiusCm: inner } = shape;
    if (inner > 1.1 * level) return [];
    const what = `${inner} cm is too close to the active volume, which reaches ${level.toPrecision(4)} cm; widen it`;
    return [{ key: ['annulus', 'inner_radius_cm'], what }];
  }
  const { nearZCm, radiiCm } = shape;
  const [near] = radiiCm;
  const faults: BodyFault[] = [];
  if (!(nearZCm < front)) {
    const what = `${nearZCm} cm lies inside of the active volume; move it upstream`;
    faults.push({ key: ['near_z_cm'], what });
  }
  if (near < across) {
    const what = `${near} cm does not cover the active volume, which needs ${across.toPrecision(4)} cm; widen it`;
    faults.push({ key: ['radii_cm', 0], what });
  }
  return faults;
}

/** z of the upstream face of a detector, and half widths across the beam and in the horizontal plane. */
function extentOf(g: Geometry): { front: number; across: number; level: number } {
  if (g.kind === 'sphere') return { front: -g.radiusCm, across: g.radiusCm, level: g.radiusCm };
  const [x, y, z] = g.widthsCm;
  return { front: -z / 2, across: Math.hypot(x, y) / 2, level: Math.hypot(x, z) / 2 };
}

/** z that the source of the neutrinos must be upstream of; rings must be clear of it by as much again. */
export function upstreamEnd(shape: BodyShape): number {
  return shape.kind === 'cone' ? shape.nearZCm - shape.lengthCm : -2 * shape.outerRadiusCm;
}

/** Whether two bodies have a stretch in common, where matter would count twice. Those that touch have none. */
export function overlaps(a: BodyShape, b: BodyShape): boolean {
  const [a0, a1] = stretchOf(a, b);
  const [b0, b1] = stretchOf(b, a);
  return Math.max(a0, b0) < Math.min(a1, b1);
}

/** Ways from the detector's centre along the beam, or in the horizontal plane where one of two is a ring. */
function stretchOf(shape: BodyShape, other: BodyShape): [number, number] {
  if (shape.kind === 'annulus') return [shape.innerRadiusCm, shape.outerRadiusCm];
  const [near, far] = [-shape.nearZCm, shape.lengthCm - shape.nearZCm];
  if (other.kind === 'cone') return [near, far];
  const [nearRadius, farRadius] = shape.radiiCm;
  return [near, Math.max(Math.hypot(near, nearRadius), Math.hypot(far, farRadius))];
}

/** Volume of a body, cm3. */
export function volumeOfShape(shape: BodyShape): number {
  if (shape.kind === 'annulus') {
    return Math.PI * (shape.outerRadiusCm ** 2 - shape.innerRadiusCm ** 2) * shape.heightCm;
  }
  const [near, far] = shape.radiiCm;
  return (Math.PI / 3) * shape.lengthCm * (near * near + near * far + far * far);
}

/** Mass of a body, t. */
export function bodyTonnes({ shape, densityGPerCm3 }: DirtBody): number {
  return (densityGPerCm3 * volumeOfShape(shape)) / 1e6;
}
