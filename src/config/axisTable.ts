/** Values of an axis from a column of a CSV file beside the scan file: `values: { file: masses.csv, column: m5_gev }`. */
import { dirname, isAbsolute, join } from 'node:path';
import { at } from '../at.js';
import { attempt, attemptAsync, ConfigError } from '../errors.js';
import type { CheckedYaml } from '../input/checkedYaml.js';
import { type CsvTable, columnIndex, failAtLine, parseCsv } from '../input/csv.js';
import { displayPath } from '../input/inputFiles.js';
import { failAt, type KeyPath, type YamlFile } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import { rangeFault } from '../model/parameterRange.js';
import { AXIS_INFO, AXIS_NAMES, type AxisName } from '../model/parameters.js';
import { decodeText } from '../platform/decodeText.js';
import { readRegularFile, SIZE_LIMITS, whyUnread } from '../platform/readRegularFile.js';
import { MOST_VALUES, type ScanFile } from './schema.js';

/** Values of the axes that have them in files; those with mistakes are left out. */
export type TabulatedValues = ReadonlyMap<AxisName, readonly number[]>;

/** Reads the tables of all axes. Mistakes in them and in their names are added to `found`. */
export async function readAxisTables(
  yaml: YamlFile,
  { data, isSound }: CheckedYaml<ScanFile>,
  found: Mistake[],
): Promise<TabulatedValues> {
  const tables = new Map<AxisName, readonly number[]>();
  for (const name of AXIS_NAMES) {
    const path: KeyPath = ['axes', name, 'values'];
    const given = isSound(path) ? data.axes?.[name]?.values : undefined;
    if (given === undefined || Array.isArray(given)) continue;
    const table = await attemptAsync(found, () => readTable(yaml, [...path, 'file'], given.file));
    const column = given.column ?? defaultColumn(name, table);
    const values = table && attempt(found, () => valuesIn(table, column, name));
    if (values !== undefined) tables.set(name, values);
  }
  return tables;
}

async function readTable(yaml: YamlFile, path: KeyPath, given: string): Promise<CsvTable> {
  const whole = isAbsolute(given) ? given : join(dirname(yaml.file), given);
  const file = displayPath(whole);
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(whole, SIZE_LIMITS.text);
  } catch (error) {
    return failAt(yaml, path, `${file}: ${whyUnread(error)}; name a table beside the scan file`);
  }
  const decoded = decodeText(bytes);
  if ('what' in decoded) throw new ConfigError([{ file, ...decoded }]);
  return parseCsv(decoded.text, file, true);
}

/** A mass may stand in MeV: the column is then `m5_mev`. */
function inMev(name: AxisName): string {
  return name.replace(/_gev$/, '_mev');
}

/** The column of the axis' own name, or of its name in MeV where only that is there. */
function defaultColumn(name: AxisName, table: CsvTable | undefined): string {
  const isThere = (column: string) => table?.columns.includes(column) ?? false;
  return !isThere(name) && isThere(inMev(name)) ? inMev(name) : name;
}

/** The values of a column, in the unit of the axis; InputDataError at each line that is out of range or does not increase. */
function valuesIn(table: CsvTable, column: string, name: AxisName): number[] {
  const { file, rows, columns, headerLine } = table;
  if (columns.every((text) => Number.isFinite(Number(text))))
    failAtLine(file, headerLine, `no names of columns; write them into the first line, such as ${name}`);
  const index = columnIndex(table, column);
  const isMass = AXIS_INFO[name].unit === 'GeV';
  const isMev = /_mev$/i.test(column);
  if (!isMass && /_[mg]ev$/i.test(column))
    failAtLine(file, headerLine, `${column} is a mass or an energy, and ${name} has no unit; name another`);
  if (rows.length > MOST_VALUES)
    failAtLine(file, rows[MOST_VALUES]?.line, `more than ${MOST_VALUES} values; leave some out`);
  // Fifteen digits bring the decimal number back that dividing moves by a bit.
  const values = rows.map((row) => {
    const value = at(row.values, index);
    return isMev ? Number((value / 1000).toPrecision(15)) : value;
  });
  const found: Mistake[] = [];
  for (const [i, value] of values.entries()) {
    const fault = rangeFault(name, value) ?? orderFault(values, i, (k) => at(rows, k).line);
    if (fault === undefined) continue;
    const what = fault.endsWith('MeV)?') ? `${fault} Then end the column's name in _mev` : fault;
    found.push({ file, line: at(rows, i).line, key: column, what });
    // Usually all have the same cause.
    if (what.includes('MeV') || what.includes('lowest first')) break;
  }
  if (found.length > 0) throw new ConfigError(found);
  return values;
}

/** Why a value may not follow those before it. */
function orderFault(values: readonly number[], i: number, lineOf: (k: number) => number): string | undefined {
  const value = at(values, i);
  if (i === 0 || value > at(values, i - 1)) return undefined;
  const same = values.indexOf(value);
  if (same < i) return `${value} stands in line ${lineOf(same)} already; remove one`;
  return `${value} after ${values[i - 1]}: values must increase strictly; sort the rows, lowest first`;
}
