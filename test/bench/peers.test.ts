/**
 * The peers' program in CUDA, compiled as plain C++: its numbers against the f64 reference on a small work. Without a GPU nothing
 * else says whether it computes the same; the Python peers are compared by the benchmark itself.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareChi2 } from '../../bench/peers/agreement.js';
import { type PeerReport, ROOT, runProgram } from '../../bench/peers/programs.js';
import { exportWork, type WorkSize } from '../../bench/peers/work.js';
import { wholeTile, workload } from '../../bench/workload.js';
import { loadScan } from '../../src/config/load.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';

const compiles = await runProgram('g++', ['--version']).then(
  ({ code }) => code === 0,
  () => false,
);
if (!compiles) console.warn('no g++: the CUDA peer is not checked');

// More epsilons than lanes of a warp, and a last block of events that is not full.
const SIZE = { masses: 3, mixings: 5, epsilons: 40, events: 2176 };
let folder: string;
let work: WorkSize;
let expected: Float32Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-peers-'));
  const scan = await workload(SIZE);
  work = await exportWork(scan, folder);
  await using engine = openReferenceEngine(scan);
  expected = (await engine.evaluateTile(wholeTile(scan))).chi2;
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('a work has the sizes that were asked for', () => {
  expect(work).toEqual(SIZE);
});

test.skipIf(!compiles)('the CUDA program computes the reference chi2', async () => {
  const program = join(folder, 'onHost');
  const source = join(ROOT, 'bench', 'peers', 'cuda', 'main.cu');
  const args = [
    '-O1',
    '-Wall',
    '-Werror',
    '-std=c++17',
    '-DCUDA_ON_HOST',
    '-x',
    'c++',
    source,
    '-o',
    program,
  ];
  const built = await runProgram('g++', args);
  expect(built.code, built.stderr).toBe(0);
  const { code, stdout } = await runProgram(program, [folder, '1']);
  expect(code).toBe(0);
  const report: PeerReport = JSON.parse(stdout);
  const { deviation, points } = await compareChi2(expected, work.masses, folder, report);
  expect(points).toBe(expected.length);
  expect(deviation).toBeLessThan(0.2);
});

test('a peer that computes something else is seen', async () => {
  const bytes = Buffer.alloc(expected.length * 4);
  expected.forEach((value, i) => {
    bytes.writeFloatLE(i === 7 ? value * 1.01 : value, i * 4);
  });
  await writeFile(join(folder, 'other.bin'), bytes);
  const report = { massIndices: [0, 1, 2], chi2File: 'other.bin' };
  const { deviation, expected: own } = await compareChi2(expected, work.masses, folder, report);
  expect(deviation).toBeGreaterThan(1);
  expect(own).toBe(expected[7]);
  bytes.writeFloatLE(Number.NaN, 0);
  await writeFile(join(folder, 'other.bin'), bytes);
  expect((await compareChi2(expected, work.masses, folder, report)).deviation).toBe(Number.POSITIVE_INFINITY);
});

test('a scan that peers do not support is refused', async () => {
  await expect(exportWork(await loadScan('scans/long-lived.yaml'), folder)).rejects.toThrow('peers');
  expect((await readFile(join(folder, 'work.json'), 'utf8')).length).toBeGreaterThan(0);
});
