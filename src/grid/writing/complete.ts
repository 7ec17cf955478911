/** The attribute that tells readers of any program whether all tiles of a grid are there. */
import { StoreError } from '../../errors.js';
import { attributesOfDocument } from '../../metadata/arrays.js';
import { DOCUMENT, withComplete } from '../../metadata/documents.js';
import { pathOfKey, type WriteOptions, writeAtomically } from '../atomicStore.js';
import { readGridText } from '../metadataFiles.js';
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
  const text = await readGridText(dir, DOCUMENT);
  const found = text === undefined ? undefined : attributesOfDocument(dir, text);
  // The first grids of this format do not say, and their second copy knows no other document.
  if (found !== undefined && found.complete === undefined) return;
  if ((found?.complete === 1) === complete) return;
  if (text === undefined) throw new StoreError(`${dir}: ${DOCUMENT} is gone`);
  await writeAtomically(pathOfKey(dir, DOCUMENT), withComplete(text, complete), { ...options, within: dir });
}
