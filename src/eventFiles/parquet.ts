/** Rows such as events as a Parquet file, a group of rows for each block. */
import type { FileInWork } from '../grid/atomicStore.js';
import type { FileColumn } from './columns.js';

/** Writes blocks of rows; `metadata` are texts by key, for the file's own metadata. */
export async function putParquet<R>(
  file: Pick<FileInWork, 'put'>,
  columns: readonly FileColumn<R>[],
  blocks: Iterable<readonly R[]>,
  metadata: Readonly<Record<string, string>>,
  createdBy: string,
): Promise<void> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const bytes = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: columnsOf(columns, []) });
  const kvMetadata = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  const writer = new ParquetWriter({ writer: bytes, schema, kvMetadata, createdBy });
  let written = 0;
  const drain = async () => {
    const part = bytes.getBytes();
    await file.put(part, written);
    written += part.length;
    bytes.index = 0;
  };
  for (const block of blocks) {
    await writer.write({ columnData: columnsOf(columns, block), rowGroupSize: block.length });
    await drain();
  }
  await writer.finish();
  await drain();
}

function columnsOf<R>(columns: readonly FileColumn<R>[], block: readonly R[]) {
  return columns.map((column) => ({
    name: column.name,
    type: column.type,
    nullable: false,
    data: dataOf(column, block),
  }));
}

function dataOf<R>(column: FileColumn<R>, block: readonly R[]) {
  switch (column.type) {
    case 'STRING':
      return block.map(column.of);
    case 'INT32':
      return Int32Array.from(block, column.of);
    case 'DOUBLE':
      return Float64Array.from(block, column.of);
  }
}
