/** Scan files that were changed at random, as `scan --dry-run` and small scans take them. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadScan } from '../../src/config/load.js';
import { ConfigError, InputDataError, StoreError } from '../../src/errors.js';
import type { ResolvedScan } from '../../src/resolved/scan.js';
import { preflight } from '../../src/scan/preflight.js';
import { runScan } from '../../src/scan/run.js';
import { warningsOf } from '../../src/scan/warnings.js';
import { describePlan, formatPlan } from '../../src/terminal/plan.js';
import { productOf } from '../../src/tiles/tiles.js';
import { verifyGrid } from '../../src/upkeep/verify.js';
import { filesOf } from '../upkeep/damaged.js';
import { foreseen } from './foreseen.js';
import { mutateText } from './mutateText.js';
import { mutateValue } from './mutateValue.js';
import { type Dice, dice } from './random.js';

/** Together they have every key of a scan file. */
const FILES = [
  `model: { kind: dual, parameters: { mZprime_gev: 1.25, epsilon: 8e-4 } }
axes:
  Umu5_sq: { log: [1e-8, 1e-4], points: 3 }
  m5_gev: { values: [0.2, 0.3] }
  m4_gev: { linear: [0.05, 0.1], points: 2 }
experiments: [microboone-2025]
events: 256
`,
  `# a scan with all that there is
name: full
model:
  kind: dual
  nature: majorana
  smZ: true
  charge: alpha0
  zpSpin: exact
  decays: [muons, dark]
  parameters: { mZprime_gev: 1.25, V44: 0.1, kappa: 1, V54: 0.5 }
production: { dirt: { preset: cylinder, radius_cm: 900, composition: { O16: 1 } }, protonElastic: true, antineutrinos: true }
axes:
  m5_gev: { log: [0.11, 1.3], points: 3 }
  delta: { values: [0.5, 1] }
  Umu5_sq: { linear: [0, 1e-1], points: 3 }
experiments:
  - microboone-2025
  - { name: 'miniboone-2020:rhc', as: mini, dirt: none, antineutrinos: true, changes: { response: { efficiency: 0.2 } } }
  - { name: 'microboone-2025:total', apart: true, exposure: 2 }
events: { from: 512, cap: 1024 }
statistic: pearson
data: asimov
outputs: [chi2, signal, flags, events, spectrum]
seed: 7
`,
  `model: { kind: single, nature: dirac, decays: [hadrons], parameters: { m4_gev: 0.15, mZprime_gev: 0.03 } }
axes: { Umu4_sq: { log: [1e-12, 1e-8], points: 4 }, epsilon: { values: [1e-4, 8e-4] } }
experiments: ['miniboone-2020:combined:physical']
events: auto
statistic: poisson
outputs: [chi2, spectrum_by_channel, branching_ee]
`,
];

/** Events that a scan may have to be run here: what the reference engine simulates in some ten milliseconds. */
const MOST_EVENTS = 4096;

/** The bytes of a file that was changed once or a few times, below its text or in it. */
function mutated(text: string, dice: Dice): Buffer {
  if (dice.chance(0.4)) return mutateText(text, dice);
  let value: unknown = parse(text);
  for (let k = 1 + dice.below(3); k > 0; k--) value = mutateValue(value, dice);
  const changed = stringify(value) ?? '';
  return dice.chance(0.2) ? mutateText(changed, dice) : Buffer.from(changed);
}

/** What came of some files. */
export interface Outcomes {
  readonly refused: number;
  readonly planned: number;
  readonly run: number;
}

/** Takes `count` changed scan files through all that a dry run does, in `folder`; runs those that are small. Fails at the first that is not foreseen. */
export async function fuzzScanFiles(folder: string, count: number, seed: number): Promise<Outcomes> {
  const random = dice(seed);
  const outcomes = { refused: 0, planned: 0, run: 0 };
  const file = join(folder, 'scan.yaml');
  const out = join(folder, 'grid.zarr');
  const options = { out, engine: 'reference', overwrite: false, allowSoftware: false, sync: false } as const;
  for (let k = 0; k < count; k++) {
    const bytes = mutated(random.pick(FILES), random);
    const where = `scan file ${k} of seed ${seed}`;
    await writeFile(file, bytes);
    let scan: ResolvedScan | undefined;
    const refusal = await foreseen(where, async () => {
      scan = await loadScan(file);
      expect(scan.axes.length, where).toBeGreaterThan(0);
      const plan = { ...describePlan(scan, await preflight(scan, options)), warnings: warningsOf(scan) };
      expect(formatPlan(plan) + JSON.stringify(plan), where).not.toMatch(/undefined|NaN|\[object/);
    });
    if (refusal === undefined) outcomes.planned++;
    else outcomes.refused++;
    if (refusal !== undefined && !(refusal instanceof ConfigError || refusal instanceof InputDataError))
      expect(refusal, where).toBeInstanceOf(StoreError);
    // A dry run leaves nothing.
    expect(await readdir(folder), where).toEqual(['scan.yaml']);
    if (refusal === undefined && scan !== undefined && isSmall(scan)) {
      await runSmall(where, scan, folder, options);
      outcomes.run++;
    }
  }
  return outcomes;
}

function isSmall({ axes, runs, eventsPerMassPoint, autoEvents }: ResolvedScan): boolean {
  const points = productOf(axes.map(({ values }) => values.length));
  return autoEvents === undefined && points <= 64 && points * runs.length * eventsPerMassPoint <= MOST_EVENTS;
}

/** A whole grid, or an error and no grid: never anything else, and nothing beside it. */
async function runSmall(
  where: string,
  scan: ResolvedScan,
  folder: string,
  options: Parameters<typeof runScan>[1],
): Promise<void> {
  const failure = await foreseen(`${where}, run`, () => runScan(scan, options));
  const left = (await readdir(folder)).sort();
  if (failure !== undefined) {
    expect(left, `${where}: ${failure.message}`).toEqual(['scan.yaml']);
    return;
  }
  expect(left, where).toEqual(['grid.zarr', 'grid.zarr.log.json', 'scan.yaml']);
  expect(await verifyGrid(options.out), where).toMatchObject({ verdict: 'whole', storage: 'digested' });
  const strange = [...(await filesOf(options.out)).keys()].filter((path) => /(^|\/)\./.test(path));
  expect(strange, where).toEqual([]);
  await rm(options.out, { recursive: true });
  await rm(`${options.out}.log.json`);
}
