/** Annular bodies around the detector, about the vertical axis through its centre. cm. */
import { ownValue } from '../input/ownValue.js';
import { strictObject } from '../input/zodIssues.js';
import { positive } from '../input/zodPieces.js';
import { BODY, NO_BODY, SOFTNESS } from '../physics/upstream.js';
import type { BodyForm, BodyKind, ChangedShape, ValuesOf } from './bodyShape.js';
import type { Outline, ShapeFault } from './detectorShape.js';

/** A ring of matter around the detector, about the vertical axis through its centre. */
export interface AnnulusShape {
  readonly kind: 'annulus';
  readonly innerRadiusCm: number;
  readonly outerRadiusCm: number;
  readonly heightCm: number;
}

const keys = {
  annulus: strictObject({
    inner_radius_cm: positive,
    outer_radius_cm: positive,
    height_cm: positive,
  }).optional(),
};

const changeKeys = {
  annulus: strictObject({
    inner_radius_cm: positive.optional(),
    outer_radius_cm: positive.optional(),
    height_cm: positive.optional(),
  })
    .optional()
    .describe('A ring about the vertical axis, cm.'),
};

function from({ annulus }: ValuesOf<typeof keys>): AnnulusShape | undefined {
  if (annulus === undefined) return undefined;
  return {
    kind: 'annulus',
    innerRadiusCm: annulus.inner_radius_cm,
    outerRadiusCm: annulus.outer_radius_cm,
    heightCm: annulus.height_cm,
  };
}

function change(shape: AnnulusShape, { annulus }: ValuesOf<typeof changeKeys>): ChangedShape<AnnulusShape> {
  return {
    shape: {
      kind: 'annulus',
      innerRadiusCm: annulus?.inner_radius_cm ?? shape.innerRadiusCm,
      outerRadiusCm: annulus?.outer_radius_cm ?? shape.outerRadiusCm,
      heightCm: annulus?.height_cm ?? shape.heightCm,
    },
    faults: [],
  };
}

/** The key of a ring that corresponds most closely to a key of a cone. */
const INSTEAD: Readonly<Record<string, string>> = { near_z_cm: 'inner_radius_cm' };

function refusal(name: string, key: string): string {
  const instead = ownValue(INSTEAD, key) ?? 'outer_radius_cm';
  return `${name} is a ring about the vertical axis and has none; write annulus: { ${instead}: ... }`;
}

function faultsOf({ innerRadiusCm: inner, outerRadiusCm: outer }: AnnulusShape): ShapeFault[] {
  const key = ['annulus', 'outer_radius_cm'];
  if (inner >= outer) return [{ key, what: `${outer} cm is not beyond the inner radius; widen it` }];
  // The density falls off over a fraction of each radius (physics/upstream.ts); overlapping edges would give the wrong amount of matter.
  const least = SOFTNESS * (inner + outer);
  if (outer - inner >= least) return [];
  const what = `a ring of ${Number((outer - inner).toPrecision(3))} cm is thinner than its soft edges, ${Number(least.toPrecision(3))} cm; make it thicker, and as much less dense`;
  return [{ key, what }];
}

function placeFaults({ innerRadiusCm: inner }: AnnulusShape, { level }: Outline): ShapeFault[] {
  if (inner > 1.1 * level) return [];
  const what = `${inner} cm is too close to the active volume, which reaches ${level.toPrecision(4)} cm; widen it`;
  return [{ key: ['annulus', 'inner_radius_cm'], what }];
}

function formOf(shape: AnnulusShape): BodyForm {
  const { innerRadiusCm: inner, outerRadiusCm: outer, heightCm } = shape;
  return {
    volumeCm3: Math.PI * (outer ** 2 - inner ** 2) * heightCm,
    body: { ...NO_BODY, kind: BODY.annulus, radius: inner, outer, halfHeight: heightCm / 2 },
    lengthCm: outer - inner,
    zCm: [-inner, -outer],
    radiiCm: null,
    edges: [{ radiusCm: heightCm / 2, zCm: -outer }],
    // A margin of one outer radius.
    upstreamEndCm: -2 * outer,
    around: [inner, outer],
    faults: faultsOf(shape),
    placeFaults: (outline) => placeFaults(shape, outline),
    sourceFault: (sourceZCm) => ({
      key: ['annulus', 'outer_radius_cm'],
      what: `twice ${outer} cm reach the neutrinos' source at ${sourceZCm} cm; make it smaller`,
    }),
  };
}

/** The annulus as a kind of body. */
export const ANNULUS = {
  keys,
  changeKeys,
  needs: 'an annulus',
  from,
  change,
  refusal,
  asWritten: (key) => key,
  formOf,
} as const satisfies BodyKind<AnnulusShape, ValuesOf<typeof keys>, ValuesOf<typeof changeKeys>>;
