/** Spherical detectors: tanks, with a fiducial sphere in which N must decay. cm. */
import { vec3d } from 'wgpu-matrix';
import * as z from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { positive, source } from '../input/zodPieces.js';
import { BORN, SHORTEST_WAY_CM } from '../physics/geometry.js';
import type { BirthRegion, DetectorKind, DetectorShape, ShapeFault } from './detectorShape.js';

/** Spherical detector, centred on the origin. N are born up to the radius and must decay within the fiducial one. */
export interface SphereGeometry {
  readonly kind: 'sphere';
  readonly radiusCm: number;
  readonly fiducialRadiusCm: number;
}

const schema = strictObject({
  kind: z.literal('sphere'),
  radius_cm: positive,
  fiducial_radius_cm: positive,
  source,
});

/** The fiducial sphere, and the rim around it if there is one. */
function birthsOf({ radiusCm, fiducialRadiusCm }: SphereGeometry): BirthRegion[] {
  const share = (fiducialRadiusCm / radiusCm) ** 3;
  const tank = { where: 'tank', born: BORN.inside, share };
  if (!(share < 1)) return [tank];
  const ways = [SHORTEST_WAY_CM, radiusCm + fiducialRadiusCm] as const;
  return [tank, { where: 'rim', born: BORN.shell, share: 1 - share, ways }];
}

function faultsOf({ radiusCm, fiducialRadiusCm }: SphereGeometry): ShapeFault[] {
  if (fiducialRadiusCm <= radiusCm) return [];
  const what = `${fiducialRadiusCm} cm is beyond the radius of ${radiusCm} cm; make it smaller`;
  return [{ key: ['fiducial_radius_cm'], what }];
}

function shapeOf(geometry: SphereGeometry): DetectorShape {
  const { radiusCm: radius, fiducialRadiusCm: fiducial } = geometry;
  const volumeCm3 = (4 / 3) * Math.PI * radius ** 3;
  const decayVolumeCm3 = (4 / 3) * Math.PI * fiducial ** 3;
  return {
    place: 'tank',
    births: birthsOf(geometry),
    detector: { half: vec3d.create(), radius: fiducial, shell: radius },
    outline: { front: -radius, across: radius, level: radius },
    extent: { front: fiducial, across: fiducial, level: fiducial, height: fiducial },
    longestWayCm: 2 * fiducial,
    volumeCm3,
    decayVolumeCm3,
    faults: faultsOf(geometry),
    summary: {
      kind: 'sphere',
      radius_cm: radius,
      volume_cm3: volumeCm3,
      fiducial_radius_cm: fiducial,
      fiducial_volume_cm3: decayVolumeCm3,
    },
  };
}

/** The sphere as a kind of detector. */
export const SPHERE = {
  schema,
  from: (entry): SphereGeometry => ({
    kind: 'sphere',
    radiusCm: entry.radius_cm,
    fiducialRadiusCm: entry.fiducial_radius_cm,
  }),
  shapeOf,
  words: ({ radius_cm, fiducial_radius_cm }, volume) =>
    `sphere of radius ${radius_cm} cm, ${volume('volume_cm3')}; fiducial ${fiducial_radius_cm} cm, ${volume('fiducial_volume_cm3')}`,
} as const satisfies DetectorKind<SphereGeometry, z.output<typeof schema>>;
