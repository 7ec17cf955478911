/** Scans for tests: the quickstart with other axes, so that every test runs on the real experiment. */
import { loadScan } from '../src/config/load.js';
import type { ResolvedScan } from '../src/config/types.js';
import type { Axis, AxisName } from '../src/grid/axes.js';

/** The resolved quickstart. */
export const quickstart: ResolvedScan = await loadScan('scans/quickstart.yaml');

/** An axis of given values. */
export function axis(name: AxisName, values: readonly number[]): Axis {
  return { name, spacing: 'values', values };
}

/** n values from a to b with equal ratios. */
export function logSpaced(a: number, b: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => a * (b / a) ** (i / Math.max(n - 1, 1)));
}

/** The quickstart's physics on other axes; what they do not cover is m4 = 0.1 GeV, m5 = 0.2 GeV, epsilon = 8e-4, |U|^2 = 1e-8. */
export function scanOf(axes: readonly Axis[], changes: Partial<ResolvedScan> = {}): ResolvedScan {
  const fixed = { ...quickstart.fixed, m4_gev: 0.1, m5_gev: 0.2, epsilon: 8e-4, Umu5_sq: 1e-8 };
  for (const { name } of axes) delete (fixed as Partial<Record<AxisName, number>>)[name];
  return { ...quickstart, name: 'test', axes, fixed, ...changes };
}

/** The quickstart at the exposure of MODEL section 13: 6.8e20 POT on 86.19 t. */
export function atAnchorExposure(scan: ResolvedScan): ResolvedScan {
  const { experiment } = scan;
  const target = { ...experiment.target, massTonnes: 86.19 };
  return { ...scan, experiment: { ...experiment, pot: 6.8e20, target } };
}

/** The whole grid of a scan as one tile. */
export function wholeTile({ axes }: ResolvedScan) {
  const start = axes.map(() => 0);
  return { index: start, start, shape: axes.map(({ values }) => values.length) };
}

/** A reproducible stream of numbers in (0, 1): mulberry32. */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}
