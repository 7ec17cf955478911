/** New scan files: every combination of choices is a scan, says what it is made of, and takes the place of no file. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScan, resolveScan } from '../../src/config/load.js';
import { chosenAxes, chosenExperiments, experimentNames } from '../../src/drafts/choices.js';
import { draftText } from '../../src/drafts/draftText.js';
import { choose, type GivenChoices } from '../../src/drafts/questions.js';
import { requireFree, writeDraft } from '../../src/drafts/writeDraft.js';
import { ConfigError } from '../../src/errors.js';
import { MODEL_KINDS, modelOf } from '../../src/model/models.js';
import { AXIS_INFO, AXIS_NAMES, type AxisName } from '../../src/model/parameters.js';
import { OUTPUTS } from '../../src/outputs/outputs.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const chosen = (given: GivenChoices) => choose(given, folder, undefined);
const scanOf = async (given: GivenChoices) => resolveScan(draftText(await chosen(given)), 'draft.yaml');

/** Every parameter of every model alone, every pair of them, and all of them. */
const AXES = MODEL_KINDS.flatMap((kind) => {
  const { parameters, alternatives } = modelOf(kind);
  const isPossible = (names: readonly AxisName[]) =>
    !alternatives.some(({ names: pair }) => pair.every((name) => names.includes(name)));
  const pairs = parameters.flatMap((a, i) =>
    parameters.slice(i + 1).flatMap((b) => [
      [a, b],
      [b, a],
    ]),
  );
  const all = parameters.filter((name) => !alternatives.some(({ names: [, second] }) => second === name));
  const others = parameters.filter((name) => !alternatives.some(({ names: [first] }) => first === name));
  return [...parameters.map((name) => [name]), ...pairs, all, others]
    .filter(isPossible)
    .map((names) => [kind, names.join(',')] as const);
});

