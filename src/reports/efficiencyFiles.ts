/** The efficiency for the pairs of a point as tables: one for each quantity, and one in a form that can serve as a response. */
import { extname } from 'node:path';
import { stringify } from 'yaml';
import { PAIR_QUANTITIES, type TabulatedResponse } from '../response/tabulate.js';
import type { NumberTable } from '../results/numberTable.js';
import { tableToCsv } from '../results/numberTable.js';
import { columnName } from '../results/projectionTable.js';
import { type Exportable, exportFile } from './export.js';
import { writeNewFiles } from './newFiles.js';

/**
 * Writes figures and tables: NAME.svg, .png or .pdf with all quantities; for NAME.csv one file for each, NAME-e_ee_gev.csv and so on.
 * Returns the files' names.
 */
export async function writeEfficiency(
  tables: readonly { readonly quantity: string; readonly table: NumberTable }[],
  figure: Omit<Exportable, 'csv'>,
  path: string,
): Promise<string[]> {
  const extension = extname(path);
  if (extension.toLowerCase() !== '.csv') {
    await exportFile({ ...figure, csv: () => '' }, path, 'efficiencies');
    return [path];
  }
  const files: string[] = [];
  for (const { quantity, table } of tables) {
    const file = `${path.slice(0, path.length - extension.length)}-${quantity}${extension}`;
    await exportFile({ ...figure, csv: () => tableToCsv(table) }, file, 'efficiencies');
    files.push(file);
  }
  return files;
}

/** Writes a response of tables into a folder: `response.yaml` and `efficiency.csv`. Returns their paths; ConfigError where one exists already. */
export async function writeResponseTables(
  { cells, rows }: TabulatedResponse,
  label: string,
  folder: string,
): Promise<string[]> {
  const columns = cells.map((name) => (cells.length === 1 ? 'efficiency' : columnName(name)));
  const source = `ASSUMPTION: the response ${label} of dualnu, evaluated at the nodes; replace it by your own`;
  const axes = PAIR_QUANTITIES.map((quantity) => ({ quantity, lookup: 'linear' }));
  const table = (name: string, i: number) => ({
    name,
    file: 'efficiency.csv',
    column: columns[i],
    axes,
    source,
  });
  const [first] = cells;
  const parts =
    cells.length === 1 && first !== undefined
      ? { efficiency: { tables: [{ file: 'efficiency.csv', axes, source }] } }
      : { topology: { kind: 'tables', tables: cells.map(table) } };
  const head = [
    '# A response as tables of true quantities: the probability of each topology for a pair of energy e_ee_gev, angle to the beam theta_ee_deg,',
    '# opening angle and asymmetry |E+ - E-|/E_ee. Linear between the nodes of efficiency.csv, and constant beyond. Edit the numbers there; rows may',
    '# be added or left out, as long as every combination of the values of the axes stands once, the last axis fastest.',
    '',
  ].join('\n');
  const about = [
    `efficiency by topology of the response ${label}, for e+e- pairs of these true quantities`,
    'columns of topologies: probability to be selected into each; to be edited',
  ];
  const response = { kind: 'pipeline', label: `${label}, as tables`, source, ...parts };
  const files = {
    'response.yaml': head + stringify(response, { aliasDuplicateObjects: false }),
    'efficiency.csv': tableToCsv({
      about,
      columns: [...PAIR_QUANTITIES, ...columns],
      rows: rows.map((row) => [...row.at, ...row.cells.map((p) => Number(p.toPrecision(6)))]),
    }),
  };
  return await writeNewFiles(folder, files, '--tables');
}
