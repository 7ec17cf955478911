/** The sources of records in f64. A source makes the events of a mass point in one channel. */
import { type Sample, sampleEvents } from '../../generator/sample.js';
import type { MassPoint } from '../../physics/massPoint.js';
import type { Channel } from '../../prediction/channels.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { reweightingOf } from '../../reweighting/reweighting.js';

/** Events of a mass point, and the share of all its events that a source cannot have. */
export interface Records extends Sample {
  readonly uncovered?: number;
  /** Of a sample: what of an event its weight depends on (`ReweightedSample`). */
  readonly ratio?: 'exact' | 'seen';
}

/** A source of records: makes the events of an open mass point. */
export type RecordsOf = (channel: Channel, point: MassPoint) => Records;

/** All sources, by the same names as on the GPU (engine/gpu/records/recordSources.ts). */
export const RECORD_SOURCES = {
  sampled: (setup) => (channel, point) => sampleEvents(setup, channel, point),
  reweighted: (setup) => {
    const reweighting = reweightingOf(setup);
    return (channel, point) => reweighting.at(channel, point);
  },
} as const satisfies Readonly<Record<string, (setup: PhysicsSetup) => RecordsOf>>;

const known = new WeakMap<PhysicsSetup, RecordsOf>();

/** The source of a set-up's events. */
export function recordsOf(setup: PhysicsSetup): RecordsOf {
  const made = known.get(setup) ?? RECORD_SOURCES[setup.scan.sample ? 'reweighted' : 'sampled'](setup);
  known.set(setup, made);
  return made;
}
