/** Whether the parts of a grid are parts of one grid, before a repair writes some of them over others. */
import { ConfigError, StoreError } from '../errors.js';
import { readGridText } from '../grid/metadataFiles.js';
import type { Grid } from '../grid/store.js';
import { attributesOfDocument } from '../metadata/arrays.js';
import { DOCUMENT } from '../metadata/documents.js';
import { parseGroupAttributes } from '../metadata/groupAttributes.js';
import { scanOfGrid } from './scanOfGrid.js';

/**
 * Throws ConfigError, before anything is written, where the scan file is another grid's than the second copy, or, without one, where the
 * group's document is whole and another grid's: then somebody mixed two grids, and to write either over the other might lose the right one.
 */
export async function requireOneGrid(trusted: Grid, scanFile: string | undefined): Promise<void> {
  const { dir, identity } = trusted;
  if (scanFile !== undefined) {
    await scanOfGrid(trusted, scanFile);
    return;
  }
  const found = await identityOfDocument(dir);
  if (found !== undefined && found !== identity)
    throw new ConfigError(
      `${dir}: ${DOCUMENT} is that of a grid with the identity ${found.slice(0, 12)}, the digests and second copy are those of ${identity.slice(0, 12)}: parts of two grids; give the scan file of the latter with --scan FILE if that is the one to keep`,
    );
}

/** The identity that the group's document names; undefined where it is damaged. */
async function identityOfDocument(dir: string): Promise<string | undefined> {
  try {
    return parseGroupAttributes(dir, attributesOfDocument(dir, (await readGridText(dir, DOCUMENT)) ?? ''))
      .identity;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return undefined;
  }
}
