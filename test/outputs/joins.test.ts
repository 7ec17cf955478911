/** Sums over experiments: of one, two and three, rounded once, and missing where a term is. */
import { expect, it } from 'vitest';
import { SUM } from '../../src/outputs/joins.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';

const FILL = FILL_VALUES.float32;

it.each([
  ['one', [[1, FILL, 2e36, -0]], [1, FILL, 2e36, 0]],
  [
    'two',
    [
      [1, FILL, 6e36, 0],
      [2 ** -24, 1, 6e36, FILL],
    ],
    [1, FILL, FILL, FILL],
  ],
  [
    'three',
    [
      [1, 1, 4e36],
      [2 ** -24, FILL, 4e36],
      [2 ** -24, 0, 4e36],
    ],
    // Rounded after each addition, the first would be 1.
    [1 + 2 ** -23, FILL, FILL],
  ],
])('of %s', (_, terms, sum) => {
  const found = SUM.join(terms.map((term) => Float32Array.from(term)));
  expect([...found]).toEqual([...Float32Array.from(sum)]);
});
