/** All mistakes of a scan file in one run: each with its line and key, once, and none that only follows from another. */
import { readFile } from 'node:fs/promises';
import * as levenshtein from 'fastest-levenshtein';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { YAMLMap } from 'yaml';
import { resolveScan } from '../../src/config/load.js';
import { ConfigError } from '../../src/errors.js';
import { MINIMAL } from './minimal.js';

vi.mock('fastest-levenshtein', { spy: true });
afterEach(() => {
  vi.clearAllMocks();
  vi.restoreAllMocks();
});

async function mistakesOf(text: string): Promise<readonly string[]> {
  const error: unknown = await resolveScan(text, 'scan.yaml').catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ConfigError);
  return error instanceof ConfigError ? error.lines : [];
}

/** One mistake or more on most lines, as users make them. */
const MANY = `model: { kind: dual, parameters: { mZprime: 1.25, gD: 2, V54: 0.5 } }
axes:
  m4_gev: { log: [0.9, 0.01], points: 8 }
  m5: { log: [0.11, 1.3], points: 8 }
  Umu5_sq: { log: [0, 1e-1], points: 8 }
experiments: [microboone]
event: 1000
`;

describe('the mistakes of a scan file', () => {
  it('are told in one run, by line', async () => {
    expect(await mistakesOf(MANY)).toEqual([
      'scan.yaml:1:36: model.parameters.mZprime: unknown key; did you mean mZprime_gev?',
      'scan.yaml:3:18: axes.m4_gev.log: 0.9 to 0.01 does not increase; put the lower value first',
      'scan.yaml:4:3: axes.m5: unknown key; did you mean m5_gev?',
      'scan.yaml:5:20: axes.Umu5_sq.log[0]: 0 has no logarithm; start above 0, or use linear',
      'scan.yaml:6:15: experiments[0]: unknown experiment microboone; did you mean microboone-2025?',
      'scan.yaml:7:1: event: unknown key; did you mean events?',
      '6 mistakes in scan.yaml',
    ]);
  });

  it('are those of the schema and those of the meaning alike, inside of lists and choices', async () => {
    const text = `model:
  kind: dual
  nature: mayorana
  decays: [muons, hadron]
  parameters: { mZprime_gev: 1250, epsilon: small, V44: 0.1 }
axes:
  m5_gev: { log: [0.11, 1.3], points: 3.5 }
  m4_gev: { values: [0.1, 0.1] }
  Umu5_sq: { linear: [0, 2], points: 3 }
experiments:
  - { name: microboone-2025, dirtt: cylinder, protonElastic: yes }
  - { nam: miniboone-2020 }
  - 'miniboone-2020:combind'
  - 7
  - { name: microboone-2025, as: Again, dirt: cylindre }
events: 1000
statistic: cmp
outputs: [chi2, chi2]
`;
    const lines = await mistakesOf(text);
    expect(lines).toEqual([
      'scan.yaml:3:11: model.nature: "mayorana" is not one of dirac, majorana; did you mean majorana?',
      'scan.yaml:4:19: model.decays[1]: "hadron" is not one of muons, hadrons, dark; did you mean hadrons?',
      'scan.yaml:5:30: model.parameters.mZprime_gev: 1250 GeV is outside of 0.0011 to 100 GeV; did you mean 1.25 GeV (1250 MeV)?',
      'scan.yaml:5:45: model.parameters.epsilon: expected a finite number, found "small"',
      'scan.yaml:7:39: axes.m5_gev.points: expected a whole number, found 3.5',
      'scan.yaml:8:27: axes.m4_gev.values[1]: 0.1 after 0.1: values must increase strictly',
      'scan.yaml:9:26: axes.Umu5_sq.linear[1]: 2 is outside of 0 to 1; correct it',
      'scan.yaml:11:30: experiments[0].dirtt: unknown key; did you mean dirt?',
      'scan.yaml:11:62: experiments[0].protonElastic: expected true or false, found "yes"',
      'scan.yaml:12:7: experiments[1].nam: unknown key; did you mean name?',
      'scan.yaml:13:5: experiments[2]: miniboone-2020 has no variant combind; did you mean combined?',
      'scan.yaml:14:5: experiments[3]: expected a text or a mapping (key: value), found 7',
      'scan.yaml:15:13: experiments[4].name: microboone-2025 has data that microboone-2025 counts already: 1 shower, 1 shower + 1 track, 2 showers (95 events); write { name: microboone-2025, apart: true } to keep it out of the sums',
      'scan.yaml:15:34: experiments[4].as: use lower-case letters, digits and dashes',
      'scan.yaml:15:47: experiments[4].dirt: microboone-2025 has no dirt cylindre; did you mean cylinder?',
      'scan.yaml:16:9: events: not a power of two; the usual 16384 is',
      'scan.yaml:17:12: statistic: "cmp" is not one of cnp, neyman, pearson, poisson; did you mean cnp?',
      'scan.yaml:18:10: outputs: a variable is listed twice',
      '18 mistakes in scan.yaml',
    ]);
  });

  it('come with those of the experiments that the file names, behind its own', async () => {
    const { cp, mkdtemp, rm, writeFile } = await import('node:fs/promises');
    const { tmpdir } = await import('node:os');
    const dir = await mkdtemp(`${tmpdir()}/dualnu-many-`);
    try {
      await cp('data/experiments/microboone-2025', `${dir}/microboone-2025`, { recursive: true });
      const response = `${dir}/microboone-2025/response.yaml`;
      await writeFile(
        response,
        (await readFile(response, 'utf8')).replace('efficiency: 0.38', 'efficiency: 38'),
      );
      const text = `${MINIMAL.replace('[microboone-2025]', '[./microboone-2025]')}event: 1\n`;
      const error: unknown = await resolveScan(text, `${dir}/scan.yaml`).catch((e: unknown) => e);
      const lines = error instanceof ConfigError ? error.lines : [];
      expect(lines).toHaveLength(3);
      expect(lines[0]).toMatch(/scan\.yaml:10:1: event: unknown key; did you mean events\?$/);
      expect(lines[1]).toMatch(/response\.yaml:\d+:13: efficiency: 38 is out of range: at most 1 expected$/);
      expect(lines[2]).toBe('2 mistakes in 2 files');
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

/** A text replaced in a good file, text instead, and the keys that are told. */
const FOLLOW_UPS: [what: string, from: string | RegExp, to: string, keys: string[]][] = [
  ['a parameter under a wrong name', 'mZprime_gev', 'mZprime', ['model.parameters.mZprime']],
  ['an axis that is wrong', 'points: 3', 'points: 0', ['axes.Umu5_sq.points']],
  ['an axis that is given twice', 'm4_gev:', 'm5_gev: { values: [1] }\n  m4_gev:', ['axes.m5_gev']],
  ['a block that is given twice', /$/, 'model:\n', ['model']],
  ['no model', /model:\n(.*\n){3}/, '', ['model']],
  ['no kind', '  kind: dual\n', '', ['model.kind']],
  ['parameters that are a list', /parameters:\n.*/, 'parameters: [1.25]', ['model.parameters']],
  ['axes that are a list', /axes:\n(.*\n){3}/, 'axes: [m5_gev]\n', ['axes']],
  ['a parameter of the other model', 'Umu5_sq', 'Umu4_sq', ['axes.Umu4_sq']],
  ['an experiment under a wrong name', 'microboone-2025', 'microbone-2025', ['experiments[0]']],
  ['experiments under a wrong name', 'experiments', 'experiment', ['experiment']],
  [
    'a preset that no experiment has',
    /experiments: .*/,
    'experiments: [microboone-2025, miniboone-2020]\nproduction: { dirt: sand }',
    ['production.dirt'],
  ],
];

describe('what follows from a mistake', () => {
  it.each(FOLLOW_UPS)('is left out: %s', async (_, from, to, keys) => {
    const error: unknown = await resolveScan(MINIMAL.replace(from, to), 'x.yaml').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).mistakes.map(({ key }) => key)).toEqual(keys);
  });
});

describe('forty thousand unknown keys', () => {
  const keys = Array.from({ length: 40_000 }, (_, i) => `key_${i}: 1`).join('\n');

  it.each([
    ['at the top', `${MINIMAL}${keys}\n`],
    ['as axes', MINIMAL.replace('axes:', `axes:\n${keys.replace(/^/gm, '  ')}`)],
  ])('cost no more than a look at each: %s', async (_, text) => {
    const get = vi.spyOn(YAMLMap.prototype, 'get');
    const error: unknown = await resolveScan(text, 'x.yaml').catch((e: unknown) => e);
    const { mistakes, lines } = error as ConfigError;
    expect(mistakes).toHaveLength(40_000);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('and 39980 more: 40000 mistakes in x.yaml');
    const at = mistakes.map(({ line = 0 }) => line);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    // A name is compared with the valid ones for what is shown, twice at most; the library's own look-ups go through all keys.
    const compared =
      vi.mocked(levenshtein.closest).mock.calls.length + vi.mocked(levenshtein.distance).mock.calls.length;
    expect(compared).toBeGreaterThan(0);
    expect(compared).toBeLessThanOrEqual(4 * 20);
    expect(get).not.toHaveBeenCalled();
  });
});
