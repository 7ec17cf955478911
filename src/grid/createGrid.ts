/** Creates a grid on disk: the metadata and coordinates of a Zarr v3 group, before its first tile. */
import { rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { coordinateBytes, metadataTexts } from '../metadata/documents.js';
import type { GridSpec } from '../metadata/manifest.js';
import { syncFolder, syncTree } from '../platform/syncFolder.js';
import { storeErrorFrom } from '../systemErrors.js';
import { pathOfKey, temporarySibling, type WriteOptions, writeAtomically } from './atomicStore.js';
import { makeFolders } from './folders.js';
import { writeMetadataCopy } from './metadataFiles.js';
import { gridOfTexts } from './nativeGrid.js';
import type { Grid } from './store.js';

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
  return { ...gridOfTexts(dir, metadataTexts(spec), 'digested'), ...spec };
}

async function writeMetadata(dir: string, spec: GridSpec): Promise<void> {
  // All of it is synced at once, before the folder gets its name.
  const options = { sync: false };
  const texts = metadataTexts(spec);
  await writeMetadataCopy(dir, spec, texts, options);
  for (const [path, content] of [...texts, ...coordinateBytes(spec)]) {
    await writeAtomically(pathOfKey(dir, path), content, options);
  }
}
