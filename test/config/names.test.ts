/** Names that every object has from its prototype are unknown names like any other, wherever a name is looked up. */
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { overrideParameters, parseAssignments } from '../../src/config/override.js';
import { ConfigError, InputDataError } from '../../src/errors.js';
import { findExperiment, loadExperiment } from '../../src/experiment/load.js';
import { emptyRecord, ownValue } from '../../src/input/ownValue.js';
import { suggest } from '../../src/input/zodIssues.js';
import { findExperiment as findInGrid } from '../../src/planes/experiments.js';
import { addCounts } from '../../src/planes/flags.js';
import { findAxis } from '../../src/planes/slice.js';
import { copyExperiment, edit } from '../experiment/scratch.js';
import { MINIMAL } from './minimal.js';

const NAMES = [...Object.getOwnPropertyNames(Object.prototype), 'length', 'name'];

const linesOf = async (run: () => Promise<unknown>): Promise<readonly string[]> => {
  const error: unknown = await run().catch((e: unknown) => e);
  expect(error === undefined || error instanceof ConfigError || error instanceof InputDataError).toBe(true);
  return error instanceof ConfigError || error instanceof InputDataError ? error.lines : [];
};
const scanLines = (from: string | RegExp, to: string) =>
  linesOf(() =>
    resolveScan(
      MINIMAL.replace(from, () => to),
      'x.yaml',
    ),
  );

describe.each(NAMES)('%s', (name) => {
  it('is no dirt, for all experiments or for one', async () => {
    const what = `microboone-2025 has no dirt ${name}; ${suggest(name, ['none', 'cylinder', 'dn-cone', 'uboone-gdml'])}`;
    expect(await scanLines(/$/, `production: { dirt: ${name} }\n`)).toEqual([
      `x.yaml:10:21: production.dirt: ${what}`,
    ]);
    expect(await scanLines('[microboone-2025]', `[{ name: microboone-2025, dirt: ${name} }]`)).toEqual([
      `x.yaml:9:46: experiments[0].dirt: ${what}`,
    ]);
  });

  it('is no experiment and no variant', async () => {
    expect(await scanLines('microboone-2025', name)).toEqual([
      `x.yaml:9:15: experiments[0]: unknown experiment ${name}; ${suggest(name, ['microboone-2025', 'miniboone-2020', 'sbnd-projection'])}`,
    ]);
    expect(await scanLines('microboone-2025', `'microboone-2025:${name}'`)).toEqual([
      expect.stringMatching(`^x\\.yaml:9:15: experiments\\[0\\]: microboone-2025 has no variant ${name}; `),
    ]);
    expect(await linesOf(() => loadExperiment(`microboone-2025:${name}`))).toEqual([
      expect.stringMatching(`experiment\\.yaml:\\d+:\\d+: variants: unknown variant ${name}; `),
    ]);
    await expect(findExperiment(name)).rejects.toThrow(`unknown experiment ${name}; `);
  });

  it('is no key of a scan file, no axis and no parameter', async () => {
    const isUnknown = (key: string) => expect.stringContaining(`: ${key}: unknown key; `);
    if (name !== 'name') expect(await scanLines(/$/, `${name}: 1\n`)).toEqual([isUnknown(name)]);
    expect(await scanLines('axes:', `axes:\n  ${name}: { values: [1] }`)).toEqual([
      isUnknown(`axes.${name}`),
    ]);
    expect(await scanLines('parameters:', `parameters:\n    ${name}: 1`)).toEqual([
      isUnknown(`model.parameters.${name}`),
    ]);
  });

  it('is no value of a choice', async () => {
    expect(await scanLines('dual', name)).toEqual([
      expect.stringContaining(`"${name}" is not one of dual, single`),
    ]);
    expect(await scanLines(/$/, `outputs: [${name}]\n`)).toEqual([expect.stringContaining('outputs[0]: ')]);
  });

  it('is no parameter of --set, no axis of --fix or --x, no experiment of a grid', async () => {
    const scan = await resolveScan(MINIMAL, 'x.yaml');
    const set = parseAssignments([`${name}=1`, 'gD=2']);
    expect(Object.keys(set)).toEqual([name, 'gD']);
    expect(() => overrideParameters(scan, set)).toThrow(`${name}: unknown parameter; `);
    expect(() => parseAssignments([`${name}=1`, `${name}=2`])).toThrow(`${name} is set twice`);
    const grid = {
      axes: [{ name: 'm5_gev', spacing: 'values', values: [1] }],
      attributes: { fixed: { gD: 2 }, experiments: [] },
    } as unknown as Parameters<typeof findAxis>[0];
    expect(() => findAxis(grid, name)).toThrow(`unknown axis ${name}; did you mean m5_gev?`);
    expect(() => findAxis(grid, 'gD')).toThrow('gD is no axis of this grid: the scan fixed it at 2');
    expect(() => findInGrid(grid, name)).toThrow(`${name} is no experiment of this grid`);
  });

  it('is a flag that may be counted', () => {
    const sum = emptyRecord<number>();
    addCounts(sum, Object.fromEntries([[name, 3]]));
    addCounts(sum, Object.fromEntries([[name, 4]]));
    expect(ownValue(sum, name)).toBe(7);
    expect(ownValue({}, name)).toBeUndefined();
  });
});

