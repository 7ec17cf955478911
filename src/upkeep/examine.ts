/** A grid on disk, file by file, against what was written: every metadata document, coordinate, file of digests and chunk. */
import { stat } from 'node:fs/promises';
import type { MetadataCopy } from '../digests/metadataCopy.js';
import { type ChunkDigest, faultOf } from '../digests/tileDigests.js';
import { StoreError } from '../errors.js';
import { pathOfKey } from '../grid/atomicStore.js';
import { tileState } from '../grid/chunks.js';
import {
  changedDocuments,
  findMetadataCopy,
  readConsolidated,
  readGridText,
  readGridTexts,
  textsOfCopy,
} from '../grid/metadataFiles.js';
import { coordinateFaults, gridOfTexts } from '../grid/nativeGrid.js';
import { readTile } from '../grid/reading.js';
import { type Grid, openGrid } from '../grid/store.js';
import { readTileDigests, tileDigestsKey } from '../grid/tileDigestFiles.js';
import { attributesOfDocument } from '../metadata/arrays.js';
import { DOCUMENT } from '../metadata/documents.js';
import { CHI2 } from '../outputs/chi2.js';
import { readRegularFile, UnreadableFile } from '../platform/readRegularFile.js';
import { isAbsent, storeErrorFrom } from '../systemErrors.js';
import { tileAt } from '../tiles/tiles.js';
import { extraDimensions } from '../tiles/variables.js';

/** Something of a grid that is not as it was written. */
export interface Damage {
  readonly kind: 'metadata' | 'second copy' | 'coordinate' | 'digests' | 'chunk';
  /** Path in the grid's folder; empty for the grid as a whole. */
  readonly path: string;
  readonly what: string;
  /** Number of the tile that has to be computed anew, for `digests` and `chunk`. */
  readonly tile?: number;
}

/** Damage in a line: `chunk: chi2/c/0/0 has 40 bytes where 64 were written`. */
export function damageInWords({ kind, path, what }: Pick<Damage, 'kind' | 'path' | 'what'>): string {
  return `${kind}: ${path === '' ? '' : `${path} `}${what}`;
}

/** What was found of a grid. */
export interface Examination {
  /** The grid as its trusted metadata describe it; undefined where none can be trusted. */
  readonly grid: Grid | undefined;
  readonly damage: readonly Damage[];
  /** Numbers of the tiles that are whole, and of those that a scan has not come to. */
  readonly done: ReadonlySet<number>;
  readonly absent: ReadonlySet<number>;
  /** How many files were read. */
  readonly files: { readonly documents: number; readonly coordinates: number; readonly chunks: number };
}

/** Reads all of a grid and compares it with what was written. StoreError if there is no grid at `dir`, or the disk refuses. */
export async function examineGrid(dir: string): Promise<Examination> {
  const { grid, damage, documents } = await examineMetadata(dir);
  if (grid === undefined) {
    const files = { documents, coordinates: 0, chunks: 0 };
    return { grid, damage, done: new Set(), absent: new Set(), files };
  }
  const faults = grid.storage.kind === 'foreign' ? [] : await coordinateFaults(grid);
  const coordinates = faults.map(({ path, what }): Damage => ({ kind: 'coordinate', path, what }));
  const isDigested = grid.storage.kind === 'digested';
  const tiles = isDigested ? await examineDigests(grid) : await examineNumbers(grid);
  return {
    grid,
    damage: [...damage, ...coordinates, ...tiles.damage],
    done: tiles.done,
    absent: tiles.absent,
    files: { documents, coordinates: documents - 1 - grid.variables.length, chunks: tiles.chunks },
  };
}

/** A grid by the metadata that are believed, and what of them is damaged. */
interface ExaminedMetadata {
  readonly grid: Grid | undefined;
  readonly damage: readonly Damage[];
  readonly documents: number;
}

/**
 * What is believed first: the second copy, if its own digest holds; without it the documents themselves, if they agree with each other and
 * with the configuration, whose digest is the identity.
 */
async function examineMetadata(dir: string): Promise<ExaminedMetadata> {
  const found = await findMetadataCopy(dir);
  if (found?.copy !== undefined) return await againstCopy(dir, found.copy);
  if (found === undefined && (await readGridText(dir, DOCUMENT)) === undefined) await openGrid(dir);
  const copyIsDamaged: Damage[] =
    found === undefined
      ? []
      : [{ kind: 'second copy', path: found.path, what: 'is missing, or not as it was written' }];
  try {
    const grid = found === undefined ? await openGrid(dir) : await gridOfDocuments(dir);
    return { grid, damage: copyIsDamaged, documents: documentCount(grid) };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const contradiction: Damage = { kind: 'metadata', path: '', what: error.message };
    return { grid: undefined, damage: [...copyIsDamaged, contradiction], documents: 0 };
  }
}

