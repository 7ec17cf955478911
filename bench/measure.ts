/** Timing of an engine on a workload. */

import type { Engine, EngineTimes } from '../src/engine/engine.js';
import type { ResolvedScan } from '../src/resolved/scan.js';
import { productOf } from '../src/tiles/tiles.js';
import { wholeTile } from './workload.js';

/** One measurement; the best of the repetitions, because noise on a shared machine only ever adds. */
export interface Measurement {
  readonly engine: string;
  readonly adapter: string;
  readonly massPoints: number;
  readonly events: number;
  readonly gridPoints: number;
  readonly seconds: number;
  readonly times: EngineTimes;
  /** Events x mass points per second of template time. */
  readonly eventsPerSecond: number;
  /** Grid points per second of yields and chi2, and of the whole tile. */
  readonly chi2PerSecond: number;
  readonly pointsPerSecond: number;
}

/** Evaluates the whole workload as one tile, `repetitions` times after one warm-up. */
export async function measure(
  scan: ResolvedScan,
  open: (scan: ResolvedScan) => Promise<Engine>,
  repetitions: number,
): Promise<Measurement> {
  await using engine = await open(scan);
  const tile = wholeTile(scan);
  const [massPoints = 1] = tile.shape;
  const gridPoints = productOf(tile.shape);
  let best: Measurement | undefined;
  for (let i = 0; i <= repetitions; i++) {
    const before = { ...engine.times };
    const begin = performance.now();
    await engine.evaluateTile(tile);
    const seconds = (performance.now() - begin) / 1000;
    const times = {
      templates: engine.times.templates - before.templates,
      points: engine.times.points - before.points,
    };
    // The first run compiles shaders and warms caches.
    if (i === 0 && repetitions > 0) continue;
    if (best && best.seconds <= seconds) continue;
    best = {
      engine: engine.info.engine,
      adapter: engine.info.adapter,
      massPoints,
      events: scan.eventsPerMassPoint,
      gridPoints,
      seconds,
      times,
      eventsPerSecond: (massPoints * scan.eventsPerMassPoint) / (times.templates / 1000),
      chi2PerSecond: gridPoints / (times.points / 1000),
      pointsPerSecond: gridPoints / seconds,
    };
  }
  if (!best) throw new RangeError('a measurement needs a repetition');
  return best;
}
