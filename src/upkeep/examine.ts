/** A grid on disk, file by file, against what was written: every metadata document, coordinate, file of digests and chunk. */
import { at } from '../at.js';
import type { MetadataCopy } from '../digests/metadataCopy.js';
import { StoreError } from '../errors.js';
import {
  changedDocuments,
  findMetadataCopy,
  NO_FILE,
  readConsolidated,
  readGridText,
  readTextOrOther,
  textsOfCopy,
} from '../grid/metadataFiles.js';
import { coordinateFaults, gridOfTexts } from '../grid/nativeGrid.js';
import { type Grid, openGrid } from '../grid/store.js';
import { attributesOfDocument } from '../metadata/arrays.js';
import { DOCUMENT } from '../metadata/documents.js';
import { extraDimensions } from '../tiles/variables.js';
import type { Damage } from './damage.js';
import { type ExaminedTiles, examineDigests, examineNumbers, IS_NO_FILE } from './examineTiles.js';

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
    damage: [...damage, ...wrongCompleteness(grid, damage, tiles), ...coordinates, ...tiles.damage],
    done: tiles.done,
    absent: tiles.absent,
    files: { documents, coordinates: documents - 1 - grid.variables.length, chunks: tiles.chunks },
  };
}

/** A group's document that is one of the two that a scan writes, but says that tiles are missing where none is. One of an older version says nothing. */
function wrongCompleteness(
  { storage: { kind, isComplete }, tilePlan }: Grid,
  damage: readonly Damage[],
  { done }: ExaminedTiles,
): Damage[] {
  const isOther = kind !== 'digested' || isComplete !== false || done.size < tilePlan.tileCount;
  if (isOther || damage.some(({ path }) => path === DOCUMENT)) return [];
  return [{ kind: 'metadata', path: DOCUMENT, what: 'says that tiles are missing, and all are there' }];
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
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = await readTextOrOther(dir, path);
    if (text !== undefined) texts.set(path, text);
  }
  const damage = changedDocuments(copy, texts).map(
    (path): Damage => ({
      kind: 'metadata',
      path,
      what: howItDiffers(texts.get(path)),
    }),
  );
  return { grid: gridOfTexts(dir, trustedTexts(copy, texts), 'digested'), damage, documents: paths.length };
}

function howItDiffers(text: string | undefined): string {
  if (text === undefined) return 'is gone';
  return text === NO_FILE ? IS_NO_FILE : 'is not as its second copy has it';
}

/**
 * The documents as the copy has them; of the group's, which may be either of two, the one from which fewer bytes of what is there differ. Where
 * that does not decide, or nothing is there, the one that promises less.
 */
function trustedTexts(copy: MetadataCopy, texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const trusted = textsOfCopy(copy, 'oldest');
  const found = texts.get(DOCUMENT) ?? '';
  const written = copy.files[DOCUMENT] ?? [];
  const differences = written.map((text) => differingCharacters(text, found));
  const nearest = differences.indexOf(Math.min(...differences));
  return nearest < 0 ? trusted : trusted.set(DOCUMENT, at(written, nearest));
}

/** At how many places two texts of one length differ; all, where their lengths differ. */
function differingCharacters(a: string, b: string): number {
  if (a.length !== b.length) return Math.max(a.length, b.length);
  let count = 0;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) count++;
  return count;
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
