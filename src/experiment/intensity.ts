/** The fall of a beam's intensity off its axis, from a CSV table. */
import { attempt, InputDataError } from '../errors.js';
import { columnIndex, parseCsv } from '../input/csv.js';
import type { Mistake } from '../mistakes.js';
import type { BeamIntensity } from './types.js';

/** Columns of an intensity table, and what makes a tangent of a number in the first one. */
export interface IntensityColumns {
  readonly place: string;
  readonly intensity: string;
  readonly tangentOf: (place: number) => number;
  readonly source: string;
}

/** Most rows: a kernel searches them for every event. */
const MOST_ROWS = 1024;

/**
 * Reads intensities in any unit, which are divided by that on the axis. InputDataError with file and line where the table does not begin on
 * the axis, angles do not increase strictly up to less than a right angle, or an intensity is negative, or 0 on the axis.
 */
export function parseIntensity(text: string, file: string, columns: IntensityColumns): BeamIntensity {
  const table = parseCsv(text, file, true);
  const found: Mistake[] = [];
  const column = (name: string) => attempt(found, () => columnIndex(table, name));
  const [placeIndex, intensityIndex] = [column(columns.place), column(columns.intensity)];
  if (placeIndex === undefined || intensityIndex === undefined) throw new InputDataError(found);
  const add = (line: number | undefined, key: string, what: string) =>
    found.push({ file, ...(line === undefined ? {} : { line }), key, what });
  if (table.rows.length < 2 || table.rows.length > MOST_ROWS) {
    add(table.headerLine, columns.place, `${table.rows.length} rows; 2 to ${MOST_ROWS} make a table`);
  }
  const places = table.rows.map(({ values }) => values[placeIndex] ?? Number.NaN);
  const intensities = table.rows.map(({ values }) => values[intensityIndex] ?? Number.NaN);
  const tangents = places.map(columns.tangentOf);
  for (const [i, place] of places.entries()) {
    const line = table.rows[i]?.line;
    const before = places[i - 1];
    if (before === undefined && place !== 0) {
      add(line, columns.place, `the table begins at ${place}; its first row must be the axis, 0`);
    } else if (before !== undefined && place <= before) {
      add(line, columns.place, `${place} after ${before}; it must increase strictly`);
    } else if (!(tangents[i] !== undefined && tangents[i] >= 0 && tangents[i] < MOST_TANGENT)) {
      add(line, columns.place, `${place} is no angle of a beam; are these mrad?`);
    }
    const intensity = intensities[i] ?? Number.NaN;
    if (intensity < 0) add(line, columns.intensity, `the intensity ${intensity} is negative; correct it`);
  }
  const [axis = Number.NaN] = intensities;
  if (axis === 0)
    add(
      table.rows[0]?.line,
      columns.intensity,
      'the intensity on the axis is 0; all others are relative to it',
    );
  if (found.length > 0) throw new InputDataError(found);
  return { tangents, relative: intensities.map((intensity) => intensity / axis), source: columns.source };
}

/** Beyond some 84 degrees nothing of a beam is left. */
const MOST_TANGENT = 10;
