/** How several mistakes are told: in the order of their lines, each once, and no more than anybody reads. */
import { describe, expect, it } from 'vitest';
import { attempt, ConfigError, DeviceError, InputDataError } from '../src/errors.js';
import type { Mistake } from '../src/mistakes.js';

const at = (line: number, what = 'wrong', file = 'a.yaml'): Mistake => ({
  file,
  line,
  column: 1,
  key: 'k',
  what,
});

describe('an error of several mistakes', () => {
  it('has a line for each, sorted, and a last one that counts', () => {
    const error = new ConfigError([at(7), at(2), at(5, 'odd'), at(2)]);
    expect(error.lines).toEqual([
      'a.yaml:2:1: k: wrong',
      'a.yaml:5:1: k: odd',
      'a.yaml:7:1: k: wrong',
      '3 mistakes in a.yaml',
    ]);
    expect(error.message).toBe(error.lines.join('\n'));
    expect(error.exitCode).toBe(3);
  });

  it('of one mistake is that line', () => {
    expect(new InputDataError([at(3)]).lines).toEqual(['a.yaml:3:1: k: wrong']);
    expect(new InputDataError([{ file: 'b.csv', what: 'no such file' }]).message).toBe('b.csv: no such file');
  });

  it('keeps files apart, in their order, and shows twenty', () => {
    const many = Array.from({ length: 40 }, (_, i) => at(40 - i, 'wrong', i % 2 === 0 ? 'b.yaml' : 'a.yaml'));
    const { lines } = new InputDataError(many);
    expect(lines).toHaveLength(21);
    expect(lines.slice(0, 20).every((line) => line.startsWith('b.yaml'))).toBe(true);
    expect(lines.at(-1)).toBe('and 20 more: 40 mistakes in 2 files');
  });
});

describe('other errors', () => {
  it('keep their words; of a driver the first line', () => {
    expect(new ConfigError('--set a\nb').lines).toEqual(['--set a\nb']);
    expect(new DeviceError('lost\n  at x').lines).toEqual(['lost']);
  });

  it('are no mistakes that could be collected', () => {
    const found: Mistake[] = [];
    const fail = (error: Error) => () => {
      throw error;
    };
    expect(attempt(found, fail(new ConfigError([at(1)])))).toBeUndefined();
    expect(found).toEqual([at(1)]);
    expect(() => attempt(found, fail(new ConfigError('a command line')))).toThrow('a command line');
    expect(() => attempt(found, fail(new TypeError('unforeseen')))).toThrow('unforeseen');
    expect(attempt(found, () => 3)).toBe(3);
  });
});
