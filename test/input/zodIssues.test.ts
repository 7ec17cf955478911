import { describe, expect, it } from 'vitest';
import { show, suggest } from '../../src/input/zodIssues.js';

describe('suggest', () => {
  it('names the nearest, whatever its case', () => {
    expect(suggest('umu5_SQ', ['Umu5_sq', 'epsilon'])).toBe('did you mean Umu5_sq?');
    expect(suggest('epsilom', ['Umu5_sq', 'epsilon'])).toBe('did you mean epsilon?');
  });

  it('lists what is valid where nothing is near', () => {
    expect(suggest('temperature', ['gD', 'V54'])).toBe('valid: gD, V54');
  });
});

it('show is short', () => {
  expect(show('x'.repeat(1000)).length).toBeLessThanOrEqual(40);
  expect([show(null), show([1, 2]), show({}), show(Number.NaN)]).toEqual([
    'nothing',
    'a list of 2',
    'a mapping',
    'NaN',
  ]);
});
