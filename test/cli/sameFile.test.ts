/** Two files of one name are refused before anything is computed. */
import { expect, it } from 'vitest';
import { sameFile } from '../../src/terminal/sameFile.js';

it.each([
  [['a.csv', 'a.csv'], '--out a.csv is given twice; remove one'],
  [
    ['out/a.csv', './out/../out/a.csv'],
    '--out ./out/../out/a.csv is the same file as out/a.csv; choose another name',
  ],
  [['a.npy', 'a.npy.json'], '--out a.npy.json is written with a.npy; choose another name'],
  [['a.npy.json', 'a.npy'], '--out a.npy.json is written with a.npy; choose another name'],
  [['a.NPY', 'b.csv', 'a.NPY.json'], '--out a.NPY.json is written with a.NPY; choose another name'],
])('%j', (out, words) => {
  expect(sameFile(out)).toBe(words);
});

it('lets different files pass', () => {
  expect(sameFile([])).toBeUndefined();
  expect(sameFile(['a.csv', 'a.json', 'b/a.csv', 'a.npy', 'b.npy.json'])).toBeUndefined();
});
