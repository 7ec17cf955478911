/** Creates a grid on disk: the metadata and coordinates of a Zarr v3 group, before its first tile. */
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { coordinateBytes, metadataTexts } from '../metadata/documents.js';
import type { GridSpec } from '../metadata/manifest.js';
import { storeErrorFrom, temporarySibling, writeAtomically } from './atomicStore.js';
import { makeFolders } from './folders.js';
import { writeMetadataCopy } from './metadataFiles.js';
import { gridOfTexts } from './nativeGrid.js';
import type { Grid } from './store.js';

/**
 * Writes the metadata and coordinates of a new grid; `dir` appears complete, by one rename. Throws StoreError if `dir` exists and is not an
 * empty folder, or cannot be written.
 */
export async function createGrid(dir: string, spec: GridSpec): Promise<Grid> {
  const target = resolve(dir);
  const temporary = temporarySibling(target);
  try {
    await makeFolders(temporary);
    await writeMetadata(temporary, spec);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw storeErrorFrom(error, 'cannot create grid', dir);
  }
  return { ...gridOfTexts(dir, metadataTexts(spec), 'digested'), ...spec };
}

async function writeMetadata(dir: string, spec: GridSpec): Promise<void> {
  const texts = metadataTexts(spec);
  await writeMetadataCopy(dir, spec, texts);
  for (const [path, content] of [...texts, ...coordinateBytes(spec)]) {
    await writeAtomically(join(dir, ...path.split('/')), content);
  }
}
