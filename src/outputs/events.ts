/** Output `events`: the number of events of each mass point, where a scan raises them. */
import { at } from '../at.js';
import { eventAxisNames } from '../prediction/eventLevels.js';
import { forEachPoint, pointsOn, type TileLayout } from '../prediction/tileLayout.js';
import { MOST } from './joins.js';
import type { Output, OutputVariable } from './output.js';
import { EVENT_AXES } from './places.js';

/** The variable `events`. */
export const EVENTS = {
  name: 'events',
  dtype: 'uint32',
  units: '1',
  longName: 'simulated events of the mass point in each channel',
  meaning: 'simulated events of the mass point in each channel; only where events are raised',
  on: EVENT_AXES,
  join: { ...MOST, words: 'the most' },
  each: true,
  from: 'events',
  make: ({ scan, layout, result: { events = new Uint32Array() } }) =>
    spreadMasses(layout(), eventAxisNames(scan), events),
} as const satisfies OutputVariable;

/** The output `events`. */
export const events = {
  name: 'events',
  summary: 'simulated events of mass points, where they are raised',
  needs: [],
  byDefault: true,
  refusal: ({ raisesEvents }) =>
    raisesEvents
      ? undefined
      : 'every mass point has the same number of events; remove it, or write events: auto',
  variables: [EVENTS],
} as const satisfies Output;

/** Values of mass points on axes that include couplings; the values are the same at all couplings. */
function spreadMasses({ axes }: TileLayout, names: readonly string[], perMass: Uint32Array): Uint32Array {
  const onNames = axes.filter(({ name }) => names.includes(name));
  const values = new Uint32Array(pointsOn(onNames));
  forEachPoint(onNames, (point, mass) => {
    values[point] = at(perMass, mass);
  });
  return values;
}
