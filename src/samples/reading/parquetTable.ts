/** Tables of events in Parquet files, by hyparquet, which reads one column of one group of rows at a time. */
import { open } from 'node:fs/promises';
import type { AsyncBuffer, FileMetaData, ParquetScan, SchemaTree } from 'hyparquet';
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

/** The words for the format in messages. */
const FORMAT = 'Parquet';

/** Most rows of a table; columns are typed arrays in memory. */
export const MOST_ROWS = 2 ** 28;

/** A column of the table: the name of the column in the file, and the index of its element where that is a list. */
interface Leaf {
  readonly top: string;
  readonly element: number | undefined;
}

/** Opens a Parquet file: reads its footer, and the first row of columns of lists, which tells their lengths. */
export async function openParquet(path: string, file: string): Promise<EventTable> {
  return inWords(file, FORMAT, async () => {
    const { parquetMetadataAsync, parquetSchema, parquetScan } = await import('hyparquet');
    const { compressors } = await import('hyparquet-compressors');
    const buffer = await bufferOf(path, file);
    const metadata = await parquetMetadataAsync(buffer, { geoparquet: false });
    const rows = checkedRows(metadata, buffer.byteLength, file);
    const scan = await parquetScan({ file: buffer, metadata, compressors, geoparquet: false });
    const leaves = new Map<string, Leaf>();
    const unread = new Map<string, string>();
    for (const child of parquetSchema(metadata).children) {
      const { name } = child.element;
      if (isStructure(child)) {
        unread.set(plainName(name), 'a structure or a nested list; write its parts as columns of their own');
      } else if (child.children.length === 0) leaves.set(plainName(name), { top: name, element: undefined });
      else {
        const length = rows === 0 ? 0 : await listLength(scan, name);
        for (let i = 0; i < length; i++) leaves.set(`${plainName(name)}[${i}]`, { top: name, element: i });
      }
    }
    const texts = (metadata.key_value_metadata ?? []).map(({ key, value = '' }) => [key, value] as const);
    return {
      file,
      format: FORMAT,
      rows,
      columns: [...leaves.keys()],
      unread,
      placeOf: rowInWords,
      metadata: new Map(texts),
      read: (wishes) => inWords(file, FORMAT, () => readColumns({ file, rows, scan, leaves }, wishes)),
    };
  });
}

/** A file that is read where hyparquet asks for it; a part beyond its end is an error, never an empty part. */
async function bufferOf(path: string, file: string): Promise<AsyncBuffer> {
  await using handle = await open(path, 'r');
  const { size } = await handle.stat();
  const ends = Buffer.alloc(8);
  if (size >= 12) {
    await handle.read(ends, 0, 4, 0);
    await handle.read(ends, 4, 4, size - 4);
  }
  const marks = ends.toString('latin1');
  if (marks === 'PARE'.repeat(2)) failFile(file, 'is encrypted; write it without encryption');
  if (marks.startsWith('PAR1') && !marks.endsWith('PAR1')) {
    failFile(file, 'is cut off: a Parquet file ends with PAR1; copy it again, or write it anew');
  }
  if (!marks.startsWith('PAR1')) failFile(file, 'is no Parquet file: it does not begin with PAR1');
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      if (!(start >= 0 && end >= start && end <= size)) {
        return failFile(file, `is damaged or cut off: bytes ${start} to ${end} of ${size} are asked for`);
      }
      await using part = await open(path, 'r');
      const bytes = new Uint8Array(end - start);
      for (let read = 0; read < bytes.length; ) {
        const { bytesRead } = await part.read(bytes, read, bytes.length - read, start + read);
        if (bytesRead === 0) return failFile(file, 'changed while it was read');
        read += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

/** The number of rows, if the footer is one that can be: every group has every column, within the file. */
function checkedRows(metadata: FileMetaData, size: number, file: string): number {
  const rows = Number(metadata.num_rows);
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (!Number.isInteger(rows) || rows < 0 || rows !== inGroups) {
    return failFile(file, `is damaged: ${rows} rows in all, ${inGroups} in its groups`);
  }
  if (rows > MOST_ROWS)
    return failFile(file, `has ${rows} rows, where at most ${MOST_ROWS} are read; split it`);
  for (const group of metadata.row_groups) {
    for (const { file_path, meta_data: chunk } of group.columns) {
      if (file_path) return failFile(file, 'refers to other files; write it as one file');
      const bytes = Number(chunk?.total_compressed_size ?? 0);
      if (
        chunk !== undefined &&
        !(bytes >= 0 && Number(chunk.data_page_offset) + 1 <= size && bytes <= size)
      ) {
        return failFile(
          file,
          `is damaged: column ${chunk.path_in_schema.join('.')} lies outside of the file`,
        );
      }
    }
  }
  return rows;
}

/** Whether a column is neither a leaf nor a list of leaves. */
function isStructure({ element, children }: SchemaTree): boolean {
  if (element.repetition_type === 'REPEATED') return children.length > 0;
  if (children.length === 0) return false;
  const [list, ...others] = children;
  const isList = element.converted_type === 'LIST' || element.logical_type?.type === 'LIST';
  if (!isList || list === undefined || others.length > 0) return true;
  if (list.children.length === 0) return false;
  return list.children.length !== 1 || (list.children[0]?.children.length ?? 0) > 0;
}

async function listLength(scan: ParquetScan, column: string): Promise<number> {
  const first = scan.ranges.find(({ rowStart, rowEnd }) => rowEnd > rowStart);
  if (first === undefined) return 0;
  const [value] = await scan.readColumn({ column, rowStart: first.rowStart, rowEnd: first.rowStart + 1 });
  return Array.isArray(value) || ArrayBuffer.isView(value) ? (value as ArrayLike<unknown>).length : 0;
}

/** What the reader of columns needs of a file. */
interface OpenFile {
  readonly file: string;
  readonly rows: number;
  readonly scan: ParquetScan;
  readonly leaves: ReadonlyMap<string, Leaf>;
}

async function readColumns(
  { file, rows, scan, leaves }: OpenFile,
  wishes: readonly ColumnWish[],
): Promise<Map<string, EventColumn>> {
  const read = new Map<string, EventColumn>();
  const tops = new Set(wishes.map(({ name }) => leaves.get(name)?.top ?? name));
  for (const top of tops) {
    const ofTop = wishes.filter(({ name }) => (leaves.get(name)?.top ?? name) === top);
    const builders = ofTop.map((wish) => ({
      wish,
      leaf: leaves.get(wish.name),
      builder: new ColumnBuilder(file, wish, rows),
    }));
    for (const { rowStart, rowEnd } of scan.ranges) {
      const part = await scan.readColumn({ column: top, rowStart, rowEnd });
      for (const { leaf, wish, builder } of builders) {
        const element = leaf?.element;
        builder.add(
          element === undefined ? part : elementsOf(file, wish.name, part, element, builders.length),
        );
      }
    }
    for (const { wish, builder } of builders) read.set(wish.name, builder.finish());
  }
  return read;
}

/** One element of each row's list; every list must be long enough. */
function elementsOf(
  file: string,
  name: string,
  lists: ArrayLike<unknown>,
  element: number,
  atLeast: number,
): unknown[] {
  return Array.from(lists, (list, row) => {
    if (list === null || list === undefined) return undefined;
    const { length } = list as ArrayLike<unknown>;
    if (length <= element) {
      const what = `a list of ${length}, where the first row has ${Math.max(atLeast, element + 1)} or more`;
      throw new InputDataError([{ file, key: `${rowInWords(row).row}, ${name}`, what }]);
    }
    return (list as ArrayLike<unknown>)[element];
  });
}
