/**
 * Seconds per grid point of a published plane: the public pipeline, of which its generator is measured here and its analysis is
 * taken as published, and dualnu's command line on bench/publicPlane.yaml.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScan } from '../../src/config/load.js';
import { AXIS_INFO } from '../../src/model/parameters.js';
import { experimentScans } from '../../src/resolved/scan.js';
import { productOf } from '../../src/tiles/tiles.js';
import { type Outcome, ROOT, runProgram, runPython } from './programs.js';

/** What the generator's program prints. */
interface Generated {
  readonly events: number;
  readonly seconds: number;
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** Both sides of a plane. */
export interface PlaneResult {
  readonly massPoints: number;
  readonly couplings: number;
  readonly experiments: number;
  readonly dualnu: {
    readonly events: number;
    readonly adapter: string;
    readonly seconds: number;
    readonly secondsPerPoint: number;
  };
  readonly pipeline: Outcome<{
    readonly generated: Generated;
    readonly analysisSeconds: number;
    readonly secondsPerPoint: number;
    /** dualnu's rate over the pipeline's, and over its generator's alone, as if its analysis took no time. */
    readonly ratio: number;
    readonly generatorRatio: number;
  }>;
}

/** What to measure. */
export interface PlaneOptions {
  /** The plane's scan file. */
  readonly file: string;
  /** Events of the public generator in a channel. */
  readonly events: number;
  /** The public pipeline's analysis of one coupling point: taken as published, not measured. */
  readonly analysisSeconds: number;
  readonly adapter: string | undefined;
}

/** Times both on the plane of a scan file. */
export async function measurePlane({
  file,
  events,
  analysisSeconds,
  adapter,
}: PlaneOptions): Promise<PlaneResult> {
  const scan = await loadScan(file);
  const points = productOf(scan.axes.map(({ values }) => values.length));
  const couplings = productOf(
    scan.axes.filter(({ name }) => AXIS_INFO[name].kind !== 'kinematic').map(({ values }) => values.length),
  );
  const experiments = experimentScans(scan).length;
  const dualnu = await timeScan(file, adapter);
  const generator = await runPython<Generated>('darknewsPeer.py', 'darknews', ['--events', String(events)]);
  const secondsPerPoint = dualnu.seconds / points;
  const pipeline = ((): PlaneResult['pipeline'] => {
    if ('reason' in generator) return generator;
    // One channel an experiment, though its default run has more: protons, and dirt where it is asked for.
    const generation = (experiments * generator.report.seconds) / couplings;
    return {
      report: {
        generated: generator.report,
        analysisSeconds,
        secondsPerPoint: generation + analysisSeconds,
        ratio: (generation + analysisSeconds) / secondsPerPoint,
        generatorRatio: generation / secondsPerPoint,
      },
    };
  })();
  return {
    massPoints: points / couplings,
    couplings,
    experiments,
    dualnu: { events: scan.eventsPerMassPoint, ...dualnu, secondsPerPoint },
    pipeline,
  };
}

/** Seconds of a whole scan on the command line, its start and the writing of the grid included. */
async function timeScan(
  file: string,
  adapter: string | undefined,
): Promise<{ adapter: string; seconds: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'dualnu-plane-'));
  try {
    const begin = performance.now();
    const { code, stdout, stderr } = await runProgram(process.execPath, [
      '--import',
      'tsx',
      join(ROOT, 'src', 'cli', 'main.ts'),
      'scan',
      file,
      '--software',
      '--json',
      '--out',
      join(folder, 'plane.zarr'),
      ...(adapter ? ['--adapter', adapter] : []),
    ]);
    const seconds = (performance.now() - begin) / 1000;
    if (code !== 0) throw new Error(`dualnu scan ${file}: ${stderr.trim().split('\n').at(-1)}`);
    const summary: { readonly adapter: string } = JSON.parse(stdout);
    return { adapter: summary.adapter, seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
