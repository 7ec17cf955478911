/** The sources of records in f64. A source makes the events of a mass point in one channel. */

import { type Sample, sampleEvents } from '../../generator/sample.js';
import type { MassPoint } from '../../physics/massPoint.js';
import type { Channel } from '../../prediction/channels.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';

/** A source of records: makes the events of an open mass point. */
export type RecordsOf = (setup: PhysicsSetup, channel: Channel, point: MassPoint) => Sample;

/** All sources, by the same names as on the GPU (engine/gpu/recordSources.ts). */
export const RECORD_SOURCES = { sampled: sampleEvents } as const satisfies Readonly<
  Record<string, RecordsOf>
>;
