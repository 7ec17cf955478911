import { expect, it } from 'vitest';
import { BoundedCache } from '../src/boundedCache.js';

it('keeps so many things, and forgets what was not asked for longest', () => {
  const cache = new BoundedCache<string, number>(2);
  const made: string[] = [];
  const get = (key: string) =>
    cache.get(key, () => {
      made.push(key);
      return made.length;
    });
  expect([get('a'), get('b'), get('a')]).toEqual([1, 2, 1]);
  get('c');
  expect(cache.size).toBe(2);
  // b was not asked for longest.
  expect([get('a'), get('b')]).toEqual([1, 4]);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

it('keeps what is undefined, too', () => {
  const cache = new BoundedCache<number, undefined>(4);
  let calls = 0;
  const make = () => {
    calls += 1;
    return undefined;
  };
  cache.get(1, make);
  cache.get(1, make);
  expect(calls).toBe(1);
});
