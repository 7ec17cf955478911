/** The GPU engine against f64 at 2,000 random points of the whole documented range, both models against three experiments. */
import { expect, it } from 'vitest';
import { BATCHES, compareEngines } from '../engine/wholeRange.js';

it.each(BATCHES)('$title', async (batch) => {
  const { open, found } = await compareEngines(batch, 334, 2048, 20251128);
  expect(found).toEqual([]);
  expect(open).toBe(334);
});
