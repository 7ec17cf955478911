/** Tables of events in NumPy's files: NPZ, an array a column or several of them, and NPY, one array. */
import { readRegularFile, whyUnread } from '../../platform/readRegularFile.js';
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
import { type NpyArray, type NpyColumn, npyValues, parseNpy } from './npy.js';
import { zipMembers } from './zip.js';

/** Largest file that is read into memory, bytes. */
const LARGEST = 2 ** 31;

/** A column, and the array that it is in. */
interface Place {
  readonly array: NpyArray;
  readonly column: NpyColumn;
}

/** Opens an NPZ archive; its arrays must have equal lengths. */
export async function openNpz(path: string, file: string): Promise<EventTable> {
  const bytes = await readBytes(path, file);
  return inWords(file, 'NPZ', () => {
    const unread = new Map<string, string>();
    const arrays = zipMembers(bytes).flatMap((member) => {
      const name = member.name.replace(/\.npy$/, '');
      const plain = member.bytes();
      try {
        return [{ name, array: parseNpy(plain) }];
      } catch (error) {
        unread.set(name, error instanceof Error ? error.message : String(error));
        return [];
      }
    });
    return tableOf(file, 'NPZ', arrays, unread);
  });
}

/** Opens one array: records with names, or columns named `[0]`, `[1]`, ... */
export async function openNpy(path: string, file: string): Promise<EventTable> {
  const bytes = await readBytes(path, file);
  return inWords(file, 'NPY', () => tableOf(file, 'NPY', [{ name: '', array: parseNpy(bytes) }], new Map()));
}

function tableOf(
  file: string,
  format: string,
  arrays: readonly { readonly name: string; readonly array: NpyArray }[],
  unread: ReadonlyMap<string, string>,
): EventTable {
  const [first] = arrays;
  const rows = first?.array.rows ?? 0;
  const other = arrays.find(({ array }) => array.rows !== rows);
  if (first !== undefined && other !== undefined) {
    const sizes = `${first.name} has ${rows} entries, ${other.name} has ${other.array.rows}`;
    failFile(file, `arrays of different lengths: ${sizes}; one entry an event is expected`);
  }
  const places = new Map<string, Place>();
  for (const { name, array } of arrays) {
    for (const column of array.columns) {
      // A field of records that stand alone has its own name.
      const whole = column.name.startsWith('[') || column.name === '' ? `${name}${column.name}` : column.name;
      places.set(plainName(whole), { array, column });
    }
  }
  return {
    file,
    format,
    rows,
    columns: [...places.keys()],
    unread,
    placeOf: rowInWords,
    metadata: new Map(),
    read: (wishes) => inWords(file, format, () => readColumns(file, rows, places, wishes)),
  };
}

function readColumns(
  file: string,
  rows: number,
  places: ReadonlyMap<string, Place>,
  wishes: readonly ColumnWish[],
): Map<string, EventColumn> {
  return new Map(
    wishes.flatMap((wish) => {
      const place = places.get(wish.name);
      if (place === undefined) return [];
      const builder = new ColumnBuilder(file, wish, rows);
      builder.add(npyValues(place.array, place.column));
      return [[wish.name, builder.finish()] as const];
    }),
  );
}

async function readBytes(path: string, file: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path, LARGEST);
  } catch (error) {
    return failFile(file, whyUnread(error));
  }
}
