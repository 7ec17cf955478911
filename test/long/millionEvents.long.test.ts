/** A million events in one Parquet file: read column by column, in memory that rows as objects would not leave. */
import { join } from 'node:path';
import { fileWriter, parquetWrite } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { FIELDS } from '../../src/samples/fields.js';
import { makeFolder, measuredProcess } from '../e2e/cli.js';
import { madeColumns } from '../samples/madeEvents.js';

const COUNT = 1_000_000;

it('a million events are imported in less than 1 GiB', async () => {
  const dir = await makeFolder();
  const columns = madeColumns(COUNT);
  await parquetWrite({
    writer: fileWriter(join(dir, 'events.parquet')),
    columnData: FIELDS.map(({ name, column }) => ({
      name: column,
      data: Float64Array.from(columns[name] ?? []),
      type: 'DOUBLE',
    })),
    rowGroupSize: 100_000,
  });
  const point = ['m5_gev=0.2', 'm4_gev=0.1', 'mZprime_gev=1.25', 'Umu5_sq=1e-8'].flatMap((each) => [
    '--set',
    each,
  ]);
  const args = ['sample', 'import', 'events.parquet', ...point, '--pot', '1e20', '--out', 'sample'];
  const { code, stdout, peakBytes } = await measuredProcess(dir, args);
  expect(code).toBe(0);
  expect(stdout).toContain('sample: 1,000,000 events');
  // The 20 columns alone are 160 MB; objects of 20 numbers for a million rows are several hundred more.
  expect(peakBytes).toBeLessThan(2 ** 30);
});
