/** A grid on disk, and opening it: a Zarr v3 group with one chunk per tile. */
import { StoreError } from '../errors.js';
import type { ArrayMetadata } from '../metadata/arrayMetadata.js';
import { attributesOfDocument } from '../metadata/arrays.js';
import { DOCUMENT, documentOf } from '../metadata/documents.js';
import { type GroupAttributes, parseGroupAttributes } from '../metadata/groupAttributes.js';
import { FORMAT_WITHOUT_DIGESTS, type GridAttributes, isGridAttributes } from '../metadata/manifest.js';
import type { GridAxis } from '../tiles/axes.js';
import type { TilePlan } from '../tiles/tiles.js';
import type { VariableSpec } from '../tiles/variables.js';
import { foreignGrid } from './foreignGrid.js';
import {
  changedDocuments,
  findMetadataCopy,
  readConsolidated,
  readGridText,
  readGridTexts,
} from './metadataFiles.js';
import { coordinateFaults, gridOfTexts } from './nativeGrid.js';

/**
 * How a grid lies on disk. `digested`: as a scan writes it, with digests and a second copy of the metadata. `undigested`: the same without
 * these, which somebody removed or did not copy. `plain`: of the format before, which has neither. `foreign`: as another program wrote it.
 */
export type StorageKind = 'digested' | 'undigested' | 'plain' | 'foreign';

/** A grid on disk as plain data; no file is kept open. */
export interface Grid {
  readonly dir: string;
  readonly axes: readonly GridAxis[];
  readonly tilePlan: TilePlan;
  readonly variables: readonly VariableSpec[];
  readonly attributes: GridAttributes;
  readonly identity: string;
  readonly storage: {
    readonly kind: StorageKind;
    /**
     * Whether its document says that all tiles are there: then what is missing was lost, and is no tile to which the scan has not come. Undefined
     * where it does not say.
     */
    readonly isComplete: boolean | undefined;
    /** Metadata of the variables by name. */
    readonly arrays: ReadonlyMap<string, ArrayMetadata>;
  };
}

const WHY_UNDIGESTED: Readonly<Record<Exclude<StorageKind, 'digested'>, string>> = {
  undigested: 'which were removed or not copied',
  plain: 'since it is of grid format 1',
  foreign: 'since another program wrote or changed it',
};

/** `has no digests, since it is of grid format 1`: of a grid without them, in words after its folder; undefined of one that has them. */
export function withoutDigests({ storage: { kind } }: Pick<Grid, 'storage'>): string | undefined {
  return kind === 'digested' ? undefined : `has no digests, ${WHY_UNDIGESTED[kind]}`;
}

/** The warning that a grid has no digests, if it has none. */
export function digestWarnings(grid: Pick<Grid, 'dir' | 'storage'>): string[] {
  const lacks = withoutDigests(grid);
  return lacks === undefined ? [] : [`${grid.dir} ${lacks}: changed numbers are not seen`];
}

/** What brings back a tile that is lost or damaged: without digests nobody knows which others are whole. */
export function howToMend({ dir, storage: { kind } }: Pick<Grid, 'dir' | 'storage'>): string {
  return kind === 'digested' ? `dualnu repair ${dir} computes it anew` : 'scan again with --overwrite';
}

/** The variable with this name. Throws StoreError if the grid does not have it. */
export function findVariable(grid: Grid, name: string): VariableSpec {
  const variable = grid.variables.find((v) => v.name === name);
  if (variable) return variable;
  throw new StoreError(
    `${grid.dir}: has no variable ${name}; it has ${grid.variables.map((v) => v.name).join(', ')}`,
  );
}

/** Attributes of the Zarr group at `dir`; undefined if there is none. Throws StoreError if it cannot be read. */
export async function readGroupAttributes(dir: string): Promise<Record<string, unknown> | undefined> {
  const text = await readGridText(dir, DOCUMENT);
  return text === undefined ? undefined : attributesOfDocument(dir, text);
}

/**
 * Opens a grid on disk, finished or not. Every byte of its metadata and its coordinates is checked: against the second copy where there is one,
 * and against the configuration. Throws StoreError if `dir` is not a dualnu grid, or is damaged, or is another program's and cannot be
 * read as what it is.
 */
