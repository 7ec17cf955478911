/** What more of something costs: ratios of times, interleaved in one run, the least of several. */
import { openGpuEngine } from '../src/engine/gpu/gpuEngine.js';
import type { DeviceOptions } from '../src/gpu/device.js';
import { type WorkloadSize, wholeTile, workload } from './workload.js';

/** Which time a ratio is of. */
type Clock = 'templates' | 'points' | 'seconds';

/** Ratios by what is multiplied. */
export type Costs = Readonly<Record<string, number>>;

const BASE: WorkloadSize = { masses: 32, epsilons: 32, mixings: 32, events: 16384 };

/** What is multiplied, and the time that is looked at. */
const QUESTIONS: readonly {
  readonly name: string;
  readonly size: WorkloadSize;
  readonly clock: Clock;
}[] = [
  { name: 'template time of 4 x epsilon', size: { ...BASE, epsilons: 128 }, clock: 'templates' },
  { name: 'template time of 2 x events', size: { ...BASE, events: 32768 }, clock: 'templates' },
  { name: 'time of 2 x mass points', size: { ...BASE, masses: 64 }, clock: 'seconds' },
  { name: 'time of 2 x events', size: { ...BASE, events: 32768 }, clock: 'seconds' },
  { name: 'time of 2 x epsilon', size: { ...BASE, epsilons: 64 }, clock: 'seconds' },
  { name: 'time of 2 x |U|^2', size: { ...BASE, mixings: 64 }, clock: 'seconds' },
];

/** Measures all of them. */
export async function measureCosts(device: DeviceOptions, repetitions = 5): Promise<Costs> {
  const scans = await Promise.all([BASE, ...QUESTIONS.map(({ size }) => size)].map(workload));
  const engines = [];
  try {
    for (const scan of scans) engines.push(await openGpuEngine(scan, device));
    const least = scans.map(() => ({ templates: Infinity, points: Infinity, seconds: Infinity }));
    // The first round warms up and does not count.
    for (let round = 0; round <= repetitions; round++) {
      for (const [i, engine] of engines.entries()) {
        const scan = scans[i];
        const best = least[i];
        if (!scan || !best) continue;
        const { templates, points } = engine.times;
        const begin = performance.now();
        await engine.evaluateTile(wholeTile(scan));
        if (round === 0) continue;
        best.seconds = Math.min(best.seconds, (performance.now() - begin) / 1000);
        best.templates = Math.min(best.templates, engine.times.templates - templates);
        best.points = Math.min(best.points, engine.times.points - points);
      }
    }
    const [base] = least;
    return Object.fromEntries(
      QUESTIONS.map(({ name, clock }, i) => [
        name,
        (least[i + 1]?.[clock] ?? Number.NaN) / (base?.[clock] ?? Number.NaN),
      ]),
    );
  } finally {
    for (const engine of engines) await engine[Symbol.asyncDispose]();
  }
}
