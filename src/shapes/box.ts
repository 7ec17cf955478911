/** Box-shaped active volumes: time projection chambers. cm. */
import { vec3d } from 'wgpu-matrix';
import * as z from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { positive, source } from '../input/zodPieces.js';
import { BORN } from '../physics/geometry.js';
import type { DetectorKind, DetectorShape } from './detectorShape.js';

/** Box-shaped active volume, centred on the origin, beam along +z; full widths. */
export interface BoxGeometry {
  readonly kind: 'box';
  readonly widthsCm: readonly [number, number, number];
}

const schema = strictObject({
  kind: z.literal('box'),
  widths_cm: z.tuple([positive, positive, positive]),
  source,
});

function shapeOf({ widthsCm }: BoxGeometry): DetectorShape {
  const [x, y, z] = widthsCm;
  const outline = { across: Math.hypot(x, y) / 2, level: Math.hypot(x, z) / 2 };
  const volume = widthsCm.reduce((product, width) => product * width, 1);
  return {
    place: 'tpc',
    births: [{ where: 'tpc', born: BORN.inside, share: 1 }],
    detector: { half: vec3d.scale(vec3d.create(x, y, z), 0.5), radius: 0, shell: 0 },
    outline: { front: -z / 2, ...outline },
    extent: { front: z / 2, ...outline, height: y / 2 },
    longestWayCm: Math.hypot(x, y, z),
    volumeCm3: volume,
    decayVolumeCm3: volume,
    faults: [],
    summary: { kind: 'box', widths_cm: widthsCm, volume_cm3: volume },
  };
}

/** The box as a kind of detector. */
export const BOX = {
  schema,
  from: ({ widths_cm }): BoxGeometry => ({ kind: 'box', widthsCm: widths_cm }),
  shapeOf,
  words: ({ widths_cm }, volume) => `box of ${[widths_cm].flat().join(' x ')} cm, ${volume('volume_cm3')}`,
} as const satisfies DetectorKind<BoxGeometry, z.output<typeof schema>>;
