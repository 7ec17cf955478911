/** Spoils files at random, and reads them: they are read, or refused in words with a line, and never anything unforeseen. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { resolveScan } from '../../src/config/load.js';
import { ConfigError, DualnuError, InputDataError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { parseYaml } from '../../src/input/yaml.js';
import { describeMistake } from '../../src/mistakes.js';
import { loadPipeline } from '../../src/response/loadPipeline.js';
import { loadReconstructed } from '../../src/response/reconstructed.js';
import { visible } from '../../src/visible.js';
import { copyExperiment } from '../experiment/scratch.js';
import { MINIMAL } from './minimal.js';

/** What people and accidents put into files. */
const SCRAPS = [
  '',
  ' ',
  '\n',
  '\n\n  ',
  '\t',
  ':',
  ': ',
  '- ',
  ', ',
  '[',
  ']',
  '{',
  '}',
  '{}',
  '[]',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '!x ',
  '|\n',
  '? ',
  'null',
  '~',
  'true',
  'yes',
  '.nan',
  '.inf',
  '-1',
  '0',
  '1e400',
  '1e-400',
  '0x10',
  '3.5',
  '99999999999999999999',
  '1_000',
  'toString',
  '__proto__',
  'constructor',
  '<<',
  'hasOwnProperty: 1',
  '\u202e',
  '\u0007',
  '"\\e[2J"',
  '\ufeff',
  '日本',
  'x'.repeat(300),
  'm5_gev',
  'delta: { values: [1] }',
  'axes:',
  'model:',
  'experiments: [toString]',
  'data: asimov',
  'exposure: 2',
  'apart: true',
] as const;

/** An edit of a text: at a place, some characters are taken out and others put in; or a line is doubled, taken out or moved. */
interface Edit {
  readonly kind: 'replace' | 'double' | 'drop' | 'move';
  readonly place: number;
  readonly length: number;
  readonly scrap: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('replace', 'replace', 'replace', 'double', 'drop', 'move'),
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 })),
  scrap: fc.oneof(fc.constantFrom(...SCRAPS), fc.string({ maxLength: 4 })),
});

function apply(text: string, { kind, place, length, scrap }: Edit): string {
  if (kind === 'replace') {
    const at = Math.floor(place * text.length);
    return text.slice(0, at) + scrap + text.slice(at + length);
  }
  const lines = text.split('\n');
  const at = Math.floor(place * lines.length);
  const taken = lines.splice(at, 1);
  if (kind === 'double') lines.splice(at, 0, ...taken, ...taken);
  if (kind === 'move') lines.splice(length % (lines.length + 1), 0, ...taken);
  return lines.join('\n');
}

const spoil = (text: string, edits: readonly Edit[]) => edits.reduce(apply, text);

/** What came of reading: a value, or a foreseen error whose mistakes have files and lines. Anything else fails the test. */
async function outcomeOf(read: () => Promise<unknown>): Promise<'read' | 'refused'> {
  try {
    await read();
    return 'read';
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof InputDataError)) throw error;
    expect(error).toBeInstanceOf(DualnuError);
    expect(error.mistakes.length).toBeGreaterThan(0);
    const told = error.mistakes.map(describeMistake);
    expect(new Set(told).size).toBe(told.length);
    for (const { line, column, what } of error.mistakes) {
      // A file as a whole has no line; what has one counts from 1.
      expect(line ?? 1).toBeGreaterThanOrEqual(1);
      expect(column ?? 1).toBeGreaterThanOrEqual(1);
      expect(what).toMatch(/\S/);
      expect(what).not.toMatch(/undefined|\[object|function|native code|^Invalid input/);
    }
    for (const line of error.lines) {
      expect(visible(line)).not.toMatch(/[^ -~\u00a0-\uffff]/);
      expect(line.length).toBeLessThan(2000);
    }
    return 'refused';
  }
}

/** Reads a text spoilt in many ways; both outcomes must occur, or the edits say nothing. */
async function readSpoilt(
  seed: number,
  numRuns: number,
  text: string,
  read: (spoilt: string) => Promise<unknown>,
) {
  const outcomes = { read: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      outcomes[await outcomeOf(() => read(spoil(text, edits)))] += 1;
    }),
    { seed, numRuns },
  );
  expect(outcomes.read).toBeGreaterThan(0);
  expect(outcomes.refused).toBeGreaterThan(outcomes.read);
}

/** Every place in a value, as the keys that lead to it. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  const inner = Array.isArray(value)
    ? value.flatMap((item, i) => placesIn(item, [...path, i]))
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))
      : [];
  return [path, ...inner];
}

/** The same value with another one at a place; with `undefined` nothing is there. */
function withPart(value: unknown, [key, ...rest]: readonly (string | number)[], part: unknown): unknown {
  if (key === undefined) return part;
  if (Array.isArray(value)) return value.map((item, i) => (i === key ? withPart(item, rest, part) : item));
  return { ...(value as object), [key]: withPart((value as Record<string, unknown>)[key], rest, part) };
}

