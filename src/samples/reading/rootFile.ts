/** ROOT files: their trees by name, as jsroot reads them. The values in a tree are read by `rootBaskets.ts`. */
import { open } from 'node:fs/promises';
import type { RootDirectory } from 'jsroot/io';
import { suggest } from '../../input/zodIssues.js';
import { failFile } from './eventTable.js';

/** Folders within a file are searched so deep. */
const MOST_LEVELS = 5;

/** Classes that hold a tree. */
const TREES = ['TTree', 'TNtuple', 'TNtupleD'];

/** A leaf of a branch: one kind of value. */
export interface RootLeaf {
  readonly _typename: string;
  readonly fName: string;
  readonly fLen: number;
  readonly fIsUnsigned?: boolean;
  /** The leaf that counts the elements of an array of changing length. */
  readonly fLeafCount?: unknown;
}

/** A basket that was not yet full when the tree was written, and lies within the tree. */
export interface EmbeddedBasket {
  readonly fNevBuf: number;
  readonly fLast: number;
  readonly fKeylen: number;
  readonly fEntryOffset?: ArrayLike<number>;
  readonly fBufferRef?: { readonly arr: DataView };
}

/** A branch: where its baskets are. */
export interface RootBranch {
  readonly _typename: string;
  readonly fName: string;
  readonly fClassName?: string;
  /** Type of a member of a class that was split into branches. */
  readonly fStreamerType?: number;
  readonly fEntries: number;
  readonly fFileName?: string;
  readonly fWriteBasket: number;
  readonly fBasketSeek: ArrayLike<number | bigint>;
  readonly fBasketBytes: ArrayLike<number>;
  readonly fBaskets?: { readonly arr: ArrayLike<EmbeddedBasket | null | undefined> };
  readonly fBranches?: { readonly arr: readonly RootBranch[] };
  readonly fLeaves?: { readonly arr: readonly RootLeaf[] };
}

/** A tree. */
export interface RootTree {
  readonly fEntries: number;
  readonly fBranches?: { readonly arr: readonly RootBranch[] };
}

/** Reads a part of a file; InputDataError where the file does not have it. */
export type ReadPart = (position: number, length: number) => Promise<DataView>;

/** A tree that was found in a file. */
export interface FoundTree {
  readonly name: string;
  readonly tree: RootTree;
  readonly readPart: ReadPart;
}

/** The tree of a name, or the only one; InputDataError, which names the trees, where there is another number of them. */
export async function findTree(path: string, file: string, name: string | undefined): Promise<FoundTree> {
  const { openFile, FileProxy } = await import('jsroot/io');
  const size = await sizeOf(path);
  const readPart = partReader(path, file, size);
  class OpenFile extends FileProxy {
    override openFile = async () => true;
    override getFileName = () => file;
    override getFileSize = () => size;
    // At the start more is asked for than a small file has.
    override readBuffer = (position: number, length: number) =>
      readPart(position, position === 0 ? Math.min(length, size) : length);
    override closeFile = () => {};
  }
  const directory = await openFile(new OpenFile());
  const found: { name: string; isTree: boolean }[] = [];
  await listTrees(directory, '', MOST_LEVELS, found);
  const chosen = chooseTree(file, found, name);
  const tree = (await directory.readObject(chosen)) as RootTree | undefined;
  if (!Array.isArray(tree?.fBranches?.arr)) return failFile(file, `the tree ${chosen} is damaged`);
  return { name: chosen, tree, readPart };
}

async function sizeOf(path: string): Promise<number> {
  await using handle = await open(path, 'r');
  return (await handle.stat()).size;
}

function partReader(path: string, file: string, size: number): ReadPart {
  return async (position, length) => {
    if (!(position >= 0 && length >= 0 && position + length <= size)) {
      const part = `bytes ${position} to ${position + length} of ${size}`;
      return failFile(file, `is cut off or damaged: ${part} are asked for`);
    }
    await using handle = await open(path, 'r');
    const bytes = new Uint8Array(length);
    for (let read = 0; read < length; ) {
      const { bytesRead } = await handle.read(bytes, read, length - read, position + read);
      if (bytesRead === 0) return failFile(file, 'changed while it was read');
      read += bytesRead;
    }
    return new DataView(bytes.buffer);
  };
}

async function listTrees(
  directory: RootDirectory,
  prefix: string,
  levels: number,
  found: { name: string; isTree: boolean }[],
): Promise<void> {
  const seen = new Set<string>();
  for (const { fName, fClassName } of directory.fKeys ?? []) {
    // Keys of a name are cycles of one thing, the newest first.
    if (seen.has(fName)) continue;
    seen.add(fName);
    if (TREES.includes(fClassName)) found.push({ name: `${prefix}${fName}`, isTree: true });
    else if (fClassName.includes('RNTuple')) found.push({ name: `${prefix}${fName}`, isTree: false });
    else if (fClassName.startsWith('TDirectory') && levels > 0) {
      const inner = (await directory.readObject(fName)) as RootDirectory | undefined;
      if (inner !== undefined) await listTrees(inner, `${prefix}${fName}/`, levels - 1, found);
    }
  }
}

function chooseTree(
  file: string,
  found: readonly { name: string; isTree: boolean }[],
  name: string | undefined,
): string {
  const trees = found.filter(({ isTree }) => isTree).map((one) => one.name);
  const other = found.find((one) => !one.isTree && (name === undefined || one.name === name));
  const [only] = trees;
  if (name !== undefined && trees.includes(name)) return name;
  if (other !== undefined && (name !== undefined || trees.length === 0)) {
    return failFile(file, `${other.name} is an RNTuple; write it as a TTree, or as Parquet`);
  }
  if (only === undefined) return failFile(file, 'has no tree');
  if (name !== undefined) return failFile(file, `has no tree ${name}; ${suggest(name, trees)}`);
  if (trees.length > 1) {
    const shown = trees.length > 20 ? [...trees.slice(0, 20), '...'] : trees;
    return failFile(file, `has ${trees.length} trees: ${shown.join(', ')}; choose one by --tree NAME`);
  }
  return only;
}

/** Pieces that run in silence now, and what the console was before the first of them. */
const silence = { pieces: 0, restore: () => {} };

/** Runs a piece without what jsroot prints about damaged files: the error says it. Pieces may run at the same time. */
export async function quietly<T>(piece: () => Promise<T>): Promise<T> {
  if (silence.pieces === 0) {
    const { log, warn, error, info } = console;
    silence.restore = () => Object.assign(console, { log, warn, error, info });
    const nothing = () => {};
    Object.assign(console, { log: nothing, warn: nothing, error: nothing, info: nothing });
  }
  silence.pieces += 1;
  try {
    return await piece();
  } finally {
    silence.pieces -= 1;
    if (silence.pieces === 0) silence.restore();
  }
}
