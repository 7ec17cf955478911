/** What the rejection generator reads and takes from the tables: constants, flux, nuclei, response. GeV, cm. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Electron mass, GeV. */
export const M_E = 0.51099895e-3;
/** Proton and neutron mass, GeV. */
export const [M_P, M_N] = [0.93827208816, 0.93956542052];
/** hbar c, GeV cm. */
export const HBARC_CM = 1.973269804e-14;
const GEV_G = 1.78266192e-24;

/** Electroweak inputs of DarkNews (arXiv:2207.04137): G_F in GeV^-2 and m_W in GeV. */
const [G_FERMI, M_W] = [1.1663787e-5, 80.379];
/** sin^2 theta_W, on-shell. */
export const SIN2_W = 0.22343;
/** (g_w/2c_w)^2 = sqrt2 G_F m_Z^2 with m_Z = m_W/c_w. */
export const WEAK_SQ = (Math.SQRT2 * G_FERMI * M_W ** 2) / (1 - SIN2_W);
/** m_Z^2, GeV^2. */
export const M_Z_SQ = M_W ** 2 / (1 - SIN2_W);
/** Electric charge g_w s_w, g_w^2 = 4 sqrt2 G_F m_W^2. */
export const CHARGE = Math.sqrt(4 * Math.SQRT2 * G_FERMI * M_W ** 2 * SIN2_W);

/** A nucleus with its Fourier-Bessel density. */
export interface Nucleus {
  readonly mass_gev: number;
  readonly protons: number;
  readonly neutrons: number;
  readonly radius_fm: number;
  readonly fourier_bessel: readonly number[];
}

/** The detector's response parameters, with the names of their file; GeV and degrees. */
export interface Response {
  readonly efficiency: number;
  readonly energy_scale_gev: number;
  readonly angle_scale_deg: number;
  readonly separation: {
    readonly opening_deg: number;
    readonly opening_width_deg: number;
    readonly min_energy_gev: number;
    readonly min_energy_width_gev: number;
  };
  readonly second_shower: { readonly energy_gev: number; readonly energy_width_gev: number };
}

const EXPERIMENT = 'data/experiments/microboone-2025';
const nuclei: Readonly<Record<string, Nucleus>> = parse(readFileSync('data/nuclei.yaml', 'utf8')).nuclei;
/** The detector's response. */
export const response: Response = parse(readFileSync(`${EXPERIMENT}/response.yaml`, 'utf8'));

/** A nucleus by its name. */
export function nucleusOf(name: string): Nucleus {
  const nucleus = nuclei[name];
  if (!nucleus?.fourier_bessel) throw new Error(`no Fourier-Bessel density of ${name}`);
  return nucleus;
}

/** Nuclei in a mass in grams. */
export function nucleiIn(grams: number, { mass_gev }: Pick<Nucleus, 'mass_gev'>): number {
  return grams / (mass_gev * GEV_G);
}

/** Rows of a table in a CSV file as numbers, the named columns in the order of `names`. */
export function readTable(path: string, names: readonly string[]): number[][] {
  const text = readFileSync(path, 'utf8');
  const [header = '', ...rows] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const columns = names.map((name) => header.split(',').indexOf(name));
  return rows.map((row) => {
    const cells = row.split(',');
    return columns.map((column) => Number(cells[column]));
  });
}

/** Centres of the flux's bins in GeV, which are equally wide, and neutrinos there per cm2, POT and GeV. */
export type Flux = readonly (readonly [energyGev: number, perCm2PotGev: number])[];

/** A flux: a column of a file. */
export function fluxOf(path: string, column: string): Flux {
  return readTable(path, ['e_nu_gev', column]).map(([e = 0, phi = 0]) => [e, phi]);
}

/** nu_mu of the Booster beam at MicroBooNE. */
export const flux = fluxOf(`${EXPERIMENT}/flux.csv`, 'numu');

/** Neutrinos per cm2, POT and GeV at E in GeV: linear between the centres of the bins; 0 outside. */
export function fluxAt(beam: Flux, E: number): number {
  const [first, second] = [beam[0]?.[0] ?? 0, beam[1]?.[0] ?? 0];
  const position = Math.floor((E - first) / (second - first));
  const [below, above] = [beam[position], beam[position + 1]];
  if (!below || !above) return 0;
  const share = (E - below[0]) / (above[0] - below[0]);
  return below[1] * (1 - share) + above[1] * share;
}
