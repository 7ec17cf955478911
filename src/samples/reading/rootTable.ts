/** Tables of events in trees of ROOT files: flat branches, and arrays and vectors whose length is the same in all entries. */
import type { RootBranch, RootLeaf, RootTree } from 'jsroot/tree';
import { InputDataError } from '../../errors.js';
import { plainName } from './columnNames.js';
import { ColumnBuilder } from './columnParts.js';
import {
  type ColumnWish,
  type EventColumn,
  type EventTable,
  failFile,
  inWords,
  rowInWords,
} from './eventTable.js';
import { MOST_ROWS } from './parquetTable.js';
import { findTree, quietly, readEntries } from './rootFile.js';

/** Entries that are kept until they go into columns. */
const BATCH = 4096;

/** Longest array in a branch whose elements are columns. */
const MOST_ELEMENTS = 64;

/** A column: its branch, and the path within the branch's value. */
interface Place {
  readonly branch: RootBranch;
  /** Name of a leaf of a branch with several, or index of an element of an array. */
  readonly inner: string | number | undefined;
}

/** Opens a tree, which may be left unnamed where a file has only one. */
export async function openRoot(path: string, file: string, name: string | undefined): Promise<EventTable> {
  return inWords(file, 'ROOT', () =>
    quietly(async () => {
      const { name: treeName, tree } = await findTree(path, file, name);
      const rows = Number(tree.fEntries);
      if (!Number.isSafeInteger(rows) || rows < 0 || rows > MOST_ROWS) {
        return failFile(file, `the tree ${treeName} has ${rows} entries; at most ${MOST_ROWS} are read`);
      }
      const places = new Map<string, Place>();
      const unread = new Map<string, string>();
      for (const branch of flatBranches(tree.fBranches?.arr ?? []))
        await addBranch(tree, branch, places, unread);
      return {
        file,
        format: 'ROOT',
        tree: treeName,
        rows,
        columns: [...places.keys()],
        unread,
        placeOf: rowInWords,
        metadata: new Map(),
        read: (wishes) =>
          inWords(file, 'ROOT', () => quietly(() => readColumns({ file, rows, tree, places }, wishes))),
      };
    }),
  );
}

/** Branches without those of which they are parts. */
function flatBranches(branches: readonly RootBranch[], levels = 5): RootBranch[] {
  return branches.flatMap((branch) => {
    const below = branch.fBranches?.arr ?? [];
    return below.length === 0 || levels === 0 ? [branch] : flatBranches(below, levels - 1);
  });
}

async function addBranch(
  tree: RootTree,
  branch: RootBranch,
  places: Map<string, Place>,
  unread: Map<string, string>,
): Promise<void> {
  const name = plainName(branch.fName.replace(/\.$/, '').replace(/\[.*\]$/, ''));
  const leaves = branch.fLeaves?.arr ?? [];
  if (Number(branch.fEntries) !== Number(tree.fEntries)) {
    unread.set(name, `${branch.fEntries} entries, where the tree has ${tree.fEntries}`);
    return;
  }
  const [leaf] = leaves;
  if (leaves.length > 1 && leaves.every(isScalar)) {
    for (const { fName } of leaves) places.set(`${name}.${fName}`, { branch, inner: fName });
  } else if (leaf !== undefined && isScalar(leaf)) places.set(name, { branch, inner: undefined });
  else await probe(tree, branch, name, places, unread);
}

/** Whether a leaf holds one number or one text. */
function isScalar({ _typename, fLen, fLeafCount }: RootLeaf): boolean {
  return /^TLeaf[FDOBSILGC]$/.test(_typename) && (fLen <= 1 || _typename === 'TLeafC') && !fLeafCount;
}

/** Adds a branch of another kind by what its first entry holds. */
async function probe(
  tree: RootTree,
  branch: RootBranch,
  name: string,
  places: Map<string, Place>,
  unread: Map<string, string>,
): Promise<void> {
  let value: unknown;
  try {
    await readEntries(tree, [branch], 1, (_, valueIn) => {
      value = valueIn(0);
    });
  } catch {
    value = undefined;
  }
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  const length = isList ? (value as ArrayLike<unknown>).length : 0;
  if (['number', 'bigint', 'boolean', 'string'].includes(typeof value)) {
    places.set(name, { branch, inner: undefined });
  } else if (isList && length <= MOST_ELEMENTS && length > 0) {
    for (let i = 0; i < length; i++) places.set(`${name}[${i}]`, { branch, inner: i });
  } else if (isList) {
    unread.set(name, `an array of ${length} in the first entry, where 1 to ${MOST_ELEMENTS} are read`);
  } else
    unread.set(
      name,
      `of class ${branch.fClassName || 'unknown'}; write its numbers as branches of their own`,
    );
}

/** What the reader of columns needs of a file. */
interface OpenTree {
  readonly file: string;
  readonly rows: number;
  readonly tree: RootTree;
  readonly places: ReadonlyMap<string, Place>;
}

async function readColumns(
  { file, rows, tree, places }: OpenTree,
  wishes: readonly ColumnWish[],
): Promise<Map<string, EventColumn>> {
  const wanted = wishes.flatMap((wish) => {
    const place = places.get(wish.name);
    return place === undefined ? [] : [{ wish, place }];
  });
  const branches = [...new Set(wanted.map(({ place }) => place.branch))];
  const columns = wanted.map(({ wish, place }) => ({
    name: wish.name,
    branch: branches.indexOf(place.branch),
    inner: place.inner,
    builder: new ColumnBuilder(file, wish, rows),
    batch: [] as unknown[],
  }));
  const flush = () => {
    for (const { batch, builder } of columns) {
      builder.add(batch);
      batch.length = 0;
    }
  };
  if (rows > 0 && columns.length > 0) {
    await readEntries(tree, branches, rows, (row, valueIn) => {
      for (const { name, branch, inner, batch } of columns) {
        batch.push(partOf(file, name, row, valueIn(branch), inner));
      }
      if ((row + 1) % BATCH === 0) flush();
    });
    flush();
  }
  return new Map(columns.map(({ name, builder }) => [name, builder.finish()]));
}

/** The part of a branch's value that is a column's. */
function partOf(file: string, name: string, row: number, value: unknown, inner: Place['inner']): unknown {
  if (inner === undefined) return value;
  if (typeof inner === 'string') return (value as Record<string, unknown> | undefined)?.[inner];
  const list = value as ArrayLike<unknown> | undefined;
  if (list !== undefined && list.length > inner) return list[inner];
  const what = `an array of ${list?.length ?? 0}, where the first entry has more than ${inner}`;
  throw new InputDataError([{ file, key: `${rowInWords(row).row}, ${name}`, what }]);
}
