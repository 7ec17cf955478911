/** Scans for tests: the quickstart with other axes, so that every test runs on the real experiment. */
import { loadScan } from '../src/config/load.js';
import type { ExperimentResult, TileResult } from '../src/engine/engine.js';
import { type Sample, sampleEvents } from '../src/generator/sample.js';
import type { AxisName, ModelAxis } from '../src/model/parameters.js';
import type { CouplingPoint, Masses } from '../src/model/point.js';
import type { MassPoint } from '../src/physics/massPoint.js';
import { massPointOf } from '../src/prediction/channelPoints.js';
import type { Channel } from '../src/prediction/channels.js';
import { competingDecays, type Lifetime, lifetimeOf } from '../src/prediction/lifetime.js';
import type { PhysicsSetup } from '../src/prediction/physicsSetup.js';
import {
  type ExperimentRun,
  type ExperimentScan,
  experimentScans,
  type ResolvedScan,
} from '../src/resolved/scan.js';

/** The resolved quickstart, which has one experiment. */
export const quickstart: ExperimentScan = onlyExperiment(await loadScan('scans/quickstart.yaml'));

/** The one experiment of a scan. */
export function onlyExperiment(scan: ResolvedScan): ExperimentScan {
  const [first, ...others] = experimentScans(scan);
  if (!first || others.length > 0) throw new Error('the scan has one experiment');
  return first;
}

/** A scan against another experiment, or with another production. */
export function withRun(scan: ExperimentScan, run: Partial<ExperimentRun>): ExperimentScan {
  const { experiment, production } = { ...scan, ...run };
  return { ...scan, experiment, production, runs: [{ experiment, production }] };
}

/** The only experiment's part of a tile's result. */
export function onlyResult({ experiments: [first] }: TileResult): ExperimentResult {
  if (!first) throw new Error('a tile has a result of every experiment');
  return first;
}

/** An axis of given values. */
export function axis(name: AxisName, values: readonly number[]): ModelAxis {
  return { name, spacing: 'values', values };
}

/** Masses of the dual model as the engine takes them, GeV. */
export function dual(at: { readonly m4: number; readonly m5: number; readonly mZprime: number }) {
  return { m: at.m5, mPrime: at.m4, mX: at.mZprime };
}

/** The first channel of a set-up: coherent scattering on argon in the active volume. */
export function firstChannel({ channels: [first] }: PhysicsSetup): Channel {
  if (!first) throw new Error('a scan has at least one channel');
  return first;
}

/** Mass point, lifetime at couplings (defaults of the dual model) and sample of the first channel. */
export function sampleOf(
  setup: PhysicsSetup,
  masses: Masses,
  couplings: Partial<CouplingPoint> = {},
): { point: MassPoint; lifetime: Lifetime; sample: Sample } {
  const channel = firstChannel(setup);
  const point = massPointOf(setup, masses, channel);
  const all = { epsilon: 8e-4, gD: 2, kappa: 1, V54: 0.5, V44: 0, mixing: undefined, ...couplings };
  const lifetime = lifetimeOf(setup.scan, point, competingDecays(setup.scan, point), all);
  return { point, lifetime, sample: sampleEvents(setup, channel, point) };
}

/** n values from a to b with equal ratios. */
export function logSpaced(a: number, b: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => a * (b / a) ** (i / Math.max(n - 1, 1)));
}

/** The quickstart's physics on other axes; what they do not cover is m4 = 0.1 GeV, m5 = 0.2 GeV, epsilon = 8e-4, |U|^2 = 1e-8. */
export function scanOf(axes: readonly ModelAxis[], changes: Partial<ExperimentScan> = {}): ExperimentScan {
  const fixed = { ...quickstart.fixed, m4_gev: 0.1, m5_gev: 0.2, epsilon: 8e-4, Umu5_sq: 1e-8 };
  for (const { name } of axes) delete (fixed as Partial<Record<AxisName, number>>)[name];
  return withRun({ ...quickstart, name: 'test', axes, fixed, ...changes }, changes);
}

/** The single model: nu_4 of 0.15 GeV, Z' of 1.25 GeV, |U_mu4|^2 = 1e-8 where no axis says otherwise. */
export function singleScanOf(
  axes: readonly ModelAxis[],
  changes: Partial<ExperimentScan> = {},
): ExperimentScan {
  const fixed: Partial<Record<AxisName, number>> = {
    m4_gev: 0.15,
    mZprime_gev: 1.25,
    Umu4_sq: 1e-8,
    epsilon: 8e-4,
    gD: 2,
    kappa: 1,
  };
  for (const { name } of axes) delete fixed[name];
  const model = { ...quickstart.model, kind: 'single' } as const;
  return withRun({ ...quickstart, name: 'test', model, axes, fixed, ...changes }, changes);
}

/** A scan with everything produced: the cylinder of dirt upstream and proton-elastic scattering. */
export function everywhere(scan: ExperimentScan, preset = 'cylinder'): ExperimentScan {
  const dirt = scan.experiment.dirt[preset];
  return withRun(scan, { production: { ...scan.production, dirt, protonElastic: true } });
}

/** The quickstart at the exposure of MODEL section 13: 6.8e20 POT on 86.19 t. */
export function atAnchorExposure(scan: ExperimentScan): ExperimentScan {
  const { experiment } = scan;
  const target = { ...experiment.target, massTonnes: 86.19 };
  const beams = experiment.beams.map((beam) => ({ ...beam, pot: 6.8e20 }));
  return withRun(scan, { experiment: { ...experiment, beams, target } });
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
