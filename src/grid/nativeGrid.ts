/** A grid as a scan wrote it, from the texts of its documents: axes as the configuration has them, one chunk a tile. */
import { StoreError } from '../errors.js';
import { isAsWritten } from '../metadata/arrayMetadata.js';
import {
  attributesOfDocument,
  axisOf,
  checkLengths,
  dimensionOf,
  requireArray,
  variableOf,
} from '../metadata/arrays.js';
import { coordinateBytes, DOCUMENT } from '../metadata/documents.js';
import { type GroupAttributes, parseGroupAttributes } from '../metadata/groupAttributes.js';
import { SIZE_LIMITS } from '../platform/readRegularFile.js';
import { chunkShapeOf } from '../tiles/shapes.js';
import { tilePlanOf } from '../tiles/tiles.js';
import { dimensionNames } from '../tiles/variables.js';
import { NO_FILE, readGridFile, unlessNoFile } from './metadataFiles.js';
import type { Grid, StorageKind } from './store.js';

/** A grid from the texts of its documents, by their paths. StoreError where they contradict each other or are no scan's. */
export function gridOfTexts(
  dir: string,
  texts: ReadonlyMap<string, string>,
  kind: Exclude<StorageKind, 'foreign'>,
  group: GroupAttributes = parseGroupAttributes(dir, attributesOfDocument(dir, texts.get(DOCUMENT) ?? '')),
): Grid {
  const axes = group.axes.map((asked) =>
    axisOf(dir, asked, requireArray(dir, texts, asked.name), asked.values),
  );
  const extra = new Map(
    group.dimensions.map((name) => {
      const { shape, attributes } = requireArray(dir, texts, name);
      // A damaged coordinate without a length has size 0, which is refused below.
      return [name, dimensionOf(name, shape[0] ?? 0, attributes)];
    }),
  );
  const arrays = new Map(group.variables.map((name) => [name, requireArray(dir, texts, name)]));
  const names = axes.map(({ name }) => name);
  const variables = [...arrays].map(([name, array]) => variableOf(dir, name, array, names, extra));
  const tilePlan = tilePlanOf(
    axes.map(({ values }) => values.length),
    group.tileShape,
  );
  const lengths = new Map([
    ...axes.map(({ name, values }): [string, number] => [name, values.length]),
    ...[...extra.values()].map(({ name, size }): [string, number] => [name, size]),
  ]);
  for (const variable of variables) {
    const array = arrays.get(variable.name);
    if (array === undefined) continue;
    checkLengths(dir, variable.name, array, lengths);
    const chunkShape = chunkShapeOf({ axes, tilePlan }, variable);
    const isWritten =
      isAsWritten(array, chunkShape) &&
      array.data_type === variable.dtype &&
      array.dimension_names.join() === dimensionNames(variable).join();
    if (!isWritten)
      throw new StoreError(`${dir}: variable ${variable.name} is not stored as a scan stores it`);
  }
  const { attributes, identity, isComplete } = group;
  return { dir, axes, tilePlan, variables, attributes, identity, storage: { kind, isComplete, arrays } };
}

/** What is wrong with a coordinate. */
export interface CoordinateFault {
  /** Path of its chunk in the grid. */
  readonly path: string;
  readonly what: string;
}

/** The coordinates of a grid that are not what the configuration says, to the bit. StoreError where one cannot be read. */
export async function coordinateFaults(grid: Grid): Promise<CoordinateFault[]> {
  const faults: CoordinateFault[] = [];
  for (const [path, expected] of coordinateBytes(grid)) {
    const name = path.split('/')[0] ?? '';
    const values = grid.axes.find((axis) => axis.name === name)?.values;
    const what = values === undefined ? 'dimension' : 'axis';
    const width = values === undefined ? 4 : 8;
    const found = await unlessNoFile(grid.dir, path, () => readGridFile(grid.dir, path, SIZE_LIMITS.table));
    if (found === NO_FILE) faults.push({ path, what: `${what} ${name} is no file` });
    else if (found === undefined) faults.push({ path, what: `${what} ${name} has no values` });
    else if (found.length !== expected.length) {
      const [has, needs] = [found.length / width, expected.length / width];
      faults.push({
        path,
        what: `${what} ${name} has ${Math.floor(has)} values where ${needs} are expected`,
      });
    } else if (!found.equals(expected)) {
      const i = Math.floor(found.findIndex((byte, k) => byte !== expected[k]) / width);
      const value = width === 8 ? found.readDoubleLE(8 * i) : found.readUInt32LE(4 * i);
      faults.push({
        path,
        what: `${what} ${name} is ${value} at index ${i}, where the scan has ${values?.[i] ?? i}`,
      });
    }
  }
  return faults;
}
