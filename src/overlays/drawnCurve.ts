/** Curves from the user's files, to be drawn in a plane: read, and checked against the plane. */

import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { InputDataError } from '../errors.js';
import { type CsvTable, parseCsv } from '../input/csv.js';
import { displayPath } from '../input/inputFiles.js';
import type { Mistake } from '../mistakes.js';
import { infoOf, unitOf } from '../model/parameters.js';
import { decodeText } from '../platform/decodeText.js';
import { readRegularFile, SIZE_LIMITS, whyUnread } from '../platform/readRegularFile.js';
import type { Axis } from '../tiles/axes.js';
import { type CurveColumns, columnsOf, unitFault } from './curveColumns.js';
import { type CurveLook, type CurveStyle, labelOf, lookInComments, readCurveOption } from './curveOption.js';

/** An unbroken line of a curve. */
export interface CurvePiece {
  /** In the axes' units, x first. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Values of other parameters; the piece belongs only to planes at these values. */
  readonly at: Readonly<Record<string, number>>;
}

/** A curve and its look. */
export interface DrawnCurve {
  readonly file: string;
  readonly label: string;
  readonly style: CurveStyle;
  readonly colour: string | undefined;
  readonly pieces: readonly CurvePiece[];
}

/** The plane that curves are drawn in. */
export interface CurvePlane {
  readonly x: Axis;
  readonly y: Axis;
  /** Every other parameter of the grid, whether an axis or fixed. */
  readonly others: readonly string[];
}

/** Most points of a curve; with more the figure can hardly be opened. */
const MOST_POINTS = 100_000;

/**
 * Reads the curves of some `--curve` options. ConfigError for a wrong option, InputDataError with every mistake in the
 * files: columns that are not the plane's axes, values that are not numbers or beyond a parameter's range, lines of one point.
 */
export async function loadCurves(options: readonly string[], plane: CurvePlane): Promise<DrawnCurve[]> {
  const curves: DrawnCurve[] = [];
  const found: Mistake[] = [];
  for (const option of options) {
    const { path, look } = await readCurveOption(option);
    try {
      curves.push(await loadCurve(path, look, plane));
    } catch (error) {
      if (!(error instanceof InputDataError) || error.mistakes.length === 0) throw error;
      found.push(...error.mistakes);
    }
  }
  if (found.length > 0) throw new InputDataError(found);
  return curves;
}

async function loadCurve(path: string, given: CurveLook, plane: CurvePlane): Promise<DrawnCurve> {
  const file = displayPath(path);
  const fail = (what: string, line?: number): never => {
    throw new InputDataError([{ file, what, ...(line === undefined ? {} : { line }) }]);
  };
  const text = await readText(path, file, fail);
  const look = { ...lookInComments(text, (line, what) => fail(what, line)), ...given };
  const table = parseCsv(text, file, true);
  if (table.rows.length > MOST_POINTS)
    fail(`${table.rows.length} points, where at most ${MOST_POINTS} are drawn; thin the curve out`);
  const columns = columnsOf(table, plane);
  const found: Mistake[] = [];
  const pieces = piecesOf(table, columns, plane, found);
  const style = look.style ?? 'solid';
  if (style === 'shaded') found.push(...shadingFaults(file, pieces));
  if (found.length > 0) throw new InputDataError(found);
  return { file, label: look.label ?? labelOf(path), style, colour: look.colour, pieces };
}

async function readText(path: string, file: string, fail: (what: string) => never): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(path, SIZE_LIMITS.text);
  } catch (error) {
    return fail(`${whyUnread(error)}; give --curve a CSV file, with ,label= or ,style= after its name`);
  }
  const decoded = decodeText(bytes);
  if ('what' in decoded) throw new InputDataError([{ file, ...decoded }]);
  return decoded.text;
}

/** Consecutive rows that differ only in x and y, as one piece. */
function piecesOf(
  table: CsvTable,
  { shown, others, groups }: CurveColumns,
  { x, y }: CurvePlane,
  found: Mistake[],
): CurvePiece[] {
  const pieces: { key: string; line: number; points: [number, number][]; at: CurvePiece['at'] }[] = [];
  for (const { line, values } of table.rows) {
    const inUnits = ({ index, scale }: { index: number; scale: number }) => scale * at(values, index);
    const [u, v] = [inUnits(shown[0]), inUnits(shown[1])];
    for (const [i, column] of shown.entries()) {
      const axis = i === 0 ? x : y;
      const what = valueFault(axis, i === 0 ? u : v, at(values, column.index), column.given);
      if (what !== undefined) found.push({ file: table.file, line, key: column.given, what });
    }
    const key = [...groups.map((index) => values[index]), ...others.map(inUnits)].join();
    const parameters = Object.fromEntries(others.map((column) => [column.name, inUnits(column)]));
    const last = pieces.at(-1);
    if (last?.key === key) last.points.push([u, v]);
    else pieces.push({ key, line, points: [[u, v]], at: parameters });
  }
  for (const { line, points } of pieces)
    if (points.length === 1)
      found.push({ file: table.file, line, what: 'a single point; a line needs two or more' });
  return pieces.map((piece) => ({ points: piece.points, at: piece.at }));
}

function valueFault(axis: Axis, value: number, written: number, column: string): string | undefined {
  // Where no model knows the parameter, any value may be right.
  const { min, max } = infoOf(axis.name) ?? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  if (isLogarithmic(axis) && value <= 0)
    return `${written} cannot be drawn on a logarithmic axis; leave the point out`;
  if (value > max)
    return `${written} is beyond ${axis.name}'s range, up to ${`${max} ${unitOf(axis)}`.trim()}${unitFault(column)}`;
  // A mass of 0 is drawn on a linear axis, though nothing can be scanned there.
  return value < Math.min(0, min) ? `${written} is negative; correct it` : undefined;
}

/** A region needs a closed line, or one that goes in one direction. */
function shadingFaults(file: string, pieces: readonly CurvePiece[]): Mistake[] {
  const isFine = ({ points }: CurvePiece) => {
    if (String(points[0]) === String(points.at(-1))) return true;
    const steps = points.slice(1).map(([x], i) => x - at(points, i)[0]);
    return steps.every((step) => step >= 0) || steps.every((step) => step <= 0);
  };
  return pieces.every(isFine)
    ? []
    : [
        {
          file,
          what: 'a curve that is open and turns back along x has no side to shade; end it where it began, or choose another style',
        },
      ];
}
