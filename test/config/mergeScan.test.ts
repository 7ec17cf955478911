/** Changes of a scan file: what is merged, what replaces, and where a mistake is told. */
import { describe, expect, it } from 'vitest';
import { type MergedScan, mergeScan, tellWhereWritten } from '../../src/config/mergeScan.js';
import { ConfigError } from '../../src/errors.js';
import { mistakeAt, parseYaml } from '../../src/input/yaml.js';

const BASE = `
model: { kind: dual, parameters: { delta: 1 } }
production: { dirt: dn-cone }
axes:
  m5_gev: { log: [0.02, 1.5], points: 48 }
  Umu5_sq: { log: [1e-11, 1e-1], points: 121 }
experiments:
  - { name: microboone-2025, dirt: cylinder }
  - miniboone-2020
  - { name: miniboone-2020, as: coherent, protonElastic: false, apart: true }
events: 16384
`;

function merged(...texts: string[]): MergedScan {
  const base = parseYaml(BASE, 'scan.yaml', ConfigError);
  const changes = texts.map((text, i) => ({
    yaml: parseYaml(`set:\n  ${text}\n`, `change${i}.yaml`, ConfigError),
    path: ['set'],
    isSound: () => true,
  }));
  return mergeScan(base, changes);
}
const mergedValue = (...texts: string[]) => merged(...texts).yaml.value;

describe('a change of a scan', () => {
  it('is merged key by key, one after the other', () => {
    expect(
      mergedValue('model: { parameters: { gD: 1 } }', 'model: { parameters: { delta: null, gD: 2 } }'),
    ).toMatchObject({
      model: { kind: 'dual', parameters: { gD: 2 } },
      events: 16384,
    });
    expect(mergedValue('events: { from: 4096, cap: 16384 }')).toMatchObject({
      events: { from: 4096, cap: 16384 },
    });
  });

  it('replaces axes as a whole, in their place, and can take one out', () => {
    const { axes } = mergedValue('axes: { m5_gev: { values: [0.1, 0.2] } }') as { axes: object };
    expect(Object.entries(axes)[0]).toEqual(['m5_gev', { values: [0.1, 0.2] }]);
    expect(mergedValue('axes: { m5_gev: null }')).toMatchObject({ axes: { Umu5_sq: {} } });
    expect(mergedValue('axes: { m5_gev: null }')).not.toHaveProperty('axes.m5_gev');
  });

  it('names experiments as the scan does', () => {
    const value = mergedValue(
      "experiments: { coherent: { apart: false }, miniboone-2020: { name: 'miniboone-2020:rhc' } }",
    );
    expect(value).toMatchObject({
      experiments: [
        { name: 'microboone-2025', dirt: 'cylinder' },
        { name: 'miniboone-2020:rhc' },
        { as: 'coherent', apart: false },
      ],
    });
  });

  it('gives soil other numbers, or another preset', () => {
    const dirtOf = (...texts: string[]) =>
      (mergedValue(...texts) as { experiments: { dirt?: unknown }[] }).experiments.map(({ dirt }) => dirt);
    const narrow = 'experiments: { microboone-2025: { dirt: { radius_cm: 600 } } }';
    expect(dirtOf(narrow)[0]).toEqual({ preset: 'cylinder', radius_cm: 600 });
    // The soil of `production`, where an experiment has none of its own.
    expect(dirtOf('experiments: { miniboone-2020: { dirt: { radius_cm: 685 } } }')[1]).toEqual({
      preset: 'dn-cone',
      radius_cm: 685,
    });
    expect(dirtOf(narrow, 'experiments: { microboone-2025: { dirt: { near_z_cm: -900 } } }')[0]).toEqual({
      preset: 'cylinder',
      radius_cm: 600,
      near_z_cm: -900,
    });
    expect(dirtOf(narrow, 'experiments: { microboone-2025: { dirt: { preset: dn-cone } } }')[0]).toEqual({
      preset: 'dn-cone',
    });
    expect(dirtOf(narrow, 'experiments: { microboone-2025: { dirt: none } }')[0]).toBe('none');
  });

  it('passes null on to changes of data, where it has a meaning', () => {
    const value = mergedValue(
      'experiments: { microboone-2025: { changes: { covariance: { errors: null, matrix: [[1]] } } } }',
      'experiments: { microboone-2025: { changes: { covariance: { correlation: null } } } }',
    );
    expect(value).toMatchObject({
      experiments: [{ changes: { covariance: { errors: null, matrix: [[1]], correlation: null } } }, {}, {}],
    });
  });
});

describe('a mistake of a merged scan', () => {
  const toldFor = (path: readonly PropertyKey[], ...texts: string[]) => {
    const scan = merged(...texts);
    return tellWhereWritten(mistakeAt(scan.yaml, path, 'wrong'), scan);
  };

  it('is told in the last change that says it, and else in the scan file', () => {
    const gD = ['model', 'parameters', 'gD'];
    expect(toldFor(gD, 'model: { parameters: { gD: 99 } }', 'events: 512')).toMatchObject({
      file: 'change0.yaml',
      line: 2,
      key: 'set.model.parameters.gD',
    });
    expect(toldFor(gD, 'model: { parameters: { gD: 99 } }', 'model: { parameters: { gD: 98 } }').file).toBe(
      'change1.yaml',
    );
    expect(toldFor(['model', 'parameters', 'delta'], 'events: 512')).toMatchObject({
      file: 'scan.yaml',
      line: 2,
    });
    expect(
      toldFor(['experiments', 1, 'dirt'], 'experiments: { miniboone-2020: { dirt: mud } }'),
    ).toMatchObject({
      file: 'change0.yaml',
      key: 'set.experiments.miniboone-2020.dirt',
    });
  });

  it('of a name that is not there, or of no mapping, is found by itself', () => {
    const whats = (text: string) => merged(text).found.map(({ key, what }) => `${key}: ${what}`);
    expect(whats('experiments: { minboone-2020: { dirt: none }, coherent: 5 }')).toEqual([
      'set.experiments.minboone-2020: no experiment of the scan; did you mean miniboone-2020?',
      'set.experiments.coherent: a mapping expected, such as { dirt: none }',
    ]);
    expect(whats('experiments: [microboone-2025]')).toEqual([
      'set.experiments: a mapping by name expected, such as { microboone-2025: { dirt: none } }',
    ]);
  });
});