export async function openGrid(dir: string): Promise<Grid> {
  const text = await readGridText(dir, DOCUMENT);
  if (text === undefined) throw await notAGrid(dir);
  const attributes = attributesOfDocument(dir, text);
  // Another program may have replaced them.
  const lost = isGridAttributes(attributes) ? undefined : await whatIsLost(dir, 'is not as it was written');
  if (lost !== undefined) throw lost;
  const group = parseGroupAttributes(dir, attributes);
  const names = [...group.axes.map(({ name }) => name), ...group.dimensions, ...group.variables];
  const texts = new Map([[DOCUMENT, text], ...(await readGridTexts(dir, names.map(documentOf)))]);
  const found = await findMetadataCopy(dir);
  if (found === undefined) return await withoutCopy(dir, texts, group);
  const grid = gridOfTexts(dir, texts, 'digested', group);
  const damage = (what: string) =>
    new StoreError(`${dir}: ${what}; the grid is damaged: dualnu repair ${dir} mends it`);
  if (found.copy === undefined)
    throw damage(`${found.path}, the second copy of the metadata, is not as it was written`);
  const [changed] = changedDocuments(found.copy, texts);
  if (changed !== undefined) throw damage(`${changed} is not as its second copy has it`);
  const [fault] = await coordinateFaults(grid);
  if (fault !== undefined) throw damage(fault.what);
  return grid;
}

/** A grid of the format before, one that has lost its digests, or one that another program wrote. */
async function withoutCopy(
  dir: string,
  texts: ReadonlyMap<string, string>,
  group: GroupAttributes,
): Promise<Grid> {
  if (group.format !== FORMAT_WITHOUT_DIGESTS)
    return isScans(texts.get(DOCUMENT) ?? '')
      ? await undigestedGrid(dir, texts, group)
      : await foreignGrid(dir, texts, group);
  try {
    const grid = gridOfTexts(dir, texts, 'plain', group);
    const [fault] = await coordinateFaults(grid);
    if (fault === undefined) return grid;
  } catch (error) {
    // What is not as a scan writes it may be another program's.
    if (!(error instanceof StoreError)) throw error;
  }
  return await foreignGrid(dir, texts, group);
}

/**
 * Whether a group's document is spaced as a scan writes it, byte for byte. Other programs indent by two spaces or none (zarr-python by what its `json_indent`
 * says, 2 by default); one that indents by one is held to all that a scan writes, and refused rather than misread.
 */
function isScans(text: string): boolean {
  return JSON.stringify(JSON.parse(text), null, 1) === text;
}

/**
 * A grid whose digests somebody removed or did not copy. It is held to what its group's document says of every array: a copy that was
 * interrupted is not taken for what another program has chosen.
 */
async function undigestedGrid(
  dir: string,
  texts: ReadonlyMap<string, string>,
  group: GroupAttributes,
): Promise<Grid> {
  const damage = (what: string) =>
    new StoreError(`${dir}: ${what}; the grid has no digests and is damaged, or was copied only in part`);
  const consolidated = await readConsolidated(dir, texts.get(DOCUMENT) ?? '');
  if (consolidated.fault !== undefined) throw damage(consolidated.fault);
  const grid = gridOfTexts(dir, texts, 'undigested', group);
  const [fault] = await coordinateFaults(grid);
  if (fault !== undefined) throw damage(fault.what);
  return grid;
}

/** Why a grid cannot be opened whose first document is lost, but not the second copy of it; undefined of any other folder. */
export async function whatIsLost(dir: string, what = 'is gone'): Promise<StoreError | undefined> {
  const found = await findMetadataCopy(dir).catch((error: unknown) => {
    // There may be no folder at all.
    if (!(error instanceof StoreError)) throw error;
  });
  return found === undefined
    ? undefined
    : new StoreError(`${dir}: ${DOCUMENT} ${what}; the grid is damaged: dualnu repair ${dir} mends it`);
}

async function notAGrid(dir: string): Promise<StoreError> {
  const lost = await whatIsLost(dir);
  if (lost !== undefined) return lost;
  const isOlderZarr = (await readGridText(dir, '.zgroup')) !== undefined;
  return new StoreError(
    isOlderZarr
      ? `${dir}: a Zarr v2 group; dualnu reads Zarr v3 (xarray: to_zarr(..., zarr_format=3))`
      : `${dir}: not a dualnu grid (no zarr.json there)`,
  );
}
