/** `--set KEY=VALUE`: what it changes in a scan, that the grid is that of a file with the values, and where a mistake is told. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanIdentity } from '../../src/config/identity.js';
import { resolveScan } from '../../src/config/load.js';
import { ConfigError } from '../../src/errors.js';
import { defaultGrid } from '../../src/settings/gridName.js';
import { splitParameters } from '../../src/settings/keys.js';
import { loadScanWith } from '../../src/settings/scanSet.js';

const BASE = `
model: { kind: dual, parameters: { mZprime_gev: 1.25, epsilon: 8e-4 } }
production: { dirt: cylinder }
axes:
  m4_gev: { values: [0.05, 0.1] }
  m5_gev: { log: [0.2, 0.4], points: 3 }
  Umu5_sq: { log: [1e-9, 1e-5], points: 4 }
experiments: [microboone-2025]
events: 256
`;
const JOINT = BASE.replace(
  '[microboone-2025]',
  '[microboone-2025, { name: miniboone-2020, dirt: none, apart: true }]',
);

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
  file = join(folder, 'scan.yaml');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const set = async (texts: readonly string[], text = BASE) => {
  await writeFile(file, text);
  return loadScanWith(file, texts);
};
const EXTRA = { shaders: 'abc', packages: {} };
const documentOf = async (scan: Parameters<typeof scanIdentity>[0]) => scanIdentity(scan, EXTRA).document;

describe('a scan with values of the command line', () => {
  it.each<[string[], (text: string) => string]>([
    [['epsilon=1e-3'], (text) => text.replace('8e-4', '1e-3')],
    [['model.parameters.epsilon=1e-3'], (text) => text.replace('8e-4', '1e-3')],
    [['gD=1'], (text) => text.replace('8e-4', '8e-4, gD: 1')],
    [['m4_gev=0.1'], (text) => text.replace(/ {2}m4_gev: .*\n/, '').replace('8e-4', '8e-4, m4_gev: 0.1')],
    [['delta=1'], (text) => text.replace(/ {2}m4_gev: .*\n/, '').replace('8e-4', '8e-4, delta: 1')],
    [
      ['axes.delta.values=[1, 2]', 'axes.m4_gev=null'],
      (text) => moved(text, '  delta: { values: [1, 2] }\n'),
    ],
    [['axes.delta={values: [1, 2]}'], (text) => moved(text, '  delta: { values: [1, 2] }\n')],
    [
      ['axes.epsilon={log: [1e-4, 1e-2], points: 3}'],
      (text) =>
        text
          .replace(', epsilon: 8e-4', '')
          .replace('experiments', '  epsilon: { log: [1e-4, 1e-2], points: 3 }\nexperiments'),
    ],
    [['axes.m5_gev.points=5'], (text) => text.replace('points: 3', 'points: 5')],
    [['axes.m5_gev.log[1]=0.5'], (text) => text.replace('0.4]', '0.5]')],
    [['axes.m5_gev.linear=[0.3, 0.6]'], (text) => text.replace('log: [0.2, 0.4]', 'linear: [0.3, 0.6]')],
    [
      ['axes.m5_gev.values=[0.3]'],
      (text) => text.replace('{ log: [0.2, 0.4], points: 3 }', '{ values: [0.3] }'),
    ],
    [
      ['axes.m5_gev.log=[0.3, 0.6]', 'axes.m5_gev.points=8'],
      (text) => text.replace('{ log: [0.2, 0.4], points: 3 }', '{ log: [0.3, 0.6], points: 8 }'),
    ],
    [['model.nature=majorana'], (text) => text.replace('kind: dual', 'kind: dual, nature: majorana')],
    [['events=4096'], (text) => text.replace('events: 256', 'events: 4096')],
    [['events=null'], (text) => text.replace('events: 256\n', '')],
    [['outputs=[chi2,flags]'], (text) => `${text}outputs: [chi2, flags]\n`],
    [
      ['experiments=[miniboone-2020]', 'production.dirt=none'],
      (text) => text.replace('microboone-2025', 'miniboone-2020').replace('cylinder', 'none'),
    ],
    [['production.dirt=none'], (text) => text.replace('cylinder', 'none')],
    [
      ['production.dirt.radius_cm=900'],
      (text) => text.replace('dirt: cylinder', 'dirt: { preset: cylinder, radius_cm: 900 }'),
    ],
    [
      ['dirt.radius_cm=900'],
      (text) => text.replace('dirt: cylinder', 'dirt: { preset: cylinder, radius_cm: 900 }'),
    ],
    [
      ['experiments.microboone-2025.changes.response.efficiency=0.25'],
      (text) =>
        text.replace(
          '[microboone-2025]',
          '[{ name: microboone-2025, changes: { response: { efficiency: 0.25 } } }]',
        ),
    ],
  ])('has the grid of a file with them: %j', async (texts, edit) => {
    const edited = edit(BASE);
    expect(edited).not.toBe(BASE);
    const scan = await set(texts);
    expect(await documentOf(scan)).toEqual(await documentOf(await resolveScan(edited, 'other.yaml')));
    expect(scan.set).toEqual(texts);
  });

  it('names experiments as the scan does, or by their place', async () => {
    const edited = await documentOf(
      await resolveScan(JOINT.replace('dirt: none', 'dirt: dn-cone'), 'x.yaml'),
    );
    for (const key of ['experiments.miniboone-2020', 'experiments[1]'])
      expect(await documentOf(await set([`${key}.dirt=dn-cone`], JOINT))).toEqual(edited);
    const first = await set(['experiments[1]=miniboone-2020:combined', 'production.dirt=dn-cone'], JOINT);
    expect(first.runs.map(({ experiment }) => experiment.name)).toEqual([
      'microboone-2025',
      'miniboone-2020:combined',
    ]);
  });

  it('completes a file that lacks a value', async () => {
    const lacking = BASE.replace('mZprime_gev: 1.25, ', '');
    await expect(set([], lacking)).rejects.toThrow('mZprime_gev: missing');
    expect((await set(['mZprime_gev=1.25'], lacking)).fixed.mZprime_gev).toBe(1.25);
  });

  it.each<[string[], string | RegExp]>([
    [['m4_gev'], '--set m4_gev: expected key=value, such as --set m5_gev=0.2'],
    [['=1'], '--set =1: expected key=value'],
    [['axes..points=1'], '--set axes..points=1: axes..points is not a key'],
    [['m4_gev=100'], /^--set m4_gev=100: 100 GeV is outside of 0 to 10 GeV; did you mean 0\.1 GeV/],
    [['m4_gev=light'], /^--set m4_gev=light: expected a finite number, found "light"$/],
    [['m4=0.1'], /^--set m4=0\.1: unknown key; did you mean m4_gev\?$/],
    [['evnts=256'], /^--set evnts=256: unknown key; did you mean events\?$/],
    [['events=300'], /^--set events=300: not a power of two/],
    [['axes.m5_gev.pointz=4'], /^--set axes\.m5_gev\.pointz=4: unknown key; did you mean points\?$/],
    [['axes.m5_gev.points=0'], /^--set axes\.m5_gev\.points=0: 0 is out of range: at least 1 expected$/],
    [
      ['axes.m5_gev.log[2]=1'],
      /^--set axes\.m5_gev\.log\[2\]=1: the list in the file ends at \[1\]; give all of it/,
    ],
    [['axes.m5_gev.values[0]=1'], /^--set axes\.m5_gev\.values\[0\]=1: there is no list in the file/],
    [['axes.m5_gev={values: [0.2, 0.1]}'], /^--set .*: axes\.m5_gev\.values\[1\]: 0\.1 after 0\.2/],
    [['outputs=[chi2,flg]'], /^--set outputs=\[chi2,flg\]: outputs\[1\]: "flg" is not one of/],
    [['outputs=[chi2'], /^--set outputs=\[chi2: not valid YAML/],
    [['model.nature=Dirac'], /^--set model\.nature=Dirac: "Dirac" is not one of dirac, majorana/],
    [['experiments.miniboone.dirt=none'], /^--set .*: no experiment of the scan/],
    [['experiments[1].dirt=none'], /^--set .*: the scan has experiments \[0\] to \[0\]/],
    [['experiments=[microboone]'], /^--set experiments=\[microboone\]: experiments\[0\]: /],
    [['production.dirt=cone'], /^--set production\.dirt=cone: .* has no dirt cone/],
    [
      ['dirt=none'],
      /^--set dirt=none: dirt\.KEY changes numbers of the soil; choose the preset by production/,
    ],
    [['events=256', 'events=512'], '--set events=512: events is set twice; remove one'],
    [['m4_gev=0.1', 'delta=1'], '--set m4_gev=0.1: --set delta=1 replaces it; remove one'],
    [['axes.m4_gev.values=[0.1]', 'm4_gev=0.1'], '--set axes.m4_gev.values=[0.1]: --set m4_gev=0.1 replaces'],
    [['m4_gev={__proto__: 1}'], '--set m4_gev={__proto__: 1}: nothing has the name __proto__; correct it'],
    [['__proto__.x=1'], '--set __proto__.x=1: nothing has the name __proto__; correct it'],
  ])('refuses %j', async (texts, what) => {
    const refused = set(texts);
    await expect(refused).rejects.toThrow(what);
    await expect(refused).rejects.toBeInstanceOf(ConfigError);
  });

  it('tells mistakes of the file at their lines, and of options by their names, together', async () => {
    const refused = set(['events=300', 'gD=99'], BASE.replace('production', 'prodction'));
    await expect(refused).rejects.toThrow(
      [
        `${file}:3:1: prodction: unknown key; did you mean production?`,
        '--set events=300: not a power of two; the usual 16384 is',
        '--set gD=99: 99 is outside of 0.000001 to 12.6; correct it',
        '3 mistakes in 3 places',
      ].join('\n'),
    );
  });

  it('blames no option for what the file lacks', async () => {
    const refused = set(
      ['gD=1', 'experiments.microboone-2025.apart=true'],
      BASE.replace('mZprime_gev: 1.25, ', ''),
    );
    await expect(refused).rejects.toThrow(/scan\.yaml:\d+:\d+: model\.parameters\.mZprime_gev: missing/);
    await expect(refused).rejects.toThrow('apart=true: experiments: all of them are apart');
  });
});

describe('defaultGrid', () => {
  it('has a name of its own for each change', () => {
    const of = (...texts: string[]) => defaultGrid({ name: 'q', set: texts });
    expect(of()).toBe('grids/q.zarr');
    expect(of('m4_gev=0.2')).toBe('grids/q-m4_gev=0.2.zarr');
    expect(of('m4_gev=0.2', 'events=256')).toBe('grids/q-events=256-m4_gev=0.2.zarr');
    expect(of('events=256', 'm4_gev=0.2')).toBe(of('m4_gev=0.2', 'events=256'));
    expect(of('outputs=[chi2,flags]')).toMatch(/^grids\/q-outputs=-chi2-flags-[0-9a-f]{8}\.zarr$/);
    expect(of('outputs=[chi2]')).not.toBe(of('outputs={chi2}'));
    expect(of(`name=${'x'.repeat(20)}`)).toBe('grids/q.zarr');
  });
});

describe('splitParameters', () => {
  it('leaves to a point what is its own', () => {
    const texts = ['m4_gev=0.1', 'm5=0.2', 'dirt.radius_cm=9', 'events=256', 'model.nature=majorana'];
    expect(splitParameters(texts)).toEqual({ parameters: texts.slice(0, 2), changes: texts.slice(2) });
  });
});

/** The splitting as the last axis in place of m4. */
function moved(text: string, line: string): string {
  return text.replace(/ {2}m4_gev: .*\n/, '').replace('experiments', `${line}experiments`);
}
