/** Files of weights, read back by the readers of events, and what they say of themselves. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { at } from '../../../src/at.js';
import { ConfigError } from '../../../src/errors.js';
import { sha256 } from '../../../src/platform/sha256.js';
import { isWords } from '../../../src/samples/reading/eventTable.js';
import { openTable } from '../../../src/samples/reading/openTable.js';
import { type WeightsDocument, weightsDocument } from '../../../src/samples/weights/document.js';
import { type SampleWeights, sampleWeights } from '../../../src/samples/weights/sampleWeights.js';
import {
  checkWeightFile,
  DOCUMENT_KEY,
  weightColumns,
  writeWeights,
} from '../../../src/samples/weights/write.js';
import { makeFolder } from '../../e2e/cli.js';
import { POINT, scoredSample, scoredScan, withOutsiders } from './scoredSample.js';

const WRITER = { version: '9.8.7', command: 'dualnu sample weights mine' };
const BESIDE = ['number', 'topology', 'score'];

let found: SampleWeights;
let document: WeightsDocument;
beforeEach(async () => {
  const sample = scoredSample([{ parameters: POINT, events: 1024, seed: 5, decays: 'integrated' }]);
  const files = { 'sample.yaml': 'a'.repeat(64), 'events.parquet': 'b'.repeat(64) };
  found = sampleWeights(await scoredScan({ ...withOutsiders(sample), name: 'mine', files }), POINT);
  document = weightsDocument(found, WRITER, { dualnu: '9.8.7' });
});

async function written(name: string): Promise<string> {
  const path = join(await makeFolder(), name);
  await writeWeights(path, weightColumns(found, BESIDE), document);
  return path;
}

describe('a file of weights', () => {
  it.each(['weights.csv', 'weights.parquet', 'weights.npy'])(
    '%s has every event in its order',
    async (name) => {
      const table = await openTable(await written(name));
      expect(table.columns).toEqual(['event', 'component', 'weight', ...BESIDE]);
      const { sample, weight } = found;
      expect(table.rows).toBe(sample.count);
      const columns = await table.read(
        table.columns.map((column) => ({ name: column, as: 'either' as const })),
      );
      const numbers = (column: string) => {
        const of = columns.get(column);
        if (of === undefined || isWords(of)) throw new Error(`${column} holds numbers`);
        return of.values;
      };
      expect(numbers('event')).toEqual(Float64Array.from(weight, (_, row) => row));
      expect(numbers('component')).toEqual(new Float64Array(sample.count));
      expect(numbers('weight')).toEqual(weight);
      const { score, number, topology } = sample.observables;
      expect(numbers('number')).toEqual((number as { values: Float64Array }).values);
      // Events without a score have none in the file.
      expect(numbers('score')).toEqual((score as { values: Float64Array }).values);
      expect(numbers('score').some(Number.isNaN)).toBe(true);
      const words = columns.get('topology');
      const expected = topology as { categories: readonly string[]; codes: Int32Array };
      if (words === undefined || !isWords(words)) throw new Error('topology holds words');
      expect(Array.from(words.codes, (code) => at(words.categories, code))).toEqual(
        Array.from(expected.codes, (code) => at(expected.categories, code)),
      );
    },
  );

  it('carries its document, and is the same every time', async () => {
    const parquet = await openTable(await written('weights.parquet'));
    expect(JSON.parse(parquet.metadata.get(DOCUMENT_KEY) ?? '')).toEqual(document);
    const path = await written('weights.npy');
    expect(JSON.parse(await readFile(`${path}.json`, 'utf8'))).toEqual(document);
    const [text, again] = [await written('weights.csv'), await written('weights.csv')];
    const csv = await readFile(text, 'utf8');
    expect(csv).toBe(await readFile(again, 'utf8'));
    const line = csv.split('\n').find((each) => each.startsWith(`# ${DOCUMENT_KEY}: `));
    expect(JSON.parse(line?.slice(`# ${DOCUMENT_KEY}: `.length) ?? '')).toEqual(document);
  });

  it('is refused for another ending, and with a column that the sample does not have', () => {
    expect(() => checkWeightFile('weights.root')).toThrow(ConfigError);
    expect(() => checkWeightFile('weights.root')).toThrow(/written to .csv, .parquet, .npy/);
    expect(() => weightColumns(found, ['scor'])).toThrow(/--observable scor: .* did you mean score\?/);
    expect(() => weightColumns(found, ['toString'])).toThrow(ConfigError);
  });
});

describe('the document', () => {
  it('says what weights are for and how far they can be trusted', () => {
    expect(document).toMatchObject({
      format: 'dualnu weights 1',
      sample: 'mine',
      experiment: found.scan.experiment.name,
      pot: 6.87e20,
      target_tonnes: 85,
      parameters: POINT,
      ratio: 'exact',
      uncovered: 0,
      events: found.sample.count,
      outside: found.outside,
      expected: found.all.expected,
      n_eff: found.all.nEff,
      largest_share: found.all.largestShare,
      flags: found.report.flags,
    });
    expect(document.weight).toContain('for 6.87e20 protons on target and 85 t of target');
    expect(document.bins.map(({ expected }) => expected)).toEqual(found.bins.map(({ expected }) => expected));
    expect(document.identity).toBe(sha256(document.config));
  });

  it('has another identity for another point or other events, and none for where they are', () => {
    const identityOf = (changes: Partial<SampleWeights>) =>
      weightsDocument({ ...found, ...changes }, WRITER, { dualnu: '9.8.7' }).identity;
    expect(identityOf({ point: { ...POINT, epsilon: 9e-4 } })).not.toBe(document.identity);
    const sample = { ...found.sample, folder: 'elsewhere', name: 'other' };
    expect(identityOf({ scan: { ...found.scan, sample } })).toBe(document.identity);
    const other = { ...found.sample, files: { 'events.parquet': 'c'.repeat(64) } };
    expect(identityOf({ scan: { ...found.scan, sample: other } })).not.toBe(document.identity);
  });
});
