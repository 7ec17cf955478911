/** What a contour's sides are called, by what is fitted to what. */
import { describe, expect, it } from 'vitest';
import { atLevel, contourWords, shownSide } from '../../src/planes/wording.js';
import { listInWords, percent, shareInWords } from '../../src/words.js';

const LEVEL = 5.99;
const one = [{ apart: false }];
const two = [{ apart: false }, { apart: false }];
const OBSERVED = 'cnp, observed';
const ASIMOV = 'cnp, asimov';

describe('a contour', () => {
  it.each([
    [
      'a search that agrees with the background',
      OBSERVED,
      one,
      2.2,
      'exclusion',
      'above',
      'excluded',
      'allowed',
    ],
    [
      'a search of Asimov data',
      ASIMOV,
      one,
      0,
      'sensitivity',
      'above',
      'expected sensitivity',
      'beyond the expected sensitivity',
    ],
    [
      'an experiment with an excess',
      OBSERVED,
      one,
      26,
      'preferred',
      'below',
      'outside of the preferred region',
      'preferred',
    ],
    [
      'a joint fit that agrees with the background',
      OBSERVED,
      two,
      4,
      'allowed',
      'below',
      'outside of the allowed region',
      'allowed',
    ],
    [
      'a joint fit with an excess',
      OBSERVED,
      two,
      17,
      'preferred',
      'below',
      'outside of the preferred region',
      'preferred',
    ],
    [
      'a joint fit of Asimov data',
      ASIMOV,
      two,
      0,
      'sensitivity',
      'above',
      'expected sensitivity',
      'beyond the expected sensitivity',
    ],
    [
      'a search beside one that stands apart',
      OBSERVED,
      [{ apart: false }, { apart: true }],
      2.2,
      'exclusion',
      'above',
      'excluded',
      'allowed',
    ],
    [
      'an experiment that stands apart, by itself',
      OBSERVED,
      [{ apart: true }],
      2.2,
      'exclusion',
      'above',
      'excluded',
      'allowed',
    ],
  ] as const)('of %s', (_, statistic, experiments, backgroundDelta, kind, side, above, below) => {
    const words = contourWords({ statistic, experiments }, backgroundDelta, LEVEL);
    expect([words.kind, words.side, words.above.is, words.below.is]).toEqual([kind, side, above, below]);
  });

  it('holds |U|^2 = 0 below the level unless the data prefer a signal at it; the same data may do so at one level only', () => {
    const at = (level: number) => contourWords({ statistic: OBSERVED, experiments: one }, 4, level);
    expect([at(2.3).background, at(5.99).background]).toEqual(['above', 'below']);
    expect([at(2.3).kind, at(5.99).kind]).toEqual(['preferred', 'exclusion']);
    // A region that holds |U|^2 = 0 is never called preferred.
    for (const level of [0.1, 1, 3.9, 4.1, 50]) {
      const { background, below } = at(level);
      expect(below.is === 'preferred').toBe(background === 'above');
    }
  });

  it('calls nothing excluded that is not', () => {
    const kinds = [
      contourWords({ statistic: ASIMOV, experiments: one }, 0, LEVEL),
      contourWords({ statistic: OBSERVED, experiments: two }, 0, LEVEL),
      contourWords({ statistic: OBSERVED, experiments: one }, 9, LEVEL),
    ];
    for (const { above, below } of kinds) {
      expect([above, below].flatMap(({ is, by }) => [is, by]).join()).not.toMatch(/excluded/);
    }
  });
});

describe('the side that is shown', () => {
  const words = (backgroundDelta: number, level: number) =>
    contourWords({ statistic: OBSERVED, experiments: one }, backgroundDelta, level);
  it('is what is excluded where all levels exclude, and else what is allowed or preferred', () => {
    expect(shownSide([words(2, 2.3), words(2, 5.99)])).toBe('above');
    expect(shownSide([words(4, 2.3), words(4, 5.99)])).toBe('below');
    expect(shownSide([words(26, 5.99)])).toBe('below');
  });
});

describe('numbers in words', () => {
  it('tell confidence levels from certainty', () => {
    expect([0.95, 0.6827, 0.9973, 0.999999, 0.99999943].map(percent)).toEqual([
      '95 %',
      '68.27 %',
      '99.73 %',
      '99.9999 %',
      '99.999943 %',
    ]);
    const { above } = contourWords({ statistic: OBSERVED, experiments: one }, 0, LEVEL);
    expect(atLevel(above, 0.95)).toBe('excluded at 95 % CL');
  });

  it('tell a little from nothing, and nearly all from all', () => {
    expect([0, 1e-6, 0.001, 0.0449, 0.5, 0.9994, 1].map(shareInWords)).toEqual([
      '0 %',
      'below 0.1 %',
      '0.1 %',
      '4.5 %',
      '50.0 %',
      'above 99.9 %',
      '100 %',
    ]);
  });

  it('list each thing once', () => {
    expect(listInWords(['preferred', 'allowed', 'preferred'])).toBe('preferred or allowed');
    expect(listInWords(['a'])).toBe('a');
    expect(listInWords([])).toBe('');
    expect(listInWords(['a', 'b', 'c'], 'and')).toBe('a, b and c');
  });
});
