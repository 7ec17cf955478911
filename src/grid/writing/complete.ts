/** The attribute that tells readers of any program whether all tiles of a grid are there. */
import { join } from 'node:path';
import { withComplete } from '../../metadata/documents.js';
import { readRegularFile, SIZE_LIMITS } from '../../platform/readRegularFile.js';
import { storeErrorFrom } from '../../systemErrors.js';
import { type WriteOptions, writeAtomically } from '../atomicStore.js';
import { readGroupAttributes } from '../store.js';

/** Whether a grid says that all its tiles are there; false as well of a grid that is missing. StoreError if it cannot be read. */
export async function isComplete(dir: string): Promise<boolean> {
  return (await readGroupAttributes(dir))?.complete === 1;
}

/**
 * Writes into the metadata of a grid whether all its tiles are there, by one rename, and only where that changes something: a grid is the same
 * bytes however often its scan was interrupted.
 */
export async function setComplete(
  dir: string,
  complete: boolean,
  options: Pick<WriteOptions, 'sync'> = {},
): Promise<void> {
  if ((await isComplete(dir)) === complete) return;
  const path = join(dir, 'zarr.json');
  try {
    const text = (await readRegularFile(path, SIZE_LIMITS.table)).toString('utf8');
    await writeAtomically(path, withComplete(text, complete), { ...options, within: dir });
  } catch (error) {
    throw storeErrorFrom(error, 'cannot write', path);
  }
}
