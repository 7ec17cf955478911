/** A neutrino flux from a CSV table. */
import { at } from '../at.js';
import { attempt, InputDataError } from '../errors.js';
import { type CsvRow, type CsvTable, columnIndex, parseCsv } from '../input/csv.js';
import type { Mistake } from '../mistakes.js';
import type { Flux } from './types.js';

/** Column names of a flux table, and the energy range in use in GeV. */
export interface FluxColumns {
  readonly energy: string;
  readonly main: string;
  readonly wrongSign: string | undefined;
  readonly rangeGev: readonly [number, number];
}

/**
 * Reads a flux from CSV text: energies in GeV, strictly increasing; flux per cm2, POT and GeV, not negative; the range
 * in use lies inside the table. InputDataError with file and line otherwise.
 */
export function parseFlux(
  text: string,
  file: string,
  { energy, main, wrongSign, rangeGev }: FluxColumns,
): Flux {
  const table = parseCsv(text, file, true);
  const found: Mistake[] = [];
  const column = (name: string) => attempt(found, () => columnIndex(table, name));
  const [energyIndex, mainIndex] = [column(energy), column(main)];
  const wrongIndex = wrongSign === undefined ? undefined : column(wrongSign);
  if (energyIndex === undefined || mainIndex === undefined || found.length > 0)
    throw new InputDataError(found);
  const valuesOf = (index: number) => table.rows.map(({ values }) => at(values, index));
  const add = (row: number, key: string, what: string) =>
    found.push({ file, ...lineOf(table.rows[row]), key, what });
  const energiesGev = valuesOf(energyIndex);
  for (const [i, e] of energiesGev.entries()) {
    const before = energiesGev[i - 1];
    if (e < 0) add(i, energy, `${e} GeV is negative; correct it`);
    else if (before !== undefined && e <= before) {
      add(i, energy, `${e} after ${before}; energies must increase strictly`);
    }
  }
  const fluxOf = (name: string, index: number) => {
    const values = valuesOf(index);
    for (const [i, value] of values.entries()) {
      if (value < 0) add(i, name, `the flux ${value} is negative; correct it`);
    }
    return values;
  };
  const mainPerCm2PotGev = fluxOf(main, mainIndex);
  const wrongSignPerCm2PotGev =
    wrongSign === undefined || wrongIndex === undefined ? undefined : fluxOf(wrongSign, wrongIndex);
  if (found.length === 0)
    found.push(...rangeMistakes(table, energiesGev, mainPerCm2PotGev, { energy, main, rangeGev }));
  if (found.length > 0) throw new InputDataError(found);
  const [minEnergyGev, maxEnergyGev] = rangeGev;
  return { energiesGev, mainPerCm2PotGev, wrongSignPerCm2PotGev, minEnergyGev, maxEnergyGev };
}

/** Mistakes where the range in use is not inside the table, or where the whole flux is zero in it. */
function rangeMistakes(
  table: CsvTable,
  energies: readonly number[],
  flux: readonly number[],
  { energy, main, rangeGev: [min, max] }: Pick<FluxColumns, 'energy' | 'main' | 'rangeGev'>,
): Mistake[] {
  const { file, rows, headerLine: line } = table;
  const [first, last] = [at(energies, 0), at(energies, energies.length - 1)];
  if (!(first <= min && max <= last)) {
    const place = { file, ...lineOf(first <= min ? rows.at(-1) : rows[0]) };
    const [range, ends] = [`${min} to ${max} GeV`, `${first} to ${last}`];
    const unit = unitThatFits([first, last], [min, max]);
    if (unit === undefined) {
      const what = `the energy range in use, ${range}, is not inside the table's ${ends} GeV; narrow range_gev`;
      return [{ ...place, what }];
    }
    const advice =
      unit === 'TeV'
        ? 'is range_gev in MeV, or the table in TeV?'
        : `are they in ${unit}? Write them in GeV, and the flux per GeV`;
    const what = `the energies go from ${ends}, far from the range in use, ${range}; ${advice}`;
    return [{ ...place, key: energy, what }];
  }
  const isLit = energies.some((e, i) => e > min && e < max && at(flux, i) > 0);
  if (isLit) return [];
  return [{ file, line, what: `${main} is zero in the whole energy range in use; check the column` }];
}

/** Other units of energies, in GeV. */
const UNITS = [
  ['MeV', 1e-3],
  ['keV', 1e-6],
  ['eV', 1e-9],
  ['TeV', 1e3],
] as const;

/** The unit in which a table of energies would cover a range in GeV, or undefined. */
function unitThatFits(
  [first, last]: readonly [number, number],
  [min, max]: readonly [number, number],
): string | undefined {
  // Within a factor of two at each end, since a table may end inside the range.
  const reaches = (gev: number) => first * gev <= 2 * min && max <= 2 * last * gev && last * gev <= 1e4 * max;
  return UNITS.find(([, gev]) => reaches(gev))?.[0];
}

function lineOf(row: CsvRow | undefined): { line?: number } {
  return row === undefined ? {} : { line: row.line };
}