describe.each(['toString', '__proto__', 'constructor', 'valueOf', 'hasOwnProperty'])(
  'in an experiment %s',
  (name) => {
    it('is no key, no nucleus, no beam, no cell, no column', async () => {
      const dir = await copyExperiment();
      await edit(dir, 'experiment.yaml', 'mass_tonnes: 85', `mass_tonnes: 85\n  ${name}: 1`);
      await edit(dir, 'experiment.yaml', '{ Ar40: 1 }', `{ ${name}: 1 }`);
      await edit(dir, 'experiment.yaml', 'cell: two-showers', `beam: ${name}, cell: ${name}`);
      await edit(dir, 'experiment.yaml', 'numu_column: numu', `numu_column: ${name}`);
      await edit(dir, 'experiment.yaml', /(composition|relative_errors): \{ NC/, `$1: { ${name}: 0, NC`);
      const lines = await linesOf(() => loadExperiment(dir));
      const told = lines.map((line) => line.replace(/^.*?\.(yaml|csv):\d+:(\d+:)? /, ''));
      expect(told).toEqual([
        name === '__proto__'
          ? 'target.composition.__proto__: nothing has this name; correct it'
          : expect.stringMatching(`^target\\.composition\\.${name}: unknown nucleus ${name}; valid: `),
        expect.stringMatching(`^target\\.${name}: unknown key; `),
        expect.stringMatching(`^observation\\.bins\\[2\\]: the response toy has no cell ${name}; `),
        expect.stringMatching(
          `^observation\\.bins\\[2\\]\\.beam: unknown beam ${name}; did you mean bnb\\?|valid: bnb`,
        ),
        name === '__proto__'
          ? 'unconstrained_background.composition.__proto__: nothing has this name; correct it'
          : expect.stringMatching(`^unconstrained_background\\.composition\\.${name}: 0 is out of range`),
        expect.stringMatching(`^no column ${name}; valid: e_nu_gev`),
        expect.stringMatching(/^6 mistakes in 2 files/),
      ]);
    });
  },
);

describe('what is named so by its author', () => {
  it('is found under its name', async () => {
    const dir = await copyExperiment();
    await edit(dir, 'experiment.yaml', '  total:\n', '  constructor:\n');
    await edit(dir, 'experiment.yaml', '    dn-cone:\n', '    valueof:\n');
    const found = await loadExperiment(`${dir}:constructor`);
    expect(found.bins.map(({ data }) => data)).toEqual([95]);
    expect(ownValue(found.dirt, 'valueof')?.bodies[0]?.shape).toMatchObject({ radiiCm: [287.4, 38.8] });
    expect(ownValue(found.dirt, 'toString')).toBeUndefined();
  });
});
