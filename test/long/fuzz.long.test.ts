/** Input that was changed at random: 2,000 scan files, 600 experiment folders, 500 grids. */
import { expect, it } from 'vitest';
import { fuzzExperimentFolders } from '../fuzz/experimentFolders.js';
import { fuzzGrids } from '../fuzz/grids.js';
import { fuzzScanFiles } from '../fuzz/scanFiles.js';
import { fuzzTables } from '../fuzz/tables.js';
import { temporaryFolder } from '../grid/fixture.js';

it('2,000 scan files: a plan, or a refusal in words, and nothing left behind', async () => {
  const { refused, planned, run } = await fuzzScanFiles(await temporaryFolder(), 2000, 20261129);
  expect(refused).toBeGreaterThan(1000);
  expect(planned).toBeGreaterThan(100);
  expect(run).toBeGreaterThan(20);
});

it('600 experiment folders: a summary, or a refusal in words', async () => {
  const refused = await fuzzExperimentFolders(await temporaryFolder(), 600, 20261129);
  expect(refused).toBeGreaterThan(200);
  expect(refused).toBeLessThan(550);
});

it('500 grids: read, or refused in words', async () => {
  const { refused, read } = await fuzzGrids(await temporaryFolder(), 500, 20261129);
  expect(refused).toBeGreaterThan(200);
  expect(read).toBeGreaterThan(50);
});

it('500 files of events in each format', async () => {
  const { refused, read } = await fuzzTables(await temporaryFolder(), 500, 20261129);
  expect(refused).toBeGreaterThan(2000);
  expect(read).toBeGreaterThan(100);
});
