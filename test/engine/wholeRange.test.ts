/** The GPU engine against f64 at random points of the whole documented range: npm run test:long takes ten times as many. */
import { expect, it } from 'vitest';
import { BATCHES, compareEngines } from './wholeRange.js';

it.each(BATCHES)('$title', async (batch) => {
  const { open, found } = await compareEngines(batch, 34, 1024, 20251127);
  expect(found).toEqual([]);
  expect(open).toBe(34);
});
