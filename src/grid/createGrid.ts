/** Creates a grid on disk: the metadata and coordinates of a Zarr v3 group, before its first tile. */
import { readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { create, root } from 'zarrita';
import { syncFolder, syncTree } from '../platform/syncFolder.js';
import {
  atomicStore,
  pathOfKey,
  storeErrorFrom,
  temporarySibling,
  type WriteOptions,
  writeAtomically,
} from './atomicStore.js';
import { makeFolders } from './folders.js';
import { attributesOfAxis, attributesOfGroup, type GridSpec } from './manifest.js';
import { type Grid, shapeOfVariable } from './store.js';
import { attributesOfVariable, dimensionNames, extraDimensions, FILL_VALUES } from './variables.js';

/** Raw little-endian bytes: fast to write and map, and results hardly compress. */
const CODECS = [{ name: 'bytes', configuration: { endian: 'little' } }];

/**
 * Writes the metadata and coordinates of a new grid; `dir` appears complete, by one rename. Throws StoreError if `dir` exists and is not an
 * empty folder, or cannot be written.
 */
export async function createGrid(
  dir: string,
  spec: GridSpec,
  { sync = true }: Pick<WriteOptions, 'sync'> = {},
): Promise<Grid> {
  const target = resolve(dir);
  const temporary = temporarySibling(target);
  try {
    await makeFolders(temporary);
    await writeMetadata(temporary, spec);
    if (sync) await syncTree(temporary);
    await rename(temporary, target);
    if (sync) await syncFolder(dirname(target));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw storeErrorFrom(error, 'cannot create grid', dir);
  }
  return { ...spec, dir };
}

async function writeMetadata(dir: string, spec: GridSpec): Promise<void> {
  // All of it is synced at once, before the folder gets its name.
  const options = { sync: false };
  const group = root(atomicStore(dir, options));
  const variables = spec.variables.map((variable) => ({
    name: variable.name,
    dtype: variable.dtype,
    shape: shapeOfVariable(spec, variable, spec.tilePlan.shape),
    chunkShape: shapeOfVariable(spec, variable, spec.tilePlan.chunkShape),
    fillValue: FILL_VALUES[variable.dtype],
    dimensionNames: dimensionNames(variable),
    attributes: { ...attributesOfVariable(variable) },
  }));
  const coordinate = (name: string, size: number) => ({
    name,
    shape: [size],
    chunkShape: [size],
    fillValue: 0,
    dimensionNames: [name],
  });
  const coordinates = spec.axes.map((axis) => ({
    ...coordinate(axis.name, axis.values.length),
    dtype: 'float64' as const,
    attributes: { ...attributesOfAxis(axis) },
  }));
  const extra = extraDimensions(spec.variables);
  const indices = extra.map(({ name, size, attributes }) => ({
    ...coordinate(name, size),
    dtype: 'uint32' as const,
    attributes: { units: '1', ...attributes },
  }));
  const metadata: Record<string, unknown> = {};
  for (const { name, ...options } of [...coordinates, ...indices, ...variables]) {
    await create(group.resolve(name), { ...options, codecs: CODECS });
    metadata[name] = JSON.parse(await readFile(join(dir, name, 'zarr.json'), 'utf8'));
  }
  for (const axis of spec.axes) {
    await writeAtomically(
      pathOfKey(dir, `/${axis.name}/c/0`),
      new Uint8Array(Float64Array.from(axis.values).buffer),
      options,
    );
  }
  for (const { name, size } of extra) {
    const index = Uint32Array.from({ length: size }, (_, i) => i);
    await writeAtomically(pathOfKey(dir, `/${name}/c/0`), new Uint8Array(index.buffer), options);
  }
  // Consolidated metadata as zarr-python writes it: xarray then opens the grid in one read and without a warning.
  const document = {
    zarr_format: 3,
    node_type: 'group',
    attributes: attributesOfGroup(spec),
    consolidated_metadata: { kind: 'inline', must_understand: false, metadata },
  };
  await writeAtomically(join(dir, 'zarr.json'), metadataText(document), options);
}

/** The text of a group's metadata. */
export function metadataText(document: object): string {
  return JSON.stringify(document, null, 1);
}
