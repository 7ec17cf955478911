/** Buffers that are used again: which one fits, what is in it, and how many are kept. */
import { describe, expect, it } from 'vitest';
import { asFloats, BufferStore } from '../../src/engine/packing/bufferStore.js';

/** A multiple of what buffers are allocated in. */
const LARGE = 2 ** 20;

describe('a store of buffers', () => {
  it('gives a buffer that was given back, as long as is asked for and cleared where zeros are', () => {
    const store = new BufferStore();
    const first = store.zeros(LARGE);
    first.fill(7);
    store.give([first.buffer]);
    const again = store.zeros(LARGE - 12);
    expect(again.buffer).toBe(first.buffer);
    expect([again.byteOffset, again.byteLength]).toEqual([0, LARGE - 12]);
    expect(again.every((byte) => byte === 0)).toBe(true);
    // It is no longer free.
    expect(store.take(LARGE).buffer).not.toBe(first.buffer);
    expect(asFloats(again)).toHaveLength(LARGE / 4 - 3);
  });

  it('gives none that is too small, nor one that is far too large', () => {
    const store = new BufferStore();
    const { buffer } = store.take(LARGE);
    store.give([buffer]);
    expect(store.take(buffer.byteLength + 4).buffer).not.toBe(buffer);
    expect(store.take(LARGE / 4).buffer).not.toBe(buffer);
    expect(store.take(LARGE / 2).buffer).toBe(buffer);
  });

  it('keeps the newest of many', () => {
    const store = new BufferStore();
    const given = Array.from({ length: 100 }, () => new ArrayBuffer(LARGE));
    store.give(given.slice(0, 50));
    store.give(given.slice(50));
    const taken = given.map(() => store.take(LARGE).buffer);
    const kept = given.filter((buffer) => taken.includes(buffer));
    // Those of a few tiles, each of which has four.
    expect(kept.length).toBeGreaterThanOrEqual(4);
    expect(kept).toEqual(given.slice(-kept.length));
    expect(kept.length).toBeLessThanOrEqual(16);
  });
});
