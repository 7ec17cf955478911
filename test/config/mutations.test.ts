/** Files that were spoilt at random: read, or refused in words with a line, and never anything unforeseen. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { ConfigError, DualnuError, InputDataError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { loadPipeline } from '../../src/experiment/responsePipeline.js';
import { parseYaml } from '../../src/experiment/yaml.js';
import { describeMistake } from '../../src/mistakes.js';
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

const FULL = `# a scan with all that there is
name: full
model:
  kind: dual
  nature: majorana
  decays: [muons, dark]
  parameters: { mZprime_gev: 1.25, V44: 0.1, kappa: 1 }
production: { dirt: cylinder, protonElastic: true }
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

describe('spoilt files', () => {
  it('scan files', async () => {
    await expect(resolveScan(FULL, 'x.yaml')).resolves.toBeDefined();
    await readSpoilt(11, 250, MINIMAL, (text) => resolveScan(text, 'x.yaml'));
    await readSpoilt(12, 120, FULL, (text) => resolveScan(text, 'x.yaml'));
  });

  it('experiments, with their tables and their response', async () => {
    const dir = await copyExperiment();
    for (const [seed, file] of [
      [13, 'experiment.yaml'],
      [14, 'response.yaml'],
      [15, 'flux.csv'],
    ] as const) {
      const path = join(dir, file);
      const text = await readFile(path, 'utf8');
      await readSpoilt(seed, 150, text, async (spoilt) => {
        await writeFile(path, spoilt);
        await loadExperiment(dir);
        await loadExperiment(`${dir}:total`);
      });
      await writeFile(path, text);
    }
  });

  it('pipelines', async () => {
    const folder = 'data/experiments/miniboone-2020';
    const text = await readFile(join(folder, 'response.yaml'), 'utf8');
    const table = (name: string) => readFile(join(folder, name), 'utf8');
    const tables = new Map([
      ['efficiency.csv', await table('efficiency.csv')],
      ['selection.csv', await table('selection.csv')],
    ]);
    await readSpoilt(16, 200, text, (spoilt) => {
      const yaml = parseYaml(spoilt, 'response.yaml', InputDataError);
      return loadPipeline(yaml, async (name) => {
        const found = tables.get(name);
        if (found === undefined) throw new InputDataError([{ file: name, what: 'no such file' }]);
        return found;
      });
    });
  });
});