/** Values of other types, and of the right type out of range. */
const PARTS = [
  undefined,
  null,
  true,
  -1,
  0,
  0.5,
  1e12,
  '',
  'x',
  'none',
  'toString',
  '\u202e',
  [],
  {},
  [[]],
  [1, 'a'],
  { kind: 'box' },
  { a: {} },
  [null],
];

/** Reads a file of which one to three parts were replaced. */
async function readReplaced(
  seed: number,
  numRuns: number,
  text: string,
  read: (spoilt: string) => Promise<unknown>,
) {
  const value: unknown = parse(text);
  const places = placesIn(value);
  const change = fc.record({ place: fc.constantFrom(...places), part: fc.constantFrom(...PARTS) });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      // Deeper places first: what is replaced above them takes them along.
      const sorted = [...changes].sort((a, b) => b.place.length - a.place.length);
      const spoilt = sorted.reduce((whole, { place, part }) => withPart(whole, place, part), value);
      refused += (await outcomeOf(() => read(stringify(spoilt) ?? ''))) === 'refused' ? 1 : 0;
    }),
    { seed, numRuns },
  );
  expect(refused).toBeGreaterThan(numRuns / 2);
}

const FULL = `# a scan with all that there is
name: full
model:
  kind: dual
  nature: majorana
  decays: [muons, dark]
  parameters: { mZprime_gev: 1.25, V44: 0.1, kappa: 1 }
production: { dirt: { preset: cylinder, radius_cm: 900, composition: { O16: 1 } }, protonElastic: true }
axes:
  m5_gev: { log: [0.11, 1.3], points: 3 }
  delta: { values: [0.5, 1] }
  Umu5_sq: { linear: [0, 1e-1], points: 3 }
experiments:
  - microboone-2025
  - { name: 'miniboone-2020:rhc', as: mini, dirt: none, antineutrinos: true }
  - { name: 'microboone-2025:total', apart: true, exposure: 2 }
events: 512
statistic: pearson
data: asimov
outputs: [chi2, signal]
seed: 7
`;

/** Scan files, each number of files times `times`; fails the test at the first that is neither read nor refused in words. */
export async function spoilScanFiles(times: number): Promise<void> {
  await expect(resolveScan(FULL, 'x.yaml')).resolves.toBeDefined();
  await readSpoilt(11, 60 * times, MINIMAL, (text) => resolveScan(text, 'x.yaml'));
  await readSpoilt(12, 30 * times, FULL, (text) => resolveScan(text, 'x.yaml'));
  await readReplaced(17, 40 * times, FULL, (text) => resolveScan(text, 'x.yaml'));
}

/** The same of experiments, with their tables and their response. */
export async function spoilExperiments(times: number): Promise<void> {
  const dir = await copyExperiment();
  for (const [seed, file] of [
    [13, 'experiment.yaml'],
    [14, 'response.yaml'],
    [15, 'flux.csv'],
  ] as const) {
    const path = join(dir, file);
    const text = await readFile(path, 'utf8');
    await readSpoilt(seed, 40 * times, text, async (spoilt) => {
      await writeFile(path, spoilt);
      await loadExperiment(dir);
      await loadExperiment(`${dir}:total`);
    });
    if (!file.endsWith('.csv')) {
      await readReplaced(seed + 10, 40 * times, text, async (spoilt) => {
        await writeFile(path, spoilt);
        await loadExperiment(dir);
      });
    }
    await writeFile(path, text);
  }
}

/** The same of response pipelines. */
export async function spoilPipelines(times: number): Promise<void> {
  const folder = 'data/experiments/miniboone-2020';
  const text = await readFile(join(folder, 'response.yaml'), 'utf8');
  const table = (name: string) => readFile(join(folder, name), 'utf8');
  const tables = new Map([
    ['efficiency.csv', await table('efficiency.csv')],
    ['selection.csv', await table('selection.csv')],
  ]);
  const read = (spoilt: string) => {
    const yaml = parseYaml(spoilt, 'response.yaml', InputDataError);
    return loadPipeline(yaml, async (name) => {
      const found = tables.get(name);
      if (found === undefined) throw new InputDataError([{ file: name, what: 'no such file' }]);
      return found;
    });
  };
  await readSpoilt(16, 60 * times, text, read);
  await readReplaced(26, 60 * times, text, read);
}

/** The same of responses of reconstructed quantities. */
export async function spoilReconstructed(times: number): Promise<void> {
  const text = await readFile('examples/reweighting/pseudo-detector/response.yaml', 'utf8');
  const read = async (spoilt: string) =>
    loadReconstructed(parseYaml(spoilt, 'response.yaml', InputDataError));
  await readSpoilt(17, 60 * times, text, read);
  await readReplaced(27, 60 * times, text, read);
}
