/** The migration matrix of a response, from its CSV file. */
import { InputDataError } from '../errors.js';
import { parseCsv } from '../input/csv.js';
import { failAt } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import { trueCellLabels } from './compile.js';
import type { PipelineResponse } from './pipeline.js';
import type { Reading, ReadTable } from './reading.js';

/** Sums of probabilities in files are rounded. */
export const ROUNDING = 1e-9;

/** The migration of a pipeline, or undefined where there is none or it is wrong; its mistakes are thrown. */
export async function migrationOf(
  { yaml, r, isSound, found }: Reading,
  head: Pick<PipelineResponse, 'topology' | 'observables'>,
  readTable: ReadTable,
  place: (file: string) => string,
): Promise<PipelineResponse['migration']> {
  if (r.migration === undefined || !isSound(['migration'])) return undefined;
  const text = await readTable(r.migration.file, yaml, ['migration', 'file']);
  // How many columns there must be is known where topologies and observables are.
  const areCellsKnown = isSound(['topology']) && isSound(['observables']) && found.length === 0;
  const trueCells = areCellsKnown ? trueCellLabels(head).length : undefined;
  const matrix = parseMigration(text, place(r.migration.file), trueCells);
  const { labels } = r.migration;
  const columns = matrix[0]?.length ?? 0;
  if (labels === undefined ? matrix.length !== columns : labels.length !== matrix.length) {
    const given = labels === undefined ? 'no' : labels.length;
    const what = `${given} labels for the ${matrix.length} rows of ${r.migration.file}; name every row`;
    failAt(yaml, ['migration', 'labels'], what);
  }
  return { matrix, labels };
}

/**
 * A migration matrix, [reconstructed cell][true cell]: not negative, columns that add up to at most 1; `trueCells` columns,
 * where that is known.
 */
function parseMigration(text: string, file: string, trueCells: number | undefined): number[][] {
  const { rows } = parseCsv(text, file, false);
  const found: Mistake[] = [];
  const sums: number[] = [];
  for (const { line, values } of rows) {
    if (trueCells !== undefined && values.length !== trueCells) {
      const what = `${values.length} cells where the response has ${trueCells}: one for every true cell`;
      found.push({ file, line, what });
      break;
    }
    for (const [j, value] of values.entries()) {
      const add = (what: string) => found.push({ file, line, key: `column ${j + 1}`, what });
      if (value < 0) add(`${value} is negative; correct it`);
      const before = sums[j] ?? 0;
      const sum = before + value;
      sums[j] = sum;
      // Told where it happens, once a column.
      if (sum > 1 + ROUNDING && !(before > 1 + ROUNDING)) {
        add(`the column adds up to ${Number(sum.toPrecision(6))}, above 1; correct it`);
      }
    }
  }
  if (found.length > 0) throw new InputDataError(found);
  return rows.map(({ values }) => [...values]);
}
