/** Bodies about the beam axis: cylinders and truncated cones. cm. */
import * as z from 'zod';
import type { KeyPath } from '../input/yaml.js';
import { positive } from '../input/zodPieces.js';
import { NO_BODY } from '../physics/upstream.js';
import type { BodyForm, BodyKind, ChangedShape, ValuesOf } from './bodyShape.js';
import type { Outline, ShapeFault } from './detectorShape.js';

/** The shape of a body upstream: a cylinder or truncated cone about the beam axis. */
export interface ConeShape {
  readonly kind: 'cone';
  /** z of the end that faces the detector. */
  readonly nearZCm: number;
  readonly lengthCm: number;
  /** Radii at the end that faces the detector and at the far one. */
  readonly radiiCm: readonly [number, number];
}

const keys = {
  near_z_cm: z.number().optional(),
  length_cm: positive.optional(),
  radii_cm: z.tuple([positive, positive]).optional(),
};

/** `radius_cm` scales both ends of a cone. */
const changeKeys = {
  near_z_cm: z.number().optional().describe('z of the end that faces the detector, cm.'),
  length_cm: positive.optional().describe('Length upstream from the near end, cm.'),
  radius_cm: positive
    .optional()
    .describe('Radius at the end that faces the detector, cm; that of the far end changes in proportion.'),
  radii_cm: z.tuple([positive, positive]).optional().describe('Radii at both ends, cm.'),
};

type Changes = ValuesOf<typeof changeKeys>;

function from({ near_z_cm, length_cm, radii_cm }: ValuesOf<typeof keys>): ConeShape | undefined {
  if (near_z_cm === undefined || length_cm === undefined || radii_cm === undefined) return undefined;
  return { kind: 'cone', nearZCm: near_z_cm, lengthCm: length_cm, radiiCm: radii_cm };
}

function change(
  shape: ConeShape,
  { near_z_cm: nearZCm, length_cm: lengthCm, radius_cm: radiusCm, radii_cm: radiiCm }: Changes,
): ChangedShape<ConeShape> {
  const isTwice = radiusCm !== undefined && radiiCm !== undefined;
  const what = 'radii_cm says the radii already; remove one of the two';
  return {
    shape: {
      kind: 'cone',
      nearZCm: nearZCm ?? shape.nearZCm,
      lengthCm: lengthCm ?? shape.lengthCm,
      radiiCm: radiiCm ?? scaledRadii(shape.radiiCm, radiusCm),
    },
    faults: isTwice ? [{ key: ['radius_cm'], what }] : [],
  };
}

/** Radii of a cone scaled to a new near radius. */
function scaledRadii([near, far]: ConeShape['radiiCm'], radiusCm: number | undefined): ConeShape['radiiCm'] {
  return radiusCm === undefined ? [near, far] : [radiusCm, (far * radiusCm) / near];
}

/** A fault of a derived key is reported at the changed key: `radius_cm` for the radii, `near_z_cm` for the length. */
function asWritten(key: KeyPath, changes: Changes): KeyPath {
  const [first] = key;
  if (first === 'radii_cm' && changes.radii_cm === undefined) return ['radius_cm'];
  if (first === 'length_cm' && changes.length_cm === undefined) return ['near_z_cm'];
  return key;
}

function placeFaults({ nearZCm, radiiCm: [near] }: ConeShape, { front, across }: Outline): ShapeFault[] {
  const faults: ShapeFault[] = [];
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

function formOf(shape: ConeShape): BodyForm {
  const { nearZCm, lengthCm, radiiCm } = shape;
  const [near, far] = radiiCm;
  const farZCm = nearZCm - lengthCm;
  const [nearWay, farWay] = [-nearZCm, lengthCm - nearZCm];
  const narrows = 'the far end is wider than the near one; give the near radius first';
  return {
    volumeCm3: (Math.PI / 3) * lengthCm * (near * near + near * far + far * far),
    body: { ...NO_BODY, nearZ: nearZCm, length: lengthCm, radius: near, taper: (near - far) / lengthCm },
    lengthCm,
    zCm: [nearZCm, farZCm],
    radiiCm,
    edges: [
      { radiusCm: near, zCm: nearZCm },
      { radiusCm: far, zCm: farZCm },
    ],
    upstreamEndCm: farZCm,
    along: [nearWay, farWay],
    around: [nearWay, Math.max(Math.hypot(nearWay, near), Math.hypot(farWay, far))],
    faults: far <= near ? [] : [{ key: ['radii_cm', 1], what: narrows }],
    placeFaults: (outline) => placeFaults(shape, outline),
    sourceFault: (sourceZCm) => ({
      key: ['length_cm'],
      what: `it ends at ${farZCm} cm, not downstream of the neutrinos' source at ${sourceZCm} cm; shorten it`,
    }),
  };
}

/** Cones and cylinders as a kind of body. */
export const CONE = {
  keys,
  changeKeys,
  needs: 'near_z_cm, length_cm and radii_cm',
  from,
  change,
  refusal: (name) => `${name} is a cone or cylinder about the beam; change near_z_cm, length_cm or radius_cm`,
  asWritten,
  formOf,
} as const satisfies BodyKind<ConeShape, ValuesOf<typeof keys>, Changes>;
