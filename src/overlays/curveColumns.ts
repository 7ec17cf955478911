/** The columns of a curve's file: the axes of its plane, other parameters, and columns that separate one line from the next. */
import { InputDataError } from '../errors.js';
import type { CsvTable } from '../input/csv.js';
import { suggest } from '../input/zodIssues.js';
import type { Mistake } from '../mistakes.js';
import { isAxisName } from '../model/parameters.js';
import type { Axis } from '../tiles/axes.js';

/** A column that holds a parameter. */
export interface ParameterColumn {
  readonly name: string;
  /** Name of the column in the file: `m4_mev` for m4_gev. */
  readonly given: string;
  readonly index: number;
  /** From the file's unit to the parameter's. */
  readonly scale: number;
}

/** Which column of a file holds what. */
export interface CurveColumns {
  /** x, then y. */
  readonly shown: readonly [ParameterColumn, ParameterColumn];
  readonly others: readonly ParameterColumn[];
  /** Columns whose changes end a line: `cl` and `line`, as `contours` writes them. */
  readonly groups: readonly number[];
}

const GROUPS = ['cl', 'line'];

/** The parameter that a column holds, of the models or of the grid; masses may be in MeV. */
function parameterOf(
  given: string,
  ofGrid: readonly string[],
): Pick<ParameterColumn, 'name' | 'scale'> | undefined {
  const isKnown = (name: string) => isAxisName(name) || ofGrid.includes(name);
  if (isKnown(given)) return { name: given, scale: 1 };
  const inGev = given.replace(/_mev$/i, '_gev');
  return isKnown(inGev) ? { name: inGev, scale: 1e-3 } : undefined;
}

/** Advice for a value that is far too large for its column. */
export function unitFault(column: string): string {
  return column.endsWith('_gev')
    ? `; is it in MeV? Then name the column ${column.replace(/_gev$/, '_mev')}`
    : '; correct it';
}

/**
 * Finds the columns of a curve. InputDataError with every mistake: an axis of the plane that has no column (the curve then belongs
 * to another plane), and unknown columns.
 */
export function columnsOf(
  table: CsvTable,
  { x, y, others }: { readonly x: Axis; readonly y: Axis; readonly others: readonly string[] },
): CurveColumns {
  const { file, headerLine: line, columns } = table;
  const found: Mistake[] = [];
  const known: ParameterColumn[] = [];
  const groups: number[] = [];
  const ofGrid = [x.name, y.name, ...others];
  const allowed = [...ofGrid, ...GROUPS];
  for (const [index, given] of columns.entries()) {
    const parameter = parameterOf(given, ofGrid);
    if (GROUPS.includes(given)) groups.push(index);
    else if (parameter === undefined) {
      const what = `the column ${JSON.stringify(given)} is unknown; ${suggest(given, allowed)}`;
      found.push({ file, line, what: `${what} Remove what is not drawn` });
    } else if (known.some(({ name }) => name === parameter.name)) {
      found.push({ file, line, what: `two columns hold ${parameter.name}; remove one` });
    } else known.push({ ...parameter, given, index });
  }
  const [ofX, ofY] = [x, y].map((axis) => known.find(({ name }) => name === axis.name));
  if (ofX === undefined || ofY === undefined) {
    const has = columns.map((name) => JSON.stringify(name)).join(', ');
    const what = `a curve of another plane: the figure shows ${y.name} against ${x.name}, and the columns are ${has}; a curve has a column for each of the two, named like the axis`;
    throw new InputDataError([{ file, line, what }]);
  }
  const rest = known.filter((column) => column !== ofX && column !== ofY);
  for (const { name, given } of rest) {
    if (others.includes(name)) continue;
    found.push({ file, line, what: `the column ${given} is not a parameter of this grid; remove it` });
  }
  if (found.length > 0) throw new InputDataError(found);
  return { shown: [ofX, ofY], others: rest, groups };
}
