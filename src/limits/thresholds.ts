/** Where along the masses N begins to decay to a real mediator: limits jump there, by orders of magnitude if N is long-lived below. */
import { valueAtIndex } from '../contouring/interpolate.js';
import { decayModeAt, MODELS } from '../model/models.js';
import type { DecayMode } from '../physics/decay.js';
import type { Axis } from '../tiles/axes.js';

/** A change from a virtual to a real mediator, or back, between two neighbouring values of an axis. */
export interface Threshold {
  /** Index of the value before it. */
  readonly after: number;
  /** Where it lies on the axis. */
  readonly at: number;
  readonly below: DecayMode;
  readonly above: DecayMode;
}

/** Halvings of a step: to the last digits of single precision. */
const HALVINGS = 30;

/**
 * The thresholds along an axis in a plane with |U|^2 of this name, at the values of all other parameters. None where these do not tell the
 * masses, such as where one of them is profiled.
 */
export function thresholdsAlong(
  x: Axis,
  mixing: string,
  values: Readonly<Record<string, number>>,
): Threshold[] {
  const model = Object.values(MODELS).find((known) => known.mixing === mixing);
  if (model === undefined) return [];
  // Of two alternative parameters only one has a value; what is absent otherwise is not known.
  const mayBeAbsent = (name: string) => model.alternatives.some(({ names: [, second] }) => second === name);
  const modeAt = (value: number) =>
    decayModeAt(model, (name) =>
      name === x.name ? value : (values[name] ?? (mayBeAbsent(name) ? undefined : Number.NaN)),
    );
  const modes = x.values.map(modeAt);
  return modes.slice(1).flatMap((above, after) => {
    const below = modes[after];
    if (below === undefined || above === undefined || below === above) return [];
    if (below === 'closed' || above === 'closed') return [];
    let [low, high] = [after, after + 1];
    for (let k = 0; k < HALVINGS; k++) {
      const middle = (low + high) / 2;
      if (modeAt(valueAtIndex(x, middle)) === below) low = middle;
      else high = middle;
    }
    return [{ after, at: valueAtIndex(x, high), below, above }];
  });
}
