/** Numbers and ranges on the command line, and what is said of wrong ones. */
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { isRange, parseNumber, parseRange, required, singleValue } from '../../src/terminal/ranges.js';

const ENERGY = { above: 0, max: 1000, unit: 'GeV' };

describe('parseRange', () => {
  it('reads a number, equal steps and equal ratios', () => {
    expect(parseRange('--enu', '0.8', ENERGY)).toEqual({ spacing: 'values', values: [0.8] });
    expect(parseRange('--enu', '1:3:5', ENERGY)).toEqual({ spacing: 'linear', values: [1, 1.5, 2, 2.5, 3] });
    expect(parseRange('--enu', '0.1:10:3:log', ENERGY)).toEqual({ spacing: 'log', values: [0.1, 1, 10] });
    expect(isRange(parseRange('--enu', '0.8', ENERGY))).toBe(false);
    expect(isRange(parseRange('--enu', '1:2:2', ENERGY))).toBe(true);
  });

  it.each([
    ['light', '--mz light: not a finite number; correct it'],
    ['', '--mz : not a finite number; correct it'],
    ['0', '--mz: 0 GeV is outside of 0.0011 to 100 GeV; correct it'],
    ['30:400:5', '--mz: 400 GeV is outside of 0.0011 to 100 GeV; did you mean 0.4 GeV (400 MeV)?'],
    ['1:2', '--mz 1:2: expected a number, START:STOP:COUNT or START:STOP:COUNT:log, such as --mz 0.2:2:50'],
    [
      '1:2:9:cubic',
      '--mz 1:2:9:cubic: expected a number, START:STOP:COUNT or START:STOP:COUNT:log, such as --mz 0.2:2:50',
    ],
    ['1:2:', '--mz 1:2:: nothing is not a number of points; give a whole number from 2 to 100000'],
    ['1:2:1', '--mz 1:2:1: 1 is not a number of points; give a whole number from 2 to 100000'],
    ['1:2:2.5', '--mz 1:2:2.5: 2.5 is not a number of points; give a whole number from 2 to 100000'],
    ['3:1:9', '--mz 3:1:9: 3 to 1 does not increase; put the lower value first'],
  ])('refuses %j', (text, message) => {
    expect(() => parseRange('--mz', text, 'mZprime_gev')).toThrow(new ConfigError(message));
  });

  it('refuses a logarithm of 0', () => {
    expect(() => parseRange('--m4', '0:1:9:log', 'm4_gev')).toThrow(/0 has no logarithm; start above 0/);
  });
});

describe('single values', () => {
  it('are no ranges, and have bounds', () => {
    expect(parseNumber('--q2', '4.5e-3', { min: 0, max: 10, unit: 'GeV^2' })).toBe(4.5e-3);
    expect(() => parseNumber('--gd', '1:2:3', 'gD')).toThrow('--gd 1:2:3: a single value is expected here');
    expect(() => parseNumber('--enu', '0', ENERGY)).toThrow(
      '--enu: 0 GeV is out of range: above 0 to 1000 GeV',
    );
    expect(() => parseNumber('--q2', '-1', { min: 0, max: 10, unit: 'GeV^2' })).toThrow(
      /from 0 to 10 GeV\^2/,
    );
    expect(singleValue('--mz', { spacing: 'values', values: [1] })).toBe(1);
    expect(() => singleValue('--mz', { spacing: 'linear', values: [1, 2] })).toThrow('--mz: a single value');
  });

  it('must be there', () => {
    expect(required('--m5', '0.2', '0.1')).toBe('0.2');
    expect(() => required('--m5', undefined, '0.1')).toThrow('--m5 is missing; add it, such as --m5 0.1');
  });
});
