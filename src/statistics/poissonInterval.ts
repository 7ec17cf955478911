/** The interval of a signal's strength by the Poisson likelihood ratio P = 2 sum (mu - n + n ln(n/mu)), mu = b + a s at the strength a. Events. */
import { at } from '../at.js';
import { INTERVAL_LEVEL } from './simulationError.js';

/** P along a spectrum: its change from strength 0, and its first two derivatives with respect to the strength. */
function along(n: readonly number[], b: readonly number[], signal: ArrayLike<number>, strength: number) {
  let [change, slope, curvature] = [0, 0, 0];
  for (let i = 0; i < n.length; i++) {
    const [s, count, background] = [at(signal, i), at(n, i), at(b, i)];
    const mu = background + strength * s;
    change += 2 * (strength * s - count * Math.log1p((strength * s) / background));
    slope += 2 * s * (1 - count / mu);
    curvature += 2 * count * (s / mu) ** 2;
  }
  return { change, slope, curvature };
}

/** Bound on Newton steps, each of which at worst doubles mu, starting from MIN_PREDICTION. */
const MOST_STEPS = 200;

/**
 * Strength at which P has risen by INTERVAL_LEVEL above its minimum over strengths >= 0, at most 1; counts n, background b of at least
 * MIN_PREDICTION and signal have the shape [bins]. P is convex and its slope concave, so Newton's method approaches the minimum from below
 * and, after one step, the level from above.
 */
export function endOfInterval(n: readonly number[], b: readonly number[], signal: ArrayLike<number>): number {
  const rise = (strength: number) => along(n, b, signal, strength);
  const whole = rise(1);
  if (whole.slope <= 0) return 1;
  let strength = 0;
  let here = rise(0);
  for (let step = 0; step < MOST_STEPS && here.slope < 0; step++) {
    const by = -here.slope / here.curvature;
    strength += by;
    here = rise(strength);
    if (by < 1e-12 * strength) break;
  }
  const level = here.change + INTERVAL_LEVEL;
  if (!(whole.change > level)) return 1;
  const straight = here.slope > 0 ? INTERVAL_LEVEL / here.slope : Number.POSITIVE_INFINITY;
  strength += Math.min(straight, Math.sqrt((2 * INTERVAL_LEVEL) / here.curvature));
  for (let step = 0; step < MOST_STEPS; step++) {
    const { change, slope } = rise(strength);
    const by = (change - level) / slope;
    strength -= by;
    if (Math.abs(by) < 1e-12 * strength) break;
  }
  return Math.min(strength, 1);
}
