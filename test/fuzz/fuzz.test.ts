/** Input that was changed at random: a sample; all of it in test/long. */
import { expect, it } from 'vitest';
import { temporaryFolder } from '../grid/fixture.js';
import { fuzzExperimentFolders } from './experimentFolders.js';
import { fuzzGrids } from './grids.js';
import { fuzzScanFiles } from './scanFiles.js';
import { fuzzTables } from './tables.js';

it('40 scan files: a plan, or a refusal in words, and nothing left behind', async () => {
  const { refused, planned } = await fuzzScanFiles(await temporaryFolder(), 40, 1);
  expect(refused).toBeGreaterThan(20);
  expect(planned).toBeGreaterThan(0);
});

it('20 experiment folders: a summary, or a refusal in words', async () => {
  const refused = await fuzzExperimentFolders(await temporaryFolder(), 20, 1);
  expect(refused).toBeGreaterThan(5);
  expect(refused).toBeLessThan(20);
});

it('20 grids: read, or refused in words', async () => {
  const { refused, read } = await fuzzGrids(await temporaryFolder(), 20, 1);
  expect(refused).toBeGreaterThan(5);
  expect(read).toBeGreaterThan(0);
});

it('20 files of events in each format: all columns, or a refusal in words', async () => {
  const { refused, read } = await fuzzTables(await temporaryFolder(), 20, 1);
  expect(refused).toBeGreaterThan(50);
  expect(read).toBeGreaterThan(5);
});
