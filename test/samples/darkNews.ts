/** Samples of DarkNews, made with its own generator and kept between runs. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParameterPoint } from '../../src/model/point.js';
import { python } from '../python.js';

/** What a sample is made of. Parameters have dualnu's names; g_D = 2, kappa = 1 and V_54 = 1/2 are the generator script's. */
export interface DarkNewsPoint {
  readonly model: 'dual' | 'single';
  /** Masses, |U|^2 and epsilon. */
  readonly parameters: ParameterPoint;
  /** Integrand evaluations for each helicity: nearly as many events, of which those that flip it weigh next to nothing. */
  readonly evaluations?: number;
  readonly seed?: number;
}

/** A sample on disk. */
export interface DarkNewsSample {
  readonly point: DarkNewsPoint;
  readonly folder: string;
  /** Parquet, as DarkNews writes it. */
  readonly file: string;
}

/** The card of DarkNews that samples are made for: the TPC of MicroBooNE, as its source says. */
export const CARD = {
  experiment: 'microboone_tpc',
  pot: 6.8e20,
  massTonnes: 86.1906,
  widthsCm: [256, 232, 1040],
} as const;

const ROOT = join(import.meta.dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'dualnu-darknews');
/** What a sample depends on beside its settings. */
const MADE_BY = ['darkNewsSample.py', 'darkNews.txt', 'requirements.txt'];

const known = new Map<string, Promise<DarkNewsSample>>();

/** The sample of a point: made where it has not been made yet, about two seconds for 20,000 evaluations. Its numbers are the seed's. */
export function darkNewsSample(point: DarkNewsPoint): Promise<DarkNewsSample> {
  const { model, parameters, evaluations = 20_000, seed = 1 } = point;
  const settings = JSON.stringify({ model, ...parameters, experiment: CARD.experiment, evaluations, seed });
  const found = known.get(settings) ?? make(point, settings);
  known.set(settings, found);
  return found;
}

async function make(point: DarkNewsPoint, settings: string): Promise<DarkNewsSample> {
  const folder = join(CACHE, keyOf(settings));
  const file = join(folder, 'pandas_df.parquet');
  if (existsSync(file)) return { point, folder, file };
  await mkdir(CACHE, { recursive: true });
  // Made elsewhere and renamed: a sample is there as a whole or not at all, also where two processes make it at once.
  const draft = await mkdtemp(join(CACHE, 'draft-'));
  try {
    await python('darkNewsSample.py', [draft, settings], ONE_THREAD);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(file)) throw error;
  }
  return { point, folder, file };
}

/** Libraries that share their work among cores gain nothing here. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };

function keyOf(settings: string): string {
  const hash = createHash('sha256').update(settings);
  for (const name of MADE_BY) hash.update(readFileSync(join(ROOT, 'test', 'python', name)));
  return hash.digest('hex').slice(0, 20);
}
