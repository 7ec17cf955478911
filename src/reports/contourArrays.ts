/** Contours as named arrays, as a table and as plain data: the plane that they are drawn in, and their lines. */

import { NULL_MEANS } from '../arrayFiles/arrayJson.js';
import type { ArraySet, NamedArray } from '../arrayFiles/arraySet.js';
import { ownValue } from '../input/ownValue.js';
import { AXIS_INFO, unitOf } from '../model/parameters.js';
import type { FlagPlane } from '../planes/flags.js';
import type { FixedAxis } from '../planes/slice.js';
import { contoursToJson, type PlaneContours } from '../results/contours.js';
import type { Cell, NumberTable } from '../results/numberTable.js';
import type { Axis } from '../tiles/axes.js';
import type { Attributes } from '../tiles/variables.js';
import { provenanceOf, settingsOf, type Writer } from './provenance.js';

/** Unit and description of an axis or a parameter, as attributes. */
export function axisAttributes({ name, units }: Pick<Axis, 'name' | 'units'>): Attributes {
  return {
    units: unitOf({ name, ...(units === undefined ? {} : { units }) }) || '1',
    long_name: ownValue(AXIS_INFO, name)?.longName ?? name,
  };
}

/** An axis as a coordinate. */
export function coordinateArray(axis: Axis): NamedArray {
  const attributes = { ...axisAttributes(axis), spacing: axis.spacing };
  return { name: axis.name, dimensions: [axis.name], values: Float64Array.from(axis.values), attributes };
}

/** Fixed axes as coordinates of a single value, with the value that was asked for where that is another. */
export function fixedArrays(fixed: readonly FixedAxis[]): NamedArray[] {
  return fixed.map(({ name, units, value, requested }) => ({
    name,
    dimensions: [],
    values: Float64Array.of(value),
    attributes: {
      ...axisAttributes({ name, ...(units === undefined ? {} : { units }) }),
      ...(requested === undefined ? {} : { requested }),
    },
  }));
}

/** The attribute that makes arrays of a single value coordinates of another one (CF conventions, section 5.7). */
export function besideAttribute(fixed: readonly FixedAxis[]): Attributes {
  return fixed.length === 0 ? {} : { coordinates: fixed.map(({ name }) => name).join(' ') };
}

/** The flags of a plane as an array of words, with their masks and names. None where the grid has no flags. */
export function flagArrays(
  { names, bits }: FlagPlane,
  dimensions: readonly string[],
  beside: Attributes,
): NamedArray[] {
  if (names.length === 0) return [];
  const attributes = {
    units: '1',
    long_name: 'validity flags',
    flag_masks: names.map((_, i) => 2 ** i),
    flag_meanings: names.join(' '),
    ...beside,
  };
  return [{ name: 'flags', dimensions, values: bits, attributes }];
}

/** Contours as arrays: axes, Delta chi2 and flags on the plane, of the grid's points where it is refined; levels; and the points of all lines, one after another. */
export function contourArrays(result: PlaneContours, writer: Writer | undefined): ArraySet {
  const { counted, fixed, contours } = result;
  const { plane, flags: flagPlane } = counted;
  const { x, y } = plane;
  const dimensions = [y.name, x.name];
  const beside = besideAttribute(fixed);
  const table = contourTable(result);
  const column = (i: number) => {
    const numbers = table.rows.map((row) => Number(row[i]));
    return i === 1 ? Int32Array.from(numbers) : Float64Array.from(numbers);
  };
  const points = (name: string, i: number, attributes: Attributes): NamedArray[] =>
    table.rows.length === 0 ? [] : [{ name, dimensions: ['point'], values: column(i), attributes }];
  return {
    dimensions: {
      [y.name]: y.values.length,
      [x.name]: x.values.length,
      contour: contours.length,
      ...(table.rows.length === 0 ? {} : { point: table.rows.length }),
    },
    arrays: [
      coordinateArray(y),
      coordinateArray(x),
      ...fixedArrays(fixed),
      {
        name: 'delta_chi2',
        dimensions,
        values: plane.delta,
        attributes: {
          units: '1',
          long_name: `Delta chi2 from the minimum, ${plane.minimum.chi2}`,
          ...beside,
        },
      },
      ...flagArrays(flagPlane, dimensions, beside),
      {
        name: 'cl',
        dimensions: ['contour'],
        values: Float64Array.from(contours, ({ cl }) => cl),
        attributes: { units: '1', long_name: 'confidence level of each contour' },
      },
      {
        name: 'level',
        dimensions: ['contour'],
        values: Float64Array.from(contours, ({ level }) => level),
        attributes: { units: '1', long_name: 'Delta chi2 of each contour, two degrees of freedom' },
      },
      ...points('contour_cl', 0, { units: '1', long_name: 'confidence level of the point of a contour' }),
      ...points('contour_line', 1, { units: '1', long_name: 'number of its line, from 0 in each contour' }),
      ...points(`contour_${x.name}`, 2, axisAttributes(x)),
      ...points(`contour_${y.name}`, 3, axisAttributes(y)),
    ],
    attributes: {
      Conventions: 'CF-1.11',
      ...provenanceOf(result.attributes, writer),
      ...settingsOf(contoursToJson(result)),
    },
  };
}

/** The points of all lines: columns cl, line (the number of the line) and the two axes. */
export function contourTable({ plane, contours }: PlaneContours): NumberTable {
  const rows = contours.flatMap(({ cl, lines }) =>
    lines.flatMap((line, i) => line.map(([u, v]): Cell[] => [cl, i, u, v])),
  );
  return { about: [], columns: ['cl', 'line', plane.x.name, plane.y.name], rows };
}

/** Contours as a file's JSON document: that of `--json`, with its provenance and the plane, of the grid's points where it is refined. */
export function contourDocument(result: PlaneContours, writer: Writer | undefined) {
  const { x, y, delta } = result.counted.plane;
  const row = (j: number) =>
    Array.from(delta.subarray(j * x.values.length, (j + 1) * x.values.length), (value) =>
      Number.isNaN(value) ? null : value,
    );
  return {
    provenance: provenanceOf(result.attributes, writer),
    notes: [
      `${NULL_MEANS}: in delta_chi2 no chi2 is known there`,
      `delta_chi2[j][i] is at ${y.name}[j], ${x.name}[i]`,
    ],
    ...contoursToJson(result),
    values: { [x.name]: x.values, [y.name]: y.values, delta_chi2: y.values.map((_, j) => row(j)) },
  };
}
