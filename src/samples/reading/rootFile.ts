/** ROOT files by jsroot: their trees by name, and the values of branches entry by entry. */
import { type FileHandle, open } from 'node:fs/promises';
import type { RootDirectory } from 'jsroot/io';
import type { RootBranch, RootTree } from 'jsroot/tree';
import { suggest } from '../../input/zodIssues.js';
import { failFile } from './eventTable.js';

/** Folders within a file are searched so deep. */
const MOST_LEVELS = 5;

/** Classes that hold a tree. */
const TREES = ['TTree', 'TNtuple', 'TNtupleD'];

/** A tree that was found in a file. */
export interface FoundTree {
  readonly name: string;
  readonly tree: RootTree;
}

/** The tree of a name, or the only one; InputDataError, which names the trees, where there is another number of them. */
export async function findTree(path: string, file: string, name: string | undefined): Promise<FoundTree> {
  const { openFile, FileProxy } = await import('jsroot/io');
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const mark = Buffer.alloc(4);
    await handle.read(mark, 0, 4, 0);
    if (mark.toString('latin1') !== 'root') failFile(file, 'is no ROOT file: it does not begin with root');
    // The file stays open as long as its tree is read; Node closes it with its handle.
    class OpenFile extends FileProxy {
      override openFile = async () => true;
      override getFileName = () => file;
      override getFileSize = () => size;
      override readBuffer = (position: number, length: number) =>
        readPart(handle, file, size, position, length);
      override closeFile = () => {};
    }
    const directory = await openFile(new OpenFile());
    const found: { name: string; isTree: boolean }[] = [];
    await listTrees(directory, '', MOST_LEVELS, found);
    const chosen = chooseTree(file, found, name);
    const tree = (await directory.readObject(chosen)) as RootTree | undefined;
    if (tree?.fBranches === undefined) return failFile(file, `the tree ${chosen} is damaged`);
    return { name: chosen, tree };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readPart(
  handle: FileHandle,
  file: string,
  size: number,
  position: number,
  length: number,
): Promise<DataView> {
  // At the start more is asked for than a small file has.
  const wanted = position === 0 ? Math.min(length, size) : length;
  if (!(position >= 0 && wanted >= 0 && position + wanted <= size)) {
    return failFile(
      file,
      `is cut off or damaged: bytes ${position} to ${position + length} of ${size} are asked for`,
    );
  }
  const bytes = new Uint8Array(wanted);
  for (let read = 0; read < wanted; ) {
    const { bytesRead } = await handle.read(bytes, read, wanted - read, position + read);
    if (bytesRead === 0) return failFile(file, 'changed while it was read');
    read += bytesRead;
  }
  return new DataView(bytes.buffer);
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
  if (trees.length > 1)
    return failFile(file, `has ${trees.length} trees: ${trees.join(', ')}; choose one by --tree NAME`);
  return only;
}

/**
 * Reads values of some branches, entry by entry, and returns the number of entries that were read. `take` gets the values by the
 * position of their branches.
 */
export async function readEntries(
  tree: RootTree,
  branches: readonly RootBranch[],
  entries: number,
  take: (row: number, valueIn: (branch: number) => unknown) => void,
): Promise<number> {
  const { TSelector, treeProcess } = await import('jsroot/tree');
  const selector = new TSelector();
  const names = branches.map((_, i) => `b${i}`);
  for (const [i, branch] of branches.entries()) selector.addBranch(branch, names[i] ?? '');
  let read = 0;
  let failure: unknown;
  const valueIn = (branch: number) => selector.tgtobj[names[branch] ?? ''];
  selector.Process = (entry) => {
    if (failure !== undefined) return;
    try {
      if (entry !== read) throw new Error(`entry ${entry} comes after ${read} entries`);
      take(entry, valueIn);
      read += 1;
    } catch (error) {
      failure = error;
      selector.Abort();
    }
  };
  await treeProcess(tree, selector, { firstentry: 0, numentries: entries }).catch((error: unknown) => {
    failure ??= error;
  });
  if (failure !== undefined) throw failure;
  return read;
}

/** Runs a piece without what jsroot prints about damaged files: the error says it. */
export async function quietly<T>(piece: () => Promise<T>): Promise<T> {
  const { log, warn, error, info } = console;
  const silence = () => {};
  Object.assign(console, { log: silence, warn: silence, error: silence, info: silence });
  try {
    return await piece();
  } finally {
    Object.assign(console, { log, warn, error, info });
  }
}
