/** `values: { file, column }`: an axis from a table beside the scan file. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanIdentity } from '../../src/config/identity.js';
import { loadScan, resolveScan } from '../../src/config/load.js';
import { ConfigError } from '../../src/errors.js';
import { MINIMAL } from './minimal.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
  await mkdir(join(folder, 'scans'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const AXIS = /\{ log: \[0\.11, 1\.3\], points: 3 \}/;

/** The scan whose m5 has its values in a table. */
async function withTable(
  table: string | Uint8Array,
  entry = '{ values: { file: masses.csv, column: m5_gev } }',
) {
  const file = join(folder, 'scans', 'scan.yaml');
  await writeFile(join(folder, 'scans', 'masses.csv'), table);
  await writeFile(file, MINIMAL.replace(AXIS, entry));
  return loadScan(file);
}
const valuesOf = (scan: Awaited<ReturnType<typeof loadScan>>) =>
  scan.axes.find(({ name }) => name === 'm5_gev')?.values;

describe('an axis from a table', () => {
  it.each([
    ['# masses\nm5_gev,weight\n0.11,1\n0.2,1 \n# between\n1.3,2\n', undefined],
    ['weight;m5_gev\r\n1;0.11\r\n1;0.2\r\n1;1.3\r\n', undefined],
    ['m5_mev\n110\n200\n1300\n', '{ values: { file: masses.csv, column: m5_mev } }'],
    ['m5_mev\n110\n200\n1300\n', '{ values: { file: masses.csv } }'],
    ['m5_gev\n0.11\n0.2\n1.3\n', '{ values: { file: ./masses.csv } }'],
    ['mass\n0.11\n0.2\n1.3\n', '{ values: { file: ../scans/masses.csv, column: mass } }'],
  ])('has the values and the identity of a list: %j', async (table, entry) => {
    const scan = await withTable(table, entry);
    expect(valuesOf(scan)).toEqual([0.11, 0.2, 1.3]);
    const listed = await resolveScan(MINIMAL.replace(AXIS, '{ values: [0.11, 0.2, 1.3] }'), 'x.yaml');
    const extra = { shaders: 'abc', packages: {} };
    expect(scanIdentity(scan, extra).document).toEqual(scanIdentity(listed, extra).document);
  });

  it('keeps decimal numbers of masses in MeV', async () => {
    const numbers = Array.from({ length: 400 }, (_, i) => `${100 + i}.${(i * 7) % 10}`);
    const scan = await withTable(`m5_mev\n${numbers.join('\n')}\n`, '{ values: { file: masses.csv } }');
    expect(valuesOf(scan)).toEqual(numbers.map((text) => Number(`${text}e-3`)));
  });

  it.each<[string, string]>([
    ['m5_gev\n0.2\nheavy\n', 'masses.csv:3: m5_gev: "heavy" is not a finite number; correct the cell'],
    ['m5_gev\n0.2\ninf\n', 'masses.csv:3: m5_gev: "inf" is not a finite number'],
    ['m5_gev\n0.2\n0.3,0.4\n', 'masses.csv:3: 2 cells where 1 are expected'],
    [
      '# c\nm5_gev\n0.3\n0.2\n0.1\n',
      'masses.csv:4: m5_gev: 0.2 after 0.3: values must increase strictly; sort the rows, lowest first',
    ],
    ['m5_gev\n0.2\n0.2\n', 'masses.csv:3: m5_gev: 0.2 stands in line 2 already; remove one'],
    ['m5_gev\n0.2\n-0.3\n', 'masses.csv:3: m5_gev: -0.3 GeV is outside of 0.001 to 10 GeV; correct it'],
    [
      'm5_gev\n110\n200\n',
      "masses.csv:2: m5_gev: 110 GeV is outside of 0.001 to 10 GeV; did you mean 0.11 GeV (110 MeV)? Then end the column's name in _mev",
    ],
    ['m5\n0.2\n', 'masses.csv:1: no column m5_gev; valid: m5'],
    ['m5_gev,m5_gev\n0.2,0.3\n', 'masses.csv:1: two columns are named m5_gev; rename one'],
    ['0.2\n0.3\n', 'masses.csv:1: no names of columns; write them into the first line, such as m5_gev'],
    ['m5_gev\n', 'masses.csv:1: no rows of numbers; fill the table'],
  ])('refuses %j with its place', async (table, what) => {
    const refused = withTable(table);
    await expect(refused).rejects.toThrow(what);
    await expect(refused).rejects.toBeInstanceOf(ConfigError);
  });

  it.each<[string, RegExp]>([
    [
      '{ values: { file: none.csv } }',
      /scan\.yaml:7:\d+: axes\.m5_gev\.values\.file: .*none\.csv: no such file/,
    ],
    ['{ values: { fil: masses.csv } }', /axes\.m5_gev\.values\.fil: unknown key; did you mean file\?/],
    ['{ values: { column: m5_gev } }', /axes\.m5_gev\.values\.file: missing; give a text/],
    ['{ values: masses.csv }', /axes\.m5_gev\.values: expected a list or a mapping/],
    ['{ values: { file: masses.csv }, points: 3 }', /axes\.m5_gev\.points: values are listed one by one/],
    ['{ values: [] }', /axes\.m5_gev\.values: an axis needs at least one value/],
  ])('refuses %s', async (entry, what) => {
    await expect(withTable('m5_gev\n0.2\n', entry)).rejects.toThrow(what);
  });

  it('takes no energy for a coupling, and tells mistakes of all files together', async () => {
    await writeFile(join(folder, 'mixings.csv'), 'm5_gev\n0.2\n');
    const text = MINIMAL.replace(
      '{ log: [1e-6, 1e-1], points: 3 }',
      '{ values: { file: ../mixings.csv, column: m5_gev } }',
    );
    const file = join(folder, 'scans', 'scan.yaml');
    await writeFile(file, `${text.replace(AXIS, '{ values: { file: masses.csv } }')}events: 300\n`);
    await writeFile(join(folder, 'scans', 'masses.csv'), 'm5_gev\n0.2\n0.1\n');
    const refused = loadScan(file);
    await expect(refused).rejects.toThrow('m5_gev is a mass or an energy, and Umu5_sq has no unit');
    await expect(refused).rejects.toThrow('events: not a power of two');
    await expect(refused).rejects.toThrow('masses.csv:3: m5_gev: 0.1 after 0.2');
  });
});
