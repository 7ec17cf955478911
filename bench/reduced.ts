/** A scan cut down to what a slow machine does in a minute: fewer values an axis, fewer events. */
import type { ResolvedScan } from '../src/resolved/scan.js';

/** Most values of an axis, and most events of a mass point and channel. */
export interface Reduction {
  readonly points: number;
  readonly events: number;
}

/** The scan with axes thinned evenly, ends kept, and with fewer events; where it raises them, to four times as many at most. */
export function reducedScan(scan: ResolvedScan, { points, events }: Reduction): ResolvedScan {
  const axes = scan.axes.map((axis) => ({ ...axis, values: thinned(axis.values, points) }));
  const eventsPerMassPoint = Math.min(scan.eventsPerMassPoint, events);
  if (!scan.autoEvents || eventsPerMassPoint === scan.eventsPerMassPoint)
    return { ...scan, axes, eventsPerMassPoint };
  return {
    ...scan,
    axes,
    eventsPerMassPoint,
    autoEvents: { ...scan.autoEvents, cap: 4 * eventsPerMassPoint },
  };
}

/** At most `most` of the values, evenly, with both ends. */
function thinned(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  const kept = new Set(
    Array.from({ length: most }, (_, i) => Math.round((i * (values.length - 1)) / Math.max(1, most - 1))),
  );
  return values.filter((_, i) => kept.has(i));
}
