/** A neutrino flux from a CSV table. */
import { InputDataError } from '../errors.js';
import { parseCsv } from './csv.js';
import type { Flux } from './types.js';
import { suggest } from './zodIssues.js';

/** Which columns of a flux table are meant, and the energy range in use in GeV. */
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
  const column = (name: string) => {
    const index = table.columns.indexOf(name);
    if (index >= 0) return index;
    throw new InputDataError(
      `${file}:${table.headerLine}: no column ${name}; ${suggest(name, table.columns)}`,
    );
  };
  const [energyIndex, mainIndex] = [column(energy), column(main)];
  const wrongIndex = wrongSign === undefined ? undefined : column(wrongSign);
  const energiesGev: number[] = [];
  const mainPerCm2PotGev: number[] = [];
  const wrongSignPerCm2PotGev: number[] = [];
  for (const { line, values } of table.rows) {
    const e = values[energyIndex] ?? Number.NaN;
    const fluxAt = (name: string, index: number) => {
      const flux = values[index] ?? Number.NaN;
      if (flux >= 0) return flux;
      throw new InputDataError(`${file}:${line}: ${name}: the flux ${flux} is negative; correct it`);
    };
    const before = energiesGev.at(-1);
    if (e < 0) throw new InputDataError(`${file}:${line}: ${energy}: ${e} GeV is negative; correct it`);
    if (before !== undefined && e <= before) {
      throw new InputDataError(
        `${file}:${line}: ${energy}: ${e} after ${before}; energies must increase strictly`,
      );
    }
    energiesGev.push(e);
    mainPerCm2PotGev.push(fluxAt(main, mainIndex));
    if (wrongSign !== undefined && wrongIndex !== undefined) {
      wrongSignPerCm2PotGev.push(fluxAt(wrongSign, wrongIndex));
    }
  }
  const [minEnergyGev, maxEnergyGev] = rangeGev;
  const [first, last] = [energiesGev[0] ?? Number.NaN, energiesGev.at(-1) ?? Number.NaN];
  if (!(first <= minEnergyGev && maxEnergyGev <= last)) {
    const outside = first <= minEnergyGev ? table.rows.at(-1) : table.rows[0];
    throw new InputDataError(
      `${file}:${outside?.line}: the energy range in use, ${minEnergyGev} to ${maxEnergyGev} GeV, is not inside the table's ${first} to ${last} GeV; narrow range_gev`,
    );
  }
  const isLit = energiesGev.some(
    (e, i) => e > minEnergyGev && e < maxEnergyGev && (mainPerCm2PotGev[i] ?? 0) > 0,
  );
  if (!isLit)
    throw new InputDataError(
      `${file}:${table.headerLine}: ${main} is zero in the whole energy range in use; check the column`,
    );
  return {
    energiesGev,
    mainPerCm2PotGev,
    wrongSignPerCm2PotGev: wrongSign === undefined ? undefined : wrongSignPerCm2PotGev,
    minEnergyGev,
    maxEnergyGev,
  };
}
