/** Rows of the tables in test/validation/data: values of DarkNews 0.4.9 (arXiv:2207.04137). */
import { readFile } from 'node:fs/promises';
import { loadNuclei } from '../../src/experiment/nuclei.js';
import type { Nucleus } from '../../src/experiment/types.js';
import { PROTON_MASS_GEV } from '../../src/physics/constants.js';
import { type Couplings, electricCharge } from '../../src/physics/couplings.js';
import type { StruckTarget } from '../../src/physics/crossSection.js';
import { DIRAC, MAJORANA } from '../../src/physics/decay.js';
import { type ChargeDensity, chargeFormFactor } from '../../src/physics/nucleus.js';

/** dsigma/dQ2 (Z' exchange) at one Q2, GeV^2 and cm2/GeV^2; not every one has its helicity. */
export interface ReferenceDensity {
  readonly q2: number;
  readonly density: number;
  readonly helicityConserving: number | undefined;
}

/** What both tables have. GeV, cm2. */
export interface ProductionRow {
  /** Which row it is, in words. */
  readonly name: string;
  /** Masses of the produced N and of its daughter. */
  readonly m: number;
  readonly mPrime: number;
  readonly mZprime: number;
  readonly epsilon: number;
  readonly vertexSq: number;
  readonly E: number;
  readonly q2Min: number;
  readonly q2Max: number;
  readonly sigmaZprime: number;
  readonly sigmaTotal: number;
  readonly densities: readonly ReferenceDensity[];
}

/** A row of the table for nuclei, with the decay of N. */
export interface NuclearRow extends ProductionRow {
  readonly nucleus: Nucleus;
  readonly density: ChargeDensity;
  /** DIRAC or MAJORANA. */
  readonly nature: number;
  readonly decayVertex: number;
  readonly decayMode: string;
  readonly gammaGev: number;
  readonly ctauCm: number;
  readonly meanEnergyFraction: number;
  readonly meanPairMassGev: number;
  readonly meanCosDaughter: number;
}

/** Every row of reference_sample.csv. */
export async function nuclearRows(): Promise<readonly NuclearRow[]> {
  const nuclei = await loadNuclei();
  return (await readTable('reference_sample.csv')).map((cells): NuclearRow => {
    const nucleus = nuclei.get(text(cells, 'target'));
    if (nucleus?.density === undefined) throw new Error(`no nucleus ${cells.target}`);
    return {
      ...productionOf(cells, 'q2_min_gev2', 'q2_max_gev2', 'sigma_zprime_cm2', 'dsdq2_zprime'),
      nucleus,
      density: nucleus.density,
      nature: cells.nature === 'majorana' ? MAJORANA : DIRAC,
      decayVertex: number(cells, 'v_decay'),
      decayMode: text(cells, 'decay_mode'),
      gammaGev: number(cells, 'gamma_gev'),
      ctauCm: number(cells, 'ctau_cm'),
      meanEnergyFraction: number(cells, 'mean_eee_over_m'),
      meanPairMassGev: number(cells, 'mean_mee_gev'),
      meanCosDaughter: number(cells, 'mean_cos_daughter_hminus'),
    };
  });
}

/** Every row of reference_proton_elastic_sample.csv. */
export async function protonRows(): Promise<readonly ProductionRow[]> {
  const rows = await readTable('reference_proton_elastic_sample.csv');
  return rows.map((cells) => productionOf(cells, 'q2_min', 'q2_max', 'sigma_cm2', 'dsdq2'));
}

/** The nucleus of a row as what is struck, with the form factor itself. */
export function struckNucleus({ nucleus, density }: NuclearRow): StruckTarget {
  const { massGev, protons, neutrons } = nucleus;
  const formFactor = (q: number) => chargeFormFactor(density, q);
  return { on: { kind: 'nucleus', massGev, formFactor }, protons, neutrons };
}

/** A free proton as what is struck. */
export const STRUCK_PROTON: StruckTarget = {
  on: { kind: 'proton', massGev: PROTON_MASS_GEV, formFactor: () => 1 },
  protons: 1,
  neutrons: 0,
};

/** Couplings of a row: g_D = 2 and DarkNews' electric charge; the production vertex is U itself. */
export function couplingsOf({ epsilon }: ProductionRow, decayVertex = 0.5): Couplings {
  return { gD: 2, epsilon, decayVertex, kappa: 1, charge: electricCharge('darknews') };
}

type Cells = Readonly<Record<string, string>>;

async function readTable(file: string): Promise<Cells[]> {
  const content = await readFile(new URL(`data/${file}`, import.meta.url), 'utf8');
  const [header = '', ...rows] = content
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'));
  const names = header.split(',');
  return rows.map((row) => {
    const cells = row.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

function productionOf(
  cells: Cells,
  q2Min: string,
  q2Max: string,
  sigmaZprime: string,
  density: string,
): ProductionRow {
  const isDual = cells.model === 'dual';
  const masses = isDual ? `${cells.m4_gev}/${cells.m5_gev}` : cells.m4_gev;
  const nature = cells.nature === 'majorana' ? ' majorana' : '';
  return {
    name: `${cells.model}${nature} ${masses}/${cells.mzprime_gev}, ${cells.target} at ${cells.e_nu_gev} GeV`,
    m: number(cells, isDual ? 'm5_gev' : 'm4_gev'),
    mPrime: isDual ? number(cells, 'm4_gev') : 0,
    mZprime: number(cells, 'mzprime_gev'),
    epsilon: number(cells, 'epsilon'),
    vertexSq: number(cells, 'v_mu_sq'),
    E: number(cells, 'e_nu_gev'),
    q2Min: number(cells, q2Min),
    q2Max: number(cells, q2Max),
    sigmaZprime: number(cells, sigmaZprime),
    sigmaTotal: number(cells, 'sigma_total_cm2'),
    densities: [1, 2, 3].map((i) => ({
      q2: number(cells, `q2_${i}`),
      density: number(cells, `${density}_${i}`),
      helicityConserving: `hc_fraction_${i}` in cells ? number(cells, `hc_fraction_${i}`) : undefined,
    })),
  };
}

function number(cells: Cells, name: string): number {
  const value = Number(text(cells, name));
  if (!Number.isFinite(value)) throw new Error(`${name} is no number: ${cells[name]}`);
  return value;
}

function text(cells: Cells, name: string): string {
  const cell = cells[name];
  if (cell === undefined || cell === '') throw new Error(`a row has no ${name}`);
  return cell;
}
