import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { overrideParameters, parseAssignments } from '../../src/config/override.js';
import { ConfigError } from '../../src/errors.js';
import { MINIMAL } from './minimal.js';

const scan = await resolveScan(MINIMAL, 'scans/x.yaml');
const POINT = { m4_gev: 0.1, m5_gev: 0.2, Umu5_sq: 1e-4 };

describe('overrideParameters', () => {
  it('gives every parameter a value, the splitting with m4', () => {
    const point = { ...POINT, delta: 1, mZprime_gev: 1.25, epsilon: 8e-4, gD: 2, V54: 0.5, kappa: 1, V44: 0 };
    expect(overrideParameters(scan, POINT)).toEqual(point);
    expect(overrideParameters(scan, { ...POINT, epsilon: 1e-2 })).toEqual({ ...point, epsilon: 1e-2 });
  });

  it('lets delta replace m4, and m4 replace delta', async () => {
    expect(overrideParameters(scan, { m5_gev: 0.2, delta: 3, Umu5_sq: 0 })).toMatchObject({
      m4_gev: 0.05,
      delta: 3,
    });
    const split = await resolveScan(MINIMAL.replace(/m4_gev: .*/, 'delta: { values: [1, 2] }'), 'x.yaml');
    expect(overrideParameters(split, POINT)).toMatchObject({ m4_gev: 0.1, delta: 1 });
  });

  it('takes the only value of an axis', async () => {
    const single = await resolveScan(
      MINIMAL.replace('{ log: [0.01, 1], points: 3 }', '{ values: [0.1] }'),
      'x.yaml',
    );
    expect(overrideParameters(single, { m5_gev: 0.2, Umu5_sq: 1e-4 }).m4_gev).toBe(0.1);
  });

  it.each([
    [
      { m5_gev: 0.2 },
      'scans/x.yaml: no single value for m4_gev, Umu5_sq; add --set m4_gev=... --set Umu5_sq=...',
    ],
    [{ ...POINT, m5_gv: 0.2 }, 'm5_gv: unknown parameter; did you mean m5_gev?'],
    [
      { ...POINT, m5_gev: 200 },
      'm5_gev: 200 GeV is outside of 0.001 to 10 GeV; did you mean 0.2 GeV (200 MeV)?',
    ],
    [{ ...POINT, m5_gev: Number.NaN }, 'm5_gev: NaN GeV is outside of 0.001 to 10 GeV; correct it'],
    [{ ...POINT, delta: 1 }, 'm4_gev and delta: each follows from the other and m5_gev; set one'],
  ])('refuses %j', (set, message) => {
    expect(() => overrideParameters(scan, set)).toThrow(new ConfigError(message));
  });
});

describe('parseAssignments', () => {
  it('reads key=value', () => {
    expect(parseAssignments(['m5_gev=0.2', 'epsilon = 8e-4'])).toEqual({ m5_gev: 0.2, epsilon: 8e-4 });
  });

  it.each([
    [['m5_gev'], '--set m5_gev: expected key=value, such as --set m5_gev=0.2'],
    [['m5_gev=heavy'], '--set m5_gev=heavy: heavy is not a finite number'],
    [
      ['dirt.preset=cylinder'],
      '--set dirt.preset=cylinder: dirt.KEY changes numbers of the soil; choose the preset by production.dirt=cylinder',
    ],
    [
      ['microboone-2025.dirt=none'],
      '--set microboone-2025.dirt=none: dirt.KEY changes numbers of the soil; choose the preset by experiments.microboone-2025.dirt=none',
    ],
    [['dirt.radius_cm=wide'], '--set dirt.radius_cm=wide: wide is not a finite number'],
    [['gD=1', 'gD=2'], '--set gD=2: gD is set twice; remove one'],
  ])('refuses %j', (texts, message) => {
    expect(() => parseAssignments(texts)).toThrow(new ConfigError(message));
  });
});
