/** A grid, or a part of it, as a file for other programs: netCDF, NPY, JSON or CSV, by the file's ending. */
import { extname } from 'node:path';
import { arraysToJson, NULL_MEANS, pointTable } from '../arrayFiles/arrayJson.js';
import { type ArraySet, type NamedArray, shapeOf } from '../arrayFiles/arraySet.js';
import { writeNetcdf } from '../arrayFiles/netcdf.js';
import { writeNpy } from '../arrayFiles/npy.js';
import { ConfigError } from '../errors.js';
import { writeAtomically } from '../grid/atomicStore.js';
import type { Grid } from '../grid/store.js';
import { CHI2 } from '../outputs/chi2.js';
import { readingWarnings } from '../planes/readingWarnings.js';
import type { ReductionRequest } from '../planes/reductions.js';
import { jsonText, writeBeside } from '../reports/export.js';
import { provenanceLines, provenanceOf, type Writer } from '../reports/provenance.js';
import { tableToCsv } from '../results/numberTable.js';
import { productOf } from '../tiles/tiles.js';
import { chooseVariables, fixAxes, gridArrays } from './gridArrays.js';
import { reducedArrays } from './reducedArrays.js';

const ENDINGS = ['.nc', '.npy', '.json', '.csv'];

/** Numbers that a text file may have: more are a matter for binary files. */
const LARGEST_TEXT = 5_000_000;

/** What of a grid is written. */
export interface GridExport extends ReductionRequest {
  /** Names of variables; none for all, or for NPY, which holds one array, chi2. */
  readonly variables?: readonly string[];
  /** Values of axes, each shown at the nearest grid value. Axes that are neither fixed nor reduced are written whole. */
  readonly fix?: Readonly<Record<string, number>>;
}

/** An export: what a file holds, before it is written. */
export interface PreparedExport {
  readonly arrays: ArraySet;
  /** Names of the axes that are written whole. */
  readonly axes: readonly string[];
  readonly warnings: readonly string[];
  readonly write: (path: string) => Promise<void>;
}

/** Checks a file's ending; ConfigError otherwise. */
export function checkGridFile(path: string): void {
  if (!ENDINGS.includes(extname(path).toLowerCase()))
    throw new ConfigError(`${path}: grids are written to ${ENDINGS.join(', ')}; choose one of these endings`);
}

/**
 * Prepares what is written of a grid. With axes to profile or marginalise that is chi2 on the plane of the two axes left (reducedArrays.ts). ConfigError
 * for an unknown axis or variable, StoreError for an unfinished grid, now or while it is written.
 */
export async function prepareExport(
  grid: Grid,
  request: GridExport,
  writer?: Writer,
): Promise<PreparedExport> {
  const { variables = [], fix = {}, profile = [], marginalise = [] } = request;
  const provenance = { Conventions: 'CF-1.11', ...provenanceOf(grid.attributes, writer) };
  const fixed = fixAxes(grid, fix);
  const isReduced = profile.length + marginalise.length > 0;
  const arrays = isReduced
    ? await reducedArrays(grid, { variables, fix, profile, marginalise }, provenance)
    : gridArrays(grid, chooseVariables(grid, variables), fixed, provenance);
  const axes = grid.axes.map(({ name }) => name).filter((name) => arrays.dimensions[name] !== undefined);
  const about = [
    `${grid.attributes.experiment_title}; ${grid.attributes.model}`,
    ...fixed.map(({ name, value }) => `${name} = ${value}`),
    ...(isReduced ? [String(arrays.attributes.reduced)] : []),
    ...provenanceLines(grid.attributes, writer),
  ];
  const write = async (path: string) => {
    checkGridFile(path);
    switch (extname(path).toLowerCase()) {
      case '.nc':
        return await writeNetcdf(path, arrays);
      case '.npy':
        return await writeOne(path, arrays, axes, variables);
      case '.json':
        checkSize(
          path,
          arrays.arrays.reduce((sum, array) => sum + productOf(shapeOf(arrays, array)), 0),
        );
        return await writeAtomically(
          path,
          jsonText({ notes: [NULL_MEANS], ...(await arraysToJson(arrays)) }),
        );
      default: {
        const points = productOf(axes.map((name) => arrays.dimensions[name] ?? 1));
        checkSize(path, points * (axes.length + arrays.arrays.length));
        return await writeAtomically(path, tableToCsv(await pointTable(arrays, axes, about)));
      }
    }
  };
  return { arrays, axes, warnings: readingWarnings(grid, fixed), write };
}

/** The one array of an NPY file, with its axes and provenance beside it. */
async function writeOne(
  path: string,
  set: ArraySet,
  axes: readonly string[],
  names: readonly string[],
): Promise<void> {
  const name = names.length === 0 ? CHI2.name : names.join(', ');
  const array = set.arrays.find((one) => one.name === name);
  if (array === undefined)
    throw new ConfigError(
      `${path}: an NPY file holds one array, not ${name}; name one variable, or write .nc`,
    );
  await writeNpy(path, set, array);
  const isBeside = ({ name: other, dimensions }: NamedArray) =>
    dimensions.length === 0 || array.dimensions.includes(other) || axes.includes(other);
  const coordinates = { ...set, arrays: set.arrays.filter((one) => one !== array && isBeside(one)) };
  const { arrays, attributes } = await arraysToJson(coordinates);
  const { dimensions, attributes: described } = array;
  await writeBeside(path, {
    variable: name,
    dimensions,
    attributes: described,
    coordinates: arrays ?? {},
    provenance: attributes ?? {},
  });
}

function checkSize(path: string, numbers: number): void {
  if (numbers > LARGEST_TEXT)
    throw new ConfigError(
      `${path}: ${numbers.toLocaleString('en-US')} numbers are too many for a text; write .nc or .npy, choose --variable, or fix axes`,
    );
}