async function againstCopy(dir: string, copy: MetadataCopy): Promise<ExaminedMetadata> {
  const paths = Object.keys(copy.files);
  const texts = await readGridTexts(dir, paths);
  const damage = changedDocuments(copy, texts).map(
    (path): Damage => ({
      kind: 'metadata',
      path,
      what: texts.has(path) ? 'is not as its second copy has it' : 'is gone',
    }),
  );
  return { grid: gridOfTexts(dir, textsOfCopy(copy), 'digested'), damage, documents: paths.length };
}

/** The grid by its documents alone, without their second copy. */
async function gridOfDocuments(dir: string): Promise<Grid> {
  const text = await readGridText(dir, DOCUMENT);
  if (text === undefined) throw new StoreError(`${dir}: ${DOCUMENT} is gone`);
  // StoreError where it is no JSON object.
  attributesOfDocument(dir, text);
  const { texts, fault } = await readConsolidated(dir, text);
  if (fault !== undefined) throw new StoreError(`${dir}: ${fault}`);
  return gridOfTexts(dir, texts, 'digested');
}

/** Number of a grid's documents: the group's, and those of its axes, further dimensions and variables. */
const documentCount = ({ axes, variables }: Grid) =>
  1 + axes.length + extraDimensions(variables).length + variables.length;

/** What was found of the tiles. */
interface ExaminedTiles {
  readonly damage: readonly Damage[];
  readonly done: ReadonlySet<number>;
  readonly absent: ReadonlySet<number>;
  readonly chunks: number;
}

/** Every chunk against the digest that was written after it. */
async function examineDigests(grid: Grid): Promise<ExaminedTiles> {
  const damage: Damage[] = [];
  const [done, absent] = [new Set<number>(), new Set<number>()];
  const seen = new Map<string, ChunkDigest>();
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    const digests = await readTileDigests(grid, tile);
    if (digests === undefined) {
      absent.add(number);
      continue;
    }
    const path = tileDigestsKey(grid, tile);
    if (digests === 'damaged') {
      damage.push({ kind: 'digests', path, what: 'is not as it was written', tile: number });
      continue;
    }
    done.add(number);
    for (const digest of digests.chunks) {
      const known = seen.get(digest.path);
      if (known === undefined) {
        const what = await faultOfChunk(grid, digest);
        if (what !== undefined) damage.push({ kind: 'chunk', path: digest.path, what, tile: number });
        seen.set(digest.path, digest);
      } else if (known.crc32 !== digest.crc32) {
        const what = `does not agree with other tiles about ${digest.path}`;
        damage.push({ kind: 'digests', path, what, tile: number });
      }
    }
  }
  return { damage, done, absent, chunks: seen.size };
}

async function faultOfChunk(grid: Grid, digest: ChunkDigest): Promise<string | undefined> {
  const path = pathOfKey(grid.dir, digest.path);
  try {
    return faultOf(await readRegularFile(path, digest.bytes), digest);
  } catch (error) {
    if (isAbsent(error)) return 'was written and is gone';
    // A longer file, a folder, a pipe or a device, of which the last two might never end.
    if (error instanceof UnreadableFile) return await faultOfOther(path, digest);
    throw storeErrorFrom(error, 'cannot read', path);
  }
}

/** What stands in the place of a chunk and was not read. */
async function faultOfOther(path: string, { bytes }: ChunkDigest): Promise<string> {
  const info = await stat(path);
  return info.isFile() ? `has ${info.size} bytes where ${bytes} were written` : 'is no file';
}

/** Of a grid without digests: every number can be read, and no chi2 is negative. */
async function examineNumbers(grid: Grid): Promise<ExaminedTiles> {
  const damage: Damage[] = [];
  const [done, absent] = [new Set<number>(), new Set<number>()];
  let chunks = 0;
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    if ((await tileState(grid, tile)) !== 'done') {
      absent.add(number);
      continue;
    }
    done.add(number);
    for (const { name } of grid.variables) {
      const what = await faultOfNumbers(grid, number, name);
      if (what !== undefined)
        damage.push({ kind: 'chunk', path: `${name} [${tile.index}]`, what, tile: number });
      chunks++;
    }
  }
  return { damage, done, absent, chunks };
}

async function faultOfNumbers(grid: Grid, number: number, name: string): Promise<string | undefined> {
  try {
    const numbers = await readTile(grid, tileAt(grid.tilePlan, number), name);
    const isChi2 = name === CHI2.name || name.startsWith(`${CHI2.name}_`);
    const negative = isChi2 ? numbers.find((value) => value < 0) : undefined;
    return negative === undefined ? undefined : `holds a chi2 of ${negative}`;
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}
