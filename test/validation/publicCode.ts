/**
 * Figures of the public code of arXiv:2308.02543 (github.com/mhostert/MiniBooNE-DarkNews): its committed fits of May 2023, and its
 * selection of October 2024 run on events of DarkNews. Files in data/ say where each comes from.
 */
import { readFile } from 'node:fs/promises';
import { overrideParameters } from '../../src/config/override.js';
import { evaluatePoint, type PointReport } from '../../src/detail/point.js';
import { loadExperiment } from '../../src/experiment/load.js';
import type { Experiment } from '../../src/experiment/types.js';
import * as at from '../../src/physics/responseLayout.js';
import { BELOW_ZERO, type BelowZero } from '../../src/physics/responseLayout.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { scanOf, singleScanOf, withRun } from '../scans.js';

/** Electron-like bins of the release; those of the muon sample come after. */
export const BINS = 11;

/** A row of a table by its columns. */
export type Row = Readonly<Record<string, string>>;

/** Reads a table with comments and a header from data/. */
export async function tableOf(name: string): Promise<Row[]> {
  const text = await readFile(`test/validation/data/${name}`, 'utf8');
  const [header = '', ...lines] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((key, i) => [key, cells[i] ?? '']));
  });
}

/** A number of a row; throws where it is none. */
export function numberIn(row: Row, column: string): number {
  const text = row[column];
  const value = Number(text);
  if (text === undefined || text === '' || Number.isNaN(value)) throw new Error(`no number in ${column}`);
  return value;
}

/** What is produced: the oil alone, coherently, or all that the code has, with protons and the soil that its generator has. */
export type Production = 'coherent' | 'all';

/** Masses and couplings, in GeV. */
export interface Point {
  readonly m4: number;
  /** Undefined in the single model. */
  readonly m5: number | undefined;
  readonly mZprime: number;
  readonly epsilon: number;
  readonly mixingSq: number;
}

/**
 * A point in the code's conventions, |U_D4|^2 = |U_D5|^2 = 1/2 and g_D = 2. Single: V_mu4 = |U_D4|^2 U_mu4, so kappa = 1/2. Dual:
 * V_mu5 = U_D5 (U_mu4 U_D4 + U_mu5 U_D5) with U_mu4 = U_mu5, so kappa = 1, and V_54 = U_D5 U_D4 = 1/2.
 */
export function evaluateAsCode(
  experiment: Experiment,
  { m4, m5, mZprime, epsilon, mixingSq }: Point,
  production: Production,
  eventsPerMassPoint: number,
  seed = 1,
): PointReport {
  const own = m5 === undefined ? { Umu4_sq: mixingSq, kappa: 0.5 } : { m5_gev: m5, Umu5_sq: mixingSq };
  const isAll = production === 'all';
  const base = m5 === undefined ? singleScanOf([]) : scanOf([]);
  const scan = withRun(
    { ...base, seed, eventsPerMassPoint },
    {
      experiment,
      production: {
        dirt: isAll ? experiment.dirt['dn-cone'] : undefined,
        protonElastic: isAll,
        antineutrinos: false,
      },
    },
  );
  return evaluatePoint(scan, overrideParameters(scan, { m4_gev: m4, mZprime_gev: mZprime, epsilon, ...own }));
}

/** Signals in the electron-like bins. */
export function signalsOf({ bins }: PointReport): number[] {
  return bins.slice(0, BINS).map(({ signal }) => signal);
}

/** chi2 of a signal in the electron-like bins, without a Monte Carlo error, in neutrino mode. */
export function spectrumChi2(experiment: Experiment): (bins: readonly number[]) => number {
  const production = { dirt: undefined, protonElastic: false, antineutrinos: false };
  const { statistic, counts } = setUpPhysics(
    withRun(scanOf([], { eventsPerMassPoint: 16 }), { experiment, production }),
  );
  const none = new Float64Array(counts.data.length);
  return (bins) =>
    statistic.value(
      counts,
      none.map((_, i) => bins[i] ?? 0),
      none,
    );
}

/** Sum of numbers. */
export const sum = (numbers: readonly number[]) => numbers.reduce((total, x) => total + x, 0);

/** A point of the committed fits. */
export interface FitPoint extends Point {
  readonly set: string;
  readonly events: number;
  readonly chi2: number;
  readonly ctauCm: number;
}

/** The 120 points. */
export async function fitPoints(): Promise<FitPoint[]> {
  return (await tableOf('panorama_fit_points.csv')).map((row) => ({
    set: row.set ?? '',
    m4: numberIn(row, 'm4_gev'),
    m5: row.kind === 'dual' ? numberIn(row, 'm5_gev') : undefined,
    mZprime: numberIn(row, 'mZprime_gev'),
    epsilon: numberIn(row, 'epsilon'),
    mixingSq: numberIn(row, 'Umu_sq'),
    events: numberIn(row, 'n_events_fhc'),
    chi2: numberIn(row, 'chi2_fhc'),
    ctauCm: numberIn(row, 'ctau_cm'),
  }));
}

/**
 * The experiment with two cells more, for pairs below and above the edges of E_QE. The first two bins of the muon sample, which have
 * no signal, hold them; so chi2 of such a report means nothing.
 */
export function withOverflow(e: Experiment): Experiment {
  const number = (place: number) => e.response.table[place] ?? Number.NaN;
  const observable = number(at.HEADER_OBSERVABLE_RECORDS);
  const first = number(observable + at.OBSERVABLE_EDGES);
  const edges = [0, ...e.response.table.slice(first, first + BINS + 1), 1e12];
  const table = Float64Array.from([...e.response.table, ...edges]);
  table[observable + at.OBSERVABLE_COUNT] = edges.length;
  table[observable + at.OBSERVABLE_EDGES] = e.response.table.length;
  table[at.HEADER_TRUE_CELLS] = BINS + 2;
  table[at.HEADER_CELLS] = BINS + 2;
  const cells = ['below', ...e.response.cells, 'above'];
  const outer: Readonly<Record<number, number>> = { [BINS]: 0, [BINS + 1]: BINS + 1 };
  const bins = e.bins.map((bin, i) => {
    const cell = outer[i];
    return { ...bin, cells: cell === undefined ? bin.cells.map((c) => c + 1) : [cell] };
  });
  return { ...e, bins, response: { ...e.response, table, cells } };
}

/** The variant `panorama` with another treatment of a lepton without energy. */
export async function panoramaWith(belowZero: BelowZero): Promise<Experiment> {
  const e = await loadExperiment('miniboone-2020:panorama');
  const table = Float64Array.from(e.response.table);
  table[(table[at.HEADER_SMEARING] ?? Number.NaN) + at.SMEARING_BELOW_ZERO] = BELOW_ZERO.indexOf(belowZero);
  return { ...e, response: { ...e.response, table } };
}

/** Median and the 16 and 84 % points of numbers, linear between them. */
export function spreadOf(numbers: readonly number[]): { median: number; low: number; high: number } {
  const sorted = [...numbers].sort((a, b) => a - b);
  const point = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const [a = Number.NaN, b = a] = [sorted[below], sorted[below + 1]];
    return a + (place - below) * (b - a);
  };
  return { median: point(0.5), low: point(0.16), high: point(0.84) };
}