describe('a new scan file', () => {
  it.each(AXES)('of the %s model with %s resolves to its choices', async (model, axes) => {
    const scan = await scanOf({ model, axes, points: '2' });
    expect(scan.model.kind).toBe(model);
    expect(scan.axes.map(({ name }) => name).join(',')).toBe(axes);
    for (const { name, values } of scan.axes) {
      expect([values[0], values.at(-1)]).toEqual(AXIS_INFO[name].suggested.ends);
      expect(values).toHaveLength(2);
    }
  });

  it('resolves against every set of experiments', async () => {
    const names = await experimentNames();
    expect(names.length).toBeGreaterThan(2);
    const sets = Array.from({ length: 2 ** names.length - 1 }, (_, i) =>
      names.filter((__, k) => ((i + 1) >> k) & 1),
    );
    for (const set of sets) {
      for (const model of MODEL_KINDS) {
        const scan = await scanOf({ model, experiments: set.join(',') });
        expect(scan.runs.map(({ experiment }) => experiment.name)).toEqual(set);
        const known = await chosenExperiments(set.join(','), folder);
        expect(scan.statistic.data).toBe(known.every(({ hasCounts }) => hasCounts) ? 'observed' : 'asimov');
      }
    }
  });

  it('has each output of the shelf, chosen or behind #', async () => {
    const possible = OUTPUTS.filter(({ refusal }) => refusal === undefined).map(({ name }) => name);
    for (const name of possible) {
      expect((await scanOf({ outputs: name })).outputs).toEqual([name]);
      expect(draftText(await chosen({}))).toMatch(new RegExp(`^  (# )?- ${name}$`, 'm'));
    }
    expect((await scanOf({ outputs: possible.toReversed().join(',') })).outputs).toEqual(possible);
    expect((await scanOf({})).outputs).toEqual((await resolveScan(MINIMAL_DEFAULTS, 'x.yaml')).outputs);
  });

  it('turns on the dirt by one line, where it offers that', async () => {
    const text = draftText(await chosen({ experiments: 'microboone-2025,miniboone-2020' }));
    expect(text).toMatch(/^# production: \{ dirt: [\w-]+ \}$/m);
    const scan = await resolveScan(text.replace('# production:', 'production:'), 'x.yaml');
    for (const { production } of scan.runs) expect(production.dirt).toBeDefined();
  });

  it('explains each parameter in the words of the models', async () => {
    const axes = 'm5_gev,epsilon,Umu5_sq';
    const text = draftText(await chosen({ axes }));
    const inOneLine = text.replace(/\n +# /g, ' ');
    for (const name of ['m4_gev', 'm5_gev', 'mZprime_gev', 'epsilon', 'gD', 'V54', 'Umu5_sq'] as const) {
      const { longName, min, max } = AXIS_INFO[name];
      expect(text).toMatch(new RegExp(`^ +${name}: `, 'm'));
      expect(inOneLine).toContain(longName);
      expect(inOneLine).toContain(`; ${min} to ${max}.`);
    }
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  it('suggests only what is allowed', () => {
    for (const name of AXIS_NAMES) {
      const { min, max, suggested } = AXIS_INFO[name];
      const [first, last] = suggested.ends;
      expect([min <= first, first < last, last <= max]).toEqual([true, true, true]);
    }
    for (const kind of MODEL_KINDS) {
      const { required, suggested } = modelOf(kind);
      for (const name of required) expect(suggested).toHaveProperty(name);
    }
  });
});

/** The default outputs of a scan that names none. */
const MINIMAL_DEFAULTS = `
model: { kind: dual, parameters: { m4_gev: 0.1, mZprime_gev: 1.25 } }
axes: { m5_gev: { values: [0.2] }, Umu5_sq: { values: [1e-8] } }
experiments: [microboone-2025]
`;

describe('choices', () => {
  it.each<[GivenChoices, string]>([
    [{ model: 'triple' }, 'no model triple; '],
    [{ axes: 'm4' }, 'no parameter m4 of the dual model; did you mean m4_gev?'],
    [{ model: 'single', axes: 'm5_gev' }, 'no parameter m5_gev of the single model; '],
    [{ axes: 'm4_gev,delta' }, 'm4_gev and delta: each follows from the other and m5_gev; name one'],
    [{ axes: 'm4_gev,m4_gev' }, 'm4_gev is named twice; remove one'],
    [{ axes: ' , ' }, 'name at least one parameter of the dual model'],
    [{ experiments: 'microboone' }, 'unknown experiment microboone; did you mean microboone-2025?'],
    [{ outputs: 'chi' }, 'no output chi; did you mean chi2?'],
    [{ outputs: 'events' }, 'events: '],
    [{ points: '1' }, '1 is not a whole number from 2 to 1000000'],
    [{ points: 'many' }, 'many is not a whole number from 2 to 1000000'],
  ])('refuses %j', async (given, what) => {
    await expect(chosen(given)).rejects.toThrow(what);
    await expect(chosen(given)).rejects.toBeInstanceOf(ConfigError);
  });

  it('are asked where they are not given, again after a wrong answer', async () => {
    const answers = ['', 'm4', 'm5_gev Umu5_sq', 'chi2,flags', '8'];
    const asked: string[] = [];
    const told: string[] = [];
    const respondent = {
      ask: async (question: string) => {
        asked.push(question);
        const answer = answers.shift();
        if (answer === undefined) throw new Error('asked too often');
        return answer;
      },
      tell: (text: string) => told.push(text),
    };
    const choices = await choose({ experiments: 'miniboone-2020' }, folder, respondent);
    expect(answers).toEqual([]);
    expect(choices).toMatchObject({ kind: 'dual', outputs: ['chi2', 'flags'], points: 8 });
    expect(choices.axes).toEqual(chosenAxes('dual', 'm5_gev,Umu5_sq'));
    expect(choices.experiments.map(({ name }) => name)).toEqual(['miniboone-2020']);
    expect(asked).toEqual([
      'model [dual]: ',
      'parameters to scan, slowest first [m5_gev,Umu5_sq]: ',
      'parameters to scan, slowest first [m5_gev,Umu5_sq]: ',
      expect.stringMatching(/^outputs \[chi2,/),
      'points of each axis [32]: ',
    ]);
    expect(told).toContain('no parameter m4 of the dual model; did you mean m4_gev?');
    expect(told).toContain('  m5_gev: mass of nu_5, GeV; 0.001 to 10.');
  });
});

describe('writeDraft', () => {
  it('writes what loads as it was resolved, once', async () => {
    const file = join(folder, 'new.yaml');
    const { file: _, ...scan } = await writeDraft(file, await chosen({ points: '3' }));
    expect(await loadScan(file)).toMatchObject(scan);
    const before = await readFile(file, 'utf8');
    await expect(writeDraft(file, await chosen({}))).rejects.toThrow(
      `${file}: is there already, and init replaces nothing; name another file`,
    );
    await expect(requireFree(file)).rejects.toBeInstanceOf(ConfigError);
    expect(await readFile(file, 'utf8')).toBe(before);
    await expect(writeDraft(join(folder, 'none', 'x.yaml'), await chosen({}))).rejects.toThrow(
      'its folder is not there',
    );
  });

  it('writes nothing where the choices cannot be one scan', async () => {
    const file = join(folder, 'twice.yaml');
    const choices = await chosen({ experiments: 'microboone-2025,microboone-2025:total' });
    await expect(writeDraft(file, choices)).rejects.toThrow(
      /twice\.yaml: experiments\[1\]: microboone-2025:total has data that microboone-2025 counts already/,
    );
    await requireFree(file);
  });

  it('takes experiments by paths relative to the file', async () => {
    await mkdir(join(folder, 'sub'));
    const experiment = join(import.meta.dirname, '../../data/experiments/sbnd-projection');
    const file = join(folder, 'sub', 'own.yaml');
    const choices = await choose({ experiments: experiment }, join(folder, 'sub'), undefined);
    const { runs } = await writeDraft(file, choices);
    expect(runs[0]?.experiment.name).toBe('sbnd-projection');
  });
});
