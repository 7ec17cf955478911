/** Which events of a sample count in the prediction of an experiment, and why others do not. */
import { at } from '../at.js';
import type { Experiment } from '../experiment/types.js';
import type { Detector } from '../physics/geometry.js';
import { detectorShape } from '../shapes/detectors.js';
import { listInWords } from '../words.js';
import type { EventSample, PositionColumns } from './eventSample.js';
import { observedCells } from './observedCells.js';

/** Why an event does not count, in words that follow a number of events. */
export const UNCOUNTED = {
  born: 'born outside of the active volume',
  decays: 'decaying outside of it',
  weight: 'of weight 0',
  bins: 'reconstructed in no bin',
} as const;

/** Why an event does not count. */
export type Uncounted = keyof typeof UNCOUNTED;

/** Whether an event's decay has a position of its own. */
export function hasPosition({ components, component }: EventSample, i: number): boolean {
  return at(components, at(component, i)).decays === 'sampled';
}

/** Why an event does not count by where it is; undefined where it does. */
export function misplaced(sample: EventSample, detector: Detector, i: number): Uncounted | undefined {
  if (!isInside(detector, sample.scatter, i)) return 'born';
  return hasPosition(sample, i) && !isInside(detector, sample.decay, i) ? 'decays' : undefined;
}

function isInside({ half, radius }: Detector, of: PositionColumns, i: number): boolean {
  const [x, y, z] = [at(of.x, i), at(of.y, i), at(of.z, i)];
  if (radius > 0) return Math.hypot(x, y, z) <= radius;
  return Math.abs(x) <= (half[0] ?? 0) && Math.abs(y) <= (half[1] ?? 0) && Math.abs(z) <= (half[2] ?? 0);
}

/** Events of a component, those that count, and those that do not by why. */
export interface ComponentCount {
  readonly events: number;
  readonly counting: number;
  readonly uncounted: Readonly<Record<Uncounted, number>>;
}

/** What counts of a sample in an experiment. */
export interface CountedSample {
  readonly components: readonly ComponentCount[];
  /** Names of the targets of events that count; empty where they are not known. */
  readonly targets: ReadonlySet<string>;
}

/** Counts the events of a sample that has the reconstructed quantities that the experiment counts. */
export function countEvents(sample: EventSample, { geometry, response, bins }: Experiment): CountedSample {
  const { detector } = detectorShape(geometry);
  const cells = response.reconstructed && observedCells(response.reconstructed, sample);
  const counted = new Set(bins.flatMap((bin) => bin.cells));
  const why = (i: number): Uncounted | undefined => {
    if (!(at(sample.weight, i) > 0)) return 'weight';
    const place = misplaced(sample, detector, i);
    return place ?? (cells && !counted.has(at(cells, i)) ? 'bins' : undefined);
  };
  const components = sample.components.map(() => {
    return { events: 0, counting: 0, uncounted: { born: 0, decays: 0, weight: 0, bins: 0 } };
  });
  const targets = new Set<string>();
  for (let i = 0; i < sample.count; i++) {
    const count = at(components, at(sample.component, i));
    const reason = why(i);
    count.events += 1;
    if (reason !== undefined) count.uncounted[reason] += 1;
    else {
      count.counting += 1;
      if (sample.targetOf) targets.add(at(sample.target, at(sample.targetOf, i)));
    }
  }
  return { components, targets };
}

/** Components none of whose events count. In a mixture they would stand for events that nobody has, and take their share of the weight from others. */
export function emptyFaults({ name, components }: EventSample, counted: CountedSample): string[] {
  return components.flatMap((component, k) => {
    const { events, counting, uncounted } = at(counted.components, k);
    if (counting > 0) return [];
    const reasons = Object.entries(UNCOUNTED).flatMap(([why, words]) => {
      const count = uncounted[why as Uncounted];
      return count > 0 ? [`${count} ${words}`] : [];
    });
    const why =
      events === 0
        ? 'it has no events'
        : `none of its ${events} events counts (${listInWords(reasons, 'and')})`;
    const advice =
      components.length > 1 ? 'import the sample without it, or correct it' : 'correct it and import it anew';
    return [`component ${component.name} of ${name} stands for nothing: ${why}; ${advice}`];
  });
}
