/** A beam's intensity off its axis, from a CSV table. */
import { at } from '../at.js';
import { attempt, InputDataError } from '../errors.js';
import { columnIndex, parseCsv } from '../input/csv.js';
import type { Mistake } from '../mistakes.js';
import type { BeamIntensity } from './types.js';

/** Column names of an intensity table, and the conversion of the first column to the tangent of the angle. */
export interface IntensityColumns {
  readonly place: string;
  readonly intensity: string;
  readonly tangentOf: (place: number) => number;
  readonly source: string;
}

/** Most rows of a table, which the kernels search for every event. */
const MOST_ROWS = 1024;

/**
 * Reads intensities in any unit and divides them by the one on the axis. InputDataError with file and line where the table does not begin on
 * the axis, where angles do not increase strictly or are too large, or where an intensity is negative, or 0 on the axis.
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
  const places = table.rows.map(({ values }) => at(values, placeIndex));
  const intensities = table.rows.map(({ values }) => at(values, intensityIndex));
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
    const intensity = at(intensities, i);
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

/** Largest tangent of an angle, about 84 degrees: no beam is that wide. */
const MOST_TANGENT = 10;
