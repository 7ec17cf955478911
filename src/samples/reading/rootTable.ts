/** Tables of events in trees of ROOT files: flat branches, and arrays and vectors whose length is the same in all entries. */
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
import { basketsOf } from './rootBaskets.js';
import { findTree, quietly, type ReadPart, type RootBranch, type RootTree } from './rootFile.js';
import { type EntryShape, lengthAt, shapesOf, valuesIn } from './rootValues.js';

/** Longest array in a branch whose elements are columns. */
const MOST_ELEMENTS = 64;

/** A column: its branch, what its entries hold, and which element of them. */
interface Place {
  readonly branch: RootBranch;
  readonly shape: EntryShape;
  readonly element: number;
}

/** Opens a tree, which may be left unnamed where a file has only one. */
export async function openRoot(path: string, file: string, name: string | undefined): Promise<EventTable> {
  return inWords(file, 'ROOT', () =>
    quietly(async () => {
      const { name: treeName, tree, readPart } = await findTree(path, file, name);
      const rows = Number(tree.fEntries);
      if (!Number.isSafeInteger(rows) || rows < 0 || rows > MOST_ROWS) {
        return failFile(file, `the tree ${treeName} has ${rows} entries; at most ${MOST_ROWS} are read`);
      }
      const places = new Map<string, Place>();
      const unread = new Map<string, string>();
      for (const branch of flatBranches(tree.fBranches?.arr ?? [])) {
        await addBranch(tree, branch, readPart, places, unread);
      }
      const open = { file, rows, readPart, places };
      return {
        file,
        format: 'ROOT',
        tree: treeName,
        rows,
        columns: [...places.keys()],
        unread,
        placeOf: rowInWords,
        metadata: new Map(),
        read: (wishes) => inWords(file, 'ROOT', () => quietly(() => readColumns(open, wishes))),
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
  readPart: ReadPart,
  places: Map<string, Place>,
  unread: Map<string, string>,
): Promise<void> {
  const name = plainName(branch.fName.replace(/\.$/, '').replace(/\[.*\]$/, ''));
  if (Number(branch.fEntries) !== Number(tree.fEntries)) {
    unread.set(name, `${branch.fEntries} entries, where the tree has ${tree.fEntries}`);
    return;
  }
  const shapes = shapesOf(branch);
  if (shapes === undefined) {
    unread.set(
      name,
      `of class ${branch.fClassName || 'unknown'}; write its numbers as branches of their own`,
    );
    return;
  }
  for (const [leaf, shape] of shapes) {
    const whole = leaf === '' ? name : `${name}.${leaf}`;
    const length =
      shape.kind === 'vector'
        ? await firstLength(branch, shape, readPart)
        : shape.kind === 'text'
          ? 1
          : shape.length;
    const isArray = shape.kind === 'vector' || length > 1;
    if (length > MOST_ELEMENTS || length === 0) {
      unread.set(whole, `an array of ${length} in the first entry, where 1 to ${MOST_ELEMENTS} are read`);
      continue;
    }
    for (let element = 0; element < length; element++) {
      places.set(isArray ? `${whole}[${element}]` : whole, { branch, shape, element });
    }
  }
}

/** Elements in the first entry of a branch of vectors; 0 for a branch without entries. */
async function firstLength(branch: RootBranch, shape: EntryShape, readPart: ReadPart): Promise<number> {
  for await (const basket of basketsOf(branch, readPart)) {
    if (basket.entries > 0) return lengthAt(shape, basket, 0);
  }
  return 0;
}

/** What the reader of columns needs of a file. */
interface OpenTree {
  readonly file: string;
  readonly rows: number;
  readonly readPart: ReadPart;
  readonly places: ReadonlyMap<string, Place>;
}

async function readColumns(
  { file, rows, readPart, places }: OpenTree,
  wishes: readonly ColumnWish[],
): Promise<Map<string, EventColumn>> {
  const wanted = wishes.flatMap((wish) => {
    const place = places.get(wish.name);
    return place === undefined ? [] : [{ wish, place, builder: new ColumnBuilder(file, wish, rows) }];
  });
  for (const branch of new Set(wanted.map(({ place }) => place.branch))) {
    const columns = wanted.filter(({ place }) => place.branch === branch);
    let row = 0;
    for await (const basket of basketsOf(branch, readPart)) {
      for (const { wish, place, builder } of columns) {
        builder.add(
          valuesIn(place.shape, basket, place.element, (entry, length) => {
            const what = `an array of ${length}, where the first entry has more than ${place.element}`;
            throw new InputDataError([{ file, key: `${rowInWords(row + entry).row}, ${wish.name}`, what }]);
          }),
        );
      }
      row += basket.entries;
    }
  }
  return new Map(wanted.map(({ wish, builder }) => [wish.name, builder.finish()]));
}
