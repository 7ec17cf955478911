/** A small grid with a U-shaped exclusion, made from a formula: what the tests of grid/, results/ and the CLI read. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import { type Grid, openGrid } from '../../src/grid/store.js';
import { setComplete } from '../../src/grid/writing/complete.js';
import { canonicalJson, type JsonValue } from '../../src/json.js';
import type { ExperimentAttributes, GridSpec } from '../../src/metadata/manifest.js';
import { type AxisName, gridAxisOf, isKinematic, type ModelAxis } from '../../src/model/parameters.js';
import { sha256 } from '../../src/platform/sha256.js';
import { planTiles, type Tile, tileAt } from '../../src/tiles/tiles.js';
import { flagAttributes, type VariableSpec } from '../../src/tiles/variables.js';

/** chi2 of the background alone in the fixture. */
export const BACKGROUND_CHI2 = 4.5;

/** n points from `from` to `to`, evenly spaced in the logarithm. */
export function logAxis(name: AxisName, from: number, to: number, n: number): ModelAxis {
  const values = Array.from({ length: n }, (_, i) => from * (to / from) ** (n > 1 ? i / (n - 1) : 0));
  return { name, spacing: 'log', values };
}

/** Attributes of an experiment of a joint grid, whose suffix is its name. */
export const experimentAttributes = (name: string, background_chi2: number): ExperimentAttributes => ({
  name,
  title: `The ${name}`,
  production: 'tpc',
  response: 'default response',
  background_chi2,
  apart: false,
  suffix: name,
});

/** An empty folder of the test, removed at its end. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/**
 * Expected signal: a rate in |U|^2 times the probability to decay in a detector, with c tau falling as
 * m5^-5 epsilon^-2: too long-lived at low masses, too heavy to be produced at high masses.
 */
export function signalAt(m4: number, m5: number, U: number, epsilon: number): number {
  if (m5 - m4 <= 2 * 0.000511) return 0;
  const ctau = 4e-3 * (0.3 / m5) ** 5 * (8e-4 / epsilon) ** 2 * 1e5;
  return 4e6 * U * (1 - Math.exp(-500 / ctau)) * Math.exp(-4 * m5 ** 1.5) * (1 - (m4 / m5) ** 2) ** 3;
}

/** chi2 of two counts, one of which sees the signal; its minimum is at 6 events. */
export function chi2At(signal: number): number {
  return 2.3 + (signal - 6) ** 2 / (16.3636 + signal);
}

/** A variable of numbers, described by its name. */
export function variable(
  name: string,
  axes: readonly string[],
  changes: Partial<VariableSpec> = {},
): VariableSpec {
  return { name, dtype: 'float32', units: '1', longName: name, axes, extra: [], attributes: {}, ...changes };
}

/** A variable of flags. */
export function flagVariable(
  name: string,
  axes: readonly string[],
  flags: Readonly<Record<string, number>>,
): VariableSpec {
  return variable(name, axes, { dtype: 'uint32', attributes: flagAttributes(flags) });
}

/** The specification with the configuration, and with it the identity, of its axes, fixed parameters and `more`; `scan` tells one from another. */
export function identified(
  spec: GridSpec,
  scan = 'fixture',
  more: Readonly<Record<string, JsonValue>> = {},
): GridSpec {
  const axes = spec.axes.map(({ name, spacing, values }) => ({ name, spacing, values }));
  const config = canonicalJson({ scan, axes, fixed: { ...spec.attributes.fixed }, ...more });
  return { ...spec, attributes: { ...spec.attributes, config }, identity: sha256(config) };
}

/** The specification of the fixture's grid; small tiles with ragged edges. */
export function fixtureSpec(overrides: Partial<GridSpec> = {}, scan?: string): GridSpec {
  const axes = [
    logAxis('m4_gev', 0.02, 0.2, 3),
    logAxis('m5_gev', 0.11, 1.3, 23),
    logAxis('Umu5_sq', 1e-6, 1e-1, 26),
    logAxis('epsilon', 2e-4, 2e-3, 3),
  ].map(gridAxisOf);
  const lifetimeAxes = ['m4_gev', 'm5_gev', 'epsilon'] as const;
  const spec = {
    axes,
    tilePlan: planTiles(axes, { points: 2000, expensive: 20, cells: 2000 }, { isExpensive: isKinematic }),
    variables: [
      variable(
        'chi2',
        axes.map((a) => a.name),
      ),
      variable(
        'signal',
        axes.map((a) => a.name),
      ),
      variable('ctau_cm', lifetimeAxes, { units: 'cm' }),
      flagVariable('flags', lifetimeAxes, { closed: 1, lowEffectiveSampleSize: 2 }),
    ],
    attributes: {
      title: 'fixture',
      dualnu_version: '0.1.0',
      production: 'tpc',
      experiments: [
        {
          name: 'microboone-2025',
          title: 'MicroBooNE 2025',
          production: 'tpc',
          response: 'default response',
          background_chi2: chi2At(0),
          apart: false,
          suffix: '',
        },
      ],
      model: 'dual, Dirac',
      experiment: 'microboone-2025',
      experiment_title: 'MicroBooNE 2025',
      response: 'default response',
      statistic: 'cnp, observed',
      background_chi2: Math.fround(chi2At(0)),
      events_per_mass_point: 1024,
      seed: 1,
      fixed: { mZprime_gev: 1.25, gD: 2 },
      config: '{}',
      engine: 'reference',
      adapter: 'none',
      driver: 'f64',
    },
    identity: '',
    ...overrides,
  };
  return identified(spec, scan);
}

/** The results of one tile of the fixture. */
export function fixtureTile(grid: Grid, tile: Tile): Record<string, Float32Array | Uint32Array> {
  const values = grid.axes.map((axis, i) =>
    axis.values.slice(tile.start[i], (tile.start[i] ?? 0) + (tile.shape[i] ?? 0)),
  );
  const [m4s = [], m5s = [], Us = [], epsilons = []] = values;
  const signal = m4s.flatMap((m4) =>
    m5s.flatMap((m5) => Us.flatMap((U) => epsilons.map((e) => signalAt(m4, m5, U, e)))),
  );
  const masses = m4s.flatMap((m4) => m5s.flatMap((m5) => epsilons.map((e) => ({ m4, m5, e }))));
  return {
    signal: Float32Array.from(signal),
    chi2: Float32Array.from(signal, chi2At),
    ctau_cm: Float32Array.from(masses, ({ m5, e }) => 400 * (0.3 / m5) ** 5 * (8e-4 / e) ** 2),
    flags: Uint32Array.from(masses, ({ m4, m5 }) => (m5 - m4 <= 2 * 0.000511 ? 1 : 0)),
  };
}

/** The grid without its digests, as another program leaves it; then it is read by what it holds. */
export async function withoutDigests({ dir, variables }: Grid): Promise<Grid> {
  for (const { name } of variables) await rm(join(dir, name, 'digests'), { recursive: true, force: true });
  return await openGrid(dir);
}

/** Writes the fixture's grid, whole, to `dir`. */
export async function writeFixture(dir: string, spec: GridSpec = fixtureSpec()): Promise<Grid> {
  const options = { sync: false };
  const grid = await createGrid(dir, identified(spec), options);
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    await writeTile(grid, tile, fixtureTile(grid, tile), options);
  }
  await setComplete(dir, true, options);
  return grid;
}
