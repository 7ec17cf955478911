/** Variables of one, two and three experiments, joined: sums, rounded once and missing where a term is, and flags. */
import { expect, it } from 'vitest';
import { ANY_FLAG, SUM } from '../../src/outputs/joins.js';
import { FLAGS } from '../../src/prediction/flags.js';
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

it('of flags: raised where any is, closed where all are', () => {
  const { closed, lowEffectiveSampleSize: poor, chi2Unknown: unknown } = FLAGS;
  const terms = [
    [closed, closed, 0, poor, closed | poor],
    [closed, 0, closed, unknown, closed],
    [closed, closed, closed, 0, closed | unknown],
  ].map((flags) => Uint32Array.from(flags));
  expect([...ANY_FLAG.join(terms)]).toEqual([closed, 0, 0, poor | unknown, closed | poor | unknown]);
  expect(ANY_FLAG.join(terms.slice(0, 1))).toEqual(terms[0]);
  expect(ANY_FLAG.join(terms.slice(0, 1))).not.toBe(terms[0]);
});
